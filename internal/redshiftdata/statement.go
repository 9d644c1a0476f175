package redshiftdata

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/statement"
)

// Statements: ExecuteStatement, BatchExecuteStatement, DescribeStatement,
// GetStatementResult, GetStatementResultV2, CancelStatement, ListStatements.
//
// A statement is accepted at once and runs on its own; its statuses are those of
// package statement. The checks stand in statement_checks.go, what a caller sees
// in statement_shape.go and result_shape.go.

// ExecuteStatement accepts one SQL statement and runs it.
//
// It runs as DbUser, as the user whose password SecretArn holds, or else as a database
// user named for the caller. A password that is wrong fails the statement. Parameters
// are bound, never spliced into the text. With WaitTimeSeconds it answers when
// the statement has ended, or when the time is over. A client token used before
// gives the statement it submitted then. With SessionKeepAliveSeconds its session
// lives on, for statements that name it by SessionId. With WithEvent an event tells of
// its end.
func (s *Service) ExecuteStatement(ctx context.Context, in *dataapi.ExecuteStatementInput) (*dataapi.ExecuteStatementOutput, error) {
	if err := checkSQL(*in.Sql); err != nil {
		return nil, err
	}
	if err := checkParameters([]string{*in.Sql}, in.Parameters); err != nil {
		return nil, err
	}
	submission, err := s.submission(ctx, &target{
		cluster: in.ClusterIdentifier, workgroup: in.WorkgroupName, secret: in.SecretArn, session: in.SessionId,
		keepAlive: in.SessionKeepAliveSeconds, user: in.DbUser, database: in.Database, event: in.WithEvent, format: in.ResultFormat,
	})
	if err != nil {
		return nil, err
	}
	submission.SQL, submission.Parameters = *in.Sql, parameters(in.Parameters)
	submission.Name, submission.ClientToken = deref(in.StatementName), deref(in.ClientToken)
	st, err := s.submit(ctx, submission, in.WaitTimeSeconds)
	if err != nil {
		return nil, err
	}
	return executed(&st), nil
}

// BatchExecuteStatement accepts up to 40 SQL statements and runs them one after the
// other.
//
// They are one transaction, in which nothing takes effect if one fails, or, with
// AUTO_COMMIT, each commits by itself and the others run though one fails; some of those
// may begin and end transactions themselves, and then all run in one session. Parameters
// are for all of them, and each must be used by one at least. A part is called by the
// batch's id, a colon and its number, and its result is asked for by that. With
// WithEvent one event tells of the end of all.
func (s *Service) BatchExecuteStatement(ctx context.Context, in *dataapi.BatchExecuteStatementInput) (*dataapi.BatchExecuteStatementOutput, error) {
	for _, sql := range in.Sqls {
		if err := checkSQL(sql); err != nil {
			return nil, err
		}
		if deref(in.ExecutionMode) != dataapi.ExecutionModeAUTOCOMMIT && statement.ControlsTransaction(sql) {
			return nil, dataapi.ValidationException.With("A batch must not contain statements that begin or end a transaction.")
		}
	}
	if err := checkParameters(in.Sqls, in.Parameters); err != nil {
		return nil, err
	}
	submission, err := s.submission(ctx, &target{
		cluster: in.ClusterIdentifier, workgroup: in.WorkgroupName, secret: in.SecretArn, session: in.SessionId,
		keepAlive: in.SessionKeepAliveSeconds, user: in.DbUser, database: in.Database, event: in.WithEvent, format: in.ResultFormat,
	})
	if err != nil {
		return nil, err
	}
	submission.SQLs, submission.Parameters = in.Sqls, parameters(in.Parameters)
	submission.AutoCommit = deref(in.ExecutionMode) == dataapi.ExecutionModeAUTOCOMMIT
	submission.Name, submission.ClientToken = deref(in.StatementName), deref(in.ClientToken)
	st, err := s.submit(ctx, submission, in.WaitTimeSeconds)
	if err != nil {
		return nil, err
	}
	return batchExecuted(&st), nil
}

// submit hands a submission to the queue and waits as long as the caller asked to.
func (s *Service) submit(ctx context.Context, in statement.Submission, wait *int32) (statement.Statement, error) {
	st, err := s.statements.Submit(ctx, in)
	switch {
	case errors.Is(err, statement.ErrTooMany):
		return st, dataapi.ActiveStatementsExceededException.With("The number of active statements exceeds the limit of %d.", statement.MaxActive)
	case errors.Is(err, statement.ErrTokenMismatch):
		return st, dataapi.ValidationException.With("ClientToken was used before with other parameters.")
	case errors.Is(err, statement.ErrSessionUnknown):
		return st, dataapi.ValidationException.With("Session with Id: %s is invalid", in.SessionID)
	case errors.Is(err, statement.ErrSessionUnavailable):
		return st, dataapi.ValidationException.With("Session is not available")
	case errors.Is(err, statement.ErrTooManySessions):
		return st, dataapi.ActiveSessionsExceededException.With("The number of active sessions exceeds the limit of %d.", statement.MaxSessions)
	case err != nil:
		return st, err
	}
	return s.await(ctx, st, wait)
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
// A page holds up to 1 MiB of records. NextToken leads to the next; it is sealed,
// and good for this statement and this caller only.
func (s *Service) GetStatementResult(ctx context.Context, in *dataapi.GetStatementResultRequest) (*dataapi.GetStatementResultResponse, error) {
	st, rows, next, err := s.page(ctx, *in.Id, in.NextToken, in.WaitTimeSeconds, false)
	if err != nil {
		return nil, err
	}
	return result(&st, rows, next), nil
}

// GetStatementResultV2 returns one page of a finished statement's result as CSV.
//
// The statement must have been run with ResultFormat CSV. Lines end in CR LF; NULL is
// nothing between two commas, and so is an empty string.
func (s *Service) GetStatementResultV2(ctx context.Context, in *dataapi.GetStatementResultV2Request) (*dataapi.GetStatementResultV2Response, error) {
	st, rows, next, err := s.page(ctx, *in.Id, in.NextToken, in.WaitTimeSeconds, true)
	if err != nil {
		return nil, err
	}
	return resultCSV(&st, rows, next), nil
}

// page reads a page of a result that was asked for in one format.
func (s *Service) page(ctx context.Context, id string, token *string, wait *int32, csv bool) (st statement.Statement, rows []byte, next string, err error) {
	if st, err = s.find(ctx, id); err != nil {
		return st, nil, "", err
	}
	if st, err = s.await(ctx, st, wait); err != nil {
		return st, nil, "", err
	}
	switch {
	case st.IsBatch():
		return st, nil, "", dataapi.ValidationException.With("BatchExecuteStatement result can only be retrieved with sub-statement id.")
	case st.Status != statement.Finished || !st.HasResult:
		return st, nil, "", notFound(st.ID, "Query does not have result. Please check query status with DescribeStatement.")
	case st.CSV && !csv:
		return st, nil, "", dataapi.ValidationException.With("The result of this statement is in CSV format. Use GetStatementResultV2.")
	case csv && !st.CSV:
		return st, nil, "", dataapi.ValidationException.With("The result of this statement is in JSON format. Use GetStatementResult.")
	}
	rows, next, err = s.statements.Page(&st, deref(token))
	if errors.Is(err, statement.ErrToken) {
		err = dataapi.ValidationException.With("NextToken is invalid.")
	}
	return st, rows, next, err
}

// CancelStatement stops a statement, whatever its status is before it has ended.
//
// It answers when the statement has ended. One that ended before it could be
// stopped is a fault that names its status. A batch is stopped as a whole.
func (s *Service) CancelStatement(ctx context.Context, in *dataapi.CancelStatementRequest) (*dataapi.CancelStatementResponse, error) {
	if strings.Contains(*in.Id, ":") {
		return nil, dataapi.ValidationException.With("A sub-statement cannot be cancelled by itself: cancel the batch.")
	}
	st, err := s.find(ctx, *in.Id)
	if err != nil {
		return nil, err
	}
	if !st.Status.Ended() {
		s.statements.Cancel(ctx, st.ID)
		ended, err := s.find(ctx, st.ID)
		if err != nil {
			return nil, err
		}
		if ended.Status == statement.Aborted {
			return &dataapi.CancelStatementResponse{Status: new(true)}, nil
		}
		st = ended
	}
	return nil, dataapi.ValidationException.With("Could not cancel a query that is already in %s state with ID: %s", st.Status, st.ID)
}

// ListStatements lists the caller's statements of the last 24 hours, the newest
// first, MaxResults at a time.
//
// Without a Status only those that are FINISHED are listed; ALL lists all.
// StatementName is a prefix. A role's statements are those of all its sessions, or, with
// RoleLevel false, of the caller's.
func (s *Service) ListStatements(ctx context.Context, in *dataapi.ListStatementsRequest) (*dataapi.ListStatementsResponse, error) {
	scope := caller.From(ctx)
	if in.WorkgroupName != nil && in.ClusterIdentifier != nil {
		return nil, onlyOne()
	}
	filter := statement.Filter{
		Account: scope.Account, Region: scope.Region, Owner: owner(scope), Principal: own(scope, in.RoleLevel),
		Name: deref(in.StatementName), Cluster: deref(in.ClusterIdentifier), Workgroup: s.workgroupName(scope, in.WorkgroupName), Database: deref(in.Database),
		Status: statement.Finished,
	}
	switch {
	case deref(in.Status) == dataapi.StatusStringALL:
		filter.Status = ""
	case in.Status != nil:
		filter.Status = statement.Status(*in.Status)
	}
	limit := int(deref(in.MaxResults))
	if limit == 0 {
		limit = maxListed
	}
	list, next, err := s.statements.List(ctx, filter, deref(in.NextToken), limit)
	if errors.Is(err, statement.ErrToken) {
		return nil, dataapi.ValidationException.With("NextToken is invalid.")
	}
	if err != nil {
		return nil, err
	}
	out := &dataapi.ListStatementsResponse{Statements: make([]dataapi.StatementData, len(list))}
	for i := range list {
		out.Statements[i] = listed(&list[i])
	}
	if next != "" {
		out.NextToken = &next
	}
	return out, nil
}

// maxListed is the most that ListStatements lists at a time, and its default.
const maxListed = 100

func (s *Service) find(ctx context.Context, id string) (statement.Statement, error) {
	scope := caller.From(ctx)
	st, err := s.statements.Get(ctx, scope.Account, scope.Region, owner(scope), id)
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
	st, err := s.statements.Wait(ctx, st, time.Duration(*seconds)*time.Second)
	if errors.Is(err, statement.ErrTooManyWait) {
		err = dataapi.ActiveWaitingRequestsExceededException.With("The number of requests that wait for this statement exceeds the limit of %d.", statement.MaxWaiting)
	}
	return st, err
}

func notFound(id, message string) error {
	return dataapi.ResourceNotFoundException.With("%s", message).WithMember("ResourceId", id)
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
