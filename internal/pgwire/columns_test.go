package pgwire_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/catalog"
)

// Every relation of the system answers with its columns, in order and with their types, and has what it says in
// pg_attribute too. testdata/columns.txt has them as Redshift's guide does: a line with the relation's name, and below
// it a line for each column with its name and type.
func TestColumnsOfTheSystem(t *testing.T) {
	c := start(t, nil).connect(t, "")
	documented := documentedColumns(t)
	for _, r := range catalog.All() {
		name := r.Schema + "." + r.Name
		if r.Schema == catalog.Functions {
			continue
		}
		t.Run(name, func(t *testing.T) {
			results, err := results(c.PgConn().Exec(t.Context(), "select * from "+name+" limit 1"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range results[0].FieldDescriptions {
				got = append(got, f.Name+" "+formatType(f.DataTypeOID, f.TypeModifier))
			}
			want, ok := documented[name]
			delete(documented, name)
			switch {
			case r.Hidden: // later PostgreSQL's
				return
			case !ok:
				t.Fatalf("testdata/columns.txt does not have it")
			case strings.Join(got, "\n") != strings.Join(want, "\n"):
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			told := rows(t, c, fmt.Sprintf("select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = '%s'::regclass order by attnum", name))
			for i := range told {
				if line := told[i][0] + " " + told[i][1]; i >= len(got) || line != got[i] {
					t.Errorf("pg_attribute has %s", line)
				}
			}
			if len(told) != len(got) {
				t.Errorf("pg_attribute has %d columns of %d", len(told), len(got))
			}
		})
	}
	for name := range documented {
		t.Errorf("there is no relation %s", name)
	}
}

// documentedColumns reads testdata/columns.txt.
func documentedColumns(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/columns.txt")
	if err != nil {
		t.Fatal(err)
	}
	all, name := map[string][]string{}, ""
	for line := range strings.SplitSeq(string(text), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] != ' ':
			name = line
		default:
			all[name] = append(all[name], strings.TrimSpace(line))
		}
	}
	return all
}
