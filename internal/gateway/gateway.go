// Package gateway is the HTTP front door: it finds out what is asked of which
// service, checks the signature as AWS does, and hands the decoded input to the
// operation. It knows no service, and no service knows HTTP.
//
// The order of checks is AWS's: what is asked (a JSON service refuses an unknown
// target before it looks at the signature), the headers' part of authentication,
// the body, the signature, the input's shape, permission, the operation.
package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/semaphore"

	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/internal/wire/awsjson"
	"github.com/countersign-dev/countersign/internal/wire/awsquery"
	"github.com/countersign-dev/countersign/sigv4"
)

// An API is one AWS service: its model and its operations, bound to whatever
// implements them.
type API struct {
	Model      *shape.Model
	Operations []shape.Operation
}

// Config is what a Gateway is made of. APIs, Verifier, Clock and Log are required.
type Config struct {
	APIs     []API
	Verifier *sigv4.Verifier // its Lookup returns a caller.Identity as principal
	// Authorize says whether the caller in the context may do the action,
	// such as "redshift:CreateCluster"; nil means yes.
	Authorize func(ctx context.Context, action string) error
	Clock     clock.Clock
	Log       *slog.Logger
	// Regions restricts the Regions that are served; empty means all that AWS has.
	Regions []string
	// MaxBody bounds a request's body in bytes, MaxInFlight the bodies of all
	// requests; 0 means DefaultMaxBody and DefaultMaxInFlight.
	MaxBody, MaxInFlight int64
	// Throttle, where set, says whether a caller's rate of requests allows one more
	// for an operation of the service with this signing name.
	Throttle func(scope caller.Scope, service, operation string) bool
	// Refusals, where set, explains the requests whose signature is refused.
	Refusals *refusal.Explainer
	// Observe, where set, is told of each request when it has been answered.
	Observe func(Observation)
}

// An Observation is what a request came to, for metrics.
type Observation struct {
	Service   string
	Operation string // empty for one that does not exist
	Fault     string // code in the query protocol; empty for a success
	Status    int
	Duration  time.Duration
}

// maxKeptBuffer is the largest answer whose memory is kept for the next one.
const maxKeptBuffer = 1<<20 + 64<<10 // a page of a result, and what stands around it

// A Gateway is an http.Handler for all AWS services that Countersign has.
type Gateway struct {
	Config
	services []*service
	inFlight *semaphore.Weighted // bytes of bodies
	buffers  sync.Pool           // of answers
	claims   sync.Pool           // of *sigv4.Claim
}

// service is an API with its codec and its operations by name.
type service struct {
	model      *shape.Model
	operations map[string]*shape.Operation
	query      *awsquery.Codec
	json       *awsjson.Codec
}

// New returns a gateway. The first API of the query protocol is the one that
// answers requests that name no service at all.
func New(config Config) *Gateway {
	if config.MaxBody == 0 {
		config.MaxBody = DefaultMaxBody
	}
	if config.MaxInFlight == 0 {
		config.MaxInFlight = DefaultMaxInFlight
	}
	g := &Gateway{Config: config, inFlight: semaphore.NewWeighted(config.MaxInFlight)}
	g.buffers.New = func() any { return new([]byte) }
	g.claims.New = func() any { return new(sigv4.Claim) }
	for _, api := range config.APIs {
		s := &service{model: api.Model, operations: make(map[string]*shape.Operation, len(api.Operations))}
		if api.Model.Protocol == shape.JSON {
			s.json = awsjson.NewCodec(api.Model)
		} else {
			s.query = awsquery.NewCodec(api.Model)
		}
		for i := range api.Operations {
			s.operations[api.Operations[i].Name] = &api.Operations[i]
		}
		g.services = append(g.services, s)
	}
	return g
}

// An exchange is one request on its way through the gateway.
type exchange struct {
	w  http.ResponseWriter
	r  *http.Request
	id string // request id

	host    hostname
	service *service // whose answer this is; set before anything can be refused
	action  string   // as asked, known or not
	op      *shape.Operation
	form    *awsquery.Form
	body    []byte
	buffer  []byte // that the answer is written into
	// reserved is how much of what all requests may hold is this one's.
	reserved int64

	scope   caller.Scope
	keyID   string         // access key ID, once it is known to be one of ours
	signed  *sigv4.Request // what the signature is about
	refusal *sigv4.Error   // why the signature was refused
	told    refusal.Told   // what may be said of it
}

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := g.Clock.Now()
	x := &exchange{w: w, r: r, id: uuid.NewString(), service: g.fallback()}
	defer x.release(g)
	buffer := g.buffers.Get().(*[]byte)
	x.buffer = (*buffer)[:0]
	answer, err := g.handle(x)
	if x.refusal != nil && g.Refusals != nil {
		g.explain(x)
	}
	w.Header().Set("Date", g.Clock.Now().UTC().Format(http.TimeFormat))
	answer.write(x)
	if cap(x.buffer) <= maxKeptBuffer {
		*buffer = x.buffer
		g.buffers.Put(buffer)
	}
	took := g.Clock.Now().Sub(start)
	g.logRequest(x, answer, err, took)
	if g.Observe != nil {
		g.Observe(x.observation(answer, took))
	}
}

func (x *exchange) observation(a answer, took time.Duration) Observation {
	o := Observation{Service: x.service.model.Service, Status: a.status, Duration: took}
	if x.op != nil {
		o.Operation = x.op.Name
	}
	if a.fault != nil {
		o.Fault, _ = a.fault.Kind.InQuery()
	}
	return o
}

// handle makes the answer. A panic of an operation, or of encoding what it
// returned, is that request's failure, not the server's.
func (g *Gateway) handle(x *exchange) (a answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			g.Log.Error("panic", "operation", printable(x.action), "request_id", x.id, "error", err, "stack", string(debug.Stack()))
			a = x.answer(nil, err)
		}
	}()
	output, err := g.operate(x)
	return x.answer(output, err), err
}

// operate takes the request through all checks to the operation's output.
func (g *Gateway) operate(x *exchange) (output any, err error) {
	if err := g.route(x); err != nil {
		return nil, err
	}
	if err := g.authenticate(x); err != nil {
		return nil, err
	}
	input, err := x.input()
	if err != nil {
		return nil, err
	}
	if g.Throttle != nil && !g.Throttle(x.scope, x.service.model.SigningName, x.op.Name) {
		return nil, fault.Throttling.With("Rate exceeded")
	}
	ctx := caller.With(x.r.Context(), x.scope)
	if g.Authorize != nil {
		if err := g.Authorize(ctx, x.service.model.SigningName+":"+x.op.Name); err != nil {
			return nil, err
		}
	}
	return x.op.Invoke(ctx, input)
}

func (g *Gateway) fallback() *service {
	for _, s := range g.services {
		if s.query != nil {
			return s
		}
	}
	return g.services[0]
}
