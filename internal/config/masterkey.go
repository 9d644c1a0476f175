package config

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// masterKeySize is the size of the master key in bytes.
const masterKeySize = 32

// MasterKeyVariable names the environment variable that holds the master key of
// those who keep it apart from the data.
const MasterKeyVariable = "COUNTERSIGN_MASTER_KEY"

// ParseMasterKey reads a master key of 32 bytes in hex or Base64.
func ParseMasterKey(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if key, err := decode(text); err == nil && len(key) == masterKeySize {
			return key, nil
		}
	}
	return nil, &Trouble{Err: errors.New(MasterKeyVariable + " is not a master key"),
		Hint: "32 bytes in hex or Base64, such as 'openssl rand -base64 32' prints"}
}

// MasterKey returns the key from which the keys are derived that seal secrets at
// rest and what leaves the server and comes back. given is the text of the key
// that the environment holds; where it is empty, the folder's own key is taken,
// which is made on first use.
func (f *Folder) MasterKey(given string) ([]byte, error) {
	if given != "" {
		return ParseMasterKey(given)
	}
	file := f.Path("master.key")
	key, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		key = make([]byte, masterKeySize)
		_, _ = rand.Read(key) // never fails: see crypto/rand
		return key, writeWhole(file, key)
	case err != nil:
		return nil, fmt.Errorf("master key %s: %w", file, plain(err))
	case len(key) != masterKeySize:
		return nil, &Trouble{Err: fmt.Errorf("master key %s is corrupt", file),
			Hint: "restore the file from a copy; without it, access keys that were made through the IAM API cannot be read"}
	}
	return key, nil
}
