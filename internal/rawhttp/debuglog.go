package rawhttp

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// ParseLog reads the requests out of a client's debug log: what "aws --debug" and
// boto3.set_stream_logger print, or the Go SDK with LogSigning and LogRequestWithBody.
// Each attempt of a retried call is an exchange of its own. Where a log tells only how
// a request was signed, and not what was sent, Request is nil.
func ParseLog(data []byte) ([]*Exchange, error) {
	if len(data) > MaxCapture {
		return nil, fmt.Errorf("log: more than %d bytes", MaxCapture)
	}
	l := &logReader{rest: DecodeText(data)}
	for len(l.rest) > 0 && len(l.exchanges) <= MaxEntries {
		l.next()
	}
	l.flush()
	switch {
	case len(l.exchanges) > MaxEntries:
		return nil, fmt.Errorf("log: more than %d requests", MaxEntries)
	case len(l.exchanges) == 0:
		return nil, errors.New("log: no signed request in it")
	}
	return l.exchanges, nil
}

// A logReader goes through a log, record by record.
type logReader struct {
	rest      []byte
	exchanges []*Exchange
	signing   *Exchange // what was computed for a request that is not sent yet
	body      []byte    // of the call that botocore makes
	hasBody   bool
}

// next reads one line, and the lines that belong to it.
func (l *logReader) next() {
	var line string
	line, l.rest = cutLine(l.rest)
	switch {
	case strings.HasSuffix(line, "CanonicalRequest:"):
		l.begin().CanonicalRequest = l.until(func(s string) bool { return strings.HasSuffix(s, "StringToSign:") })
	case strings.HasSuffix(line, "StringToSign:"):
		l.pending().StringToSign = l.lines(stringToSignLines)
	case strings.HasSuffix(line, " Signature:") && !strings.HasSuffix(line, "Request Signature:"):
		l.pending().Signature = l.lines(1)
	case strings.HasPrefix(line, "---[ CANONICAL STRING"):
		l.begin().CanonicalRequest = l.until(func(s string) bool { return strings.HasPrefix(s, "---[ STRING TO SIGN") })
	case strings.HasPrefix(line, "---[ STRING TO SIGN"):
		l.pending().StringToSign = l.lines(stringToSignLines)
	case strings.Contains(line, "Making request for OperationModel("):
		l.takeCall(line)
	case strings.Contains(line, "Sending http request: <AWSPreparedRequest "):
		l.takePrepared(line)
	case strings.Contains(line, "Response headers: {"):
		l.takeHeaders(line)
	case strings.HasSuffix(line, "Response body:"):
		l.takeBody()
	default:
		l.takeWire(line)
	}
}

// stringToSignLines is the number of lines of a string to sign.
const stringToSignLines = 4

// begin starts what a client tells of one signature.
func (l *logReader) begin() *Exchange {
	l.flush()
	return l.pending()
}

func (l *logReader) pending() *Exchange {
	if l.signing == nil {
		l.signing = &Exchange{}
	}
	return l.signing
}

// flush keeps a signature of which the log does not show the request.
func (l *logReader) flush() {
	if l.signing != nil && l.signing.CanonicalRequest != "" {
		l.exchanges = append(l.exchanges, l.signing)
	}
	l.signing = nil
}

// send adds a request, with what was told of its signature before.
func (l *logReader) send(r *Request, bodyGone bool) {
	x := l.pending()
	x.Request, x.BodyGone = r, bodyGone
	l.exchanges, l.signing = append(l.exchanges, x), nil
}

// last is the exchange that an answer belongs to, nil where there is none.
func (l *logReader) last() *Exchange {
	l.flush()
	if len(l.exchanges) == 0 {
		return nil
	}
	return l.exchanges[len(l.exchanges)-1]
}

// until takes lines up to the one that ends them, which stays.
func (l *logReader) until(end func(string) bool) string {
	var taken []string
	for len(l.rest) > 0 && len(taken) <= MaxFields {
		line, rest := cutLine(l.rest)
		if end(line) {
			break
		}
		taken, l.rest = append(taken, line), rest
	}
	return strings.Join(taken, "\n")
}

func (l *logReader) lines(n int) string {
	taken := 0
	return l.until(func(string) bool { taken++; return taken > n })
}

// takeCall remembers the body of a call of botocore's. In the query protocol it is
// still a dictionary there, and sent as a form.
func (l *logReader) takeCall(line string) {
	l.body, l.hasBody = nil, false
	_, text, _ := strings.Cut(line, "with params: ")
	call, err := parsePython(text)
	if err != nil {
		return
	}
	body, ok := call.get("body")
	switch {
	case !ok:
	case body.isText:
		l.body, l.hasBody = []byte(body.text), true
	case body.isDict:
		l.body, l.hasBody = form(body.pairs), true
	}
}

func form(pairs []pyPair) []byte {
	var out bytes.Buffer
	for i, p := range pairs {
		if i > 0 {
			out.WriteByte('&')
		}
		out.WriteString(url.QueryEscape(p.key) + "=" + url.QueryEscape(p.value.text))
	}
	return out.Bytes()
}

var preparedForm = regexp.MustCompile(`method=([A-Z]+), url=(.*?), headers=(\{.*)`)

// takePrepared reads the request that botocore hands to its transport.
func (l *logReader) takePrepared(line string) {
	match := preparedForm.FindStringSubmatch(line)
	if match == nil {
		return
	}
	headers, err := parsePython(match[3])
	if err != nil || len(headers.pairs) > MaxFields {
		return
	}
	r, err := ParseURL(match[2])
	if err != nil {
		return
	}
	r.Method = match[1]
	for _, p := range headers.pairs {
		if !isToken(p.key) {
			return
		}
		r.Fields = append(r.Fields, Field{p.key, p.value.text})
	}
	if _, ok := r.Get("Host"); ok && r.takeHost() != nil {
		return
	}
	length, _ := r.Get("Content-Length")
	gone := length != "" && length != strconv.Itoa(len(l.body)) || !l.hasBody && length != "" && length != "0"
	if !gone {
		r.Body = l.body
	}
	l.send(r, gone)
}

func (l *logReader) takeHeaders(line string) {
	x := l.last()
	if x == nil {
		return
	}
	_, text, _ := strings.Cut(line, "Response headers: ")
	headers, err := parsePython(text)
	if err != nil {
		return
	}
	for _, p := range headers.pairs {
		x.Answer.takeField(p.key, p.value.text)
	}
}

// takeBody reads the line after "Response body:", which is bytes as Python prints them.
func (l *logReader) takeBody() {
	x := l.last()
	if x == nil {
		return
	}
	var line string
	line, l.rest = cutLine(l.rest)
	if body, err := parsePython(line); err == nil && body.isText {
		x.Answer.Text = body.text
	}
}

// connectionForm is urllib3's line: "POST / HTTP/1.1" 403 435.
var connectionForm = regexp.MustCompile(`"[A-Z]+ [^"]* HTTP/[0-9.]+" ([1-5][0-9][0-9]) `)

// takeWire reads what is neither botocore's nor about a signature: requests and
// answers as they were on the wire, and the error that a client ends with.
func (l *logReader) takeWire(line string) {
	if _, err := parseRequestLine(line); err == nil {
		l.takeRequest(line)
		return
	}
	var a Answer
	if a.takeStatus(line) {
		l.takeAnswer(a)
		return
	}
	if match := connectionForm.FindStringSubmatch(line + " "); match != nil {
		if x := l.last(); x != nil {
			x.Answer.Status, _ = strconv.Atoi(match[1])
		}
		return
	}
	if strings.Contains(line, "An error occurred (") || strings.Contains(line, "api error ") {
		if x := l.last(); x != nil && x.Answer.Text == "" {
			x.Answer.Text = line
		}
	}
}

// takeRequest reads a request on the wire, whose first line is at hand.
func (l *logReader) takeRequest(line string) {
	r, err := parseRequestLine(line)
	if err != nil {
		return
	}
	rest, err := r.parseFields(l.rest)
	if err != nil || r.takeHost() != nil {
		return
	}
	body, after, whole := cutLength(r, rest)
	r.Body, l.rest = body, after
	l.send(r, !whole)
}

// takeAnswer reads an answer on the wire, whose status line is at hand.
func (l *logReader) takeAnswer(a Answer) {
	var head Request
	rest, err := head.parseFields(l.rest)
	x := l.last()
	if err != nil || x == nil {
		return
	}
	for _, f := range head.Fields {
		a.takeField(f.Name, f.Value)
	}
	body, after, _ := cutLength(&head, rest)
	a.Text, l.rest = string(body), after
	x.Answer = a
}

// cutLength cuts off the body that Content-Length tells of. Without one there is none;
// a body that the log does not hold whole is left where it is.
func cutLength(r *Request, rest []byte) (body, after []byte, whole bool) {
	text, ok := r.Get("Content-Length")
	length, err := strconv.ParseUint(text, 10, 31)
	switch {
	case !ok:
		return nil, rest, true
	case err != nil || int(length) > len(rest):
		return nil, rest, false
	}
	body = bytes.Clone(rest[:length])
	return body, bytes.TrimPrefix(rest[length:], []byte("\n")), true
}
