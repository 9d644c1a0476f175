package refusal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// Config is what an Explainer is made of.
type Config struct {
	// Secret returns the secret access key of a key, also of one that is inactive or
	// of a session that is over, for a search to work with. It is never shown.
	Secret func(accessKeyID, sessionToken string) (secret string, ok bool)
	// Journal keeps the records; nil keeps none.
	Journal *Journal
	Clock   clock.Clock
}

// An Explainer explains refusals, one search at a time.
type Explainer struct {
	Config
	budget   *budget
	searched memory // of signatures, with what was told
	accepted memory // of signatures that were good
	inTime   memory // of keys, with when they were last used in time
}

// Bounds of a server's searches.
const (
	// searchTries is enough for every single mistake and every pair.
	searchTries = 60_000
	// remembered is how many signatures and keys are remembered of each kind.
	remembered = 4096
	// clockMemory is how long a request that came in time speaks for its key's clock.
	clockMemory = 10 * time.Minute
)

// New returns an explainer.
func New(c Config) *Explainer {
	return &Explainer{Config: c, budget: &budget{now: c.Clock.Now}}
}

// Accepted notes a request that was let in: that its key's clock is right, and that
// its signature has been used.
func (e *Explainer) Accepted(r *sigv4.Request, accessKeyID string) {
	e.inTime.put(accessKeyID, Told{}, e.Clock.Now())
	e.accepted.put(signatureOf(r), Told{}, e.Clock.Now())
}

// Refused explains a request, keeps a record of it and says what may be told. A
// request that comes again is not searched again.
func (e *Explainer) Refused(r Request) Told {
	record := e.record(r)
	same := fingerprint(&r)
	known, when := e.searched.get(same)
	if !when.IsZero() {
		e.keep(known.into(record))
		return known
	}
	told := Told{Header: NotSearched, Cause: NotSearched, causes: []Cause{{ID: NotSearched}}}
	if spend, ok := e.budget.begin(r.KeyID); ok {
		told = describe(e.explain(r, spend))
		e.searched.put(same, told, record.Time)
	}
	e.keep(told.into(record))
	return told
}

// into is the record with what was found, now or when the same request came first.
func (t Told) into(record Record) Record {
	record.Verdict, record.Tries, record.Causes = t.verdict, t.tries, t.causes
	return record
}

func (e *Explainer) keep(record Record) {
	if e.Journal != nil {
		e.Journal.Add(record)
	}
}

func (e *Explainer) explain(r Request, spend *spending) *explain.Explanation {
	defer spend.end()
	in := explain.Input{
		Request: r.Signed, Body: r.Body, BodyLength: r.Size,
		Now: e.Clock.Now(), Refusal: r.Refusal,
		Budget: explain.Budget{Tries: searchTries, Stop: spend.spent},
	}
	// Without the body every signature differs, and that is no finding.
	if secret, ok := e.Secret(r.KeyID, r.Token); ok && r.BodyRead {
		in.Secret = secret
	}
	_, lastUsed := e.inTime.get(r.KeyID)
	in.InTime = !lastUsed.IsZero() && in.Now.Sub(lastUsed) < clockMemory
	_, seen := e.accepted.get(signatureOf(r.Signed))
	in.Seen = !seen.IsZero()
	return explain.Explain(in)
}

// record notes what may be kept of a request.
func (e *Explainer) record(r Request) Record {
	path, _, _ := strings.Cut(r.Signed.Target, "?")
	record := Record{
		Version: Version, Time: e.Clock.Now().UTC(), RequestID: r.ID, Remote: r.Remote,
		Service: r.Signed.Service, Operation: cut(r.Operation), Method: cut(r.Signed.Method), Path: cut(path), Host: cut(r.Signed.Host),
		BodySize: r.Size, AccessKeyID: explain.ShownKeyID(r.KeyID),
		Code: r.Refusal.Kind.Code(r.Family), Status: r.Refusal.Kind.Status(r.Family), Reason: string(r.Refusal.Reason),
	}
	for _, name := range slices.Sorted(maps.Keys(r.Signed.Header)) {
		record.Headers = append(record.Headers, cut(name))
		if len(record.Headers) == maxHeaders {
			break
		}
	}
	if r.BodyRead {
		sum := sha256.Sum256(r.Body)
		record.BodySize, record.BodyHash = int64(len(r.Body)), hex.EncodeToString(sum[:])
	}
	return record
}

// describe words what was found for the front door and the record.
func describe(explanation *explain.Explanation) Told {
	told := Told{verdict: string(explanation.Verdict), tries: explanation.Tries}
	var ids []string
	proven := false
	for _, f := range explanation.Causes[:min(len(explanation.Causes), maxCauses)] {
		told.causes = append(told.causes, Cause{ID: f.Cause.ID, Title: f.Cause.Title, Proven: f.Proven, Summary: f.Summary, Fix: f.Fix})
		if f.Proven || len(ids) == 0 {
			ids = append(ids, f.Cause.ID)
			proven = proven || f.Proven
		}
	}
	if len(ids) == 0 {
		told.Header, told.Cause, told.causes = Unknown, Unknown, []Cause{{ID: Unknown}}
		return told
	}
	told.Header, told.Cause, told.Fix = strings.Join(ids, ", "), ids[0], told.causes[0].Fix
	if proven {
		told.Header += "; proven"
	}
	return told
}

// Bounds of a record.
const (
	maxCauses  = 8
	maxHeaders = 64
	maxText    = 256
)

// cut bounds what a client can make us keep.
func cut(s string) string {
	if len(s) > maxText {
		s = s[:maxText] + "…"
	}
	return strings.ToValidUTF8(s, "?")
}

// fingerprint tells one refused request from another. Its signature alone does not:
// what was changed on the way differs while the signature stays.
func fingerprint(r *Request) string {
	sum := sha256.New()
	line := func(parts ...string) {
		for _, part := range parts {
			fmt.Fprintf(sum, "%d:%s", len(part), part)
		}
	}
	if r.Refusal != nil {
		line(string(r.Refusal.Reason)) // the key may have become known, or the time too late
	}
	line(r.KeyID, r.Signed.Method, r.Signed.Target, r.Signed.Host)
	for _, name := range slices.Sorted(maps.Keys(r.Signed.Header)) {
		line(name)
		line(r.Signed.Header[name]...)
	}
	sum.Write(r.Body)
	return string(sum.Sum(nil))
}

// signatureOf is what tells one signature from another: the header or the target that
// carries it.
func signatureOf(r *sigv4.Request) string {
	if values := r.Header["Authorization"]; len(values) > 0 {
		return strings.Join(values, ",")
	}
	return r.Target
}
