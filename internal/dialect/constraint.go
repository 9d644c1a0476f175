package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Constraints are told and not enforced, as on Redshift. They are kept as SQL in the note of
// their table, each with its name and with the names of tables in full.

// A constrained is a table that constraints are added to.
type constrained struct {
	*translator
	place   place
	columns []string
	note    *relation.Note
}

// add checks a constraint and keeps it; it returns the columns that a primary key makes NOT NULL.
func (c *constrained) add(n *syntax.Constraint) (notNull []string, err error) {
	kept := syntax.Constraint{Kind: n.Kind}
	what := " named in key does not exist"
	if n.Kind == "FOREIGN KEY" {
		what = " referenced in foreign key constraint does not exist"
	}
	for _, column := range n.Columns {
		name := c.ident(column)
		switch {
		case !slices.Contains(c.columns, name):
			return nil, c.refuse(column, engine.UndefinedColumn, "column \"%s\"%s", name, what)
		case n.Kind != "FOREIGN KEY" && slices.ContainsFunc(kept.Columns, func(other syntax.Ident) bool { return other.Name == name }):
			return nil, c.refuse(column, engine.DuplicateColumn, "column \"%s\" appears twice in %s constraint", name, strings.ToLower(n.Kind))
		}
		kept.Columns = append(kept.Columns, syntax.NewIdent(name))
	}
	if n.Kind == "PRIMARY KEY" {
		if slices.ContainsFunc(constraintsOf(c.note), func(k *syntax.Constraint) bool { return k.Kind == n.Kind }) {
			return nil, c.refuse(n, engine.InvalidTableDefinition, "multiple primary keys for table \"%s\" are not allowed", c.place.name)
		}
		for _, column := range kept.Columns {
			notNull = append(notNull, column.Name)
		}
	}
	if n.References != nil {
		if kept.References, err = c.reference(n); err != nil {
			return nil, err
		}
	}
	if kept.Name, err = c.constraintName(n, &kept); err != nil {
		return nil, err
	}
	c.note.Constraints = append(c.note.Constraints, syntax.Print(&kept))
	return notNull, nil
}

// reference is what a foreign key refers to, in full: a table's primary key where no column is named.
func (c *constrained) reference(n *syntax.Constraint) (*syntax.Reference, error) {
	target, columns, note := c.find(n.References.Table), []string(nil), (*relation.Note)(nil)
	p, err := c.newPlace(n.References.Table, c.place.temp && target == nil)
	switch {
	case target != nil && target.Kind == relation.Table:
		for i := range target.Columns {
			columns = append(columns, target.Columns[i].Name)
		}
		p, note = placeOf(target), &target.Note
	case err == nil && p == c.place:
		columns, note = c.columns, c.note
	case target != nil:
		return nil, c.refuse(n.References.Table, engine.WrongObjectType, "referenced relation \"%s\" is not a table", target.Name)
	default:
		return nil, c.refuse(n.References.Table, engine.UndefinedTable, "relation \"%s\" does not exist", n.References.Table)
	}
	out := &syntax.Reference{Table: p.shown()}
	for _, column := range n.References.Columns {
		name := c.ident(column)
		if !slices.Contains(columns, name) {
			return nil, c.refuse(column, engine.UndefinedColumn, "column \"%s\" referenced in foreign key constraint does not exist", name)
		}
		out.Columns = append(out.Columns, syntax.NewIdent(name))
	}
	if len(out.Columns) == 0 {
		for _, k := range constraintsOf(note) {
			if k.Kind == "PRIMARY KEY" {
				out.Columns = k.Columns
			}
		}
		if len(out.Columns) == 0 {
			return nil, c.refuse(n.References, engine.UndefinedObject, "there is no primary key for referenced table \"%s\"", p.name)
		}
	}
	if target != nil {
		need := bind.Access{Relation: target, Privilege: "REFERENCES"}
		for _, column := range out.Columns {
			need.Columns = append(need.Columns, column.Name)
		}
		c.reads = append(c.reads, need)
	}
	if len(out.Columns) != len(n.Columns) {
		return nil, c.refuse(n.References, engine.InvalidForeignKey, "number of referencing and referenced columns for foreign key disagree")
	}
	return out, nil
}

// constraintName is the name that a constraint is given, or has as in PostgreSQL.
func (c *constrained) constraintName(n, kept *syntax.Constraint) (syntax.Ident, error) {
	taken := func(name string) bool {
		return slices.ContainsFunc(constraintsOf(c.note), func(k *syntax.Constraint) bool { return k.Name.Name == name })
	}
	if !n.Name.IsZero() {
		name := c.ident(n.Name)
		if taken(name) {
			return syntax.Ident{}, c.refuse(n, engine.DuplicateObject, "constraint \"%s\" for relation \"%s\" already exists", name, c.place.name)
		}
		return syntax.NewIdent(name), nil
	}
	name := c.place.name
	switch n.Kind {
	case "PRIMARY KEY":
		name += "_pkey"
	case "UNIQUE":
		for _, column := range kept.Columns {
			name += "_" + column.Name
		}
		name += "_key"
	default:
		name += "_" + kept.Columns[0].Name + "_fkey"
	}
	for i, first := 1, name; taken(name); i++ {
		name = fmt.Sprintf("%s%d", first, i)
	}
	return syntax.NewIdent(name), nil
}

// constraintsOf reads the constraints of a note.
func constraintsOf(note *relation.Note) (list []*syntax.Constraint) {
	for _, text := range note.Constraints {
		if k, err := syntax.ParseConstraint(text); err == nil { // else of an older form
			list = append(list, k)
		}
	}
	return list
}

// changeConstraints changes the constraints of a note; change tells which of them stay.
func changeConstraints(note *relation.Note, change func(*syntax.Constraint) bool) (changed bool) {
	var texts []string
	for _, k := range constraintsOf(note) {
		if change(k) {
			texts = append(texts, syntax.Print(k))
		} else {
			delete(note.ConstraintSaid, k.Name.Name)
		}
	}
	changed = !slices.Equal(texts, note.Constraints)
	note.Constraints = texts
	return changed
}

// refers tells whether a constraint is a foreign key to a relation.
func refers(k *syntax.Constraint, rel *relation.Relation) bool {
	return k.References != nil && slices.Equal(partsOf(k.References.Table), partsOf(placeOf(rel).shown()))
}

func partsOf(name syntax.Name) []string {
	parts := make([]string, len(name))
	for i := range name {
		parts[i] = name[i].Name
	}
	return parts
}

// referrers are the other tables with foreign keys to a relation.
func (t *translator) referrers(rel *relation.Relation) (list []*relation.Relation) {
	for _, other := range t.session.Catalog.All() {
		if other == rel || other.Kind != relation.Table || other.Database != rel.Database || len(other.Note.Constraints) == 0 {
			continue
		}
		if slices.ContainsFunc(constraintsOf(&other.Note), func(k *syntax.Constraint) bool { return refers(k, rel) }) {
			list = append(list, other)
		}
	}
	return list
}

// addConstraint is ALTER TABLE … ADD of a constraint.
func (a *alteration) addConstraint(n *syntax.AddConstraint) error {
	c := constrained{translator: a.translator, place: placeOf(a.rel), note: &a.note}
	for i := range a.rel.Columns {
		c.columns = append(c.columns, a.rel.Columns[i].Name)
	}
	notNull, err := c.add(n.Constraint)
	if err != nil {
		return err
	}
	for _, name := range notNull {
		if !a.rel.Columns[a.rel.Column(name)].NotNull {
			a.run("ALTER TABLE " + a.path + " ALTER COLUMN " + quoteName(name) + " SET NOT NULL")
		}
	}
	a.keepNote()
	return nil
}

// dropConstraint is ALTER TABLE … DROP CONSTRAINT.
func (a *alteration) dropConstraint(n *syntax.DropColumn) error {
	name := a.ident(n.Name)
	gone := changeConstraints(&a.note, func(k *syntax.Constraint) bool { return k.Name.Name != name })
	if !gone {
		return a.refuse(n.Name, engine.UndefinedObject, "constraint \"%s\" does not exist", name)
	}
	a.keepNote()
	return nil
}
