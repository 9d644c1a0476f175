package doctor

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// synthetic writes the request that a client with these settings would send, and has
// it examined like one that was received: what can be told from a request alone need
// not be looked for a second time here. The signature is a dummy, so nothing is said
// of the secret.
func (x *examination) synthetic(e endpoint) {
	u, err := url.Parse(e.address)
	if err != nil || u.Host == "" || x.credentials.AccessKeyID == "" || x.region == "" {
		return
	}
	now := x.machine.Clock.Now().UTC()
	scope := sigv4.NewCredentialScope(now, x.region, e.service)
	header := http.Header{
		"X-Amz-Date": {now.Format(sigv4.TimeFormat)},
		"Authorization": {sigv4.Algorithm + " Credential=" + x.credentials.AccessKeyID + "/" + scope.String() +
			", SignedHeaders=host;x-amz-date, Signature=" + strings.Repeat("0", 64)},
	}
	if token := x.credentials.SessionToken; token != "" {
		header.Set("X-Amz-Security-Token", token)
		header.Set("Authorization", strings.Replace(header.Get("Authorization"), "x-amz-date", "x-amz-date;x-amz-security-token", 1))
	}
	explanation := explain.Explain(explain.Input{
		Request: &sigv4.Request{Method: http.MethodPost, Target: "/", Host: u.Host, Header: header},
		Now:     now,
	})
	for _, f := range explanation.Causes {
		if !f.Proven || f.Cause.ID == "region-not-served" || x.known(f.Cause.ID) {
			continue // which Regions are served only the endpoint knows
		}
		x.record(Finding{ID: f.Cause.ID, Severity: Fails, Where: "a request with these settings",
			What: f.Summary, Why: f.Cause.Mistake, Fix: f.Fix, Links: f.Cause.Links})
	}
}

// known tells whether a finding says the same already, perhaps in a file's words.
func (x *examination) known(id string) bool {
	kin := map[string]string{"token-missing": "profile-token-missing", "credentials-partial": "profile-keys-partial"}
	for _, f := range x.report.Findings {
		if f.ID == id || f.ID == kin[id] {
			return true
		}
	}
	return false
}
