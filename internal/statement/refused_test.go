package statement_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/statement"
)

// A statement whose user the database does not let in fails, and changes nothing, also
// when a server that crashed takes it up again.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	const why = `FATAL: password authentication failed for user "admin"`
	in := submission("create table never (a integer)")
	in.Refused = why
	st, err := w.Submit(t.Context(), in)
	check(t, err)
	ended := w.ended(st.ID)
	if ended.Status != statement.Failed || ended.Error != why || ended.PID != 0 || ended.Rows != -1 {
		t.Errorf("%+v", ended)
	}
	w.forgetEnd(st.ID)
	w.close()
	w = open(t, dir)
	if again := w.ended(st.ID); again.Status != statement.Failed || again.Error != why {
		t.Errorf("after a restart: %s, %q", again.Status, again.Error)
	}
	if after := w.run("select * from never"); after.Status != statement.Failed {
		t.Error("it took effect")
	}
}
