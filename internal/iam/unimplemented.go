package iam

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Operations of IAM that are not built. Each is answered with UnsupportedOperation.

// unsupported is the answer of an operation that is not built.
func unsupported(operation string) error {
	return fault.UnsupportedOperation.With("Countersign does not support the operation %s.", operation)
}

func (*Service) AcceptDelegationRequest(context.Context, *iamapi.AcceptDelegationRequestRequest) error {
	return unsupported("AcceptDelegationRequest")
}
func (*Service) AcquireRole(context.Context, *iamapi.AcquireRoleRequest) (*iamapi.AcquireRoleResponse, error) {
	return nil, unsupported("AcquireRole")
}
func (*Service) AddClientIDToOpenIDConnectProvider(context.Context, *iamapi.AddClientIDToOpenIDConnectProviderRequest) error {
	return unsupported("AddClientIDToOpenIDConnectProvider")
}
func (*Service) AddRoleToInstanceProfile(context.Context, *iamapi.AddRoleToInstanceProfileRequest) error {
	return unsupported("AddRoleToInstanceProfile")
}
func (*Service) AddUserToGroup(context.Context, *iamapi.AddUserToGroupRequest) error {
	return unsupported("AddUserToGroup")
}
func (*Service) AssociateDelegationRequest(context.Context, *iamapi.AssociateDelegationRequestRequest) error {
	return unsupported("AssociateDelegationRequest")
}
func (*Service) AttachGroupPolicy(context.Context, *iamapi.AttachGroupPolicyRequest) error {
	return unsupported("AttachGroupPolicy")
}
func (*Service) AttachRolePolicy(context.Context, *iamapi.AttachRolePolicyRequest) error {
	return unsupported("AttachRolePolicy")
}
func (*Service) AttachUserPolicy(context.Context, *iamapi.AttachUserPolicyRequest) error {
	return unsupported("AttachUserPolicy")
}
func (*Service) ChangePassword(context.Context, *iamapi.ChangePasswordRequest) error {
	return unsupported("ChangePassword")
}
func (*Service) CreateAccountAlias(context.Context, *iamapi.CreateAccountAliasRequest) error {
	return unsupported("CreateAccountAlias")
}
func (*Service) CreateDelegationRequest(context.Context, *iamapi.CreateDelegationRequestRequest) (*iamapi.CreateDelegationRequestResponse, error) {
	return nil, unsupported("CreateDelegationRequest")
}
func (*Service) CreateGroup(context.Context, *iamapi.CreateGroupRequest) (*iamapi.CreateGroupResponse, error) {
	return nil, unsupported("CreateGroup")
}
func (*Service) CreateInstanceProfile(context.Context, *iamapi.CreateInstanceProfileRequest) (*iamapi.CreateInstanceProfileResponse, error) {
	return nil, unsupported("CreateInstanceProfile")
}
func (*Service) CreateLoginProfile(context.Context, *iamapi.CreateLoginProfileRequest) (*iamapi.CreateLoginProfileResponse, error) {
	return nil, unsupported("CreateLoginProfile")
}
func (*Service) CreateOpenIDConnectProvider(context.Context, *iamapi.CreateOpenIDConnectProviderRequest) (*iamapi.CreateOpenIDConnectProviderResponse, error) {
	return nil, unsupported("CreateOpenIDConnectProvider")
}
func (*Service) CreatePolicy(context.Context, *iamapi.CreatePolicyRequest) (*iamapi.CreatePolicyResponse, error) {
	return nil, unsupported("CreatePolicy")
}
func (*Service) CreatePolicyVersion(context.Context, *iamapi.CreatePolicyVersionRequest) (*iamapi.CreatePolicyVersionResponse, error) {
	return nil, unsupported("CreatePolicyVersion")
}
func (*Service) CreateSAMLProvider(context.Context, *iamapi.CreateSAMLProviderRequest) (*iamapi.CreateSAMLProviderResponse, error) {
	return nil, unsupported("CreateSAMLProvider")
}
func (*Service) CreateServiceLinkedRole(context.Context, *iamapi.CreateServiceLinkedRoleRequest) (*iamapi.CreateServiceLinkedRoleResponse, error) {
	return nil, unsupported("CreateServiceLinkedRole")
}
func (*Service) CreateServiceSpecificCredential(context.Context, *iamapi.CreateServiceSpecificCredentialRequest) (*iamapi.CreateServiceSpecificCredentialResponse, error) {
	return nil, unsupported("CreateServiceSpecificCredential")
}
func (*Service) CreateVirtualMFADevice(context.Context, *iamapi.CreateVirtualMFADeviceRequest) (*iamapi.CreateVirtualMFADeviceResponse, error) {
	return nil, unsupported("CreateVirtualMFADevice")
}
func (*Service) DeactivateMFADevice(context.Context, *iamapi.DeactivateMFADeviceRequest) error {
	return unsupported("DeactivateMFADevice")
}
func (*Service) DeleteAccountAlias(context.Context, *iamapi.DeleteAccountAliasRequest) error {
	return unsupported("DeleteAccountAlias")
}
func (*Service) DeleteAccountPasswordPolicy(context.Context) error {
	return unsupported("DeleteAccountPasswordPolicy")
}
func (*Service) DeleteGroup(context.Context, *iamapi.DeleteGroupRequest) error {
	return unsupported("DeleteGroup")
}
func (*Service) DeleteGroupPolicy(context.Context, *iamapi.DeleteGroupPolicyRequest) error {
	return unsupported("DeleteGroupPolicy")
}
func (*Service) DeleteInstanceProfile(context.Context, *iamapi.DeleteInstanceProfileRequest) error {
	return unsupported("DeleteInstanceProfile")
}
func (*Service) DeleteLoginProfile(context.Context, *iamapi.DeleteLoginProfileRequest) error {
	return unsupported("DeleteLoginProfile")
}
func (*Service) DeleteOpenIDConnectProvider(context.Context, *iamapi.DeleteOpenIDConnectProviderRequest) error {
	return unsupported("DeleteOpenIDConnectProvider")
}
func (*Service) DeletePolicy(context.Context, *iamapi.DeletePolicyRequest) error {
	return unsupported("DeletePolicy")
}
func (*Service) DeletePolicyVersion(context.Context, *iamapi.DeletePolicyVersionRequest) error {
	return unsupported("DeletePolicyVersion")
}
func (*Service) DeleteRolePermissionsBoundary(context.Context, *iamapi.DeleteRolePermissionsBoundaryRequest) error {
	return unsupported("DeleteRolePermissionsBoundary")
}
func (*Service) DeleteRolePolicy(context.Context, *iamapi.DeleteRolePolicyRequest) error {
	return unsupported("DeleteRolePolicy")
}
func (*Service) DeleteSAMLProvider(context.Context, *iamapi.DeleteSAMLProviderRequest) error {
	return unsupported("DeleteSAMLProvider")
}
func (*Service) DeleteSSHPublicKey(context.Context, *iamapi.DeleteSSHPublicKeyRequest) error {
	return unsupported("DeleteSSHPublicKey")
}
func (*Service) DeleteServerCertificate(context.Context, *iamapi.DeleteServerCertificateRequest) error {
	return unsupported("DeleteServerCertificate")
}
func (*Service) DeleteServiceLinkedRole(context.Context, *iamapi.DeleteServiceLinkedRoleRequest) (*iamapi.DeleteServiceLinkedRoleResponse, error) {
	return nil, unsupported("DeleteServiceLinkedRole")
}
func (*Service) DeleteServiceSpecificCredential(context.Context, *iamapi.DeleteServiceSpecificCredentialRequest) error {
	return unsupported("DeleteServiceSpecificCredential")
}
func (*Service) DeleteSigningCertificate(context.Context, *iamapi.DeleteSigningCertificateRequest) error {
	return unsupported("DeleteSigningCertificate")
}
func (*Service) DeleteUserPermissionsBoundary(context.Context, *iamapi.DeleteUserPermissionsBoundaryRequest) error {
	return unsupported("DeleteUserPermissionsBoundary")
}
func (*Service) DeleteUserPolicy(context.Context, *iamapi.DeleteUserPolicyRequest) error {
	return unsupported("DeleteUserPolicy")
}
func (*Service) DeleteVirtualMFADevice(context.Context, *iamapi.DeleteVirtualMFADeviceRequest) error {
	return unsupported("DeleteVirtualMFADevice")
}
func (*Service) DetachGroupPolicy(context.Context, *iamapi.DetachGroupPolicyRequest) error {
	return unsupported("DetachGroupPolicy")
}
func (*Service) DetachRolePolicy(context.Context, *iamapi.DetachRolePolicyRequest) error {
	return unsupported("DetachRolePolicy")
}
func (*Service) DetachUserPolicy(context.Context, *iamapi.DetachUserPolicyRequest) error {
	return unsupported("DetachUserPolicy")
}
func (*Service) DisableOrganizationsRootCredentialsManagement(context.Context, *iamapi.DisableOrganizationsRootCredentialsManagementRequest) (*iamapi.DisableOrganizationsRootCredentialsManagementResponse, error) {
	return nil, unsupported("DisableOrganizationsRootCredentialsManagement")
}
func (*Service) DisableOrganizationsRootSessions(context.Context, *iamapi.DisableOrganizationsRootSessionsRequest) (*iamapi.DisableOrganizationsRootSessionsResponse, error) {
	return nil, unsupported("DisableOrganizationsRootSessions")
}
func (*Service) DisableOutboundWebIdentityFederation(context.Context) error {
	return unsupported("DisableOutboundWebIdentityFederation")
}
func (*Service) EnableMFADevice(context.Context, *iamapi.EnableMFADeviceRequest) error {
	return unsupported("EnableMFADevice")
}
func (*Service) EnableOrganizationsRootCredentialsManagement(context.Context, *iamapi.EnableOrganizationsRootCredentialsManagementRequest) (*iamapi.EnableOrganizationsRootCredentialsManagementResponse, error) {
	return nil, unsupported("EnableOrganizationsRootCredentialsManagement")
}
func (*Service) EnableOrganizationsRootSessions(context.Context, *iamapi.EnableOrganizationsRootSessionsRequest) (*iamapi.EnableOrganizationsRootSessionsResponse, error) {
	return nil, unsupported("EnableOrganizationsRootSessions")
}
func (*Service) EnableOutboundWebIdentityFederation(context.Context) (*iamapi.EnableOutboundWebIdentityFederationResponse, error) {
	return nil, unsupported("EnableOutboundWebIdentityFederation")
}
func (*Service) GenerateCredentialReport(context.Context) (*iamapi.GenerateCredentialReportResponse, error) {
	return nil, unsupported("GenerateCredentialReport")
}
func (*Service) GenerateOrganizationsAccessReport(context.Context, *iamapi.GenerateOrganizationsAccessReportRequest) (*iamapi.GenerateOrganizationsAccessReportResponse, error) {
	return nil, unsupported("GenerateOrganizationsAccessReport")
}
func (*Service) GenerateServiceLastAccessedDetails(context.Context, *iamapi.GenerateServiceLastAccessedDetailsRequest) (*iamapi.GenerateServiceLastAccessedDetailsResponse, error) {
	return nil, unsupported("GenerateServiceLastAccessedDetails")
}
func (*Service) GetAccountAuthorizationDetails(context.Context, *iamapi.GetAccountAuthorizationDetailsRequest) (*iamapi.GetAccountAuthorizationDetailsResponse, error) {
	return nil, unsupported("GetAccountAuthorizationDetails")
}
func (*Service) GetAccountPasswordPolicy(context.Context) (*iamapi.GetAccountPasswordPolicyResponse, error) {
	return nil, unsupported("GetAccountPasswordPolicy")
}
func (*Service) GetAccountProperties(context.Context, *iamapi.GetAccountPropertiesRequest) (*iamapi.GetAccountPropertiesResponse, error) {
	return nil, unsupported("GetAccountProperties")
}
func (*Service) GetAccountSummary(context.Context) (*iamapi.GetAccountSummaryResponse, error) {
	return nil, unsupported("GetAccountSummary")
}
func (*Service) GetContextKeysForCustomPolicy(context.Context, *iamapi.GetContextKeysForCustomPolicyRequest) (*iamapi.GetContextKeysForPolicyResponse, error) {
	return nil, unsupported("GetContextKeysForCustomPolicy")
}
func (*Service) GetContextKeysForPrincipalPolicy(context.Context, *iamapi.GetContextKeysForPrincipalPolicyRequest) (*iamapi.GetContextKeysForPolicyResponse, error) {
	return nil, unsupported("GetContextKeysForPrincipalPolicy")
}
func (*Service) GetCredentialReport(context.Context) (*iamapi.GetCredentialReportResponse, error) {
	return nil, unsupported("GetCredentialReport")
}
func (*Service) GetDelegationRequest(context.Context, *iamapi.GetDelegationRequestRequest) (*iamapi.GetDelegationRequestResponse, error) {
	return nil, unsupported("GetDelegationRequest")
}
func (*Service) GetGroup(context.Context, *iamapi.GetGroupRequest) (*iamapi.GetGroupResponse, error) {
	return nil, unsupported("GetGroup")
}
func (*Service) GetGroupPolicy(context.Context, *iamapi.GetGroupPolicyRequest) (*iamapi.GetGroupPolicyResponse, error) {
	return nil, unsupported("GetGroupPolicy")
}
func (*Service) GetHumanReadableSummary(context.Context, *iamapi.GetHumanReadableSummaryRequest) (*iamapi.GetHumanReadableSummaryResponse, error) {
	return nil, unsupported("GetHumanReadableSummary")
}
func (*Service) GetInstanceProfile(context.Context, *iamapi.GetInstanceProfileRequest) (*iamapi.GetInstanceProfileResponse, error) {
	return nil, unsupported("GetInstanceProfile")
}
func (*Service) GetLoginProfile(context.Context, *iamapi.GetLoginProfileRequest) (*iamapi.GetLoginProfileResponse, error) {
	return nil, unsupported("GetLoginProfile")
}
func (*Service) GetMFADevice(context.Context, *iamapi.GetMFADeviceRequest) (*iamapi.GetMFADeviceResponse, error) {
	return nil, unsupported("GetMFADevice")
}
func (*Service) GetOpenIDConnectProvider(context.Context, *iamapi.GetOpenIDConnectProviderRequest) (*iamapi.GetOpenIDConnectProviderResponse, error) {
	return nil, unsupported("GetOpenIDConnectProvider")
}
func (*Service) GetOrganizationsAccessReport(context.Context, *iamapi.GetOrganizationsAccessReportRequest) (*iamapi.GetOrganizationsAccessReportResponse, error) {
	return nil, unsupported("GetOrganizationsAccessReport")
}
func (*Service) GetOutboundWebIdentityFederationInfo(context.Context) (*iamapi.GetOutboundWebIdentityFederationInfoResponse, error) {
	return nil, unsupported("GetOutboundWebIdentityFederationInfo")
}
func (*Service) GetPolicy(context.Context, *iamapi.GetPolicyRequest) (*iamapi.GetPolicyResponse, error) {
	return nil, unsupported("GetPolicy")
}
func (*Service) GetPolicyVersion(context.Context, *iamapi.GetPolicyVersionRequest) (*iamapi.GetPolicyVersionResponse, error) {
	return nil, unsupported("GetPolicyVersion")
}
func (*Service) GetRolePolicy(context.Context, *iamapi.GetRolePolicyRequest) (*iamapi.GetRolePolicyResponse, error) {
	return nil, unsupported("GetRolePolicy")
}
func (*Service) GetRoleTemplateVersion(context.Context, *iamapi.GetRoleTemplateVersionRequest) (*iamapi.GetRoleTemplateVersionResponse, error) {
	return nil, unsupported("GetRoleTemplateVersion")
}
func (*Service) GetSAMLProvider(context.Context, *iamapi.GetSAMLProviderRequest) (*iamapi.GetSAMLProviderResponse, error) {
	return nil, unsupported("GetSAMLProvider")
}
func (*Service) GetSSHPublicKey(context.Context, *iamapi.GetSSHPublicKeyRequest) (*iamapi.GetSSHPublicKeyResponse, error) {
	return nil, unsupported("GetSSHPublicKey")
}
func (*Service) GetServerCertificate(context.Context, *iamapi.GetServerCertificateRequest) (*iamapi.GetServerCertificateResponse, error) {
	return nil, unsupported("GetServerCertificate")
}
func (*Service) GetServiceLastAccessedDetails(context.Context, *iamapi.GetServiceLastAccessedDetailsRequest) (*iamapi.GetServiceLastAccessedDetailsResponse, error) {
	return nil, unsupported("GetServiceLastAccessedDetails")
}
func (*Service) GetServiceLastAccessedDetailsWithEntities(context.Context, *iamapi.GetServiceLastAccessedDetailsWithEntitiesRequest) (*iamapi.GetServiceLastAccessedDetailsWithEntitiesResponse, error) {
	return nil, unsupported("GetServiceLastAccessedDetailsWithEntities")
}
func (*Service) GetServiceLinkedRoleDeletionStatus(context.Context, *iamapi.GetServiceLinkedRoleDeletionStatusRequest) (*iamapi.GetServiceLinkedRoleDeletionStatusResponse, error) {
	return nil, unsupported("GetServiceLinkedRoleDeletionStatus")
}
func (*Service) GetUserPolicy(context.Context, *iamapi.GetUserPolicyRequest) (*iamapi.GetUserPolicyResponse, error) {
	return nil, unsupported("GetUserPolicy")
}
func (*Service) ListAccountAliases(context.Context, *iamapi.ListAccountAliasesRequest) (*iamapi.ListAccountAliasesResponse, error) {
	return nil, unsupported("ListAccountAliases")
}
func (*Service) ListAttachedGroupPolicies(context.Context, *iamapi.ListAttachedGroupPoliciesRequest) (*iamapi.ListAttachedGroupPoliciesResponse, error) {
	return nil, unsupported("ListAttachedGroupPolicies")
}
func (*Service) ListAttachedRolePolicies(context.Context, *iamapi.ListAttachedRolePoliciesRequest) (*iamapi.ListAttachedRolePoliciesResponse, error) {
	return nil, unsupported("ListAttachedRolePolicies")
}
func (*Service) ListAttachedUserPolicies(context.Context, *iamapi.ListAttachedUserPoliciesRequest) (*iamapi.ListAttachedUserPoliciesResponse, error) {
	return nil, unsupported("ListAttachedUserPolicies")
}
func (*Service) ListDelegationRequests(context.Context, *iamapi.ListDelegationRequestsRequest) (*iamapi.ListDelegationRequestsResponse, error) {
	return nil, unsupported("ListDelegationRequests")
}
func (*Service) ListEntitiesForPolicy(context.Context, *iamapi.ListEntitiesForPolicyRequest) (*iamapi.ListEntitiesForPolicyResponse, error) {
	return nil, unsupported("ListEntitiesForPolicy")
}
func (*Service) ListGroupPolicies(context.Context, *iamapi.ListGroupPoliciesRequest) (*iamapi.ListGroupPoliciesResponse, error) {
	return nil, unsupported("ListGroupPolicies")
}
func (*Service) ListGroups(context.Context, *iamapi.ListGroupsRequest) (*iamapi.ListGroupsResponse, error) {
	return nil, unsupported("ListGroups")
}
func (*Service) ListGroupsForUser(context.Context, *iamapi.ListGroupsForUserRequest) (*iamapi.ListGroupsForUserResponse, error) {
	return nil, unsupported("ListGroupsForUser")
}
func (*Service) ListInstanceProfileTags(context.Context, *iamapi.ListInstanceProfileTagsRequest) (*iamapi.ListInstanceProfileTagsResponse, error) {
	return nil, unsupported("ListInstanceProfileTags")
}
func (*Service) ListInstanceProfiles(context.Context, *iamapi.ListInstanceProfilesRequest) (*iamapi.ListInstanceProfilesResponse, error) {
	return nil, unsupported("ListInstanceProfiles")
}
func (*Service) ListInstanceProfilesForRole(context.Context, *iamapi.ListInstanceProfilesForRoleRequest) (*iamapi.ListInstanceProfilesForRoleResponse, error) {
	return nil, unsupported("ListInstanceProfilesForRole")
}
func (*Service) ListMFADeviceTags(context.Context, *iamapi.ListMFADeviceTagsRequest) (*iamapi.ListMFADeviceTagsResponse, error) {
	return nil, unsupported("ListMFADeviceTags")
}
func (*Service) ListMFADevices(context.Context, *iamapi.ListMFADevicesRequest) (*iamapi.ListMFADevicesResponse, error) {
	return nil, unsupported("ListMFADevices")
}
func (*Service) ListOpenIDConnectProviderTags(context.Context, *iamapi.ListOpenIDConnectProviderTagsRequest) (*iamapi.ListOpenIDConnectProviderTagsResponse, error) {
	return nil, unsupported("ListOpenIDConnectProviderTags")
}
func (*Service) ListOpenIDConnectProviders(context.Context, *iamapi.ListOpenIDConnectProvidersRequest) (*iamapi.ListOpenIDConnectProvidersResponse, error) {
	return nil, unsupported("ListOpenIDConnectProviders")
}
func (*Service) ListOrganizationsFeatures(context.Context, *iamapi.ListOrganizationsFeaturesRequest) (*iamapi.ListOrganizationsFeaturesResponse, error) {
	return nil, unsupported("ListOrganizationsFeatures")
}
func (*Service) ListPolicies(context.Context, *iamapi.ListPoliciesRequest) (*iamapi.ListPoliciesResponse, error) {
	return nil, unsupported("ListPolicies")
}
func (*Service) ListPoliciesGrantingServiceAccess(context.Context, *iamapi.ListPoliciesGrantingServiceAccessRequest) (*iamapi.ListPoliciesGrantingServiceAccessResponse, error) {
	return nil, unsupported("ListPoliciesGrantingServiceAccess")
}
func (*Service) ListPolicyTags(context.Context, *iamapi.ListPolicyTagsRequest) (*iamapi.ListPolicyTagsResponse, error) {
	return nil, unsupported("ListPolicyTags")
}
func (*Service) ListPolicyVersions(context.Context, *iamapi.ListPolicyVersionsRequest) (*iamapi.ListPolicyVersionsResponse, error) {
	return nil, unsupported("ListPolicyVersions")
}
func (*Service) ListRolePolicies(context.Context, *iamapi.ListRolePoliciesRequest) (*iamapi.ListRolePoliciesResponse, error) {
	return nil, unsupported("ListRolePolicies")
}
func (*Service) ListRoleTags(context.Context, *iamapi.ListRoleTagsRequest) (*iamapi.ListRoleTagsResponse, error) {
	return nil, unsupported("ListRoleTags")
}
func (*Service) ListSAMLProviderTags(context.Context, *iamapi.ListSAMLProviderTagsRequest) (*iamapi.ListSAMLProviderTagsResponse, error) {
	return nil, unsupported("ListSAMLProviderTags")
}
func (*Service) ListSAMLProviders(context.Context, *iamapi.ListSAMLProvidersRequest) (*iamapi.ListSAMLProvidersResponse, error) {
	return nil, unsupported("ListSAMLProviders")
}
func (*Service) ListSSHPublicKeys(context.Context, *iamapi.ListSSHPublicKeysRequest) (*iamapi.ListSSHPublicKeysResponse, error) {
	return nil, unsupported("ListSSHPublicKeys")
}
func (*Service) ListServerCertificateTags(context.Context, *iamapi.ListServerCertificateTagsRequest) (*iamapi.ListServerCertificateTagsResponse, error) {
	return nil, unsupported("ListServerCertificateTags")
}
func (*Service) ListServerCertificates(context.Context, *iamapi.ListServerCertificatesRequest) (*iamapi.ListServerCertificatesResponse, error) {
	return nil, unsupported("ListServerCertificates")
}
func (*Service) ListServiceSpecificCredentials(context.Context, *iamapi.ListServiceSpecificCredentialsRequest) (*iamapi.ListServiceSpecificCredentialsResponse, error) {
	return nil, unsupported("ListServiceSpecificCredentials")
}
func (*Service) ListSigningCertificates(context.Context, *iamapi.ListSigningCertificatesRequest) (*iamapi.ListSigningCertificatesResponse, error) {
	return nil, unsupported("ListSigningCertificates")
}
func (*Service) ListUserPolicies(context.Context, *iamapi.ListUserPoliciesRequest) (*iamapi.ListUserPoliciesResponse, error) {
	return nil, unsupported("ListUserPolicies")
}
func (*Service) ListUserTags(context.Context, *iamapi.ListUserTagsRequest) (*iamapi.ListUserTagsResponse, error) {
	return nil, unsupported("ListUserTags")
}
func (*Service) ListVirtualMFADevices(context.Context, *iamapi.ListVirtualMFADevicesRequest) (*iamapi.ListVirtualMFADevicesResponse, error) {
	return nil, unsupported("ListVirtualMFADevices")
}
func (*Service) PutAccountProperties(context.Context, *iamapi.PutAccountPropertiesRequest) (*iamapi.PutAccountPropertiesResponse, error) {
	return nil, unsupported("PutAccountProperties")
}
func (*Service) PutGroupPolicy(context.Context, *iamapi.PutGroupPolicyRequest) error {
	return unsupported("PutGroupPolicy")
}
func (*Service) PutRolePermissionsBoundary(context.Context, *iamapi.PutRolePermissionsBoundaryRequest) error {
	return unsupported("PutRolePermissionsBoundary")
}
func (*Service) PutRolePolicy(context.Context, *iamapi.PutRolePolicyRequest) error {
	return unsupported("PutRolePolicy")
}
func (*Service) PutUserPermissionsBoundary(context.Context, *iamapi.PutUserPermissionsBoundaryRequest) error {
	return unsupported("PutUserPermissionsBoundary")
}
func (*Service) PutUserPolicy(context.Context, *iamapi.PutUserPolicyRequest) error {
	return unsupported("PutUserPolicy")
}
func (*Service) RejectDelegationRequest(context.Context, *iamapi.RejectDelegationRequestRequest) error {
	return unsupported("RejectDelegationRequest")
}
func (*Service) RemoveClientIDFromOpenIDConnectProvider(context.Context, *iamapi.RemoveClientIDFromOpenIDConnectProviderRequest) error {
	return unsupported("RemoveClientIDFromOpenIDConnectProvider")
}
func (*Service) RemoveRoleFromInstanceProfile(context.Context, *iamapi.RemoveRoleFromInstanceProfileRequest) error {
	return unsupported("RemoveRoleFromInstanceProfile")
}
func (*Service) RemoveUserFromGroup(context.Context, *iamapi.RemoveUserFromGroupRequest) error {
	return unsupported("RemoveUserFromGroup")
}
func (*Service) ResetServiceSpecificCredential(context.Context, *iamapi.ResetServiceSpecificCredentialRequest) (*iamapi.ResetServiceSpecificCredentialResponse, error) {
	return nil, unsupported("ResetServiceSpecificCredential")
}
func (*Service) ResyncMFADevice(context.Context, *iamapi.ResyncMFADeviceRequest) error {
	return unsupported("ResyncMFADevice")
}
func (*Service) SendDelegationToken(context.Context, *iamapi.SendDelegationTokenRequest) error {
	return unsupported("SendDelegationToken")
}
func (*Service) SetDefaultPolicyVersion(context.Context, *iamapi.SetDefaultPolicyVersionRequest) error {
	return unsupported("SetDefaultPolicyVersion")
}
func (*Service) SetSecurityTokenServicePreferences(context.Context, *iamapi.SetSecurityTokenServicePreferencesRequest) error {
	return unsupported("SetSecurityTokenServicePreferences")
}
func (*Service) SimulateCustomPolicy(context.Context, *iamapi.SimulateCustomPolicyRequest) (*iamapi.SimulatePolicyResponse, error) {
	return nil, unsupported("SimulateCustomPolicy")
}
func (*Service) SimulatePrincipalPolicy(context.Context, *iamapi.SimulatePrincipalPolicyRequest) (*iamapi.SimulatePolicyResponse, error) {
	return nil, unsupported("SimulatePrincipalPolicy")
}
func (*Service) TagInstanceProfile(context.Context, *iamapi.TagInstanceProfileRequest) error {
	return unsupported("TagInstanceProfile")
}
func (*Service) TagMFADevice(context.Context, *iamapi.TagMFADeviceRequest) error {
	return unsupported("TagMFADevice")
}
func (*Service) TagOpenIDConnectProvider(context.Context, *iamapi.TagOpenIDConnectProviderRequest) error {
	return unsupported("TagOpenIDConnectProvider")
}
func (*Service) TagPolicy(context.Context, *iamapi.TagPolicyRequest) error {
	return unsupported("TagPolicy")
}
func (*Service) TagRole(context.Context, *iamapi.TagRoleRequest) error { return unsupported("TagRole") }
func (*Service) TagSAMLProvider(context.Context, *iamapi.TagSAMLProviderRequest) error {
	return unsupported("TagSAMLProvider")
}
func (*Service) TagServerCertificate(context.Context, *iamapi.TagServerCertificateRequest) error {
	return unsupported("TagServerCertificate")
}
func (*Service) TagUser(context.Context, *iamapi.TagUserRequest) error { return unsupported("TagUser") }
func (*Service) UntagInstanceProfile(context.Context, *iamapi.UntagInstanceProfileRequest) error {
	return unsupported("UntagInstanceProfile")
}
func (*Service) UntagMFADevice(context.Context, *iamapi.UntagMFADeviceRequest) error {
	return unsupported("UntagMFADevice")
}
func (*Service) UntagOpenIDConnectProvider(context.Context, *iamapi.UntagOpenIDConnectProviderRequest) error {
	return unsupported("UntagOpenIDConnectProvider")
}
func (*Service) UntagPolicy(context.Context, *iamapi.UntagPolicyRequest) error {
	return unsupported("UntagPolicy")
}
func (*Service) UntagRole(context.Context, *iamapi.UntagRoleRequest) error {
	return unsupported("UntagRole")
}
func (*Service) UntagSAMLProvider(context.Context, *iamapi.UntagSAMLProviderRequest) error {
	return unsupported("UntagSAMLProvider")
}
func (*Service) UntagServerCertificate(context.Context, *iamapi.UntagServerCertificateRequest) error {
	return unsupported("UntagServerCertificate")
}
func (*Service) UntagUser(context.Context, *iamapi.UntagUserRequest) error {
	return unsupported("UntagUser")
}
func (*Service) UpdateAccountPasswordPolicy(context.Context, *iamapi.UpdateAccountPasswordPolicyRequest) error {
	return unsupported("UpdateAccountPasswordPolicy")
}
func (*Service) UpdateAssumeRolePolicy(context.Context, *iamapi.UpdateAssumeRolePolicyRequest) error {
	return unsupported("UpdateAssumeRolePolicy")
}
func (*Service) UpdateDelegationRequest(context.Context, *iamapi.UpdateDelegationRequestRequest) error {
	return unsupported("UpdateDelegationRequest")
}
func (*Service) UpdateGroup(context.Context, *iamapi.UpdateGroupRequest) error {
	return unsupported("UpdateGroup")
}
func (*Service) UpdateLoginProfile(context.Context, *iamapi.UpdateLoginProfileRequest) error {
	return unsupported("UpdateLoginProfile")
}
func (*Service) UpdateOpenIDConnectProviderThumbprint(context.Context, *iamapi.UpdateOpenIDConnectProviderThumbprintRequest) error {
	return unsupported("UpdateOpenIDConnectProviderThumbprint")
}
func (*Service) UpdateRole(context.Context, *iamapi.UpdateRoleRequest) (*iamapi.UpdateRoleResponse, error) {
	return nil, unsupported("UpdateRole")
}
func (*Service) UpdateRoleDescription(context.Context, *iamapi.UpdateRoleDescriptionRequest) (*iamapi.UpdateRoleDescriptionResponse, error) {
	return nil, unsupported("UpdateRoleDescription")
}
func (*Service) UpdateSAMLProvider(context.Context, *iamapi.UpdateSAMLProviderRequest) (*iamapi.UpdateSAMLProviderResponse, error) {
	return nil, unsupported("UpdateSAMLProvider")
}
func (*Service) UpdateSSHPublicKey(context.Context, *iamapi.UpdateSSHPublicKeyRequest) error {
	return unsupported("UpdateSSHPublicKey")
}
func (*Service) UpdateServerCertificate(context.Context, *iamapi.UpdateServerCertificateRequest) error {
	return unsupported("UpdateServerCertificate")
}
func (*Service) UpdateServiceSpecificCredential(context.Context, *iamapi.UpdateServiceSpecificCredentialRequest) error {
	return unsupported("UpdateServiceSpecificCredential")
}
func (*Service) UpdateSigningCertificate(context.Context, *iamapi.UpdateSigningCertificateRequest) error {
	return unsupported("UpdateSigningCertificate")
}
func (*Service) UpdateUser(context.Context, *iamapi.UpdateUserRequest) error {
	return unsupported("UpdateUser")
}
func (*Service) UploadSSHPublicKey(context.Context, *iamapi.UploadSSHPublicKeyRequest) (*iamapi.UploadSSHPublicKeyResponse, error) {
	return nil, unsupported("UploadSSHPublicKey")
}
func (*Service) UploadServerCertificate(context.Context, *iamapi.UploadServerCertificateRequest) (*iamapi.UploadServerCertificateResponse, error) {
	return nil, unsupported("UploadServerCertificate")
}
func (*Service) UploadSigningCertificate(context.Context, *iamapi.UploadSigningCertificateRequest) (*iamapi.UploadSigningCertificateResponse, error) {
	return nil, unsupported("UploadSigningCertificate")
}
