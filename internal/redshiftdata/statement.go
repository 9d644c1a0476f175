package redshiftdata

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/statement"
)

// Statements: ExecuteStatement, DescribeStatement, GetStatementResult.
//
// A statement is accepted at once and runs on its own; its statuses are those of
// package statement. What a result looks like stands in result_shape.go. Left
// out so far: batches, sessions, cancel, lists, CSV, events, secrets.

// maxSQL is the longest statement, in bytes.
const maxSQL = 100 << 10

// ExecuteStatement accepts one SQL statement and runs it.
//
// It runs as DbUser, or else as a database user named for the caller. Parameters
// are bound, never spliced into the text. With WaitTimeSeconds it answers when
// the statement has ended, or when the time is over. A client token used before
// gives the statement it submitted then.
// Left out: SecretArn, WorkgroupName, sessions, events and the CSV format, which are refused.
func (s *Service) ExecuteStatement(ctx context.Context, in *dataapi.ExecuteStatementInput) (*dataapi.ExecuteStatementOutput, error) {
	scope := caller.From(ctx)
	if err := checkExecute(in); err != nil {
		return nil, err
	}
	where, err := s.database(scope, *in.ClusterIdentifier)
	if err != nil {
		return nil, err
	}
	user, err := s.databaseUser(scope, where, in.DbUser)
	if err != nil {
		return nil, err
	}
	st, err := s.statements.Submit(ctx, statement.Submission{
		Account: scope.Account, Region: scope.Region, Owner: scope.Principal.ARN,
		Warehouse: where, Cluster: *in.ClusterIdentifier, Database: *in.Database, DbUser: user,
		SQL: *in.Sql, Parameters: parameters(in.Parameters),
		Name: deref(in.StatementName), ClientToken: deref(in.ClientToken),
	})
	switch {
	case errors.Is(err, statement.ErrTooMany):
		return nil, dataapi.ActiveStatementsExceededException.With("The number of active statements exceeds the limit of %d.", statement.MaxActive)
	case errors.Is(err, statement.ErrTokenMismatch):
		return nil, dataapi.ValidationException.With("ClientToken was used before with other parameters.")
	case err != nil:
		return nil, err
	}
	if st, err = s.await(ctx, st, in.WaitTimeSeconds); err != nil {
		return nil, err
	}
	return executed(&st), nil
}

// DescribeStatement tells a statement's status and what is known of its outcome.
//
// Statements are visible to the identity that submitted them, for 24 hours.
func (s *Service) DescribeStatement(ctx context.Context, in *dataapi.DescribeStatementRequest) (*dataapi.DescribeStatementResponse, error) {
	st, err := s.find(ctx, *in.Id)
	if err != nil {
		return nil, err
	}
	if st, err = s.await(ctx, st, in.WaitTimeSeconds); err != nil {
		return nil, err
	}
	return described(&st), nil
}

// GetStatementResult returns one page of a finished statement's result.
//
// A page holds about 1 MiB of values. NextToken leads to the next; it is sealed,
// and good for this statement and this caller only.
func (s *Service) GetStatementResult(ctx context.Context, in *dataapi.GetStatementResultRequest) (*dataapi.GetStatementResultResponse, error) {
	st, err := s.find(ctx, *in.Id)
	if err != nil {
		return nil, err
	}
	if st, err = s.await(ctx, st, in.WaitTimeSeconds); err != nil {
		return nil, err
	}
	if st.Status != statement.Finished || !st.HasResult {
		return nil, notFound(st.ID, "Query does not have result. Please check query status with DescribeStatement.")
	}
	rows, next, err := s.statements.Rows(&st, deref(in.NextToken))
	if errors.Is(err, statement.ErrToken) {
		return nil, dataapi.ValidationException.With("NextToken is invalid.")
	}
	if err != nil {
		return nil, err
	}
	return result(&st, rows, next)
}

// checkExecute holds an input to what AWS documents and refuses what is not built.
func checkExecute(in *dataapi.ExecuteStatementInput) error {
	switch {
	case in.SecretArn != nil:
		return notBuilt("SecretArn")
	case in.SessionId != nil:
		return notBuilt("SessionId")
	case in.SessionKeepAliveSeconds != nil:
		return notBuilt("SessionKeepAliveSeconds")
	case in.WorkgroupName != nil && in.ClusterIdentifier != nil:
		return dataapi.ValidationException.With("Only one of ClusterIdentifier and WorkgroupName can be specified.")
	case in.WorkgroupName != nil:
		return notBuilt("WorkgroupName")
	case in.ClusterIdentifier == nil:
		return dataapi.ValidationException.With("Either ClusterIdentifier, WorkgroupName or SessionId must be provided.")
	case deref(in.WithEvent):
		return notBuilt("WithEvent")
	case in.ResultFormat != nil && *in.ResultFormat != dataapi.ResultFormatStringJSON:
		return notBuilt("ResultFormat " + *in.ResultFormat)
	case deref(in.Database) == "":
		return dataapi.ValidationException.With("Database is required when ClusterIdentifier is specified.")
	case len(*in.Sql) > maxSQL:
		return dataapi.ValidationException.With("Cannot process query string larger than 100kB")
	case strings.TrimSpace(*in.Sql) == "":
		return dataapi.ValidationException.With("Sql cannot be empty.")
	}
	return checkParameters(*in.Sql, in.Parameters)
}

// checkParameters refuses parameters that are given twice or not used. One that
// is used but not given fails the statement when it runs, as on Redshift.
func checkParameters(sql string, in []dataapi.SqlParameter) error {
	if len(in) == 0 {
		return nil
	}
	_, names, err := dialect.BindNamed(sql)
	if err != nil {
		return nil //nolint:nilerr // text that is no SQL fails where SQL runs, with Redshift's error
	}
	used := map[string]bool{}
	for _, name := range names {
		used[name] = true
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

func (s *Service) find(ctx context.Context, id string) (statement.Statement, error) {
	scope := caller.From(ctx)
	st, err := s.statements.Get(ctx, scope.Account, scope.Region, scope.Principal.ARN, id)
	if errors.Is(err, statement.ErrNotFound) {
		return st, notFound(id, "Query does not exist.")
	}
	return st, err
}

// await waits for a statement's end as long as the caller asked to.
func (s *Service) await(ctx context.Context, st statement.Statement, seconds *int32) (statement.Statement, error) {
	if seconds == nil || st.Status.Ended() {
		return st, nil
	}
	s.statements.Wait(ctx, st.ID, time.Duration(*seconds)*time.Second)
	return s.find(ctx, st.ID)
}

func notFound(id, message string) error {
	return dataapi.ResourceNotFoundException.With("%s", message).WithMember("ResourceId", id)
}

func notBuilt(what string) error {
	return dataapi.ValidationException.With("Countersign does not support %s.", what)
}

func parameters(in []dataapi.SqlParameter) []statement.Parameter {
	var list []statement.Parameter
	for _, p := range in {
		list = append(list, statement.Parameter{Name: *p.Name, Value: *p.Value})
	}
	return list
}

// deref is what an optional member holds, or its zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
