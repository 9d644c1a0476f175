package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A judgement is an explanation, with what was assumed for it.
type judgement struct {
	position    string // among several; empty where there is one
	request     string // method, host and path; empty where there is only an answer
	judgedAt    time.Time
	notes       []string
	theirs      string // whose the other canonical request is
	diff        []explain.DiffLine
	explanation *explain.Explanation
}

func provenByComputing(e *explain.Explanation) bool {
	for _, f := range e.Causes {
		if f.Evidence.Proof != nil {
			return true
		}
	}
	return false
}

// finish adds what an explanation of the library does not have: the client's own
// computation beside ours, and an answer that was no refusal.
func (a *judgement) finish(one *refusedCase, judged bool) {
	e := a.explanation
	if strings.Trim(e.Claimed, "0") == "" {
		e.Claimed, e.Expected = "", ""
	}
	a.diff, a.theirs = e.Diff, signedOne
	if len(e.Diff) > 0 && !provenByComputing(e) {
		a.theirs = echoedOne
	}
	if len(a.diff) == 0 && one.Request != nil && one.CanonicalRequest != "" && e.CanonicalRequest != "" {
		a.diff, a.theirs = explain.Diff(e.CanonicalRequest, maskTokenLine(one.CanonicalRequest)), clientsOne
	}
	switch status := one.Answer.Status; {
	case judged && status >= 200 && status < 300:
		a.note(fmt.Sprintf("It was answered %d: whoever received it let it in.", status))
	case judged && status >= 400 && one.answer == nil:
		a.note(fmt.Sprintf("It was answered %d, in words that are not in the record or not AWS's.", status))
	}
	if judged && e.Verdict == explain.Unverifiable && len(a.notes) == 0 {
		a.note("The request tells too little to compute a signature from.")
	}
}

func (a *judgement) note(text string) { a.notes = append(a.notes, text) }

// document is the JSON of an explanation, on one line: the library's, preceded by what
// was assumed.
func (a *judgement) document() ([]byte, error) {
	meta := struct {
		Request  string   `json:"request,omitempty"`
		JudgedAt string   `json:"judged_at,omitempty"`
		Notes    []string `json:"notes,omitempty"`
	}{Request: a.request, Notes: a.notes}
	if !a.judgedAt.IsZero() {
		meta.JudgedAt = a.judgedAt.Format(time.RFC3339)
	}
	head, err := marshal(meta)
	if err != nil {
		return nil, err
	}
	body, err := marshal(a.explanation)
	if err != nil {
		return nil, err
	}
	if len(head) == len("{}") {
		return body, nil
	}
	return append(append(head[:len(head)-1], ','), body[1:]...), nil
}

// marshal is json.Marshal without the escapes of HTML, so that an ampersand stays one.
func marshal(v any) ([]byte, error) {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(out.String(), "\n")), nil
}
