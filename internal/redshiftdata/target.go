package redshiftdata

import (
	"context"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/statement"
)

// On which database SQL runs, and as whom: a cluster's or a workgroup's, as a user that
// the caller names, as the one whose password a secret holds (secret.go), or as one
// that is named for the caller.

// A target is where and as whom SQL is to run, and what is to become of its result.
type target struct {
	cluster, workgroup, secret, session, user, database, format *string
	keepAlive                                                   *int32
	event                                                       *bool
}

// owner is who sees a statement or a session: the caller, or all sessions of his role.
func owner(scope caller.Scope) string {
	arn := scope.Principal.ARN
	if role := strings.LastIndex(arn, "/"); strings.Contains(arn, ":assumed-role/") {
		return arn[:role]
	}
	return arn
}

// own is what RoleLevel false narrows a list to: the caller's own session of his role.
func own(scope caller.Scope, roleLevel *bool) string {
	if roleLevel != nil && !*roleLevel {
		return scope.Principal.ARN
	}
	return ""
}

// check holds a target to what AWS documents.
func (t *target) check() error {
	switch {
	case t.session != nil && (t.cluster != nil || t.workgroup != nil || t.database != nil || t.user != nil || t.secret != nil):
		return dataapi.ValidationException.With("ClusterIdentifier, WorkgroupName, Database, DbUser and SecretArn cannot be specified with SessionId.")
	case t.session != nil:
		return nil
	case t.workgroup != nil && t.cluster != nil:
		return onlyOne()
	case t.workgroup == nil && t.cluster == nil:
		return dataapi.ValidationException.With("Either ClusterIdentifier, WorkgroupName or SessionId must be provided.")
	case t.secret != nil && t.user != nil:
		return dataapi.ValidationException.With("Only one of DbUser and SecretArn can be specified.")
	case t.workgroup != nil && t.user != nil:
		return dataapi.ValidationException.With("DbUser cannot be specified with WorkgroupName.")
	case t.workgroup != nil && deref(t.database) == "":
		return dataapi.ValidationException.With("Database is required when WorkgroupName is specified.")
	case deref(t.database) == "":
		return dataapi.ValidationException.With("Database is required when ClusterIdentifier is specified.")
	}
	return nil
}

func onlyOne() error {
	return dataapi.ValidationException.With("Only one of ClusterIdentifier and WorkgroupName can be specified.")
}

// A site is the database server that a target means, and whom it is asked as.
type site struct {
	warehouse string
	cluster   string // the cluster's identifier, or
	workgroup string // the workgroup's name
	user      string
	refused   string // why the database does not let user in, where it does not
}

// submission is what a target says of a statement.
func (s *Service) submission(ctx context.Context, t *target) (statement.Submission, error) {
	if err := t.check(); err != nil {
		return statement.Submission{}, err
	}
	scope := caller.From(ctx)
	in := statement.Submission{
		Account: scope.Account, Region: scope.Region, Owner: owner(scope), Principal: scope.Principal.ARN,
		Event: deref(t.event), CSV: deref(t.format) == dataapi.ResultFormatStringCSV, SessionID: deref(t.session),
	}
	if t.keepAlive != nil {
		in.KeepAlive = new(time.Duration(*t.keepAlive) * time.Second)
	}
	if t.session != nil {
		return in, nil
	}
	at, err := s.locate(ctx, t)
	in.Warehouse, in.Cluster, in.Workgroup, in.DbUser, in.Refused = at.warehouse, at.cluster, at.workgroup, at.user, at.refused
	in.Database, in.Secret = *t.database, deref(t.secret)
	return in, err
}

// locate finds what a target without a session means.
func (s *Service) locate(ctx context.Context, t *target) (site, error) {
	scope := caller.From(ctx)
	at, err := s.server(scope, t)
	if err != nil {
		return at, err
	}
	switch {
	case t.secret != nil:
		at.user, at.refused, err = s.secretUser(ctx, at, *t.secret)
	case t.user == nil:
		at.user = identityUser(scope.Principal.ARN) // needs no user of that name
	case s.clusters.HasUser(at.warehouse, *t.user):
		at.user = *t.user
	default:
		err = dataapi.ValidationException.With("The database user %q does not exist.", *t.user)
	}
	return at, err
}

// server finds a workgroup, or a cluster that can be asked now.
func (s *Service) server(scope caller.Scope, t *target) (site, error) {
	if t.workgroup != nil {
		name, where, found := s.clusters.Workgroup(scope, *t.workgroup)
		if !found {
			return site{}, noEndpoint()
		}
		return site{warehouse: where, workgroup: name}, nil
	}
	where, available, err := s.clusters.Database(scope, *t.cluster)
	if err != nil {
		return site{}, noEndpoint()
	}
	if !available {
		return site{}, dataapi.ValidationException.With("Cluster %s is not available.", *t.cluster)
	}
	return site{warehouse: where, cluster: *t.cluster}, nil
}

func noEndpoint() error {
	return dataapi.ValidationException.With("Redshift endpoint doesn't exist in this region.")
}

// workgroupName is the name of the workgroup that a filter means by a name or an ARN.
func (s *Service) workgroupName(scope caller.Scope, asked *string) string {
	if asked == nil {
		return ""
	}
	if name, _, found := s.clusters.Workgroup(scope, *asked); found {
		return name
	}
	return *asked
}

// identityUser is the database user of an AWS identity: IAM:user for a user, and
// IAMR:role for a role.
func identityUser(arn string) string {
	kind, name, _ := strings.Cut(arn[strings.LastIndex(arn, ":")+1:], "/")
	switch {
	case kind == "assumed-role":
		role, _, _ := strings.Cut(name, "/")
		return "IAMR:" + role
	case name != "":
		return "IAM:" + name[strings.LastIndex(name, "/")+1:]
	}
	return "IAM:" + kind
}
