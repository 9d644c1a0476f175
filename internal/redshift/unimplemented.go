package redshift

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Operations of the management API that are not built. Each is answered with UnsupportedOperation.

// unsupported is the answer of an operation that is not built.
func unsupported(operation string) error {
	return fault.UnsupportedOperation.With("Countersign does not support the operation %s.", operation)
}

func (*Service) AcceptReservedNodeExchange(context.Context, *redshiftapi.AcceptReservedNodeExchangeInputMessage) (*redshiftapi.AcceptReservedNodeExchangeOutputMessage, error) {
	return nil, unsupported("AcceptReservedNodeExchange")
}
func (*Service) AddPartner(context.Context, *redshiftapi.PartnerIntegrationInputMessage) (*redshiftapi.PartnerIntegrationOutputMessage, error) {
	return nil, unsupported("AddPartner")
}
func (*Service) AssociateDataShareConsumer(context.Context, *redshiftapi.AssociateDataShareConsumerMessage) (*redshiftapi.DataShare, error) {
	return nil, unsupported("AssociateDataShareConsumer")
}
func (*Service) AuthorizeClusterSecurityGroupIngress(context.Context, *redshiftapi.AuthorizeClusterSecurityGroupIngressMessage) (*redshiftapi.AuthorizeClusterSecurityGroupIngressResult, error) {
	return nil, unsupported("AuthorizeClusterSecurityGroupIngress")
}
func (*Service) AuthorizeDataShare(context.Context, *redshiftapi.AuthorizeDataShareMessage) (*redshiftapi.DataShare, error) {
	return nil, unsupported("AuthorizeDataShare")
}
func (*Service) AuthorizeEndpointAccess(context.Context, *redshiftapi.AuthorizeEndpointAccessMessage) (*redshiftapi.EndpointAuthorization, error) {
	return nil, unsupported("AuthorizeEndpointAccess")
}
func (*Service) AuthorizeSnapshotAccess(context.Context, *redshiftapi.AuthorizeSnapshotAccessMessage) (*redshiftapi.AuthorizeSnapshotAccessResult, error) {
	return nil, unsupported("AuthorizeSnapshotAccess")
}
func (*Service) BatchDeleteClusterSnapshots(context.Context, *redshiftapi.BatchDeleteClusterSnapshotsRequest) (*redshiftapi.BatchDeleteClusterSnapshotsResult, error) {
	return nil, unsupported("BatchDeleteClusterSnapshots")
}
func (*Service) BatchModifyClusterSnapshots(context.Context, *redshiftapi.BatchModifyClusterSnapshotsMessage) (*redshiftapi.BatchModifyClusterSnapshotsOutputMessage, error) {
	return nil, unsupported("BatchModifyClusterSnapshots")
}
func (*Service) CancelResize(context.Context, *redshiftapi.CancelResizeMessage) (*redshiftapi.ResizeProgressMessage, error) {
	return nil, unsupported("CancelResize")
}
func (*Service) CopyClusterSnapshot(context.Context, *redshiftapi.CopyClusterSnapshotMessage) (*redshiftapi.CopyClusterSnapshotResult, error) {
	return nil, unsupported("CopyClusterSnapshot")
}
func (*Service) CreateAuthenticationProfile(context.Context, *redshiftapi.CreateAuthenticationProfileMessage) (*redshiftapi.CreateAuthenticationProfileResult, error) {
	return nil, unsupported("CreateAuthenticationProfile")
}
func (*Service) CreateClusterParameterGroup(context.Context, *redshiftapi.CreateClusterParameterGroupMessage) (*redshiftapi.CreateClusterParameterGroupResult, error) {
	return nil, unsupported("CreateClusterParameterGroup")
}
func (*Service) CreateClusterSecurityGroup(context.Context, *redshiftapi.CreateClusterSecurityGroupMessage) (*redshiftapi.CreateClusterSecurityGroupResult, error) {
	return nil, unsupported("CreateClusterSecurityGroup")
}
func (*Service) CreateClusterSnapshot(context.Context, *redshiftapi.CreateClusterSnapshotMessage) (*redshiftapi.CreateClusterSnapshotResult, error) {
	return nil, unsupported("CreateClusterSnapshot")
}
func (*Service) CreateClusterSubnetGroup(context.Context, *redshiftapi.CreateClusterSubnetGroupMessage) (*redshiftapi.CreateClusterSubnetGroupResult, error) {
	return nil, unsupported("CreateClusterSubnetGroup")
}
func (*Service) CreateCustomDomainAssociation(context.Context, *redshiftapi.CreateCustomDomainAssociationMessage) (*redshiftapi.CreateCustomDomainAssociationResult, error) {
	return nil, unsupported("CreateCustomDomainAssociation")
}
func (*Service) CreateEndpointAccess(context.Context, *redshiftapi.CreateEndpointAccessMessage) (*redshiftapi.EndpointAccess, error) {
	return nil, unsupported("CreateEndpointAccess")
}
func (*Service) CreateEventSubscription(context.Context, *redshiftapi.CreateEventSubscriptionMessage) (*redshiftapi.CreateEventSubscriptionResult, error) {
	return nil, unsupported("CreateEventSubscription")
}
func (*Service) CreateHsmClientCertificate(context.Context, *redshiftapi.CreateHsmClientCertificateMessage) (*redshiftapi.CreateHsmClientCertificateResult, error) {
	return nil, unsupported("CreateHsmClientCertificate")
}
func (*Service) CreateHsmConfiguration(context.Context, *redshiftapi.CreateHsmConfigurationMessage) (*redshiftapi.CreateHsmConfigurationResult, error) {
	return nil, unsupported("CreateHsmConfiguration")
}
func (*Service) CreateIntegration(context.Context, *redshiftapi.CreateIntegrationMessage) (*redshiftapi.Integration, error) {
	return nil, unsupported("CreateIntegration")
}
func (*Service) CreateQev2IdcApplication(context.Context, *redshiftapi.CreateQev2IdcApplicationMessage) (*redshiftapi.CreateQev2IdcApplicationResult, error) {
	return nil, unsupported("CreateQev2IdcApplication")
}
func (*Service) CreateRedshiftIdcApplication(context.Context, *redshiftapi.CreateRedshiftIdcApplicationMessage) (*redshiftapi.CreateRedshiftIdcApplicationResult, error) {
	return nil, unsupported("CreateRedshiftIdcApplication")
}
func (*Service) CreateScheduledAction(context.Context, *redshiftapi.CreateScheduledActionMessage) (*redshiftapi.ScheduledAction, error) {
	return nil, unsupported("CreateScheduledAction")
}
func (*Service) CreateSnapshotCopyGrant(context.Context, *redshiftapi.CreateSnapshotCopyGrantMessage) (*redshiftapi.CreateSnapshotCopyGrantResult, error) {
	return nil, unsupported("CreateSnapshotCopyGrant")
}
func (*Service) CreateSnapshotSchedule(context.Context, *redshiftapi.CreateSnapshotScheduleMessage) (*redshiftapi.SnapshotSchedule, error) {
	return nil, unsupported("CreateSnapshotSchedule")
}
func (*Service) CreateUsageLimit(context.Context, *redshiftapi.CreateUsageLimitMessage) (*redshiftapi.UsageLimit, error) {
	return nil, unsupported("CreateUsageLimit")
}
func (*Service) DeauthorizeDataShare(context.Context, *redshiftapi.DeauthorizeDataShareMessage) (*redshiftapi.DataShare, error) {
	return nil, unsupported("DeauthorizeDataShare")
}
func (*Service) DeleteAuthenticationProfile(context.Context, *redshiftapi.DeleteAuthenticationProfileMessage) (*redshiftapi.DeleteAuthenticationProfileResult, error) {
	return nil, unsupported("DeleteAuthenticationProfile")
}
func (*Service) DeleteClusterParameterGroup(context.Context, *redshiftapi.DeleteClusterParameterGroupMessage) error {
	return unsupported("DeleteClusterParameterGroup")
}
func (*Service) DeleteClusterSecurityGroup(context.Context, *redshiftapi.DeleteClusterSecurityGroupMessage) error {
	return unsupported("DeleteClusterSecurityGroup")
}
func (*Service) DeleteClusterSnapshot(context.Context, *redshiftapi.DeleteClusterSnapshotMessage) (*redshiftapi.DeleteClusterSnapshotResult, error) {
	return nil, unsupported("DeleteClusterSnapshot")
}
func (*Service) DeleteClusterSubnetGroup(context.Context, *redshiftapi.DeleteClusterSubnetGroupMessage) error {
	return unsupported("DeleteClusterSubnetGroup")
}
func (*Service) DeleteCustomDomainAssociation(context.Context, *redshiftapi.DeleteCustomDomainAssociationMessage) error {
	return unsupported("DeleteCustomDomainAssociation")
}
func (*Service) DeleteEndpointAccess(context.Context, *redshiftapi.DeleteEndpointAccessMessage) (*redshiftapi.EndpointAccess, error) {
	return nil, unsupported("DeleteEndpointAccess")
}
func (*Service) DeleteEventSubscription(context.Context, *redshiftapi.DeleteEventSubscriptionMessage) error {
	return unsupported("DeleteEventSubscription")
}
func (*Service) DeleteHsmClientCertificate(context.Context, *redshiftapi.DeleteHsmClientCertificateMessage) error {
	return unsupported("DeleteHsmClientCertificate")
}
func (*Service) DeleteHsmConfiguration(context.Context, *redshiftapi.DeleteHsmConfigurationMessage) error {
	return unsupported("DeleteHsmConfiguration")
}
func (*Service) DeleteIntegration(context.Context, *redshiftapi.DeleteIntegrationMessage) (*redshiftapi.Integration, error) {
	return nil, unsupported("DeleteIntegration")
}
func (*Service) DeletePartner(context.Context, *redshiftapi.PartnerIntegrationInputMessage) (*redshiftapi.PartnerIntegrationOutputMessage, error) {
	return nil, unsupported("DeletePartner")
}
func (*Service) DeleteQev2IdcApplication(context.Context, *redshiftapi.DeleteQev2IdcApplicationMessage) error {
	return unsupported("DeleteQev2IdcApplication")
}
func (*Service) DeleteRedshiftIdcApplication(context.Context, *redshiftapi.DeleteRedshiftIdcApplicationMessage) error {
	return unsupported("DeleteRedshiftIdcApplication")
}
func (*Service) DeleteResourcePolicy(context.Context, *redshiftapi.DeleteResourcePolicyMessage) error {
	return unsupported("DeleteResourcePolicy")
}
func (*Service) DeleteScheduledAction(context.Context, *redshiftapi.DeleteScheduledActionMessage) error {
	return unsupported("DeleteScheduledAction")
}
func (*Service) DeleteSnapshotCopyGrant(context.Context, *redshiftapi.DeleteSnapshotCopyGrantMessage) error {
	return unsupported("DeleteSnapshotCopyGrant")
}
func (*Service) DeleteSnapshotSchedule(context.Context, *redshiftapi.DeleteSnapshotScheduleMessage) error {
	return unsupported("DeleteSnapshotSchedule")
}
func (*Service) DeleteUsageLimit(context.Context, *redshiftapi.DeleteUsageLimitMessage) error {
	return unsupported("DeleteUsageLimit")
}
func (*Service) DeregisterNamespace(context.Context, *redshiftapi.DeregisterNamespaceInputMessage) (*redshiftapi.DeregisterNamespaceOutputMessage, error) {
	return nil, unsupported("DeregisterNamespace")
}
func (*Service) DescribeAccountAttributes(context.Context, *redshiftapi.DescribeAccountAttributesMessage) (*redshiftapi.AccountAttributeList, error) {
	return nil, unsupported("DescribeAccountAttributes")
}
func (*Service) DescribeAuthenticationProfiles(context.Context, *redshiftapi.DescribeAuthenticationProfilesMessage) (*redshiftapi.DescribeAuthenticationProfilesResult, error) {
	return nil, unsupported("DescribeAuthenticationProfiles")
}
func (*Service) DescribeClusterDbRevisions(context.Context, *redshiftapi.DescribeClusterDbRevisionsMessage) (*redshiftapi.ClusterDbRevisionsMessage, error) {
	return nil, unsupported("DescribeClusterDbRevisions")
}
func (*Service) DescribeClusterParameterGroups(context.Context, *redshiftapi.DescribeClusterParameterGroupsMessage) (*redshiftapi.ClusterParameterGroupsMessage, error) {
	return nil, unsupported("DescribeClusterParameterGroups")
}
func (*Service) DescribeClusterParameters(context.Context, *redshiftapi.DescribeClusterParametersMessage) (*redshiftapi.ClusterParameterGroupDetails, error) {
	return nil, unsupported("DescribeClusterParameters")
}
func (*Service) DescribeClusterSecurityGroups(context.Context, *redshiftapi.DescribeClusterSecurityGroupsMessage) (*redshiftapi.ClusterSecurityGroupMessage, error) {
	return nil, unsupported("DescribeClusterSecurityGroups")
}
func (*Service) DescribeClusterSnapshots(context.Context, *redshiftapi.DescribeClusterSnapshotsMessage) (*redshiftapi.SnapshotMessage, error) {
	return nil, unsupported("DescribeClusterSnapshots")
}
func (*Service) DescribeClusterSubnetGroups(context.Context, *redshiftapi.DescribeClusterSubnetGroupsMessage) (*redshiftapi.ClusterSubnetGroupMessage, error) {
	return nil, unsupported("DescribeClusterSubnetGroups")
}
func (*Service) DescribeClusterTracks(context.Context, *redshiftapi.DescribeClusterTracksMessage) (*redshiftapi.TrackListMessage, error) {
	return nil, unsupported("DescribeClusterTracks")
}
func (*Service) DescribeClusterVersions(context.Context, *redshiftapi.DescribeClusterVersionsMessage) (*redshiftapi.ClusterVersionsMessage, error) {
	return nil, unsupported("DescribeClusterVersions")
}
func (*Service) DescribeCustomDomainAssociations(context.Context, *redshiftapi.DescribeCustomDomainAssociationsMessage) (*redshiftapi.CustomDomainAssociationsMessage, error) {
	return nil, unsupported("DescribeCustomDomainAssociations")
}
func (*Service) DescribeDataShares(context.Context, *redshiftapi.DescribeDataSharesMessage) (*redshiftapi.DescribeDataSharesResult, error) {
	return nil, unsupported("DescribeDataShares")
}
func (*Service) DescribeDataSharesForConsumer(context.Context, *redshiftapi.DescribeDataSharesForConsumerMessage) (*redshiftapi.DescribeDataSharesForConsumerResult, error) {
	return nil, unsupported("DescribeDataSharesForConsumer")
}
func (*Service) DescribeDataSharesForProducer(context.Context, *redshiftapi.DescribeDataSharesForProducerMessage) (*redshiftapi.DescribeDataSharesForProducerResult, error) {
	return nil, unsupported("DescribeDataSharesForProducer")
}
func (*Service) DescribeDefaultClusterParameters(context.Context, *redshiftapi.DescribeDefaultClusterParametersMessage) (*redshiftapi.DescribeDefaultClusterParametersResult, error) {
	return nil, unsupported("DescribeDefaultClusterParameters")
}
func (*Service) DescribeEndpointAccess(context.Context, *redshiftapi.DescribeEndpointAccessMessage) (*redshiftapi.EndpointAccessList, error) {
	return nil, unsupported("DescribeEndpointAccess")
}
func (*Service) DescribeEndpointAuthorization(context.Context, *redshiftapi.DescribeEndpointAuthorizationMessage) (*redshiftapi.EndpointAuthorizationList, error) {
	return nil, unsupported("DescribeEndpointAuthorization")
}
func (*Service) DescribeEventCategories(context.Context, *redshiftapi.DescribeEventCategoriesMessage) (*redshiftapi.EventCategoriesMessage, error) {
	return nil, unsupported("DescribeEventCategories")
}
func (*Service) DescribeEventSubscriptions(context.Context, *redshiftapi.DescribeEventSubscriptionsMessage) (*redshiftapi.EventSubscriptionsMessage, error) {
	return nil, unsupported("DescribeEventSubscriptions")
}
func (*Service) DescribeHsmClientCertificates(context.Context, *redshiftapi.DescribeHsmClientCertificatesMessage) (*redshiftapi.HsmClientCertificateMessage, error) {
	return nil, unsupported("DescribeHsmClientCertificates")
}
func (*Service) DescribeHsmConfigurations(context.Context, *redshiftapi.DescribeHsmConfigurationsMessage) (*redshiftapi.HsmConfigurationMessage, error) {
	return nil, unsupported("DescribeHsmConfigurations")
}
func (*Service) DescribeInboundIntegrations(context.Context, *redshiftapi.DescribeInboundIntegrationsMessage) (*redshiftapi.InboundIntegrationsMessage, error) {
	return nil, unsupported("DescribeInboundIntegrations")
}
func (*Service) DescribeIntegrations(context.Context, *redshiftapi.DescribeIntegrationsMessage) (*redshiftapi.IntegrationsMessage, error) {
	return nil, unsupported("DescribeIntegrations")
}
func (*Service) DescribeLoggingStatus(context.Context, *redshiftapi.DescribeLoggingStatusMessage) (*redshiftapi.LoggingStatus, error) {
	return nil, unsupported("DescribeLoggingStatus")
}
func (*Service) DescribeNodeConfigurationOptions(context.Context, *redshiftapi.DescribeNodeConfigurationOptionsMessage) (*redshiftapi.NodeConfigurationOptionsMessage, error) {
	return nil, unsupported("DescribeNodeConfigurationOptions")
}
func (*Service) DescribeOrderableClusterOptions(context.Context, *redshiftapi.DescribeOrderableClusterOptionsMessage) (*redshiftapi.OrderableClusterOptionsMessage, error) {
	return nil, unsupported("DescribeOrderableClusterOptions")
}
func (*Service) DescribePartners(context.Context, *redshiftapi.DescribePartnersInputMessage) (*redshiftapi.DescribePartnersOutputMessage, error) {
	return nil, unsupported("DescribePartners")
}
func (*Service) DescribeQev2IdcApplications(context.Context, *redshiftapi.DescribeQev2IdcApplicationsMessage) (*redshiftapi.DescribeQev2IdcApplicationsResult, error) {
	return nil, unsupported("DescribeQev2IdcApplications")
}
func (*Service) DescribeRedshiftIdcApplications(context.Context, *redshiftapi.DescribeRedshiftIdcApplicationsMessage) (*redshiftapi.DescribeRedshiftIdcApplicationsResult, error) {
	return nil, unsupported("DescribeRedshiftIdcApplications")
}
func (*Service) DescribeReservedNodeExchangeStatus(context.Context, *redshiftapi.DescribeReservedNodeExchangeStatusInputMessage) (*redshiftapi.DescribeReservedNodeExchangeStatusOutputMessage, error) {
	return nil, unsupported("DescribeReservedNodeExchangeStatus")
}
func (*Service) DescribeReservedNodeOfferings(context.Context, *redshiftapi.DescribeReservedNodeOfferingsMessage) (*redshiftapi.ReservedNodeOfferingsMessage, error) {
	return nil, unsupported("DescribeReservedNodeOfferings")
}
func (*Service) DescribeReservedNodes(context.Context, *redshiftapi.DescribeReservedNodesMessage) (*redshiftapi.ReservedNodesMessage, error) {
	return nil, unsupported("DescribeReservedNodes")
}
func (*Service) DescribeResize(context.Context, *redshiftapi.DescribeResizeMessage) (*redshiftapi.ResizeProgressMessage, error) {
	return nil, unsupported("DescribeResize")
}
func (*Service) DescribeScheduledActions(context.Context, *redshiftapi.DescribeScheduledActionsMessage) (*redshiftapi.ScheduledActionsMessage, error) {
	return nil, unsupported("DescribeScheduledActions")
}
func (*Service) DescribeSnapshotCopyGrants(context.Context, *redshiftapi.DescribeSnapshotCopyGrantsMessage) (*redshiftapi.SnapshotCopyGrantMessage, error) {
	return nil, unsupported("DescribeSnapshotCopyGrants")
}
func (*Service) DescribeSnapshotSchedules(context.Context, *redshiftapi.DescribeSnapshotSchedulesMessage) (*redshiftapi.DescribeSnapshotSchedulesOutputMessage, error) {
	return nil, unsupported("DescribeSnapshotSchedules")
}
func (*Service) DescribeStorage(context.Context) (*redshiftapi.CustomerStorageMessage, error) {
	return nil, unsupported("DescribeStorage")
}
func (*Service) DescribeTableRestoreStatus(context.Context, *redshiftapi.DescribeTableRestoreStatusMessage) (*redshiftapi.TableRestoreStatusMessage, error) {
	return nil, unsupported("DescribeTableRestoreStatus")
}
func (*Service) DescribeUsageLimits(context.Context, *redshiftapi.DescribeUsageLimitsMessage) (*redshiftapi.UsageLimitList, error) {
	return nil, unsupported("DescribeUsageLimits")
}
func (*Service) DisableLogging(context.Context, *redshiftapi.DisableLoggingMessage) (*redshiftapi.LoggingStatus, error) {
	return nil, unsupported("DisableLogging")
}
func (*Service) DisableSnapshotCopy(context.Context, *redshiftapi.DisableSnapshotCopyMessage) (*redshiftapi.DisableSnapshotCopyResult, error) {
	return nil, unsupported("DisableSnapshotCopy")
}
func (*Service) DisassociateDataShareConsumer(context.Context, *redshiftapi.DisassociateDataShareConsumerMessage) (*redshiftapi.DataShare, error) {
	return nil, unsupported("DisassociateDataShareConsumer")
}
func (*Service) EnableLogging(context.Context, *redshiftapi.EnableLoggingMessage) (*redshiftapi.LoggingStatus, error) {
	return nil, unsupported("EnableLogging")
}
func (*Service) EnableSnapshotCopy(context.Context, *redshiftapi.EnableSnapshotCopyMessage) (*redshiftapi.EnableSnapshotCopyResult, error) {
	return nil, unsupported("EnableSnapshotCopy")
}
func (*Service) FailoverPrimaryCompute(context.Context, *redshiftapi.FailoverPrimaryComputeInputMessage) (*redshiftapi.FailoverPrimaryComputeResult, error) {
	return nil, unsupported("FailoverPrimaryCompute")
}
func (*Service) GetClusterCredentialsWithIAM(context.Context, *redshiftapi.GetClusterCredentialsWithIAMMessage) (*redshiftapi.ClusterExtendedCredentials, error) {
	return nil, unsupported("GetClusterCredentialsWithIAM")
}
func (*Service) GetIdentityCenterAuthToken(context.Context, *redshiftapi.GetIdentityCenterAuthTokenRequest) (*redshiftapi.GetIdentityCenterAuthTokenResponse, error) {
	return nil, unsupported("GetIdentityCenterAuthToken")
}
func (*Service) GetReservedNodeExchangeConfigurationOptions(context.Context, *redshiftapi.GetReservedNodeExchangeConfigurationOptionsInputMessage) (*redshiftapi.GetReservedNodeExchangeConfigurationOptionsOutputMessage, error) {
	return nil, unsupported("GetReservedNodeExchangeConfigurationOptions")
}
func (*Service) GetReservedNodeExchangeOfferings(context.Context, *redshiftapi.GetReservedNodeExchangeOfferingsInputMessage) (*redshiftapi.GetReservedNodeExchangeOfferingsOutputMessage, error) {
	return nil, unsupported("GetReservedNodeExchangeOfferings")
}
func (*Service) GetResourcePolicy(context.Context, *redshiftapi.GetResourcePolicyMessage) (*redshiftapi.GetResourcePolicyResult, error) {
	return nil, unsupported("GetResourcePolicy")
}
func (*Service) ListRecommendations(context.Context, *redshiftapi.ListRecommendationsMessage) (*redshiftapi.ListRecommendationsResult, error) {
	return nil, unsupported("ListRecommendations")
}
func (*Service) ModifyAquaConfiguration(context.Context, *redshiftapi.ModifyAquaInputMessage) (*redshiftapi.ModifyAquaOutputMessage, error) {
	return nil, unsupported("ModifyAquaConfiguration")
}
func (*Service) ModifyAuthenticationProfile(context.Context, *redshiftapi.ModifyAuthenticationProfileMessage) (*redshiftapi.ModifyAuthenticationProfileResult, error) {
	return nil, unsupported("ModifyAuthenticationProfile")
}
func (*Service) ModifyClusterDbRevision(context.Context, *redshiftapi.ModifyClusterDbRevisionMessage) (*redshiftapi.ModifyClusterDbRevisionResult, error) {
	return nil, unsupported("ModifyClusterDbRevision")
}
func (*Service) ModifyClusterIamRoles(context.Context, *redshiftapi.ModifyClusterIamRolesMessage) (*redshiftapi.ModifyClusterIamRolesResult, error) {
	return nil, unsupported("ModifyClusterIamRoles")
}
func (*Service) ModifyClusterMaintenance(context.Context, *redshiftapi.ModifyClusterMaintenanceMessage) (*redshiftapi.ModifyClusterMaintenanceResult, error) {
	return nil, unsupported("ModifyClusterMaintenance")
}
func (*Service) ModifyClusterParameterGroup(context.Context, *redshiftapi.ModifyClusterParameterGroupMessage) (*redshiftapi.ClusterParameterGroupNameMessage, error) {
	return nil, unsupported("ModifyClusterParameterGroup")
}
func (*Service) ModifyClusterSnapshot(context.Context, *redshiftapi.ModifyClusterSnapshotMessage) (*redshiftapi.ModifyClusterSnapshotResult, error) {
	return nil, unsupported("ModifyClusterSnapshot")
}
func (*Service) ModifyClusterSnapshotSchedule(context.Context, *redshiftapi.ModifyClusterSnapshotScheduleMessage) error {
	return unsupported("ModifyClusterSnapshotSchedule")
}
func (*Service) ModifyClusterSubnetGroup(context.Context, *redshiftapi.ModifyClusterSubnetGroupMessage) (*redshiftapi.ModifyClusterSubnetGroupResult, error) {
	return nil, unsupported("ModifyClusterSubnetGroup")
}
func (*Service) ModifyCustomDomainAssociation(context.Context, *redshiftapi.ModifyCustomDomainAssociationMessage) (*redshiftapi.ModifyCustomDomainAssociationResult, error) {
	return nil, unsupported("ModifyCustomDomainAssociation")
}
func (*Service) ModifyEndpointAccess(context.Context, *redshiftapi.ModifyEndpointAccessMessage) (*redshiftapi.EndpointAccess, error) {
	return nil, unsupported("ModifyEndpointAccess")
}
func (*Service) ModifyEventSubscription(context.Context, *redshiftapi.ModifyEventSubscriptionMessage) (*redshiftapi.ModifyEventSubscriptionResult, error) {
	return nil, unsupported("ModifyEventSubscription")
}
func (*Service) ModifyIntegration(context.Context, *redshiftapi.ModifyIntegrationMessage) (*redshiftapi.Integration, error) {
	return nil, unsupported("ModifyIntegration")
}
func (*Service) ModifyLakehouseConfiguration(context.Context, *redshiftapi.ModifyLakehouseConfigurationMessage) (*redshiftapi.LakehouseConfiguration, error) {
	return nil, unsupported("ModifyLakehouseConfiguration")
}
func (*Service) ModifyQev2IdcApplication(context.Context, *redshiftapi.ModifyQev2IdcApplicationMessage) (*redshiftapi.ModifyQev2IdcApplicationResult, error) {
	return nil, unsupported("ModifyQev2IdcApplication")
}
func (*Service) ModifyRedshiftIdcApplication(context.Context, *redshiftapi.ModifyRedshiftIdcApplicationMessage) (*redshiftapi.ModifyRedshiftIdcApplicationResult, error) {
	return nil, unsupported("ModifyRedshiftIdcApplication")
}
func (*Service) ModifyScheduledAction(context.Context, *redshiftapi.ModifyScheduledActionMessage) (*redshiftapi.ScheduledAction, error) {
	return nil, unsupported("ModifyScheduledAction")
}
func (*Service) ModifySnapshotCopyRetentionPeriod(context.Context, *redshiftapi.ModifySnapshotCopyRetentionPeriodMessage) (*redshiftapi.ModifySnapshotCopyRetentionPeriodResult, error) {
	return nil, unsupported("ModifySnapshotCopyRetentionPeriod")
}
func (*Service) ModifySnapshotSchedule(context.Context, *redshiftapi.ModifySnapshotScheduleMessage) (*redshiftapi.SnapshotSchedule, error) {
	return nil, unsupported("ModifySnapshotSchedule")
}
func (*Service) ModifyUsageLimit(context.Context, *redshiftapi.ModifyUsageLimitMessage) (*redshiftapi.UsageLimit, error) {
	return nil, unsupported("ModifyUsageLimit")
}
func (*Service) PurchaseReservedNodeOffering(context.Context, *redshiftapi.PurchaseReservedNodeOfferingMessage) (*redshiftapi.PurchaseReservedNodeOfferingResult, error) {
	return nil, unsupported("PurchaseReservedNodeOffering")
}
func (*Service) PutResourcePolicy(context.Context, *redshiftapi.PutResourcePolicyMessage) (*redshiftapi.PutResourcePolicyResult, error) {
	return nil, unsupported("PutResourcePolicy")
}
func (*Service) RegisterNamespace(context.Context, *redshiftapi.RegisterNamespaceInputMessage) (*redshiftapi.RegisterNamespaceOutputMessage, error) {
	return nil, unsupported("RegisterNamespace")
}
func (*Service) RejectDataShare(context.Context, *redshiftapi.RejectDataShareMessage) (*redshiftapi.DataShare, error) {
	return nil, unsupported("RejectDataShare")
}
func (*Service) ResetClusterParameterGroup(context.Context, *redshiftapi.ResetClusterParameterGroupMessage) (*redshiftapi.ClusterParameterGroupNameMessage, error) {
	return nil, unsupported("ResetClusterParameterGroup")
}
func (*Service) ResizeCluster(context.Context, *redshiftapi.ResizeClusterMessage) (*redshiftapi.ResizeClusterResult, error) {
	return nil, unsupported("ResizeCluster")
}
func (*Service) RestoreFromClusterSnapshot(context.Context, *redshiftapi.RestoreFromClusterSnapshotMessage) (*redshiftapi.RestoreFromClusterSnapshotResult, error) {
	return nil, unsupported("RestoreFromClusterSnapshot")
}
func (*Service) RestoreTableFromClusterSnapshot(context.Context, *redshiftapi.RestoreTableFromClusterSnapshotMessage) (*redshiftapi.RestoreTableFromClusterSnapshotResult, error) {
	return nil, unsupported("RestoreTableFromClusterSnapshot")
}
func (*Service) RevokeClusterSecurityGroupIngress(context.Context, *redshiftapi.RevokeClusterSecurityGroupIngressMessage) (*redshiftapi.RevokeClusterSecurityGroupIngressResult, error) {
	return nil, unsupported("RevokeClusterSecurityGroupIngress")
}
func (*Service) RevokeEndpointAccess(context.Context, *redshiftapi.RevokeEndpointAccessMessage) (*redshiftapi.EndpointAuthorization, error) {
	return nil, unsupported("RevokeEndpointAccess")
}
func (*Service) RevokeSnapshotAccess(context.Context, *redshiftapi.RevokeSnapshotAccessMessage) (*redshiftapi.RevokeSnapshotAccessResult, error) {
	return nil, unsupported("RevokeSnapshotAccess")
}
func (*Service) RotateEncryptionKey(context.Context, *redshiftapi.RotateEncryptionKeyMessage) (*redshiftapi.RotateEncryptionKeyResult, error) {
	return nil, unsupported("RotateEncryptionKey")
}
func (*Service) UpdatePartnerStatus(context.Context, *redshiftapi.UpdatePartnerStatusInputMessage) (*redshiftapi.PartnerIntegrationOutputMessage, error) {
	return nil, unsupported("UpdatePartnerStatus")
}
