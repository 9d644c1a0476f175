package main

import (
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
)

const signLong = `Sign a request, given by flags, or on standard input as raw HTTP, a curl command,
the "> " lines of curl --verbose, or a URL.

Credentials come from --profile, the environment, or the shared AWS files, as the
AWS CLI finds them; a credential_process is run with --credential-process only.
Every header given is signed. --explain-steps tells on standard error how the
signature comes about.`

const signExample = `  countersign sign --service redshift --output curl \
    --url "$AWS_ENDPOINT_URL/?Action=DescribeClusters&Version=2012-12-01" | sh
  countersign sign --output curl < request.http
  countersign sign --presign --expires 900 --url https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity\&Version=2011-06-15`

// A signCommand is the flags of "countersign sign".
type signCommand struct {
	env         awsEnv
	method      string
	url         string
	headers     []string
	data        string
	dataBinary  string
	payloadHash string
	presign     bool
	expires     int
	output      string
	steps       bool
}

func newSignCommand() *cobra.Command {
	s := &signCommand{}
	cmd := &cobra.Command{
		Use: "sign", Short: "Sign a request", Long: signLong, Example: signExample,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(s.run(cmd)) },
	}
	flags := cmd.Flags()
	flags.StringVar(&s.method, "method", "", "method (default: GET, or POST with data)")
	flags.StringVar(&s.url, "url", "", "URL; without it the request is read from standard input")
	flags.StringArrayVar(&s.headers, "header", nil, "header as Name:value, repeatable")
	flags.StringVar(&s.data, "data", "", "body")
	flags.StringVar(&s.dataBinary, "data-binary", "", "body, or @FILE to read it from a file, @- from standard input")
	flags.StringVar(&s.payloadHash, "payload-hash", "", "SHA-256 of a body that is not at hand, in hex, or UNSIGNED-PAYLOAD")
	flags.BoolVar(&s.presign, "presign", false, "sign in the query")
	flags.IntVar(&s.expires, "expires", 3600, "seconds that a presigned URL is good for, at most 604800")
	flags.StringVar(&s.output, "output", "", "headers, curl, raw, json or url (default: headers; url with --presign)")
	flags.BoolVar(&s.steps, "explain-steps", false, "print canonical request, string to sign and signature on standard error")
	s.env.addFlags(cmd)
	return cmd
}

func (s *signCommand) run(cmd *cobra.Command) error {
	if err := s.checkFlags(cmd); err != nil {
		return err
	}
	r, err := s.request(cmd)
	if err != nil {
		return err
	}
	signed, payloadHash, err := s.sign(cmd, r)
	if err != nil {
		return err
	}
	if s.steps {
		steps := signatureSteps{signed.CanonicalRequest, signed.StringToSign, signed.Scope, signed.Signature, false}
		if err := steps.print(cmd.ErrOrStderr()); err != nil {
			return err
		}
	}
	s.hints(cmd.ErrOrStderr(), r, payloadHash)
	return s.print(cmd.OutOrStdout(), r, signed, payloadHash)
}

// checkFlags settles the output and refuses flags that would be without effect.
func (s *signCommand) checkFlags(cmd *cobra.Command) error {
	if s.output == "" {
		s.output = "headers"
		if s.presign {
			s.output = "url"
		}
	}
	switch s.output {
	case "curl", "raw", "json":
	case "url":
		if !s.presign {
			return usageErrorf("--output url is the answer to --presign")
		}
	case "headers":
		if s.presign {
			return usageErrorf("a presigned request has no headers to add: use --output url")
		}
	default:
		return usageErrorf("--output %s is none of headers, curl, raw, json, url", s.output)
	}
	if cmd.Flags().Changed("expires") && !s.presign {
		return usageErrorf("--expires goes with --presign")
	}
	if s.presign && (s.expires < 1 || time.Duration(s.expires) > sigv4.MaxExpires/time.Second) {
		return usageErrorf("--expires %d is not from 1 to 604800", s.expires)
	}
	if cmd.Flags().Changed("data") && cmd.Flags().Changed("data-binary") {
		return usageErrorf("--data and --data-binary are two bodies: give one")
	}
	for _, name := range []string{"method", "header", "data", "data-binary"} {
		if s.url == "" && cmd.Flags().Changed(name) {
			return usageErrorf("--%s goes with --url; without it the whole request is read from standard input", name)
		}
	}
	return nil
}

// request takes the request from the flags or from standard input.
func (s *signCommand) request(cmd *cobra.Command) (*rawhttp.Request, error) {
	if s.url == "" {
		data, err := readInput(cmd, "-", rawhttp.MaxSize)
		if err != nil {
			return nil, err
		}
		r, err := rawhttp.Parse(data, nil)
		if err != nil {
			return nil, &exitError{code: exitUsage, err: err, hint: "give --url, or raw HTTP, a curl command or a URL on standard input"}
		}
		return r, nil
	}
	body, err := s.body(cmd)
	if err != nil {
		return nil, err
	}
	hasBody := cmd.Flags().Changed("data") || cmd.Flags().Changed("data-binary")
	r, err := s.requestOfFlags(body, hasBody)
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err}
	}
	return r, nil
}

func (s *signCommand) requestOfFlags(body []byte, hasBody bool) (*rawhttp.Request, error) {
	r, err := rawhttp.ParseURL(s.url)
	if err != nil {
		return nil, err
	}
	r.Body = body
	switch {
	case s.method != "":
		r.Method = s.method
	case hasBody:
		r.Method = "POST"
	}
	if err := r.AddHeaders(s.headers); err != nil {
		return nil, err
	}
	if _, given := r.Get("Content-Type"); hasBody && !given {
		r.Set("Content-Type", contentType(r))
	}
	return r, nil
}

// contentType is what a body is where nobody says: JSON in the protocol that names
// its operation in a header, a form in the other.
func contentType(r *rawhttp.Request) string {
	if _, ok := r.Get("X-Amz-Target"); ok {
		return "application/x-amz-json-1.1"
	}
	return "application/x-www-form-urlencoded"
}

func (s *signCommand) body(cmd *cobra.Command) ([]byte, error) {
	name, ok := strings.CutPrefix(s.dataBinary, "@")
	if !ok {
		return []byte(s.data + s.dataBinary), nil
	}
	body, err := readInput(cmd, name, rawhttp.MaxSize)
	var tooLarge *tooLargeError
	if errors.As(err, &tooLarge) {
		return nil, trouble(tooLarge, "give its --payload-hash instead")
	}
	return body, err
}

// sign signs r and puts the signature on it.
func (s *signCommand) sign(cmd *cobra.Command, r *rawhttp.Request) (*sigv4.Signed, string, error) {
	signer, err := s.signer(cmd, r)
	if err != nil {
		return nil, "", err
	}
	req := r.Signable()
	req.Path = sigv4.PathStyleFor(signer.Service)
	if s.presign && req.Path == sigv4.PathObject {
		req.PayloadHash = sigv4.UnsignedPayload // S3 takes no other from a URL
	}
	if err := s.overridePayloadHash(req, r.Body); err != nil {
		return nil, "", err
	}
	var signed *sigv4.Signed
	if s.presign {
		signed, err = signer.Presign(req, time.Duration(s.expires)*time.Second)
	} else {
		signed, err = signer.Sign(req)
	}
	if err != nil {
		return nil, "", &exitError{code: exitUsage, err: err}
	}
	r.Target = signed.Target
	for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token"} {
		r.Del(name) // an earlier signature's, which the signer left out
	}
	for _, f := range signatureFields(signed) {
		r.Set(f.Name, f.Value)
	}
	return signed, req.PayloadHash, nil
}

func (s *signCommand) signer(cmd *cobra.Command, r *rawhttp.Request) (*sigv4.Signer, error) {
	service, err := s.env.serviceOf(r)
	if err != nil {
		return nil, err
	}
	region, err := s.env.regionOf(cmd.Context(), r)
	if err != nil {
		return nil, err
	}
	if region == "" {
		return nil, usageErrorf("nothing tells the Region: give --region or set AWS_REGION")
	}
	credentials, err := s.env.credentials(cmd.Context(), cmd.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	now, err := s.env.now()
	if err != nil {
		return nil, err
	}
	return &sigv4.Signer{
		Credentials: credentials, Region: region, Service: service,
		Now:           func() time.Time { return now },
		ContentSHA256: sigv4.PathStyleFor(service) == sigv4.PathObject,
	}, nil
}

// overridePayloadHash puts --payload-hash in the place of the hash of the body.
func (s *signCommand) overridePayloadHash(req *sigv4.Request, body []byte) error {
	if s.payloadHash == "" {
		return nil
	}
	raw, err := hex.DecodeString(s.payloadHash)
	unsigned := s.payloadHash == sigv4.UnsignedPayload
	switch {
	case !unsigned && (err != nil || len(raw) != 32 || strings.ToLower(s.payloadHash) != s.payloadHash):
		return usageErrorf("--payload-hash is neither 64 lower-case hex digits nor %s", sigv4.UnsignedPayload)
	case !unsigned && len(body) > 0 && s.payloadHash != sigv4.HashPayload(body):
		return usageErrorf("--payload-hash is not the hash of the body")
	case unsigned != (req.PayloadHash == sigv4.UnsignedPayload) && s.presign && req.Path == sigv4.PathObject:
		return usageErrorf("a presigned URL of S3 leaves the body unsigned: leave out --payload-hash")
	}
	req.PayloadHash = s.payloadHash
	return nil
}
