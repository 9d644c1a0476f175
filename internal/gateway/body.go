package gateway

import (
	"errors"
	"io"

	"github.com/countersign-dev/countersign/internal/fault"
)

// Bounds on request bodies.
const (
	// DefaultMaxBody is enough for a batch of 40 statements of 100 kB in JSON.
	DefaultMaxBody = 8 << 20
	// DefaultMaxInFlight bounds the bodies that all requests together hold.
	DefaultMaxInFlight = 256 << 20

	firstRead = 4 << 10 // bytes; doubled as a body turns out to be longer
)

// readBody reads the body, once and bounded. Memory is reserved as bytes arrive,
// not as they are announced: an announcement costs its sender nothing.
func (g *Gateway) readBody(x *exchange) error {
	if x.body != nil {
		return nil
	}
	if x.r.ContentLength > g.MaxBody {
		return tooLarge(g.MaxBody)
	}
	body := []byte{}
	for {
		if len(body) == cap(body) {
			grown := max(firstRead, 2*cap(body))
			if !x.reserve(g, int64(grown-cap(body))) {
				return fault.ServiceUnavailable.With("The server holds too many request bodies. Try again later.")
			}
			body = append(make([]byte, 0, grown), body...)
		}
		n, err := x.r.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > g.MaxBody:
			return tooLarge(g.MaxBody)
		case errors.Is(err, io.EOF):
			x.body = body
			return nil
		case err != nil:
			return fault.MalformedInput.With("Request body could not be read to its end")
		}
	}
}

func tooLarge(most int64) error {
	return fault.RequestTooLarge.With("Request body is larger than %d bytes", most)
}

// reserve takes bytes from what all requests may hold, if they are there.
func (x *exchange) reserve(g *Gateway, n int64) bool {
	if !g.inFlight.TryAcquire(n) {
		return false
	}
	x.reserved += n
	return true
}

// release gives back what the request held.
func (x *exchange) release(g *Gateway) {
	g.inFlight.Release(x.reserved)
	x.reserved = 0
}
