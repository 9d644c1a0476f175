package redshiftdata

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/statement"
)

// The catalogue: ListDatabases, ListSchemas, ListTables, DescribeTable.
//
// Each asks the cluster's own catalogue, as the user that a statement would run as, and
// answers at once. Patterns are those of LIKE. Left out: what the embedded engine's
// catalogue does not know, such as the length of a VARCHAR.

// ListDatabases lists the databases of a cluster.
func (s *Service) ListDatabases(ctx context.Context, in *dataapi.ListDatabasesRequest) (*dataapi.ListDatabasesResponse, error) {
	place, err := s.placeOf(ctx, &target{cluster: in.ClusterIdentifier, workgroup: in.WorkgroupName, secret: in.SecretArn, user: in.DbUser, database: in.Database}, nil)
	if err != nil {
		return nil, err
	}
	// The engine's own databases are no databases of the cluster's.
	names, next, err := s.askPage(ctx, place, page{"databases", in.NextToken, in.MaxResults},
		"select datname from pg_database where datname not in ('countersign', 'memory', 'system', 'temp') order by datname")
	if err != nil {
		return nil, err
	}
	return &dataapi.ListDatabasesResponse{Databases: firstColumn(names), NextToken: next}, nil
}

// ListSchemas lists the schemas of a database.
//
// SchemaPattern is a pattern of LIKE.
func (s *Service) ListSchemas(ctx context.Context, in *dataapi.ListSchemasRequest) (*dataapi.ListSchemasResponse, error) {
	place, err := s.placeOf(ctx, &target{cluster: in.ClusterIdentifier, workgroup: in.WorkgroupName, secret: in.SecretArn, user: in.DbUser, database: in.Database}, in.ConnectedDatabase)
	if err != nil {
		return nil, err
	}
	names, next, err := s.askPage(ctx, place, page{"schemas", in.NextToken, in.MaxResults}, `select schema_name from information_schema.schemata
		where catalog_name = $1 and schema_name <> 'main' and schema_name like $2
		union select name from (values ('information_schema'), ('pg_catalog')) fixed(name) where name like $2
		order by 1`, place.database, cmp.Or(deref(in.SchemaPattern), "%"))
	if err != nil {
		return nil, err
	}
	return &dataapi.ListSchemasResponse{Schemas: firstColumn(names), NextToken: next}, nil
}

// ListTables lists the tables and views of a database.
//
// SchemaPattern and TablePattern are patterns of LIKE. Without either all are listed,
// those of the catalogue, too.
func (s *Service) ListTables(ctx context.Context, in *dataapi.ListTablesRequest) (*dataapi.ListTablesResponse, error) {
	place, err := s.placeOf(ctx, &target{cluster: in.ClusterIdentifier, workgroup: in.WorkgroupName, secret: in.SecretArn, user: in.DbUser, database: in.Database}, in.ConnectedDatabase)
	if err != nil {
		return nil, err
	}
	tables, next, err := s.askPage(ctx, place, page{"tables", in.NextToken, in.MaxResults}, `select table_schema, table_name, case when table_schema in ('pg_catalog', 'information_schema') then 'SYSTEM ' else '' end ||
		case table_type when 'VIEW' then 'VIEW' else 'TABLE' end
		from information_schema.tables
		where table_catalog = $1 and table_schema like $2 and table_name like $3
		order by table_schema, table_name`,
		place.database, cmp.Or(deref(in.SchemaPattern), "%"), cmp.Or(deref(in.TablePattern), "%"))
	if err != nil {
		return nil, err
	}
	out := &dataapi.ListTablesResponse{Tables: make([]dataapi.TableMember, 0, len(tables)), NextToken: next}
	for _, row := range tables {
		out.Tables = append(out.Tables, dataapi.TableMember{Schema: new(string(row[0])), Name: new(string(row[1])), Type: new(string(row[2]))})
	}
	return out, nil
}

// DescribeTable describes the columns of a table or a view.
//
// Where no Table or no Schema is named, those of all are described, one after the
// other, the catalogue's left out. A table that does not exist has no columns.
func (s *Service) DescribeTable(ctx context.Context, in *dataapi.DescribeTableRequest) (*dataapi.DescribeTableResponse, error) {
	place, err := s.placeOf(ctx, &target{cluster: in.ClusterIdentifier, workgroup: in.WorkgroupName, secret: in.SecretArn, user: in.DbUser, database: in.Database}, in.ConnectedDatabase)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.askPage(ctx, place, page{"columns", in.NextToken, in.MaxResults},
		`select table_schema, table_name, column_name, ordinal_position, is_nullable, column_default, character_maximum_length from information_schema.columns
		where table_catalog = $1 and ($2 = '' or table_schema = $2) and ($3 = '' or table_name = $3)
		and ($2 <> '' or $3 <> '' or table_schema not in ('pg_catalog', 'information_schema')) order by 1, 2, 4`,
		place.database, deref(in.Schema), deref(in.Table))
	if err != nil {
		return nil, err
	}
	out := &dataapi.DescribeTableResponse{TableName: in.Table, ColumnList: make([]dataapi.ColumnMetadata, 0, len(rows)), NextToken: next}
	var types []statement.Column // of the table that the row before belonged to
	for i, row := range rows {
		schema, table := string(row[0]), string(row[1])
		if i == 0 || schema != string(rows[i-1][0]) || table != string(rows[i-1][1]) {
			empty, err := s.ask(ctx, place, "select * from "+place.named(schema, table)+" limit 0")
			if err != nil {
				return nil, err
			}
			types = empty.Columns
		}
		at, _ := strconv.Atoi(string(row[3]))
		if at < 1 || at > len(types) {
			continue // somebody changes the table meanwhile
		}
		c := columnMetadata(types[at-1])
		c.SchemaName, c.TableName = &schema, &table
		if string(row[4]) == "NO" {
			c.Nullable = new(int32(0))
		}
		if row[5] != nil {
			c.ColumnDefault = new(string(row[5]))
		}
		if length, err := strconv.Atoi(string(row[6])); err == nil {
			c.Length, c.Precision = new(int32(length)), new(int32(length))
		}
		out.ColumnList = append(out.ColumnList, c)
	}
	return out, nil
}

// A place is where and as whom the catalogue is asked.
type place struct {
	owner, warehouse string
	database         string // that is asked about
	connected        string // that is asked
	user             string
}

func (s *Service) placeOf(ctx context.Context, t *target, connected *string) (place, error) {
	if t.cluster == nil && t.workgroup == nil {
		return place{}, dataapi.ValidationException.With("Either ClusterIdentifier or WorkgroupName needs to be specified.")
	}
	if err := t.check(); err != nil {
		return place{}, err
	}
	at, err := s.locate(ctx, t)
	switch {
	case err != nil:
		return place{}, err
	case at.refused != "":
		return place{}, dataapi.DatabaseConnectionException.With("%s", at.refused)
	}
	return place{
		owner: owner(caller.From(ctx)), warehouse: at.warehouse,
		database: *t.database, connected: cmp.Or(deref(connected), *t.database), user: at.user,
	}, nil
}

// ask asks a database. What the database refuses is told as it says it.
func (s *Service) ask(ctx context.Context, at place, sql string, values ...string) (*statement.Table, error) {
	table, err := s.statements.Query(ctx, at.warehouse, at.connected, at.user, sql, values...)
	var refused *statement.DatabaseError
	var unconnected *statement.ConnectError
	switch {
	case errors.As(err, &refused):
		return nil, dataapi.ValidationException.With("%s", refused.Text)
	case errors.As(err, &unconnected):
		return nil, dataapi.DatabaseConnectionException.With("%s", unconnected.Text)
	}
	return table, err
}

// maxPage is the most entries of a page, and how many there are where nobody says.
const maxPage = 1000

// A page is which part of a list is asked for.
type page struct {
	kind  string // of the list
	token *string
	most  *int32
}

// askPage asks a database for one page of a list, and for the token of the next.
func (s *Service) askPage(ctx context.Context, at place, p page, sql string, values ...string) (rows [][]statement.Value, next *string, err error) {
	purpose := fmt.Sprintf("%s %q %q", p.kind, []string{at.owner, at.warehouse, at.database}, values)
	start, most := 0, int(cmp.Or(deref(p.most), maxPage))
	if p.token != nil {
		text, err := s.statements.OpenText(purpose, *p.token)
		if err == nil {
			start, err = strconv.Atoi(text)
		}
		if err != nil {
			return nil, nil, dataapi.ValidationException.With("NextToken is invalid.")
		}
	}
	table, err := s.ask(ctx, at, fmt.Sprintf("%s limit %d offset %d", sql, most+1, start), values...)
	if err != nil {
		return nil, nil, err
	}
	if len(table.Rows) <= most {
		return table.Rows, nil, nil
	}
	return table.Rows[:most], new(s.statements.SealText(purpose, strconv.Itoa(start+most))), nil
}

func firstColumn(rows [][]statement.Value) []string {
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = string(row[0])
	}
	return list
}

// named writes the name of a table for the database that is asked.
func (at place) named(schema, table string) string {
	name := quoted(schema) + "." + quoted(table)
	if at.database != at.connected {
		return quoted(at.database) + "." + name
	}
	return name
}

// quoted writes a name as an identifier.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
