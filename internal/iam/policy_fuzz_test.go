package iam_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/iam"
)

// A trust policy that is accepted can be judged, whatever is in it.
func FuzzTrustPolicy(f *testing.F) {
	for _, document := range []string{
		trusting(everybody), trusting(`"*"`), trusting(`{"AWS": []}`), `{"Statement": [null]}`, `{"Statement": {"Principal": null}}`,
		trusting(everybody, `, "Condition": {"StringEquals": {"sts:ExternalId": null}}`), trusting(everybody, `, "Condition": {"Bool": {"x": [1, true]}}`), "", "{",
	} {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) {
		w := open(t, t.TempDir())
		role, err := w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: new("r"), AssumeRolePolicyDocument: &document})
		if err != nil {
			return
		}
		_, _, _ = w.RoleSession(caller.From(w.root).Principal, iam.RoleRequest{RoleARN: *role.Role.Arn, SessionName: "s", ExternalID: new("x")})
	})
}
