package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
)

const verifyLong = `Verify the signature of a request as AWS would. It comes from --request FILE or
standard input, as raw HTTP, a curl command, the "> " lines of curl --verbose (which
has no body: --body FILE gives it), or a presigned URL. Prints "valid", or the error
that AWS would answer; with --explain-steps also, on standard error, what a
verifier computes.

The secret comes from where sign takes it. --time is the verifier's clock. Where
neither a flag nor the host nor the environment tells a Region, any will do.`

// A verifyCommand is the flags of "countersign verify".
type verifyCommand struct {
	env     awsEnv
	request string
	body    string
	output  string
	steps   bool
}

func newVerifyCommand() *cobra.Command {
	v := &verifyCommand{}
	cmd := &cobra.Command{
		Use: "verify", Short: "Verify a signed request", Long: verifyLong,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(v.run(cmd)) },
	}
	cmd.Flags().StringVar(&v.request, "request", "-", "file with the request; - is standard input")
	cmd.Flags().StringVar(&v.body, "body", "", "file with the body of a request that comes without; - is standard input")
	cmd.Flags().BoolVar(&v.steps, "explain-steps", false, "print canonical request, string to sign and signature on standard error")
	cmd.Flags().StringVar(&v.output, "output", "text", "text or json")
	v.env.addFlags(cmd)
	return cmd
}

func (v *verifyCommand) run(cmd *cobra.Command) error {
	if v.output != "text" && v.output != "json" {
		return usageErrorf("--output %s is neither text nor json", v.output)
	}
	if v.request == "-" && v.body == "-" {
		return usageErrorf("request and body cannot both come from standard input")
	}
	r, err := v.read(cmd)
	if err != nil {
		return err
	}
	answer, err := v.verify(cmd, r)
	if err != nil {
		return err
	}
	if v.steps {
		if err := answer.printSteps(cmd.ErrOrStderr(), r); err != nil {
			return err
		}
	}
	if err := answer.print(cmd.OutOrStdout(), v.output); err != nil {
		return err
	}
	if answer.Error != nil {
		return errRefused()
	}
	return nil
}

func (v *verifyCommand) read(cmd *cobra.Command) (*rawhttp.Request, error) {
	data, err := readInput(cmd, v.request, rawhttp.MaxSize)
	if err != nil {
		return nil, err
	}
	var body []byte // nil: there is none beside the request
	if v.body != "" {
		if body, err = readInput(cmd, v.body, rawhttp.MaxSize); err != nil {
			return nil, err
		}
	}
	r, err := rawhttp.Parse(data, body)
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err, hint: "the request is raw HTTP, a curl command, what curl --verbose prints, or a URL"}
	}
	return r, nil
}

// verify goes through both phases of a verifier.
func (v *verifyCommand) verify(cmd *cobra.Command, r *rawhttp.Request) (*verifyAnswer, error) {
	ctx := cmd.Context()
	verifier, req, err := v.verifier(cmd, r)
	if err != nil {
		return nil, err
	}
	answer := &verifyAnswer{Verdict: "valid"}
	claim, err := verifier.Inspect(ctx, req)
	if err == nil {
		answer.AccessKeyID, answer.CredentialScope, answer.scope = claim.AccessKeyID, claim.Scope.String(), claim.Scope
		answer.CanonicalRequest, answer.StringToSign = claim.Steps(req.PayloadHash)
		err = claim.Verify(req.PayloadHash)
	}
	var refusal *sigv4.Error
	if errors.As(err, &refusal) {
		answer.refuse(refusal, familyOf(r))
		err = nil
	}
	return answer, err
}

func (v *verifyCommand) verifier(cmd *cobra.Command, r *rawhttp.Request) (*sigv4.Verifier, *sigv4.Request, error) {
	ctx := cmd.Context()
	service, err := v.env.serviceOf(r)
	if err != nil {
		return nil, nil, err
	}
	region, err := v.env.regionOf(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	credentials, err := v.env.credentials(ctx, cmd.ErrOrStderr())
	if err != nil {
		return nil, nil, err
	}
	now, err := v.env.now()
	if err != nil {
		return nil, nil, err
	}
	req := r.Signable()
	req.Service, req.Path = service, sigv4.PathStyleFor(service)
	req.AllowUnsignedPayload = req.Path == sigv4.PathObject
	return &sigv4.Verifier{
		Lookup:      lookupOne(credentials),
		ValidRegion: func(claimed string) bool { return claimed != "" && (region == "" || claimed == region) },
		Now:         func() time.Time { return now },
	}, req, nil
}

// lookupOne knows a single access key. A temporary one needs its token, and a
// long-term one has none.
func lookupOne(known sigv4.Credentials) func(context.Context, string, string) (sigv4.Holder, error) {
	return func(_ context.Context, id, token string) (sigv4.Holder, error) {
		switch {
		case id != known.AccessKeyID, known.SessionToken != "" && token == "":
			return sigv4.Holder{}, sigv4.ErrUnknownKey
		case subtle.ConstantTimeCompare([]byte(token), []byte(known.SessionToken)) == 0:
			return sigv4.Holder{}, sigv4.ErrInvalidToken
		}
		return sigv4.Holder{SecretAccessKey: known.SecretAccessKey}, nil
	}
}

// familyOf tells in which protocol AWS would answer.
func familyOf(r *rawhttp.Request) sigv4.Family {
	contentType, _ := r.Get("Content-Type")
	if _, ok := r.Get("X-Amz-Target"); ok || strings.HasPrefix(contentType, "application/x-amz-json") {
		return sigv4.JSONFamily
	}
	return sigv4.QueryFamily
}

// A verifyAnswer is the JSON that verify prints; scripts read it. What was computed
// is absent where a refusal came before there was anything to compute.
type verifyAnswer struct {
	Verdict          string       `json:"verdict"` // valid or refused
	Error            *verifyError `json:"error,omitempty"`
	AccessKeyID      string       `json:"access_key_id,omitempty"`
	CredentialScope  string       `json:"credential_scope,omitempty"`
	CanonicalRequest string       `json:"canonical_request,omitempty"`
	StringToSign     string       `json:"string_to_sign,omitempty"`

	scope sigv4.CredentialScope
}

// A verifyError is what AWS would answer, and which check it comes from.
type verifyError struct {
	Code    string `json:"code"`
	Status  int    `json:"status"`
	Message string `json:"message"`
	Reason  string `json:"reason"`
}

func (a *verifyAnswer) refuse(refusal *sigv4.Error, family sigv4.Family) {
	a.Verdict = "refused"
	a.Error = &verifyError{
		Code: refusal.Kind.Code(family), Status: refusal.Kind.Status(family),
		Message: refusal.Message(family), Reason: string(refusal.Reason),
	}
}

// printSteps prints what was computed, up to the signature that the request carries:
// the one that was expected stays untold here as everywhere.
func (a *verifyAnswer) printSteps(out io.Writer, r *rawhttp.Request) error {
	if a.StringToSign == "" {
		_, err := fmt.Fprintln(out, "Refused before there was anything to compute.")
		return err
	}
	steps := signatureSteps{a.CanonicalRequest, a.StringToSign, a.scope, signatureOf(r), true}
	return steps.print(out)
}

// signatureOf finds the signature on a request that has passed every check of form.
func signatureOf(r *rawhttp.Request) string {
	carrier, _ := r.Get("Authorization")
	_, signature, ok := strings.Cut(carrier, "Signature=")
	if !ok {
		_, signature, _ = strings.Cut(r.Target, "X-Amz-Signature=")
	}
	if end := strings.IndexAny(signature, ", \t&"); end >= 0 {
		signature = signature[:end]
	}
	return signature
}

func (a *verifyAnswer) print(out io.Writer, format string) error {
	if format == "json" {
		return printJSON(out, a)
	}
	if a.Error == nil {
		_, err := fmt.Fprintln(out, "valid")
		return err
	}
	_, err := fmt.Fprintf(out, "%s (%d): %s\n", a.Error.Code, a.Error.Status, visible(a.Error.Message))
	return err
}
