package pgwire_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Statements with their answers, in testdata/answers. Each file is a session on a fresh
// database; its blocks stand between blank lines:
//
//	-- GRADE: reason
//	-- as: USER
//	-- gap: why
//	statement
//	----
//	answer
//
// GRADE is observed, documented or assumed. With "as" the statement runs in another
// session, of that user. A gap is what is known to answer otherwise: it fails when it does not
// any more. An answer is "ok TAG", "error SQLSTATE message", which may end
// with " at POSITION", or a header with name and type of each column and a line for each
// row. What is told beside, such as by RAISE, may stand before it, each in a line "notice SEVERITY
// message"; then all of it must. Between columns stands " | ", NULL is (null), and in values a line's end is \n and
// a backslash is \\. Lines between blocks that begin with # are comments.

// An answered block is a statement with what it must answer.
type answered struct {
	line      int // of the file, where the grade stands
	grade     string
	user      string // who asks
	gap       bool   // is known to answer otherwise
	statement string
	answer    []string
}

var (
	gradeLine  = regexp.MustCompile(`^-- (observed|documented|assumed): \S`)
	okLine     = regexp.MustCompile(`^ok( [A-Z0-9 ]+)?$`)
	errorLine  = regexp.MustCompile(`^error [0-9A-Z]{5} \S`)
	headerPart = regexp.MustCompile(`^.* [a-z"].*$`)
)

const noticeWord = "notice "

func TestAnswers(t *testing.T) {
	files, err := filepath.Glob("testdata/answers/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files with answers: %v", err)
	}
	grades := map[string]int{}
	for _, file := range files {
		blocks, err := readAnswers(file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, b := range blocks {
			grades[b.grade]++
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { checkAnswers(t, file, blocks) })
	}
	t.Logf("%d observed, %d documented, %d assumed in %d files", grades["observed"], grades["documented"], grades["assumed"], len(files))
}

// checkAnswers asks every statement of a file, and compares in a test of its own, so that
// any one can be chosen by its line and finds what those before it have made.
func checkAnswers(t *testing.T, file string, blocks []answered) {
	f := start(t, nil)
	sessions := map[string]*pgconn.PgConn{}
	for _, b := range blocks {
		if sessions[b.user] == nil {
			c, _ := f.trusted(t, pgwire.Trusted{User: b.user})
			sessions[b.user] = c.PgConn()
		}
		f.notices = nil
		got, place := answer(t, sessions[b.user], b.statement)
		if strings.HasPrefix(b.answer[0], noticeWord) {
			got = strings.Join(append(f.notices, got), "\n")
		}
		t.Run(strconv.Itoa(b.line), func(t *testing.T) {
			want := strings.Join(b.answer, "\n")
			if same := got == want || got+place == want; b.gap && same {
				t.Errorf("%s:%d is no gap any more", file, b.line)
			} else if !b.gap && !same {
				t.Errorf("%s:%d\n%s\n---- got\n%s\n---- want (%s)\n%s", file, b.line, b.statement, got+place, b.grade, want)
			}
		})
	}
}

// answer runs a statement and writes its answer down. place is what may be added to it: where
// an error stands.
func answer(t *testing.T, c *pgconn.PgConn, sql string) (answer, place string) {
	t.Helper()
	results, err := results(c.Exec(t.Context(), sql))
	switch {
	case err != nil:
		if at := position(err); at > 0 {
			place = fmt.Sprintf(" at %d", at)
		}
		return "error " + state(err) + " " + escaped.Replace(said(err)), place
	case len(results) != 1:
		return fmt.Sprintf("%d results", len(results)), ""
	case results[0].FieldDescriptions == nil:
		return "ok " + results[0].CommandTag.String(), ""
	}
	var lines, header []string
	for _, f := range results[0].FieldDescriptions {
		header = append(header, f.Name+" "+formatType(f.DataTypeOID, f.TypeModifier))
	}
	lines = append(lines, strings.Join(header, " | "))
	for _, row := range results[0].Rows {
		values := make([]string, len(row))
		for i, v := range row {
			if values[i] = escaped.Replace(string(v)); v == nil {
				values[i] = "(null)"
			}
		}
		lines = append(lines, strings.Join(values, " | "))
	}
	return strings.Join(lines, "\n"), ""
}

// results reads all of an answer, and of results without rows their columns, too.
func results(r *pgconn.MultiResultReader) ([]*pgconn.Result, error) {
	var list []*pgconn.Result
	for r.NextResult() {
		columns := append([]pgconn.FieldDescription(nil), r.ResultReader().FieldDescriptions()...)
		result := r.ResultReader().Read()
		result.FieldDescriptions = columns
		list = append(list, result)
	}
	return list, r.Close()
}

var escaped = strings.NewReplacer("\n", `\n`, `\`, `\\`)

// typeWords are the types by their OIDs, as FORMAT_TYPE writes them.
var typeWords = map[uint32]string{
	16: "boolean", 17: "bytea", 18: `"char"`, 19: "name", 20: "bigint", 21: "smallint", 22: "int2vector", 23: "integer", 25: "text", 26: "oid",
	30: "oidvector", 700: "real", 701: "double precision", 705: "unknown", 1005: "smallint[]", 1007: "integer[]", 1009: "text[]", 1034: "aclitem[]",
	1042: "character", 1043: "character varying", 1082: "date", 1083: "time without time zone", 1114: "timestamp without time zone",
	1184: "timestamp with time zone", 1186: "interval", 1188: "interval year to month", 1190: "interval day to second",
	1266: "time with time zone", 1700: "numeric", 2205: "regclass", 2278: "void", 2935: "hllsketch", 3000: "geometry", 3001: "geography",
	4000: "super", 6551: "binary varying", 24: "regproc", 28: "xid", 702: "abstime", 1002: "\"char\"[]", 1003: "name[]", 1021: "real[]", 1028: "oid[]", 2206: "regtype", 2277: "anyarray",
}

// formatType writes a type with its modifier: a length has 4 added to it, and so has the
// pair of precision and scale.
func formatType(oid uint32, modifier int32) string {
	words, known := typeWords[oid]
	if !known {
		words = fmt.Sprintf("type %d", oid)
	}
	switch {
	case modifier == -1:
		return words
	case oid == 1700 && modifier >= 4:
		return fmt.Sprintf("%s(%d,%d)", words, (modifier-4)>>16, (modifier-4)&0xffff)
	case (oid == 1042 || oid == 1043 || oid == 6551) && modifier >= 4:
		return fmt.Sprintf("%s(%d)", words, modifier-4)
	}
	return fmt.Sprintf("%s modifier %d", words, modifier)
}

// readAnswers reads a file. What it does not know is an error: no block is passed over.
func readAnswers(file string) ([]answered, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	var blocks []answered
	for at := 0; at < len(lines); {
		if lines[at] == "" || lines[at][0] == '#' {
			at++
			continue
		}
		b, used, err := readBlock(lines[at:])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, at+1+used, err)
		}
		b.line = at + 1
		blocks = append(blocks, b)
		at += used
	}
	if len(blocks) == 0 {
		return nil, fmt.Errorf("%s: no statements", file)
	}
	return blocks, nil
}

// readBlock reads the block that lines begin with, and tells how many it takes or which
// one of them is wrong.
func readBlock(lines []string) (b answered, used int, err error) {
	grade := gradeLine.FindStringSubmatch(lines[0])
	if grade == nil {
		return b, 0, fmt.Errorf("neither a comment nor a grade with its reason: %s", lines[0])
	}
	b.grade, b.user, used = grade[1], user, 1
	if len(lines) > 1 {
		if name, ok := strings.CutPrefix(lines[1], "-- as: "); ok && name != "" {
			b.user, used = name, 2
		}
	}
	if used < len(lines) && strings.HasPrefix(lines[used], "-- gap: ") {
		b.gap = true
		used++
	}
	first := used
	for ; used < len(lines) && lines[used] != "----"; used++ {
		if gradeLine.MatchString(lines[used]) {
			return b, used, fmt.Errorf("no ---- before the next block")
		}
	}
	b.statement = strings.Join(lines[first:used], "\n")
	switch trimmed := strings.TrimSpace(b.statement); {
	case used == len(lines):
		return b, used, fmt.Errorf("no ---- behind the statement")
	case trimmed == "":
		return b, first, fmt.Errorf("no statement")
	case strings.HasSuffix(trimmed, ";"):
		return b, used - 1, fmt.Errorf("a semicolon ends the statement")
	}
	first = used + 1
	for used = first; used < len(lines) && !endsBlock(lines[used:]); used++ {
		if used > first && lines[used] == "----" || gradeLine.MatchString(lines[used]) {
			return b, used, fmt.Errorf("no blank line before the next block")
		}
	}
	b.answer = lines[first:used]
	return b, used, checkAnswer(b.answer)
}

// endsBlock reports whether a block ends before these lines: at a blank line, which is else
// the row of an empty value.
func endsBlock(lines []string) bool {
	return lines[0] == "" && (len(lines) == 1 || strings.HasPrefix(lines[1], "#") || gradeLine.MatchString(lines[1]))
}

// checkAnswer reports an answer that no session can give.
func checkAnswer(answer []string) error {
	for len(answer) > 1 && strings.HasPrefix(answer[0], noticeWord) {
		answer = answer[1:]
	}
	switch {
	case len(answer) == 0:
		return fmt.Errorf("no answer")
	case okLine.MatchString(answer[0]), errorLine.MatchString(answer[0]):
		if len(answer) > 1 {
			return fmt.Errorf("more than a line: %s", answer[1])
		}
		return nil
	}
	for part := range strings.SplitSeq(answer[0], " | ") {
		if !headerPart.MatchString(part) {
			return fmt.Errorf("neither ok, an error nor a name with its type: %s", part)
		}
	}
	return nil
}

// What is no file of answers is told so, with its line.
func TestAnswersAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.txt")
	for text, want := range map[string]string{
		"# nothing\n": "no statements",
		"select 1\n":  ":1: neither a comment",
		"-- guessed: no grade\nselect 1\n----\nok X\n":                            ":1: neither a comment",
		"-- assumed: \nselect 1\n----\nok X\n":                                    ":1: neither a comment",
		"-- assumed: x\nselect 1\n":                                               ":3: no ----",
		"-- assumed: x\n----\nok X\n":                                             ":2: no statement",
		"-- assumed: x\nselect 1;\n----\nok X\n":                                  ":2: a semicolon",
		"-- assumed: x\nselect 1\n----\n":                                         "no answer",
		"-- assumed: x\nselect 1\n----\nok X\nmore\n":                             "more than a line",
		"-- assumed: x\nselect 1\n----\nok x\n":                                   "<nil>", // a column called ok
		"-- assumed: x\nselect 1\n----\nx\n":                                      "neither ok",
		"-- assumed: x\nselect 1\n-- assumed: y\nselect 1\n----\nok X":            ":3: no ----",
		"-- assumed: x\nselect 1\n----\nok X\n-- assumed: y\nselect 1\n----\n1":   ":5: no blank line",
		"-- assumed: x\nselect 1\n\n----\na text\n\n\n-- assumed: y\n1\n----\nok": "<nil>",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		blocks, err := readAnswers(file)
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		if len(blocks) == 2 && len(blocks[0].answer) != 2 {
			t.Errorf("%q: %q", text, blocks[0].answer)
		}
	}
}
