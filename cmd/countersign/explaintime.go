package main

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// clockFor settles when a request is taken to have arrived: when --time says, when its
// answer was given, or now. What is older than AWS allows was saved long ago, or signed
// by a clock that is behind; the first is usual, so it is judged as of its own date, and
// both are said.
func (j *judge) clockFor(r *sigv4.Request, one *refusedCase, answered *judgement) time.Time {
	switch {
	case !j.now.IsZero():
		return j.now
	case !one.Answer.Date.IsZero():
		return one.Answer.Date.UTC()
	case one.answer != nil && !one.answer.ServerTime.IsZero():
		return one.answer.ServerTime
	}
	now := time.Now().UTC()
	signed, good, ok := signingTime(r)
	if !ok || !now.After(signed.Add(good)) {
		return now
	}
	answered.note(fmt.Sprintf("The request is dated %s, %s ago, so it is judged as of then. If it was sent just now, "+
		"the clock of its client is behind: --time now judges it so.", signed.Format(sigv4.TimeFormat), age(now.Sub(signed))))
	return signed
}

// signingTime reads when a request says that it was signed, and for how long it is good.
func signingTime(r *sigv4.Request) (signed time.Time, good time.Duration, ok bool) {
	text, good := r.Header.Get("X-Amz-Date"), sigv4.DefaultWindow
	if _, query, has := strings.Cut(r.Target, "?"); has && text == "" {
		for piece := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(piece, "=")
			value, _ = url.QueryUnescape(value) // what cannot be decoded is no date
			switch strings.ToLower(name) {
			case "x-amz-date":
				text = value
			case "x-amz-expires":
				if seconds, err := strconv.ParseUint(value, 10, 24); err == nil {
					good = time.Duration(seconds) * time.Second
				}
			}
		}
	}
	signed, err := time.Parse(sigv4.TimeFormat, text)
	return signed, good, err == nil
}

// age words a span as a person would.
func age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 2*time.Hour:
		return count(int(d/time.Minute), "minute")
	case d < 2*day:
		return count(int(d/time.Hour), "hour")
	case d < 730*day:
		return count(int(d/day), "day")
	}
	return count(int(d/(365*day)), "year")
}
