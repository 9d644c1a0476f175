package explain

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The functions of this file write a body as somebody else may have written it. What
// they return in excess costs a try, nothing else: a body that equals another is
// left out later.

func lineEnds(body []byte) []rewrite {
	out := []rewrite{
		{"the body with a newline at its end", concat(body, "\n")},
		{"the body with CR LF at its end", concat(body, "\r\n")},
	}
	if trimmed := bytes.TrimSuffix(body, []byte("\n")); len(trimmed) < len(body) {
		out = append(out, rewrite{"the body without its last newline", trimmed},
			rewrite{"the body without its last CR LF", bytes.TrimSuffix(trimmed, []byte("\r"))})
	}
	return append(out, rewrite{"the body with a NUL at its end", concat(body, "\x00")})
}

func concat(body []byte, tail string) []byte { return append(slices.Clone(body), tail...) }

func crlf(body []byte) []rewrite {
	lf := bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	return []rewrite{
		{"the body with LF line ends", lf},
		{"the body with CR LF line ends", bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n"))},
		{"the body without line ends, as curl --data @FILE sends it", bytes.ReplaceAll(lf, []byte("\n"), nil)},
	}
}

// jsonForms writes JSON as the serialisers of several languages do.
func jsonForms(body []byte) []rewrite {
	if len(body) == 0 || !json.Valid(body) {
		return nil
	}
	var compact bytes.Buffer
	if json.Compact(&compact, body) != nil {
		return nil
	}
	spaced := spaceJSON(compact.Bytes())
	out := []rewrite{
		{"the JSON without spaces", compact.Bytes()},
		{"the JSON with spaces after commas and colons", spaced},
	}
	if sorted := sortJSON(body); sorted != nil {
		out = append(out, rewrite{"the JSON with sorted keys and without spaces", sorted},
			rewrite{"the JSON with sorted keys and spaces", spaceJSON(sorted)})
	}
	for _, indent := range []string{"  ", "    ", "\t"} {
		var pretty bytes.Buffer
		if json.Indent(&pretty, body, "", indent) == nil {
			out = append(out, rewrite{fmt.Sprintf("the JSON indented by %q", indent), bytes.Clone(pretty.Bytes())})
		}
	}
	for _, form := range [][]byte{compact.Bytes(), spaced} {
		out = append(out,
			rewrite{"the JSON with characters beyond ASCII as escapes", asciiJSON(form)},
			rewrite{"the JSON with characters beyond ASCII as they are", rawJSON(form)},
			rewrite{`the JSON with <, > and & as escapes`, htmlJSON(form)},
			rewrite{"the JSON with escaped slashes", bytes.ReplaceAll(form, []byte("/"), []byte(`\/`))},
			rewrite{"the JSON with plain slashes", bytes.ReplaceAll(form, []byte(`\/`), []byte("/"))})
	}
	return out
}

// spaceJSON puts a space after each comma and colon outside strings.
func spaceJSON(compact []byte) []byte {
	out := make([]byte, 0, len(compact)*5/4)
	quoted := false
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		out = append(out, c)
		switch {
		case quoted && c == '\\' && i+1 < len(compact):
			i++
			out = append(out, compact[i])
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ',' || c == ':'):
			out = append(out, ' ')
		}
	}
	return out
}

// sortJSON writes an object with its keys sorted; numbers stay as they were.
func sortJSON(body []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return nil
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func asciiJSON(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, r := range string(text) {
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

// rawJSON undoes escapes of characters beyond ASCII.
func rawJSON(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, n := escapedRune(text[i:])
		if n == 0 {
			out = append(out, text[i])
			i++
			continue
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	return out
}

// escapedRune reads \uXXXX, and the two of a surrogate pair; n is 0 for anything else.
func escapedRune(text []byte) (r rune, n int) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, 0
	}
	raw, err := hex.DecodeString(string(text[2:6]))
	if err != nil {
		return 0, 0
	}
	r = rune(raw[0])<<8 | rune(raw[1])
	if utf16.IsSurrogate(r) {
		low, m := escapedLow(text[6:])
		if m == 0 {
			return 0, 0
		}
		return utf16.DecodeRune(r, low), 6 + m
	}
	if r < 0x80 {
		return 0, 0
	}
	return r, 6
}

func escapedLow(text []byte) (r rune, n int) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, 0
	}
	raw, err := hex.DecodeString(string(text[2:6]))
	if err != nil {
		return 0, 0
	}
	return rune(raw[0])<<8 | rune(raw[1]), 6
}

func htmlJSON(text []byte) []byte {
	var out bytes.Buffer
	json.HTMLEscape(&out, text)
	return out.Bytes()
}

// formForms writes a form as others would: the dialects differ in blanks, in a few
// characters and in order.
func formForms(body []byte) []rewrite {
	text := string(body)
	if len(text) > maxTarget || !strings.Contains(text, "=") || strings.ContainsAny(text, "{\n") {
		return nil
	}
	params := splitQuery(text)
	plus := func(s string) string { return strings.ReplaceAll(escape(s), "%20", "+") }
	writers := []struct {
		name string
		queryWriter
	}{
		{"the form with blanks as %20", queryWriter{keepOrder: true}},
		{"the form with blanks as plus signs", queryWriter{keepOrder: true,
			name: func(p param) string { return plus(p.name) }, value: func(p param) string { return plus(p.value) }}},
		{"the form with sorted parameters", queryWriter{name: rawName, value: rawValue}},
		{"the form with sorted parameters and blanks as %20", queryWriter{}},
		{"the form without encoding", queryWriter{keepOrder: true,
			name: func(p param) string { return p.name }, value: func(p param) string { return p.value }}},
		{"the form without an equal sign after empty parameters", queryWriter{keepOrder: true, name: rawName, value: rawValue, bareEmpty: true}},
	}
	out := make([]rewrite, 0, len(writers)+1)
	for _, w := range writers {
		out = append(out, rewrite{w.name, []byte(w.write(params))})
	}
	return append(out, rewrite{"the form with escapes in lower case", []byte(lowerEscapes(text))})
}

func rawName(p param) string  { return p.rawName }
func rawValue(p param) string { return p.rawValue }

// uncompressed undoes gzip and deflate, up to the size that is worked upon.
func uncompressed(body []byte) []rewrite {
	var out []rewrite
	if reader, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
		out = appendRead(out, "the body before gzip", reader)
	}
	if reader, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
		out = appendRead(out, "the body before deflate", reader)
	}
	return out
}

func appendRead(out []rewrite, name string, r io.Reader) []rewrite {
	plain, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil || len(plain) > maxBody {
		return out
	}
	return append(out, rewrite{name, plain})
}

func byteOrderMarks(body []byte) []rewrite {
	const mark = "\ufeff"
	return []rewrite{
		{"the body with a byte order mark", append([]byte(mark), body...)},
		{"the body without its byte order mark", bytes.TrimPrefix(body, []byte(mark))},
	}
}

func charsets(body []byte) []rewrite {
	if !utf8.Valid(body) {
		return []rewrite{{"the body as Latin-1 turned into UTF-8", fromLatin1(body)}}
	}
	out := []rewrite{{"the body encoded as UTF-8 twice", fromLatin1(body)}}
	if latin, ok := toLatin1(string(body)); ok {
		out = append(out, rewrite{"the body in Latin-1", latin})
	}
	return append(out, rewrite{"the body in UTF-16", toUTF16(string(body))})
}

func fromLatin1(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for _, c := range body {
		out = utf8.AppendRune(out, rune(c))
	}
	return out
}

func toLatin1(text string) ([]byte, bool) {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return nil, false
		}
		out = append(out, byte(r))
	}
	return out, true
}

func toUTF16(text string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

func trims(body []byte) []rewrite {
	return []rewrite{
		{"the body without blanks at its ends", bytes.TrimSpace(body)},
		{"the body with a space at its end", concat(body, " ")},
	}
}

func quotings(body []byte) []rewrite {
	text := string(body)
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil
	}
	out := []rewrite{
		{"the body as a string of JSON", quoted},
		{"the body in single quotes", []byte("'" + text + "'")},
		{"the body in base64", []byte(base64Text(text))},
	}
	var inner string
	if json.Unmarshal(body, &inner) == nil {
		out = append(out, rewrite{"what the string of JSON holds", []byte(inner)})
	}
	if plain, err := base64.StdEncoding.DecodeString(text); err == nil && len(plain) > 0 {
		out = append(out, rewrite{"what the base64 holds", plain})
	}
	return out
}

// base64Hash writes a hash given in hex as base64.
func base64Hash(text string) string {
	sum, err := hex.DecodeString(text)
	if err != nil {
		return text
	}
	return base64.StdEncoding.EncodeToString(sum)
}
