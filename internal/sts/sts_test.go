package sts_test

import (
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/sts"
)

func TestGetCallerIdentity(t *testing.T) {
	ctx := caller.With(t.Context(), caller.Scope{Account: "123456789012",
		Principal: caller.Principal{ARN: "arn:aws:iam::123456789012:user/x", UserID: "AIDAEXAMPLE", AccessKeyID: "AKIAEXAMPLE"}})
	got, err := sts.Service{}.GetCallerIdentity(ctx, new(stsapi.GetCallerIdentityRequest))
	if err != nil || *got.UserId != "AIDAEXAMPLE" || *got.Account != "123456789012" || *got.Arn != "arn:aws:iam::123456789012:user/x" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// What is not built says so, by name.
func TestUnsupported(t *testing.T) {
	_, err := sts.Service{}.AssumeRoleWithSAML(t.Context(), new(stsapi.AssumeRoleWithSAMLRequest))
	if !errors.Is(err, fault.UnsupportedOperation) || err.Error() != "UnsupportedOperation: Countersign does not support the operation AssumeRoleWithSAML." {
		t.Errorf("got %v", err)
	}
}
