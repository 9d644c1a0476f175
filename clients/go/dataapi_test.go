package clients

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/redshiftdata"
	"github.com/aws/aws-sdk-go-v2/service/redshiftdata/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/countersign-dev/countersign/redshifttest"
)

// A dataAPI is the SDK's client with a cluster to run statements on.
type dataAPI struct {
	*redshiftdata.Client
	t   *testing.T
	srv *redshifttest.Server
}

func newDataAPI(t *testing.T) dataAPI {
	srv := redshifttest.New(t)
	return dataAPI{redshiftdata.NewFromConfig(config(srv, srv.SecretAccessKey)), t, srv}
}

// endless is a query that ends when it is cancelled.
const endless = "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"

// seconds is how long one request waits; a slow machine asks again.
var seconds = new(int32(30))

// submit starts a statement. It runs on the cluster, unless it says where.
func (d dataAPI) submit(sql string, change ...func(*redshiftdata.ExecuteStatementInput)) *redshiftdata.ExecuteStatementOutput {
	d.t.Helper()
	in := &redshiftdata.ExecuteStatementInput{ClusterIdentifier: &d.srv.ClusterIdentifier, Database: &d.srv.Database, DbUser: &d.srv.DbUser, Sql: &sql}
	for _, c := range change {
		c(in)
	}
	out, err := d.ExecuteStatement(d.t.Context(), in)
	check(d.t, err)
	return out
}

// end waits for a statement's end and describes it.
func (d dataAPI) end(id *string) *redshiftdata.DescribeStatementOutput {
	d.t.Helper()
	for {
		out, err := d.DescribeStatement(d.t.Context(), &redshiftdata.DescribeStatementInput{Id: id, WaitTimeSeconds: seconds})
		check(d.t, err)
		switch out.Status {
		case types.StatusStringFinished, types.StatusStringFailed, types.StatusStringAborted:
			return out
		}
	}
}

func (d dataAPI) run(sql string, change ...func(*redshiftdata.ExecuteStatementInput)) *redshiftdata.DescribeStatementOutput {
	d.t.Helper()
	out := d.end(d.submit(sql, change...).Id)
	if out.Status != types.StatusStringFinished {
		d.t.Fatalf("%s: %s: %s", sql, out.Status, *out.Error)
	}
	return out
}

// batch runs a batch of statements that share parameters.
func (d dataAPI) batch(mode types.ExecutionMode, parameters []types.SqlParameter, sqls ...string) *redshiftdata.DescribeStatementOutput {
	d.t.Helper()
	out, err := d.BatchExecuteStatement(d.t.Context(), &redshiftdata.BatchExecuteStatementInput{
		ClusterIdentifier: &d.srv.ClusterIdentifier, Database: &d.srv.Database, DbUser: &d.srv.DbUser,
		Sqls: sqls, Parameters: parameters, ExecutionMode: mode, WaitTimeSeconds: seconds,
	})
	check(d.t, err)
	return d.end(out.Id)
}

func (d dataAPI) records(id *string) [][]types.Field {
	d.t.Helper()
	out, err := d.GetStatementResult(d.t.Context(), &redshiftdata.GetStatementResultInput{Id: id})
	check(d.t, err)
	return out.Records
}

// same compares what the SDK has read with what is wanted.
func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(
		types.FieldMemberLongValue{}, types.FieldMemberDoubleValue{}, types.FieldMemberBooleanValue{}, types.FieldMemberStringValue{},
		types.FieldMemberIsNull{}, types.TableMember{})); diff != "" {
		t.Error(diff)
	}
}

// pager is what the SDK's paginators are.
type pager[T any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*redshiftdata.Options)) (T, error)
}

// pages turns the pages of a paginator into what is read of each.
func pages[T, R any](t *testing.T, p pager[T], read func(T) R) []R {
	t.Helper()
	var all []R
	for p.HasMorePages() {
		page, err := p.NextPage(t.Context())
		check(t, err)
		all = append(all, read(page))
	}
	return all
}

// Each kind of value is the member of the union that AWS documents for it.
func TestFields(t *testing.T) {
	d := newDataAPI(t)
	out := d.run(`select 9223372036854775807::bigint, -7::smallint, 0.1::double precision, true, 12.30::decimal(8, 2), 'é日', '', null::integer,
		timestamp '2020-08-21 17:33:51.88712'`)
	same(t, d.records(out.Id), [][]types.Field{{
		&types.FieldMemberLongValue{Value: 9223372036854775807}, &types.FieldMemberLongValue{Value: -7}, &types.FieldMemberDoubleValue{Value: 0.1},
		&types.FieldMemberBooleanValue{Value: true}, &types.FieldMemberStringValue{Value: "12.30"}, &types.FieldMemberStringValue{Value: "é日"},
		&types.FieldMemberStringValue{Value: ""}, &types.FieldMemberIsNull{Value: true}, &types.FieldMemberStringValue{Value: "2020-08-21 17:33:51.88712"},
	}})
	if out.ResultRows != 1 || out.ResultSize <= 0 || out.Duration <= 0 || !*out.HasResultSet || out.CreatedAt.After(*out.UpdatedAt) {
		t.Errorf("%+v", out)
	}
}

func TestCSVPages(t *testing.T) {
	d := newDataAPI(t)
	out := d.run("select i, repeat('x', 500) from generate_series(0, 4999) r(i) order by i", func(in *redshiftdata.ExecuteStatementInput) { in.ResultFormat = types.ResultFormatStringCsv })
	p := redshiftdata.NewGetStatementResultV2Paginator(d, &redshiftdata.GetStatementResultV2Input{Id: out.Id, WaitTimeSeconds: seconds})
	texts := pages(t, p, func(page *redshiftdata.GetStatementResultV2Output) string {
		if page.TotalNumRows != 5000 || page.ResultFormat != types.ResultFormatStringCsv || len(page.ColumnMetadata) != 2 {
			t.Errorf("%d rows in %s", page.TotalNumRows, page.ResultFormat)
		}
		return page.Records[0].(*types.QueryRecordsMemberCSVRecords).Value
	})
	lines := strings.SplitAfter(strings.Join(texts, ""), "\r\n")
	if len(texts) < 2 || len(lines) != 5001 || !strings.HasPrefix(lines[4999], "4999,x") {
		t.Errorf("%d lines on %d pages", len(lines), len(texts))
	}
}

func TestBatches(t *testing.T) {
	d := newDataAPI(t)
	out := d.batch("", []types.SqlParameter{{Name: new("one"), Value: new("1")}, {Name: new("two"), Value: new("2")}},
		"create table b (a integer)", "insert into b values (:one), (:two)", "select a from b where a > :one")
	if out.Status != types.StatusStringFinished || out.ExecutionMode != types.ExecutionModeTransaction || len(out.SubStatements) != 3 {
		t.Fatalf("%+v", out)
	}
	same(t, d.records(out.SubStatements[2].Id), [][]types.Field{{&types.FieldMemberLongValue{Value: 2}}})
	for mode, left := range map[types.ExecutionMode]int64{types.ExecutionModeTransaction: 2, types.ExecutionModeAutoCommit: 4} {
		out := d.batch(mode, nil, "insert into b values (3)", "select * from absent", "insert into b values (4)")
		if out.Status != types.StatusStringFailed || !strings.HasPrefix(*out.Error, "Query #2 failed with ERROR: ") ||
			out.SubStatements[1].Status != types.StatementStatusStringFailed || out.ExecutionMode != mode {
			t.Errorf("%s: %+v", mode, out)
		}
		same(t, d.records(d.run("select count(*) from b").Id), [][]types.Field{{&types.FieldMemberLongValue{Value: left}}})
		d.run("delete from b where a > 2")
	}
}

func TestSessions(t *testing.T) {
	d := newDataAPI(t)
	keep := func(in *redshiftdata.ExecuteStatementInput) { in.SessionKeepAliveSeconds = new(int32(600)) }
	id := d.run("create temp table kept as select 42 as answer", keep).SessionId
	inSession := func(in *redshiftdata.ExecuteStatementInput) {
		in.SessionId, in.ClusterIdentifier, in.Database, in.DbUser = id, nil, nil, nil
	}
	same(t, d.records(d.run("select answer from kept", inSession).Id), [][]types.Field{{&types.FieldMemberLongValue{Value: 42}}})
	d.run("select 1", keep)
	p := redshiftdata.NewListSessionsPaginator(d, &redshiftdata.ListSessionsInput{MaxResults: 1, Status: types.SessionStatusStringAvailable})
	seen := map[string]bool{}
	sizes := pages(t, p, func(page *redshiftdata.ListSessionsOutput) int {
		for _, s := range page.Sessions {
			seen[*s.SessionId] = true
			if *s.SessionAliveSeconds != 600 || *s.DbUser != d.srv.DbUser || *s.ClusterIdentifier != d.srv.ClusterIdentifier || !s.SessionTtl.After(*s.CreatedAt) {
				t.Errorf("%+v", s)
			}
		}
		return len(page.Sessions)
	})
	if len(seen) != 2 || !seen[*id] || len(sizes) != 2 {
		t.Errorf("sessions %v on pages of %v", seen, sizes)
	}
	started := d.submit(endless, inSession)
	busy, err := d.ListSessions(t.Context(), &redshiftdata.ListSessionsInput{SessionId: id})
	check(t, err)
	if s := busy.Sessions[0]; s.Status != types.SessionStatusStringBusy || *s.CurrentStatementId != *started.Id {
		t.Errorf("%+v", s)
	}
	cancelled, err := d.CancelStatement(t.Context(), &redshiftdata.CancelStatementInput{Id: started.Id})
	check(t, err)
	if out := d.end(started.Id); !*cancelled.Status || out.Status != types.StatusStringAborted {
		t.Errorf("cancelled %v, %s", *cancelled.Status, out.Status)
	}
}

func TestCatalogue(t *testing.T) {
	d := newDataAPI(t)
	d.batch("", nil, "create schema shop", "create table shop.a (id integer not null, name varchar(20))", "create table shop.b (id bigint)", "create view shop.c as select 1 as one")
	cluster, database, user := &d.srv.ClusterIdentifier, &d.srv.Database, &d.srv.DbUser
	same(t, pages(t, redshiftdata.NewListDatabasesPaginator(d, &redshiftdata.ListDatabasesInput{ClusterIdentifier: cluster, Database: database, DbUser: user}),
		func(page *redshiftdata.ListDatabasesOutput) []string { return page.Databases }), [][]string{{"dev"}})
	same(t, pages(t, redshiftdata.NewListSchemasPaginator(d, &redshiftdata.ListSchemasInput{ClusterIdentifier: cluster, Database: database, DbUser: user, MaxResults: 2}),
		func(page *redshiftdata.ListSchemasOutput) []string { return page.Schemas }), [][]string{{"information_schema", "pg_catalog"}, {"public", "shop"}})
	same(t, pages(t, redshiftdata.NewListTablesPaginator(d, &redshiftdata.ListTablesInput{ClusterIdentifier: cluster, Database: database, DbUser: user, SchemaPattern: new("sh%"), MaxResults: 2}),
		func(page *redshiftdata.ListTablesOutput) []types.TableMember { return page.Tables }), [][]types.TableMember{
		{{Schema: new("shop"), Name: new("a"), Type: new("TABLE")}, {Schema: new("shop"), Name: new("b"), Type: new("TABLE")}},
		{{Schema: new("shop"), Name: new("c"), Type: new("VIEW")}},
	})
	p := redshiftdata.NewDescribeTablePaginator(d, &redshiftdata.DescribeTableInput{ClusterIdentifier: cluster, Database: database, DbUser: user, Schema: new("shop"), Table: new("a"), MaxResults: 1})
	same(t, pages(t, p, func(page *redshiftdata.DescribeTableOutput) []string {
		c := page.ColumnList[0]
		return []string{*page.TableName, *c.Name, *c.TypeName, map[int32]string{0: "not null", 1: "null"}[c.Nullable]}
	}), [][]string{{"a", "id", "int4", "not null"}, {"a", "name", "varchar", "null"}})
}

// Faults are the SDK's own types, with the members that AWS gives them.
func TestFaults(t *testing.T) {
	d := newDataAPI(t)
	absent := uuid.NewString()
	_, err := d.DescribeStatement(t.Context(), &redshiftdata.DescribeStatementInput{Id: &absent})
	var notFound *types.ResourceNotFoundException
	if !errors.As(err, &notFound) || *notFound.ResourceId != absent || *notFound.Message != "Query does not exist." {
		t.Errorf("an unknown statement: %v", err)
	}
	var invalid *types.ValidationException
	if _, err := d.ListStatements(t.Context(), &redshiftdata.ListStatementsInput{NextToken: new("forged")}); !errors.As(err, &invalid) {
		t.Errorf("a forged token: %v", err)
	}
	done := d.run("select 1", func(in *redshiftdata.ExecuteStatementInput) { in.ClientToken = new("only-once") })
	if again := d.run("select 1", func(in *redshiftdata.ExecuteStatementInput) { in.ClientToken = new("only-once") }); *again.Id != *done.Id {
		t.Errorf("the same token: statements %s and %s", *done.Id, *again.Id)
	}
	_, err = d.CancelStatement(t.Context(), &redshiftdata.CancelStatementInput{Id: done.Id})
	if !errors.As(err, &invalid) || *invalid.Message != "Could not cancel a query that is already in FINISHED state with ID: "+*done.Id {
		t.Errorf("cancel of what has ended: %v", err)
	}
}

// One waiting request too many is told so; the others wait on until the end.
func TestTooManyWait(t *testing.T) {
	d := newDataAPI(t)
	started := d.submit(endless)
	const waiting = 101
	answers := make(chan error, waiting)
	for range waiting {
		go func() {
			for {
				out, err := d.DescribeStatement(t.Context(), &redshiftdata.DescribeStatementInput{Id: started.Id, WaitTimeSeconds: seconds})
				if err != nil || out.Status == types.StatusStringAborted {
					answers <- err
					return
				}
			}
		}()
	}
	var tooMany *types.ActiveWaitingRequestsExceededException
	if err := <-answers; !errors.As(err, &tooMany) {
		t.Errorf("%v", err)
	}
	_, err := d.CancelStatement(t.Context(), &redshiftdata.CancelStatementInput{Id: started.Id})
	check(t, err)
	for range waiting - 1 {
		if err := <-answers; err != nil {
			t.Errorf("one of those that may wait: %v", err)
		}
	}
}
