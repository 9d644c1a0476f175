package rawhttp

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// ParseCurl reads a curl command into the request that curl would send, as far as a
// signature may cover it: the headers that curl adds by itself and nobody signs
// (User-Agent, Accept) are left out. Options that only steer curl are accepted, and
// those that are not understood are refused, since they may change the request.
func ParseCurl(command string) (*Request, error) {
	words, err := splitCommand(command)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 || words[0] != "curl" {
		return nil, errors.New("command is not curl")
	}
	c := &curlCommand{args: words[1:]}
	for len(c.args) > 0 {
		if err := c.next(); err != nil {
			return nil, err
		}
	}
	return c.request()
}

// A curlCommand is a curl command that is being read.
type curlCommand struct {
	args     []string
	method   string
	url      string
	fields   []Field
	removed  []string // headers that "-H 'Name:'" takes away
	data     []string
	get      bool // -G: data goes to the query
	head     bool
	isJSON   bool // --json
	asIs     bool // --path-as-is
	globless bool // -g
}

// shortOptions are the long names of the letters that are understood.
var shortOptions = map[byte]string{
	'X': "request", 'H': "header", 'd': "data", 'G': "get", 'I': "head", 'A': "user-agent", 'e': "referer",
	'b': "cookie", 'g': "globoff", 's': "silent", 'S': "show-error", 'i': "include", 'v': "verbose",
	'k': "insecure", 'L': "location", 'f': "fail", 'N': "no-buffer", 'o': "output", 'm': "max-time",
	'w': "write-out", 'D': "dump-header", 'O': "remote-name", '4': "ipv4", '6': "ipv6", '#': "progress-bar",
}

// next reads one argument: an option with its value, several letters, or the URL.
func (c *curlCommand) next() error {
	arg := c.args[0]
	c.args = c.args[1:]
	if name, ok := strings.CutPrefix(arg, "--"); ok && name != "" {
		return c.option(name, c.value)
	}
	if len(arg) < 2 || arg[0] != '-' {
		return c.setURL(arg)
	}
	for letters := arg[1:]; letters != ""; {
		name, ok := shortOptions[letters[0]]
		if !ok {
			return fmt.Errorf("curl option -%c is not understood", letters[0])
		}
		letters = letters[1:]
		value := func() (string, error) {
			if letters == "" {
				return c.value()
			}
			v := letters
			letters = ""
			return v, nil
		}
		if err := c.option(name, value); err != nil {
			return err
		}
	}
	return nil
}

func (c *curlCommand) value() (string, error) {
	if len(c.args) == 0 {
		return "", errors.New("curl command: the last option lacks its value")
	}
	v := c.args[0]
	c.args = c.args[1:]
	return v, nil
}

func (c *curlCommand) option(name string, value func() (string, error)) error {
	switch name {
	case "get":
		c.get = true
	case "head":
		c.head = true
	case "globoff":
		c.globless = true
	case "path-as-is":
		c.asIs = true
	case "silent", "show-error", "include", "verbose", "insecure", "location", "fail", "fail-with-body",
		"no-buffer", "http1.1", "http2", "compressed", "no-progress-meter", "progress-bar", "remote-name", "ipv4", "ipv6":
		// These steer curl, not what is signed.
	case "request", "header", "data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json", "url",
		"user-agent", "referer", "cookie":
		v, err := value()
		if err != nil {
			return err
		}
		return c.set(name, v)
	case "output", "max-time", "connect-timeout", "write-out", "dump-header", "retry", "retry-delay",
		"resolve", "connect-to", "cacert", "limit-rate":
		_, err := value() // steers curl too
		return err
	default:
		return fmt.Errorf("curl option --%s is not understood", name)
	}
	return nil
}

// set takes an option that has a value.
func (c *curlCommand) set(name, v string) error {
	switch name {
	case "request":
		c.method = v
	case "url":
		return c.setURL(v)
	case "header":
		return c.header(v)
	case "user-agent":
		return c.header("User-Agent: " + v)
	case "referer":
		return c.header("Referer: " + v)
	case "cookie":
		if !strings.Contains(v, "=") {
			return errors.New("curl option --cookie names a file, which is not read")
		}
		return c.header("Cookie: " + v)
	default:
		return c.addOption(name, v)
	}
	return nil
}

// addOption takes an option that gives a body, or a part of one.
func (c *curlCommand) addOption(name, v string) error {
	isJSON := name == "json"
	switch {
	case c.data != nil && c.isJSON != isJSON:
		return errors.New("curl option --json goes with no other data")
	case name != "data-raw" && name != "data-urlencode" && strings.HasPrefix(v, "@"):
		return fmt.Errorf("curl option --%s names a file, which is not read", name)
	case name == "data-urlencode":
		return c.urlencode(v)
	case isJSON && c.data != nil:
		c.data[0] += v // pieces of JSON are joined without "&"
	default:
		c.isJSON = isJSON
		c.data = append(c.data, v)
	}
	return nil
}

// urlencode follows curl: "content", "=content" and "name=content".
func (c *curlCommand) urlencode(v string) error {
	name, content, ok := strings.Cut(v, "=")
	if !ok {
		name, content = "", v
	}
	if strings.Contains(name, "@") || !ok && strings.Contains(v, "@") {
		return errors.New("curl option --data-urlencode names a file, which is not read")
	}
	content = strings.ReplaceAll(url.QueryEscape(content), "+", "%20")
	if name != "" {
		content = name + "=" + content
	}
	c.data = append(c.data, content)
	return nil
}

// header follows curl: "Name: value", "Name;" for an empty value, "Name:" to remove
// one that curl would send by itself.
func (c *curlCommand) header(v string) error {
	if len(c.fields) == MaxFields {
		return fmt.Errorf("more than %d header lines", MaxFields)
	}
	if name, ok := strings.CutSuffix(v, ";"); ok && isToken(name) {
		c.fields = append(c.fields, Field{Name: name})
		return nil
	}
	field, err := parseField(v)
	if err != nil {
		return err
	}
	if field.Value == "" && strings.EqualFold(field.Name, "Host") {
		return errors.New("curl command sends no Host, which every signature covers")
	}
	if field.Value == "" {
		c.removed = append(c.removed, strings.ToLower(field.Name))
		return nil
	}
	c.fields = append(c.fields, field)
	return nil
}

func (c *curlCommand) setURL(v string) error {
	if c.url != "" {
		return errors.New("curl command has more than one URL")
	}
	if v == "" {
		return errors.New("curl command has an empty URL")
	}
	c.url = v
	return nil
}

// request puts together what curl would send.
func (c *curlCommand) request() (*Request, error) {
	if c.url == "" {
		return nil, errors.New("curl command has no URL")
	}
	r, err := ParseURL(c.url)
	if err != nil {
		return nil, err
	}
	if !c.globless && strings.ContainsAny(r.Target, "{}[]") {
		return nil, errors.New("curl command: braces and brackets in the URL are patterns without --globoff")
	}
	if !c.asIs {
		r.removeDotSegments()
	}
	r.Method, r.Fields = c.verb(), c.fields
	c.addData(r)
	if err := r.check(); err != nil {
		return nil, err
	}
	if _, ok := r.Get("Host"); ok {
		return r, r.takeHost()
	}
	return r, nil
}

func (c *curlCommand) verb() string {
	switch {
	case c.method != "":
		return c.method
	case c.head:
		return http.MethodHead
	case c.data != nil && !c.get:
		return "POST"
	}
	return "GET"
}

func (c *curlCommand) addData(r *Request) {
	if c.data == nil {
		return
	}
	data := strings.Join(c.data, "&")
	if c.get {
		separator := "?"
		if strings.Contains(r.Target, "?") {
			separator = "&"
		}
		r.Target += separator + data
		return
	}
	r.Body = []byte(data)
	contentType := "application/x-www-form-urlencoded"
	if c.isJSON {
		contentType = "application/json"
	}
	_, given := r.Get("Content-Type")
	if !given && !c.removes("content-type") {
		r.Set("Content-Type", contentType)
	}
}

func (c *curlCommand) removes(name string) bool {
	for _, removed := range c.removed {
		if removed == name {
			return true
		}
	}
	return false
}
