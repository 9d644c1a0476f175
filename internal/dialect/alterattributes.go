package dialect

import (
	"reflect"
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// alterAttributes is ALTER DISTKEY, DISTSTYLE, SORTKEY and ENCODE AUTO.
func (a *alteration) alterAttributes(n *syntax.AlterAttributes) error {
	before := slices.Clone(a.notes)
	at := &n.Attributes
	var err error
	switch {
	case at.SortKey != nil:
		err = a.sortBy(at.SortKey)
	case at.EncodeAuto:
		a.note.EncodeAuto = true
		for i := range a.notes {
			a.notes[i].Encode = ""
		}
	case !at.DistKey.IsZero():
		a.note.DistStyle = "KEY"
		err = a.distributeBy(at.DistKey)
	default:
		a.note.DistStyle = at.DistStyle
		err = a.distributeBy(syntax.Ident{})
	}
	if err != nil {
		return err
	}
	a.keepNote()
	for i := range a.notes {
		if !reflect.DeepEqual(a.notes[i], before[i]) {
			a.keepColumn(i)
		}
	}
	return nil
}

// distributeBy makes a column the distribution key, or none.
func (a *alteration) distributeBy(name syntax.Ident) error {
	key := -1
	if !name.IsZero() {
		i, err := a.column(name)
		if err != nil {
			return err
		}
		key = i
	}
	for i := range a.notes {
		a.notes[i].DistKey = i == key
	}
	return nil
}

// sortBy makes columns the sort key.
func (a *alteration) sortBy(key *syntax.SortKey) error {
	switch {
	case key.Kind == "INTERLEAVED":
		return a.refuse(key, engine.FeatureNotSupported, "ALTER TABLE ALTER INTERLEAVED SORTKEY is not supported")
	case len(key.Columns) > maxSortKeys:
		return a.refuse(key, engine.TooManyColumns, "cannot have more than %d columns in the sort key", maxSortKeys)
	}
	for i := range a.notes {
		a.notes[i].SortKey = 0
	}
	a.note.SortStyle = key.Kind
	for place, name := range key.Columns {
		i, err := a.column(name)
		if err != nil {
			return err
		}
		if a.notes[i].SortKey != 0 {
			return a.refuse(name, engine.DuplicateColumn, "column \"%s\" specified more than once in the sort key", a.ident(name))
		}
		a.notes[i].SortKey = place + 1
	}
	return nil
}

// appendFrom is APPEND FROM: the rows of one table move to another.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE_APPEND.html.
func (a *alteration) appendFrom(n *syntax.AppendFrom) error {
	a.alone = "ALTER TABLE APPEND"
	from, err := a.relation(n.Table)
	switch {
	case err != nil:
		return err
	case from.Kind != relation.Table:
		return a.refuse(n.Table, engine.WrongObjectType, "\"%s\" is not a table", from.Name)
	case from == a.rel:
		return a.refuse(n.Table, engine.InvalidTableDefinition, "cannot append table \"%s\" to itself", from.Name)
	}
	columns, err := a.appended(n, from)
	if err != nil {
		return err
	}
	insert := &syntax.Insert{Pos: n.Pos, Table: a.fullName()}
	query := &syntax.Select{Pos: n.Pos, From: []syntax.TableRef{&syntax.Table{Name: placeOf(from).shown(), Pos: n.Pos}}}
	for _, name := range columns {
		insert.Columns = append(insert.Columns, syntax.NewIdent(name))
		query.Items = append(query.Items, &syntax.SelectItem{X: &syntax.Column{Name: syntax.Name{syntax.NewIdent(name)}}})
	}
	insert.Query = &syntax.Query{Pos: n.Pos, Body: query}
	options := a.options()
	options.Text = ""
	b, err := bind.Statement(options, insert)
	if err != nil {
		return err
	}
	text, _ := syntax.PrintEngine(b.Stmt)
	a.steps = append(a.steps, text, "DELETE FROM "+pathSQL(from.Path()))
	a.reads = append(a.reads, bind.Access{Relation: from, Privilege: "OWN"})
	return nil
}

func (a *alteration) fullName() syntax.Name { return placeOf(a.rel).shown() }

// appended are the columns that both tables have; what one has alone must be allowed.
func (a *alteration) appended(n *syntax.AppendFrom, from *relation.Relation) (both []string, err error) {
	no := func(format string, args ...any) error {
		return a.refuse(n, engine.DatatypeMismatch, format, args...)
	}
	for i := range from.Columns {
		c := &from.Columns[i]
		at := a.rel.Column(c.Name)
		if at < 0 {
			if n.Option != "IGNOREEXTRA" {
				return nil, no("column \"%s\" of table \"%s\" is not in table \"%s\"", c.Name, from.Name, a.rel.Name)
			}
			continue
		}
		switch to := &a.rel.Columns[at]; {
		case to.Type != c.Type:
			return nil, no("column \"%s\" is of type %s in table \"%s\" and of type %s in table \"%s\"", c.Name, c.Type, from.Name, to.Type, a.rel.Name)
		case to.Note.Identity != "" || c.Note.Identity != "":
			return nil, a.refuse(n, engine.FeatureNotSupported, "ALTER TABLE APPEND of a table with an identity column is not supported")
		}
		both = append(both, c.Name)
	}
	for i := range a.rel.Columns {
		if c := &a.rel.Columns[i]; from.Column(c.Name) < 0 && n.Option != "FILLTARGET" {
			return nil, no("column \"%s\" of table \"%s\" is not in table \"%s\"", c.Name, a.rel.Name, from.Name)
		}
	}
	if len(both) == 0 {
		return nil, no("tables \"%s\" and \"%s\" have no column in common", a.rel.Name, from.Name)
	}
	return both, nil
}
