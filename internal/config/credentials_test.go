package config_test

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/config"
)

func TestRootKey(t *testing.T) {
	folder := open(t, t.TempDir())
	defer shut(t, folder)
	if _, err := config.ReadRootKey(folder.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no key: %v", err)
	}
	for _, want := range []config.RootKey{
		{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
		{AccessKeyID: "second", SecretAccessKey: "a=b#c;d%e\"f'"},
	} {
		if err := folder.WriteRootKey(want); err != nil {
			t.Fatal(err)
		}
		if got, err := config.ReadRootKey(folder.Path()); err != nil || got != want {
			t.Errorf("got %v, %v", got, err)
		}
	}
}

// The file may have been edited by hand, as credentials files are.
func TestRootKeyByHand(t *testing.T) {
	path := t.TempDir()
	want := config.RootKey{AccessKeyID: "id", SecretAccessKey: "se=cret"}
	for _, text := range []string{
		"[default]\naws_access_key_id=id\naws_secret_access_key=se=cret",
		"# mine\r\n[default]\r\n  aws_access_key_id  =  id  \r\naws_secret_access_key = se=cret\r\nregion = x\r\n",
	} {
		write(t, filepath.Join(path, config.CredentialsFile), text)
		if got, err := config.ReadRootKey(path); err != nil || got != want {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}

func TestRootKeyCorrupt(t *testing.T) {
	path := t.TempDir()
	file := filepath.Join(path, config.CredentialsFile)
	for _, text := range []string{"", "[default]\n", "aws_access_key_id = id\n", "aws_secret_access_key = topsecret\n", "\x00\xff"} {
		write(t, file, text)
		_, err := config.ReadRootKey(path)
		sentence, hint := trouble(t, err)
		if sentence != "root key "+file+" is corrupt" || hint == "" || strings.Contains(sentence+hint, "topsecret") {
			t.Errorf("%q: %q, hint %q", text, sentence, hint)
		}
	}
}

func TestMasterKey(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	first, err := folder.MasterKey("")
	if err != nil || len(first) != 32 || bytes.Equal(first, make([]byte, 32)) {
		t.Fatalf("a new key: %d bytes, %v", len(first), err)
	}
	shut(t, folder)
	folder = open(t, path)
	defer shut(t, folder)
	if again, err := folder.MasterKey(""); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the key has changed: %v", err)
	}
	other := open(t, t.TempDir())
	defer shut(t, other)
	if key, err := other.MasterKey(""); err != nil || bytes.Equal(first, key) {
		t.Errorf("another folder has the same key: %v", err)
	}
	write(t, folder.Path("master.key"), "short")
	_, err = folder.MasterKey("")
	if sentence, hint := trouble(t, err); sentence != "master key "+folder.Path("master.key")+" is corrupt" || hint == "" {
		t.Errorf("got %q, hint %q", sentence, hint)
	}
}
