package redshift

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/store"
)

// ModifyCluster: what AWS tells in PendingModifiedValues becomes true when the
// change is complete, everything else at once. Files are named by the cluster's
// immutable id, so that a new identifier touches none of them.

// A modification is what of a cluster is about to change. A nil member stays.
type modification struct {
	Identifier         string // empty: stays
	NodeType           *string
	NumberOfNodes      *int32
	Master             *pgwire.PasswordVerifier
	Port               *int32
	AutomatedRetention *int32
	PubliclyAccessible *bool
	EnhancedVpcRouting *bool
	MaintenanceTrack   *string
}

// ModifyCluster changes settings, size, password, port or identifier of a cluster.
//
// Left out: what names resources of other kinds than clusters, Multi-AZ and managed
// passwords, which are refused.
func (s *Service) ModifyCluster(ctx context.Context, in *redshiftapi.ModifyClusterMessage) (*redshiftapi.ModifyClusterResult, error) {
	scope := caller.From(ctx)
	key := clusterKey(scope, *in.ClusterIdentifier)
	before, found := s.clusters.Get(key)
	if !found {
		return nil, clusterNotFound(*in.ClusterIdentifier)
	}
	if err := checkModifyCluster(scope, before, in); err != nil {
		return nil, err
	}
	if modifiesNothing(in) {
		return &redshiftapi.ModifyClusterResult{Cluster: s.describe(scope, before)}, nil
	}
	secret, err := newSecret(before, in.MasterUserPassword)
	if err != nil {
		return nil, err
	}
	c, err := s.modify(ctx, key, func(c cluster) (cluster, error) {
		if c.ID != before.ID {
			return c, store.ErrNotFound
		}
		if err := checkModifyCluster(scope, c, in); err != nil { // it may have changed meanwhile
			return c, err
		}
		c.Pending = newModification(c, in, secret)
		applyNow(&c, in)
		return c, s.start(&c, c.Pending.event())
	})
	if err != nil {
		return nil, asFault(err, key.Name, "modify")
	}
	s.noteModification(ctx, key, c, in)
	s.work(key, c)
	return &redshiftapi.ModifyClusterResult{Cluster: s.describe(scope, c)}, nil
}

// modify updates a cluster that is about to change, and takes its new identifier,
// if there is one, so that nobody else gets it meanwhile.
func (s *Service) modify(ctx context.Context, key store.Key, change func(cluster) (cluster, error)) (cluster, error) {
	s.naming.Lock()
	defer s.naming.Unlock()
	c, err := s.clusters.Update(ctx, key, func(c cluster) (cluster, error) {
		changed, err := change(c)
		if err != nil || changed.Pending.Identifier == "" {
			return changed, err
		}
		to := renamed(key, changed.Pending.Identifier)
		if _, taken := s.clusters.Get(to); taken || s.reserved[to] {
			return c, redshiftapi.ClusterAlreadyExistsFault.With("Cluster already exists")
		}
		return changed, nil
	})
	if err == nil && c.Pending.Identifier != "" {
		s.reserved[renamed(key, c.Pending.Identifier)] = true
	}
	return c, err
}

// renamed is the key of a cluster by another identifier.
func renamed(key store.Key, identifier string) store.Key {
	key.Name = identifier
	return key
}

// newSecret is the verifier of a new password, or nil.
func newSecret(c cluster, password *string) (*pgwire.PasswordVerifier, error) {
	if password == nil {
		return nil, nil
	}
	secret, err := pgwire.NewPasswordVerifier(c.MasterUsername, *password)
	if err != nil {
		return nil, fault.InvalidParameterValue.With("The parameter MasterUserPassword cannot be used as a database password.")
	}
	return &secret, nil
}

// checkModifyCluster holds what would become of the cluster to the rules for a
// new one, in the members that are given.
func checkModifyCluster(scope caller.Scope, c cluster, in *redshiftapi.ModifyClusterMessage) error {
	if id := in.NewClusterIdentifier; id != nil {
		if err := checkIdentifierForm("NewClusterIdentifier", *id); err != nil {
			return err
		}
	}
	become := newSettings(c, in)
	for _, check := range []func(*redshiftapi.CreateClusterMessage) error{
		checkNodes, checkMasterPassword, checkPort, checkRetention, checkNetwork, checkMaintenance, checkEncryption, checkAbsentResources, checkNotBuilt,
	} {
		if err := check(become); err != nil {
			return err
		}
	}
	if err := checkZone(scope, in.AvailabilityZone); err != nil {
		return err
	}
	moves := in.AvailabilityZone != nil && *in.AvailabilityZone != c.AvailabilityZone
	if moves && !or(in.AvailabilityZoneRelocation, c.ZoneRelocation) {
		return fault.InvalidParameterCombination.With("The cluster %s cannot be moved to another Availability Zone: relocation is not enabled.", c.Identifier)
	}
	return nil
}

// newSettings is what would have to be asked of CreateCluster to get the cluster as
// it will be. Members that are not given, and that no given one depends on, are
// left out: an old cluster may have what no new one could.
func newSettings(c cluster, in *redshiftapi.ModifyClusterMessage) *redshiftapi.CreateClusterMessage {
	nodes := in.NumberOfNodes
	if nodes == nil && deref(in.ClusterType) != "single-node" {
		nodes = &c.NumberOfNodes
	}
	return &redshiftapi.CreateClusterMessage{
		NodeType: new(or(in.NodeType, c.NodeType)), NumberOfNodes: nodes, ClusterType: in.ClusterType,
		MasterUserPassword: in.MasterUserPassword, ManageMasterPassword: in.ManageMasterPassword, MasterPasswordSecretKmsKeyId: in.MasterPasswordSecretKmsKeyId,
		Port: in.Port, AutomatedSnapshotRetentionPeriod: in.AutomatedSnapshotRetentionPeriod, ManualSnapshotRetentionPeriod: in.ManualSnapshotRetentionPeriod,
		VpcSecurityGroupIds: in.VpcSecurityGroupIds, ClusterSecurityGroups: in.ClusterSecurityGroups,
		ElasticIp: in.ElasticIp, PubliclyAccessible: new(or(in.PubliclyAccessible, c.PubliclyAccessible)), IpAddressType: in.IpAddressType,
		PreferredMaintenanceWindow: in.PreferredMaintenanceWindow, MaintenanceTrackName: in.MaintenanceTrackName, ClusterVersion: in.ClusterVersion,
		Encrypted: in.Encrypted, HsmClientCertificateIdentifier: in.HsmClientCertificateIdentifier, HsmConfigurationIdentifier: in.HsmConfigurationIdentifier,
		ClusterParameterGroupName: in.ClusterParameterGroupName, MultiAZ: in.MultiAZ,
	}
}

// modifiesNothing tells whether an input names a cluster and nothing else.
func modifiesNothing(in *redshiftapi.ModifyClusterMessage) bool {
	return reflect.DeepEqual(*in, redshiftapi.ModifyClusterMessage{ClusterIdentifier: in.ClusterIdentifier})
}

// newModification is what an input changes when the change is complete.
func newModification(c cluster, in *redshiftapi.ModifyClusterMessage, secret *pgwire.PasswordVerifier) *modification {
	m := &modification{
		NodeType: changed(in.NodeType, c.NodeType), NumberOfNodes: changed(in.NumberOfNodes, c.NumberOfNodes), Master: secret,
		Port: changed(in.Port, c.Port), AutomatedRetention: changed(in.AutomatedSnapshotRetentionPeriod, c.AutomatedRetention),
		PubliclyAccessible: changed(in.PubliclyAccessible, c.PubliclyAccessible), EnhancedVpcRouting: changed(in.EnhancedVpcRouting, c.EnhancedVpcRouting),
		MaintenanceTrack: changed(in.MaintenanceTrackName, c.MaintenanceTrack),
	}
	if in.NumberOfNodes == nil && deref(in.ClusterType) == "single-node" {
		m.NumberOfNodes = changed(new(int32(1)), c.NumberOfNodes)
	}
	if id := changed(in.NewClusterIdentifier, c.Identifier); id != nil {
		m.Identifier = *id
	}
	return m
}

// changed is what is given, if it is not what there is.
func changed[T comparable](given *T, is T) *T {
	if given == nil || *given == is {
		return nil
	}
	return given
}

// applyNow makes true at once what does not wait for the change to complete.
func applyNow(c *cluster, in *redshiftapi.ModifyClusterMessage) {
	if in.VpcSecurityGroupIds != nil {
		c.VpcSecurityGroups = slices.Clone(in.VpcSecurityGroupIds)
	}
	if in.PreferredMaintenanceWindow != nil {
		w, _ := parseWindow(*in.PreferredMaintenanceWindow) // checked before
		c.MaintenanceWindow = w.String()
	}
	c.ManualRetention = or(in.ManualSnapshotRetentionPeriod, c.ManualRetention)
	c.AllowVersionUpgrade = or(in.AllowVersionUpgrade, c.AllowVersionUpgrade)
	c.ZoneRelocation = or(in.AvailabilityZoneRelocation, c.ZoneRelocation)
	c.AvailabilityZone = or(in.AvailabilityZone, c.AvailabilityZone)
	c.KmsKeyID = or(in.KmsKeyId, c.KmsKeyID)
	c.ExtraComputeOptimizer = or(in.ExtraComputeForAutomaticOptimization, c.ExtraComputeOptimizer)
}

// event is how a modification shows in the cluster's status.
func (m *modification) event() lifecycle.Event {
	switch {
	case m.NodeType != nil || m.NumberOfNodes != nil:
		return eventResize
	case m.Identifier != "":
		return eventRename
	}
	return eventModify
}

// apply makes a modification true.
func (m *modification) apply(c *cluster) {
	if m.Identifier != "" {
		c.Identifier = m.Identifier
	}
	if m.Master != nil {
		c.Master = *m.Master
	}
	c.NodeType = or(m.NodeType, c.NodeType)
	c.NumberOfNodes = or(m.NumberOfNodes, c.NumberOfNodes)
	c.Port = or(m.Port, c.Port)
	c.AutomatedRetention = or(m.AutomatedRetention, c.AutomatedRetention)
	c.PubliclyAccessible = or(m.PubliclyAccessible, c.PubliclyAccessible)
	c.EnhancedVpcRouting = or(m.EnhancedVpcRouting, c.EnhancedVpcRouting)
	c.MaintenanceTrack = or(m.MaintenanceTrack, c.MaintenanceTrack)
	c.Pending = nil
}

// describe is a cluster's modification as a caller sees it; one without any has an
// empty structure.
func (m *modification) describe(c cluster) *redshiftapi.PendingModifiedValues {
	out := &redshiftapi.PendingModifiedValues{}
	if m == nil {
		return out
	}
	out.NodeType, out.NumberOfNodes = m.NodeType, m.NumberOfNodes
	out.AutomatedSnapshotRetentionPeriod, out.PubliclyAccessible = m.AutomatedRetention, m.PubliclyAccessible
	out.EnhancedVpcRouting, out.MaintenanceTrackName = m.EnhancedVpcRouting, m.MaintenanceTrack
	if m.Identifier != "" {
		out.ClusterIdentifier = &m.Identifier
	}
	if m.Master != nil {
		out.MasterUserPassword = new("****")
	}
	if kind := clusterType(or(m.NumberOfNodes, c.NumberOfNodes)); kind != clusterType(c.NumberOfNodes) {
		out.ClusterType = &kind
	}
	return out
}

func clusterType(nodes int32) string {
	if nodes == 1 {
		return "single-node"
	}
	return "multi-node"
}

// noteModification records the events that a modification begins with.
func (s *Service) noteModification(ctx context.Context, key store.Key, c cluster, in *redshiftapi.ModifyClusterMessage) {
	if in.VpcSecurityGroupIds != nil {
		s.note(ctx, key, securityGroupsChanged(c.Identifier))
	}
	if c.Pending.event() == eventResize {
		s.note(ctx, key, resizeBegun(c.Identifier))
	}
}

// finishModify makes a modification true: first in the warehouse, then in the
// record, which may get another key.
func (s *Service) finishModify(ctx context.Context, key store.Key, c cluster) error {
	m := c.Pending
	listensOn := c.ListensOn
	if m.Port != nil {
		port, err := s.Warehouse.Move(c.ID, int(*m.Port))
		if err != nil {
			return err
		}
		listensOn = int32(port)
	}
	if m.Master != nil {
		if err := s.Warehouse.SetPassword(c.ID, *m.Master); err != nil {
			return err
		}
	}
	complete := func(c cluster) (cluster, error) {
		settled(&c)
		m.apply(&c)
		c.ListensOn = listensOn
		return c, nil
	}
	s.noteModified(ctx, key, m)
	if m.Identifier != "" {
		return s.rename(ctx, key, renamed(key, m.Identifier), complete)
	}
	_, err := s.clusters.Update(ctx, key, complete)
	return err
}

// rename gives a cluster's record its new key, which is reserved for it.
func (s *Service) rename(ctx context.Context, from, to store.Key, complete func(cluster) (cluster, error)) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	_, err := s.clusters.Move(ctx, from, to, complete)
	if err == nil || errors.Is(err, store.ErrNotFound) {
		delete(s.reserved, to)
	}
	return err
}

// noteModified records the events that a modification ends with.
func (s *Service) noteModified(ctx context.Context, key store.Key, m *modification) {
	name := key.Name
	if m.Identifier != "" {
		name = m.Identifier
		s.note(ctx, key, clusterRenamed(name))
	}
	if m.Master != nil {
		s.note(ctx, key, passwordChanged(name))
	}
	if m.event() == eventResize {
		s.note(ctx, key, resizeDone(name))
	}
}
