package iam

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/countersign-dev/countersign/internal/config"
)

// DefaultAccount is the account of a server that is told of none.
const DefaultAccount = "123456789012"

// The forms of a key that a server can be told to use.
var (
	accountForm = regexp.MustCompile(`^[0-9]{12}$`)
	keyIDForm   = regexp.MustCompile(`^[A-Za-z0-9_]{16,128}$`)
	secretForm  = regexp.MustCompile(`^[!-~]{16,128}$`)
)

// CheckAccount refuses what is no account number.
func CheckAccount(account string) error {
	if !accountForm.MatchString(account) {
		return &config.Trouble{Err: fmt.Errorf("account %q is not twelve digits", account), Hint: "for example --account " + DefaultAccount}
	}
	return nil
}

// EnsureRootKey returns the folder's root key. A folder without one gets the
// wanted key, or a new random one where none is wanted; a wanted key that is not
// the folder's replaces it.
func EnsureRootKey(folder *config.Folder, wanted config.RootKey) (config.RootKey, error) {
	if wanted != (config.RootKey{}) {
		return wanted, keepWanted(folder, wanted)
	}
	key, err := config.ReadRootKey(folder.Path())
	if errors.Is(err, fs.ErrNotExist) {
		key = newRootKey()
		err = folder.WriteRootKey(key)
	}
	return key, err
}

func keepWanted(folder *config.Folder, wanted config.RootKey) error {
	switch {
	case !keyIDForm.MatchString(wanted.AccessKeyID):
		return &config.Trouble{Err: errors.New("COUNTERSIGN_ACCESS_KEY_ID is not an access key ID"),
			Hint: "16 to 128 letters, digits and underscores, and nothing around them"}
	case strings.HasPrefix(wanted.AccessKeyID, temporaryPrefix):
		return &config.Trouble{Err: errors.New("COUNTERSIGN_ACCESS_KEY_ID is the id of a temporary access key"),
			Hint: "ids that begin with " + temporaryPrefix + " come with a session token; choose another, such as " + longTermPrefix + "…"}
	case !secretForm.MatchString(wanted.SecretAccessKey):
		return &config.Trouble{Err: errors.New("COUNTERSIGN_SECRET_ACCESS_KEY is not a secret access key"),
			Hint: "16 to 128 printable characters, without blanks or a newline: set it with printf, not echo"}
	}
	return folder.WriteRootKey(wanted)
}

const (
	base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

// newRootKey makes a key of the form that AWS's have.
func newRootKey() config.RootKey {
	return config.RootKey{AccessKeyID: longTermPrefix + random(16, base32Digits), SecretAccessKey: random(40, base64Digits)}
}

// random draws n characters; the alphabets' sizes divide 256, so none is favoured.
func random(n int, alphabet string) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails: see crypto/rand
	for i, b := range raw {
		raw[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(raw)
}
