package explain_test

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// replay makes the claimed signature again from the evidence and the secret alone,
// with nothing of the package but the names that the evidence uses.
func replay(t *testing.T, in explain.Input, e *explain.Explanation) {
	t.Helper()
	for _, c := range e.Causes {
		if c.Evidence.Proof == nil {
			continue
		}
		proof := c.Evidence.Proof
		used := in.Secret
		if proof.KeyOf != "" {
			for _, other := range in.Others {
				if other.AccessKeyID == proof.KeyOf {
					used = other.SecretAccessKey
				}
			}
		} else {
			used = transform(t, used, proof.Secret)
		}
		sum := mac(deriveKey(t, used, proof.Derivation), proof.StringToSign)
		if got := writeSignature(t, sum, proof.Encoding); got != strings.Trim(e.Claimed, `"`) {
			t.Fatalf("%s: replayed %s, claimed %s; secret %s, derivation %s, encoding %s",
				c.Cause.ID, got, e.Claimed, proof.Secret, proof.Derivation, proof.Encoding)
		}
		if !strings.Contains(proof.StringToSign, proof.CanonicalRequest) &&
			!strings.Contains(strings.ToLower(proof.StringToSign), hash(proof.CanonicalRequest)) {
			t.Errorf("%s: the string to sign is not of the canonical request", c.Cause.ID)
		}
		return
	}
	t.Errorf("nothing to replay among %v", ids(e))
}

func transform(t *testing.T, secret, name string) string {
	t.Helper()
	switch region, ok := strings.CutPrefix(name, "ses-smtp-password:"); {
	case ok:
		return smtpPassword(secret, region)
	case strings.HasPrefix(name, "placeholder:"):
		return strings.TrimPrefix(name, "placeholder:")
	}
	forms := map[string]string{
		explain.SecretAsIs: secret, "append-lf": secret + "\n", "append-crlf": secret + "\r\n", "append-space": secret + " ",
		"prepend-space": " " + secret, "prepend-bom": "\ufeff" + secret, "append-nbsp": secret + "\u00a0",
		"double-quotes": `"` + secret + `"`, "plus-to-space": strings.ReplaceAll(secret, "+", " "),
		"slash-backslashed": strings.ReplaceAll(secret, "/", `\/`), "percent-encoded": url.QueryEscape(secret),
		"base64": base64.StdEncoding.EncodeToString([]byte(secret)), "drop-last": secret[:len(secret)-1], "drop-first": secret[1:],
		"lower-case": strings.ToLower(secret), "append-comma": secret + ",", "key-id-colon-secret": keyID + ":" + secret, "empty": "",
	}
	form, ok := forms[name]
	if !ok {
		t.Fatalf("nothing known of the transformation %q", name)
	}
	return form
}

func deriveKey(t *testing.T, secret string, d explain.Derivation) []byte {
	t.Helper()
	key := []byte(d.Prefix + secret)
	for i, link := range []string{d.Date, d.Region, d.Service, d.Terminator} {
		switch d.Form {
		case "without-terminator":
			if i < 3 {
				key = mac(key, link)
			}
		case "chain":
			key = mac(key, link)
		case "hex-chain":
			key = []byte(hex.EncodeToString(mac(key, link)))
		case "swapped-arguments":
			key = mac([]byte(link), string(key))
		default:
			t.Fatalf("nothing known of the derivation %q", d.Form)
		}
	}
	return key
}

func writeSignature(t *testing.T, sum []byte, encoding string) string {
	t.Helper()
	switch encoding {
	case "hex", "decorated-hex":
		return hex.EncodeToString(sum)
	case "upper-case-hex":
		return strings.ToUpper(hex.EncodeToString(sum))
	case "base64":
		return base64.StdEncoding.EncodeToString(sum)
	}
	t.Fatalf("nothing known of the encoding %q", encoding)
	return ""
}
