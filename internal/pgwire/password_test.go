package pgwire_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

func TestCheckPassword(t *testing.T) {
	for _, password := range []string{"Secret99", "pässwörd", "\u00a0x", ""} {
		v, err := pgwire.NewPasswordVerifier("admin", password)
		if err != nil {
			t.Fatal(err)
		}
		if !v.Check("admin", password) {
			t.Errorf("%q is not its own password", password)
		}
		for _, wrong := range []string{password + "x", "x" + password, "Secret98"} {
			if v.Check("admin", wrong) {
				t.Errorf("%q passes for %q", wrong, password)
			}
		}
	}
	if (pgwire.PasswordVerifier{}).Check("admin", "") {
		t.Error("the zero verifier has a password")
	}
}
