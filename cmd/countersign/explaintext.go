package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// Widths of the text output, in columns. Where the shell does not tell its own, a
// terminal has 80.
const (
	defaultWidth = 80
	maxWidth     = 200
	indent       = 9 // of what stands beside a heading
)

// terminalWidth reads the variable COLUMNS.
func terminalWidth(columns string) int {
	n, err := strconv.Atoi(columns)
	if err != nil || n < defaultWidth {
		return defaultWidth
	}
	return min(n, maxWidth)
}

// An explanationPrinter writes one explanation for a person to read.
type explanationPrinter struct {
	printer
	width int
}

// printExplanation prints the i-th explanation, counted from 0: verdict, causes with their
// fixes, the canonical requests, and what was assumed.
func printExplanation(out io.Writer, j *judgement, i, width int) error {
	p := &explanationPrinter{printer{out: out}, width}
	if i > 0 {
		p.line("%s\n", strings.Repeat("-", width))
	}
	if j.position != "" {
		p.line("%s", j.position)
	}
	p.verdict(j)
	e := j.explanation
	main := 0
	for main < len(e.Causes) && (main == 0 || e.Causes[main].Evidence.Proof != nil && e.Causes[0].Evidence.Proof != nil) {
		main++
	}
	for n, f := range e.Causes[:main] {
		p.cause(f, n, main, e.Tries)
	}
	if len(e.Causes) == 0 && e.Verdict == explain.Refused {
		p.line("")
		p.beside("Cause", "None of the catalogue's causes shows here.")
	}
	p.canonical(j)
	p.further(e.Causes[main:])
	p.assumed(j)
	return p.err
}

func (p *explanationPrinter) verdict(j *judgement) {
	e := j.explanation
	head := map[explain.Verdict]string{explain.Valid: "VALID", explain.Refused: "REFUSED", explain.Unverifiable: "UNVERIFIABLE"}[e.Verdict]
	code, status, message := refusalOf(e)
	switch {
	case code != "" && status != 0:
		head += fmt.Sprintf("  %s (%d)", visible(code), status)
	case code != "":
		head += "  " + visible(code)
	case e.Verdict == explain.Valid:
		head += "  The signature is right, and nothing else stands in the request's way."
	case e.Verdict == explain.Unverifiable:
		head += "  Without the secret nobody can tell whether the signature is right."
	}
	if j.request != "" {
		p.line("%s", visible(j.request))
	}
	p.line("%s", head)
	if message != "" {
		p.paragraph("  ", "  ", firstParagraph(message))
	}
}

// refusalOf is AWS's answer, or else the verifier's refusal.
func refusalOf(e *explain.Explanation) (code string, status int, message string) {
	switch {
	case e.Answer != nil:
		return e.Answer.Code, e.Answer.Status, e.Answer.Message
	case e.Error != nil:
		return e.Error.Kind.Code(e.Family), e.Error.Kind.Status(e.Family), e.Error.Message(e.Family)
	}
	return "", 0, ""
}

// maxMessage is how much of an answer's text is shown, in bytes.
const maxMessage = 1200

// firstParagraph leaves out the canonical string that some of AWS's answers go on with.
func firstParagraph(message string) string {
	message, _, _ = strings.Cut(message, "The Canonical String for this request should have been")
	message = strings.TrimSuffix(strings.TrimSpace(message), `\n\n`)
	if message = strings.TrimSpace(message); len(message) > maxMessage {
		return message[:maxMessage] + "…"
	}
	return message
}

func (p *explanationPrinter) cause(f explain.Finding, n, of, tries int) {
	p.line("")
	heading := "Cause"
	if of > 1 {
		heading = fmt.Sprintf("Cause %d", n+1)
	}
	p.beside(heading, fmt.Sprintf("%s  [%s]", f.Cause.Title, f.Cause.ID))
	p.beside("", f.Summary)
	if n == 0 || f.Evidence.Proof == nil {
		label := "Proven"
		if !f.Proven {
			label = "Likely"
		}
		p.beside(label, grounds(f, of, tries))
	}
	p.beside("Fix", f.Fix)
	for i, link := range f.Cause.Links {
		if i == 0 {
			p.beside("See", link)
		} else {
			p.beside("", link)
		}
	}
}

// grounds says what a finding rests upon.
func grounds(f explain.Finding, together, tries int) string {
	proof := f.Evidence.Proof
	switch {
	case proof == nil && f.Proven:
		return "It shows beyond doubt; no signature had to be computed for it."
	case proof == nil && tries > 1:
		return fmt.Sprintf("The evidence points there and does not prove it. %s under other assumptions did not match.", count(tries, "signature"))
	case proof == nil:
		return "The evidence points there and does not prove it."
	}
	how := "Signed again with this mistake"
	if together > 1 {
		how = fmt.Sprintf("Signed again with these %d mistakes together", together)
	}
	return how + ", the request gets the very signature that was sent: nobody hits upon one by chance."
}

// further lists the other findings, shorter.
func (p *explanationPrinter) further(findings []explain.Finding) {
	if len(findings) == 0 {
		return
	}
	p.line("\nAlso")
	for _, f := range findings {
		mark := "likely"
		if f.Proven {
			mark = "proven"
		}
		p.paragraph("  "+mark+" ", strings.Repeat(" ", indent), fmt.Sprintf("%s  [%s]", f.Cause.Title, f.Cause.ID))
		p.paragraph(strings.Repeat(" ", indent), strings.Repeat(" ", indent), f.Summary)
		p.paragraph(strings.Repeat(" ", indent)+"Fix: ", strings.Repeat(" ", indent), f.Fix)
	}
}

func (p *explanationPrinter) assumed(j *judgement) {
	if len(j.notes) > 0 {
		p.line("")
	}
	for _, note := range j.notes {
		p.beside("Note", note)
	}
	if len(j.notes) == 0 && !j.judgedAt.IsZero() && j.explanation.Verdict == explain.Valid {
		p.line("")
		p.beside("Judged", "as of "+j.judgedAt.Format(sigv4.TimeFormat)+".")
	}
	p.line("")
}

// beside writes a heading and a text beside it.
func (p *explanationPrinter) beside(heading, text string) {
	p.paragraph(fmt.Sprintf("%-*s", indent, heading), strings.Repeat(" ", indent), text)
}

// paragraph wraps a text at its blanks. What is longer than a line stays whole, so that
// it can be copied.
func (p *explanationPrinter) paragraph(first, rest, text string) {
	line, empty := first, true
	for word := range strings.SplitSeq(visible(text), " ") {
		switch {
		case empty:
			line += word
		case len([]rune(line))+1+len([]rune(word)) <= p.width:
			line += " " + word
		default:
			p.line("%s", strings.TrimRight(line, " "))
			line = rest + word
		}
		empty = false
	}
	p.line("%s", strings.TrimRight(line, " "))
}

func pathOf(r *rawhttp.Request) string {
	path, _, _ := strings.Cut(r.Target, "?")
	return path
}

func orPlaceholder(id string) string {
	if id == "" {
		return "AKIAIOSFODNN7EXAMPLE"
	}
	return id
}

var tokenLine = regexp.MustCompile(`(?im)^(x-amz-security-token:).+$|(X-Amz-Security-Token=)[^&\n]+`)

// maskTokenLine hides the session token of a canonical request.
func maskTokenLine(canonical string) string {
	return tokenLine.ReplaceAllString(canonical, "${1}${2}***")
}
