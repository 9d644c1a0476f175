package gateway

import (
	"net"
	"net/http"
	"net/url"

	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/sigv4"
)

// causeHeader tells why a signature was refused. It is beside AWS's answer, never
// inside of it, and only on a listener that nobody but this machine reaches.
const causeHeader = "X-Countersign-Cause"

// maxExplained is the largest body that is read only to explain a refusal, in bytes.
const maxExplained = 64 << 10

// explain has a refusal explained, and says what may be told of it.
func (g *Gateway) explain(x *exchange) {
	if x.body == nil && x.r.ContentLength >= 0 && x.r.ContentLength <= maxExplained {
		_ = g.readBody(x) // a body that does not come is explained without
	}
	family := sigv4.QueryFamily
	if x.service.model.Protocol == shape.JSON {
		family = sigv4.JSONFamily
	}
	x.told = g.Refusals.Refused(refusal.Request{
		ID: x.id, Signed: x.signed, Body: x.body, BodyRead: x.body != nil, Size: x.r.ContentLength,
		Remote: x.r.RemoteAddr, Operation: x.action, Refusal: x.refusal, Family: family,
		KeyID: x.claimedKeyID(), Token: x.claimedToken(),
	})
	if onLoopback(x.r) {
		x.w.Header().Set(causeHeader, x.told.Header)
	}
}

// onLoopback tells whether the request came in on a listener of this machine alone.
func onLoopback(r *http.Request) bool {
	address, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

// claimedToken is the session token of a request that was not accepted.
func (x *exchange) claimedToken() string {
	if token := x.r.Header.Get("X-Amz-Security-Token"); token != "" {
		return token
	}
	return queryValue(x.r, "X-Amz-Security-Token")
}

// queryValue reads one parameter of a query, which may be malformed elsewhere.
func queryValue(r *http.Request, name string) string {
	values, _ := url.ParseQuery(r.URL.RawQuery) // holds what is well formed, whatever the error
	return values.Get(name)
}
