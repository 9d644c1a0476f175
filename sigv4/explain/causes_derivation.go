package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// derivationCauses are signing keys that were derived otherwise than for the scope
// that the credential names.
func derivationCauses() []entry {
	return []entry{
		{Cause: keyWords("key-for-another-region", "The signing key is of another Region",
			"The credential names one Region and the key was derived for another.",
			"Make the credential and the signing key from one Region."),
			common: true, propose: func(s *subject, p *proposals) {
				proposeKeys(s, p, keyRegions(s), "Region", func(d *Derivation) *string { return &d.Region })
			}},
		{Cause: keyWords("key-for-another-service", "The signing key is of another service",
			"The credential names one service and the key was derived for another.",
			"Make the credential and the signing key from one signing name."),
			common: true, propose: func(s *subject, p *proposals) {
				proposeKeys(s, p, keyServices(s), "service", func(d *Derivation) *string { return &d.Service })
			}},
		{Cause: keyWords("key-for-another-date", "The signing key is of another day",
			"A signing key was kept past midnight in UTC, or derived for the local date.",
			"Derive the key for the date of the scope, in UTC, and keep it for that day only."),
			common: true, propose: proposeDates},
		{Cause: keyWords("key-without-prefix", "The key was derived without \"AWS4\" before the secret",
			"The first HMAC was keyed by the bare secret, or by another prefix.",
			"Key the first HMAC by \"AWS4\" and the secret."),
			common: true, propose: func(s *subject, p *proposals) {
				for _, prefix := range []string{"", "AWS4AWS4", "aws4", "AWS", "AWS4 ", "AWS4-", "AWS4-HMAC-SHA256", "AWS3"} {
					d := s.key
					d.Prefix = prefix
					p.derivation(d, fmt.Sprintf("The key was derived with %s before the secret; it is \"AWS4\".", quote(prefix)))
				}
			}},
		{Cause: keyWords("key-links-as-hex", "The links of the key's chain were passed on as text",
			"The result of each HMAC, or of the last one, was used as hex or base64 rather than as bytes.",
			"Pass the 32 bytes of each HMAC on to the next; write hex only for the signature."),
			common: true, propose: func(s *subject, p *proposals) {
				proposeForms(s, p, formHexChain, formHexKey, formBase64Chain)
			}},
		{Cause: keyWords("key-chain-incomplete", "The chain of the key's derivation is incomplete",
			"One or more of the four HMACs over date, Region, service and aws4_request are missing.",
			"Derive the key with all four HMACs."),
			propose: func(s *subject, p *proposals) {
				proposeForms(s, p, formNoTerminator, formRegionKey, formDateKey, formSecret, formPrefixed)
			}},
		{Cause: keyWords("key-arguments-exchanged", "Key and data of the HMACs were exchanged",
			"The HMAC function takes its key first, or last, and was called the other way round.",
			"Look up which argument of the HMAC function is the key."),
			propose: func(s *subject, p *proposals) { proposeForms(s, p, formSwapped) }},
		{Cause: keyWords("key-order", "The key's chain is in another order",
			"Region and service, or others, were exchanged in the derivation.",
			"Derive in the order date, Region, service, aws4_request."),
			propose: func(s *subject, p *proposals) {
				links := []string{s.key.Date, s.key.Region, s.key.Service, s.key.Terminator}
				for _, order := range [][4]int{{0, 2, 1, 3}, {1, 0, 2, 3}, {2, 1, 0, 3}, {1, 2, 0, 3}, {3, 2, 1, 0}} {
					d := s.key
					d.Date, d.Region, d.Service, d.Terminator = links[order[0]], links[order[1]], links[order[2]], links[order[3]]
					p.derivation(d, fmt.Sprintf("The key was derived in the order %s, %s, %s, %s.", quote(d.Date), quote(d.Region), quote(d.Service), quote(d.Terminator)))
				}
			}},
		{Cause: keyWords("key-terminator", "The key's chain ends in another word",
			"The last HMAC was not made over aws4_request.",
			"Make the last HMAC over aws4_request."),
			propose: func(s *subject, p *proposals) {
				proposeKeys(s, p, []string{s.claim.terminator, "aws4-request", "AWS4_REQUEST", "aws_request", "aws4request", ""}, "terminator",
					func(d *Derivation) *string { return &d.Terminator })
			}},
		{Cause: keyWords("scope-rewritten", "The credential was rewritten after signing",
			"Everything was signed for another scope than the one that the credential now names.",
			"Sign for the scope that is sent: nothing may edit the Authorization header."),
			common: true, propose: func(s *subject, p *proposals) {
				say := func(what, value string) string {
					return fmt.Sprintf("The request was signed throughout for the %s %s, and the credential names another.", what, quote(value))
				}
				for _, region := range keyRegions(s)[:rewritten] {
					d := s.key
					d.Region = region
					p.scope(d, say("Region", region))
				}
				for _, service := range keyServices(s)[:rewritten] {
					d := s.key
					d.Service = service
					p.scope(d, say("service", service))
				}
				for _, date := range keyDates(s) {
					d := s.key
					d.Date = date
					p.scope(d, say("date", date))
				}
			}},
	}
}

func keyWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docSigningKey}}
}

// rewritten is how many Regions, and how many services, a rewritten credential is
// tried for: the first of the lists, which are the likely ones.
const rewritten = 6

// maxRegions bounds the Regions that keys are derived for.
const maxRegions = 24

func keyRegions(s *subject) []string {
	claimed := s.claim.scope.Region
	regions := []string{endpointOf(s.r.Host).region, "us-east-1", "", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1",
		"ap-southeast-1", "ap-northeast-1", "aws-global"}
	regions = append(regions, claimed+"a", strings.ToUpper(claimed), claimed+"\n", claimed+" ", strings.TrimSpace(claimed), strings.ToLower(claimed))
	regions = append(regions, s.in.Regions[:min(len(s.in.Regions), maxRegions)]...)
	if zone := zoneShape.FindStringSubmatch(claimed); zone != nil {
		regions = append(regions, zone[1])
	}
	return regions
}

func keyServices(s *subject) []string {
	label, _, _ := strings.Cut(hostName(s.r.Host), ".")
	claimed := s.claim.scope.Service
	services := []string{s.service, label, "redshift", "redshift-data", "redshift-serverless", "sts", "iam", "s3", "execute-api",
		"ses", "", strings.ToUpper(claimed), strings.ToLower(claimed), claimed + " "}
	return services
}

func keyDates(s *subject) []string {
	var dates []string
	for _, t := range []time.Time{s.signed, s.in.Now} {
		if t.IsZero() {
			continue
		}
		for _, days := range []int{0, -1, 1} {
			dates = append(dates, t.UTC().AddDate(0, 0, days).Format(sigv4.DateFormat))
		}
	}
	return slices.Compact(dates)
}

// proposeKeys tries other values of one link of the chain.
func proposeKeys(s *subject, p *proposals, values []string, what string, link func(*Derivation) *string) {
	for _, value := range values {
		d := s.key
		*link(&d) = value
		p.derivation(d, fmt.Sprintf("The key was derived for the %s %s, and the credential names %s.", what, quote(value), quote(*link(&s.key))))
	}
}

func proposeDates(s *subject, p *proposals) {
	dates := keyDates(s)
	if s.hasTime {
		dates = append(dates, s.signed.Format(sigv4.TimeFormat), s.signed.Format("2006-01-02"), s.signed.Format("Mon, 02 Jan 2006 15:04:05 GMT"),
			s.signed.Format("20060201"), s.claim.date)
	}
	proposeKeys(s, p, dates, "date", func(d *Derivation) *string { return &d.Date })
}

func proposeForms(s *subject, p *proposals, forms ...string) {
	for _, form := range forms {
		d := s.key
		d.Form = form
		p.derivation(d, fmt.Sprintf("The key was derived in the form %q; it should be a chain of four HMACs over bytes.", form))
	}
}
