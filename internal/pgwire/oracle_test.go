package pgwire_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// The oracle is a file of examples that AWS's developer guide prints, kept outside of this repository: a JSON object a line,
// with the page (topic), the statement (sql) and psql's table as it is printed (expected). Each example is judged by its
// columns' names and its values, trimmed; or it is about geometries, which are refused; or it stands in
// testdata/oracle-slips.txt with the reason why the printed answer cannot be had.

// oracleFolder is where the examples are: COUNTERSIGN_SQL_ORACLE, or shared/sql-oracle beside the checkout. They are not
// ours to hand on, so that a machine without them passes over this test, CI's too.
func oracleFolder(t *testing.T) string {
	t.Helper()
	if folder := os.Getenv("COUNTERSIGN_SQL_ORACLE"); folder != "" {
		return folder
	}
	folder := filepath.Join("..", "..", "..", "shared", "sql-oracle")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the guide's printed examples are not beside this checkout (../shared/sql-oracle), and COUNTERSIGN_SQL_ORACLE names no folder")
	}
	return folder
}

// An example is a statement of the guide with the table that it prints.
type example struct {
	Topic    string `json:"topic"`
	SQL      string `json:"sql"`
	Expected string `json:"expected"`
}

func TestOracle(t *testing.T) {
	examples := readOracle(t, filepath.Join(oracleFolder(t), "literal.jsonl"))
	slips := readSlips(t)
	f := start(t, func(c *pgwire.Config) {
		c.Facts = map[string]string{"current_aws_account": "123456789012", "current_namespace": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"}
	})
	conn, _ := f.trusted(t, pgwire.Trusted{User: user})
	for _, sql := range presupposed {
		if _, err := results(conn.PgConn().Exec(t.Context(), sql)); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	judged, spatial, listed := 0, 0, 0
	for i, x := range examples {
		reason, slip := slips[oneLine(x.SQL)]
		delete(slips, oneLine(x.SQL))
		got, err := printed(t.Context(), conn.PgConn(), x.SQL)
		wrong := difference(x.Expected, got, err, strings.HasPrefix(reason, byForm))
		switch {
		case isSpatial(x.SQL):
			spatial++
		case strings.HasPrefix(reason, byForm) && wrong == "":
			judged++
		case slip && wrong == "":
			t.Errorf("%s: %s\nis answered as it is printed, and is no slip any more: %s", x.Topic, x.SQL, reason)
		case slip && !strings.HasPrefix(reason, byForm):
			listed++
		case wrong != "":
			t.Errorf("example %d, %s: %s\n%s", i, x.Topic, x.SQL, wrong)
		default:
			judged++
		}
	}
	for sql := range slips {
		t.Errorf("no example has the SQL of the listed slip: %s", sql)
	}
	t.Logf("%d examples: %d answered as printed, %d of geometries, %d slips", len(examples), judged, spatial, listed)
}

// presupposed is what examples take for granted: the statements that the guide's reader has run before.
var presupposed = []string{
	"create user guest", "create user reg_user1", "create user analysis_user", "create table listing (listid int)", "create role role1", "create role role2",
	"select change_session_priority(-1, 'Lowest')", "create function exfunc_sum(int, int) returns int stable as $$ select $1 + $2 $$ language sql",
}

// byForm begins the reason of what depends on the moment, on chance or on who asks: names must agree, and values in their
// form, where all runs of letters, of hexadecimal digits in groups and of digits are alike.
const byForm = "by form: "

var (
	wordRun   = regexp.MustCompile(`[A-Za-z_]+`)
	digitRun  = regexp.MustCompile(`-?[0-9]+`)
	uuidShape = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

func formOf(value string) string {
	value = uuidShape.ReplaceAllString(value, "U")
	return digitRun.ReplaceAllString(wordRun.ReplaceAllString(value, "a"), "9")
}

func readOracle(t *testing.T, file string) (list []example) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var x example
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		list = append(list, x)
	}
	if len(list) == 0 || lines.Err() != nil {
		t.Fatalf("%s: %d examples, %v", file, len(list), lines.Err())
	}
	return list
}

// readSlips reads the list of what cannot be answered as printed: a line that begins with # and a blank has the
// reason, and each line below it a statement, on one line.
func readSlips(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/oracle-slips.txt")
	if err != nil {
		t.Fatal(err)
	}
	slips, reason := map[string]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if said, ok := strings.CutPrefix(line, "# "); ok {
			reason = said
		} else if line != "" {
			if reason == "" {
				t.Fatalf("a slip without a reason: %s", line)
			}
			slips[line] = reason
		}
	}
	return slips
}

// oneLine is a statement with single blanks between its words.
func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }

var calledName = regexp.MustCompile(`[A-Za-z_0-9]+\s*\(`)

// isSpatial tells whether a statement calls a function of geometries or geographies.
func isSpatial(sql string) bool {
	for _, name := range calledName.FindAllString(sql, -1) {
		name = strings.ToLower(strings.TrimSpace(strings.TrimSuffix(name, "(")))
		if spatialNames()[name] {
			return true
		}
	}
	return false
}

var spatialNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, family := range function.Families() {
		for _, f := range family.Lines {
			names[f.Name] = names[f.Name] || family.Name == function.Spatial
		}
	}
	return names
})

// printed runs a statement and gives its answer's names and values, as rows of cells.
func printed(ctx context.Context, c *pgconn.PgConn, sql string) (rows [][]string, err error) {
	list, err := results(c.Exec(ctx, sql))
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("%d results", len(list))
	}
	var header []string
	for _, f := range list[0].FieldDescriptions {
		header = append(header, f.Name)
	}
	rows = append(rows, header)
	for _, row := range list[0].Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = strings.TrimSpace(string(v))
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

// difference compares an answer with the first table of what is printed; it is empty where they agree.
func difference(expected string, got [][]string, err error, form bool) string {
	if err != nil {
		return err.Error()
	}
	want := table(expected)
	for i := range want {
		for k := range want[i] {
			switch {
			case i == 0:
				want[i][k] = strings.ToLower(want[i][k]) // names that the guide's authors have written in capitals
			case form:
				want[i][k] = formOf(want[i][k])
			case want[i][k] == "true" || want[i][k] == "false" || want[i][k] == "False": // psql shows t and f
				want[i][k] = strings.ToLower(want[i][k][:1])
			}
		}
	}
	for i := 1; i < len(got) && form; i++ {
		for k := range got[i] {
			got[i][k] = formOf(got[i][k])
		}
	}
	if fmt.Sprint(want) == fmt.Sprint(got) {
		return ""
	}
	return fmt.Sprintf("got  %q\nwant %q", got, want)
}

var (
	ruleLine  = regexp.MustCompile(`^\s*[-+]*--[-+]*\s*$`)
	countLine = regexp.MustCompile(`^\s*\(\d+ *rows?\)`)
)

// table reads psql's aligned output: names, a rule, and rows up to their number or a blank line. A row of
// empty values may be a blank line, or none at all.
func table(text string) (rows [][]string) {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	at := 0
	for at < len(lines) && !ruleLine.MatchString(lines[at]) {
		at++
	}
	if at == 0 || at == len(lines) {
		return nil
	}
	header := cells(lines[at-1])
	rows = append(rows, header)
	for _, line := range lines[at+1:] {
		if countLine.MatchString(line) || strings.TrimSpace(line) == "" {
			break
		}
		rows = append(rows, cells(line))
	}
	if len(rows) == 1 && !strings.Contains(text, "(0 rows)") {
		rows = append(rows, make([]string, len(header)))
	}
	return rows
}

func cells(line string) []string {
	list := strings.Split(line, "|")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}
