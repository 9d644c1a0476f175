package statement_test

import (
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/statement"
)

// What could not be sent fails at once, with the reason, also where it would write.
func TestUnknownDatabase(t *testing.T) {
	w := open(t, t.TempDir()) // whose clock stands: nothing is waited for
	for _, in := range []statement.Submission{submission("insert into t values (1)"), submission("select 1"), {SQLs: []string{"insert into t values (1)", "select 1"}}} {
		in.Account, in.Region, in.Owner, in.Warehouse, in.Cluster, in.Database, in.DbUser = "1", "us-east-1", "me", "c1", "c", "other", "admin"
		st, err := w.Submit(t.Context(), in)
		check(t, err)
		if st = w.ended(st.ID); st.Status != statement.Failed || !strings.Contains(st.Error, `database "other" does not exist`) {
			t.Errorf("%s: %s", st.Status, st.Error)
		}
	}
}

// A token that comes again with other values does not pass for the first submission.
func TestTokenHoldsParameters(t *testing.T) {
	w := open(t, t.TempDir())
	in := submission("select :v as v", statement.Parameter{Name: "v", Value: "1"})
	in.ClientToken = "once"
	first, err := w.Submit(t.Context(), in)
	check(t, err)
	if again, err := w.Submit(t.Context(), in); err != nil || again.ID != first.ID {
		t.Errorf("%v, %v", again.ID, err)
	}
	in.Parameters = []statement.Parameter{{Name: "v", Value: "2"}}
	if _, err := w.Submit(t.Context(), in); err == nil {
		t.Error("another value was taken for the same")
	}
}

// A session whose result could not be kept is closed, not left busy.
func TestSessionWithoutRoomForItsResult(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	in := submission("select repeat('x', 60000) as v from generate_series(0, 19999)")
	in.KeepAlive = new(time.Hour)
	st, err := w.Submit(t.Context(), in)
	check(t, err)
	if st = w.ended(st.ID); st.Status != statement.Failed {
		t.Fatalf("%s %s", st.Status, st.Error)
	}
	if s := w.session(st.SessionID); s.Status != statement.Closed {
		t.Errorf("the session is %s", s.Status)
	}
}
