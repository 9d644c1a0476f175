package rawhttp_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/rawhttp"
)

func archive(entries ...string) []byte {
	return []byte(`{"log":{"version":"1.2","creator":{"name":"x"},"entries":[` + strings.Join(entries, ",") + `]}}`)
}

func entry(request, response string) string {
	return `{"startedDateTime":"2012-12-07T00:00:00.000Z","request":` + request + `,"response":` + response + `}`
}

func TestParseHAR(t *testing.T) {
	page := base64.StdEncoding.EncodeToString([]byte("<Error/>"))
	exchanges, err := rawhttp.ParseHAR(archive(
		entry(`{"method":"POST","url":"https://redshift.us-east-1.amazonaws.com/?a=%2f+b#x","headers":[
			{"name":":authority","value":"redshift.us-east-1.amazonaws.com"},{"name":"Authorization","value":"AWS4-HMAC-SHA256 …"}],
			"postData":{"mimeType":"text/plain","text":"Action=X"}}`,
			`{"status":403,"headers":[{"name":"date","value":"Fri, 07 Dec 2012 00:00:05 GMT"}],"content":{"text":"`+page+`","encoding":"base64"}}`),
		entry(`{"method":"POST","url":"http://127.0.0.1:5438/","headers":[{"name":"Host","value":"other:80"}],"bodySize":12}`, `{"status":0}`),
		entry(`{"method":"GET","url":"data:text/plain,x"}`, `{"status":200}`),
		entry(`{"method":"GET","url":"http://a/","headers":[{"name":"not a name","value":""}]}`, `{"status":200}`),
	))
	if err != nil {
		t.Fatal(err)
	}
	first := exchanges[0]
	if r := first.Request; r.Target != "/?a=%2f+b" || r.Host != "redshift.us-east-1.amazonaws.com" || string(r.Body) != "Action=X" || len(r.Fields) != 1 {
		t.Errorf("first request %+v", r)
	}
	if a := first.Answer; a.Status != 403 || a.Text != "<Error/>" || a.Date.Second() != 5 {
		t.Errorf("first answer %+v", a)
	}
	if x := exchanges[1]; x.Request.Host != "other:80" || !x.BodyGone {
		t.Errorf("second %+v %+v", x, x.Request)
	}
	for _, x := range exchanges[2:] {
		if x.Request != nil {
			t.Errorf("a request was read: %+v", x.Request)
		}
	}
}

func TestParseHARErrors(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "binary": "\x00\x01\x02", "cut off": `{"log":{"entries":[{"requ`, "an array": `[]`, "no log": `{"entries":[]}`,
		"a number for a text": `{"log":{"entries":[{"request":{"url":1}}]}}`,
		"too many":            string(archive(strings.TrimSuffix(strings.Repeat("{},", rawhttp.MaxEntries+1), ","))),
	} {
		t.Run(name, func(t *testing.T) {
			if x, err := rawhttp.ParseHAR([]byte(data)); err == nil {
				t.Errorf("no error, but %d exchanges", len(x))
			}
		})
	}
}

func TestParseHAROfThousandEntries(t *testing.T) {
	entries := make([]string, 1000)
	for i := range entries {
		body, _ := json.Marshal(strings.Repeat("x", i))
		entries[i] = entry(fmt.Sprintf(`{"method":"POST","url":"http://127.0.0.1:5438/%d","postData":{"text":%s}}`, i, body), `{"status":400}`)
	}
	exchanges, err := rawhttp.ParseHAR(append([]byte("\ufeff"), archive(entries...)...))
	if err != nil || len(exchanges) != 1000 {
		t.Fatal(len(exchanges), err)
	}
	for i, x := range exchanges {
		if x.Request.Target != fmt.Sprintf("/%d", i) || len(x.Request.Body) != i || x.BodyGone {
			t.Fatalf("entry %d: %+v", i, x.Request)
		}
	}
}

func FuzzParseHAR(f *testing.F) {
	f.Add(archive(entry(`{"method":"GET","url":"http://a/","headers":[{"name":"Host","value":"b"}],"postData":{"text":"eA==","encoding":"base64"}}`, `{"status":403,"content":{"text":"x"}}`)))
	f.Add([]byte("\xff\xfe{\x00}\x00"))
	f.Add([]byte(`{"log":{"entries":[{"request":{"bodySize":1e308},"response":{"status":-1e300}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		exchanges, err := rawhttp.ParseHAR(data)
		checkExchanges(t, exchanges, err)
	})
}

// checkExchanges holds what every parser of recordings promises.
func checkExchanges(t *testing.T, exchanges []*rawhttp.Exchange, err error) {
	if err != nil && exchanges != nil {
		t.Fatal("an error, and exchanges beside it")
	}
	for _, x := range exchanges {
		if s := x.Answer.Status; s < 0 || s > 999 {
			t.Fatalf("status %d", s)
		}
		if x.Request == nil {
			continue
		}
		if x.Request.Host == "" || x.Request.Method == "" || x.Request.Target == "" {
			t.Fatalf("a request without host, method or target: %+v", x.Request)
		}
		x.Request.Signable()
		x.Request.Signed()
	}
}
