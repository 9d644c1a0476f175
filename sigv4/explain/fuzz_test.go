package explain_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// FuzzExplain wants no panic, bounded work, and never a proof for a request that nobody
// signed with a form of the secret.
func FuzzExplain(f *testing.F) {
	f.Add([]byte("POST /a?b=c%zz HTTP/1.1\r\nHost: redshift.us-east-1.amazonaws.com\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + keyID +
		"/20130609/us-east-1/redshift/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n" +
		"X-Amz-Date: 20130609T095204Z\r\nContent-Length: 7\r\n\r\n{\"a\":1}"))
	f.Add([]byte("GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb%2Fc%2Fd%2Fe&X-Amz-Date=x&X-Amz-Expires=-1&X-Amz-SignedHeaders=host&X-Amz-Signature=00 HTTP/1.1\r\nHost: [::1]:1\r\n\r\n"))
	f.Add([]byte("GET http://x/%%% HTTP/1.1\r\nHost: .amazonaws.com\r\nAuthorization: AWS4-HMAC-SHA256 Credential=////,SignedHeaders=;;a,Signature==\r\nX-Amz-Date: 0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		received, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			return
		}
		body, _ := io.ReadAll(received.Body)
		for _, known := range []string{secret, ""} {
			e := explain.Explain(explain.Input{Request: sigv4.RequestFromHTTP(received), Body: body, Secret: known, Now: signedAt,
				Budget: explain.Budget{Tries: 1500}})
			if e.Tries > 1500 {
				t.Fatalf("%d tries", e.Tries)
			}
			if e.Match == explain.SignatureMatches {
				t.Fatal("a signature came out that nobody made")
			}
			noSecrets(t, e, secret)
		}
	})
}

func FuzzParseAnswer(f *testing.F) {
	f.Add("<ErrorResponse><Error><Code>x</Code><Message>Signature expired: 20140325T143453Z is now earlier than 20140325T143751Z (20140325T145251Z - 99999999999 min.)</Message>")
	f.Add(`{"__type":"a#b:c","message":"got '////'"}`)
	f.Add("The Canonical String for this request should have been\n'")
	f.Add("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d/e/f/g'")
	f.Fuzz(func(_ *testing.T, text string) { explain.FromText(text) })
}
