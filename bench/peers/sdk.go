package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/countersign-dev/countersign/sigv4"
)

// An sdk is aws-sdk-go-v2's signer at the same work: signing, and verifying as it is
// done with a signer alone, by signing again and comparing.
type sdk struct {
	fixture     fixture
	signer      *v4.Signer // keeps the derived key
	credentials aws.Credentials
	outgoing    *http.Request
	received    *http.Request
	at          time.Time
}

func newSDK(f fixture, s *sides) (*sdk, error) {
	p := &sdk{fixture: f, signer: v4.NewSigner(), credentials: aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, at: s.at}
	var err error
	if p.outgoing, err = toHTTP(&f.request); err != nil {
		return nil, err
	}
	p.received, err = toHTTP(s.received)
	return p, err
}

func toHTTP(r *sigv4.Request) (*http.Request, error) {
	u, err := url.Parse("https://" + r.Host + r.Target)
	if err != nil {
		return nil, err
	}
	return &http.Request{Method: r.Method, URL: u, Host: r.Host, Header: r.Header.Clone()}, nil
}

func (p *sdk) sign() error {
	if p.fixture.presign {
		_, err := p.presign(p.outgoing, p.at)
		return err
	}
	// A request that a client is about to send has no signature yet.
	delete(p.outgoing.Header, "Authorization")
	delete(p.outgoing.Header, "X-Amz-Date")
	return p.signer.SignHTTP(context.Background(), p.credentials, p.outgoing, p.payloadHash(), service, region, p.at)
}

func (p *sdk) payloadHash() string {
	if len(p.fixture.request.Body) == 0 {
		return sigv4.EmptyPayloadHash
	}
	sum := sha256.Sum256(p.fixture.request.Body)
	return hex.EncodeToString(sum[:])
}

// presign returns the signature of the URL that the SDK makes.
func (p *sdk) presign(r *http.Request, at time.Time) (string, error) {
	query := r.URL.Query()
	query.Del("X-Amz-Signature")
	query.Set("X-Amz-Expires", strconv.Itoa(int(expires.Seconds())))
	u := *r.URL
	u.RawQuery = query.Encode()
	again := &http.Request{Method: r.Method, URL: &u, Host: r.Host, Header: r.Header}
	signed, _, err := p.signer.PresignHTTP(context.Background(), p.credentials, again, p.payloadHash(), service, region, at)
	_, signature, _ := strings.Cut(signed, "X-Amz-Signature=")
	return signature, err
}

func (p *sdk) verify() error {
	claimed, expected, err := "", "", error(nil)
	if p.fixture.presign {
		query := p.received.URL.Query()
		claimed = query.Get("X-Amz-Signature")
		at, bad := time.Parse(sigv4.TimeFormat, query.Get("X-Amz-Date"))
		if bad != nil {
			return bad
		}
		expected, err = p.presign(p.received, at)
	} else {
		claimed, expected, err = p.signAgain()
	}
	if err == nil && subtle.ConstantTimeCompare([]byte(claimed), []byte(expected)) != 1 {
		err = errors.New("the SDK's signature differs")
	}
	return err
}

// signAgain signs the headers that the request says were signed, and no others.
func (p *sdk) signAgain() (claimed, expected string, err error) {
	header := p.received.Header.Get("Authorization")
	_, names, _ := strings.Cut(header, "SignedHeaders=")
	names, _, _ = strings.Cut(names, ",")
	_, claimed, _ = strings.Cut(header, "Signature=")
	at, err := time.Parse(sigv4.TimeFormat, p.received.Header.Get("X-Amz-Date"))
	if err != nil {
		return "", "", err
	}
	again := &http.Request{Method: p.received.Method, URL: p.received.URL, Host: p.received.Host, Header: http.Header{}}
	for name := range strings.SplitSeq(names, ";") {
		if values := p.received.Header.Values(name); len(values) > 0 {
			again.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	err = p.signer.SignHTTP(context.Background(), p.credentials, again, p.payloadHash(), service, region, at)
	_, expected, _ = strings.Cut(again.Header.Get("Authorization"), "Signature=")
	return claimed, expected, err
}
