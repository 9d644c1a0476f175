package redshiftdata_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
)

// The catalogue's operations see what statements have made.
func TestCatalogue(t *testing.T) {
	s, ctx := open(t)
	for _, sql := range []string{
		`create table venue (id integer not null, "odd "" name" varchar(20), price decimal(8,2) default 3)`, "create view v as select id from venue",
		"create schema sales", "create table sales.orders (id bigint)", "create table sales.lines (id bigint)",
	} {
		out, err := s.ExecuteStatement(ctx, input(sql))
		check(t, err)
		if *out.Status != "FINISHED" {
			t.Fatal(sql)
		}
	}
	cluster, database, user := new("first"), new("dev"), new("admin")
	databases, err := s.ListDatabases(ctx, &dataapi.ListDatabasesRequest{ClusterIdentifier: cluster, Database: database, DbUser: user})
	check(t, err)
	if diff := cmp.Diff([]string{"dev"}, databases.Databases); diff != "" {
		t.Error(diff)
	}
	for pattern, want := range map[string][]string{"": {"information_schema", "pg_catalog", "public", "sales"}, "p%": {"pg_catalog", "public"}, "SALES": {}} {
		in := &dataapi.ListSchemasRequest{ClusterIdentifier: cluster, Database: database, DbUser: user}
		if pattern != "" {
			in.SchemaPattern = &pattern
		}
		out, err := s.ListSchemas(ctx, in)
		check(t, err)
		if diff := cmp.Diff(want, out.Schemas); diff != "" {
			t.Errorf("%q: %s", pattern, diff)
		}
	}
	var tables, system []string
	pages := 0
	for token := (*string)(nil); ; {
		out, err := s.ListTables(ctx, &dataapi.ListTablesRequest{ClusterIdentifier: cluster, Database: database, DbUser: user, MaxResults: new(int32(50)), NextToken: token})
		check(t, err)
		pages++
		for _, one := range out.Tables {
			line := fmt.Sprintf("%s.%s %s", *one.Schema, *one.Name, *one.Type)
			if strings.HasPrefix(*one.Type, "SYSTEM ") {
				system = append(system, line)
			} else {
				tables = append(tables, line)
			}
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if diff := cmp.Diff([]string{"public.v VIEW", "public.venue TABLE", "sales.lines TABLE", "sales.orders TABLE"}, tables); diff != "" {
		t.Error(diff)
	}
	if pages < 3 || !slices.Contains(system, "pg_catalog.pg_class SYSTEM TABLE") || !slices.Contains(system, "pg_catalog.svv_tables SYSTEM VIEW") {
		t.Errorf("%d pages, %q", pages, system)
	}
	// Pages are cut between any two.
	in := &dataapi.ListTablesRequest{ClusterIdentifier: cluster, Database: database, DbUser: user, SchemaPattern: new("sales"), MaxResults: new(int32(1))}
	first, err := s.ListTables(ctx, in)
	check(t, err)
	in.NextToken = first.NextToken
	second, err := s.ListTables(ctx, in)
	check(t, err)
	if len(first.Tables) != 1 || *first.Tables[0].Name != "lines" || len(second.Tables) != 1 || *second.Tables[0].Name != "orders" || second.NextToken != nil {
		t.Errorf("%+v, %+v", first, second)
	}
	table, err := s.DescribeTable(ctx, &dataapi.DescribeTableRequest{ClusterIdentifier: cluster, Database: database, DbUser: user, Table: new("venue")})
	check(t, err)
	var columns []string
	for _, c := range table.ColumnList {
		columns = append(columns, fmt.Sprintf("%s %s %d,%d null %d", *c.Name, *c.TypeName, *c.Precision, *c.Scale, *c.Nullable))
	}
	if diff := cmp.Diff([]string{"id int4 10,0 null 0", `odd " name varchar 20,0 null 1`, "price numeric 8,2 null 1"}, columns); diff != "" {
		t.Error(diff)
	}
	if d := table.ColumnList[2].ColumnDefault; d == nil || *d != "3" || *table.ColumnList[1].Length != 20 || *table.ColumnList[0].TableName != "venue" || *table.ColumnList[0].SchemaName != "public" {
		t.Errorf("%+v", table.ColumnList)
	}
	none, err := s.DescribeTable(ctx, &dataapi.DescribeTableRequest{ClusterIdentifier: cluster, Database: database, DbUser: user, Table: new("absent")})
	if err != nil || len(none.ColumnList) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
}

func TestCatalogueRefuses(t *testing.T) {
	s, ctx := open(t)
	type in = dataapi.ListTablesRequest
	for says, change := range map[string]func(*in){
		"Either ClusterIdentifier":         func(i *in) { i.ClusterIdentifier = nil },
		"Redshift endpoint doesn't exist":  func(i *in) { i.ClusterIdentifier = new("other") },
		`"nobody" does not exist`:          func(i *in) { i.DbUser = new("nobody") },
		"NextToken is invalid":             func(i *in) { i.NextToken = new("x") },
		"Only one of DbUser and SecretArn": func(i *in) { i.SecretArn = new("arn") },
		"DbUser cannot be specified":       func(i *in) { i.ClusterIdentifier, i.WorkgroupName = nil, new("group") },
	} {
		request := &in{ClusterIdentifier: new("first"), Database: new("dev"), DbUser: new("admin")}
		change(request)
		if _, err := s.ListTables(ctx, request); !errors.Is(err, dataapi.ValidationException) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	for _, change := range []func(*in){
		func(i *in) { i.Database = new("other") },
		func(i *in) { i.ConnectedDatabase = new("other") },
	} {
		request := &in{ClusterIdentifier: new("first"), Database: new("dev"), DbUser: new("admin")}
		change(request)
		if _, err := s.ListTables(ctx, request); !errors.Is(err, dataapi.DatabaseConnectionException) || !strings.Contains(err.Error(), `database "other" does not exist`) {
			t.Error(err)
		}
	}
}
