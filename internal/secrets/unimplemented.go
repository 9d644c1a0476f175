package secrets

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Operations of Secrets Manager that are not built. Each is answered with
// UnsupportedOperation.

// unsupported is the answer of an operation that is not built.
func unsupported(operation string) error {
	return fault.UnsupportedOperation.With("Countersign does not support the operation %s.", operation)
}

func (*Service) AssociateCrossAccountReplica(context.Context, *secretsapi.AssociateCrossAccountReplicaRequest) (*secretsapi.AssociateCrossAccountReplicaResponse, error) {
	return nil, unsupported("AssociateCrossAccountReplica")
}
func (*Service) BatchGetSecretValue(context.Context, *secretsapi.BatchGetSecretValueRequest) (*secretsapi.BatchGetSecretValueResponse, error) {
	return nil, unsupported("BatchGetSecretValue")
}
func (*Service) CancelRotateSecret(context.Context, *secretsapi.CancelRotateSecretRequest) (*secretsapi.CancelRotateSecretResponse, error) {
	return nil, unsupported("CancelRotateSecret")
}
func (*Service) DeleteResourcePolicy(context.Context, *secretsapi.DeleteResourcePolicyRequest) (*secretsapi.DeleteResourcePolicyResponse, error) {
	return nil, unsupported("DeleteResourcePolicy")
}
func (*Service) DisassociateCrossAccountReplica(context.Context, *secretsapi.DisassociateCrossAccountReplicaRequest) (*secretsapi.DisassociateCrossAccountReplicaResponse, error) {
	return nil, unsupported("DisassociateCrossAccountReplica")
}
func (*Service) GetRandomPassword(context.Context, *secretsapi.GetRandomPasswordRequest) (*secretsapi.GetRandomPasswordResponse, error) {
	return nil, unsupported("GetRandomPassword")
}
func (*Service) GetResourcePolicy(context.Context, *secretsapi.GetResourcePolicyRequest) (*secretsapi.GetResourcePolicyResponse, error) {
	return nil, unsupported("GetResourcePolicy")
}
func (*Service) ListResourcePolicies(context.Context, *secretsapi.ListResourcePoliciesRequest) (*secretsapi.ListResourcePoliciesResponse, error) {
	return nil, unsupported("ListResourcePolicies")
}
func (*Service) ListSecretVersionIds(context.Context, *secretsapi.ListSecretVersionIdsRequest) (*secretsapi.ListSecretVersionIdsResponse, error) {
	return nil, unsupported("ListSecretVersionIds")
}
func (*Service) PutResourcePolicy(context.Context, *secretsapi.PutResourcePolicyRequest) (*secretsapi.PutResourcePolicyResponse, error) {
	return nil, unsupported("PutResourcePolicy")
}
func (*Service) RemoveRegionsFromReplication(context.Context, *secretsapi.RemoveRegionsFromReplicationRequest) (*secretsapi.RemoveRegionsFromReplicationResponse, error) {
	return nil, unsupported("RemoveRegionsFromReplication")
}
func (*Service) ReplicateSecretToRegions(context.Context, *secretsapi.ReplicateSecretToRegionsRequest) (*secretsapi.ReplicateSecretToRegionsResponse, error) {
	return nil, unsupported("ReplicateSecretToRegions")
}
func (*Service) RestoreSecret(context.Context, *secretsapi.RestoreSecretRequest) (*secretsapi.RestoreSecretResponse, error) {
	return nil, unsupported("RestoreSecret")
}
func (*Service) RotateSecret(context.Context, *secretsapi.RotateSecretRequest) (*secretsapi.RotateSecretResponse, error) {
	return nil, unsupported("RotateSecret")
}
func (*Service) StopReplicationToReplica(context.Context, *secretsapi.StopReplicationToReplicaRequest) (*secretsapi.StopReplicationToReplicaResponse, error) {
	return nil, unsupported("StopReplicationToReplica")
}
func (*Service) TagResource(context.Context, *secretsapi.TagResourceRequest) error {
	return unsupported("TagResource")
}
func (*Service) UntagResource(context.Context, *secretsapi.UntagResourceRequest) error {
	return unsupported("UntagResource")
}
func (*Service) UpdateSecret(context.Context, *secretsapi.UpdateSecretRequest) (*secretsapi.UpdateSecretResponse, error) {
	return nil, unsupported("UpdateSecret")
}
func (*Service) UpdateSecretVersionStage(context.Context, *secretsapi.UpdateSecretVersionStageRequest) (*secretsapi.UpdateSecretVersionStageResponse, error) {
	return nil, unsupported("UpdateSecretVersionStage")
}
func (*Service) ValidateResourcePolicy(context.Context, *secretsapi.ValidateResourcePolicyRequest) (*secretsapi.ValidateResourcePolicyResponse, error) {
	return nil, unsupported("ValidateResourcePolicy")
}
