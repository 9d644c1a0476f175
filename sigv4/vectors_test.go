package sigv4_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A vector is one case of testdata/vectors.txt, whose head describes the form.
type vector struct {
	name     string
	options  map[string]string
	sections map[string]string
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	for _, text := range strings.Split(string(data), "=== ")[1:] {
		head, rest, _ := strings.Cut(text, "--- ")
		lines := strings.Split(strings.TrimSuffix(head, "\n"), "\n")
		v := vector{name: lines[0], options: map[string]string{}, sections: map[string]string{}}
		for _, line := range lines[1:] {
			if name, value, ok := strings.Cut(line, " "); ok && name != "#" {
				v.options[name] = value
			}
		}
		for _, section := range strings.Split(rest, "--- ") {
			name, content, _ := strings.Cut(section, "\n")
			v.sections[name] = strings.TrimSuffix(strings.TrimSuffix(content, "\n\n"), "\n")
		}
		vectors = append(vectors, v)
	}
	return vectors
}

func (v *vector) signer() *sigv4.Signer {
	signer := newSigner()
	signer.Credentials.SessionToken = v.options["token"]
	if service := v.options["service"]; service != "" {
		signer.Service = service
	}
	return signer
}

func (v *vector) request(t *testing.T) *sigv4.Request {
	t.Helper()
	r, _ := rawRequest(t, v.sections["request"])
	styles := map[string]sigv4.PathStyle{"": sigv4.PathNormalized, "as-sent": sigv4.PathAsSent, "object": sigv4.PathObject}
	style, ok := styles[v.options["path"]]
	if !ok {
		t.Fatalf("unknown path style %q", v.options["path"])
	}
	r.Path = style
	return r
}

// TestVectors signs every vector, and verifies what it signed.
func TestVectors(t *testing.T) {
	vectors := readVectors(t)
	if len(vectors) < 40 {
		t.Errorf("%d vectors read, want at least 40", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			signer, r := v.signer(), v.request(t)
			signed, err := signer.Sign(r)
			if seconds := v.options["presign"]; seconds != "" {
				n, convErr := strconv.Atoi(seconds)
				if convErr != nil {
					t.Fatal(convErr)
				}
				signed, err = signer.Presign(r, time.Duration(n)*time.Second)
			}
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "canonical request", signed.CanonicalRequest, v.sections["canonical request"])
			equal(t, "string to sign", signed.StringToSign, v.sections["string to sign"])
			equal(t, "signature", signed.Signature, v.sections["signature"])

			r.Target, r.Service = signed.Target, signer.Service
			for name, values := range signed.Header {
				r.Header[name] = values
			}
			verifier := newVerifier()
			verifier.Lookup = oneHolder(signer.Credentials)
			if err := check(verifier, r); err != nil {
				t.Errorf("verify: %v", err)
			}
		})
	}
}
