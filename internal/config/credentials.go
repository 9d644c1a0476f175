package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// RootKey is the access key of the account's root user.
type RootKey struct {
	AccessKeyID     string
	SecretAccessKey string
}

// CredentialsFile is the name of the file that holds the root key, in the form
// of an AWS credentials file with one profile, default.
const CredentialsFile = "credentials"

// ReadRootKey reads the root key of a folder. A folder without one is fs.ErrNotExist.
func ReadRootKey(path string) (RootKey, error) {
	file := filepath.Join(path, CredentialsFile)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return RootKey{}, err
	}
	if err != nil {
		return RootKey{}, fmt.Errorf("root key %s: %w", file, plain(err))
	}
	var key RootKey
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch strings.TrimSpace(name) {
		case "aws_access_key_id":
			key.AccessKeyID = strings.TrimSpace(value)
		case "aws_secret_access_key":
			key.SecretAccessKey = strings.TrimSpace(value)
		}
	}
	if key.AccessKeyID == "" || key.SecretAccessKey == "" {
		return RootKey{}, &Trouble{Err: fmt.Errorf("root key %s is corrupt", file),
			Hint: "remove the file: the next start makes a new key"}
	}
	return key, nil
}

// WriteRootKey keeps the root key, readable by its owner alone.
func (f *Folder) WriteRootKey(key RootKey) error {
	text := fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", key.AccessKeyID, key.SecretAccessKey)
	return writeWhole(f.Path(CredentialsFile), []byte(text))
}
