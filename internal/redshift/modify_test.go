package redshift_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// login connects to a cluster's SQL port as a driver does, and tells who it is.
func login(t *testing.T, c redshiftapi.Cluster, user, password string) (*pgconn.PgConn, error) {
	t.Helper()
	config, err := pgconn.ParseConfig("sslmode=disable")
	check(t, err)
	config.Host, config.Port, config.User, config.Password, config.Database = "127.0.0.1", uint16(*c.Endpoint.Port), user, password, *c.DBName
	conn, err := pgconn.ConnectConfig(t.Context(), config)
	if err == nil {
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
	}
	return conn, err
}

// state tells the SQLSTATE of an error of connecting or of a statement.
func state(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return fmt.Sprint(err)
}

// run runs a statement and returns its first value.
func run(t *testing.T, conn *pgconn.PgConn, sql string) string {
	t.Helper()
	results, err := conn.Exec(t.Context(), sql).ReadAll()
	check(t, err)
	if last := results[len(results)-1]; len(last.Rows) > 0 {
		return string(last.Rows[0][0])
	}
	return ""
}

func (w *world) modify(t *testing.T, in redshiftapi.ModifyClusterMessage) redshiftapi.Cluster {
	t.Helper()
	out, err := w.ModifyCluster(w.ctx, &in)
	check(t, err)
	return *out.Cluster
}

// What PendingModifiedValues shows becomes true when the change is complete, the
// rest at once; what is not given stays.
func TestModifyCluster(t *testing.T) {
	w := openSlow(t, t.TempDir(), 1)
	in := input("c")
	in.EnhancedVpcRouting = new(true)
	before := w.create(t, in)
	got := w.modify(t, redshiftapi.ModifyClusterMessage{
		ClusterIdentifier: new("c"), AutomatedSnapshotRetentionPeriod: new(int32(7)), PubliclyAccessible: new(true), EnhancedVpcRouting: new(false),
		MaintenanceTrackName: new("trailing"), ManualSnapshotRetentionPeriod: new(int32(30)), PreferredMaintenanceWindow: new("Mon:01:00-Mon:02:00"),
		AllowVersionUpgrade: new(false), VpcSecurityGroupIds: []string{"sg-12345678"}, AvailabilityZoneRelocation: new(true), AvailabilityZone: new("us-east-1b"),
		KmsKeyId: new("alias/new"), ExtraComputeForAutomaticOptimization: new(true), MasterUserPassword: new("Changed99"),
		ClusterParameterGroupName: new("default.redshift-1.0"), ClusterSecurityGroups: []string{"default"}, ClusterVersion: new("1.0"), Encrypted: new(true),
		ManageMasterPassword: new(false), IpAddressType: new("ipv4"), MultiAZ: new(false), NodeType: new("ra3.large"),
	})
	want := before
	want.ClusterStatus, want.ClusterAvailabilityStatus = new("modifying"), new("Modifying")
	want.PendingModifiedValues = &redshiftapi.PendingModifiedValues{
		AutomatedSnapshotRetentionPeriod: new(int32(7)), PubliclyAccessible: new(true), EnhancedVpcRouting: new(false),
		MaintenanceTrackName: new("trailing"), MasterUserPassword: new("****"),
	}
	want.ManualSnapshotRetentionPeriod, want.PreferredMaintenanceWindow = new(int32(30)), new("mon:01:00-mon:02:00")
	want.NextMaintenanceWindowStartTime = new(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	want.AllowVersionUpgrade, want.AvailabilityZoneRelocationStatus, want.AvailabilityZone = new(false), new("enabled"), new("us-east-1b")
	want.VpcSecurityGroups = []redshiftapi.VpcSecurityGroupMembership{{VpcSecurityGroupId: new("sg-12345678"), Status: new("active")}}
	want.KmsKeyId, want.ExtraComputeForAutomaticOptimization = new("alias/new"), new("true")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	want = w.settled(t, "c")
	if diff := cmp.Diff([]any{int32(7), true, false, "trailing", &redshiftapi.PendingModifiedValues{}}, []any{*want.AutomatedSnapshotRetentionPeriod,
		*want.PubliclyAccessible, *want.EnhancedVpcRouting, *want.MaintenanceTrackName, want.PendingModifiedValues}); diff != "" {
		t.Error(diff)
	}
	if got := w.modify(t, redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("c")}); *got.ClusterStatus != "available" {
		t.Errorf("nothing to modify: %s", *got.ClusterStatus)
	}
}

func TestModifyPassword(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	c := w.create(t, input("c"))
	old, err := login(t, c, "admin", "Secret99")
	check(t, err)
	w.modify(t, redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("c"), MasterUserPassword: new("Changed99")})
	w.settled(t, "c")
	for range 2 { // and after a restart
		if _, err := login(t, c, "admin", "Secret99"); state(err) != "28P01" {
			t.Errorf("the old password: %v", err)
		}
		conn, err := login(t, c, "admin", "Changed99")
		check(t, err)
		check(t, conn.Close(t.Context()))
		if old != nil {
			run(t, old, "select 1") // goes on
			check(t, old.Close(t.Context()))
			old = nil
		}
		w.close()
		w = open(t, dir)
		c = w.one(t, "c")
	}
}

// A new identifier touches neither data nor sessions, and is nobody else's from
// the moment it is asked for.
func TestRename(t *testing.T) {
	dir := t.TempDir()
	w := openSlow(t, dir, 1)
	in := input("old")
	in.Port = new(int32(8207)) // that no other test takes
	before := w.create(t, in)
	w.create(t, input("other"))
	conn, err := login(t, before, "admin", "Secret99")
	check(t, err)
	run(t, conn, "create table t (a integer); insert into t values (42)")
	rename := redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("old"), NewClusterIdentifier: new("other")}
	_, err = w.ModifyCluster(w.ctx, &rename)
	if !errors.Is(err, redshiftapi.ClusterAlreadyExistsFault) {
		t.Errorf("to a name that is taken: %v", err)
	}
	rename.NewClusterIdentifier = new("new")
	if got := w.modify(t, rename); *got.ClusterStatus != "renaming" || *got.ClusterIdentifier != "old" || *got.PendingModifiedValues.ClusterIdentifier != "new" {
		t.Errorf("got %s, %s", *got.ClusterStatus, *got.ClusterIdentifier)
	}
	for range 2 { // and after a restart
		if _, err := w.CreateCluster(w.ctx, input("new")); !errors.Is(err, redshiftapi.ClusterAlreadyExistsFault) {
			t.Errorf("a name that is promised: %v", err)
		}
		w.close()
		w = openSlow(t, dir, 1)
	}
	after := w.settled(t, "new")
	if _, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{ClusterIdentifier: new("old")}); !errors.Is(err, redshiftapi.ClusterNotFoundFault) {
		t.Errorf("by the old name: %v", err)
	}
	conn, err = login(t, after, "admin", "Secret99")
	check(t, err)
	if got := run(t, conn, "select a from t"); got != "42" || *after.Endpoint.Port != *before.Endpoint.Port || *after.ClusterNamespaceArn != *before.ClusterNamespaceArn {
		t.Errorf("the renamed cluster has %s on port %d", got, *after.Endpoint.Port)
	}
	w.create(t, input("old"))
}

func TestResize(t *testing.T) {
	w := openSlow(t, t.TempDir(), 1)
	w.create(t, input("c"))
	got := w.modify(t, redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("c"), NumberOfNodes: new(int32(4)), NodeType: new("ra3.xlplus"), ClusterType: new("multi-node")})
	pending := &redshiftapi.PendingModifiedValues{NumberOfNodes: new(int32(4)), NodeType: new("ra3.xlplus"), ClusterType: new("multi-node")}
	if *got.ClusterStatus != "resizing" || *got.NumberOfNodes != 1 || *got.ResizeInfo.ResizeType != "ElasticResize" || !cmp.Equal(pending, got.PendingModifiedValues) {
		t.Errorf("got %s with %d nodes, %+v", *got.ClusterStatus, *got.NumberOfNodes, got.PendingModifiedValues)
	}
	if got := w.settled(t, "c"); *got.NumberOfNodes != 4 || *got.NodeType != "ra3.xlplus" || len(got.ClusterNodes) != 5 || got.ResizeInfo != nil {
		t.Errorf("got %d nodes of %s", *got.NumberOfNodes, *got.NodeType)
	}
	w.modify(t, redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("c"), ClusterType: new("single-node")})
	if got := w.settled(t, "c"); *got.NumberOfNodes != 1 || *got.NodeType != "ra3.xlplus" {
		t.Errorf("got %d nodes of %s", *got.NumberOfNodes, *got.NodeType)
	}
}

func TestModifyPort(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	c := w.create(t, input("c"))
	conn, err := login(t, c, "admin", "Secret99")
	check(t, err)
	w.modify(t, redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("c"), Port: new(int32(8199))})
	moved := w.settled(t, "c")
	if *moved.Endpoint.Port == *c.Endpoint.Port {
		t.Errorf("still on port %d", *c.Endpoint.Port)
	}
	run(t, conn, "select 1") // goes on
	check(t, conn.Close(t.Context()))
	if _, err := login(t, c, "admin", "Secret99"); err == nil {
		t.Error("the old port still answers")
	}
	_, err = login(t, moved, "admin", "Secret99")
	check(t, err)
}

func TestModifyClusterIsRefused(t *testing.T) {
	type in = redshiftapi.ModifyClusterMessage
	w := open(t, t.TempDir())
	w.create(t, input("c"))
	tests := []struct {
		name   string
		change func(*in)
		kind   *fault.Kind
	}{
		{"cluster of nobody", func(i *in) { i.ClusterIdentifier = new("x") }, redshiftapi.ClusterNotFoundFault},
		{"identifier of no form", func(i *in) { i.NewClusterIdentifier = new("X") }, fault.InvalidParameterValue},
		{"empty identifier", func(i *in) { i.NewClusterIdentifier = new("") }, fault.InvalidParameterValue},
		{"short password", func(i *in) { i.MasterUserPassword = new("x") }, fault.InvalidParameterValue},
		{"empty password", func(i *in) { i.MasterUserPassword = new("") }, fault.InvalidParameterValue},
		{"managed password", func(i *in) { i.ManageMasterPassword = new(true) }, redshiftapi.UnsupportedOperationFault},
		{"key of a password that is not managed", func(i *in) { i.MasterPasswordSecretKmsKeyId = new("k") }, fault.InvalidParameterCombination},
		{"node type of nobody", func(i *in) { i.NodeType = new("x") }, fault.InvalidParameterValue},
		{"node type without one node", func(i *in) { i.NodeType = new("ra3.4xlarge") }, fault.InvalidParameterCombination},
		{"no nodes", func(i *in) { i.NumberOfNodes = new(int32(0)) }, fault.InvalidParameterValue},
		{"multi-node with one node", func(i *in) { i.ClusterType = new("multi-node") }, fault.InvalidParameterCombination},
		{"port outside the ranges", func(i *in) { i.Port = new(int32(80)) }, fault.InvalidParameterValue},
		{"retention", func(i *in) { i.AutomatedSnapshotRetentionPeriod = new(int32(0)) }, redshiftapi.InvalidRetentionPeriodFault},
		{"manual retention", func(i *in) { i.ManualSnapshotRetentionPeriod = new(int32(0)) }, redshiftapi.InvalidRetentionPeriodFault},
		{"security group of no form", func(i *in) { i.VpcSecurityGroupIds = []string{"x"} }, fault.InvalidParameterValue},
		{"cluster security group", func(i *in) { i.ClusterSecurityGroups = []string{"x"} }, redshiftapi.ClusterSecurityGroupNotFoundFault},
		{"parameter group", func(i *in) { i.ClusterParameterGroupName = new("x") }, redshiftapi.ClusterParameterGroupNotFoundFault},
		{"window", func(i *in) { i.PreferredMaintenanceWindow = new("x") }, fault.InvalidParameterValue},
		{"version", func(i *in) { i.ClusterVersion = new("2.0") }, fault.InvalidParameterValue},
		{"track", func(i *in) { i.MaintenanceTrackName = new("x") }, redshiftapi.InvalidClusterTrackFault},
		{"HSM certificate", func(i *in) { i.HsmClientCertificateIdentifier = new("x") }, redshiftapi.HsmClientCertificateNotFoundFault},
		{"HSM configuration", func(i *in) { i.HsmConfigurationIdentifier = new("x") }, redshiftapi.HsmConfigurationNotFoundFault},
		{"Elastic IP", func(i *in) { i.ElasticIp = new("203.0.113.7") }, redshiftapi.InvalidElasticIpFault},
		{"not encrypted", func(i *in) { i.Encrypted = new(false) }, fault.InvalidParameterValue},
		{"zone of another Region", func(i *in) { i.AvailabilityZone = new("eu-west-1a") }, fault.InvalidParameterValue},
		{"zone without relocation", func(i *in) { i.AvailabilityZone = new("us-east-1c") }, fault.InvalidParameterCombination},
		{"dualstack", func(i *in) { i.IpAddressType = new("dualstack") }, redshiftapi.UnsupportedOperationFault},
		{"Multi-AZ", func(i *in) { i.MultiAZ = new(true) }, redshiftapi.UnsupportedOperationFault},
	}
	before := w.one(t, "c")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := &in{ClusterIdentifier: new("c")}
			test.change(request)
			if _, err := w.ModifyCluster(w.ctx, request); !errors.Is(err, test.kind) {
				t.Errorf("got %v, want %s", err, test.kind.Code)
			}
		})
	}
	if diff := cmp.Diff(before, w.one(t, "c")); diff != "" {
		t.Errorf("refused, and changed: %s", diff)
	}
}
