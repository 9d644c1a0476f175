package gateway

import (
	"errors"
	"fmt"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/sigv4"
)

// authenticate checks the signature: what the headers alone can tell first,
// then the body's hash and the signature itself. It sets the exchange's scope.
func (g *Gateway) authenticate(x *exchange) error {
	request := sigv4.RequestFromHTTP(x.r)
	request.Service = x.service.model.SigningName
	request.ValidRegion = g.validRegion(x.host)
	x.signed = request
	claim := g.claims.Get().(*sigv4.Claim)
	defer g.claims.Put(claim)
	if err := g.Verifier.InspectInto(x.r.Context(), request, claim); err != nil {
		return x.refuse(err)
	}
	x.keyID = claim.AccessKeyID
	if err := g.readBody(x); err != nil {
		return err
	}
	if err := claim.VerifyBody(x.body); err != nil {
		return x.refuse(err)
	}
	if g.Refusals != nil {
		g.Refusals.Accepted(request, claim.AccessKeyID)
	}
	identity := claim.Principal.(caller.Identity)
	partition, _ := awsregions.Partition(claim.Scope.Region)
	x.scope = caller.Scope{
		Partition: partition,
		Account:   identity.Account,
		Region:    claim.Scope.Region,
		Principal: identity.Principal,
		RequestID: x.id,
	}
	x.scope.Principal.AccessKeyID = claim.AccessKeyID
	return nil
}

// refuse turns the verifier's error into the fault that AWS answers in the
// protocol at hand; trouble of the look-up stays trouble.
func (x *exchange) refuse(err error) error {
	var refusal *sigv4.Error
	if !errors.As(err, &refusal) {
		return fmt.Errorf("authenticate: %w", err)
	}
	x.refusal = refusal
	family := sigv4.QueryFamily
	if x.service.model.Protocol == shape.JSON {
		family = sigv4.JSONFamily
	}
	kind := &fault.Kind{
		Code:       refusal.Kind.Code(sigv4.QueryFamily),
		Status:     refusal.Kind.Status(sigv4.QueryFamily),
		JSONCode:   refusal.Kind.Code(sigv4.JSONFamily),
		JSONStatus: refusal.Kind.Status(sigv4.JSONFamily),
	}
	return &fault.Fault{Kind: kind, Message: refusal.Message(family)}
}
