package main

import (
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/countersign-dev/countersign/internal/awsenv"
	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
)

// machineKeys returns the access keys that lie on this machine in plain sight: those of
// the environment and of the profiles of both shared files. What cannot be read is
// left out; 'countersign doctor' examines that.
func machineKeys() []sigv4.Credentials {
	var keys []sigv4.Credentials
	if found, err := environmentCredentials(); err == nil && found.AccessKeyID != "" {
		keys = append(keys, found)
	}
	home, _ := os.UserHomeDir() // none: then the files are where variables say
	for _, name := range []string{awsenv.CredentialsFile(os.Getenv, home), awsenv.ConfigFile(os.Getenv, home)} {
		if name != "" {
			keys = append(keys, keysOfFile(name)...)
		}
	}
	return keys
}

// Limits of the shared files: larger ones are left out, and so are more keys.
const (
	sharedFileSize = 1 << 20
	sharedFileKeys = 64
)

func keysOfFile(name string) []sigv4.Credentials {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, sharedFileSize+1))
	if err != nil || len(data) > sharedFileSize {
		return nil
	}
	return parseKeys(string(data))
}

// parseKeys reads the keys of a file's sections, as leniently as possible: whatever a
// client may have taken for a key is worth a try.
func parseKeys(text string) []sigv4.Credentials {
	var keys []sigv4.Credentials
	var key sigv4.Credentials
	keep := func() {
		if key.AccessKeyID != "" && key.SecretAccessKey != "" && len(keys) < sharedFileKeys {
			keys = append(keys, key)
		}
		key = sigv4.Credentials{}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			keep()
			continue
		}
		setting, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(setting)) {
		case "aws_access_key_id":
			key.AccessKeyID = value
		case "aws_secret_access_key":
			key.SecretAccessKey = value
		case "aws_session_token":
			key.SessionToken = value
		}
	}
	keep()
	return keys
}

// chooseKey finds the key that a request claims among those at hand, and returns the
// others beside it. The one that the flags and the environment choose comes first.
func chooseKey(claimed string, own sigv4.Credentials, all []sigv4.Credentials) (key sigv4.Credentials, others []sigv4.Credentials, found bool) {
	if own.AccessKeyID != "" {
		all = append([]sigv4.Credentials{own}, all...)
	}
	seen := make(map[sigv4.Credentials]bool)
	for _, candidate := range all {
		switch {
		case seen[candidate]:
		case !found && claimsKey(claimed, candidate):
			key, found = candidate, true
		default:
			others = append(others, candidate)
		}
		seen[candidate] = true
	}
	return key, others, found
}

// claimsKey forgives what may have happened to an access key ID on its way, and the
// secret in its place.
func claimsKey(claimed string, key sigv4.Credentials) bool {
	bare := func(id string) string { return strings.Trim(id, " \t\r\n\"'\u00a0\ufeff\u200b\x00") }
	claimed = bare(claimed)
	return claimed != "" && (strings.EqualFold(claimed, bare(key.AccessKeyID)) || claimed == bare(key.SecretAccessKey))
}

// claimedKeyID reads the access key ID of a request's credential: what stands before
// the last four parts, since a secret in its place may hold slashes.
func claimedKeyID(r *rawhttp.Request) string {
	carrier, _ := r.Get("Authorization")
	_, credential, ok := strings.Cut(carrier, "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	if _, query, has := strings.Cut(r.Target, "?"); !ok && has {
		for piece := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(piece, "=")
			if strings.EqualFold(name, "X-Amz-Credential") {
				credential = value
				if decoded, err := url.QueryUnescape(value); err == nil {
					credential = decoded
				}
			}
		}
	}
	parts := strings.Split(credential, "/")
	if len(parts) < 5 {
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-4], "/")
}
