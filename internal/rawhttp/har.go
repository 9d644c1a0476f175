package rawhttp

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// MaxEntries bounds the requests of one recording.
const MaxEntries = 10_000

// ParseHAR reads the requests of an HTTP archive, as browsers and proxies export it,
// each with its answer. An entry that is no request over HTTP has a nil Request.
func ParseHAR(data []byte) ([]*Exchange, error) {
	if len(data) > MaxCapture {
		return nil, fmt.Errorf("HAR: more than %d bytes", MaxCapture)
	}
	var archive harArchive
	if err := json.Unmarshal(DecodeText(data), &archive); err != nil {
		return nil, fmt.Errorf("HAR: %w", err)
	}
	switch {
	case archive.Log == nil:
		return nil, errors.New("HAR: no log in it")
	case len(archive.Log.Entries) > MaxEntries:
		return nil, fmt.Errorf("HAR: more than %d entries", MaxEntries)
	}
	exchanges := make([]*Exchange, len(archive.Log.Entries))
	for i := range archive.Log.Entries {
		exchanges[i] = archive.Log.Entries[i].exchange()
	}
	return exchanges, nil
}

// The parts of a HAR, version 1.2, that a signature has to do with.
type (
	harArchive struct {
		Log *struct {
			Entries []harEntry `json:"entries"`
		} `json:"log"`
	}
	harEntry struct {
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
	}
	harRequest struct {
		Method   string     `json:"method"`
		URL      string     `json:"url"`
		Headers  []harField `json:"headers"`
		BodySize float64    `json:"bodySize"` // -1 where it is not known
		PostData *struct {
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"postData"`
	}
	harResponse struct {
		Status  float64    `json:"status"`
		Headers []harField `json:"headers"`
		Content struct {
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	}
	harField struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

func (e *harEntry) exchange() *Exchange {
	x := &Exchange{Answer: e.Response.answer()}
	r, err := ParseURL(e.Request.URL)
	if err != nil || !strings.Contains(e.Request.URL, "://") {
		return x
	}
	r.Method = e.Request.Method
	if len(e.Request.Headers) > MaxFields || r.takeHARFields(e.Request.Headers) != nil || r.check() != nil {
		return x
	}
	if data := e.Request.PostData; data != nil {
		r.Body = harText(data.Text, data.Encoding)
	}
	length, _ := r.Get("Content-Length")
	x.BodyGone = len(r.Body) == 0 && (e.Request.BodySize > 0 || length != "" && length != "0")
	x.Request = r
	return x
}

// takeHARFields takes over the headers. HTTP/2 has its pseudo-headers among them, and
// the authority in the place of Host.
func (r *Request) takeHARFields(fields []harField) error {
	for _, f := range fields {
		if name, pseudo := strings.CutPrefix(f.Name, ":"); pseudo {
			if name == "authority" && isHost(f.Value) {
				r.Host = f.Value
			}
			continue
		}
		if !isToken(f.Name) {
			return errors.New("header line is not Name: value")
		}
		r.Fields = append(r.Fields, Field(f))
	}
	if _, ok := r.Get("Host"); ok {
		return r.takeHost()
	}
	return nil
}

func (r *harResponse) answer() Answer {
	a := Answer{Text: string(harText(r.Content.Text, r.Content.Encoding))}
	if r.Status > 0 && r.Status < 1000 {
		a.Status = int(r.Status)
	}
	for _, f := range r.Headers {
		a.takeField(f.Name, f.Value)
	}
	return a
}

func harText(text, encoding string) []byte {
	if encoding == "base64" {
		if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
			return raw
		}
	}
	return []byte(text)
}

// Signed tells whether a request bears any mark of a signature, also of a broken or an
// outdated one.
func (r *Request) Signed() bool {
	for _, name := range []string{"Authorization", "X-Amzn-Authorization"} { // the other is Signature Version 3's
		if _, ok := r.Get(name); ok {
			return true
		}
	}
	_, query, _ := strings.Cut(strings.ToLower(r.Target), "?")
	for _, mark := range []string{"x-amz-signature", "x-amz-algorithm", "x-amz-credential", "awsaccesskeyid", "signatureversion"} {
		if strings.Contains(query, mark) {
			return true
		}
	}
	return false
}
