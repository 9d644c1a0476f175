package doctor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A Severity is how much a finding matters.
type Severity string

// The severities.
const (
	Fails Severity = "fails" // requests would be refused, or not sent at all
	Warns Severity = "warns" // some clients would fail, or it is worth knowing
)

// A Finding is one thing that is wrong with this machine.
type Finding struct {
	ID       string   `json:"id"` // of the cause, in explain's catalogue
	Severity Severity `json:"severity"`
	Where    string   `json:"where"`
	What     string   `json:"what"`
	Why      string   `json:"why"`
	Fix      string   `json:"fix"`
	Links    []string `json:"links,omitempty"`
}

// add records a finding; format says what was found. The rest comes from the catalogue.
func (x *examination) add(severity Severity, id, where, format string, args ...any) {
	cause, ok := explain.Lookup(id)
	if !ok {
		panic("doctor: no cause " + id) // a slip of this package; a test looks at each
	}
	x.record(Finding{ID: id, Severity: severity, Where: where, What: fmt.Sprintf(format, args...),
		Why: cause.Mistake, Fix: cause.Fix, Links: cause.Links})
}

// record keeps a finding unless the same is known of the same place.
func (x *examination) record(f Finding) {
	same := func(known Finding) bool { return known.ID == f.ID && known.Where == f.Where }
	if !slices.ContainsFunc(x.report.Findings, same) {
		x.report.Findings = append(x.report.Findings, f)
	}
}

// order puts what fails before what warns, and keeps the order of examination.
func (x *examination) order() {
	slices.SortStableFunc(x.report.Findings, func(a, b Finding) int {
		return strings.Compare(string(a.Severity), string(b.Severity))
	})
}

// shown writes a value with its hidden characters as escapes.
func shown(value string) string {
	if len(value) > 200 {
		return strconv.QuoteToASCII(value[:200]) + "…"
	}
	return strconv.QuoteToASCII(value)
}

// described speaks of a secret without showing it: its length and, at its ends, what
// should not be there.
func described(secret string) string {
	text := fmt.Sprintf("%d characters", len([]rune(secret)))
	if start := secret[:len(secret)-len(strings.TrimLeftFunc(secret, hidden))]; start != "" {
		text += ", begins with " + strconv.QuoteToASCII(start)
	}
	if end := secret[len(strings.TrimRightFunc(secret, hidden)):]; end != "" {
		text += ", ends in " + strconv.QuoteToASCII(end)
	}
	return text
}
