package redshiftdata_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/secretsapi"
)

// A workgroup is found by its name or its ARN in all operations; its users are the
// callers, and answers carry its name in place of a cluster's identifier.
func TestWorkgroup(t *testing.T) {
	s, ctx := open(t)
	for _, asked := range []string{"group", groupARN} {
		in := input("select current_user as u")
		in.ClusterIdentifier, in.DbUser, in.WorkgroupName, in.SessionKeepAliveSeconds = nil, nil, &asked, new(int32(60))
		out, err := s.ExecuteStatement(ctx, in)
		check(t, err)
		if *out.Status != "FINISHED" || *out.WorkgroupName != "group" || out.ClusterIdentifier != nil || *out.DbUser != "IAM:ann" {
			t.Errorf("%+v", out)
		}
		next, err := s.ExecuteStatement(ctx, &dataapi.ExecuteStatementInput{Sql: new("select 1"), SessionId: out.SessionId, WaitTimeSeconds: new(int32(30))})
		if err != nil || *next.WorkgroupName != "group" || next.ClusterIdentifier != nil {
			t.Errorf("%+v, %v", next, err)
		}
		d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
		if err != nil || *d.WorkgroupName != "group" || d.ClusterIdentifier != nil {
			t.Errorf("%+v, %v", d, err)
		}
		batch, err := s.BatchExecuteStatement(ctx, &dataapi.BatchExecuteStatementInput{
			WorkgroupName: &asked, Database: new("dev"), Sqls: []string{"create table if not exists t (a integer)"}, WaitTimeSeconds: new(int32(30)),
		})
		if err != nil || *batch.Status != "FINISHED" || *batch.WorkgroupName != "group" || batch.ClusterIdentifier != nil {
			t.Errorf("%+v, %v", batch, err)
		}
		tables, err := s.ListTables(ctx, &dataapi.ListTablesRequest{WorkgroupName: &asked, Database: new("dev"), SchemaPattern: new("public")})
		if err != nil || len(tables.Tables) != 1 {
			t.Errorf("%+v, %v", tables, err)
		}
	}
	_, err := s.ExecuteStatement(ctx, input("select 1"))
	check(t, err)
	for name, test := range map[string]struct {
		in   dataapi.ListStatementsRequest
		want int
	}{
		"all":                {dataapi.ListStatementsRequest{}, 7},
		"of the workgroup":   {dataapi.ListStatementsRequest{WorkgroupName: new("group")}, 6},
		"by its ARN":         {dataapi.ListStatementsRequest{WorkgroupName: new(groupARN)}, 6},
		"of another":         {dataapi.ListStatementsRequest{WorkgroupName: new("other")}, 0},
		"of the cluster":     {dataapi.ListStatementsRequest{ClusterIdentifier: new("first")}, 1},
		"called as clusters": {dataapi.ListStatementsRequest{ClusterIdentifier: new("group")}, 0},
	} {
		list, err := s.ListStatements(ctx, &test.in)
		if err != nil || len(list.Statements) != test.want {
			t.Errorf("%s: %d statements, want %d, %v", name, len(list.Statements), test.want, err)
		}
	}
	sessions, err := s.ListSessions(ctx, &dataapi.ListSessionsRequest{WorkgroupName: new(groupARN)})
	if err != nil || len(sessions.Sessions) != 2 || *sessions.Sessions[0].WorkgroupName != "group" || sessions.Sessions[0].ClusterIdentifier != nil {
		t.Errorf("%+v, %v", sessions, err)
	}
	if none, err := s.ListSessions(ctx, &dataapi.ListSessionsRequest{ClusterIdentifier: new("first")}); err != nil || len(none.Sessions) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
}

func TestWorkgroupIsRefused(t *testing.T) {
	s, kept, ctx := openWithSecrets(t)
	_, err := kept.CreateSecret(ctx, &secretsapi.CreateSecretRequest{Name: new("db"), SecretString: new(goodSecret), ClientRequestToken: new(strings.Repeat("t", 32))})
	check(t, err)
	in := input("select 1")
	in.ClusterIdentifier, in.DbUser, in.WorkgroupName, in.SecretArn = nil, nil, new("group"), new("db")
	out, err := s.ExecuteStatement(ctx, in)
	if err != nil || *out.Status != "FAILED" { // nobody has a password there
		t.Errorf("%+v, %v", out, err)
	}
	_, err = s.ListTables(ctx, &dataapi.ListTablesRequest{WorkgroupName: new("other"), Database: new("dev")})
	if !errors.Is(err, dataapi.ValidationException) || !strings.Contains(err.Error(), "Redshift endpoint doesn't exist in this region.") {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"statements": second(s.ListStatements(ctx, &dataapi.ListStatementsRequest{ClusterIdentifier: new("first"), WorkgroupName: new("group")})),
		"sessions":   second(s.ListSessions(ctx, &dataapi.ListSessionsRequest{ClusterIdentifier: new("first"), WorkgroupName: new("group")})),
	} {
		if !errors.Is(err, dataapi.ValidationException) || !strings.Contains(err.Error(), "Only one of ClusterIdentifier and WorkgroupName") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
