package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A judge is what this machine knows, for the sake of explaining requests.
type judge struct {
	env    awsEnv
	own    sigv4.Credentials   // what flags and environment choose; may be empty
	why    string              // why own is empty
	keys   []sigv4.Credentials // of this machine
	now    time.Time           // of --time; zero where nothing is asked for
	budget explain.Budget
}

// Numbers of signatures to try: for one request, and for all of a recording together.
const (
	triesOfRecording = 2_000_000
	triesWithoutKey  = 20_000
)

func (c *explainCommand) newJudge(cmd *cobra.Command, cases int) (*judge, error) {
	j := &judge{env: c.env, keys: machineKeys()}
	if c.env.time == "now" {
		j.env.time = ""
	}
	if c.env.time != "" {
		var err error
		if j.now, err = j.env.now(); err != nil {
			return nil, err
		}
	}
	own, err := j.env.credentials(cmd.Context(), cmd.ErrOrStderr())
	switch {
	case err != nil && j.env.profile != "":
		return nil, err
	case err != nil:
		j.why = err.Error()
	default:
		j.own = own
	}
	j.budget.Tries = min(explain.DefaultTries, triesOfRecording/max(cases, 1))
	return j, nil
}

func (j *judge) explain(ctx context.Context, one *refusedCase) (*judgement, error) {
	budget := j.budget
	budget.Stop = func() bool { return ctx.Err() != nil }
	answered := &judgement{}
	in := explain.Input{Answer: one.answer, Budget: budget, Disclose: true}
	j.fill(ctx, &in, one, answered)
	answered.explanation = j.search(in, answered)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if in.Request == nil && in.Answer != nil && in.Answer.Code == "" && len(answered.explanation.Causes) == 0 {
		return nil, usageErrorf("the text of the answer is none that AWS is known to give")
	}
	answered.finish(one, in.Request != nil)
	return answered, nil
}

// fill puts the request into the input, if the case has one that can be judged.
func (j *judge) fill(ctx context.Context, in *explain.Input, one *refusedCase, answered *judgement) {
	r, payloadHash := one.Request, ""
	switch {
	case r == nil && one.CanonicalRequest != "":
		var err error
		if r, payloadHash, err = one.reconstruct(orPlaceholder(j.own.AccessKeyID)); err != nil {
			answered.note(fmt.Sprintf("What the log tells of a signature is not whole: %v.", err))
			return
		}
	case r == nil:
		return
	}
	answered.request = r.Method + " " + r.Host + pathOf(r)
	if !r.Signed() && one.answer != nil && !strings.HasPrefix(one.answer.Code, "MissingAuthenticationToken") {
		answered.note("The request is recorded without a signature, though the answer speaks of one: browsers leave it out of " +
			"a HAR without sensitive data. Only the answer is explained.")
		return
	}
	in.Request = r.Signable()
	in.Body = r.Body
	if payloadHash != "" {
		in.Body, in.Request.PayloadHash = nil, payloadHash
	}
	switch {
	case one.Request == nil && one.Signature == "":
		answered.note("The log shows what the client signed, and not the signature: with LogRequestWithBody the Go SDK logs the request too.")
	default:
		j.chooseKey(in, r, answered)
	}
	if one.BodyGone {
		bodyGone(in, r, answered, one.CanonicalRequest)
	}
	j.place(ctx, in, r, one)
	in.Now = j.clockFor(in.Request, one, answered)
	answered.judgedAt = in.Now
}

// bodyGone puts a hash in the place of a body that the record lacks: the client's own,
// if it tells. Otherwise nothing can be proven.
func bodyGone(in *explain.Input, r *rawhttp.Request, answered *judgement, canonical string) {
	hash := canonical[strings.LastIndexByte(canonical, '\n')+1:]
	if hash == "" {
		hash, _ = r.Get("X-Amz-Content-Sha256")
	}
	in.Body = nil
	if hash != "" {
		in.Request.PayloadHash = hash
		answered.note("The body is not in the record: it is taken to be what the client hashed.")
		return
	}
	in.Request.PayloadHash = "<hash of a body that is not in the record>"
	in.Secret, in.Others = "", nil
	answered.note("The body is not in the record, and nothing tells its hash: the signature cannot be checked.")
}

func (j *judge) chooseKey(in *explain.Input, r *rawhttp.Request, answered *judgement) {
	claimed := claimedKeyID(r)
	key, others, found := chooseKey(claimed, j.own, j.keys)
	in.Others = others
	switch {
	case found:
		in.Secret, in.Token = key.SecretAccessKey, key.SessionToken
	case !r.Signed() || claimed == "":
		in.Secret, in.Token = j.own.SecretAccessKey, j.own.SessionToken
	case len(others) > 0:
		answered.note(fmt.Sprintf("The request names the access key %s, which is none of this machine's: without its secret nobody can tell "+
			"whether the signature is right. The secrets of this machine's own keys did not make it.", explain.ShownKeyID(claimed)))
	default:
		answered.note(fmt.Sprintf("The secret of %s is not at hand (%s): without it nobody can tell whether the signature is right. "+
			"Told is what the request and AWS's text show.", explain.ShownKeyID(claimed), j.why))
	}
}

// place tells the judge's service and Region, as verify has them. With an answer from
// AWS at hand, the environment's Region is the client's affair.
func (j *judge) place(ctx context.Context, in *explain.Input, r *rawhttp.Request, one *refusedCase) {
	if service, err := j.env.serviceOf(r); err == nil {
		in.Request.Service, in.Request.Path = service, sigv4.PathStyleFor(service)
	}
	in.Hosts = endpointHosts(os.Environ())
	in.Request.AllowUnsignedPayload = in.Request.Path == sigv4.PathObject
	_, bound := serviceHost(r.Host)
	region := j.env.region
	if region == "" && bound == "" && one.answer == nil && one.Answer.Status == 0 {
		found, err := j.env.regionOf(ctx, r)
		if err == nil && isRegion(found) {
			region = found
		}
	}
	if region != "" {
		in.Request.ValidRegion = func(claimed string) bool { return claimed == region }
	}
}

// endpointHosts are the hosts of the endpoints that clients on this machine are pointed
// at: what they sign, where a proxy makes another of it.
func endpointHosts(environ []string) []string {
	var hosts []string
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "AWS_ENDPOINT_URL") {
			continue
		}
		if r, err := rawhttp.ParseURL(value); err == nil {
			hosts = append(hosts, r.Host)
		}
	}
	return hosts
}

// decoy stands for a secret that is not at hand, so that a search can still prove the
// use of another key's secret, of an empty one, or of an example's.
const decoy = "the secret of the key that is claimed is not at hand"

// search explains the input. Without the secret it still tries those that others have.
func (j *judge) search(in explain.Input, answered *judgement) *explain.Explanation {
	if in.Secret != "" || in.Request == nil || strings.HasPrefix(in.Request.PayloadHash, "<") || strings.Contains(in.Request.Header.Get("Authorization"), zeros) {
		return explain.Explain(in)
	}
	blind := in
	blind.Secret, blind.Disclose, blind.Budget.Tries = decoy, false, min(triesWithoutKey, in.Budget.Tries)
	if e := explain.Explain(blind); provenByComputing(e) {
		answered.notes = nil
		return e
	}
	in.Others = nil
	return explain.Explain(in)
}

var zeros = strings.Repeat("0", 64)
