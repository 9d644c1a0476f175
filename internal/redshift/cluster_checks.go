package redshift

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/fault"
)

// The checks of CreateCluster: what AWS documents for each parameter, in the
// order in which they are made. A parameter that names something Countersign
// does not have is refused, never passed over. Where AWS's wording was not seen,
// the wording is ours.

// checkCreateCluster checks every parameter of CreateCluster.
func checkCreateCluster(scope caller.Scope, in *redshiftapi.CreateClusterMessage) error {
	for _, check := range []func(*redshiftapi.CreateClusterMessage) error{
		checkIdentifier, checkDBName, checkNodes, checkMasterUsername, checkMasterPassword, checkPasswordGiven, checkPort,
		checkRetention, checkNetwork, checkMaintenance, checkEncryption, checkRoles, checkAbsentResources, checkNotBuilt,
	} {
		if err := check(in); err != nil {
			return err
		}
	}
	if err := checkZone(scope, in.AvailabilityZone); err != nil {
		return err
	}
	return checkTags(in.Tags)
}

func checkZone(scope caller.Scope, zone *string) error {
	if zone == nil {
		return nil
	}
	if letter, ok := strings.CutPrefix(*zone, scope.Region); !ok || !zoneForm.MatchString(letter) {
		return fault.InvalidParameterValue.With("The Availability Zone %s is not in the Region %s.", *zone, scope.Region)
	}
	return nil
}

var (
	zoneForm       = regexp.MustCompile(`^[a-f]$`)
	identifierForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	dbNameForm     = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	userForm       = regexp.MustCompile(`^[a-z][a-z0-9_+.@-]{0,127}$`)
	securityGroup  = regexp.MustCompile(`^sg-([0-9a-f]{8}|[0-9a-f]{17})$`)
	roleARN        = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}$`)
)

const maxIdentifier = 63

func checkIdentifier(in *redshiftapi.CreateClusterMessage) error {
	return checkIdentifierForm("ClusterIdentifier", *in.ClusterIdentifier)
}

func checkIdentifierForm(parameter, id string) error {
	if len(id) > maxIdentifier || !identifierForm.MatchString(id) {
		return fault.InvalidParameterValue.With("The parameter %s is not a valid identifier. "+
			"Identifiers must begin with a letter; must contain only lowercase ASCII letters, digits, and hyphens; "+
			"must not end with a hyphen or contain two consecutive hyphens; and must have at most 63 characters.", parameter)
	}
	return nil
}

func checkDBName(in *redshiftapi.CreateClusterMessage) error {
	switch name := deref(in.DBName); {
	case in.DBName == nil:
		return nil
	case !dbNameForm.MatchString(name):
		return fault.InvalidParameterValue.With("The parameter DBName must begin with a letter and contain 1 to 64 lowercase alphanumeric characters.")
	case dialect.Reserved(name), reservedDatabase(name):
		return fault.InvalidParameterValue.With("The parameter DBName cannot be the reserved word %s.", name)
	}
	return nil
}

// reservedDatabase tells the names that Redshift or the engine keeps for itself.
func reservedDatabase(name string) bool {
	return slices.Contains([]string{"template0", "template1", "padb_harvest", "sys_internal", "awsdatacatalog",
		"system", "temp", "memory", "main", "countersign", "pg_catalog", "information_schema"}, name)
}

// A nodeType is what is known of one of AWS's node types.
type nodeType struct {
	fewest, most int32 // nodes of a multi-node cluster
	single       bool  // whether a cluster of one node exists
	storageMB    int64 // a node's storage; 0 where AWS does not publish it
}

// nodeTypes are the types that can be asked for. Source: CreateCluster's
// reference for the names, the management guide's page on clusters for the rest.
var nodeTypes = map[string]nodeType{
	"dc2.large":    {2, 32, true, 160_000},
	"dc2.8xlarge":  {2, 128, false, 2_560_000},
	"ra3.large":    {2, 16, true, 8_000_000},
	"ra3.xlplus":   {2, 32, true, 32_000_000},
	"ra3.4xlarge":  {2, 64, false, 128_000_000},
	"ra3.16xlarge": {2, 128, false, 128_000_000},
	"rg.large":     {2, 100, true, 0},
	"rg.xlarge":    {2, 100, true, 0},
	"rg.4xlarge":   {2, 100, true, 0},
	"rg.12xlarge":  {2, 100, true, 0},
}

// maxNodes is CreateCluster's own limit, whatever the node type.
const maxNodes = 100

func checkNodes(in *redshiftapi.CreateClusterMessage) error {
	kind, known := nodeTypes[*in.NodeType]
	if !known {
		return fault.InvalidParameterValue.With("Invalid node type: %s", *in.NodeType)
	}
	if in.NumberOfNodes != nil && *in.NumberOfNodes < 1 {
		return fault.InvalidParameterValue.With("NumberOfNodes must be at least 1")
	}
	nodes := max(1, deref(in.NumberOfNodes))
	switch clusterType := deref(in.ClusterType); {
	case in.ClusterType != nil && clusterType != "single-node" && clusterType != "multi-node":
		return fault.InvalidParameterValue.With("Invalid cluster type: %s. Valid values are single-node and multi-node", clusterType)
	case clusterType == "multi-node" && nodes < 2:
		return fault.InvalidParameterCombination.With("Number of nodes for cluster type multi-node must be greater than or equal to 2")
	case clusterType == "single-node" && nodes > 1:
		return fault.InvalidParameterCombination.With("Number of nodes for cluster type single-node must be 1")
	case nodes == 1 && !kind.single:
		return fault.InvalidParameterCombination.With("The node type %s needs at least %d nodes", *in.NodeType, kind.fewest)
	case nodes > min(kind.most, maxNodes):
		return redshiftapi.NumberOfNodesPerClusterLimitExceededFault.With("A cluster of node type %s can have at most %d nodes", *in.NodeType, min(kind.most, maxNodes))
	}
	return nil
}

func checkMasterUsername(in *redshiftapi.CreateClusterMessage) error {
	name := *in.MasterUsername
	switch {
	case !userForm.MatchString(name):
		return fault.InvalidParameterValue.With("The parameter MasterUsername must begin with a letter and contain 1 to 128 lowercase letters, digits, underscores, plus signs, periods, at symbols or hyphens.")
	case dialect.Reserved(name), name == "public":
		return fault.InvalidParameterValue.With("The parameter MasterUsername cannot be the reserved word %s.", name)
	}
	return nil
}

const (
	minPassword = 8
	maxPassword = 64
)

func checkMasterPassword(in *redshiftapi.CreateClusterMessage) error {
	if deref(in.ManageMasterPassword) && in.MasterUserPassword != nil {
		return fault.InvalidParameterCombination.With("MasterUserPassword cannot be specified when ManageMasterPassword is true.")
	}
	if in.MasterPasswordSecretKmsKeyId != nil && !deref(in.ManageMasterPassword) {
		return fault.InvalidParameterCombination.With("MasterPasswordSecretKmsKeyId can only be specified when ManageMasterPassword is true.")
	}
	if deref(in.ManageMasterPassword) {
		return notBuilt("ManageMasterPassword")
	}
	if in.MasterUserPassword == nil {
		return nil
	}
	return checkPassword("MasterUserPassword", *in.MasterUserPassword)
}

// checkPasswordGiven wants a password, as only a cluster that is new does.
func checkPasswordGiven(in *redshiftapi.CreateClusterMessage) error {
	if in.MasterUserPassword == nil {
		return fault.MissingParameter.With("The request must contain the parameter MasterUserPassword")
	}
	return nil
}

// checkPassword holds a database user's password to Redshift's rules.
func checkPassword(parameter, password string) error {
	const (
		upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		lower = "abcdefghijklmnopqrstuvwxyz"
		digit = "0123456789"
	)
	notAllowed := func(r rune) bool { return r < 33 || r > 126 || strings.ContainsRune(`'"\/@`, r) }
	switch {
	case len(password) < minPassword, len(password) > maxPassword:
		return fault.InvalidParameterValue.With("The parameter %s must be between %d and %d characters long.", parameter, minPassword, maxPassword)
	case strings.ContainsFunc(password, notAllowed):
		return fault.InvalidParameterValue.With(`The parameter %s may only contain printable ASCII characters besides ' (single quote), " (double quote), \, /, @, or space.`, parameter)
	case !strings.ContainsAny(password, upper):
		return fault.InvalidParameterValue.With("The parameter %s must contain at least one upper case letter.", parameter)
	case !strings.ContainsAny(password, lower):
		return fault.InvalidParameterValue.With("The parameter %s must contain at least one lower case letter.", parameter)
	case !strings.ContainsAny(password, digit):
		return fault.InvalidParameterValue.With("The parameter %s must contain at least one number.", parameter)
	}
	return nil
}

func checkPort(in *redshiftapi.CreateClusterMessage) error {
	if in.Port == nil {
		return nil
	}
	port := *in.Port
	if strings.HasPrefix(*in.NodeType, "dc2.") {
		if port < 1150 || port > 65535 {
			return fault.InvalidParameterValue.With("Invalid port %d. A cluster of DC2 nodes takes a port from 1150 to 65535.", port)
		}
		return nil
	}
	if (port < 5431 || port > 5455) && (port < 8191 || port > 8215) {
		return fault.InvalidParameterValue.With("Invalid port %d. A cluster of RG or RA3 nodes takes a port from 5431 to 5455 or from 8191 to 8215.", port)
	}
	return nil
}

func checkRetention(in *redshiftapi.CreateClusterMessage) error {
	if days := in.AutomatedSnapshotRetentionPeriod; days != nil {
		if *days < 0 || *days > 35 {
			return redshiftapi.InvalidRetentionPeriodFault.With("AutomatedSnapshotRetentionPeriod must be from 0 to 35 days.")
		}
		if *days == 0 && !strings.HasPrefix(*in.NodeType, "dc2.") {
			return redshiftapi.InvalidRetentionPeriodFault.With("Automated snapshots cannot be disabled for RG and RA3 node types.")
		}
	}
	if days := in.ManualSnapshotRetentionPeriod; days != nil && *days != -1 && (*days < 1 || *days > 3653) {
		return redshiftapi.InvalidRetentionPeriodFault.With("ManualSnapshotRetentionPeriod must be -1 or from 1 to 3653 days.")
	}
	return nil
}

func checkNetwork(in *redshiftapi.CreateClusterMessage) error {
	for _, group := range in.VpcSecurityGroupIds {
		if !securityGroup.MatchString(group) {
			return fault.InvalidParameterValue.With("Invalid VPC security group id: %s", group)
		}
	}
	if ip := in.ElasticIp; ip != nil {
		if _, err := netip.ParseAddr(*ip); err != nil || !deref(in.PubliclyAccessible) {
			return redshiftapi.InvalidElasticIpFault.With("The Elastic IP %s is not valid, or the cluster is not publicly accessible.", *ip)
		}
		return redshiftapi.InvalidElasticIpFault.With("The Elastic IP %s does not belong to the account.", *ip)
	}
	switch kind := deref(in.IpAddressType); kind {
	case "", "ipv4":
		return nil
	case "dualstack":
		return notBuilt("IpAddressType dualstack")
	default:
		return fault.InvalidParameterValue.With("Invalid IpAddressType: %s. Valid values are ipv4 and dualstack", kind)
	}
}

func checkMaintenance(in *redshiftapi.CreateClusterMessage) error {
	if window := in.PreferredMaintenanceWindow; window != nil {
		if _, err := parseWindow(*window); err != nil {
			return err
		}
	}
	if track := in.MaintenanceTrackName; track != nil && *track != "current" && *track != "trailing" {
		return redshiftapi.InvalidClusterTrackFault.With("The maintenance track %s does not exist.", *track)
	}
	if version := in.ClusterVersion; version != nil && *version != engineVersion {
		return fault.InvalidParameterValue.With("Invalid cluster version: %s. Only version %s is available", *version, engineVersion)
	}
	return nil
}

func checkEncryption(in *redshiftapi.CreateClusterMessage) error {
	if in.Encrypted != nil && !*in.Encrypted {
		return fault.InvalidParameterValue.With("Encrypted cannot be false: clusters are encrypted at rest.")
	}
	if id := in.HsmClientCertificateIdentifier; id != nil {
		return redshiftapi.HsmClientCertificateNotFoundFault.With("HSM client certificate %s not found.", *id)
	}
	if id := in.HsmConfigurationIdentifier; id != nil {
		return redshiftapi.HsmConfigurationNotFoundFault.With("HSM configuration %s not found.", *id)
	}
	return nil
}

func checkRoles(in *redshiftapi.CreateClusterMessage) error {
	for _, role := range in.IamRoles {
		if !roleARN.MatchString(role) {
			return fault.InvalidParameterValue.With("Invalid IAM role ARN: %s", role)
		}
	}
	if role := in.DefaultIamRoleArn; role != nil && !slices.Contains(in.IamRoles, *role) {
		return fault.InvalidParameterCombination.With("DefaultIamRoleArn %s must be one of IamRoles.", *role)
	}
	return nil
}

// checkAbsentResources refuses names of resources of which none but the default exists.
func checkAbsentResources(in *redshiftapi.CreateClusterMessage) error {
	for _, name := range in.ClusterSecurityGroups {
		if name != "default" {
			return redshiftapi.ClusterSecurityGroupNotFoundFault.With("ClusterSecurityGroup %s not found.", name)
		}
	}
	if name := in.ClusterSubnetGroupName; name != nil && *name != defaultSubnetGroup {
		return redshiftapi.ClusterSubnetGroupNotFoundFault.With("ClusterSubnetGroup %s not found.", *name)
	}
	if name := in.ClusterParameterGroupName; name != nil && *name != defaultParameterGroup {
		return redshiftapi.ClusterParameterGroupNotFoundFault.With("ParameterGroup not found: %s", *name)
	}
	if name := in.SnapshotScheduleIdentifier; name != nil {
		return redshiftapi.SnapshotScheduleNotFoundFault.With("Snapshot schedule %s not found.", *name)
	}
	if arn := in.RedshiftIdcApplicationArn; arn != nil {
		return redshiftapi.RedshiftIdcApplicationNotExistsFault.With("The application %s does not exist.", *arn)
	}
	return nil
}

// checkNotBuilt refuses what AWS can do and Countersign cannot.
func checkNotBuilt(in *redshiftapi.CreateClusterMessage) error {
	switch {
	case deref(in.MultiAZ):
		return notBuilt("MultiAZ")
	case in.CatalogName != nil:
		return notBuilt("CatalogName")
	case deref(in.LoadSampleData) != "":
		return notBuilt("LoadSampleData")
	case deref(in.AdditionalInfo) != "":
		return notBuilt("AdditionalInfo")
	}
	return nil
}

func notBuilt(what string) error {
	return redshiftapi.UnsupportedOperationFault.With("Countersign does not support %s.", what)
}

// checkFinalSnapshot checks what DeleteCluster says of a final snapshot.
func checkFinalSnapshot(in *redshiftapi.DeleteClusterMessage) error {
	named := in.FinalClusterSnapshotIdentifier != nil || in.FinalClusterSnapshotRetentionPeriod != nil
	switch skip := deref(in.SkipFinalClusterSnapshot); {
	case skip && named:
		return fault.InvalidParameterCombination.With("FinalClusterSnapshotIdentifier cannot be specified when SkipFinalClusterSnapshot is true.")
	case skip:
		return nil
	case in.FinalClusterSnapshotIdentifier == nil:
		return fault.InvalidParameterCombination.With("FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is specified.")
	}
	return fault.UnsupportedOperation.With("Countersign does not support final snapshots. Specify SkipFinalClusterSnapshot.")
}
