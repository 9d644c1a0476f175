package redshiftdata

import (
	"context"
	"errors"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/statement"
)

// Sessions: ListSessions. A session is made by a statement with
// SessionKeepAliveSeconds and has the statuses of package statement.

// ListSessions lists the caller's sessions, the newest first, MaxResults at a time.
//
// Without a Status those that are AVAILABLE or BUSY are listed. Closed ones are known
// for a day. A role's sessions are those of all its callers, or, with RoleLevel false,
// of the caller's own session of the role.
func (s *Service) ListSessions(ctx context.Context, in *dataapi.ListSessionsRequest) (*dataapi.ListSessionsResponse, error) {
	scope := caller.From(ctx)
	if in.SessionId != nil {
		return s.oneSession(scope, in)
	}
	if in.WorkgroupName != nil && in.ClusterIdentifier != nil {
		return nil, onlyOne()
	}
	filter := statement.SessionFilter{
		Account: scope.Account, Region: scope.Region, Owner: owner(scope), Principal: own(scope, in.RoleLevel),
		Cluster: deref(in.ClusterIdentifier), Workgroup: s.workgroupName(scope, in.WorkgroupName), Database: deref(in.Database),
	}
	if in.Status != nil {
		filter.Statuses = []statement.SessionStatus{statement.SessionStatus(*in.Status)}
	}
	limit := int(deref(in.MaxResults))
	if limit == 0 {
		limit = maxListed
	}
	list, next, err := s.statements.ListSessions(filter, deref(in.NextToken), limit)
	if errors.Is(err, statement.ErrToken) {
		return nil, dataapi.ValidationException.With("NextToken is invalid.")
	}
	if err != nil {
		return nil, err
	}
	out := &dataapi.ListSessionsResponse{Sessions: make([]dataapi.SessionData, len(list))}
	for i := range list {
		out.Sessions[i] = sessionData(&list[i])
	}
	if next != "" {
		out.NextToken = &next
	}
	return out, nil
}

// oneSession answers for a session that is named, whatever its status.
func (s *Service) oneSession(scope caller.Scope, in *dataapi.ListSessionsRequest) (*dataapi.ListSessionsResponse, error) {
	if in.Status != nil || in.ClusterIdentifier != nil || in.WorkgroupName != nil || in.Database != nil {
		return nil, dataapi.ValidationException.With("Status, ClusterIdentifier, WorkgroupName and Database cannot be specified with SessionId.")
	}
	session, err := s.statements.FindSession(scope.Account, scope.Region, owner(scope), *in.SessionId)
	if errors.Is(err, statement.ErrSessionUnknown) {
		return nil, notFound(*in.SessionId, "Session does not exist.")
	}
	if err != nil {
		return nil, err
	}
	return &dataapi.ListSessionsResponse{Sessions: []dataapi.SessionData{sessionData(&session)}}, nil
}

func sessionData(s *statement.Session) dataapi.SessionData {
	data := dataapi.SessionData{
		SessionId: &s.ID, Status: new(string(s.Status)), CreatedAt: &s.Created, UpdatedAt: &s.Updated,
		Database: &s.Database, DbUser: &s.DbUser, ClusterIdentifier: unlessEmpty(s.Cluster), WorkgroupName: unlessEmpty(s.Workgroup),
		SessionAliveSeconds: new(int32(s.KeepAlive / time.Second)),
	}
	if s.Status != statement.Closed {
		data.SessionTtl = &s.Expires
	}
	if s.Current != "" {
		data.CurrentStatementId = &s.Current
	}
	return data
}
