package rawhttp_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/rawhttp"
)

// verbose is what curl --verbose prints when its output goes to the same place.
const verbose = `*   Trying 127.0.0.1:5438...
> GET /?Action=DescribeClusters&Version=2012-12-01 HTTP/1.1
> Host: 127.0.0.1:5438
> X-Amz-Date: 20121207T000000Z
> 
< HTTP/1.1 403 Forbidden
< Content-Type: text/xml
< Date: Fri, 07 Dec 2012 00:00:05 GMT
< 
{ [64 bytes data]
<ErrorResponse>
  <Error><Code>SignatureDoesNotMatch</Code></Error>
</ErrorResponse>
* Connection #0 to host 127.0.0.1 left intact
`

func TestParseExchangeOfCurl(t *testing.T) {
	x, err := rawhttp.ParseExchange([]byte(verbose), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := rawhttp.Answer{
		Status: 403, Date: time.Date(2012, 12, 7, 0, 0, 5, 0, time.UTC),
		Text: "<ErrorResponse>\n  <Error><Code>SignatureDoesNotMatch</Code></Error>\n</ErrorResponse>",
	}
	if diff := cmp.Diff(want, x.Answer); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if x.Request.Target != "/?Action=DescribeClusters&Version=2012-12-01" || len(x.Request.Fields) != 1 {
		t.Errorf("request %+v", x.Request)
	}
}

// A request alone has no answer, and an answer that is fine is no refusal.
func TestAnswerRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer rawhttp.Answer
		want   bool
	}{
		{"nothing known", rawhttp.Answer{}, false},
		{"success", rawhttp.Answer{Status: 200, Text: "<DescribeClustersResponse/>"}, false},
		{"refusal without its body", rawhttp.Answer{Status: 403}, true},
		{"a client's words", rawhttp.Answer{Text: "An error occurred"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.answer.Refused(); got != c.want {
				t.Errorf("Refused() = %t", got)
			}
		})
	}
}

func TestDecodeText(t *testing.T) {
	units := utf16.Encode([]rune("ä\r\n💥"))
	little, big := []byte{0xff, 0xfe}, []byte{0xfe, 0xff}
	for _, u := range units {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for name, data := range map[string][]byte{
		"UTF-8": []byte("ä\r\n💥"), "UTF-8 with a mark": []byte("\ufeffä\r\n💥"),
		"UTF-16, little end first": little, "UTF-16, big end first": big, "an odd byte over": append(big, 0),
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(rawhttp.DecodeText(data)); got != "ä\r\n💥" {
				t.Errorf("got %q", got)
			}
		})
	}
	if got := rawhttp.DecodeText([]byte{0xff, 0, 0x80}); len(got) != 3 {
		t.Errorf("bytes without a mark became %q", got)
	}
}

func TestParseCanonical(t *testing.T) {
	const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	for _, c := range []struct{ name, canonical, target string }{
		{"without a query", "POST\n/\n\nhost:example.com\nx-amz-date:20121207T000000Z\n\nhost;x-amz-date\n" + hash, "/"},
		{"with a query", "GET\n/a%2520b\nAction=X&b=\nhost:example.com\nx-amz-date:20121207T000000Z\n\nhost;x-amz-date\n" + hash, "/a%20b?Action=X&b="},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, payloadHash, err := rawhttp.ParseCanonical(c.canonical)
			if err != nil {
				t.Fatal(err)
			}
			if r.Target != c.target || r.Host != "example.com" || payloadHash != hash {
				t.Errorf("got %s %s, payload %s", r.Target, r.Host, payloadHash)
			}
			if date, _ := r.Get("X-Amz-Date"); date != "20121207T000000Z" {
				t.Errorf("date %q", date)
			}
		})
	}
	for name, canonical := range map[string]string{
		"empty": "", "one line": "POST", "no headers": "POST\n/\n\n\n\nhost\n" + hash, "no host": "POST\n/\n\na:b\n\na\n" + hash,
		"target without a slash": "POST\nx\n\nhost:a\n\nhost\n" + hash, "blank lines": strings.Repeat("\n", 9),
	} {
		t.Run(name, func(t *testing.T) {
			if r, _, err := rawhttp.ParseCanonical(canonical); err == nil {
				t.Errorf("no error, but %+v", r)
			}
		})
	}
}

func TestSigned(t *testing.T) {
	for target, want := range map[string]bool{
		"/":                                false,
		"/?Action=DescribeClusters":        false,
		"/?a=b&X-Amz-Signature=00":         true,
		"/?x-amz-algorithm=AWS4":           true,
		"/?AWSAccessKeyId=A&Signature=b":   true,
		"/?Signature=b&SignatureVersion=2": true,
		"/x-amz-signature":                 false,
	} {
		if r := (&rawhttp.Request{Method: "GET", Target: target}); r.Signed() != want {
			t.Errorf("%s: Signed() = %t", target, !want)
		}
	}
	r := &rawhttp.Request{Method: "GET", Target: "/"}
	if r.Set("authorization", "Bearer x"); !r.Signed() {
		t.Error("Authorization is no mark of a signature")
	}
}
