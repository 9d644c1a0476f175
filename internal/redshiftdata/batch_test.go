package redshiftdata_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
)

func batchInput(sqls ...string) *dataapi.BatchExecuteStatementInput {
	return &dataapi.BatchExecuteStatementInput{
		ClusterIdentifier: new("first"), Database: new("dev"), DbUser: new("admin"), Sqls: sqls, WaitTimeSeconds: new(int32(30)),
	}
}

// A batch is described with its parts, whose results are asked for one by one.
func TestBatch(t *testing.T) {
	s, ctx := open(t)
	in := batchInput("create table b (a integer)", "insert into b values (:one), (:two)", "select a from b where a > :one order by a")
	in.Parameters = []dataapi.SqlParameter{{Name: new("one"), Value: new("1")}, {Name: new("two"), Value: new("2")}}
	out, err := s.BatchExecuteStatement(ctx, in)
	check(t, err)
	if *out.Status != "FINISHED" || !*out.HasResultSet {
		t.Errorf("%s, has result %v", *out.Status, *out.HasResultSet)
	}
	d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
	check(t, err)
	if d.QueryString != nil || *d.RedshiftQueryId != -1 || *d.ResultRows != -1 || *d.ExecutionMode != "TRANSACTION" || len(d.SubStatements) != 3 || len(d.QueryParameters) != 2 {
		t.Errorf("%+v", d)
	}
	for i, want := range []int64{-1, 2, 1} {
		sub := d.SubStatements[i]
		if *sub.Status != "FINISHED" || *sub.ResultRows != want || *sub.QueryString != in.Sqls[i] || !strings.HasPrefix(*sub.Id, *out.Id+":") || *sub.HasResultSet != (i == 2) {
			t.Errorf("part %d: %+v", i+1, sub)
		}
	}
	result, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: d.SubStatements[2].Id})
	check(t, err)
	if len(records(t, result)) != 1 || *records(t, result)[0][0].LongValue != 2 {
		t.Errorf("%+v", result.Records)
	}
	part, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: d.SubStatements[1].Id})
	check(t, err)
	if *part.QueryString != in.Sqls[1] || *part.ResultRows != 2 || part.SubStatements != nil || part.ExecutionMode != nil {
		t.Errorf("%+v", part)
	}
	list, err := s.ListStatements(ctx, &dataapi.ListStatementsRequest{})
	check(t, err)
	if len(list.Statements) != 1 || !*list.Statements[0].IsBatchStatement || !cmp.Equal(list.Statements[0].QueryStrings, in.Sqls) || list.Statements[0].QueryString != nil {
		t.Errorf("%+v", list.Statements)
	}
	for id, want := range map[string]error{*out.Id: dataapi.ValidationException, *out.Id + ":2": dataapi.ResourceNotFoundException, *out.Id + ":4": dataapi.ResourceNotFoundException} {
		if _, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: &id}); !errors.Is(err, want) {
			t.Errorf("result of %s: %v", id, err)
		}
	}
	if _, err := s.CancelStatement(ctx, &dataapi.CancelStatementRequest{Id: d.SubStatements[0].Id}); !errors.Is(err, dataapi.ValidationException) {
		t.Errorf("cancel of a part: %v", err)
	}
}

// A statement of a batch that fails undoes the batch, or, with AUTO_COMMIT, nothing.
func TestBatchFails(t *testing.T) {
	s, ctx := open(t)
	_, err := s.BatchExecuteStatement(ctx, batchInput("create table b (a integer)"))
	check(t, err)
	for mode, want := range map[string]int64{"TRANSACTION": 0, "AUTO_COMMIT": 2} {
		in := batchInput("insert into b values (1)", "select * from absent", "insert into b values (2)")
		in.ExecutionMode = &mode
		out, err := s.BatchExecuteStatement(ctx, in)
		check(t, err)
		d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
		check(t, err)
		if *d.Status != "FAILED" || !strings.HasPrefix(*d.Error, `Query #2 failed with ERROR: relation "absent" does not exist`) || *d.ExecutionMode != mode ||
			*d.SubStatements[1].Status != "FAILED" || !strings.HasPrefix(*d.SubStatements[1].Error, `ERROR: relation "absent"`) {
			t.Errorf("%s: %+v", mode, d)
		}
		count, err := s.ExecuteStatement(ctx, input("select count(*) from b"))
		check(t, err)
		result, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: count.Id})
		check(t, err)
		if got := *records(t, result)[0][0].LongValue; got != want {
			t.Errorf("%s: %d rows, want %d", mode, got, want)
		}
		_, err = s.ExecuteStatement(ctx, input("delete from b"))
		check(t, err)
	}
}

func TestBatchIsRefused(t *testing.T) {
	s, ctx := open(t)
	for says, change := range map[string]func(*dataapi.BatchExecuteStatementInput){
		"Sql cannot be empty": func(in *dataapi.BatchExecuteStatementInput) { in.Sqls = []string{"select 1", " "} },
		"larger than 100kB":   func(in *dataapi.BatchExecuteStatementInput) { in.Sqls = []string{strings.Repeat("x", 100<<10+1)} },
		"Unused parameters: [b]": func(in *dataapi.BatchExecuteStatementInput) {
			in.Sqls, in.Parameters = []string{"select :a", "select 1"}, []dataapi.SqlParameter{{Name: new("a"), Value: new("1")}, {Name: new("b"), Value: new("1")}}
		},
		"begin or end a transaction": func(in *dataapi.BatchExecuteStatementInput) { in.Sqls = []string{"begin", "select 1", "commit"} },
		"Either ClusterIdentifier":   func(in *dataapi.BatchExecuteStatementInput) { in.ClusterIdentifier = nil },
	} {
		in := batchInput("select 1")
		change(in)
		if _, err := s.BatchExecuteStatement(ctx, in); !errors.Is(err, dataapi.ValidationException) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// A result in CSV is read by the operation for it, and by no other.
func TestCSV(t *testing.T) {
	s, ctx := open(t)
	in := input(`select 1 as a, 'x,"y"' as b, null::integer as c, '' as d, true as e, 'é' || chr(10) || 'z' as f union all select 2, 'p', 3, 'q', false, 'r' order by 1`)
	in.ResultFormat = new("CSV")
	out, err := s.ExecuteStatement(ctx, in)
	check(t, err)
	got, err := s.GetStatementResultV2(ctx, &dataapi.GetStatementResultV2Request{Id: out.Id})
	check(t, err)
	want := "1,\"x,\"\"y\"\"\",,,true,\"é\nz\"\r\n2,p,3,q,false,r\r\n"
	if len(got.Records) != 1 || *got.Records[0].CSVRecords != want || *got.TotalNumRows != 2 || *got.ResultFormat != "CSV" || len(got.ColumnMetadata) != 6 {
		t.Errorf("%q, %+v", *got.Records[0].CSVRecords, got)
	}
	d, err := s.DescribeStatement(ctx, &dataapi.DescribeStatementRequest{Id: out.Id})
	check(t, err)
	if *d.ResultFormat != "CSV" {
		t.Error(*d.ResultFormat)
	}
	if _, err := s.GetStatementResult(ctx, &dataapi.GetStatementResultRequest{Id: out.Id}); !errors.Is(err, dataapi.ValidationException) {
		t.Errorf("as JSON: %v", err)
	}
	json, err := s.ExecuteStatement(ctx, input("select 1"))
	check(t, err)
	if _, err := s.GetStatementResultV2(ctx, &dataapi.GetStatementResultV2Request{Id: json.Id}); !errors.Is(err, dataapi.ValidationException) {
		t.Errorf("JSON as CSV: %v", err)
	}
}
