package gateway_test

import (
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// lines are the log's lines about requests.
func (j *journal) lines() []string {
	var lines []string
	for line := range strings.Lines(j.String()) {
		if strings.Contains(line, "msg=request ") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// Each request has one line, and the line has what it is about.
func TestLog(t *testing.T) {
	tests := []struct {
		name string
		ask  *request
		edit func(*request)
		want []string
	}{
		{"answered", describeClusters(), nil,
			[]string{"level=INFO", "service=redshift ", "operation=DescribeClusters", "status=200", "region=us-east-1", "access_key_id=" + keyID, "duration="}},
		{"answered in JSON", describeStatement(), nil, []string{"service=redshift-data", "operation=DescribeStatement", "status=200"}},
		{"a fault", ask("Action=DescribeClusters&ClusterIdentifier=missing&Version=2012-12-01"), nil,
			[]string{"level=INFO", "status=404", "fault=ClusterNotFound"}},
		{"refused", describeClusters(), func(r *request) { r.edit("us-east-1", "mars-1") },
			[]string{"level=INFO", "status=403", "fault=SignatureDoesNotMatch", `reason="wrong credential scope"`, `access_key_id="AKIA… (20 characters)"`}},
		{"presigned with an unknown key", newRequest("redshift"), func(r *request) {
			r.method, r.target, r.header = "GET", "/?Action=DescribeClusters&Version=2012-12-01", nil
			r.credentials.AccessKeyID = "AKIAUNKNOWNUNKNOWN00"
			r.presign(t, time.Minute)
		}, []string{"operation=DescribeClusters", `reason="unknown access key"`, `access_key_id="AKIA… (20 characters)"`}},
		{"refused for its signature", describeClusters(), func(r *request) { r.body += " " },
			[]string{"access_key_id=" + keyID, `reason="signature differs"`}},
		{"in trouble", ask("Action=DescribeClusters&ClusterIdentifier=trouble&Version=2012-12-01"), nil,
			[]string{"level=ERROR", "status=500", "fault=InternalFailure", `error="the trouble's own text"`}},
		{"panicking", ask("Action=DescribeClusters&ClusterIdentifier=panic&Version=2012-12-01"), nil,
			[]string{"level=ERROR", "status=500", `error="panic: the panic's own text"`}},
		{"a long name with a newline", ask("Action=a%0Alevel=" + strings.Repeat("x", 200) + "&Version=2012-12-01"), nil,
			[]string{`operation="a\nlevel=` + strings.Repeat("x", 56) + `"`, "status=400"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			r := test.ask.sign(t)
			if test.edit != nil {
				test.edit(r)
			}
			got := b.send(t, r.raw())
			lines := b.log.lines()
			if len(lines) != 1 {
				t.Fatalf("%d lines:\n%s", len(lines), b.log)
			}
			for _, want := range append(test.want, "request_id="+got.id()) {
				if !strings.Contains(lines[0], want) {
					t.Errorf("%s lacks %s", lines[0], want)
				}
			}
		})
	}
}

// Whatever is wrong with a request, its secrets stay out of the log, and so does
// what stands where a key ID should: it may be a secret.
func TestLogKeepsSecrets(t *testing.T) {
	b := newBench(t)
	const token = "FwoGZXIvYXdzEXAMPLETOKEN"
	var forbidden []string
	note := func(r *request) {
		_, signature, _ := strings.Cut(r.get("Authorization"), "Signature=")
		if _, query, presigned := strings.Cut(r.target, "X-Amz-Signature="); presigned {
			signature = query
		}
		forbidden = append(forbidden, strings.TrimSpace(signature))
	}
	for _, edits := range append(refusals(), refusal{}) {
		for _, r := range []*request{describeClusters(), describeStatement()} {
			edits.edited(r, func(r *request) { r.sign(t); note(r) })
			b.send(t, r.raw())
		}
	}
	for _, credentials := range []sigv4.Credentials{
		{AccessKeyID: secret, SecretAccessKey: keyID},
		{AccessKeyID: strings.ReplaceAll(secret, "/", "+"), SecretAccessKey: keyID},
		{AccessKeyID: keyID, SecretAccessKey: secret, SessionToken: token},
		{AccessKeyID: "ASIASWAPPEDSWAPPED00", SecretAccessKey: secret, SessionToken: token},
	} {
		for _, r := range []*request{describeClusters(), describeStatement()} {
			r.credentials = credentials
			note(r.sign(t))
			b.send(t, r.raw())
		}
		r := newRequest("redshift")
		r.method, r.target, r.credentials = "GET", "/?Action=DescribeClusters&Version=2012-12-01", credentials
		note(r.presign(t, time.Minute))
		b.send(t, r.raw())
	}
	log := b.log.String()
	forbidden = append(forbidden, secret, secret[5:], strings.ReplaceAll(secret, "/", "+"), token, "Credential=", "SignedHeaders", "AKIAUNKNOWN", "ASIASWAPPED")
	for _, text := range forbidden {
		if text != "" && strings.Contains(log, text) {
			t.Errorf("the log has %q", text)
		}
	}
	if want := `access_key_id="wJal… (40 characters)"`; !strings.Contains(log, want) {
		t.Errorf("the log does not show a swapped key ID as %s", want)
	}
}

// What goes wrong inside is told to the log and to nobody else.
func TestTroubleStaysInside(t *testing.T) {
	b := newBench(t)
	for _, r := range []*request{
		ask("Action=DescribeClusters&ClusterIdentifier=panic&Version=2012-12-01"),
		ask("Action=DescribeClusters&ClusterIdentifier=trouble&Version=2012-12-01"),
		call("RedshiftData.DescribeStatement", `{"Id":"`+panicID+`"}`),
		call("RedshiftData.DescribeStatement", `{"Id":"`+troubleID+`"}`),
	} {
		got := b.send(t, r.sign(t).raw())
		if strings.Contains(got.body, "own text") || !strings.Contains(got.body, "Request id: "+got.id()) {
			t.Errorf("answer\n%s", got.body)
		}
		if log := b.log.String(); !strings.Contains(log, got.id()) || !strings.Contains(log, "own text") {
			t.Errorf("log\n%s", log)
		}
	}
}
