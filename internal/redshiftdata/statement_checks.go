package redshiftdata

import (
	"context"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/statement"
)

// The checks of statements: what AWS documents, and what is not built, which is
// refused; and on which database, as whom, a statement runs.

// maxSQL is the longest statement, in bytes.
const maxSQL = 100 << 10

// A target is where and as whom SQL is to run, and what is to become of its result.
type target struct {
	cluster, workgroup, secret, session, user, database, format *string
	keepAlive                                                   *int32
	event                                                       *bool
}

// check holds a target to what AWS documents and refuses what is not built.
func (t *target) check() error {
	switch {
	case t.secret != nil:
		return notBuilt("SecretArn")
	case deref(t.event):
		return notBuilt("WithEvent")
	case t.session != nil && (t.cluster != nil || t.workgroup != nil || t.database != nil || t.user != nil):
		return dataapi.ValidationException.With("ClusterIdentifier, WorkgroupName, Database and DbUser cannot be specified with SessionId.")
	case t.session != nil:
		return nil
	case t.workgroup != nil && t.cluster != nil:
		return dataapi.ValidationException.With("Only one of ClusterIdentifier and WorkgroupName can be specified.")
	case t.workgroup != nil:
		return notBuilt("WorkgroupName")
	case t.cluster == nil:
		return dataapi.ValidationException.With("Either ClusterIdentifier, WorkgroupName or SessionId must be provided.")
	case deref(t.database) == "":
		return dataapi.ValidationException.With("Database is required when ClusterIdentifier is specified.")
	}
	return nil
}

// submission is what a target says of a statement.
func (s *Service) submission(ctx context.Context, t *target) (statement.Submission, error) {
	if err := t.check(); err != nil {
		return statement.Submission{}, err
	}
	scope := caller.From(ctx)
	in := statement.Submission{
		Account: scope.Account, Region: scope.Region, Owner: scope.Principal.ARN,
		CSV: deref(t.format) == dataapi.ResultFormatStringCSV, SessionID: deref(t.session),
	}
	if t.keepAlive != nil {
		in.KeepAlive = new(time.Duration(*t.keepAlive) * time.Second)
	}
	if t.session != nil {
		return in, nil
	}
	var err error
	if in.Warehouse, err = s.database(scope, *t.cluster); err != nil {
		return in, err
	}
	if in.DbUser, err = s.databaseUser(scope, in.Warehouse, t.user); err != nil {
		return in, err
	}
	in.Cluster, in.Database = *t.cluster, *t.database
	return in, nil
}

func checkSQL(sql string) error {
	switch {
	case len(sql) > maxSQL:
		return dataapi.ValidationException.With("Cannot process query string larger than 100kB")
	case strings.TrimSpace(sql) == "":
		return dataapi.ValidationException.With("Sql cannot be empty.")
	}
	return nil
}

// checkParameters refuses parameters that are given twice, or used by none of the
// statements. One that is used but not given fails the statement when it runs, as on
// Redshift.
func checkParameters(sqls []string, in []dataapi.SqlParameter) error {
	if len(in) == 0 {
		return nil
	}
	used := map[string]bool{}
	for _, sql := range sqls {
		_, names, err := dialect.BindNamed(sql)
		if err != nil {
			return nil //nolint:nilerr // text that is no SQL fails where SQL runs, with Redshift's error
		}
		for _, name := range names {
			used[name] = true
		}
	}
	var unused []string
	given := map[string]bool{}
	for _, p := range in {
		if given[*p.Name] {
			return dataapi.ValidationException.With("Parameters list contains duplicate parameters. Duplicate parameter: %s", *p.Name)
		}
		given[*p.Name] = true
		if !used[*p.Name] {
			unused = append(unused, *p.Name)
		}
	}
	if len(unused) > 0 {
		return dataapi.ValidationException.With("Parameters list contains unused parameters. Unused parameters: [%s]", strings.Join(unused, ", "))
	}
	return nil
}

// database finds a cluster that can be asked now.
func (s *Service) database(scope caller.Scope, identifier string) (string, error) {
	where, available, err := s.clusters.Database(scope, identifier)
	if err != nil {
		return "", dataapi.ValidationException.With("Redshift endpoint doesn't exist in this region.")
	}
	if !available {
		return "", dataapi.ValidationException.With("Cluster %s is not available.", identifier)
	}
	return where, nil
}

// databaseUser is whom a statement runs as: a user of the database, or the
// caller's own identity, which needs no user of that name.
func (s *Service) databaseUser(scope caller.Scope, where string, asked *string) (string, error) {
	if asked == nil {
		return identityUser(scope.Principal.ARN), nil
	}
	if !s.clusters.HasUser(where, *asked) {
		return "", dataapi.ValidationException.With("The database user %q does not exist.", *asked)
	}
	return *asked, nil
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

func notBuilt(what string) error {
	return dataapi.ValidationException.With("Countersign does not support %s.", what)
}
