// Package caller says on whose behalf and where an operation runs.
//
// Every operation and every record is keyed by a Scope, so that two accounts
// or two Regions never see each other's clusters.
package caller

import "context"

// A Principal is a verified identity.
type Principal struct {
	ARN         string // arn:aws:iam::123456789012:root, arn:aws:iam::123456789012:user/name, …
	UserID      string // unique id: the account for root, AIDA… for users, AROA…:session for roles
	AccessKeyID string // the key that signed
}

// An Identity is the holder of an access key, and whose account it is.
type Identity struct {
	Account   string
	Principal Principal
}

// A Scope is the place and the person of one request.
type Scope struct {
	Partition string // aws, aws-us-gov, aws-cn, …
	Account   string // twelve digits
	Region    string
	Principal Principal
	RequestID string
}

// ARN returns the Amazon Resource Name of a resource in this scope; resource
// is its last part, such as "cluster:examplecluster".
func (s Scope) ARN(service, resource string) string {
	return "arn:" + s.Partition + ":" + service + ":" + s.Region + ":" + s.Account + ":" + resource
}

type key struct{}

// With returns a context that carries the scope.
func With(ctx context.Context, scope Scope) context.Context {
	return context.WithValue(ctx, key{}, scope)
}

// From returns the scope that the gateway put into the context. An operation
// called without one has a fault in its wiring, which is a panic, not an answer.
func From(ctx context.Context) Scope {
	scope, ok := ctx.Value(key{}).(Scope)
	if !ok {
		panic("caller: context without a scope")
	}
	return scope
}
