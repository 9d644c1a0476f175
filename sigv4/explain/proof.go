package explain

import (
	"fmt"
	"slices"
	"strings"
)

// prove turns the hypotheses that matched into findings.
func (e *Explanation) prove(s *subject, f *search, table []entry) {
	proof := f.proof()
	for _, h := range f.found {
		finding := Finding{Cause: table[h.cause].Cause, Proven: true, Summary: h.say}
		finding.Evidence = h.evidence(s)
		finding.Evidence.Proof = proof
		if finding.Summary == "" {
			finding.Summary = h.words(s, finding)
		}
		e.add(finding)
	}
	e.Causes = slices.DeleteFunc(e.Causes, func(g Finding) bool {
		return g.vague && slices.ContainsFunc(e.Causes, func(f Finding) bool {
			return f.Evidence.Proof != nil && f.Evidence.Dimension == g.Evidence.Dimension && f.Cause.ID != g.Cause.ID
		})
	})
}

// proof shows the canonical request and string to sign that matched, and names how
// the secret, the key and the signature came about.
func (f *search) proof() *Proof {
	p := &Proof{Secret: SecretAsIs, Derivation: f.s.key, Encoding: "hex"}
	var three [3]*hypothesis
	n := 0
	for _, h := range f.found {
		switch {
		case h.encoding != "":
			p.Encoding = h.encoding
			continue
		case h.secretName != "":
			p.Secret, p.KeyOf = h.secretName, h.keyOf
		case h.key != nil:
			p.Derivation = *h.key
		}
		three[n] = h
		n++
	}
	f.assemble(three[0], three[1], three[2])
	f.write(three[0], three[1], three[2])
	p.CanonicalRequest = string(f.buffer)
	p.StringToSign = string(f.stringToSign(three[0], three[1], three[2]))
	return p
}

// evidence is the part as it was sent and as it was signed. The secret's part stays
// empty: its transformation is named in the proof.
func (h *hypothesis) evidence(s *subject) Evidence {
	e := Evidence{Dimension: h.dimension}
	switch {
	case len(h.patches) > 0:
		p := h.patches[0]
		show := func(text string) string { return quote(maskToken(s.mask(strings.TrimSuffix(text, "\n")))) }
		sent, signed := s.canonical.slots[p.slot], p.text
		if name, value, ok := strings.Cut(sent, ":"); ok && p.slot >= slotHeaders && strings.HasPrefix(signed, name+":") {
			sent, signed = value, strings.TrimPrefix(signed, name+":")
			if name == tokenHeader {
				sent, signed = "***", "***"
			}
		}
		e.Sent, e.Signed = show(sent), show(signed)
	case h.key != nil:
		e.Sent, e.Signed = s.key.String(), h.key.String()
	case h.changes != 0:
		var zero [32]byte
		whole := s.sts.with(&h.strings, h.changes)
		e.Sent = quote(s.mask(string(s.sts.around(nil, nil, &zero))))
		e.Signed = quote(s.mask(string(whole.around(nil, nil, &zero))))
		e.Sent, e.Signed = withoutZeros(e.Sent), withoutZeros(e.Signed)
	case h.encoding != "":
		e.Sent, e.Signed = quote(h.encoding), quote("hex")
	}
	return e
}

// withoutZeros puts a word in the place of the hash, which is not what differs.
func withoutZeros(s string) string { return strings.ReplaceAll(s, strings.Repeat("0", 64), "<hash>") }

// String writes a derivation as the links of its chain.
func (d Derivation) String() string {
	return fmt.Sprintf("%s: %s, %s, %s, %s, %s", d.Form, quote(d.Prefix), quote(d.Date), quote(d.Region), quote(d.Service), quote(d.Terminator))
}

// words is the sentence of a hypothesis that brings none of its own.
func (h *hypothesis) words(s *subject, f Finding) string {
	switch {
	case h.dimension == DimSecret:
		return fmt.Sprintf("%s: the signature comes out when the secret of %s is used in the form %q.", f.Cause.Title, ShownKeyID(s.claim.id), h.secretName)
	case h.dimension == DimStringToSign || h.dimension == DimHeaderList || h.key != nil:
		return fmt.Sprintf("%s: signed was %s, and it should have been %s.", f.Cause.Title, f.Evidence.Signed, f.Evidence.Sent)
	}
	what := strings.TrimPrefix(string(h.dimension), "header ")
	return fmt.Sprintf("%s: the %s was signed as %s and arrived as %s.", f.Cause.Title, what, f.Evidence.Signed, f.Evidence.Sent)
}
