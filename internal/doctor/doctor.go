// Package doctor examines a machine as an AWS SDK would see it: environment variables,
// the shared files, the Region, the endpoint, the clock and what stands in between. It
// says what would get a request refused before one is sent and, when asked, sends a
// harmless one and explains the answer.
//
// Its findings are causes of package sigv4/explain. Secrets and tokens appear in none
// of them: a value is described by its length and its hidden characters.
package doctor

import (
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/sigv4"
)

// A Machine is what is examined. It is a value, so that a test can be a machine.
type Machine struct {
	Env  []string // NAME=value, as os.Environ has it
	Home string   // where .aws lies, unless variables say otherwise; may be empty
	// ReadFile reads a file and tells its mode.
	// It reads MaxFile bytes and one more, at most.
	ReadFile func(name string) ([]byte, fs.FileMode, error)
	Clock    clock.Clock
	// Proxy tells the proxy of a URL, as http.ProxyFromEnvironment does; nil means none.
	Proxy func(*http.Request) (*url.URL, error)
	// Transport sends what Options ask to send; nil sends nothing.
	Transport http.RoundTripper
}

// Options say what is meant to work.
type Options struct {
	Profile  string // as --profile; empty: AWS_PROFILE, or default
	Region   string // as --region
	Endpoint string // as --endpoint-url
	Service  string // signing name; empty means redshift
	// Online sends one signed request that changes nothing.
	Online bool
	// Statement, where set, is run through the Data API.
	Statement *Statement
}

// A Report is the outcome of an examination.
type Report struct {
	Setting  Setting   `json:"setting"`
	Findings []Finding `json:"findings"`
	// Answers are what the endpoint said, in the order asked.
	Answers []Answer `json:"answers,omitempty"`
}

// A Setting is what a client on this machine would use.
type Setting struct {
	Profile     string `json:"profile"`
	AccessKeyID string `json:"access_key_id,omitempty"` // masked where it may be a secret
	KeySource   string `json:"key_source,omitempty"`
	Temporary   bool   `json:"temporary,omitempty"` // a session token goes with the key
	Region      string `json:"region,omitempty"`
	RegionFrom  string `json:"region_source,omitempty"`
	Endpoint    string `json:"endpoint,omitempty"`
	EndpointBy  string `json:"endpoint_source,omitempty"`
	Service     string `json:"service"`
	// StatementEndpoint is the Data API's, where a statement is to run and Service is
	// another.
	StatementEndpoint   string `json:"statement_endpoint,omitempty"`
	StatementEndpointBy string `json:"statement_endpoint_source,omitempty"`
}

// Fails tells whether anything found would make requests fail.
func (r *Report) Fails() bool {
	for _, f := range r.Findings {
		if f.Severity == Fails {
			return true
		}
	}
	return false
}

// Examine examines a machine. It fails only where ctx ends; what cannot be read or
// reached is a finding.
func Examine(ctx context.Context, m Machine, o Options) (*Report, error) {
	x := &examination{machine: m, options: o, env: make(map[string]string)}
	for _, line := range m.Env {
		if name, value, ok := strings.Cut(line, "="); ok {
			x.env[name] = value
		}
	}
	if x.options.Service == "" {
		x.options.Service = "redshift"
	}
	x.report.Setting.Service = x.options.Service
	x.report.Findings = []Finding{}
	x.environment()
	x.certificates()
	x.sharedFiles()
	x.chooseCredentials()
	x.chooseRegion()
	x.chooseEndpoints()
	for i := range x.endpoints {
		x.proxies(x.endpoints[i])
		x.synthetic(x.endpoints[i])
	}
	if m.Transport != nil {
		x.send(ctx)
	}
	x.order()
	return &x.report, ctx.Err()
}

// send asks the endpoints for the time, and what the options want to be asked.
func (x *examination) send(ctx context.Context) {
	for i := range x.endpoints {
		if !x.checkClock(ctx, x.endpoints[i].address) {
			x.endpoints[i].address = ""
		}
	}
	if x.options.Online && x.ready(x.options.Service) {
		x.askHarmless(ctx)
	}
	if x.options.Statement != nil && x.ready(dataService) {
		x.runStatement(ctx)
	}
}

// An examination is one on its way.
type examination struct {
	machine Machine
	options Options
	env     map[string]string
	files   []*sharedFile

	credentials sigv4.Credentials
	region      string
	endpoints   []endpoint // the service's first
	report      Report
}

// ready tells whether there is anything to sign with, and somebody to send it to.
func (x *examination) ready(service string) bool {
	return x.credentials.AccessKeyID != "" && x.credentials.SecretAccessKey != "" && x.region != "" && x.endpointOf(service).address != ""
}
