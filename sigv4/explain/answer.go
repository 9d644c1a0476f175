package explain

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// An Answer is AWS's answer to a request, read from its text in whatever form that
// reached a person: XML, JSON, what the AWS CLI prints, an SDK's exception.
type Answer struct {
	Code      string
	Message   string
	Status    int // 0 where the text does not tell
	RequestID string
	Operation string // as a client names it in its own message
	// CanonicalRequest and StringToSign are those that AWS computed, where it echoes
	// them. They may hold a session token.
	CanonicalRequest string
	StringToSign     string
	// SignedAt is the client's clock, ServerTime AWS's, and Window what is allowed
	// between them, where the text has them.
	SignedAt, ServerTime time.Time
	Window               time.Duration
	// Region is the one that AWS quotes as not valid, Credential the whole credential
	// that it quotes; Header is the Authorization header that it quotes, and Piece the
	// part of it that it could not read.
	Region, Credential, Header, Piece string

	text string // all of it in lower case
}

// maxText bounds the text that is read; an answer of AWS's is far shorter.
const maxText = 256 << 10

// ParseAnswer reads AWS's answer from a text. Of a text without any known form the
// whole is the message.
func ParseAnswer(text string) *Answer {
	if len(text) > maxText {
		text = text[:maxText]
	}
	a := &Answer{}
	if !a.fromXML(text) && !a.fromJSON(text) {
		a.fromWords(text)
	}
	a.Message = strings.TrimSpace(a.Message)
	a.text = strings.ToLower(a.Code + " " + text + " " + a.Message)
	a.readMessage()
	return a
}

// fromXML reads the query protocol's envelope, S3's, and the bare stubs of others,
// wherever in the text they begin: a client's log may precede them.
func (a *Answer) fromXML(text string) bool {
	start := -1
	for _, root := range []string{"<?xml", "<ErrorResponse", "<Error>", "<Error ", "<Response>"} {
		if i := strings.Index(text, root); i >= 0 && (start < 0 || i < start) {
			start = i
		}
	}
	if start < 0 {
		if start = strings.IndexByte(text, '<'); start < 0 || !strings.Contains(text, "Exception>") {
			return false
		}
	}
	decoder := xml.NewDecoder(strings.NewReader(text[start:]))
	decoder.Strict = false
	name := ""
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			name = t.Name.Local
			if a.Code == "" && strings.HasSuffix(name, "Exception") {
				a.Code = name
			}
		case xml.CharData:
			a.element(name, string(t))
		case xml.EndElement:
			name = ""
		}
	}
	return a.Code != "" || a.Message != ""
}

func (a *Answer) element(name, value string) {
	switch name {
	case "Code":
		a.Code = strings.TrimSpace(value)
	case "Message":
		a.Message += value
	case "RequestId", "RequestID":
		a.RequestID = strings.TrimSpace(value)
	case "CanonicalRequest":
		a.CanonicalRequest += value
	case "StringToSign":
		a.StringToSign += value
	}
}

// fromJSON reads the JSON protocols' body, wherever in the text it begins.
func (a *Answer) fromJSON(text string) bool {
	start := strings.IndexByte(text, '{')
	if start < 0 {
		return false
	}
	var body struct {
		Type    string `json:"__type"`
		Code    string `json:"code"`
		Message string `json:"message"` // encoding/json also takes "Message"
	}
	if json.NewDecoder(strings.NewReader(text[start:])).Decode(&body) != nil || body.Type+body.Code+body.Message == "" {
		return false
	}
	a.Code = orElse(body.Type, body.Code)
	a.Code = a.Code[strings.LastIndexByte(a.Code, '#')+1:]
	a.Code, _, _ = strings.Cut(a.Code, ":")
	a.Message = body.Message
	return true
}

// The forms in which clients print an answer.
var clientForms = []*regexp.Regexp{
	// The AWS CLI and boto3.
	regexp.MustCompile(`(?s)An error occurred \((?P<code>[^)]+)\) when calling the (?P<operation>\w+) operation(?: \(reached max retries: \d+\))?: (?P<message>.*)`),
	// The Go SDK v2, and with its status and request ID before.
	regexp.MustCompile(`(?s)operation error (?P<operation>[\w ]+: \w+).*?StatusCode: (?P<status>\d+), RequestID: (?P<id>[\w-]*),.*?api error (?P<code>\w+): (?P<message>.*)`),
	regexp.MustCompile(`(?s)api error (?P<code>\w+): (?P<message>.*)`),
	// The Java SDKs.
	regexp.MustCompile(`(?s)(?P<message>.*?) \(Service: (?P<operation>[^;,]+)[;,] Status Code: (?P<status>\d+)[;,](?: Error Code: (?P<code>\w+);)? Request ID: (?P<id>[\w-]+)`),
	// The Go SDK v1.
	regexp.MustCompile(`(?s)(?P<code>[A-Z]\w+): (?P<message>.*?)\n\s*status code: (?P<status>\d+), request id: (?P<id>[\w-]*)`),
	// The JavaScript, Ruby, PHP and .NET SDKs: the code, a colon, the message.
	regexp.MustCompile(`(?s)(?P<code>[A-Z][A-Za-z]+(?:Exception|Signature|Match|Token|TokenId|Denied|Expired|String|Required|Failure|Action))\)?(?: \([^)]*\))?: (?P<message>.*)`),
}

func (a *Answer) fromWords(text string) {
	a.Message = text
	for _, form := range clientForms {
		match := form.FindStringSubmatch(text)
		if match == nil {
			continue
		}
		for i, name := range form.SubexpNames() {
			switch name {
			case "code":
				a.Code = match[i]
			case "message":
				a.Message = match[i]
			case "operation":
				a.Operation = match[i]
			case "status":
				a.Status, _ = strconv.Atoi(match[i])
			case "id":
				a.RequestID = match[i]
			}
		}
		return
	}
}

// What AWS's sentences quote.
var (
	clocksForm = regexp.MustCompile(`(\d{8}T\d{6}Z) is (?:now earlier|still later) than \d{8}T\d{6}Z \((\d{8}T\d{6}Z) [-+] (\d+) (min|sec)`)
	pieceForm  = regexp.MustCompile(`(?s)'([^']*)' not a valid key=value pair \(missing equal-sign\) in Authorization header: '([^']*)'`)
	headerForm = regexp.MustCompile(`(?s)Authorization=(.*)$`)
)

func (a *Answer) readMessage() {
	if m := clocksForm.FindStringSubmatch(a.Message); m != nil {
		a.SignedAt, _ = readTime(m[1])
		a.ServerTime, _ = readTime(m[2])
		// At most seven days fit between the two clocks; what overflows is no window.
		n, _ := strconv.ParseInt(m[3], 10, 32)
		a.Window = time.Duration(n) * time.Second
		if m[4] == "min" {
			a.Window = time.Duration(n) * time.Minute
		}
	}
	if m := pieceForm.FindStringSubmatch(a.Message); m != nil {
		a.Piece, a.Header = m[1], m[2]
	} else if m := headerForm.FindStringSubmatch(a.Message); m != nil && a.says("authorization header requires") {
		a.Header = m[1]
	}
	a.Region = a.between("valid region, not '", "'")
	a.Credential = a.between("slash-delimited elements, e.g. keyid/date/region/service/term, got '", "'")
	if a.CanonicalRequest == "" {
		a.CanonicalRequest = a.echoed("The Canonical String for this request should have been")
	}
	if a.StringToSign == "" {
		a.StringToSign = a.echoed("The String-to-Sign should have been")
	}
	if strings.HasPrefix(a.StringToSign, sigv4.Algorithm) || a.StringToSign == "" {
		return
	}
	a.StringToSign = ""
}

// echoed reads what AWS appends to its sentence in quotes. Texts that went through a
// log have their line ends as escapes.
func (a *Answer) echoed(title string) string {
	_, rest, ok := strings.Cut(a.Message, title)
	if !ok {
		return ""
	}
	rest = strings.ReplaceAll(rest, `\n`, "\n")
	_, rest, _ = strings.Cut(rest, "'")
	end := strings.Index(rest, "'\n")
	if end < 0 {
		end = strings.LastIndexByte(rest, '\'')
	}
	if end < 0 {
		return rest
	}
	return rest[:end]
}

// says tells whether the answer holds one of the phrases, which are in lower case.
func (a *Answer) says(phrases ...string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(a.text, p) })
}

// between returns what stands between two marks in the message.
func (a *Answer) between(from, to string) string {
	_, rest, ok := strings.Cut(a.Message, from)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, to)
	return value
}

func (a *Answer) hasClocks() bool { return !a.SignedAt.IsZero() && !a.ServerTime.IsZero() }

// missing lists the parameters that AWS says are missing.
func (a *Answer) missing() []string {
	var out []string
	for _, name := range []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"} {
		if a.says("include '" + strings.ToLower(name) + "'") {
			out = append(out, name)
		}
	}
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if a.says("requires '" + strings.ToLower(name) + "'") {
			out = append(out, name)
		}
	}
	return out
}
