package explain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/countersign-dev/countersign/sigv4"
)

// Explain says whether a request is valid, and if not, why. It never fails: what
// cannot be told is Unverifiable, and says what can be seen without the secret. The
// input is not changed.
func Explain(in Input) *Explanation {
	if in.Answer != nil {
		in.Answer = new(withoutPassword(*in.Answer))
	}
	e := &Explanation{Verdict: Unverifiable, Match: SignatureUnknown, Answer: maskedAnswer(in)}
	table := entries()
	if in.Request == nil {
		e.readAnswer(in.Answer, table)
		e.settle(table)
		return e
	}
	s := newSubject(in)
	s.verify()
	var hits []*hypothesis
	f := s.search(table, e)
	if f != nil {
		hits = f.found
	}
	e.judge(s, hits)
	e.showRequest(s)
	for i := range table {
		if table[i].check == nil {
			continue
		}
		for _, finding := range table[i].check(s) {
			finding.Cause = table[i].Cause
			e.add(finding)
		}
	}
	if len(hits) > 0 {
		e.prove(s, f, table)
	}
	e.readAnswer(in.Answer, table)
	e.readEcho(s, in.Answer, table)
	e.eliminate(s, table)
	e.settle(table)
	e.compare(s, in.Answer)
	e.mask(s)
	return e
}

// FromText explains AWS's answer alone: an error's text in any form that a client
// shows.
func FromText(text string) *Explanation { return Explain(Input{Answer: ParseAnswer(text)}) }

// search tries the hypotheses, if the secret is known and a signature there.
func (s *subject) search(table []entry, e *Explanation) *search {
	if !s.searchable() {
		return nil
	}
	f := newSearch(s)
	switch {
	case f.specification():
		e.Exhausted = true
	case f.limit > 0:
		f.load(propose(s, table))
		e.Exhausted = f.run()
	}
	e.Tries = f.tries
	if s.in.Disclose {
		e.Expected = f.expected()
	}
	s.match = SignatureDiffers
	if f.found != nil && len(f.found) == 0 {
		s.match = SignatureMatches
	}
	return f
}

// expected is the signature that the verifier wants.
func (f *search) expected() string {
	f.assemble(nil, nil, nil)
	return hex.EncodeToString(f.mac.mac(&f.specKey, f.stringToSign(nil, nil, nil)))
}

func (e *Explanation) judge(s *subject, hits []*hypothesis) {
	e.Error = s.verdict.err
	if s.sent("X-Amz-Target") {
		e.Family = sigv4.JSONFamily
	}
	if s.match != "" {
		e.Match = s.match
	}
	switch {
	case s.verdict.err != nil:
		e.Verdict = Refused
	case s.verdict.decided && len(hits) == 0:
		e.Verdict = Valid
	}
}

func (e *Explanation) showRequest(s *subject) {
	if s.claim.signature == "" {
		return
	}
	e.CanonicalRequest = string(appendCanonical(nil, s.canonical.slots))
	sum := sha256.Sum256([]byte(e.CanonicalRequest))
	e.StringToSign = string(s.sts.around(nil, nil, &sum))
	e.Claimed = s.claim.signature[:min(len(s.claim.signature), maxShown)]
}

// add puts a finding in, once for each cause: a certain one replaces a vague one.
func (e *Explanation) add(f Finding) {
	f.Fix = f.Cause.Fix
	i := slices.IndexFunc(e.Causes, func(g Finding) bool { return g.Cause.ID == f.Cause.ID })
	switch {
	case i < 0:
		e.Causes = append(e.Causes, f)
	case f.Evidence.Proof != nil || f.Proven && !e.Causes[i].Proven:
		e.Causes[i] = f
	}
}

func (e *Explanation) readAnswer(a *Answer, table []entry) {
	if a == nil {
		return
	}
	if a.Code != "" || len(a.Message) > 0 {
		e.Verdict = Refused
	}
	for i := range table {
		if table[i].read == nil {
			continue
		}
		for _, finding := range table[i].read(a) {
			finding.Cause = table[i].Cause
			e.add(finding)
		}
	}
}

// eliminate says what is left where no hypothesis matched.
func (e *Explanation) eliminate(s *subject, table []entry) {
	if s.match != SignatureDiffers || slices.ContainsFunc(e.Causes, func(f Finding) bool { return f.Evidence.Proof != nil }) {
		return
	}
	say := func(id, format string, args ...any) {
		i := slices.IndexFunc(table, func(t entry) bool { return t.ID == id })
		e.add(Finding{Cause: table[i].Cause, Summary: fmt.Sprintf(format, args...)})
	}
	if volatile := s.signedAmong(unguessable()); len(volatile) > 0 {
		say("unguessable-header-changed", "Everything else at specification and %d signatures under other hypotheses do not match; signed and impossible to guess are %s.",
			e.Tries, list(volatile))
	}
	if len(s.claim.signature) == 64 {
		say("wrong-secret", "The request was signed with another secret than that of %s, or in a way that none of %d signatures tried would yield.",
			ShownKeyID(s.claim.id), e.Tries)
	}
}

// settle orders the findings: what refuses a request before its signature is looked
// at, then what was proven of the signature, then what is likely; hints only where
// nothing was proven.
func (e *Explanation) settle(table []entry) {
	proven := slices.ContainsFunc(e.Causes, func(f Finding) bool { return f.Proven })
	e.Causes = slices.DeleteFunc(e.Causes, func(f Finding) bool { return f.hint && (proven || e.Verdict == Valid) })
	if e.Verdict == Valid {
		e.Causes = nil
	}
	slices.SortStableFunc(e.Causes, func(a, b Finding) int { return a.weight() - b.weight() })
	for i := range e.Causes {
		f := &e.Causes[i]
		at := slices.IndexFunc(table, func(t entry) bool { return t.ID == f.Cause.ID })
		f.Cause = table[at].complete()
	}
}

func (f *Finding) weight() int {
	switch {
	case f.telling, f.Proven && f.Evidence.Proof == nil && f.Evidence.Dimension == "":
		return 0
	case f.Evidence.Proof != nil:
		return 1
	case f.Proven:
		return 2
	case !f.hint:
		return 3
	}
	return 4
}

// compare lays our canonical request beside the one that was signed or echoed.
func (e *Explanation) compare(s *subject, a *Answer) {
	theirs := ""
	for _, f := range e.Causes {
		if f.Evidence.Proof != nil {
			theirs = f.Evidence.CanonicalRequest
		}
	}
	if theirs == "" && a != nil {
		theirs = a.CanonicalRequest
	}
	if theirs == "" || e.CanonicalRequest == "" {
		return
	}
	e.Diff = Diff(maskToken(s.mask(e.CanonicalRequest)), maskToken(s.mask(theirs)))
}

// mask takes tokens and secrets out of everything that is shown.
func (e *Explanation) mask(s *subject) {
	e.CanonicalRequest = maskToken(s.mask(e.CanonicalRequest))
	e.StringToSign = s.mask(e.StringToSign)
	var done *Proof
	for i := range e.Causes {
		f := &e.Causes[i]
		f.Summary = s.mask(f.Summary)
		if p := f.Evidence.Proof; p != nil && p != done {
			done = p
			p.CanonicalRequest, p.StringToSign = maskToken(s.mask(p.CanonicalRequest)), maskToken(s.mask(p.StringToSign))
		}
	}
	if e.Error == nil {
		return
	}
	err := *e.Error
	for _, message := range []*string{&err.QueryMessage, &err.JSONMessage} {
		*message = passwords.ReplaceAllString(s.mask(*message), "${1}***")
	}
	err.CanonicalRequest, err.StringToSign = e.CanonicalRequest, e.StringToSign
	e.Error = &err
}
