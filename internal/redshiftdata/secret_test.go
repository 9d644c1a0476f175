package redshiftdata_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/secretsapi"
)

const goodSecret = `{"username": "admin", "password": "Secret99", "dbClusterIdentifier": "first", "engine": "redshift", "port": 5439}`

// A statement runs as the user whose password a secret holds, and every answer names
// the secret as the caller did.
func TestSecret(t *testing.T) {
	s, kept, ctx := openWithSecrets(t)
	made, err := kept.CreateSecret(ctx, &secretsapi.CreateSecretRequest{Name: new("db"), SecretString: new(goodSecret), ClientRequestToken: new(strings.Repeat("t", 32))})
	check(t, err)
	for _, id := range []string{"db", *made.ARN} {
		in := input("select current_user as u")
		in.DbUser, in.SecretArn, in.SessionKeepAliveSeconds = nil, &id, new(int32(60))
		out, err := s.ExecuteStatement(ctx, in)
		check(t, err)
		if *out.Status != "FINISHED" || *out.DbUser != "admin" || *out.SecretArn != id {
			t.Errorf("%+v", out)
		}
		result, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: out.Id})
		check(t, err)
		if user := *records(t, result)[0][0].StringValue; user != "admin" {
			t.Errorf("current_user is %s", user)
		}
		next, err := s.ExecuteStatement(ctx, &dataapi.ExecuteStatementInput{Sql: new("select 1"), SessionId: out.SessionId, WaitTimeSeconds: new(int32(30))})
		check(t, err)
		if *next.Status != "FINISHED" || *next.DbUser != "admin" || *next.SecretArn != id {
			t.Errorf("%+v", next)
		}
		d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: next.Id})
		check(t, err)
		list, err := s.ListStatements(ctx, &dataapi.ListStatementsRequest{MaxResults: new(int32(1))})
		check(t, err)
		if *d.SecretArn != id || *list.Statements[0].SecretArn != id {
			t.Errorf("%+v, %+v", d, list.Statements)
		}
		batch, err := s.BatchExecuteStatement(ctx, &dataapi.BatchExecuteStatementInput{
			ClusterIdentifier: new("first"), Database: new("dev"), SecretArn: &id, Sqls: []string{"select 1"}, WaitTimeSeconds: new(int32(30)),
		})
		if err != nil || *batch.Status != "FINISHED" || *batch.SecretArn != id {
			t.Errorf("%+v, %v", batch, err)
		}
	}
	tables, err := s.ListSchemas(ctx, &dataapi.ListSchemasRequest{ClusterIdentifier: new("first"), Database: new("dev"), SecretArn: new("db")})
	if err != nil || len(tables.Schemas) == 0 {
		t.Errorf("%+v, %v", tables, err)
	}
}

// assumed: who cannot log in learns it where the statement runs, in the database's words.
func TestWrongPassword(t *testing.T) {
	s, kept, ctx := openWithSecrets(t)
	const refusal = `FATAL: password authentication failed for user `
	for name, text := range map[string]string{
		"admin":  `{"username": "admin", "password": "wrong-password"}`,
		"nobody": `{"username": "nobody", "password": "wrong-password"}`,
	} {
		_, err := kept.CreateSecret(ctx, &secretsapi.CreateSecretRequest{Name: &name, SecretString: &text, ClientRequestToken: new(strings.Repeat("t", 32))})
		check(t, err)
		want := refusal + `"` + name + `"`
		in := input("create table never (a integer)")
		in.DbUser, in.SecretArn, in.SessionKeepAliveSeconds = nil, &name, new(int32(60))
		out, err := s.ExecuteStatement(ctx, in)
		check(t, err)
		d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
		check(t, err)
		if *d.Status != "FAILED" || *d.Error != want || *d.RedshiftPid != 0 {
			t.Errorf("%s: %s, %v", name, *d.Status, d.Error)
		}
		sessions, err := s.ListSessions(ctx, &dataapi.ListSessionsRequest{})
		if err != nil || len(sessions.Sessions) != 0 {
			t.Errorf("%s: a session is open: %+v, %v", name, sessions, err)
		}
		batch, err := s.BatchExecuteStatement(ctx, &dataapi.BatchExecuteStatementInput{
			ClusterIdentifier: new("first"), Database: new("dev"), SecretArn: &name, Sqls: []string{"select 1", "select 2"}, WaitTimeSeconds: new(int32(30)),
		})
		check(t, err)
		if d, err = s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: batch.Id}); err != nil || *d.Status != "FAILED" || *d.Error != want ||
			*d.SubStatements[0].Status != "ABORTED" {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		_, err = s.ListTables(ctx, &dataapi.ListTablesRequest{ClusterIdentifier: new("first"), Database: new("dev"), SecretArn: &name})
		if !errors.Is(err, dataapi.DatabaseConnectionException) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "wrong-password") {
			t.Errorf("%s: %v", name, err)
		}
	}
	tables, err := s.ListTables(ctx, &dataapi.ListTablesRequest{ClusterIdentifier: new("first"), Database: new("dev"), DbUser: new("admin"), SchemaPattern: new("public")})
	if err != nil || len(tables.Tables) != 0 {
		t.Errorf("%+v, %v", tables, err)
	}
}

func TestSecretsThatAreNone(t *testing.T) {
	s, kept, ctx := openWithSecrets(t)
	const empty = "username and password in secret cannot be empty"
	for name, test := range map[string]struct {
		text, says string
	}{
		"no-json":         {"Secret99", empty},
		"a-list":          {`["admin", "Secret99"]`, empty},
		"no-password":     {`{"username": "admin"}`, empty},
		"empty-username":  {`{"username": "", "password": "Secret99"}`, empty},
		"capitals":        {`{"Username": "admin", "Password": "Secret99"}`, empty},
		"number":          {`{"username": "admin", "password": 99}`, empty},
		"another-cluster": {`{"username": "admin", "password": "Secret99", "dbClusterIdentifier": "other"}`, "dbClusterIdentifier"},
	} {
		_, err := kept.CreateSecret(ctx, &secretsapi.CreateSecretRequest{Name: &name, SecretString: &test.text, ClientRequestToken: new(strings.Repeat("t", 32))})
		check(t, err)
		in := input("select 1")
		in.DbUser, in.SecretArn = nil, &name
		_, err = s.ExecuteStatement(ctx, in)
		if !errors.Is(err, dataapi.ValidationException) || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "Secret99") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := kept.CreateSecret(ctx, &secretsapi.CreateSecretRequest{Name: new("bytes"), SecretBinary: []byte(goodSecret), ClientRequestToken: new(strings.Repeat("t", 32))})
	check(t, err)
	in := input("select 1")
	in.DbUser, in.SecretArn = nil, new("bytes")
	if _, err := s.ExecuteStatement(ctx, in); !errors.Is(err, dataapi.ValidationException) || !strings.Contains(err.Error(), empty) {
		t.Errorf("bytes: %v", err)
	}
}
