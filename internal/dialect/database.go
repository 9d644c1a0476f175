package dialect

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A DatabaseChange is CREATE, ALTER or DROP DATABASE.
type DatabaseChange struct {
	Verb     string // CREATE, ALTER or DROP
	Name     string
	IfExists bool
	Rename   string // empty where it keeps its name
	Owner    string // empty where it is not told
	Limit    *int   // of sessions; 0 is none
}

// DatabaseChange reads a statement of kind Databases.
func (s *Statement) DatabaseChange() (c DatabaseChange, err error) {
	switch n := s.Tree().(type) {
	case *syntax.CreateDatabase:
		c = DatabaseChange{Verb: "CREATE", Name: strings.ToLower(n.Name.Name)}
		return c, s.databaseOptions(&c, n.Options)
	case *syntax.AlterDatabase:
		c = DatabaseChange{Verb: "ALTER", Name: strings.ToLower(n.Name.Name), Rename: strings.ToLower(n.Rename.Name), Owner: strings.ToLower(n.Owner.Name)}
		return c, s.databaseOptions(&c, n.Options)
	case *syntax.Drop:
		switch {
		case len(n.Names) != 1 || len(n.Names[0]) != 1:
			return c, s.refuse(n, engine.SyntaxError, "DROP DATABASE takes one name")
		case n.Behavior != "":
			return c, s.refuse(n, engine.FeatureNotSupported, "DROP DATABASE %s is not supported", n.Behavior)
		}
		return DatabaseChange{Verb: "DROP", Name: strings.ToLower(n.Names[0][0].Name), IfExists: n.IfExists}, nil
	}
	return c, s.unexpected()
}

// databaseOptions reads what stands behind the name. Transactions are isolated in one way
// whatever is asked for.
func (s *Statement) databaseOptions(c *DatabaseChange, options []*syntax.Option) error {
	for _, o := range options {
		text := ""
		if len(o.Values) > 0 {
			switch x := o.Values[0].(type) {
			case *syntax.Column:
				text = x.Name.Last().Name
			case *syntax.Number:
				text = x.Text
			case *syntax.Keyword:
				text = x.Name
			case *syntax.String:
				text = x.Value
			default:
				text = syntax.Print(x)
			}
		}
		switch o.Name {
		case "OWNER":
			c.Owner = strings.ToLower(text)
		case "CONNECTION LIMIT":
			limit := 0
			if !strings.EqualFold(text, "UNLIMITED") {
				n, err := strconv.Atoi(text)
				if err != nil || n < 1 {
					return s.refuse(o, engine.InvalidParameterValue, "invalid connection limit: %s", text)
				}
				limit = n
			}
			c.Limit = &limit
		case "COLLATE":
			if !strings.EqualFold(text, "CASE_SENSITIVE") && !strings.EqualFold(text, "CS") {
				return s.refuse(o, engine.FeatureNotSupported, "COLLATE %s is not supported", upper(text))
			}
		case "ISOLATION LEVEL":
		default:
			return s.refuse(o, engine.FeatureNotSupported, "%s is not supported", o.Name)
		}
	}
	return nil
}

// RenamedDatabase has the views and the identity columns of a database, which the catalogue
// is of, know its new name. They may know it already.
func RenamedDatabase(catalog *relation.Catalog, old string) (steps []string) {
	t := &translator{}
	t.session.Catalog, t.session.Database = catalog, catalog.Database()
	before, now := quoteName(old)+".", quoteName(t.session.Database)+"."
	for _, rel := range t.byDependency() {
		for i := range rel.Columns {
			c := &rel.Columns[i]
			if m := sequencePattern.FindStringSubmatch(c.Default); m != nil && c.Note.Identity != "" {
				sequence := renamed(strings.ReplaceAll(m[1], "''", "'"), before, now)
				steps = append(steps, "ALTER TABLE "+pathSQL(rel.Path())+" ALTER COLUMN "+quoteName(c.Name)+" SET DEFAULT nextval("+quoteText(sequence)+")")
			}
		}
		if rel.Note.Bound == "" {
			continue
		}
		view := copyOf(rel)
		view.Note.Bound = mapPaths(view.Note.Bound, func(path string) string { return renamed(path, before, now) })
		steps = append(steps, remake(view)...)
	}
	return steps
}

func renamed(path, before, now string) string {
	if rest, ok := strings.CutPrefix(path, before); ok {
		return now + rest
	}
	return path
}
