package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// maxAnswer is the most of an answer that is read, in bytes.
const maxAnswer = 1 << 20

// An Answer is what the endpoint said to one signed request.
type Answer struct {
	Operation string `json:"operation"`
	Status    int    `json:"status"`
	Code      string `json:"code,omitempty"`
	Message   string `json:"message,omitempty"`
	body      []byte
}

// dataService is the signing name of the Data API.
const dataService = "redshift-data"

// A call is one signed request to a service.
type call struct {
	service, operation, target, contentType, body string
}

// harmless is a call that changes nothing, for the service at hand.
func harmless(service string) call {
	form := func(service, operation, version string) call {
		return call{service, operation, "", "application/x-www-form-urlencoded; charset=utf-8", "Action=" + operation + "&Version=" + version}
	}
	switch service {
	case dataService:
		return dataCall("ListStatements", map[string]any{"MaxResults": 1})
	case "redshift-serverless":
		return call{service, "ListWorkgroups", "RedshiftServerless.ListWorkgroups", "application/x-amz-json-1.1", `{"maxResults":1}`}
	case "sts":
		return form("sts", "GetCallerIdentity", "2011-06-15")
	}
	c := form("redshift", "DescribeClusters", "2012-12-01")
	c.body += "&MaxRecords=20"
	return c
}

func dataCall(operation string, input map[string]any) call {
	body, err := json.Marshal(input)
	if err != nil {
		panic(err) // strings and numbers
	}
	return call{dataService, operation, "RedshiftData." + operation, "application/x-amz-json-1.1", string(body)}
}

// askHarmless sends a call that changes nothing and explains a refusal.
func (x *examination) askHarmless(ctx context.Context) {
	x.ask(ctx, harmless(x.options.Service))
}

// ask signs and sends a call. A refusal becomes findings; what the service itself says
// is for the caller. It returns nil where no answer came.
func (x *examination) ask(ctx context.Context, c call) *Answer {
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	req, r, err := x.sign(ctx, c)
	if err != nil {
		x.add(Fails, "credentials-partial", "signing", "the request cannot be signed: %v", err)
		return nil
	}
	response, err := x.machine.Transport.RoundTrip(req)
	if err != nil {
		x.add(Fails, "endpoint-unreachable", req.URL.Host, "nobody answers %s there: %v", c.operation, err)
		return nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		x.add(Fails, "endpoint-unreachable", req.URL.Host, "the answer to %s broke off: %v", c.operation, err)
		return nil
	}
	answer := &Answer{Operation: c.operation, Status: response.StatusCode, body: body}
	if response.StatusCode >= 300 {
		x.explain(answer, r, []byte(c.body), response.Header)
	}
	x.report.Answers = append(x.report.Answers, *answer)
	return answer
}

func (x *examination) sign(ctx context.Context, c call) (*http.Request, *sigv4.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, x.endpointOf(c.service).address, bytes.NewReader([]byte(c.body)))
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Content-Type", c.contentType)
	if c.target != "" {
		req.Header.Set("X-Amz-Target", c.target)
	}
	signer := &sigv4.Signer{Credentials: x.credentials, Region: x.region, Service: c.service, Now: x.machine.Clock.Now}
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(c.body))); err != nil {
		return nil, nil, err
	}
	r := sigv4.RequestFromHTTP(req)
	r.Service = c.service
	return req, r, nil
}

// explain makes findings of a refusal. The secret is the one that signed, so what is
// left to prove is what became of the request on its way.
func (x *examination) explain(answer *Answer, r *sigv4.Request, body []byte, header http.Header) {
	parsed := explain.ParseAnswer(string(answer.body))
	answer.Code, answer.Message = parsed.Code, parsed.Message
	if text := strings.TrimSpace(string(answer.body)); parsed.Code == "" && strings.HasPrefix(text, parsed.Message) {
		answer.Message = fmt.Sprintf("%d bytes that are no error of AWS", len(answer.body)) // some proxy's page
	}
	now := x.machine.Clock.Now()
	if theirs, err := http.ParseTime(header.Get("Date")); err == nil {
		now = theirs
	}
	e := explain.Explain(explain.Input{
		Request: r, Body: body, Secret: x.credentials.SecretAccessKey, Token: x.credentials.SessionToken,
		Others: x.otherKeys(), Now: now, Window: 15 * time.Minute, Answer: parsed,
	})
	where := "answer of " + r.Host + " to " + answer.Operation
	for _, f := range e.Causes {
		if !x.known(f.Cause.ID) {
			x.record(Finding{ID: f.Cause.ID, Severity: Fails, Where: where, What: f.Summary, Why: f.Cause.Mistake, Fix: f.Fix, Links: f.Cause.Links})
		}
	}
}

// otherKeys are the other access keys of this machine.
func (x *examination) otherKeys() []sigv4.Credentials {
	var keys []sigv4.Credentials
	for _, f := range x.files {
		for _, p := range f.profiles {
			if id := p.values["aws_access_key_id"]; id != "" && id != x.credentials.AccessKeyID {
				keys = append(keys, sigv4.Credentials{AccessKeyID: id, SecretAccessKey: p.values["aws_secret_access_key"]})
			}
		}
	}
	return keys
}
