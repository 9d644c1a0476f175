package sigv4

import (
	"crypto/sha256"
	"net/http"
	"strconv"
	"strings"
)

// Payload hashes that stand for something else than the hash of a body.
const (
	// EmptyPayloadHash is the SHA-256 of no bytes, in hex.
	EmptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	// UnsignedPayload stands in the place of the payload hash where the signer
	// left the body unsigned. Of AWS's services S3 is the one that accepts it.
	UnsignedPayload = "UNSIGNED-PAYLOAD"
)

// A PathStyle says how a service writes the path into the canonical request.
type PathStyle uint8

const (
	// PathNormalized removes dot segments and repeated slashes from the path as
	// sent and percent-encodes it once more. Every service but S3 does this.
	PathNormalized PathStyle = iota
	// PathAsSent percent-encodes the path once more, without normalising it.
	PathAsSent
	// PathObject keeps the path's segments and its single encoding, written in
	// one way: S3's rule, where "a//b" and "a/../b" are names of objects.
	PathObject
)

// PathStyleFor returns the style of the service with this signing name.
func PathStyleFor(service string) PathStyle {
	switch service {
	case "s3", "s3express", "s3-object-lambda", "s3-outposts":
		return PathObject
	}
	return PathNormalized
}

// A Request is what a signature covers, as plain values: the request as it is on
// the wire, before anything has decoded or tidied it. The same value serves to
// sign and to verify.
type Request struct {
	Method string
	// Target is the raw request target of the request line: path and query,
	// undecoded. The absolute form ("http://host/path") is understood; the host
	// that counts is still Host.
	Target string
	// Host is the Host header or the :authority, port included as sent.
	Host string
	// Header holds the other headers, under their canonical keys or all in lower case;
	// of both spellings of one header the canonical one counts. Repeated headers keep
	// their order.
	Header http.Header
	// PayloadHash is the body's SHA-256 in lower-case hex, or a word such as
	// UnsignedPayload. Where it is empty, signing and CanonicalRequest hash Body.
	// Verifier.Inspect looks at neither: a server inspects before it reads the body.
	PayloadHash string
	// Body is the body, where it is at hand and not hashed yet.
	Body []byte
	// Path is how the service that the request is for canonicalises a path.
	Path PathStyle

	// Service is the signing name of the service that the request is for, found
	// by the server from what is asked, never from the scope that the client
	// claims. Verifier.Inspect demands it; signing does not look at it.
	Service string
	// ValidRegion, where set, takes the place of Verifier.ValidRegion for this
	// request: a Host such as redshift.eu-west-1.amazonaws.com binds the Region.
	ValidRegion func(region string) bool
	// AllowUnsignedPayload lets a verifier accept UnsignedPayload, S3's privilege;
	// it is then also what a presigned request without X-Amz-Content-Sha256 has.
	AllowUnsignedPayload bool
}

// RequestFromHTTP returns the request that r is. For one that a server received
// it reads the target from r.RequestURI, since r.URL has been decoded; for one
// that a client is about to send it is the target that net/http will write.
// Header is shared with r except where Content-Length or Transfer-Encoding have
// to be put back. The payload hash is left empty.
func RequestFromHTTP(r *http.Request) *Request {
	req := &Request{Method: r.Method, Target: r.RequestURI, Host: r.Host, Header: r.Header}
	if req.Target == "" && r.URL != nil {
		req.Target = r.URL.RequestURI()
		if req.Host == "" {
			req.Host = r.URL.Host
		}
		req.Host = strings.TrimSuffix(req.Host, ":")
	}
	if req.Method == "" {
		req.Method = http.MethodGet
	}
	if r.RequestURI != "" {
		req.Header = receivedHeader(r)
	}
	return req
}

// receivedHeader puts back the framing headers that net/http took out, because a
// client may have signed them.
func receivedHeader(r *http.Request) http.Header {
	length := r.ContentLength > 0 && r.Header.Get("Content-Length") == ""
	if !length && len(r.TransferEncoding) == 0 {
		return r.Header
	}
	header := r.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	if length {
		header.Set("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	}
	if len(r.TransferEncoding) > 0 {
		header["Transfer-Encoding"] = r.TransferEncoding
	}
	return header
}

// target splits the raw request target into path and query, without decoding.
func (r *Request) target() (path, query string) {
	path, query, _ = strings.Cut(r.Target, "?")
	if !strings.HasPrefix(path, "/") {
		if _, rest, ok := strings.Cut(path, "://"); ok {
			path = "/"
			if i := strings.IndexByte(rest, '/'); i >= 0 {
				path = rest[i:]
			}
		}
	}
	return path, query
}

// appendPayloadHash appends what stands for the body in a canonical request.
func (r *Request) appendPayloadHash(dst []byte) []byte {
	switch {
	case r.PayloadHash != "":
		return append(dst, r.PayloadHash...)
	case len(r.Body) == 0:
		return append(dst, EmptyPayloadHash...)
	}
	sum := sha256.Sum256(r.Body)
	return appendHex(dst, &sum)
}
