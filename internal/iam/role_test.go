package iam_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// trusting is a trust policy for principals, given as JSON, with more members.
func trusting(principal string, more ...string) string {
	return fmt.Sprintf(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": %s, "Action": "sts:AssumeRole"%s}]}`, principal, strings.Join(more, ""))
}

const everybody = `{"AWS": "arn:aws:iam::123456789012:root"}`

func (w *world) role(t *testing.T, name, trust string) iamapi.Role {
	t.Helper()
	out, err := w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: &name, AssumeRolePolicyDocument: &trust})
	check(t, err)
	return *out.Role
}

func TestRoles(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	trust := trusting(everybody)
	made, err := w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: new("Loader"), Path: new("/etl/"), AssumeRolePolicyDocument: &trust,
		Description: new(""), MaxSessionDuration: new(int32(7200)), Tags: []iamapi.Tag{{Key: new("k"), Value: new("v")}}})
	check(t, err)
	w.close()
	w = open(t, dir)
	got, err := w.GetRole(w.root, &iamapi.GetRoleRequest{RoleName: new("Loader")})
	check(t, err)
	want := iamapi.Role{RoleName: new("Loader"), Path: new("/etl/"), RoleId: made.Role.RoleId, Arn: new("arn:aws:iam::123456789012:role/etl/Loader"),
		CreateDate: new(noon), AssumeRolePolicyDocument: got.Role.AssumeRolePolicyDocument, Description: new(""), MaxSessionDuration: new(int32(7200)),
		Tags: []iamapi.Tag{{Key: new("k"), Value: new("v")}}, RoleLastUsed: &iamapi.RoleLastUsed{}}
	if diff := cmp.Diff(want, *got.Role); diff != "" {
		t.Error(diff)
	}
	document := *got.Role.AssumeRolePolicyDocument
	if text, err := url.PathUnescape(document); err != nil || text != trust || strings.ContainsAny(document, ` +"{:/`) {
		t.Errorf("the policy is answered as %s", document)
	}
	w.role(t, "other", trust)
	list, err := w.ListRoles(w.root, &iamapi.ListRolesRequest{PathPrefix: new("/etl")})
	check(t, err)
	if len(list.Roles) != 1 || *list.Roles[0].RoleName != "Loader" || list.Roles[0].Tags != nil || *list.IsTruncated {
		t.Errorf("below /etl: %+v", list.Roles)
	}
	_, err = w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: new("loader"), AssumeRolePolicyDocument: &trust})
	refused(t, "twice", err, iamapi.EntityAlreadyExistsException, "Role with name loader already exists.")
	check(t, w.DeleteRole(w.root, &iamapi.DeleteRoleRequest{RoleName: new("Loader")}))
	err = w.DeleteRole(w.root, &iamapi.DeleteRoleRequest{RoleName: new("Loader")})
	refused(t, "deleted twice", err, iamapi.NoSuchEntityException, "The role with name Loader cannot be found.")
}

func TestTrustPolicyIsChecked(t *testing.T) {
	w := open(t, t.TempDir())
	_, _ = w.user(t, "bob")
	malformed := iamapi.MalformedPolicyDocumentException
	tests := []struct {
		name, document string
		kind           *fault.Kind
		says           string
	}{
		{"no JSON", `hello`, malformed, "invalid Json"},
		{"two documents", trusting(everybody) + "{}", malformed, "invalid Json"},
		{"unknown member", trusting(everybody, `, "Sort": 1`), malformed, "invalid Json"},
		{"no object", `[]`, malformed, "invalid Json"},
		{"no statement", `{}`, malformed, "Syntax errors"},
		{"version of nobody", `{"Version": "2020-01-01", "Statement": []}`, malformed, "version"},
		{"effect of nobody", `{"Statement": {"Effect": "Maybe", "Principal": "*", "Action": "sts:AssumeRole"}}`, malformed, "Syntax errors"},
		{"no principal", `{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}`, malformed, "Missing required field Principal"},
		{"no action", `{"Statement": {"Effect": "Allow", "Principal": "*"}}`, malformed, "Missing required field Action"},
		{"resource", trusting(everybody, `, "Resource": "*"`), malformed, "Has prohibited field Resource"},
		{"action of another service", strings.ReplaceAll(trusting(everybody), "sts:", "s3:"), malformed, "STS AssumeRole actions"},
		{"user who does not exist", trusting(`{"AWS": "arn:aws:iam::123456789012:user/eve"}`), malformed, `Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/eve"`},
		{"user on another path", trusting(`{"AWS": "arn:aws:iam::123456789012:user/x/bob"}`), malformed, "Invalid principal"},
		{"principal of no form", trusting(`{"AWS": "bob"}`), malformed, "Invalid principal"},
		{"kind of nobody", trusting(`{"Azure": "x"}`), malformed, "Azure"},
		{"NotPrincipal", `{"Statement": {"Effect": "Deny", "NotPrincipal": "*", "Action": "*"}}`, malformed, "does not support NotPrincipal"},
		{"too long", trusting(everybody, `, "Sid": "`+strings.Repeat("x", 2048)+`"`), iamapi.LimitExceededException, "ACLSizePerRole: 2048"},
		{"user", trusting(`{"AWS": "arn:aws:iam::123456789012:user/bob"}`), nil, ""},
		{"everybody", trusting(`"*"`), nil, ""},
		{"services and accounts", trusting(`{"AWS": ["123456789012", "arn:aws:iam::210987654321:user/x"], "Service": "redshift.amazonaws.com"}`), nil, ""},
		{"condition", trusting(everybody, `, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": true}}`), nil, ""},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: new(fmt.Sprint("r", i)), AssumeRolePolicyDocument: &test.document})
			if test.kind == nil {
				check(t, err)
				return
			}
			refused(t, test.name, err, test.kind, test.says)
		})
	}
	_, err := w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: new("r"), AssumeRolePolicyDocument: new(trusting(everybody)), PermissionsBoundary: new("arn")})
	refused(t, "boundary", err, fault.UnsupportedOperation, "PermissionsBoundary")
}
