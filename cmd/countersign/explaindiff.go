package main

import (
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// canonical shows the canonical request; where there is another to compare it with, both
// side by side, or the lines that differ above each other where the terminal is too
// narrow.
func (p *explanationPrinter) canonical(j *judgement) {
	e := j.explanation
	if e.CanonicalRequest == "" {
		return
	}
	same := len(j.diff) > 0
	for _, line := range j.diff {
		same = same && line.Same
	}
	widest := 0
	for _, line := range j.diff {
		widest = max(widest, len([]rune(visible(line.Ours))), len([]rune(visible(line.Theirs))))
	}
	switch column := (p.width - 5) / 2; {
	case len(j.diff) == 0:
		p.plainCanonical("Canonical request, as a verifier computes it", e.CanonicalRequest)
	case same:
		p.plainCanonical("Canonical request, the same "+sameAs(j.theirs), e.CanonicalRequest)
	case widest <= column:
		p.sideBySide(j, column)
	default:
		p.aboveEachOther(j)
	}
}

// Whose the canonical request is that stands beside the verifier's.
const (
	signedOne  = "signed"   // under a hypothesis that was proven
	echoedOne  = "echoed"   // by AWS in its answer
	clientsOne = "client's" // from its log
)

func sameAs(theirs string) string {
	return map[string]string{signedOne: "as was signed", echoedOne: "as AWS's", clientsOne: "as the client's own"}[theirs]
}

func theirWords(theirs string) string {
	return map[string]string{signedOne: "as it was signed", echoedOne: "as AWS saw it", clientsOne: "as the client computed it"}[theirs]
}

func (p *explanationPrinter) plainCanonical(heading, canonical string) {
	p.line("\n%s", heading)
	for line := range strings.SplitSeq(canonical, "\n") {
		p.line("%s", strings.TrimRight("    "+visible(line), " "))
	}
}

func (p *explanationPrinter) sideBySide(j *judgement, column int) {
	p.line("\nCanonical request")
	p.line("    %-*s %s", column, "as it arrived", theirWords(j.theirs))
	for _, line := range j.diff {
		mark := "  "
		if !line.Same {
			mark = "! "
		}
		p.line("%s", strings.TrimRight(fmt.Sprintf("  %s%-*s %s", mark, column, visible(line.Ours), visible(line.Theirs)), " "))
	}
}

func (p *explanationPrinter) aboveEachOther(j *judgement) {
	p.line("\nCanonical request: + as it arrived, - %s", theirWords(j.theirs))
	for _, line := range j.diff {
		switch {
		case line.Same:
			p.line("%s", strings.TrimRight("    "+visible(line.Ours), " "))
		default:
			p.side("-", line.Theirs, line)
			p.side("+", line.Ours, line)
		}
	}
}

// side writes one side of a line that differs. A header that one side lacks has no line
// there; an empty query does.
func (p *explanationPrinter) side(mark, text string, line explain.DiffLine) {
	if text != "" || !strings.HasPrefix(line.What, "header ") {
		p.line("%s", strings.TrimRight("  "+mark+" "+visible(text), " "))
	}
}
