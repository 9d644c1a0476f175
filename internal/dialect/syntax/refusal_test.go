package syntax_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A refusal is a text with what is to be said about it.
type refusal struct {
	sql, state, message string
	position            int
}

// refusals reads testdata/refusals.txt: a line of SQL, where \n stands for a line
// break, and a line of state, position and message behind it.
func refusals(t testing.TB) []refusal {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "refusals.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []refusal
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	for i := 0; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], "//") || lines[i] == "" {
			continue
		}
		if i+1 == len(lines) {
			t.Fatalf("%q has no answer", lines[i])
		}
		c := refusal{sql: strings.ReplaceAll(lines[i], `\n`, "\n")}
		i++
		fields := strings.SplitN(strings.TrimPrefix(lines[i], "\t"), " ", 3)
		if len(fields) != 3 || !strings.HasPrefix(lines[i], "\t") {
			t.Fatalf("%q: the answer is %q", c.sql, lines[i])
		}
		c.state, c.message = fields[0], fields[2]
		if c.position, err = strconv.Atoi(fields[1]); err != nil {
			t.Fatalf("%q: %v", c.sql, err)
		}
		cases = append(cases, c)
	}
	return cases
}

// Every refused text has its SQLSTATE, its words and its position in characters.
func TestRefusals(t *testing.T) {
	cases := refusals(t)
	for _, c := range cases {
		_, err := syntax.Parse(c.sql)
		var e *engine.Error
		if !errors.As(err, &e) {
			t.Errorf("%s\n\tparses", c.sql)
			continue
		}
		if e.State != c.state || e.Message != c.message || e.Position != c.position {
			t.Errorf("%s\n\tgot  %s %d %s\n\twant %s %d %s", c.sql, e.State, e.Position, e.Message, c.state, c.position, c.message)
		}
	}
	t.Logf("%d refusals", len(cases))
	if len(cases) < 150 {
		t.Errorf("%d refusals are fewer than there were", len(cases))
	}
}
