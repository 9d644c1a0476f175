package differential

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A field is a header line, a pair a query parameter.
type (
	field struct{ name, value string }
	pair  struct{ name, value string } // decoded
)

// A trial is a request with all that its signature depends on.
type trial struct {
	method, host string
	path         string // as it is on the wire
	pairs        []pair
	query        string // the same, as it is on the wire
	fields       []field
	lowerKeys    bool // our header map has names in small letters, as HTTP/2 has
	body         []byte
	payloadHash  string
	style        sigv4.PathStyle
	presigned    bool
	expires      time.Duration
	unsigned     bool // UNSIGNED-PAYLOAD
	hashHeader   bool // X-Amz-Content-Sha256 is sent
	credentials  sigv4.Credentials
	tokenAfter   bool // the token is added after signing
	region       string
	service      string
	at           time.Time
}

// target is the request target on the wire.
func (c *trial) target() string {
	if c.query == "" {
		return c.path
	}
	return c.path + "?" + c.query
}

// ours is the request as sigv4 takes it.
func (c *trial) ours() *sigv4.Request {
	return &sigv4.Request{Method: c.method, Target: c.target(), Host: c.host, Header: c.header(c.lowerKeys), PayloadHash: c.payloadHash, Path: c.style}
}

func (c *trial) header(lower bool) http.Header {
	header := http.Header{}
	for _, f := range c.fields {
		name := http.CanonicalHeaderKey(f.name)
		if lower {
			name = strings.ToLower(name)
		}
		header[name] = append(header[name], f.value)
	}
	return header
}

func (c *trial) signer() *sigv4.Signer {
	return &sigv4.Signer{Credentials: c.credentials, Region: c.region, Service: c.service,
		Now: func() time.Time { return c.at }, ContentSHA256: c.hashHeader, UnsignedToken: c.tokenAfter}
}

func (c *trial) sign(r *sigv4.Request) (*sigv4.Signed, error) {
	if c.presigned {
		return c.signer().Presign(r, c.expires)
	}
	return c.signer().Sign(r)
}

// objectPath writes a path as S3 does: decoded, and each segment encoded in the one
// way. It goes through net/url, not through sigv4.
func objectPath(raw string) (string, error) {
	path, err := url.PathUnescape(raw)
	if err != nil {
		return "", err
	}
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i] = strings.ReplaceAll(url.QueryEscape(segments[i]), "+", "%20")
	}
	return strings.Join(segments, "/"), nil
}
