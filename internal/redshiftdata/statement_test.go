package redshiftdata_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/redshiftdata"
	"github.com/countersign-dev/countersign/internal/secrets"
	"github.com/countersign-dev/countersign/internal/statement"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// clusters are what the management API tells of two clusters, one of them not available.
type clusters struct{ *warehouse.Warehouse }

func (c clusters) Database(_ caller.Scope, identifier string) (string, bool, error) {
	switch identifier {
	case "first":
		return "c1", true, nil
	case "asleep":
		return "c2", false, nil
	}
	return "", false, errors.New("not found")
}

const groupARN = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/00000000-0000-4000-8000-000000000001"

// Workgroup knows one workgroup.
func (c clusters) Workgroup(_ caller.Scope, asked string) (string, string, bool) {
	if asked == "group" || asked == groupARN {
		return "group", "w1", true
	}
	return "", "", false
}

// keeper is Secrets Manager as the server hands it to the Data API.
type keeper struct{ *secrets.Service }

func (k keeper) SecretString(ctx context.Context, id string) (string, error) {
	out, err := k.GetSecretValue(ctx, &secretsapi.GetSecretValueRequest{SecretId: &id})
	if err != nil || out.SecretString == nil {
		return "", err
	}
	return *out.SecretString, nil
}

// open returns the service on real parts, and the context of a caller.
func open(t *testing.T) (*redshiftdata.Service, context.Context) {
	t.Helper()
	s, _, ctx := openWithSecrets(t)
	return s, ctx
}

// openWithSecrets is open, with the Secrets Manager that the service asks.
func openWithSecrets(t *testing.T) (*redshiftdata.Service, *secrets.Service, context.Context) {
	t.Helper()
	dir, log := t.TempDir(), slog.New(slog.DiscardHandler)
	ctx := as(t.Context(), "arn:aws:iam::123456789012:user/ann")
	db, err := store.Open(ctx, filepath.Join(dir, "state.db"))
	check(t, err)
	house, err := warehouse.New(warehouse.Config{
		Dir: dir, Listen: "127.0.0.1:0", Clock: clock.System{}, Log: log,
		Open: func(ctx context.Context, folder string) (engine.Cluster, error) {
			return duckdb.Open(ctx, duckdb.Options{Folder: folder})
		},
	})
	check(t, err)
	master, err := pgwire.NewPasswordVerifier("admin", "Secret99")
	check(t, err)
	_, err = house.Add(ctx, warehouse.Spec{ID: "c1", Database: "dev", MasterUser: "admin", Master: master})
	check(t, err)
	_, err = house.Add(ctx, warehouse.Spec{ID: "w1", Database: "dev"})
	check(t, err)
	scheduler := lifecycle.NewScheduler(clock.System{}, log)
	kept, err := secrets.New(ctx, secrets.Config{Store: db, MasterKey: make([]byte, 32), Scheduler: scheduler, Clock: clock.System{}})
	check(t, err)
	queue, err := statement.New(ctx, statement.Config{
		Store: db, Dir: t.TempDir(), MasterKey: make([]byte, 32), Connect: house.Connect, Clock: clock.System{}, Log: log,
	})
	check(t, err)
	t.Cleanup(func() {
		queue.Close()
		scheduler.Close()
		check(t, house.Close(context.Background()))
		check(t, db.Close())
	})
	return redshiftdata.New(queue, clusters{house}, keeper{kept}), kept, ctx
}

func as(ctx context.Context, arn string) context.Context {
	return caller.With(ctx, caller.Scope{Partition: "aws", Account: "123456789012", Region: "us-east-1", Principal: caller.Principal{ARN: arn}})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func input(sql string) *dataapi.ExecuteStatementInput {
	return &dataapi.ExecuteStatementInput{
		ClusterIdentifier: new("first"), Database: new("dev"), DbUser: new("admin"), Sql: &sql, WaitTimeSeconds: new(int32(30)),
	}
}

// records reads the rows of a result.
func records(t *testing.T, result *dataapi.GetStatementResultResponse) (rows [][]dataapi.Field) {
	t.Helper()
	check(t, json.Unmarshal(result.Records, &rows)) // members' names differ in case only
	return rows
}

func TestFieldMapping(t *testing.T) {
	s, ctx := open(t)
	tests := []struct {
		sql                 string
		field               dataapi.Field
		typeName            string
		precision, scale    int32
		signed, distinguish bool // IsSigned, IsCaseSensitive
	}{
		{"1::smallint", dataapi.Field{LongValue: new(int64(1))}, "int2", 5, 0, true, false},
		{"-2::integer", dataapi.Field{LongValue: new(int64(-2))}, "int4", 10, 0, true, false},
		{"9223372036854775807::bigint", dataapi.Field{LongValue: new(int64(9223372036854775807))}, "int8", 19, 0, true, false},
		{"1.5::real", dataapi.Field{DoubleValue: new(1.5)}, "float4", 8, 8, true, false},
		{"0.1::double precision", dataapi.Field{DoubleValue: new(0.1)}, "float8", 17, 17, true, false},
		{"12.50::decimal(8,2)", dataapi.Field{StringValue: new("12.50")}, "numeric", 8, 2, true, false},
		{"true", dataapi.Field{BooleanValue: new(true)}, "bool", 1, 0, false, false},
		{"false", dataapi.Field{BooleanValue: new(false)}, "bool", 1, 0, false, false},
		{"'é'::varchar", dataapi.Field{StringValue: new("é")}, "varchar", 256, 0, false, true},
		{"''::varchar", dataapi.Field{StringValue: new("")}, "varchar", 256, 0, false, true},
		{"null::integer", dataapi.Field{IsNull: new(true)}, "int4", 10, 0, true, false},
		{"date '2026-03-01'", dataapi.Field{StringValue: new("2026-03-01")}, "date", 13, 0, false, false},
		{"timestamp '2020-08-21 17:33:51.88712'", dataapi.Field{StringValue: new("2020-08-21 17:33:51.88712")}, "timestamp", 29, 6, false, false},
		{"timestamp '2020-08-21 17:33:51'", dataapi.Field{StringValue: new("2020-08-21 17:33:51")}, "timestamp", 29, 6, false, false},
		{"timestamptz '2020-08-21 17:33:51+02'", dataapi.Field{StringValue: new("2020-08-21 15:33:51+00")}, "timestamptz", 35, 6, false, false},
		{"time '15:04:05'", dataapi.Field{StringValue: new("15:04:05")}, "time", 15, 6, false, false},
	}
	for _, test := range tests {
		t.Run(test.sql, func(t *testing.T) {
			out, err := s.ExecuteStatement(ctx, input("select "+test.sql+" as x"))
			check(t, err)
			if *out.Status != "FINISHED" || !*out.HasResultSet {
				d, _ := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
				t.Fatalf("%s: %v", *out.Status, *d.Error)
			}
			result, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: out.Id})
			check(t, err)
			if diff := cmp.Diff([][]dataapi.Field{{test.field}}, records(t, result)); diff != "" {
				t.Error(diff)
			}
			want := &dataapi.GetStatementResultResponse{
				Records: result.Records, TotalNumRows: new(int64(1)),
				ColumnMetadata: []dataapi.ColumnMetadata{{
					Name: new("x"), Label: new("x"), TypeName: &test.typeName, Precision: &test.precision, Scale: &test.scale,
					IsSigned: &test.signed, IsCaseSensitive: &test.distinguish, IsCurrency: new(false),
					Length: new(int32(0)), Nullable: new(int32(1)), SchemaName: new(""), TableName: new(""),
				}},
			}
			if diff := cmp.Diff(want, result); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExecuteStatementIsRefused(t *testing.T) {
	type in = dataapi.ExecuteStatementInput
	s, ctx := open(t)
	p := func(name string) dataapi.SqlParameter { return dataapi.SqlParameter{Name: &name, Value: new("1")} }
	for _, test := range []struct {
		name   string
		change func(*in)
		says   string
	}{
		{"no cluster", func(i *in) { i.ClusterIdentifier = nil }, "Either ClusterIdentifier, WorkgroupName or SessionId must be provided."},
		{"cluster of nobody", func(i *in) { i.ClusterIdentifier = new("other") }, "Redshift endpoint doesn't exist in this region."},
		{"cluster that is not available", func(i *in) { i.ClusterIdentifier = new("asleep") }, "not available"},
		{"cluster and workgroup", func(i *in) { i.WorkgroupName = new("w") }, "Only one of"},
		{"workgroup of nobody", func(i *in) { i.ClusterIdentifier, i.DbUser, i.WorkgroupName = nil, nil, new("other") }, "Redshift endpoint doesn't exist in this region."},
		{"workgroup and user", func(i *in) { i.ClusterIdentifier, i.WorkgroupName = nil, new("group") }, "DbUser cannot be specified with WorkgroupName."},
		{"workgroup without a database", func(i *in) { i.ClusterIdentifier, i.DbUser, i.Database, i.WorkgroupName = nil, nil, nil, new("group") }, "Database is required when WorkgroupName"},
		{"no database", func(i *in) { i.Database = nil }, "Database is required"},
		{"user of nobody", func(i *in) { i.DbUser = new("nobody") }, `"nobody" does not exist`},
		{"secret and user", func(i *in) { i.SecretArn = new("arn") }, "Only one of DbUser and SecretArn can be specified."},
		{"secret of nobody", func(i *in) { i.DbUser, i.SecretArn = nil, new("other") }, "Secrets Manager can't find the specified secret."},
		{"session and cluster", func(i *in) { i.SessionId = new("s") }, "cannot be specified with SessionId"},
		{"session of nobody", func(i *in) { i.ClusterIdentifier, i.Database, i.DbUser, i.SessionId = nil, nil, nil, new("s") }, "Session with Id: s is invalid"},
		{"no text", func(i *in) { i.Sql = new(" \n") }, "Sql cannot be empty"},
		{"long text", func(i *in) { i.Sql = new(strings.Repeat("x", 100<<10+1)) }, "Cannot process query string larger than 100kB"},
		{"parameter that is not used", func(i *in) { i.Parameters = []dataapi.SqlParameter{p("a"), p("b")} }, "Unused parameters: [a, b]"},
		{"parameter in a string", func(i *in) { i.Sql, i.Parameters = new("select ':a'"), []dataapi.SqlParameter{p("a")} }, "Unused parameters: [a]"},
		{"parameter twice", func(i *in) { i.Sql, i.Parameters = new("select :a"), []dataapi.SqlParameter{p("a"), p("a")} }, "Duplicate parameter: a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := input("select 1")
			test.change(in)
			_, err := s.ExecuteStatement(ctx, in)
			f, ok := fault.From(err)
			if !ok || !errors.Is(err, dataapi.ValidationException) && f.Kind.JSONCode != "ValidationException" || !strings.Contains(f.Message, test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

func TestDescribeStatement(t *testing.T) {
	s, ctx := open(t)
	out, err := s.ExecuteStatement(ctx, input("select * from absent"))
	check(t, err)
	d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
	check(t, err)
	got := []any{*d.Status, *d.HasResultSet, *d.ResultRows, *d.ResultSize, *d.QueryString, *d.DbUser, *d.Database, *d.ClusterIdentifier}
	if diff := cmp.Diff([]any{"FAILED", false, int64(-1), int64(-1), "select * from absent", "admin", "dev", "first"}, got); diff != "" {
		t.Error(diff)
	}
	if want := "ERROR: relation \"absent\" does not exist\n  Position: 15"; *d.Error != want {
		t.Errorf("error is %q", *d.Error)
	}
	_, err = s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: out.Id})
	if f, _ := fault.From(err); !errors.Is(err, dataapi.ResourceNotFoundException) || f.Members["ResourceId"] != *out.Id {
		t.Errorf("result of a failed statement: %v", err)
	}
	if _, err := s.CancelStatement(ctx, &dataapi.CancelStatementRequest{Id: out.Id}); err == nil ||
		!strings.Contains(err.Error(), "Could not cancel a query that is already in FAILED state with ID: "+*out.Id) {
		t.Errorf("cancel of a failed statement: %v", err)
	}
	for name, who := range map[string]context.Context{"another user": as(ctx, "arn:aws:iam::123456789012:user/bob")} {
		if _, err := s.DescribeStatement(who, &dataapi.DescribeStatementRequest{Id: out.Id}); !errors.Is(err, dataapi.ResourceNotFoundException) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIdentityIsTheUser(t *testing.T) {
	s, ctx := open(t)
	for arn, user := range map[string]string{
		"arn:aws:iam::123456789012:root":                          "IAM:root",
		"arn:aws:iam::123456789012:user/path/ann":                 "IAM:ann",
		"arn:aws:sts::123456789012:assumed-role/load/session-one": "IAMR:load",
	} {
		in := input("select current_user as u")
		in.DbUser = nil
		ctx := as(ctx, arn)
		out, err := s.ExecuteStatement(ctx, in)
		check(t, err)
		result, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: out.Id})
		check(t, err)
		if got := *records(t, result)[0][0].StringValue; got != user || *out.DbUser != user {
			t.Errorf("%s: current_user is %s, DbUser %s", arn, got, *out.DbUser)
		}
	}
}

func TestCancelAndList(t *testing.T) {
	s, ctx := open(t)
	in := input("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
	in.WaitTimeSeconds, in.StatementName = nil, new("nightly-1")
	out, err := s.ExecuteStatement(ctx, in)
	check(t, err)
	if c, err := s.CancelStatement(ctx, &dataapi.CancelStatementRequest{Id: out.Id}); err != nil || !*c.Status {
		t.Fatalf("%v, %v", c, err)
	}
	_, err = s.ExecuteStatement(ctx, input("select 1"))
	check(t, err)
	count := func(in dataapi.ListStatementsRequest) int {
		out, err := s.ListStatements(ctx, &in)
		check(t, err)
		return len(out.Statements)
	}
	for name, got := range map[string][2]int{
		"by default what is finished": {count(dataapi.ListStatementsRequest{}), 1},
		"aborted":                     {count(dataapi.ListStatementsRequest{Status: new("ABORTED")}), 1},
		"all":                         {count(dataapi.ListStatementsRequest{Status: new("ALL"), MaxResults: new(int32(0))}), 2},
		"by name":                     {count(dataapi.ListStatementsRequest{Status: new("ALL"), StatementName: new("nightly")}), 1},
		"by another name":             {count(dataapi.ListStatementsRequest{Status: new("ALL"), StatementName: new("Nightly")}), 0},
		"one at a time":               {count(dataapi.ListStatementsRequest{Status: new("ALL"), MaxResults: new(int32(1))}), 1},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %d, want %d", name, got[0], got[1])
		}
	}
}
