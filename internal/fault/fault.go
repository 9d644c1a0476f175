// Package fault holds the only kind of error that a client ever sees.
//
// A Kind is a code with its HTTP status, in both of AWS's protocol families: a
// query service answers InvalidClientTokenId with status 403 where a JSON
// service answers UnrecognizedClientException with status 400. A Fault is a
// kind with a message. Services choose faults by value, never by looking into
// an error's text; anything that reaches the gateway and is no fault becomes
// an InternalFailure whose text stays in the log.
package fault

import (
	"errors"
	"fmt"
)

// A Kind is one of AWS's error codes. It is an error itself, so that
// errors.Is(err, kind) asks whether err is a fault of that kind.
type Kind struct {
	Code   string // in the query protocol
	Status int    // HTTP status in the query protocol

	JSONCode   string // in the JSON protocol; empty: the same code
	JSONStatus int    // HTTP status in the JSON protocol; 0: the same status

	// Receiver marks a fault of the server's; otherwise it is the sender's.
	Receiver bool
}

// Error makes a Kind usable as the target of errors.Is.
func (k *Kind) Error() string { return k.Code }

// With returns a fault of this kind.
func (k *Kind) With(format string, args ...any) *Fault {
	return &Fault{Kind: k, Message: fmt.Sprintf(format, args...)}
}

// InQuery returns the code and the HTTP status in the query protocol.
func (k *Kind) InQuery() (code string, status int) { return k.Code, k.Status }

// InJSON returns the code and the HTTP status in the JSON protocol.
func (k *Kind) InJSON() (code string, status int) {
	code, status = k.JSONCode, k.JSONStatus
	if code == "" {
		code = k.Code
	}
	if status == 0 {
		status = k.Status
	}
	return code, status
}

// A Fault is an answer that says no.
type Fault struct {
	Kind    *Kind
	Message string
	// Members are the fault's further members in the JSON protocol, such as
	// ResourceId, by their names on the wire.
	Members map[string]string
}

// Error is the code and the message.
func (f *Fault) Error() string {
	if f.Message == "" {
		return f.Kind.Code
	}
	return f.Kind.Code + ": " + f.Message
}

// Is reports whether target is the fault's kind.
func (f *Fault) Is(target error) bool {
	kind, ok := target.(*Kind)
	return ok && kind == f.Kind
}

// WithMember returns f with one more member for the JSON protocol.
func (f *Fault) WithMember(name, value string) *Fault {
	members := map[string]string{name: value}
	for k, v := range f.Members {
		members[k] = v
	}
	return &Fault{Kind: f.Kind, Message: f.Message, Members: members}
}

// From returns the fault that err is or wraps.
func From(err error) (*Fault, bool) {
	var f *Fault
	if errors.As(err, &f) {
		return f, true
	}
	var k *Kind
	if errors.As(err, &k) {
		return &Fault{Kind: k}, true
	}
	return nil, false
}
