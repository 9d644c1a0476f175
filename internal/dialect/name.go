package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A place is where a relation is, or is to be made.
type place struct {
	temp                   bool
	database, schema, name string
}

// path is the engine's name for it.
func (p place) path() []string {
	if p.temp {
		return []string{"temp", "main", p.name}
	}
	return []string{p.database, p.schema, p.name}
}

// sql is the engine's name for it, as SQL.
func (p place) sql() string { return pathSQL(p.path()) }

func pathSQL(path []string) string {
	quoted := make([]string, len(path))
	for i, part := range path {
		quoted[i] = quoteName(part)
	}
	return strings.Join(quoted, ".")
}

// ident is a name as the session means it.
func (t *translator) ident(i syntax.Ident) string {
	if t.session.Setting != nil && t.session.Setting("enable_case_sensitive_identifier") == "on" {
		return i.Name
	}
	return strings.ToLower(i.Name)
}

// newPlace is where a new relation of a name goes.
func (t *translator) newPlace(name syntax.Name, temp bool) (place, error) {
	p := place{temp: temp || strings.HasPrefix(name.Last().Name, "#"), database: t.session.Database, name: t.ident(name.Last())}
	switch len(name) {
	case 1:
		if p.temp {
			return p, nil
		}
		if p.schema = t.session.Catalog.Target(t.session.SearchPath); p.schema == "" {
			return p, t.refuse(name, engine.InvalidSchemaName, "no schema has been selected to create in")
		}
		return p, nil
	case 2, 3:
		p.schema = t.ident(name[len(name)-2])
		if len(name) == 3 {
			p.database = t.ident(name[0])
		}
	default:
		return p, t.refuse(name, engine.SyntaxError, "improper qualified name (too many dotted names): %s", name)
	}
	return p, t.checkSchema(name, p, temp)
}

// checkSchema refuses a place in a schema that is not there or that is not for users.
func (t *translator) checkSchema(name syntax.Name, p place, temp bool) error {
	switch {
	case temp && p.schema != "pg_temp":
		return t.refuse(name, engine.InvalidTableDefinition, "temporary tables may not specify a schema name")
	case p.database != t.session.Database:
		return t.refuse(name, engine.FeatureNotSupported, "a relation of another database can be read alone: connect to database \"%s\"", p.database)
	case p.schema == engine.InternalSchema, p.schema == "pg_catalog", p.schema == "information_schema":
		return t.refuse(name, engine.InsufficientPrivilege, "permission denied for schema %s", p.schema)
	case !t.session.Catalog.HasSchema(p.database, p.schema):
		return t.refuse(name, engine.InvalidSchemaName, "schema \"%s\" does not exist", p.schema)
	}
	return nil
}

// placeOf is where a relation is.
func placeOf(rel *relation.Relation) place {
	return place{temp: rel.Temp, database: rel.Database, schema: rel.Schema, name: rel.Name}
}

// shown is the place as a name that finds it in its database, whatever the search path is.
func (p place) shown() syntax.Name {
	schema := p.schema
	if p.temp {
		schema = "pg_temp"
	}
	return syntax.Name{syntax.NewIdent(schema), syntax.NewIdent(p.name)}
}

// relation finds a relation by its name, or fails as PostgreSQL does.
func (t *translator) relation(name syntax.Name) (*relation.Relation, error) {
	rel := t.find(name)
	switch {
	case rel == nil:
		if err := t.missingSchema(name); err != nil {
			return nil, err
		}
		return nil, t.refuse(name, engine.UndefinedTable, "relation \"%s\" does not exist", name)
	case !rel.Temp && rel.Kind != relation.System && rel.Database != t.session.Database:
		return nil, t.refuse(name, engine.FeatureNotSupported, "a relation of another database can be read alone: connect to database \"%s\"", rel.Database)
	}
	return rel, nil
}

// missingSchema refuses a name in a schema that is not there.
func (t *translator) missingSchema(name syntax.Name) error {
	if len(name) < 2 {
		return nil
	}
	database, schema := "", t.ident(name[len(name)-2])
	if len(name) > 2 {
		database = t.ident(name[0])
	}
	if schema == engine.InternalSchema {
		return t.refuse(name, engine.InsufficientPrivilege, "permission denied for schema %s", schema)
	}
	if !t.session.Catalog.HasSchema(database, schema) && !strings.HasPrefix(schema, "pg_temp") {
		return t.refuse(name, engine.InvalidSchemaName, "schema \"%s\" does not exist", schema)
	}
	return nil
}

// making is what whoever makes something at a place must be allowed.
func (p place) making() bind.Access {
	if p.temp {
		return bind.Access{Privilege: "TEMP"}
	}
	return bind.Access{Schema: p.schema, Privilege: "CREATE"}
}

// find finds a relation by its name; nil where there is none.
func (t *translator) find(name syntax.Name) *relation.Relation {
	parts := make([]string, len(name))
	for i := range name {
		parts[i] = t.ident(name[i])
	}
	if len(parts) > 3 {
		return nil
	}
	return t.session.Catalog.Find(parts, t.session.SearchPath)
}

// at finds what is at a place.
func (t *translator) at(p place) *relation.Relation {
	if p.temp {
		return t.session.Catalog.Find([]string{"pg_temp", p.name}, nil)
	}
	return t.session.Catalog.Find([]string{p.database, p.schema, p.name}, nil)
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
