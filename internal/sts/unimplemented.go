package sts

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Operations of STS that are not built. Each is answered with UnsupportedOperation.

// unsupported is the answer of an operation that is not built.
func unsupported(operation string) error {
	return fault.UnsupportedOperation.With("Countersign does not support the operation %s.", operation)
}

func (Service) AssumeRoleWithSAML(context.Context, *stsapi.AssumeRoleWithSAMLRequest) (*stsapi.AssumeRoleWithSAMLResponse, error) {
	return nil, unsupported("AssumeRoleWithSAML")
}
func (Service) AssumeRoleWithWebIdentity(context.Context, *stsapi.AssumeRoleWithWebIdentityRequest) (*stsapi.AssumeRoleWithWebIdentityResponse, error) {
	return nil, unsupported("AssumeRoleWithWebIdentity")
}
func (Service) AssumeRoot(context.Context, *stsapi.AssumeRootRequest) (*stsapi.AssumeRootResponse, error) {
	return nil, unsupported("AssumeRoot")
}
func (Service) DecodeAuthorizationMessage(context.Context, *stsapi.DecodeAuthorizationMessageRequest) (*stsapi.DecodeAuthorizationMessageResponse, error) {
	return nil, unsupported("DecodeAuthorizationMessage")
}
func (Service) GetAccessKeyInfo(context.Context, *stsapi.GetAccessKeyInfoRequest) (*stsapi.GetAccessKeyInfoResponse, error) {
	return nil, unsupported("GetAccessKeyInfo")
}
func (Service) GetDelegatedAccessToken(context.Context, *stsapi.GetDelegatedAccessTokenRequest) (*stsapi.GetDelegatedAccessTokenResponse, error) {
	return nil, unsupported("GetDelegatedAccessToken")
}
func (Service) GetFederationToken(context.Context, *stsapi.GetFederationTokenRequest) (*stsapi.GetFederationTokenResponse, error) {
	return nil, unsupported("GetFederationToken")
}
func (Service) GetWebIdentityToken(context.Context, *stsapi.GetWebIdentityTokenRequest) (*stsapi.GetWebIdentityTokenResponse, error) {
	return nil, unsupported("GetWebIdentityToken")
}
