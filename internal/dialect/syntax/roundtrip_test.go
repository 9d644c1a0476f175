package syntax_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// roundTrip parses a script, prints each of its statements and parses that again:
// the tree must be the same, and so must the text printed from it.
func roundTrip(t *testing.T, sql string) {
	t.Helper()
	statements, err := syntax.Parse(sql)
	if err != nil {
		t.Errorf("%s\n\t%v", sql, err)
		return
	}
	for _, s := range statements {
		if s.Byte() != s.Start {
			t.Errorf("%s\n\tbegins at %d, its node at %d", sql[s.Start:s.End], s.Start, s.Byte())
		}
		printed := syntax.Print(s.Stmt)
		again, err := syntax.Parse(printed)
		switch {
		case err != nil:
			t.Errorf("%s\n\tprinted as %s\n\tdoes not parse: %v", sql, printed, err)
		case len(again) != 1 || !syntax.Equal(s.Stmt, again[0].Stmt):
			t.Errorf("%s\n\tprinted as %s\n\tis another tree, printed as %s", sql, printed, syntax.Print(again[0].Stmt))
		case syntax.Print(again[0].Stmt) != printed:
			t.Errorf("%s\n\tprinted as %s, then as %s", sql, printed, syntax.Print(again[0].Stmt))
		}
		standard, err := syntax.Options{StandardStrings: true}.Parse(printed)
		if err != nil || len(standard) != 1 || !syntax.Equal(s.Stmt, standard[0].Stmt) {
			t.Errorf("%s\n\tprinted as %s\n\tmeans something else with standard strings: %v", sql, printed, err)
		}
	}
}

// corpus reads a file of statements, one to a line.
func corpus(t testing.TB, name string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			lines = append(lines, line)
		}
	}
	return lines
}

// oracleFile holds SQL that AWS's documentation prints with its answers. It is
// not part of this repository; where it lies beside it, it is parsed.
var oracleFile = filepath.Join("..", "..", "..", "..", "shared", "sql-oracle", "literal.jsonl")

// slips of the documentation, which are no SQL.
var oracleSlips = map[string]string{
	"select datediff(hour, ''2023-01-01', '2023-01-03 05:04:03');": "a quote too many",
}

func TestOracle(t *testing.T) {
	file, err := os.Open(oracleFile)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the examples of the documentation are not at %s; the project's own statements are in testdata", oracleFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	total, parsed := 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var example struct{ SQL string }
		if err := json.Unmarshal(lines.Bytes(), &example); err != nil {
			t.Fatal(err)
		}
		total++
		if why := oracleSlips[example.SQL]; why != "" {
			if _, err := syntax.Parse(example.SQL); err == nil {
				t.Errorf("%s parses, in spite of %s", example.SQL, why)
			}
			continue
		}
		roundTrip(t, example.SQL)
		parsed++
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d examples parse, %d are slips", parsed, total, len(oracleSlips))
}
