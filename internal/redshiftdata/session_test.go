package redshiftdata_test

import (
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
)

// A session is made by a statement, told by every operation, and listed.
func TestSessions(t *testing.T) {
	s, ctx := open(t)
	in := input("create temp table mine as select 1 as a")
	in.SessionKeepAliveSeconds = new(int32(600))
	out, err := s.ExecuteStatement(ctx, in)
	check(t, err)
	if out.SessionId == nil || *out.Status != "FINISHED" {
		t.Fatalf("%+v", out)
	}
	next := &dataapi.ExecuteStatementInput{Sql: new("select a from mine"), SessionId: out.SessionId, WaitTimeSeconds: new(int32(30))}
	second, err := s.ExecuteStatement(ctx, next)
	check(t, err)
	if *second.SessionId != *out.SessionId || *second.ClusterIdentifier != "first" || *second.Database != "dev" || *second.DbUser != "admin" || *second.Status != "FINISHED" {
		t.Errorf("%+v", second)
	}
	d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: second.Id})
	check(t, err)
	if *d.SessionId != *out.SessionId {
		t.Errorf("%+v", d)
	}
	list, err := s.ListSessions(ctx, &dataapi.ListSessionsRequest{})
	check(t, err)
	if len(list.Sessions) != 1 || *list.Sessions[0].SessionId != *out.SessionId || *list.Sessions[0].Status != "AVAILABLE" ||
		*list.Sessions[0].SessionAliveSeconds != 600 || list.Sessions[0].CurrentStatementId != nil || list.Sessions[0].SessionTtl == nil {
		t.Errorf("%+v", list.Sessions)
	}
	one, err := s.ListSessions(ctx, &dataapi.ListSessionsRequest{SessionId: out.SessionId})
	check(t, err)
	if len(one.Sessions) != 1 {
		t.Errorf("%+v", one)
	}
	for name, in := range map[string]*dataapi.ListSessionsRequest{
		"session and status":  {SessionId: out.SessionId, Status: new("BUSY")},
		"session and cluster": {SessionId: out.SessionId, ClusterIdentifier: new("first")},
		"token of nobody":     {NextToken: new("x")},
	} {
		if _, err := s.ListSessions(ctx, in); !errors.Is(err, dataapi.ValidationException) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.ListSessions(ctx, &dataapi.ListSessionsRequest{SessionId: new("8c9f1c52-0000-4000-8000-000000000000")}); !errors.Is(err, dataapi.ResourceNotFoundException) {
		t.Errorf("a session of nobody: %v", err)
	}
	next.Database = new("dev")
	if _, err := s.ExecuteStatement(ctx, next); !errors.Is(err, dataapi.ValidationException) {
		t.Errorf("session and database: %v", err)
	}
}
