package sts_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/sts"
)

// accounts issues one key and tells what it was asked for.
type accounts struct {
	lasts time.Duration
	size  int
	role  sts.RoleRequest
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func (a *accounts) UserSession(_ caller.Principal, lasts time.Duration, size int) (sts.Key, error) {
	a.lasts, a.size = lasts, size
	return sts.Key{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "secret", SessionToken: "token", Expires: noon.Add(lasts)}, nil
}

func (a *accounts) RoleSession(_ caller.Principal, asked sts.RoleRequest) (sts.Key, caller.Principal, error) {
	a.role = asked
	if asked.RoleARN == "" {
		return sts.Key{}, caller.Principal{}, fault.AccessDenied.With("no")
	}
	return sts.Key{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "secret", SessionToken: "token", Expires: noon},
		caller.Principal{ARN: "arn:aws:sts::123456789012:assumed-role/r/s", UserID: "AROAEXAMPLE:s"}, nil
}

func as(t *testing.T, userID string) context.Context {
	return caller.With(t.Context(), caller.Scope{Account: "123456789012", Principal: caller.Principal{UserID: userID}})
}

func TestGetSessionToken(t *testing.T) {
	tests := []struct {
		name, user string
		seconds    *int32
		want       time.Duration
	}{
		{"a user", "AIDAEXAMPLE", nil, 12 * time.Hour},
		{"a user, as long as can be", "AIDAEXAMPLE", new(int32(129600)), 36 * time.Hour},
		{"root", "123456789012", nil, time.Hour},
		{"root, longer", "123456789012", new(int32(7200)), time.Hour},
		{"root, shorter", "123456789012", new(int32(900)), 15 * time.Minute},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := new(accounts)
			got, err := sts.Service{Accounts: a}.GetSessionToken(as(t, test.user), &stsapi.GetSessionTokenRequest{DurationSeconds: test.seconds, MinimumSessionTokenSize: new(int32(7))})
			if err != nil {
				t.Fatal(err)
			}
			want := &stsapi.GetSessionTokenResponse{SessionTokenSize: new(int32(5)), Credentials: &stsapi.Credentials{
				AccessKeyId: new("ASIAEXAMPLE"), SecretAccessKey: new("secret"), SessionToken: new("token"), Expiration: new(noon.Add(test.want))}}
			if diff := cmp.Diff(want, got); diff != "" || a.lasts != test.want || a.size != 7 {
				t.Errorf("asked for %v and %d bytes\n%s", a.lasts, a.size, diff)
			}
		})
	}
	for _, in := range []stsapi.GetSessionTokenRequest{{SerialNumber: new("arn:aws:iam::123456789012:mfa/x")}, {TokenCode: new("123456")}} {
		if _, err := (sts.Service{Accounts: new(accounts)}).GetSessionToken(as(t, "AIDAEXAMPLE"), &in); !errors.Is(err, fault.AccessDenied) {
			t.Errorf("with MFA: %v", err)
		}
	}
}

func TestAssumeRole(t *testing.T) {
	type in = stsapi.AssumeRoleRequest
	ask := func(a *accounts, change func(*in)) (*stsapi.AssumeRoleResponse, error) {
		request := &in{RoleArn: new("arn:aws:iam::123456789012:role/r"), RoleSessionName: new("s"), ExternalId: new("x"),
			DurationSeconds: new(int32(900)), MinimumSessionTokenSize: new(int32(9))}
		change(request)
		return sts.Service{Accounts: a}.AssumeRole(as(t, "AIDAEXAMPLE"), request)
	}
	a := new(accounts)
	got, err := ask(a, func(*in) {})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sts.RoleRequest{RoleARN: "arn:aws:iam::123456789012:role/r", SessionName: "s", ExternalID: new("x"), Lasts: 15 * time.Minute, TokenSize: 9}, a.role); diff != "" {
		t.Error(diff)
	}
	if *got.AssumedRoleUser.Arn != "arn:aws:sts::123456789012:assumed-role/r/s" || *got.AssumedRoleUser.AssumedRoleId != "AROAEXAMPLE:s" || *got.Credentials.AccessKeyId != "ASIAEXAMPLE" {
		t.Errorf("got %+v", got)
	}
	refusals := map[string]struct {
		change func(*in)
		kind   *fault.Kind
	}{
		"Policy":            {func(i *in) { i.Policy = new("{}") }, fault.UnsupportedOperation},
		"PolicyArns":        {func(i *in) { i.PolicyArns = []stsapi.PolicyDescriptorType{{}} }, fault.UnsupportedOperation},
		"Tags":              {func(i *in) { i.Tags = []stsapi.Tag{{}} }, fault.UnsupportedOperation},
		"TransitiveTagKeys": {func(i *in) { i.TransitiveTagKeys = []string{"k"} }, fault.UnsupportedOperation},
		"SourceIdentity":    {func(i *in) { i.SourceIdentity = new("me") }, fault.UnsupportedOperation},
		"ProvidedContexts":  {func(i *in) { i.ProvidedContexts = []stsapi.ProvidedContext{{}} }, fault.UnsupportedOperation},
		"SerialNumber":      {func(i *in) { i.SerialNumber = new("x") }, fault.AccessDenied},
		"TokenCode":         {func(i *in) { i.TokenCode = new("123456") }, fault.AccessDenied},
		"role of nobody":    {func(i *in) { i.RoleArn = new("") }, fault.AccessDenied},
	}
	for name, test := range refusals {
		if out, err := ask(new(accounts), test.change); !errors.Is(err, test.kind) || out != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
