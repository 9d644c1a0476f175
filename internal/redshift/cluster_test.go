package redshift_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
)

// omitted are the members of Cluster that a cluster never shows, with the reason.
var omitted = map[string]string{
	"ModifyStatus":                           "AWS does not publish what it holds",
	"VpcId":                                  "there is no VPC",
	"RestoreStatus":                          "set for a cluster made from a snapshot: snapshots are not built",
	"DataTransferProgress":                   "set during a classic resize: no resize here moves data",
	"HsmStatus":                              "there is no HSM",
	"ClusterSnapshotCopyStatus":              "set once snapshots are copied to another Region: not built",
	"ClusterPublicKey":                       "it is for COPY over SSH, which is not built",
	"ElasticIpStatus":                        "there are no Elastic IPs",
	"ClusterRevisionNumber":                  "no release of Amazon Redshift's own engine runs here",
	"ElasticResizeNumberOfNodeOptions":       "ResizeCluster is not built",
	"SnapshotScheduleIdentifier":             "snapshot schedules are not built",
	"SnapshotScheduleState":                  "snapshot schedules are not built",
	"ExpectedNextSnapshotScheduleTime":       "no snapshot is taken by itself",
	"ExpectedNextSnapshotScheduleTimeStatus": "no snapshot is taken by itself",
	"ResizeInfo":                             "set while a resize is under way",
	"ReservedNodeExchangeStatus":             "there are no reserved nodes",
	"CustomDomainName":                       "custom domains are not built",
	"CustomDomainCertificateArn":             "custom domains are not built",
	"CustomDomainCertificateExpiryDate":      "custom domains are not built",
	"MasterPasswordSecretArn":                "managed passwords are not built",
	"MasterPasswordSecretKmsKeyId":           "managed passwords are not built",
	"MultiAZSecondary":                       "Multi-AZ is not built",
	"LakehouseRegistrationStatus":            "there is no Glue data catalog",
	"CatalogArn":                             "there is no Glue data catalog",
	"LoggingPublishStatus":                   "present only when logging is configured, which is not built",
}

// Every member of Cluster is filled in or stands above with a reason.
func TestEveryMemberOfClusterIsFilledOrOmitted(t *testing.T) {
	w := open(t, t.TempDir())
	in := input("whole")
	in.KmsKeyId = new("alias/key")
	in.IamRoles = []string{"arn:aws:iam::123456789012:role/load"}
	in.DefaultIamRoleArn = &in.IamRoles[0]
	c := reflect.ValueOf(w.create(t, in))
	if n := c.NumField(); n != 64 {
		t.Errorf("Cluster has %d members: fill in or list the new ones", n)
	}
	for i := range c.NumField() {
		name := c.Type().Field(i).Name
		reason, left := omitted[name]
		if filled := !c.Field(i).IsNil(); filled == left {
			t.Errorf("%s: filled in is %v, reason to leave it out is %q", name, filled, reason)
		}
	}
}

func TestCreateClusterDefaults(t *testing.T) {
	w := open(t, t.TempDir())
	out, err := w.CreateCluster(w.ctx, input("first"))
	check(t, err)
	if c := out.Cluster; *c.ClusterStatus != "creating" || c.Endpoint != nil || c.ClusterCreateTime != nil || *c.ClusterAvailabilityStatus != "Modifying" {
		t.Errorf("answer of CreateCluster: %+v", c)
	}
	c := w.settled(t, "first")
	got := []any{*c.DBName, *c.NumberOfNodes, *c.AvailabilityZone, *c.ClusterVersion, *c.AllowVersionUpgrade, *c.Encrypted, *c.PubliclyAccessible,
		*c.AutomatedSnapshotRetentionPeriod, *c.ManualSnapshotRetentionPeriod, *c.MaintenanceTrackName,
		*c.ClusterParameterGroups[0].ParameterGroupName, *c.ClusterNodes[0].NodeRole, *c.MultiAZ, *c.Endpoint.Address}
	want := []any{"dev", int32(1), "us-east-1a", "1.0", true, true, false, int32(1), int32(-1), "current",
		"default.redshift-1.0", "SHARED", "Disabled", "127.0.0.1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if next := *c.NextMaintenanceWindowStartTime; !next.After(start) || next.Sub(start) > 7*24*time.Hour {
		t.Errorf("next maintenance window at %v", next)
	}
}

func TestCreateClusterIsRefused(t *testing.T) {
	type in = redshiftapi.CreateClusterMessage
	tests := []struct {
		name   string
		change func(*in)
		kind   *fault.Kind
		says   string
	}{
		{"identifier in upper case", func(i *in) { i.ClusterIdentifier = new("First") }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"identifier begins with a digit", func(i *in) { i.ClusterIdentifier = new("1st") }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"identifier ends with a hyphen", func(i *in) { i.ClusterIdentifier = new("a-") }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"identifier with two hyphens", func(i *in) { i.ClusterIdentifier = new("a--b") }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"identifier with a newline", func(i *in) { i.ClusterIdentifier = new("a\n") }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"identifier of 64 characters", func(i *in) { i.ClusterIdentifier = new(strings.Repeat("a", 64)) }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"empty identifier", func(i *in) { i.ClusterIdentifier = new("") }, fault.InvalidParameterValue, "ClusterIdentifier"},
		{"database in upper case", func(i *in) { i.DBName = new("Dev") }, fault.InvalidParameterValue, "DBName"},
		{"empty database", func(i *in) { i.DBName = new("") }, fault.InvalidParameterValue, "DBName"},
		{"database outside the folder", func(i *in) { i.DBName = new("../x") }, fault.InvalidParameterValue, "DBName"},
		{"database is a reserved word", func(i *in) { i.DBName = new("select") }, fault.InvalidParameterValue, "reserved word select"},
		{"database of the system", func(i *in) { i.DBName = new("template1") }, fault.InvalidParameterValue, "reserved word template1"},
		{"node type of nobody", func(i *in) { i.NodeType = new("ra4.large") }, fault.InvalidParameterValue, "Invalid node type: ra4.large"},
		{"cluster type of nobody", func(i *in) { i.ClusterType = new("many") }, fault.InvalidParameterValue, "Invalid cluster type: many"},
		{"multi-node with one node", func(i *in) { i.ClusterType = new("multi-node") }, fault.InvalidParameterCombination, "multi-node"},
		{"single-node with two nodes", func(i *in) { i.ClusterType, i.NumberOfNodes = new("single-node"), new(int32(2)) }, fault.InvalidParameterCombination, "single-node"},
		{"no nodes", func(i *in) { i.NumberOfNodes = new(int32(0)) }, fault.InvalidParameterValue, "NumberOfNodes"},
		{"too many nodes", func(i *in) { i.NumberOfNodes = new(int32(17)) }, redshiftapi.NumberOfNodesPerClusterLimitExceededFault, "at most 16"},
		{"one node of a type without", func(i *in) { i.NodeType = new("ra3.4xlarge") }, fault.InvalidParameterCombination, "at least 2"},
		{"user begins with a digit", func(i *in) { i.MasterUsername = new("1admin") }, fault.InvalidParameterValue, "MasterUsername"},
		{"user with a slash", func(i *in) { i.MasterUsername = new("a/b") }, fault.InvalidParameterValue, "MasterUsername"},
		{"user public", func(i *in) { i.MasterUsername = new("public") }, fault.InvalidParameterValue, "reserved word public"},
		{"user is a reserved word", func(i *in) { i.MasterUsername = new("user") }, fault.InvalidParameterValue, "reserved word user"},
		{"no password", func(i *in) { i.MasterUserPassword = nil }, fault.MissingParameter, "MasterUserPassword"},
		{"short password", func(i *in) { i.MasterUserPassword = new("Secret9") }, fault.InvalidParameterValue, "between 8 and 64"},
		{"long password", func(i *in) { i.MasterUserPassword = new("S9" + strings.Repeat("x", 63)) }, fault.InvalidParameterValue, "between 8 and 64"},
		{"password without upper case", func(i *in) { i.MasterUserPassword = new("secret99") }, fault.InvalidParameterValue, "upper case"},
		{"password without lower case", func(i *in) { i.MasterUserPassword = new("SECRET99") }, fault.InvalidParameterValue, "lower case"},
		{"password without a number", func(i *in) { i.MasterUserPassword = new("Secretsecret") }, fault.InvalidParameterValue, "number"},
		{"password with a quote", func(i *in) { i.MasterUserPassword = new("Secret'99") }, fault.InvalidParameterValue, "printable ASCII"},
		{"password with a newline", func(i *in) { i.MasterUserPassword = new("Secret99\n") }, fault.InvalidParameterValue, "printable ASCII"},
		{"managed and own password", func(i *in) { i.ManageMasterPassword = new(true) }, fault.InvalidParameterCombination, "ManageMasterPassword"},
		{"managed password", func(i *in) { i.ManageMasterPassword, i.MasterUserPassword = new(true), nil }, redshiftapi.UnsupportedOperationFault, "ManageMasterPassword"},
		{"key of a password that is not managed", func(i *in) { i.MasterPasswordSecretKmsKeyId = new("k") }, fault.InvalidParameterCombination, "MasterPasswordSecretKmsKeyId"},
		{"port outside RA3's ranges", func(i *in) { i.Port = new(int32(5430)) }, fault.InvalidParameterValue, "5430"},
		{"port outside DC2's range", func(i *in) { i.NodeType, i.Port = new("dc2.large"), new(int32(80)) }, fault.InvalidParameterValue, "80"},
		{"36 days of automated snapshots", func(i *in) { i.AutomatedSnapshotRetentionPeriod = new(int32(36)) }, redshiftapi.InvalidRetentionPeriodFault, "35"},
		{"no automated snapshots on RA3", func(i *in) { i.AutomatedSnapshotRetentionPeriod = new(int32(0)) }, redshiftapi.InvalidRetentionPeriodFault, "disabled"},
		{"no days of manual snapshots", func(i *in) { i.ManualSnapshotRetentionPeriod = new(int32(0)) }, redshiftapi.InvalidRetentionPeriodFault, "3653"},
		{"security group of no form", func(i *in) { i.VpcSecurityGroupIds = []string{"web"} }, fault.InvalidParameterValue, "web"},
		{"cluster security group of nobody", func(i *in) { i.ClusterSecurityGroups = []string{"web"} }, redshiftapi.ClusterSecurityGroupNotFoundFault, "web"},
		{"subnet group of nobody", func(i *in) { i.ClusterSubnetGroupName = new("net") }, redshiftapi.ClusterSubnetGroupNotFoundFault, "net"},
		{"parameter group of nobody", func(i *in) { i.ClusterParameterGroupName = new("p") }, redshiftapi.ClusterParameterGroupNotFoundFault, "p"},
		{"zone of another Region", func(i *in) { i.AvailabilityZone = new("eu-west-1a") }, fault.InvalidParameterValue, "eu-west-1a"},
		{"zone without its Region", func(i *in) { i.AvailabilityZone = new("a") }, fault.InvalidParameterValue, "Availability Zone a"},
		{"window of no form", func(i *in) { i.PreferredMaintenanceWindow = new("monday") }, fault.InvalidParameterValue, "monday"},
		{"window too short", func(i *in) { i.PreferredMaintenanceWindow = new("mon:01:00-mon:01:29") }, fault.InvalidParameterValue, "30 minutes"},
		{"track of nobody", func(i *in) { i.MaintenanceTrackName = new("fast") }, redshiftapi.InvalidClusterTrackFault, "fast"},
		{"version of nobody", func(i *in) { i.ClusterVersion = new("2.0") }, fault.InvalidParameterValue, "2.0"},
		{"not encrypted", func(i *in) { i.Encrypted = new(false) }, fault.InvalidParameterValue, "Encrypted"},
		{"HSM certificate", func(i *in) { i.HsmClientCertificateIdentifier = new("h") }, redshiftapi.HsmClientCertificateNotFoundFault, "h"},
		{"HSM configuration", func(i *in) { i.HsmConfigurationIdentifier = new("h") }, redshiftapi.HsmConfigurationNotFoundFault, "h"},
		{"Elastic IP", func(i *in) { i.ElasticIp, i.PubliclyAccessible = new("203.0.113.7"), new(true) }, redshiftapi.InvalidElasticIpFault, "203.0.113.7"},
		{"dualstack", func(i *in) { i.IpAddressType = new("dualstack") }, redshiftapi.UnsupportedOperationFault, "dualstack"},
		{"address type of nobody", func(i *in) { i.IpAddressType = new("ipx") }, fault.InvalidParameterValue, "ipx"},
		{"role of no form", func(i *in) { i.IamRoles = []string{"role"} }, fault.InvalidParameterValue, "role"},
		{"default role that is not one of the roles", func(i *in) { i.DefaultIamRoleArn = new("arn:aws:iam::123456789012:role/x") }, fault.InvalidParameterCombination, "role/x"},
		{"snapshot schedule of nobody", func(i *in) { i.SnapshotScheduleIdentifier = new("s") }, redshiftapi.SnapshotScheduleNotFoundFault, "s"},
		{"application of nobody", func(i *in) { i.RedshiftIdcApplicationArn = new("arn") }, redshiftapi.RedshiftIdcApplicationNotExistsFault, "arn"},
		{"Multi-AZ", func(i *in) { i.MultiAZ = new(true) }, redshiftapi.UnsupportedOperationFault, "MultiAZ"},
		{"catalog", func(i *in) { i.CatalogName = new("c") }, redshiftapi.UnsupportedOperationFault, "CatalogName"},
		{"sample data", func(i *in) { i.LoadSampleData = new("true") }, redshiftapi.UnsupportedOperationFault, "LoadSampleData"},
		{"additional info", func(i *in) { i.AdditionalInfo = new("x") }, redshiftapi.UnsupportedOperationFault, "AdditionalInfo"},
		{"tag without a key", func(i *in) { i.Tags = []redshiftapi.Tag{{Value: new("v")}} }, redshiftapi.InvalidTagFault, "key"},
		{"tag of AWS's", func(i *in) { i.Tags = []redshiftapi.Tag{{Key: new("AWS:x")}} }, redshiftapi.InvalidTagFault, "reserved"},
		{"tag twice", func(i *in) { i.Tags = []redshiftapi.Tag{{Key: new("k")}, {Key: new("k")}} }, redshiftapi.InvalidTagFault, "more than once"},
		{"51 tags", func(i *in) { i.Tags = make([]redshiftapi.Tag, 51) }, redshiftapi.TagLimitExceededFault, "50"},
	}
	w := open(t, t.TempDir())
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := input("refused")
			test.change(in)
			_, err := w.CreateCluster(w.ctx, in)
			if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %s with %q", err, test.kind.Code, test.says)
			}
			if in.MasterUserPassword != nil && err != nil && len(*in.MasterUserPassword) > 4 && strings.Contains(err.Error(), *in.MasterUserPassword) {
				t.Error("the password is in the error")
			}
		})
	}
	out, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{})
	if err != nil || len(out.Clusters) != 0 {
		t.Errorf("a refused cluster is there: %v %v", out, err)
	}
}

func TestClusterExists(t *testing.T) {
	w := open(t, t.TempDir())
	w.create(t, input("twin"))
	if _, err := w.CreateCluster(w.ctx, input("twin")); !errors.Is(err, redshiftapi.ClusterAlreadyExistsFault) {
		t.Errorf("got %v", err)
	}
	elsewhere := scope()
	elsewhere.Region = "eu-west-1"
	if _, err := w.DescribeClusters(caller.With(t.Context(), elsewhere), &redshiftapi.DescribeClustersMessage{ClusterIdentifier: new("twin")}); !errors.Is(err, redshiftapi.ClusterNotFoundFault) {
		t.Errorf("in another Region: got %v", err)
	}
}

func TestDescribeClustersInPages(t *testing.T) {
	w := open(t, t.TempDir())
	var names []string
	for i := range 25 {
		in := input(fmt.Sprintf("c%02d", i))
		in.Tags = []redshiftapi.Tag{{Key: new("n"), Value: new(fmt.Sprint(i % 2))}, {Key: new("all"), Value: new("")}}
		_, err := w.CreateCluster(w.ctx, in)
		check(t, err)
		names = append(names, *in.ClusterIdentifier)
	}
	list := func(in redshiftapi.DescribeClustersMessage) (got []string, pages int) {
		for {
			out, err := w.DescribeClusters(w.ctx, &in)
			check(t, err)
			for _, c := range out.Clusters {
				got = append(got, *c.ClusterIdentifier)
			}
			pages++
			if in.Marker = out.Marker; in.Marker == nil {
				return got, pages
			}
		}
	}
	if got, pages := list(redshiftapi.DescribeClustersMessage{MaxRecords: new(int32(20))}); !slices.Equal(got, names) || pages != 2 {
		t.Errorf("got %v in %d pages", got, pages)
	}
	if got, _ := list(redshiftapi.DescribeClustersMessage{TagKeys: []string{"n"}, TagValues: []string{"1"}}); len(got) != 12 {
		t.Errorf("n=1: got %v", got)
	}
	if got, _ := list(redshiftapi.DescribeClustersMessage{TagKeys: []string{"all"}, TagValues: []string{"1"}}); len(got) != 0 {
		t.Errorf("the key of one tag and the value of another: got %v", got)
	}
	if got, _ := list(redshiftapi.DescribeClustersMessage{TagValues: []string{"0", "1"}}); len(got) != 25 {
		t.Errorf("values 0 and 1: got %v", got)
	}
	for name, in := range map[string]redshiftapi.DescribeClustersMessage{
		"too few":          {MaxRecords: new(int32(19))},
		"too many":         {MaxRecords: new(int32(101))},
		"marker of nobody": {Marker: new("nonsense")},
		"empty name":       {Marker: new("MTo")},
	} {
		if _, err := w.DescribeClusters(w.ctx, &in); !errors.Is(err, fault.InvalidParameterValue) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{Marker: new("x"), ClusterIdentifier: new("c00")}); !errors.Is(err, fault.InvalidParameterCombination) {
		t.Errorf("marker and identifier: got %v", err)
	}
}

func TestDeleteCluster(t *testing.T) {
	w := open(t, t.TempDir())
	w.create(t, input("gone"))
	del := func(in redshiftapi.DeleteClusterMessage) error {
		in.ClusterIdentifier = new("gone")
		_, err := w.DeleteCluster(w.ctx, &in)
		return err
	}
	if err := del(redshiftapi.DeleteClusterMessage{}); !errors.Is(err, fault.InvalidParameterCombination) {
		t.Errorf("neither skipped nor named: %v", err)
	}
	if err := del(redshiftapi.DeleteClusterMessage{FinalClusterSnapshotIdentifier: new("s")}); !errors.Is(err, fault.UnsupportedOperation) {
		t.Errorf("final snapshot: %v", err)
	}
	if err := del(redshiftapi.DeleteClusterMessage{SkipFinalClusterSnapshot: new(true), FinalClusterSnapshotIdentifier: new("s")}); !errors.Is(err, fault.InvalidParameterCombination) {
		t.Errorf("skipped and named: %v", err)
	}
	check(t, del(redshiftapi.DeleteClusterMessage{SkipFinalClusterSnapshot: new(true)}))
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		_, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{ClusterIdentifier: new("gone")})
		if errors.Is(err, redshiftapi.ClusterNotFoundFault) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the cluster is still there")
		}
	}
	if err := del(redshiftapi.DeleteClusterMessage{SkipFinalClusterSnapshot: new(true)}); !errors.Is(err, redshiftapi.ClusterNotFoundFault) {
		t.Errorf("twice: %v", err)
	}
}

// After a restart a cluster is described as before, on the same port.
func TestClustersOutliveTheServer(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	in := input("kept")
	in.Port = new(int32(8211)) // that no other test takes
	in.Tags = []redshiftapi.Tag{{Key: new("k"), Value: new("v")}}
	before := w.create(t, in)
	if _, err := w.CreateCluster(w.ctx, input("halfway")); err != nil {
		t.Fatal(err)
	}
	w.close()
	w = open(t, dir)
	if diff := cmp.Diff(before, w.one(t, "kept")); diff != "" {
		t.Error(diff)
	}
	w.settled(t, "halfway")
}

func BenchmarkDescribeClusters(b *testing.B) {
	w := open(b, b.TempDir())
	for i := range 10 {
		_, err := w.CreateCluster(w.ctx, input(fmt.Sprintf("c%d", i)))
		check(b, err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{})
		check(b, err)
	}
}
