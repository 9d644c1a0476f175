package explain

import (
	"fmt"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// timeCauses are mistakes with clocks and dates.
func timeCauses() []entry {
	return []entry{
		{Cause: Cause{ID: "calendar-not-gregorian", Title: "A date of another calendar, or in other digits",
			Mistake: "The time was formatted in the machine's locale: Buddhist or Japanese years, or digits that are not ASCII.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements},
			Fix: "Format the time in an invariant locale with the Gregorian calendar, in UTC."},
			check: func(s *subject) []Finding {
				if strings.ContainsFunc(s.claim.date, func(r rune) bool { return r > 127 }) {
					return certain("The date %s holds digits or letters that are not ASCII.", quote(s.claim.date))
				}
				return strangeYear(s.signed, s.in.Now, s.hasTime)
			}, read: func(a *Answer) []Finding { return strangeYear(a.SignedAt, a.ServerTime, a.hasClocks()) }},
		{Cause: Cause{ID: "clock-skew-whole-hours", Title: "Local time signed as UTC",
			Mistake: "The time of signing is whole hours off: the clock's time zone was taken for UTC.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements, docTime},
			Fix: "Set the machine's time zone and clock, and format the time of signing in UTC."},
			check: func(s *subject) []Finding {
				skew, off := s.skew()
				if !off || !wholeHours(skew) || skew > 0 && s.lasting() {
					return nil
				}
				return certain("The request was signed for %s and arrived at %s: %s %s, which is whole hours%s.",
					basicTime(s.signed), basicTime(s.in.Now), span(skew), direction(skew), s.otherwiseRight())
			}, read: func(a *Answer) []Finding {
				if !a.hasClocks() || !wholeHours(a.ServerTime.Sub(a.SignedAt)) {
					return nil
				}
				skew := a.ServerTime.Sub(a.SignedAt)
				return certain("The client's clock said %s, AWS's %s: %s %s, which is whole hours.",
					basicTime(a.SignedAt), basicTime(a.ServerTime), span(skew), direction(skew))
			}},
		{Cause: Cause{ID: "request-replayed", Title: "The same signature, sent again",
			Mistake: "A request was sent again with the signature of its first time, by a retry, a queue or a recording.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements, docRetries},
			Fix: "Sign each attempt anew, right before it is sent."},
			check: func(s *subject) []Finding {
				skew, off := s.skew()
				switch {
				case !off || skew < 0 || s.lasting():
					return nil
				case s.in.Seen:
					return certain("This very signature was accepted before; it is %s old now%s.", span(skew), s.otherwiseRight())
				case retried(s.header("amz-sdk-request")):
					return telling("The client's own count (Amz-Sdk-Request: %s) says that this is a retry, with a signature %s old%s.",
						quote(s.header("amz-sdk-request")), span(skew), s.otherwiseRight())
				}
				return nil
			}},
		{Cause: Cause{ID: "request-delayed", Title: "The request was under way too long",
			Mistake: "The request was signed in time and waited: in a frozen function, for a connection, or in a long upload.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements, docRetries},
			Fix: "Sign right before sending; look for pauses between the two (a frozen function, an exhausted pool of connections)."},
			check: func(s *subject) []Finding {
				skew, off := s.skew()
				if !off || skew < 0 || !s.in.InTime || s.lasting() {
					return nil
				}
				return certain("Other requests of this key arrive in time, so its clock is right: this one was signed %s before it arrived%s.",
					span(skew), s.otherwiseRight())
			}},
		{Cause: Cause{ID: "presigned-url-expired", Title: "A presigned URL after its time",
			Mistake: "The URL was used after X-Amz-Expires had passed.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docS3Query},
			Fix: "Make the URL anew, or good for longer: seven days at most, and never longer than the credentials."},
			check: func(s *subject) []Finding {
				skew, off := s.skew()
				if !off || skew < 0 || !s.lasting() {
					return nil
				}
				return certain("The URL was signed at %s, good for %s s, and used at %s%s.",
					basicTime(s.signed), quote(s.claim.expires), basicTime(s.in.Now), s.otherwiseRight())
			}},
		{Cause: Cause{ID: "clock-behind", Title: "The client's clock is behind, or the request was under way too long",
			Mistake: "The time of signing is further in the past than the service allows.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements, docTime},
			Fix: "Set the clock (NTP; after sleep also in WSL, Docker and virtual machines). If it is right, look for what delays requests after signing."},
			check: func(s *subject) []Finding {
				skew, off := s.skew()
				if !off || skew < 0 || s.lasting() || s.in.Seen || s.in.InTime { // more particular causes say it all
					return nil
				}
				return certain("The request was signed for %s and arrived at %s, %s later; %s is allowed%s.",
					basicTime(s.signed), basicTime(s.in.Now), span(skew), span(s.in.Window), s.otherwiseRight())
			}, read: func(a *Answer) []Finding {
				if !a.hasClocks() || !a.says("signature expired") {
					return nil
				}
				return certain("The client's clock said %s when it signed, AWS's %s when the request arrived: %s apart, and %s allowed.",
					basicTime(a.SignedAt), basicTime(a.ServerTime), span(a.ServerTime.Sub(a.SignedAt)), span(a.Window))
			}},
		{Cause: Cause{ID: "clock-ahead", Title: "The client's clock is ahead",
			Mistake: "The time of signing is further in the future than the service allows.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements, docTime},
			Fix: "Set the clock of the client (NTP)."},
			check: func(s *subject) []Finding {
				skew, off := s.skew()
				if !off || skew >= 0 {
					return nil
				}
				return certain("The request was signed for %s and arrived at %s, %s earlier; %s is allowed%s.",
					basicTime(s.signed), basicTime(s.in.Now), span(skew), span(s.in.Window), s.otherwiseRight())
			}, read: func(a *Answer) []Finding {
				if !a.hasClocks() || !a.says("not yet current") {
					return nil
				}
				return certain("The client's clock said %s, AWS's %s: the client is %s ahead, and %s allowed.",
					basicTime(a.SignedAt), basicTime(a.ServerTime), span(a.SignedAt.Sub(a.ServerTime)), span(a.Window))
			}},
		{Cause: Cause{ID: "date-format", Title: "A date in another form than ISO 8601's basic one",
			Mistake: "The date has separators, fractions of a second, a zone's name, or is an HTTP date.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docElements},
			Fix: "Write the date as YYYYMMDD'T'HHMMSS'Z', in UTC, in X-Amz-Date."},
			check: func(s *subject) []Finding {
				if s.claim.date == "" || len(s.claim.date) == len(sigv4.TimeFormat) && s.hasTime {
					return nil
				}
				how := ""
				if s.hasTime {
					how = ": the extended form is taken in the header, and the string to sign must still have the basic one"
				}
				f := certain("The date %s is not of the form 20130609T095204Z%s.", quote(s.claim.date), how)
				f[0].hint, f[0].Proven = s.hasTime, !s.hasTime
				return f
			}, read: func(a *Answer) []Finding {
				if !a.says("date must be in iso-8601") {
					return nil
				}
				return certain("AWS could not read the date %s.", quote(a.between("Got '", "'")))
			}},
		{Cause: Cause{ID: "date-missing", Title: "No date",
			Mistake: "Neither X-Amz-Date nor Date was sent, or a proxy or browser dropped it.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docElements},
			Fix: "Send X-Amz-Date, and sign it: browsers and proxies change Date."},
			check: func(s *subject) []Finding {
				if s.claim.date != "" || s.claim.credential == "" || !s.claim.inHeader {
					return nil
				}
				return certain("The request has a signature and no date.")
			}, read: func(a *Answer) []Finding {
				if !a.says("existence of either a 'x-amz-date'") || a.says("requires 'credential'") {
					return nil
				}
				return certain("AWS found neither X-Amz-Date nor Date.")
			}},
		{Cause: Cause{ID: "scope-date-differs", Title: "The credential's date is not the request's",
			Mistake: "The scope was made on another day than the date header: around midnight, in local time, or with a kept scope.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docElements},
			Fix: "Take the clock once, in UTC, and make both the header and the scope of it."},
			check: func(s *subject) []Finding {
				if !s.hasTime || s.claim.elements < 5 || s.claim.scope.Date == s.signed.Format(sigv4.DateFormat) {
					return nil
				}
				return certain("The credential is for %s and the request for %s%s.", quote(s.claim.scope.Date),
					s.signed.Format(sigv4.DateFormat), s.otherwiseRight())
			}, read: func(a *Answer) []Finding {
				if !a.says("date in credential scope does not match") {
					return nil
				}
				return certain("AWS compared the credential's date with the request's: %s.", a.between("from HTTP: ", ", from"))
			}},
		{Cause: Cause{ID: "signed-for-another-time", Title: "The string to sign holds another time than the request",
			Mistake: "The clock was read twice, or the time was written in local time in one of the two places.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docStringToSign},
			Fix: "Take the clock once, in UTC, and use that one value in X-Amz-Date and in the string to sign."},
			propose: proposeTimes},
		{Cause: Cause{ID: "signed-date-form", Title: "The string to sign holds the date in another form",
			Mistake: "The second line of the string to sign was written as an HTTP date, in the extended form, or as a bare date.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docStringToSign},
			Fix: "Write the second line of the string to sign as YYYYMMDD'T'HHMMSS'Z'."},
			propose: func(s *subject, p *proposals) {
				if !s.hasTime {
					p.toSign(stringParts{date: s.header("Date")}, changeDate, "")
					return
				}
				for _, layout := range []string{extendedTime, "Mon, 02 Jan 2006 15:04:05 GMT", sigv4.DateFormat, "20060102T150405",
					"20060102T150405.000Z", "2006-01-02T15:04:05.000Z", "20060102T150405+0000", "20060102150405", "20060102T030405Z"} {
					p.toSign(stringParts{date: s.signed.Format(layout)}, changeDate, "")
				}
				p.toSign(stringParts{date: fmt.Sprint(s.signed.Unix())}, changeDate, "")
				p.toSign(stringParts{date: s.claim.date}, changeDate, "")
			}},
		{Cause: Cause{ID: "expires-malformed", Title: "An expiry that cannot be read or is too long",
			Mistake: "X-Amz-Expires is no number of seconds, or more than seven days.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docS3Query},
			Fix: "Set X-Amz-Expires to whole seconds, from 1 to 604800."},
			check: func(s *subject) []Finding {
				if !s.refusedFor(sigv4.ReasonExpires) {
					return nil
				}
				return certain("X-Amz-Expires is %s.", quote(s.claim.expires))
			}},
	}
}

// skew is how much later the request arrived than it was signed, and whether that is
// outside what is allowed.
func (s *subject) skew() (skew time.Duration, off bool) {
	if !s.hasTime || s.in.Now.IsZero() {
		return 0, false
	}
	skew = s.in.Now.Sub(s.signed)
	life := s.in.Window
	if s.lasting() {
		if seconds, err := time.ParseDuration(s.claim.expires + "s"); err == nil {
			life = seconds
		}
	}
	return skew, skew > life || -skew > s.in.Window
}

// lasting tells a presigned URL, which is made to be used later, and more than once.
func (s *subject) lasting() bool { return !s.claim.inHeader && s.claim.expires != "" }

// wholeHours tells a difference that a time zone makes: whole or half hours, give or
// take two minutes, and no more than the world has.
func wholeHours(skew time.Duration) bool {
	const slack = 2 * time.Minute
	skew = skew.Abs()
	if skew < 30*time.Minute-slack || skew > 14*time.Hour+slack {
		return false
	}
	off := skew % (30 * time.Minute)
	return off <= slack || off >= 30*time.Minute-slack
}

func direction(skew time.Duration) string {
	if skew < 0 {
		return "ahead"
	}
	return "behind"
}

func basicTime(t time.Time) string { return t.UTC().Format(sigv4.TimeFormat) }

// retried reads the attempt that an SDK counts in Amz-Sdk-Request.
func retried(header string) bool {
	_, attempt, ok := strings.Cut(header, "attempt=")
	attempt, _, _ = strings.Cut(attempt, ";")
	return ok && strings.TrimSpace(attempt) > "1"
}

func strangeYear(signed, now time.Time, ok bool) []Finding {
	if !ok || now.IsZero() || signed.Year() == 0 {
		return nil
	}
	years := signed.Year() - now.Year()
	if years < 200 && years > -200 && (years > -1000 || signed.Year() > 200) {
		if era := now.Year() - 2018; signed.Year() != era {
			return nil
		}
	}
	return certain("The year signed is %d, and it is %d: another calendar's count.", signed.Year(), now.Year())
}

// proposeTimes tries clocks read twice, a second or a zone apart, and the other date
// that was sent.
func proposeTimes(s *subject, p *proposals) {
	if !s.hasTime {
		return
	}
	try := func(t time.Time) {
		p.toSign(stringParts{date: basicTime(t)}, changeDate, fmt.Sprintf(
			"The string to sign holds %s, and the request %s.", basicTime(t), basicTime(s.signed)))
	}
	for _, text := range []string{s.header("Date"), s.header("X-Amz-Date")} {
		if t, err := time.Parse(time.RFC1123, text); err == nil {
			try(t)
		} else if t, ok := readTime(text); ok {
			try(t)
		}
	}
	for seconds := 1; seconds <= 2; seconds++ {
		try(s.signed.Add(time.Duration(seconds) * time.Second))
		try(s.signed.Add(-time.Duration(seconds) * time.Second))
	}
	for hours := 1; hours <= 10; hours++ {
		try(s.signed.Add(time.Duration(hours) * time.Hour))
		try(s.signed.Add(-time.Duration(hours) * time.Hour))
	}
}
