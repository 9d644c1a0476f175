package statement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/seal"
)

func write(t *testing.T, dir, id string, rows [][]Value) Result {
	t.Helper()
	w := newWriter(dir, id, make([]Column, len(rows[0])), false)
	for _, row := range rows {
		if err := w.row(row); err != nil {
			t.Fatal(err)
		}
	}
	result, err := w.finish()
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// readAll reads all pages of a result of texts.
func readAll(t *testing.T, dir, id string, r Result) [][]Value {
	t.Helper()
	all := [][]Value{}
	for n := range r.Pages {
		page, err := r.read(dir, id, n)
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]struct{ StringValue *string }
		if err := json.Unmarshal(page, &rows); err != nil {
			t.Fatal(err)
		}
		if int64(len(rows)) != r.Pages[n].Rows {
			t.Errorf("page %d has %d rows, %d are noted", n, len(rows), r.Pages[n].Rows)
		}
		for _, row := range rows {
			values := make([]Value, len(row))
			for i, field := range row {
				if field.StringValue != nil {
					values[i] = Value(*field.StringValue)
				}
			}
			all = append(all, values)
		}
	}
	return all
}

func TestSmallResultStaysInTheRecord(t *testing.T) {
	dir := t.TempDir()
	rows := [][]Value{{[]byte("1"), nil, {}}, {[]byte("\x00\""), []byte("é"), nil}}
	r := write(t, dir, "small", rows)
	if r.Inline == nil || len(r.Pages) != 1 {
		t.Errorf("got %d pages, inline %v", len(r.Pages), r.Inline)
	}
	if diff := cmp.Diff(rows, readAll(t, dir, "small", r)); diff != "" {
		t.Error(diff)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Error("a file was written")
	}
}

func TestEmptyResultHasOnePage(t *testing.T) {
	w := newWriter(t.TempDir(), "empty", make([]Column, 1), false)
	r, err := w.finish()
	if err != nil {
		t.Fatal(err)
	}
	if rows := readAll(t, "", "empty", r); len(rows) != 0 || len(r.Pages) != 1 {
		t.Errorf("got %v in %d pages", rows, len(r.Pages))
	}
}

func TestLargeResultIsPaged(t *testing.T) {
	dir := t.TempDir()
	var rows [][]Value
	for i := range 3000 {
		rows = append(rows, []Value{fmt.Append(nil, i), bytes.Repeat([]byte{'x'}, 1000), nil})
	}
	r := write(t, dir, "large", rows)
	if len(r.Pages) != 4 || r.Inline != nil {
		t.Errorf("got %d pages", len(r.Pages))
	}
	if !reflect.DeepEqual(rows, readAll(t, dir, "large", r)) { // cmp takes seconds for this much
		t.Error("what was read is not what was written")
	}
}

func TestDamageIsNoticed(t *testing.T) {
	dir := t.TempDir()
	r := write(t, dir, "d", [][]Value{{bytes.Repeat([]byte{'x'}, 2*maxInline)}})
	path := filepath.Join(dir, "d")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.read(dir, "d", 0); !errors.Is(err, errDamaged) {
		t.Errorf("changed: got %v", err)
	}
	if err := os.Truncate(path, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := r.read(dir, "d", 0); err == nil {
		t.Error("cut short: no error")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := r.read(dir, "d", 0); err == nil {
		t.Error("gone: no error")
	}
}

func TestResultLimit(t *testing.T) {
	w := newWriter(t.TempDir(), "big", make([]Column, 1), false)
	w.size = maxResult - 30 // room for one
	if err := w.row([]Value{[]byte("x")}); err != nil {
		t.Fatal(err)
	}
	if err := w.row([]Value{[]byte("x")}); !errors.Is(err, errResultTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestTokens(t *testing.T) {
	server := func(key byte) *Queue {
		box, err := seal.NewBox(bytes.Repeat([]byte{key}, 32), "test")
		if err != nil {
			t.Fatal(err)
		}
		return &Queue{tokens: box}
	}
	q := server(1)
	st := &Statement{ID: "a", Submission: Submission{Owner: "me"}, Result: Result{Pages: make([]Page, 3)}}
	token := q.sealPage(st, 2)
	if page, err := q.openPage(st, token); page != 2 || err != nil {
		t.Errorf("got %d, %v", page, err)
	}
	mine, theirs := *st, *st
	mine.ID, theirs.Owner = "b", "you"
	for name, open := range map[string]func() (int, error){
		"of another statement": func() (int, error) { return q.openPage(&mine, token) },
		"of another owner":     func() (int, error) { return q.openPage(&theirs, token) },
		"of another server":    func() (int, error) { return server(2).openPage(st, token) },
		"cut short":            func() (int, error) { return q.openPage(st, token[:8]) },
		"no base64":            func() (int, error) { return q.openPage(st, "!") },
		"beyond the end":       func() (int, error) { return q.openPage(st, q.sealPage(st, 3)) },
	} {
		if page, err := open(); !errors.Is(err, ErrToken) {
			t.Errorf("%s: got %d, %v", name, page, err)
		}
	}
	for i, digit := range []byte(token) {
		changed := []byte(token)
		if changed[i] = 'A'; digit == 'A' {
			changed[i] = 'B'
		}
		if page, err := q.openPage(st, string(changed)); !errors.Is(err, ErrToken) {
			t.Errorf("digit %d changed: got %d, %v", i, page, err)
		}
	}
}

// What an earlier version wrote is not taken for something else.
func TestResultOfAnotherVersion(t *testing.T) {
	r := write(t, t.TempDir(), "old", [][]Value{{[]byte("x")}})
	r.Version--
	if _, err := r.read("", "old", 0); !errors.Is(err, errVersion) {
		t.Errorf("got %v", err)
	}
}
