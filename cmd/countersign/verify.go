package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
)

const verifyLong = `Verify the signature of a request as AWS would: raw HTTP or a curl command, from
--request FILE or standard input. Prints "valid", or the error that AWS would answer.

The secret comes from where sign takes it. --time is the verifier's clock. Where
neither a flag nor the host nor the environment tells a Region, any will do.`

// A verifyCommand is the flags of "countersign verify".
type verifyCommand struct {
	env     awsEnv
	request string
	output  string
}

func newVerifyCommand() *cobra.Command {
	v := &verifyCommand{}
	cmd := &cobra.Command{
		Use: "verify", Short: "Verify a signed request", Long: verifyLong,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(v.run(cmd)) },
	}
	cmd.Flags().StringVar(&v.request, "request", "-", "file with the request; - is standard input")
	cmd.Flags().StringVar(&v.output, "output", "text", "text or json")
	v.env.addFlags(cmd)
	return cmd
}

func (v *verifyCommand) run(cmd *cobra.Command) error {
	if v.output != "text" && v.output != "json" {
		return usageErrorf("--output %s is neither text nor json", v.output)
	}
	r, err := v.read(cmd)
	if err != nil {
		return err
	}
	answer, err := v.verify(cmd.Context(), r)
	if err != nil {
		return err
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
	in := cmd.InOrStdin()
	if v.request != "-" {
		file, err := os.Open(v.request)
		if err != nil {
			return nil, trouble(err, "")
		}
		defer file.Close()
		in = file
	}
	r, err := rawhttp.Read(in)
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err, hint: "the request is raw HTTP or a curl command"}
	}
	return r, nil
}

// verify goes through both phases of a verifier.
func (v *verifyCommand) verify(ctx context.Context, r *rawhttp.Request) (*verifyAnswer, error) {
	verifier, req, err := v.verifier(ctx, r)
	if err != nil {
		return nil, err
	}
	answer := &verifyAnswer{Verdict: "valid"}
	claim, err := verifier.Inspect(ctx, req)
	if err == nil {
		answer.AccessKeyID, answer.CredentialScope = claim.AccessKeyID, claim.Scope.String()
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

func (v *verifyCommand) verifier(ctx context.Context, r *rawhttp.Request) (*sigv4.Verifier, *sigv4.Request, error) {
	service, err := v.env.serviceOf(r)
	if err != nil {
		return nil, nil, err
	}
	region, err := v.env.regionOf(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	credentials, err := v.env.credentials(ctx)
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

func (a *verifyAnswer) print(out io.Writer, format string) error {
	if format == "json" {
		return printJSON(out, a)
	}
	if a.Error == nil {
		_, err := fmt.Fprintln(out, "valid")
		return err
	}
	_, err := fmt.Fprintf(out, "%s (%d): %s\n", a.Error.Code, a.Error.Status, a.Error.Message)
	return err
}
