package dialect_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/engine"
)

// statements are those of the repository's files of SQL: paragraphs of those of the grammar, and
// what stands before its answer in those with answers.
func statements(tb testing.TB) (list []string) {
	for _, pattern := range []string{"syntax/testdata/*.sql", "../pgwire/testdata/answers/*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			tb.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				tb.Fatal(err)
			}
			for _, paragraph := range strings.Split(string(text), "\n\n") {
				statement, _, _ := strings.Cut(paragraph, "\n----\n")
				list = append(list, statement)
			}
		}
	}
	return list
}

// tablePattern is what is most likely a table's name.
var tablePattern = regexp.MustCompile(`(?i)\b(?:from|join|into|update|table|using)\s+([a-z_]\w*)`)

// everything is a session of a database with a table of every name that the statements have, each
// with columns of all types.
func everything(list []string) dialect.Session {
	var columns []engine.RelationColumn
	add := func(kind, note string, names ...string) {
		for _, name := range names {
			columns = append(columns, engine.RelationColumn{Name: name, Type: kind, Comment: note})
		}
	}
	add("INTEGER", "", "a", "id", "n", "k", "x", "g", "y")
	add("BIGINT", "", "b")
	add("SMALLINT", "", "i2")
	add("DECIMAL(12,2)", "", "price", "d", "p")
	add("DOUBLE", "", "f", "f8")
	add("FLOAT", "", "f4")
	add("BOOLEAN", "", "o", "ok")
	add("DATE", "", "sold", "day")
	add("TIMESTAMP", "", "ts")
	add("TIMESTAMP WITH TIME ZONE", "", "tz")
	add("TIME", "", "tm")
	add("TIME WITH TIME ZONE", "", "tmz")
	add("VARCHAR", `{"type":"character varying(20)"}`, "v", "s", "name", "region")
	add("VARCHAR", `{"type":"character(5)"}`, "c")
	add("BLOB", `{"type":"binary varying(9)"}`, "vb")
	add("JSON", "", "j", "super")
	add("INTERVAL", `{"type":"interval year to month"}`, "ym")
	add("INTERVAL", `{"type":"interval day to second"}`, "ds")
	add("INTEGER", `{"identity":"1,1"}`, "i")
	listing := engine.Listing{Schemas: [][2]string{{"dev", "public"}, {"dev", "other"}}}
	seen := map[string]bool{}
	for _, statement := range list {
		for _, m := range tablePattern.FindAllStringSubmatch(statement, -1) {
			if name := strings.ToLower(m[1]); !seen[name] {
				seen[name] = true
				listing.Relations = append(listing.Relations, engine.Relation{Database: "dev", Schema: "public", Name: name, OID: uint32(len(seen)), Columns: columns})
			}
		}
	}
	session := shop()
	session.Catalog = relation.New("dev", listing)
	return session
}

// quotedPattern is a string or a name in quotes, as the engine reads them.
var quotedPattern = regexp.MustCompile(`'(?:[^']|'')*'|"(?:[^"]|"")*"`)

// check holds a script to what Split and Translate promise.
func check(t *testing.T, session dialect.Session, script string) {
	t.Helper()
	refused := func(err error) {
		t.Helper()
		var e *engine.Error
		if !errors.As(err, &e) || len(e.State) != 5 || e.Message == "" {
			t.Fatalf("%q: %v is no error for a client", script, err)
		}
		if e.Position < 0 || e.Position > utf8.RuneCountInString(script)+1 {
			t.Errorf("%q: position %d of %v", script, e.Position, err)
		}
	}
	list, err := dialect.Split(script)
	if err != nil {
		refused(err)
		return
	}
	for _, st := range list {
		if st.Tag == "" {
			t.Errorf("%q has no tag", st.Text)
		}
		tr, err := st.Translate(session)
		if err != nil {
			refused(err)
			continue
		}
		for _, at := range []int{0, 1, len(tr.Text)/2 + 1, len(tr.Text) + 1} {
			refused(tr.Locate(&engine.Error{State: engine.InternalError, Message: "x", Position: at}))
		}
		// What the engine gets is one statement still.
		if strings.Contains(quotedPattern.ReplaceAllString(tr.Text, ""), ";") {
			t.Errorf("%q became %q", st.Text, tr.Text)
		}
	}
}

// Every statement of the repository is translated, or refused where it is wrong.
func TestEveryStatement(t *testing.T) {
	list := statements(t)
	session := everything(list)
	for _, script := range list {
		check(t, session, script)
	}
	if len(list) < 2000 {
		t.Errorf("%d statements", len(list))
	}
}

// Whatever a script is, translating it ends with a text for the engine or an error for the client,
// and the engine's errors find their place in the script.
func FuzzTranslate(f *testing.F) {
	list := statements(f)
	for _, sql := range list {
		f.Add(sql)
	}
	session := everything(list)
	f.Fuzz(func(t *testing.T, script string) { check(t, session, script) })
}

// Scripts are cut into statements, and about the session's own statements something is told or
// refused, whatever they are.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"select 1", "select 'a''b' || E'\\'' -- c", "/* /* */ */ select $1::int, $a$b$a$", "set a to b, 'c'; show x;",
		"create table #t (a int)", "with a as (select 1) select * from \"b\"\"c\"", "select :a, 1.5e-3, .5, 1..2", "explain", "((((",
		"begin isolation level read committed, read write", "$", "$1", "U&'x'", "deallocate prepare x",
		"declare c cursor for select 1", "fetch forward 3 from c", "close c", "prepare p(int) as select $1", "execute p(1 + 1, 'x')",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		bound, names, err := dialect.BindNamed(script)
		if err == nil && len(names) == 0 && bound != script {
			t.Errorf("%q became %q", script, bound)
		}
		list, err := dialect.Split(script)
		if err != nil {
			return
		}
		for _, st := range list {
			if n := st.Parameters(); n < 0 {
				t.Errorf("%q has %d parameters", st.Text, n)
			}
			_, _ = st.Cursor()
			_, _ = st.Plan()
			_, _ = st.Setting()
			_, _ = st.Modes()
			st.Makes()
		}
	})
}
