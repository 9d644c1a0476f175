package redshift

import (
	"strconv"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// What a cluster is when nobody says otherwise, and what a caller sees of it.

const (
	engineVersion         = "1.0"
	defaultDatabase       = "dev"
	defaultParameterGroup = "default.redshift-1.0"
	defaultSubnetGroup    = "default"
	defaultPort           = 5439
)

// newCluster is the record of the cluster that an input asks for, with AWS's
// defaults; checkCreateCluster has seen the input.
func newCluster(scope caller.Scope, in *redshiftapi.CreateClusterMessage) cluster {
	c := cluster{
		Identifier:            *in.ClusterIdentifier,
		DBName:                or(in.DBName, defaultDatabase),
		MasterUsername:        *in.MasterUsername,
		NodeType:              *in.NodeType,
		NumberOfNodes:         or(in.NumberOfNodes, 1),
		Port:                  or(in.Port, defaultPort),
		AvailabilityZone:      or(in.AvailabilityZone, scope.Region+"a"),
		MaintenanceTrack:      or(in.MaintenanceTrackName, "current"),
		ParameterGroup:        or(in.ClusterParameterGroupName, defaultParameterGroup),
		VpcSecurityGroups:     in.VpcSecurityGroupIds,
		AutomatedRetention:    or(in.AutomatedSnapshotRetentionPeriod, 1),
		ManualRetention:       or(in.ManualSnapshotRetentionPeriod, -1),
		AllowVersionUpgrade:   or(in.AllowVersionUpgrade, true),
		PubliclyAccessible:    deref(in.PubliclyAccessible),
		EnhancedVpcRouting:    deref(in.EnhancedVpcRouting),
		ZoneRelocation:        deref(in.AvailabilityZoneRelocation),
		ExtraComputeOptimizer: deref(in.ExtraComputeForAutomaticOptimization),
		KmsKeyID:              deref(in.KmsKeyId),
		IamRoles:              in.IamRoles,
		DefaultIamRole:        deref(in.DefaultIamRoleArn),
		Tags:                  newTags(in.Tags),
	}
	w := defaultWindow(c.Identifier)
	if in.PreferredMaintenanceWindow != nil {
		w, _ = parseWindow(*in.PreferredMaintenanceWindow) // checked before
	}
	c.MaintenanceWindow = w.String()
	return c
}

// or is what an optional member holds, or else the default.
func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// describe is the cluster as a caller sees it. The members of Cluster that it
// leaves out stand in the package's tests, each with the reason.
func (s *Service) describe(scope caller.Scope, c cluster) *redshiftapi.Cluster {
	w, _ := parseWindow(c.MaintenanceWindow) // our own text
	out := &redshiftapi.Cluster{
		ClusterIdentifier:                    &c.Identifier,
		NodeType:                             &c.NodeType,
		ClusterStatus:                        new(string(c.Status)),
		ClusterAvailabilityStatus:            new(availability(c)),
		MasterUsername:                       &c.MasterUsername,
		DBName:                               &c.DBName,
		Endpoint:                             s.endpoint(c),
		AutomatedSnapshotRetentionPeriod:     &c.AutomatedRetention,
		ManualSnapshotRetentionPeriod:        &c.ManualRetention,
		ClusterSecurityGroups:                []redshiftapi.ClusterSecurityGroupMembership{},
		VpcSecurityGroups:                    securityGroups(c.VpcSecurityGroups),
		ClusterParameterGroups:               parameterGroups(c.ParameterGroup),
		ClusterSubnetGroupName:               new(defaultSubnetGroup),
		AvailabilityZone:                     &c.AvailabilityZone,
		PreferredMaintenanceWindow:           &c.MaintenanceWindow,
		PendingModifiedValues:                c.Pending.describe(c),
		ClusterVersion:                       new(engineVersion),
		AllowVersionUpgrade:                  &c.AllowVersionUpgrade,
		NumberOfNodes:                        &c.NumberOfNodes,
		PubliclyAccessible:                   &c.PubliclyAccessible,
		Encrypted:                            new(true),
		ClusterNodes:                         nodes(c.NumberOfNodes, s.Warehouse.Host()),
		Tags:                                 tagList(c.Tags),
		EnhancedVpcRouting:                   &c.EnhancedVpcRouting,
		IamRoles:                             roles(c.IamRoles),
		PendingActions:                       []string{},
		MaintenanceTrackName:                 &c.MaintenanceTrack,
		DeferredMaintenanceWindows:           []redshiftapi.DeferredMaintenanceWindow{},
		NextMaintenanceWindowStartTime:       new(w.next(s.Clock.Now())),
		AvailabilityZoneRelocationStatus:     new(enabled(c.ZoneRelocation)),
		ClusterNamespaceArn:                  new(scope.ARN("redshift", "namespace:"+c.ID)),
		AquaConfiguration:                    aqua(),
		IpAddressType:                        new("ipv4"),
		MultiAZ:                              new("Disabled"),
		ExtraComputeForAutomaticOptimization: new(strconv.FormatBool(c.ExtraComputeOptimizer)),
	}
	if c.Status == clusterResizing {
		out.ResizeInfo = &redshiftapi.ResizeInfo{ResizeType: new("ElasticResize"), AllowCancelResize: new(false)}
	}
	if c.Status != clusterCreating {
		out.ClusterCreateTime = &c.Created
	}
	if mb := nodeTypes[c.NodeType].storageMB; mb != 0 {
		out.TotalStorageCapacityInMegaBytes = new(mb * int64(c.NumberOfNodes))
	}
	if c.KmsKeyID != "" {
		out.KmsKeyId = &c.KmsKeyID
	}
	if c.DefaultIamRole != "" {
		out.DefaultIamRoleArn = &c.DefaultIamRole
	}
	return out
}

func availability(c cluster) string {
	switch c.Status {
	case clusterAvailable:
		return "Available"
	case clusterPaused, clusterDeleting:
		return "Unavailable"
	}
	return "Modifying"
}

// endpoint is where the cluster's SQL port listens; a cluster that does not
// listen yet has none.
func (s *Service) endpoint(c cluster) *redshiftapi.Endpoint {
	if c.ListensOn == 0 {
		return nil
	}
	return &redshiftapi.Endpoint{Address: new(s.Warehouse.Host()), Port: &c.ListensOn}
}

func securityGroups(ids []string) []redshiftapi.VpcSecurityGroupMembership {
	groups := make([]redshiftapi.VpcSecurityGroupMembership, len(ids))
	for i := range ids {
		groups[i] = redshiftapi.VpcSecurityGroupMembership{VpcSecurityGroupId: &ids[i], Status: new("active")}
	}
	return groups
}

func parameterGroups(name string) []redshiftapi.ClusterParameterGroupStatus {
	return []redshiftapi.ClusterParameterGroupStatus{{ParameterGroupName: &name, ParameterApplyStatus: new("in-sync")}}
}

// nodes are the cluster's nodes by their roles. All of them are this machine.
func nodes(n int32, address string) []redshiftapi.ClusterNode {
	role := func(name string) redshiftapi.ClusterNode {
		return redshiftapi.ClusterNode{NodeRole: &name, PrivateIPAddress: &address}
	}
	if n == 1 {
		return []redshiftapi.ClusterNode{role("SHARED")}
	}
	list := []redshiftapi.ClusterNode{role("LEADER")}
	for i := range n {
		list = append(list, role("COMPUTE-"+strconv.Itoa(int(i))))
	}
	return list
}

func roles(arns []string) []redshiftapi.ClusterIamRole {
	list := make([]redshiftapi.ClusterIamRole, len(arns))
	for i := range arns {
		list[i] = redshiftapi.ClusterIamRole{IamRoleArn: &arns[i], ApplyStatus: new("in-sync")}
	}
	return list
}

func enabled(on bool) string {
	if on {
		return "enabled"
	}
	return "disabled"
}

// aqua is what AWS answers since the setting was retired.
func aqua() *redshiftapi.AquaConfiguration {
	return &redshiftapi.AquaConfiguration{
		AquaStatus:              new(redshiftapi.AquaStatusDisabled),
		AquaConfigurationStatus: new(redshiftapi.AquaConfigurationStatusAuto),
	}
}
