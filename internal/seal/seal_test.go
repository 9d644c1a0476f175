package seal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/seal"
)

func box(t *testing.T, master, purpose string) *seal.Box {
	t.Helper()
	b, err := seal.NewBox([]byte(master), purpose)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const master = "0123456789abcdef0123456789abcdef"

func TestSeal(t *testing.T) {
	b := box(t, master, "tests")
	sealed := b.Seal([]byte("hidden"), "a")
	if got, err := b.Open(sealed, "a"); err != nil || string(got) != "hidden" {
		t.Errorf("%q, %v", got, err)
	}
	if again := b.Seal([]byte("hidden"), "a"); bytes.Equal(again.Nonce, sealed.Nonce) || bytes.Equal(again.Ciphertext, sealed.Ciphertext) {
		t.Error("two seals of one secret are the same")
	}
	text, err := json.Marshal(sealed)
	if err != nil || strings.Contains(string(text), "hidden") {
		t.Errorf("%s, %v", text, err)
	}
	changed := sealed
	changed.Version++
	cut := sealed
	cut.Nonce = cut.Nonce[1:]
	for name, open := range map[string]func() ([]byte, error){
		"bound to another text": func() ([]byte, error) { return b.Open(sealed, "b") },
		"another purpose":       func() ([]byte, error) { return box(t, master, "other").Open(sealed, "a") },
		"another master key":    func() ([]byte, error) { return box(t, strings.ToUpper(master), "tests").Open(sealed, "a") },
		"another version":       func() ([]byte, error) { return b.Open(changed, "a") },
		"short nonce":           func() ([]byte, error) { return b.Open(cut, "a") },
		"nothing":               func() ([]byte, error) { return b.Open(seal.Sealed{}, "a") },
	} {
		if got, err := open(); !errors.Is(err, seal.ErrSeal) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// What was sealed by the first program that sealed opens for ever.
func TestSealedFormStays(t *testing.T) {
	const kept = `{"Version":1,"KeyID":"09a5322bea456696","Nonce":"hoytVpN4ZSL8lUje","Ciphertext":"kb+Ar6Qk7Gj0H/AVuGAWDKOk49UlBw=="}`
	var sealed seal.Sealed
	if err := json.Unmarshal([]byte(kept), &sealed); err != nil {
		t.Fatal(err)
	}
	if got, err := box(t, master, "access key secrets").Open(sealed, "AKIAEXAMPLE"); err != nil || string(got) != "hidden" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestToken(t *testing.T) {
	b := box(t, master, "tests")
	token := b.SealToken([]byte("hidden"), "a")
	if got, err := b.OpenToken(token, "a"); err != nil || string(got) != "hidden" {
		t.Errorf("%q, %v", got, err)
	}
	for _, wrong := range [][]byte{nil, token[:5], token[:len(token)-1], append([]byte{0}, token...)} {
		if got, err := b.OpenToken(wrong, "a"); !errors.Is(err, seal.ErrSeal) {
			t.Errorf("%x: %q, %v", wrong, got, err)
		}
	}
}
