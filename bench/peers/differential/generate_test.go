// Package differential signs random requests with sigv4 and with the signers that
// AWS publishes, and demands the same canonical request and the same signature.
//
// Where a peer is known to read a request otherwise than AWS's services or than the
// published suite, the generator stays away from it: each such taste is a field of
// tastes with the reason beside it. DIFFERENTIAL_REQUESTS sets how many requests
// each peer is given.
package differential

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/sigv4"
)

// requests returns how many requests to try.
func requests(t *testing.T) int {
	text := os.Getenv("DIFFERENTIAL_REQUESTS")
	if text == "" {
		return 2000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("DIFFERENTIAL_REQUESTS is %q, want a number above zero", text)
	}
	return n
}

// A tastes says what one peer can be given.
type tastes struct {
	styles []sigv4.PathStyle
	// names are the headers that may occur. The two signers leave out different
	// ones: botocore's list is ours, the SDK's is shorter, so that it signs
	// "connection" where it is given one.
	names []string
	// bytes allows what is not UTF-8.
	bytes bool
	// tabs allows a tab inside a header value. botocore makes any blank one space;
	// the suite and AWS speak of spaces only.
	tabs bool
	// emptyPieces allows "a&&b" in a query. botocore writes "=" for nothing.
	emptyPieces bool
	// repeatPresigned allows a name twice in a query to presign. botocore keeps
	// the first.
	repeatPresigned bool
	// finalDots allows a path to end in "." or "..". RFC 3986 leaves a slash
	// behind, and so do we and smithy-rs; botocore leaves none.
	finalDots bool
	// lowerMethods allows methods in small letters, which botocore raises.
	lowerMethods bool
	// presignedBody allows a body on a presigned request. botocore moves it into
	// the query.
	presignedBody bool
}

// A generator makes the trials of one run; the same seed makes the same ones.
type generator struct {
	*rand.Rand
	tastes
}

func newGenerator(like tastes, seed, index uint64) *generator {
	return &generator{rand.New(rand.NewPCG(seed, index)), like}
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

// chance is true once in n times.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

func (g *generator) trial() *trial {
	c := &trial{
		method: pick(g, "GET", "GET", "POST", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"),
		host:   pick(g, "redshift.us-east-1.amazonaws.com", "127.0.0.1:5438", "[::1]:5439", "h", "EXAMPLE.com:8443"),
		style:  pick(g, g.styles...), presigned: g.chance(3),
		expires:     time.Duration(1+g.IntN(604800)) * time.Second,
		region:      pick(g, "us-east-1", "eu-west-1", "us-gov-west-1", "x"),
		service:     pick(g, "redshift", "redshift-data", "sts", "execute-api"),
		at:          time.Unix(g.Int64N(4e9), 0).UTC(),
		credentials: sigv4.Credentials{AccessKeyID: "AKIA" + g.letters(16), SecretAccessKey: g.letters(1+g.IntN(80)) + pick(g, "", "/", "+", "=")},
	}
	if g.lowerMethods && g.chance(20) {
		c.method = pick(g, "get", "Post", "x-y")
	}
	if c.style == sigv4.PathObject {
		c.service = pick(g, "s3", "s3express")
	}
	if g.chance(3) {
		c.credentials.SessionToken = g.letters(20) + "/+==" + g.letters(g.IntN(200))
		c.tokenAfter = g.chance(5)
	}
	c.path = g.path(c.style)
	g.addQuery(c)
	for range g.IntN(6) {
		c.fields = append(c.fields, field{g.headerName(), g.headerValue()})
	}
	c.lowerKeys = g.chance(3)
	g.addPayload(c)
	return c
}

func (g *generator) addPayload(c *trial) {
	if g.chance(2) && (!c.presigned || g.presignedBody) {
		c.body = []byte(g.text(g.IntN(60)))
	}
	object := c.style == sigv4.PathObject
	c.unsigned = object && (c.presigned || g.chance(3))
	c.hashHeader = !c.presigned && (object || g.chance(4))
	c.payloadHash = sigv4.HashPayload(c.body)
	if c.unsigned {
		c.payloadHash = sigv4.UnsignedPayload
	}
}

// addQuery draws parameters, and spells each in one of the ways that mean the same.
func (g *generator) addQuery(c *trial) {
	seen := map[string]bool{}
	var pieces []string
	for range g.IntN(7) {
		p := pair{g.text(g.IntN(5)), g.text(g.IntN(8))}
		if g.chance(4) {
			p.value = pick(g, "", "a/b", "a-b", "a b", "a+b", "%", "%2f", "é", "&=", "~", "[0]")
		}
		if g.chance(3) && len(c.pairs) > 0 {
			p.name = c.pairs[g.IntN(len(c.pairs))].name
		}
		if c.presigned && !g.repeatPresigned && seen[p.name] {
			continue
		}
		seen[p.name] = true
		c.pairs = append(c.pairs, p)
		piece := g.spell(p.name, true, "=&") + "=" + g.spell(p.value, true, "&")
		if p.value == "" && p.name != "" && g.chance(2) {
			piece = strings.TrimSuffix(piece, "=")
		}
		pieces = append(pieces, piece)
		if g.emptyPieces && g.chance(8) {
			pieces = append(pieces, "")
		}
	}
	c.query = strings.Join(pieces, "&")
}

// path draws the raw path: dot segments, empty ones, escapes in capitals and small
// letters, and bytes that should have been escaped.
func (g *generator) path(style sigv4.PathStyle) string {
	var path strings.Builder
	for range g.IntN(6) {
		path.WriteByte('/')
		switch g.IntN(6) {
		case 0:
			path.WriteString(pick(g, ".", "..", "", "", "%2e", "%2E%2e", "...", ".a"))
		case 1:
			path.WriteString(pick(g, "a%2Fb", "c%2fd", "e%20f", "%25", "g+h", "i=j", "%7Ek", "l:m@n", "(o)"))
		default:
			path.WriteString(g.spell(g.text(g.IntN(6)), false, "/"))
		}
	}
	if last := path.String(); !g.finalDots && (strings.HasSuffix(last, "/.") || strings.HasSuffix(last, "/..")) || path.Len() == 0 || g.chance(4) {
		path.WriteByte('/')
	}
	return path.String()
}

// spell percent-encodes s: what must be, and at times what need not.
func (g *generator) spell(s string, query bool, delimiters string) string {
	if query {
		delimiters += "+"
	}
	var out strings.Builder
	for s != "" {
		size := 1
		if !g.bytes {
			_, size = utf8.DecodeRuneInString(s) // a letter is escaped whole or not at all
		}
		letter := s[:size]
		s = s[size:]
		switch must := strings.Contains("%#?; "+delimiters, letter); {
		case letter == " " && query && g.chance(2):
			out.WriteByte('+')
		case must || g.chance(4):
			for _, c := range []byte(letter) {
				fmt.Fprintf(&out, pick(g, "%%%02X", "%%%02x"), c)
			}
		default:
			out.WriteString(letter)
		}
	}
	return out.String()
}

var alphabet = []string{"a", "b", "Z", "0", "9", "-", "_", ".", "~", " ", "+", "/", "%", "=", "&", ";", ":", "@", "!", "*", "'", "(", ")",
	"$", ",", "[", "]", "{", "}", "|", "\\", "^", "\"", "<", ">", "`", "?", "#", "é", "ሴ", "🂡", "ß"}

func (g *generator) text(n int) string {
	var out strings.Builder
	for range n {
		if g.bytes && g.chance(30) {
			out.WriteByte(byte(0x80 + g.IntN(0x80)))
			continue
		}
		out.WriteString(alphabet[g.IntN(len(alphabet))])
	}
	return out.String()
}

func (g *generator) letters(n int) string {
	const from = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567"
	out := make([]byte, n)
	for i := range out {
		out[i] = from[g.IntN(len(from))]
	}
	return string(out)
}

func (g *generator) headerName() string {
	name := pick(g, g.names...)
	switch g.IntN(3) {
	case 0:
		return strings.ToUpper(name)
	case 1:
		return http.CanonicalHeaderKey(name)
	}
	return name
}

// headerValue draws words between runs of blanks. Neither ends in a blank of Unicode,
// which the peers trim and we take for a part of the value.
func (g *generator) headerValue() string {
	blanks := []string{" ", " ", "  ", "     "}
	if g.tabs {
		blanks = append(blanks, "\t", " \t ", "\t\t")
	}
	var out strings.Builder
	out.WriteString(pick(g, "", "", " ", "\t", "  \t "))
	for i := range g.IntN(4) {
		if i > 0 {
			out.WriteString(pick(g, blanks...))
		}
		word := pick(g, "a", "b,c", `"x"`, "é", "application/json;", "=?", ":", "ü~")
		if g.chance(2) {
			word = g.letters(1 + g.IntN(12))
		}
		out.WriteString(word)
	}
	out.WriteString(pick(g, "", "", " ", "\t", " \t  "))
	return out.String()
}
