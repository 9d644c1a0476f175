package iam_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/sigv4"
)

var example = config.RootKey{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}

func openFolder(t *testing.T) *config.Folder {
	t.Helper()
	folder, err := config.OpenFolder(t.TempDir(), "v1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return folder
}

func ensure(t *testing.T, folder *config.Folder, wanted config.RootKey) config.RootKey {
	t.Helper()
	key, err := iam.EnsureRootKey(folder, wanted)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := config.ReadRootKey(folder.Path()); err != nil || kept != key {
		t.Errorf("the folder keeps %v, %v", kept.AccessKeyID, err)
	}
	return key
}

func TestEnsureRootKey(t *testing.T) {
	none := config.RootKey{}
	folder := openFolder(t)
	made := ensure(t, folder, none)
	if !regexp.MustCompile(`^AKIA[A-Z2-7]{16}$`).MatchString(made.AccessKeyID) || !regexp.MustCompile(`^[A-Za-z0-9+/]{40}$`).MatchString(made.SecretAccessKey) {
		t.Errorf("the new key %s does not look like AWS's", made.AccessKeyID)
	}
	if again := ensure(t, folder, none); again != made {
		t.Error("the key was not kept")
	}
	if other := ensure(t, openFolder(t), none); other.AccessKeyID == made.AccessKeyID || other.SecretAccessKey == made.SecretAccessKey {
		t.Error("two folders have one key")
	}
	if got := ensure(t, folder, example); got != example {
		t.Error("the wanted key was not taken")
	}
	if got := ensure(t, folder, none); got != example {
		t.Error("the wanted key was not kept")
	}
}

// A key that is wanted but malformed is refused by the name of its variable, and
// its text is not repeated.
func TestWantedKeyRefused(t *testing.T) {
	const id, secret = "COUNTERSIGN_ACCESS_KEY_ID", "COUNTERSIGN_SECRET_ACCESS_KEY"
	tests := []struct {
		name     string
		wanted   config.RootKey
		variable string
	}{
		{"id with a newline", config.RootKey{AccessKeyID: example.AccessKeyID + "\n", SecretAccessKey: example.SecretAccessKey}, id},
		{"id with a blank before", config.RootKey{AccessKeyID: " " + example.AccessKeyID, SecretAccessKey: example.SecretAccessKey}, id},
		{"id too short", config.RootKey{AccessKeyID: "AKIA", SecretAccessKey: example.SecretAccessKey}, id},
		{"id too long", config.RootKey{AccessKeyID: strings.Repeat("A", 129), SecretAccessKey: example.SecretAccessKey}, id},
		{"id of a temporary key", config.RootKey{AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: example.SecretAccessKey}, id},
		{"no id", config.RootKey{SecretAccessKey: example.SecretAccessKey}, id},
		{"swapped", config.RootKey{AccessKeyID: example.SecretAccessKey, SecretAccessKey: example.AccessKeyID}, id},
		{"secret with a newline", config.RootKey{AccessKeyID: example.AccessKeyID, SecretAccessKey: example.SecretAccessKey + "\n"}, secret},
		{"secret with a carriage return", config.RootKey{AccessKeyID: example.AccessKeyID, SecretAccessKey: example.SecretAccessKey + "\r"}, secret},
		{"secret with a blank inside", config.RootKey{AccessKeyID: example.AccessKeyID, SecretAccessKey: example.SecretAccessKey[:20] + " " + example.SecretAccessKey[20:]}, secret},
		{"no secret", config.RootKey{AccessKeyID: example.AccessKeyID}, secret},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := openFolder(t)
			_, err := iam.EnsureRootKey(folder, test.wanted)
			var trouble *config.Trouble
			if !errors.As(err, &trouble) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasPrefix(trouble.Error(), test.variable+" is ") || trouble.Hint == "" {
				t.Errorf("got %q, hint %q", trouble, trouble.Hint)
			}
			if strings.Contains(trouble.Error()+trouble.Hint, example.SecretAccessKey[:8]) {
				t.Error("the secret is repeated")
			}
			if _, err := config.ReadRootKey(folder.Path()); err == nil {
				t.Error("the refused key was kept")
			}
		})
	}
}

func TestRootKeyIsLookedUp(t *testing.T) {
	w := open(t, t.TempDir())
	holder, err := w.Lookup(t.Context(), example.AccessKeyID, "")
	want := caller.Identity{Account: "123456789012", Principal: caller.Principal{ARN: "arn:aws:iam::123456789012:root", UserID: "123456789012"}}
	if err != nil || holder.SecretAccessKey != example.SecretAccessKey || holder.Principal != want {
		t.Errorf("got %v, %v", holder.Principal, err)
	}
	for _, id := range []string{"", "AKIAUNKNOWNUNKNOWN00", strings.ToLower(example.AccessKeyID), example.AccessKeyID + " "} {
		if holder, err := w.Lookup(t.Context(), id, ""); !errors.Is(err, sigv4.ErrUnknownKey) || holder != (sigv4.Holder{}) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if holder, err := w.Lookup(t.Context(), example.AccessKeyID, "token"); !errors.Is(err, sigv4.ErrInvalidToken) || holder != (sigv4.Holder{}) {
		t.Errorf("with a token: %v", err)
	}
	if _, err := w.Lookup(t.Context(), "ASIAUNKNOWNUNKNOWN00", "token"); !errors.Is(err, sigv4.ErrInvalidToken) {
		t.Errorf("unknown with a token: %v", err)
	}
}

func TestCheckAccount(t *testing.T) {
	if err := iam.CheckAccount(iam.DefaultAccount); err != nil {
		t.Error(err)
	}
	for _, account := range []string{"", "12345678901", "1234567890123", "1234-5678-9012", "12345678901a", "123456789012\n", "１２３４５６７８９０１２"} {
		var trouble *config.Trouble
		if err := iam.CheckAccount(account); !errors.As(err, &trouble) || trouble.Hint == "" {
			t.Errorf("%q: %v", account, err)
		}
	}
}
