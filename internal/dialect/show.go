package dialect

import (
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// SHOW of objects. Each form is a query over a relation of the system that has its columns; parts of names
// can be parameters, whose values are names as they stand.

// A listing is how one form is answered.
type listing struct {
	from  string   // the relation
	path  []string // the columns that a name's parts are compared with, the last part's last
	like  string   // the column that LIKE is about
	order string
}

// listings are the forms, by what is shown and the kind of what is named.
var listings = map[string]listing{
	"DATABASES":                         {"countersign_show_databases", nil, "database_name", "database_name"},
	"SCHEMAS DATABASE":                  {"countersign_show_schemas", paths[:1], "schema_name", "schema_name"},
	"TABLES SCHEMA":                     {"countersign_show_tables", paths[:2], "table_name", "table_name"},
	"COLUMNS TABLE":                     {"countersign_show_columns", paths[:3], "column_name", "ordinal_position"},
	"CONSTRAINTS PRIMARY KEYS":          {"countersign_show_primary_keys", paths[:3], "", "pk_name, key_seq"},
	"CONSTRAINTS FOREIGN KEYS":          {"countersign_show_foreign_keys", []string{"fk_database_name", "fk_schema_name", "fk_table_name"}, "", "fk_name, key_seq"},
	"CONSTRAINTS FOREIGN KEYS EXPORTED": {"countersign_show_foreign_keys", []string{"pk_database_name", "pk_schema_name", "pk_table_name"}, "", "fk_schema_name, fk_table_name, fk_name, key_seq"},
	"GRANTS TABLE":                      {"countersign_show_table_grants", inSchema, "", grantOrder},
	"GRANTS SCHEMA":                     {"countersign_show_schema_grants", paths[:2], "", grantOrder},
	"GRANTS DATABASE":                   {"countersign_show_database_grants", paths[:1], "", grantOrder},
	"GRANTS FUNCTION":                   {"countersign_show_routine_grants", inSchema, "", grantOrder},
	"GRANTS PROCEDURE":                  {"countersign_show_routine_grants", inSchema, "", grantOrder},
	"GRANTS":                            {"countersign_show_grants", nil, "", "schema_name, object_name, " + grantOrder},
	"COLUMN GRANTS TABLE":               {"countersign_show_column_grants", paths[:3], "column_name", "column_name, " + grantOrder},
	"PROCEDURES SCHEMA":                 {"countersign_show_procedures", paths[:2], "procedure_name", "procedure_name, argument_list"},
	"FUNCTIONS SCHEMA":                  {"countersign_show_functions", paths[:2], "function_name", "function_name, argument_list"},
	"PARAMETERS PROCEDURE":              {"countersign_show_procedure_parameters", []string{"database_name", "schema_name", "procedure_name"}, "parameter_name", "argument_list, ordinal_position"},
	"PARAMETERS FUNCTION":               {"countersign_show_function_parameters", []string{"database_name", "schema_name", "function_name"}, "parameter_name", "argument_list, ordinal_position"},
	"TABLE":                             {"countersign_show_table", paths[:3], "", "table_name"},
	"VIEW":                              {"countersign_show_view", paths[:3], "", "table_name"},
	"PROCEDURE":                         {"countersign_show_routine", inSchema, "", "argument_list"},
	"FUNCTION":                          {"countersign_show_routine", inSchema, "", "argument_list"},
	"DATASHARES":                        {"svv_datashares", nil, "share_name", "share_name"},
}

var (
	paths    = []string{"database_name", "schema_name", "table_name"}
	inSchema = []string{"database_name", "schema_name", "object_name"}
)

// titles are the names of the one column of the forms that show how something was made.
var titles = map[string]string{
	"TABLE": "Show Table DDL statement", "VIEW": "Show View DDL statement", "PROCEDURE": "Stored Procedure Definition", "FUNCTION": "Function Definition",
}

const grantOrder = "identity_type, identity_name, privilege_type"

// maxShown is how many rows SHOW gives. Source: docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html.
const maxShown = 10000

// listingOf finds how a form is answered.
func listingOf(n *syntax.Show) (listing, bool) {
	key := n.What
	switch n.What {
	case "CONSTRAINTS":
		key += " " + n.For
		if n.Exported {
			key += " EXPORTED"
		}
	case "TABLE", "VIEW", "PROCEDURE", "FUNCTION":
	default:
		if n.In != "" {
			key += " " + n.In
		}
	}
	l, ok := listings[key]
	return l, ok
}

// list is SHOW of objects.
func (t *translator) list(n *syntax.Show) (*Translation, error) {
	l, ok := listingOf(n)
	if !ok {
		return nil, t.refuse(n, engine.FeatureNotSupported, "SHOW %s is not supported", n.What)
	}
	where, err := t.shownPath(n, l)
	if err != nil {
		return nil, err
	}
	if n.HasArgs {
		where = append(where, t.shownArguments(n))
	}
	switch kind := n.What + n.In; kind {
	case "PROCEDURE", "FUNCTION":
		where = append(where, "object_type = "+shownText(kind))
	case "GRANTSPROCEDURE", "GRANTSFUNCTION":
		where = append(where, "object_type = "+shownText(n.In))
	}
	if n.Grantee != nil {
		where = append(where, shownGrantee(n.Grantee))
	}
	if n.Like != nil {
		if l.like == "" {
			return nil, t.refuse(n.Like, engine.SyntaxError, "SHOW %s has no LIKE", n.What)
		}
		where = append(where, l.like+" LIKE "+syntax.Print(n.Like))
	}
	limit, err := t.shownLimit(n)
	if err != nil {
		return nil, err
	}
	text := "SELECT * FROM pg_catalog." + l.from
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	list, err := syntax.Parse(text + " ORDER BY " + l.order + " LIMIT " + limit)
	if err != nil {
		return nil, err
	}
	o := t.options()
	o.Text = ""
	b, err := bind.Statement(o, list[0].Stmt)
	if err != nil {
		return nil, err
	}
	out := &Translation{Columns: b.Columns, Params: b.Params, Accesses: b.Accesses}
	if title := titles[n.What]; title != "" {
		out.Columns[0].Name = title
	}
	out.Text, _ = syntax.PrintEngine(b.Stmt)
	return out, nil
}

// shownLimit is how many rows are asked for.
func (t *translator) shownLimit(n *syntax.Show) (string, error) {
	switch x := n.Limit.(type) {
	case nil:
		return fmt.Sprint(maxShown), nil
	case *syntax.Number:
		var limit int
		if _, err := fmt.Sscan(x.Text, &limit); err == nil && limit >= 0 && limit <= maxShown {
			return fmt.Sprint(limit), nil
		}
	}
	return "", t.refuse(n.Limit, engine.InvalidParameterValue, "LIMIT of SHOW is a number from 0 to %d", maxShown)
}

// shownPath is what a name asks for. Without a schema it is found along the search path, and without a database
// it is in the session's.
func (t *translator) shownPath(n *syntax.Show, l listing) ([]string, error) {
	parts := make([]string, len(n.Object))
	for i, part := range n.Object {
		if part.Param != nil {
			parts[i] = syntax.Print(part.Param)
		} else {
			parts[i] = shownText(t.ident(part.Name))
		}
	}
	if len(parts) > len(l.path) {
		return nil, t.refuse(n.Object[0], engine.SyntaxError, "improper qualified name (too many dotted names)")
	}
	if len(l.path) == 0 || n.Object == nil && n.Grantee != nil {
		return nil, nil
	}
	path := l.path[len(l.path)-len(parts):]
	var where []string
	for i, column := range path {
		where = append(where, column+" = "+parts[i])
	}
	missing := l.path[:len(l.path)-len(parts)]
	if len(missing) > 0 {
		where = append(where, missing[0]+" = "+shownText(t.session.Database))
	}
	if len(missing) > 1 {
		schema, err := t.shownSchema(n)
		if err != nil {
			return nil, err
		}
		where = append(where, missing[1]+" = "+shownText(schema))
	}
	return where, nil
}

// shownSchema finds the schema of what is named without one.
func (t *translator) shownSchema(n *syntax.Show) (string, error) {
	part := n.Object[0]
	if part.Param != nil {
		return "", t.refuse(part, engine.FeatureNotSupported, "a parameter in place of a name without a schema is not supported")
	}
	name := []string{t.ident(part.Name)}
	if n.In == "PROCEDURE" || n.In == "FUNCTION" || n.What == "PROCEDURE" || n.What == "FUNCTION" {
		for _, r := range t.session.Catalog.Routines(name, t.session.SearchPath) {
			return r.Schema, nil
		}
		return "", t.refuse(part, engine.UndefinedFunction, "there is no function or procedure called %s", name[0])
	}
	rel, err := t.relation(syntax.Name{part.Name})
	if err != nil {
		return "", err
	}
	return rel.Schema, nil
}

// shownArguments is the condition of a routine's arguments, as SHOW PROCEDURES lists them.
func (t *translator) shownArguments(n *syntax.Show) string {
	var list []string
	for _, part := range n.Args {
		if part.Param != nil {
			list = append(list, syntax.Print(part.Param)+"::varchar")
			continue
		}
		list = append(list, shownText(strings.TrimSuffix(strings.TrimPrefix(bind.Signature("", []*syntax.RoutineParam{{Type: part.Type}}), "("), ")")))
	}
	if list == nil {
		return "argument_list = ''"
	}
	return "argument_list = " + strings.Join(list, " || ', ' || ")
}

// shownGrantee is the condition of FOR.
func shownGrantee(g *syntax.Grantee) string {
	kind := strings.ToLower(g.Kind)
	if kind == "" {
		kind = "user"
	}
	if kind == "public" {
		return "identity_type = 'public'"
	}
	return "identity_type = " + shownText(kind) + " AND identity_name = " + shownText(g.Name.Name)
}

// shownText is a string as the grammar reads it.
func shownText(s string) string { return syntax.Print(&syntax.String{Value: s}) }
