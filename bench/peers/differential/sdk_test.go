package differential

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"

	"github.com/countersign-dev/countersign/sigv4"
)

// The SDK neither normalises a path nor decodes one: it is given what is left to
// encode. It drops query pieces with a raw ";" and malformed escapes, of which there
// are none here, and signs Content-Length where it is given one.
var sdkTastes = tastes{
	styles: []sigv4.PathStyle{sigv4.PathNormalized, sigv4.PathAsSent, sigv4.PathObject},
	names: []string{"content-type", "x-amz-target", "x-amz-meta-a", "x-amz-meta-a", "a", "date", "accept", "accept-encoding", "range",
		"amz-sdk-request", "user-agent", "x-amzn-trace-id", "expect", "transfer-encoding", "x-b", "x-b-"},
	bytes: true, tabs: true, emptyPieces: true, repeatPresigned: true, finalDots: true, lowerMethods: true, presignedBody: true,
}

const sdkSeed = 1

func TestSDK(t *testing.T) {
	n := requests(t)
	workers := runtime.GOMAXPROCS(0)
	var running sync.WaitGroup
	for worker := range workers {
		running.Go(func() {
			var judge judge
			for i := worker; i < n && !t.Failed(); i += workers {
				c := newGenerator(sdkTastes, sdkSeed, uint64(i)).trial()
				if err := c.againstSDK(t.Context(), &judge); err != nil {
					t.Errorf("request %d: %v\n%+v", i, err, c)
				}
			}
		})
	}
	running.Wait()
	t.Logf("%d requests, signed as aws-sdk-go-v2 signs them", n)
}

func (c *trial) againstSDK(ctx context.Context, judge *judge) error {
	signed, err := c.sign(c.ours())
	if err != nil {
		return err
	}
	var steps strings.Builder
	theirs, err := c.signWithSDK(ctx, nil)
	if err != nil {
		return err
	}
	if theirs == signed.Signature {
		return judge.accept(c, signed)
	}
	if _, err := c.signWithSDK(ctx, logging.LoggerFunc(func(_ logging.Classification, format string, v ...any) {
		fmt.Fprintf(&steps, format, v...)
	})); err != nil {
		return err
	}
	return fmt.Errorf("signatures differ\nours:\n%s\n%s", signed.CanonicalRequest, steps.String())
}

// signWithSDK returns the signature that the SDK's signer makes of the request.
func (c *trial) signWithSDK(ctx context.Context, log logging.Logger) (string, error) {
	wire, err := c.sdkPath()
	if err != nil {
		return "", err
	}
	// The opaque form hands the path to the signer as it is.
	r := &http.Request{Method: c.method, Host: c.host, Header: c.header(false),
		URL: &url.URL{Scheme: "https", Host: c.host, Opaque: "//" + c.host + wire, RawQuery: c.query}}
	if c.hashHeader {
		r.Header.Set("X-Amz-Content-Sha256", c.payloadHash)
	}
	credentials := aws.Credentials{AccessKeyID: c.credentials.AccessKeyID, SecretAccessKey: c.credentials.SecretAccessKey, SessionToken: c.credentials.SessionToken}
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.DisableHeaderHoisting = true // we leave headers where they are
		o.DisableURIPathEscaping = c.style == sigv4.PathObject
		o.DisableSessionToken = c.tokenAfter
		o.Logger, o.LogSigning = log, log != nil
	})
	if !c.presigned {
		err := signer.SignHTTP(ctx, credentials, r, c.payloadHash, c.service, c.region, c.at)
		_, signature, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
		return signature, err
	}
	if r.URL.RawQuery != "" {
		r.URL.RawQuery += "&"
	}
	r.URL.RawQuery += "X-Amz-Expires=" + strconv.Itoa(int(c.expires.Seconds()))
	address, _, err := signer.PresignHTTP(ctx, credentials, r, c.payloadHash, c.service, c.region, c.at)
	_, signature, _ := strings.Cut(address, "&X-Amz-Signature=")
	return signature, err
}

// sdkPath is the path that the SDK is given, made by the standard library's means.
func (c *trial) sdkPath() (string, error) {
	switch c.style {
	case sigv4.PathNormalized:
		clean := path.Clean(c.path)
		for _, end := range []string{"/", "/.", "/.."} {
			if clean != "/" && strings.HasSuffix(c.path, end) {
				return clean + "/", nil
			}
		}
		return clean, nil
	case sigv4.PathObject:
		return objectPath(c.path)
	}
	return c.path, nil
}
