package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A capture is what explain was given.
type capture struct {
	cases   []*refusedCase
	several bool // it came from a source that may hold several requests
	skipped int  // requests that bear no signature
}

// A refusedCase is one request to explain, with its answer, or an answer alone.
type refusedCase struct {
	*rawhttp.Exchange
	answer *explain.Answer // nil where there is none, or where it is no error
}

// read reads the input, from whichever flag names it.
func (c *explainCommand) read(cmd *cobra.Command) (*capture, error) {
	captured, err := c.readRequests(cmd)
	if err != nil {
		return nil, err
	}
	if c.answer == "" {
		return captured, nil
	}
	text, err := readInput(cmd, c.answer, rawhttp.MaxSize)
	if err != nil {
		return nil, err
	}
	if len(captured.cases) != 1 {
		return nil, usageErrorf("--error goes with one request, and there are %d", len(captured.cases))
	}
	captured.cases[0].answer = explain.ParseAnswer(string(rawhttp.DecodeText(text)))
	if captured.cases[0].answer.Message+captured.cases[0].answer.Code == "" {
		return nil, usageErrorf("%s holds no answer", nameOf(c.answer))
	}
	return captured, nil
}

func (c *explainCommand) readRequests(cmd *cobra.Command) (*capture, error) {
	switch {
	case c.har != "":
		return readCapture(cmd, c.har, rawhttp.ParseHAR)
	case c.log != "":
		return readCapture(cmd, c.log, rawhttp.ParseLog)
	case c.curl != "":
		return c.readOne(cmd, []byte(c.curl))
	case c.request == "" && c.answer != "":
		return &capture{cases: []*refusedCase{{Exchange: &rawhttp.Exchange{}}}}, nil
	}
	name := c.request
	if name == "" {
		name = "-"
	}
	data, err := readInput(cmd, name, rawhttp.MaxSize)
	if err != nil {
		return nil, err
	}
	return c.readOne(cmd, data)
}

// readOne reads a single request. A text that is none, and is an error of AWS's, is
// taken as one.
func (c *explainCommand) readOne(cmd *cobra.Command, data []byte) (*capture, error) {
	var body []byte
	if c.body != "" {
		var err error
		if body, err = readInput(cmd, c.body, rawhttp.MaxSize); err != nil {
			return nil, err
		}
	}
	exchange, err := rawhttp.ParseExchange(data, body)
	if err == nil {
		return &capture{cases: []*refusedCase{newCase(exchange)}}, nil
	}
	if c.answer == "" && body == nil {
		text := string(rawhttp.DecodeText(data))
		if answer := explain.ParseAnswer(text); answer.Code != "" || len(explain.FromText(text).Causes) > 0 {
			return &capture{cases: []*refusedCase{{&rawhttp.Exchange{}, answer}}}, nil
		}
	}
	return nil, &exitError{code: exitUsage, err: err,
		hint: "a request is raw HTTP, a curl command, what curl --verbose prints (--body FILE adds its body) or a URL; for other inputs see --error, --har and --log"}
}

func newCase(x *rawhttp.Exchange) *refusedCase {
	one := &refusedCase{Exchange: x}
	if x.Answer.Refused() {
		one.answer = explain.ParseAnswer(x.Answer.Text)
		if one.answer.Status == 0 {
			one.answer.Status = x.Answer.Status
		}
		if one.answer.Code == "" {
			one.answer = nil // a proxy's page, or a body that was not kept
		}
	}
	return one
}

func readCapture(cmd *cobra.Command, name string, parse func([]byte) ([]*rawhttp.Exchange, error)) (*capture, error) {
	data, err := readInput(cmd, name, rawhttp.MaxCapture)
	if err != nil {
		return nil, err
	}
	exchanges, err := parse(data)
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err}
	}
	captured := &capture{several: true}
	for _, x := range exchanges {
		one := newCase(x)
		if signed := x.Request != nil && x.Request.Signed(); !signed && x.CanonicalRequest == "" && one.answer == nil {
			captured.skipped++
			continue
		}
		captured.cases = append(captured.cases, one)
	}
	if len(captured.cases) == 0 {
		return nil, usageErrorf("%s holds no request that is signed or was refused, among %d", nameOf(name), len(exchanges))
	}
	return captured, nil
}

// reconstruct makes a request of what a client computed, where the record does not show
// what was sent: all but the access key ID, which is taken from the key at hand, and the
// signature, where that was not told either.
func (one *refusedCase) reconstruct(keyID string) (r *rawhttp.Request, payloadHash string, err error) {
	r, payloadHash, err = rawhttp.ParseCanonical(one.CanonicalRequest)
	if err != nil {
		return nil, "", err
	}
	lines := strings.Split(one.StringToSign, "\n")
	if len(lines) != 4 || strings.Count(lines[2], "/") != 3 {
		return nil, "", errors.New("log: string to sign has not the four lines of Signature Version 4")
	}
	signedHeaders := one.CanonicalRequest[:strings.LastIndexByte(one.CanonicalRequest, '\n')]
	signedHeaders = signedHeaders[strings.LastIndexByte(signedHeaders, '\n')+1:]
	signature := one.Signature
	if signature == "" {
		signature = strings.Repeat("0", 64)
	}
	r.Set("Authorization", fmt.Sprintf("%s Credential=%s/%s, SignedHeaders=%s, Signature=%s", lines[0], keyID, lines[2], signedHeaders, signature))
	return r, payloadHash, nil
}
