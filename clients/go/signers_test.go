package clients

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/countersign-dev/countersign/redshifttest"
)

// A signerCase is a request that the SDK's signer signs by itself, without a client.
type signerCase struct {
	name, method, service, query, body string
	header                             map[string]string
	presigned                          bool
	says, refusal                      string
	refusalStatus                      int
}

var signerCases = []signerCase{
	{name: "GET", method: http.MethodGet, service: "redshift", query: "Action=DescribeClusters&Version=2012-12-01",
		says: "<DescribeClustersResult>", refusal: "<Code>SignatureDoesNotMatch<", refusalStatus: 403},
	{name: "GET presigned", method: http.MethodGet, service: "sts", query: "Action=GetCallerIdentity&Version=2011-06-15", presigned: true,
		says: ":root</Arn>", refusal: "<Code>SignatureDoesNotMatch<", refusalStatus: 403},
	{name: "POST presigned", method: http.MethodPost, service: "sts", body: "Action=GetCallerIdentity&Version=2011-06-15", presigned: true,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		says:   ":root</Arn>", refusal: "<Code>SignatureDoesNotMatch<", refusalStatus: 403},
	{name: "POST JSON", method: http.MethodPost, service: "redshift-data", body: `{"Status":"ALL"}`,
		header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "RedshiftData.ListStatements", "X-Amz-Meta-Wide": " a   b "},
		says:   `"Statements"`, refusal: "InvalidSignatureException", refusalStatus: 400},
}

// The signer alone: by GET and by POST, in the header and in the query, and refused
// with a wrong secret.
func TestSigner(t *testing.T) {
	srv := redshifttest.New(t)
	for _, c := range signerCases {
		t.Run(c.name, func(t *testing.T) {
			if status, answer := c.send(t, srv, srv.SecretAccessKey); status != http.StatusOK || !strings.Contains(answer, c.says) {
				t.Errorf("answer %d: %s", status, answer)
			}
			if status, answer := c.send(t, srv, "wrong"); status != c.refusalStatus || !strings.Contains(answer, c.refusal) {
				t.Errorf("with a wrong secret, answer %d: %s", status, answer)
			}
		})
	}
}

func (c *signerCase) send(t *testing.T, srv *redshifttest.Server, secret string) (status int, answer string) {
	url := srv.Endpoint + "/"
	if c.query != "" {
		url += "?" + c.query
	}
	req, err := http.NewRequestWithContext(t.Context(), c.method, url, strings.NewReader(c.body))
	check(t, err)
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	key := aws.Credentials{AccessKeyID: srv.AccessKeyID, SecretAccessKey: secret}
	if c.presigned {
		signed, _, err := v4.NewSigner().PresignHTTP(t.Context(), key, req, hashOf(c.body), c.service, srv.Region, time.Now())
		check(t, err)
		req.URL, err = req.URL.Parse(signed)
		check(t, err)
	} else {
		check(t, v4.NewSigner().SignHTTP(t.Context(), key, req, hashOf(c.body), c.service, srv.Region, time.Now()))
	}
	return fetch(t, req)
}

func fetch(t *testing.T, req *http.Request) (status int, answer string) {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	check(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	check(t, err)
	return res.StatusCode, string(body)
}

// The SDK's presigning client, whose URL anybody may open.
func TestPresignClient(t *testing.T) {
	srv := redshifttest.New(t)
	for secret, want := range map[string]string{srv.SecretAccessKey: ":root</Arn>", "wrong": "<Code>SignatureDoesNotMatch<"} {
		cfg := config(srv, secret)
		signed, err := sts.NewPresignClient(sts.NewFromConfig(cfg)).PresignGetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		check(t, err)
		req, err := http.NewRequestWithContext(t.Context(), signed.Method, signed.URL, nil)
		check(t, err)
		if _, answer := fetch(t, req); !strings.Contains(answer, want) {
			t.Errorf("%s lacks %s", answer, want)
		}
	}
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
