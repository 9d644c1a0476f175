package sigv4

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A workspace is the memory in which a signer signs one request at a time. It is
// kept, so that signing allocates nothing once the memory has grown.
type workspace struct {
	request Request // of SignHTTP
	path    string
	query   query
	// parameters are those of a presigned query; none for the header form.
	parameters []byte
	fields     fieldList
	payload    []byte // the payload hash
	scope      CredentialScope
	// The key's ID and the scope, with what surrounds them in a header and in a query;
	// they change once a day.
	keyID           string
	scopeText       []byte
	inHeader, inURL []byte
	signed          stamp
	text            []byte // the canonical request
	toSign          []byte
	value           []byte // of the Authorization header
	keys            keyMemo
	mac             mac
}

var errNoPayloadHash = errors.New("sigv4: payload hash is not set")

// prepare takes apart what is to be signed, and refuses what cannot be.
func (w *workspace) prepare(s *Signer, r *Request, t time.Time, presign bool) error {
	switch {
	case s.Credentials.AccessKeyID == "" || s.Credentials.SecretAccessKey == "":
		return errors.New("sigv4: access key is not set")
	case s.Region == "" || s.Service == "":
		return errors.New("sigv4: region or service is not set")
	case r.Host == "":
		return errors.New("sigv4: host is not set")
	}
	path, raw := r.target()
	w.path, w.parameters = path, w.parameters[:0]
	if err := w.query.parse(raw); err != nil {
		return err
	}
	if _, ok := w.query.value(queryAlgorithm); ok {
		return errors.New("sigv4: the query carries a signature already")
	}
	w.signed.set(t)
	if day := w.signed.day(); w.scope.Date != string(day) || w.scope.Region != s.Region || w.scope.Service != s.Service || w.keyID != s.Credentials.AccessKeyID {
		w.writeCredential(s, string(day))
	}
	w.payload = r.appendPayloadHash(w.payload[:0])
	return w.fields.take(r.Header, extras{
		date: !presign, hash: !presign && s.ContentSHA256,
		token: !presign && s.Credentials.SessionToken != "" && !s.UnsignedToken,
	})
}

// writeCredential writes what depends on the key and the day alone.
func (w *workspace) writeCredential(s *Signer, day string) {
	w.keyID, w.scope = s.Credentials.AccessKeyID, CredentialScope{day, s.Region, s.Service}
	w.scopeText = w.scope.append(w.scopeText[:0])
	w.inHeader = append(append(append(w.inHeader[:0], Algorithm+" Credential="...), w.keyID...), '/')
	w.inHeader = append(append(w.inHeader, w.scopeText...), ", SignedHeaders="...)
	w.inURL = append(w.inURL[:0], queryAlgorithm+"="+Algorithm+"&"+queryCredential+"="...)
	w.inURL = appendEscaped(w.inURL, w.keyID+"/"+string(w.scopeText), &unreserved)
}

// canonicalise writes the canonical request.
func (w *workspace) canonicalise(s *Signer, r *Request) (err error) {
	w.text, err = appendStart(w.text[:0], r, w.path, &w.query, w.parameters)
	if err != nil {
		return err
	}
	for i := range w.fields.fields {
		f := &w.fields.fields[i]
		w.text = append(append(w.text, f.name...), ':')
		switch f.source {
		case fromHeader:
			w.text = appendHeaderValues(w.text, f.values)
		case fromHost:
			w.text = appendHeaderValue(w.text, r.Host)
		case fromTime:
			w.text = append(w.text, w.signed.text[:]...)
		case fromToken:
			w.text = appendHeaderValue(w.text, s.Credentials.SessionToken)
		case fromPayload:
			w.text = append(w.text, w.payload...)
		}
		w.text = append(w.text, '\n')
	}
	w.text = append(append(w.text, '\n'), w.fields.list...)
	w.text = append(append(w.text, '\n'), w.payload...)
	return nil
}

// sign signs the canonical request, and returns the signature in w's memory.
func (w *workspace) sign(s *Signer) []byte {
	w.toSign = appendStringToSign(w.toSign[:0], &w.signed, w.scopeText, w.text)
	key := w.keys.get(s.Keys, s.Credentials.AccessKeyID, s.Credentials.SecretAccessKey, w.scope)
	return w.mac.sign(key, w.toSign)
}

// steps copies out all that was computed, for a caller to keep.
func (w *workspace) steps(target string) *Signed {
	return &Signed{
		CanonicalRequest: string(w.text), StringToSign: string(w.toSign), Signature: string(w.mac.hex[:]),
		Scope: w.scope, Time: w.signed.time(), SignedHeaders: strings.Split(w.fields.list, ";"),
		Header: make(http.Header), Target: target,
	}
}

// release gives w back for the next request to use, without the request that SignHTTP
// made and without memory that was uncommonly large. Until then it may refer to parts of
// the last request.
func (w *workspace) release(s *Signer) {
	if w.request.Header != nil {
		w.request = Request{}
	}
	if cap(w.text) > maxKept || cap(w.parameters) > maxKept || len(w.fields.fields) > maxKept/1024 {
		w = &workspace{mac: w.mac}
	}
	s.pool.Put(w)
}

// A fieldList is the headers that a signer signs, in canonical order. One that was
// made for a request serves for the next with headers of the same names.
type fieldList struct {
	fields []field
	list   string // the names, joined with semicolons
	added  extras
	left   []string // keys of the header that are not signed
	made   bool
}

// A field is one signed header.
type field struct {
	name   string // canonical
	source source
	key    string // in the request's header
	values []string
}

// A source is where a field's value comes from.
type source uint8

const (
	fromHeader source = iota
	fromHost
	fromTime
	fromToken
	fromPayload
)

// extras are the headers that signing adds.
type extras struct{ date, token, hash bool }

// take finds the headers to sign: the host, those that signing adds, and every header
// that reaches the service as it was sent.
func (l *fieldList) take(header http.Header, added extras) error {
	if l.made && l.added == added && l.fits(header) {
		return nil
	}
	*l = fieldList{fields: l.fields[:0], left: l.left[:0], added: added, made: true}
	l.fields = append(l.fields, field{name: "host", source: fromHost})
	if added.date {
		l.fields = append(l.fields, field{name: "x-amz-date", source: fromTime})
	}
	if added.token {
		l.fields = append(l.fields, field{name: "x-amz-security-token", source: fromToken})
	}
	if added.hash {
		l.fields = append(l.fields, field{name: "x-amz-content-sha256", source: fromPayload})
	}
	for key, values := range header {
		name := strings.ToLower(key)
		switch {
		case name == "host", name == "x-amz-content-sha256" && added.hash, ofSignature(name), changesOnTheWay(name):
			l.left = append(l.left, key)
		case len(values) == 0:
			l.made = false // it may have a value in the next request
		default:
			l.fields = append(l.fields, field{name: name, key: key, values: values})
		}
	}
	return l.order()
}

// fits puts the values of another request's headers in, if their names are the same.
func (l *fieldList) fits(header http.Header) bool {
	found := len(l.left)
	for i := range l.fields {
		if f := &l.fields[i]; f.source == fromHeader {
			f.values = header[f.key]
			if len(f.values) == 0 {
				return false
			}
			found++
		}
	}
	if found != len(header) {
		return false
	}
	for _, key := range l.left {
		if _, ok := header[key]; !ok {
			return false
		}
	}
	return true
}

// order sorts the fields and writes the list of their names.
func (l *fieldList) order() error {
	slices.SortFunc(l.fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	var list strings.Builder
	for i, f := range l.fields {
		if i > 0 {
			if f.name == l.fields[i-1].name {
				l.made = false
				return fmt.Errorf("sigv4: header %q is there in two spellings", f.name)
			}
			list.WriteByte(';')
		}
		list.WriteString(f.name)
	}
	l.list = list.String()
	return nil
}

// ofSignature tells the headers of an earlier signature: a token of other credentials
// must not travel with this one.
func ofSignature(name string) bool {
	return name == "x-amz-date" || name == "x-amz-security-token"
}
