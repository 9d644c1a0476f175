package server_test

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/redshifttest"
	"github.com/countersign-dev/countersign/sigv4"
)

// ask signs and sends a request. The body is a form, or there is none.
func ask(t *testing.T, srv *redshifttest.Server, credentials sigv4.Credentials, service, target, form string) *http.Response {
	t.Helper()
	method := http.MethodGet
	if form != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, srv.Endpoint+target, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	signer := sigv4.Signer{Credentials: credentials, Region: srv.Region, Service: service}
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(form))); err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func root(srv *redshifttest.Server) sigv4.Credentials {
	return sigv4.Credentials{AccessKeyID: srv.AccessKeyID, SecretAccessKey: srv.SecretAccessKey}
}

// provoke sends a request that is refused, and returns its cause as the answer tells.
func provoke(t *testing.T, srv *redshifttest.Server, secret string) string {
	t.Helper()
	answer := ask(t, srv, sigv4.Credentials{AccessKeyID: srv.AccessKeyID, SecretAccessKey: secret}, "redshift", "/", "Action=DescribeClusters&Version=2012-12-01")
	if answer.StatusCode != http.StatusForbidden {
		t.Fatal(answer.Status)
	}
	return answer.Header.Get("X-Countersign-Cause")
}

// The cause stands beside AWS's answer, and in the journal that the root key reads.
func TestRefusals(t *testing.T) {
	srv := redshifttest.New(t)
	if cause := provoke(t, srv, srv.SecretAccessKey+"\n"); cause != "secret-trailing-newline; proven" {
		t.Errorf("cause %q", cause)
	}
	answer := ask(t, srv, root(srv), server.OwnService, server.RefusalsPath, "")
	var record refusal.Record
	if err := json.NewDecoder(answer.Body).Decode(&record); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status, err)
	}
	if record.Number != 1 || len(record.Causes) == 0 || record.Causes[0].ID != "secret-trailing-newline" {
		t.Errorf("record %+v", record)
	}
	if text, err := io.ReadAll(ask(t, srv, root(srv), server.OwnService, server.RefusalsPath+"?after=1", "").Body); err != nil || len(text) != 0 {
		t.Errorf("after the last: %q, %v", text, err)
	}
	for target, status := range map[string]int{"?after=x": http.StatusBadRequest, "?after=-1": http.StatusBadRequest} {
		if got := ask(t, srv, root(srv), server.OwnService, server.RefusalsPath+target, "").StatusCode; got != status {
			t.Errorf("%s: %d", target, got)
		}
	}
}

// A follower is told of each refusal as it happens.
func TestRefusalsFollow(t *testing.T) {
	srv := redshifttest.New(t)
	answer := ask(t, srv, root(srv), server.OwnService, server.RefusalsPath+"?follow=true", "")
	lines := bufio.NewScanner(answer.Body)
	for want := range uint64(3) {
		provoke(t, srv, "wrong"+time.Now().String())
		var record refusal.Record
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &record) != nil || record.Number != want+1 {
			t.Fatalf("%d: %q, %v", want, lines.Text(), lines.Err())
		}
	}
}

// Nobody but the root key reads what others' requests looked like.
func TestRefusalsAreForRoot(t *testing.T) {
	srv := redshifttest.New(t)
	ask(t, srv, root(srv), "iam", "/", "Action=CreateUser&UserName=ada&Version=2010-05-08")
	made := ask(t, srv, root(srv), "iam", "/", "Action=CreateAccessKey&UserName=ada&Version=2010-05-08")
	var key struct {
		ID     string `xml:"CreateAccessKeyResult>AccessKey>AccessKeyId"`
		Secret string `xml:"CreateAccessKeyResult>AccessKey>SecretAccessKey"`
	}
	if err := xml.NewDecoder(made.Body).Decode(&key); err != nil || key.Secret == "" {
		t.Fatal(key, err)
	}
	ada := sigv4.Credentials{AccessKeyID: key.ID, SecretAccessKey: key.Secret}
	for name, got := range map[string]int{
		"another key":     ask(t, srv, ada, server.OwnService, server.RefusalsPath, "").StatusCode,
		"another service": ask(t, srv, root(srv), "redshift", server.RefusalsPath, "").StatusCode,
		"wrong secret": ask(t, srv, sigv4.Credentials{AccessKeyID: srv.AccessKeyID, SecretAccessKey: "x"},
			server.OwnService, server.RefusalsPath, "").StatusCode,
	} {
		if got != http.StatusForbidden {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := ask(t, srv, root(srv), server.OwnService, server.RefusalsPath, "a=b").StatusCode; got == http.StatusOK {
		t.Errorf("POST: %d", got)
	}
}
