package explain

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A subject is the request under examination, taken apart once: what was sent, what
// it claims, and what should have been signed.
type subject struct {
	in     Input
	r      *sigv4.Request
	claim  claim
	path   string // as sent
	query  string // as sent
	params []param

	service  string // the judge's, or the claimed one
	signed   time.Time
	hasTime  bool
	bodyHash string
	bodyGone bool

	canonical canonicalParts
	sts       stringParts
	key       Derivation
	masks     *strings.Replacer

	verdict refusal // of the verifier
	match   Match   // empty as long as nothing was computed
}

func newSubject(in Input) *subject {
	s := &subject{in: in, r: in.Request}
	if s.in.Window == 0 {
		s.in.Window = sigv4.DefaultWindow
	}
	if s.r.Header == nil {
		s.r = shallow(s.r)
		s.r.Header = http.Header{}
	}
	if len(s.r.Target) > maxTarget {
		s.r = shallow(s.r)
		s.r.Target = s.r.Target[:maxTarget]
	}
	s.path, s.query = splitTarget(s.r.Target)
	s.params = splitQuery(s.query)
	s.claim = readClaim(s.r, s.params)
	s.service = cmp.Or(s.r.Service, endpointOf(s.r.Host).service, s.claim.scope.Service)
	s.signed, s.hasTime = readTime(s.claim.date)
	s.weighBody()
	s.masks = newMasks(s)
	s.specify()
	return s
}

func shallow(r *sigv4.Request) *sigv4.Request {
	copied := *r
	return &copied
}

func (s *subject) weighBody() {
	s.bodyHash = s.r.PayloadHash
	s.bodyGone = s.in.Body == nil && s.bodyHash != "" && s.bodyHash != sigv4.EmptyPayloadHash
	if !s.bodyGone {
		s.bodyHash = sigv4.HashPayload(s.in.Body)
	}
}

// bodyLength is the length as received, whether or not the body is at hand.
func (s *subject) bodyLength() int64 {
	if s.bodyGone {
		return s.in.BodyLength
	}
	return int64(len(s.in.Body))
}

// specify works out what the specification wants signed. Header lines that are named
// and absent are taken as empty.
func (s *subject) specify() {
	s.canonical = newCanonicalParts(s)
	date := s.claim.date
	if s.hasTime {
		date = s.signed.Format(sigv4.TimeFormat)
	}
	s.sts = stringParts{algorithm: sigv4.Algorithm, date: date, scope: s.claim.scope.String(), separator: "\n"}
	scope := s.claim.scope
	s.key = Derivation{
		Prefix: "AWS4", Date: scope.Date, Region: scope.Region, Service: scope.Service,
		Terminator: sigv4.Terminator, Form: formChain,
	}
}

// searchable tells whether a signature can be computed at all: the claim must name a
// key, a scope and a time, the secret be known, and the request be of a usual size.
func (s *subject) searchable() bool {
	size := 0
	for _, slot := range s.canonical.slots {
		size += len(slot)
	}
	return s.in.Secret != "" && s.claim.signature != "" && s.claim.elements >= 5 && s.claim.date != "" && size <= maxCanonical
}

// stop asks the budget whether to go on.
func (s *subject) stop() bool { return s.in.Budget.Stop != nil && s.in.Budget.Stop() }

// payload returns what stands for the body in the canonical request.
func (s *subject) payload() string {
	declared, ok := s.declaredHash()
	unsigned := s.r.AllowUnsignedPayload
	if unsigned && (declared == sigv4.UnsignedPayload || !ok && s.claim.inQuery) {
		return sigv4.UnsignedPayload
	}
	return s.bodyHash
}

// declaredHash is X-Amz-Content-Sha256, from the header or the query.
func (s *subject) declaredHash() (string, bool) {
	if value, ok := headerValue(s.r.Header, "X-Amz-Content-Sha256"); ok {
		return value, true
	}
	return findFold(s.params, "X-Amz-Content-Sha256")
}

func (s *subject) isSigned(name string) bool { return slices.Contains(s.claim.names, name) }

// header returns a header's value as it would be signed.
func (s *subject) header(name string) string {
	value, _ := headerValue(s.r.Header, name)
	return value
}

func (s *subject) sent(name string) bool {
	_, ok := headerValues(s.r.Header, name)
	return ok
}

// regionServed is the judge's opinion of a region, or what the host's name binds.
func (s *subject) regionServed(region string) bool {
	e := endpointOf(s.r.Host)
	switch {
	case s.r.ValidRegion != nil:
		return s.r.ValidRegion(region)
	case e.region != "":
		return region == e.region
	case e.global && partition(region) == partition(globalRegion(e.service)):
		return region == globalRegion(e.service)
	case len(s.in.Regions) > 0:
		return slices.Contains(s.in.Regions, region)
	}
	return regionShape.MatchString(region)
}

// readTime reads the forms in which a time of signing is accepted.
func readTime(s string) (time.Time, bool) {
	for _, layout := range [...]string{sigv4.TimeFormat, extendedTime} {
		if len(s) == len(layout) {
			t, err := time.Parse(layout, s)
			return t, err == nil
		}
	}
	return time.Time{}, false
}

const extendedTime = "2006-01-02T15:04:05Z"
