package config_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/config"
)

func TestParseMasterKey(t *testing.T) {
	key := bytes.Repeat([]byte{0xfb, 0xff}, 16) // has + and / in Base64
	for _, text := range []string{
		hex.EncodeToString(key), strings.ToUpper(hex.EncodeToString(key)), base64.StdEncoding.EncodeToString(key) + "\n",
		base64.RawStdEncoding.EncodeToString(key), base64.URLEncoding.EncodeToString(key), base64.RawURLEncoding.EncodeToString(key),
	} {
		if got, err := config.ParseMasterKey(text); err != nil || !bytes.Equal(got, key) {
			t.Errorf("%q: %x, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "secret", strings.Repeat("0", 62), strings.Repeat("0", 66), strings.Repeat("x", 64)} {
		_, err := config.ParseMasterKey(text)
		var trouble *config.Trouble
		if !errors.As(err, &trouble) || trouble.Hint == "" || text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A key that is given takes the place of the folder's, which is then not made.
func TestMasterKeyThatIsGiven(t *testing.T) {
	folder, err := config.OpenFolder(t.TempDir(), "v1")
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	key := bytes.Repeat([]byte{7}, 32)
	if got, err := folder.MasterKey(hex.EncodeToString(key)); err != nil || !bytes.Equal(got, key) {
		t.Errorf("got %x, %v", got, err)
	}
	if made, err := folder.MasterKey(""); err != nil || bytes.Equal(made, key) {
		t.Errorf("the folder's own is %x, %v", made, err)
	}
}
