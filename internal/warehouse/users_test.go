package warehouse_test

import (
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Who has a password on the wire has it for callers inside the server too.
func TestAuthenticate(t *testing.T) {
	h := open(t, t.TempDir(), inline)
	h.add(t, "c1")
	_, err := h.Add(t.Context(), warehouse.Spec{ID: "w1", Database: database})
	check(t, err)
	check(t, h.AddUser("c1", "ann"))
	temporary, err := pgwire.NewPasswordVerifier("IAM:ann", "for-a-while")
	check(t, err)
	check(t, h.SetLogin("c1", "IAM:ann", warehouse.Login{User: "ann", Verifier: temporary, Expires: h.clock.Now().Add(time.Hour)}))
	for _, test := range []struct{ id, name, password, user string }{
		{"c1", user, password, user},
		{"c1", "IAM:ann", "for-a-while", "ann"},
		{"c1", user, password + "x", ""},
		{"c1", user, "", ""},
		{"c1", "ann", "for-a-while", ""},
		{"c1", "nobody", password, ""},
		{"c1", "", "", ""},
		{"w1", "", "", ""},
		{"w1", user, password, ""},
		{"absent", user, password, ""},
	} {
		got, ok := h.Authenticate(test.id, test.name, test.password)
		if got != test.user || ok != (test.user != "") {
			t.Errorf("%s on %s with %q: %q, %v", test.name, test.id, test.password, got, ok)
		}
	}
	h.clock.Advance(time.Hour)
	if got, ok := h.Authenticate("c1", "IAM:ann", "for-a-while"); ok {
		t.Errorf("a login whose time is over is %q", got)
	}
}
