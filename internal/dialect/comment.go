package dialect

import (
	"maps"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// commentOn is COMMENT ON: what is said is kept in the note of what it is said of.
func (t *translator) commentOn(st *syntax.Comment) (*Translation, error) {
	text := ""
	if st.Text != nil {
		text = st.Text.Value
	}
	switch st.Kind {
	case "TABLE", "VIEW", "MATERIALIZED VIEW":
		return t.commentOnRelation(st, text)
	case "COLUMN":
		return t.commentOnColumn(st, text)
	case "CONSTRAINT":
		return t.commentOnConstraint(st, text)
	case "SCHEMA":
		schema, err := t.schemaNamed(st.Name)
		if err != nil {
			return nil, err
		}
		return t.ofSchema(schema, t.saying(noteOfSchema, schema, "said", text)), nil
	case "DATABASE":
		if name := t.ident(st.Name.Last()); name != t.session.Database {
			return nil, t.refuse(st.Name, engine.FeatureNotSupported, "database comments may only be applied to the current database")
		}
		out := inSteps(t.saying(noteOfDatabase, "", "said", text))
		out.Accesses = []bind.Access{{Privilege: "OWN"}}
		return out, nil
	}
	return nil, t.refuse(st, engine.FeatureNotSupported, "COMMENT ON %s is not supported", st.Kind)
}

func (t *translator) commentOnRelation(st *syntax.Comment, text string) (*Translation, error) {
	a, err := t.alteration(st.Name)
	if err != nil {
		return nil, err
	}
	if kind := strings.ToLower(st.Kind); kindName(a.rel) != kind {
		return nil, t.refuse(st.Name, engine.WrongObjectType, "\"%s\" is not a %s", a.rel.Name, kind)
	}
	a.note.Said = text
	a.keepNote()
	return a.translation(), nil
}

func (t *translator) commentOnColumn(st *syntax.Comment, text string) (*Translation, error) {
	if len(st.Name) < 2 {
		return nil, t.refuse(st.Name, engine.SyntaxError, "column name must be qualified")
	}
	a, err := t.alteration(st.Name[:len(st.Name)-1])
	if err != nil {
		return nil, err
	}
	i, err := a.column(st.Name.Last())
	if err != nil {
		return nil, err
	}
	if a.rel.Kind == relation.View {
		return nil, t.refuse(st.Name, engine.FeatureNotSupported, "COMMENT ON COLUMN of a view is not supported")
	}
	a.notes[i].Said = text
	a.keepColumn(i)
	return a.translation(), nil
}

func (t *translator) commentOnConstraint(st *syntax.Comment, text string) (*Translation, error) {
	a, err := t.alteration(st.On)
	if err != nil {
		return nil, err
	}
	name := t.ident(st.Name.Last())
	if !slices.ContainsFunc(constraintsOf(&a.note), func(k *syntax.Constraint) bool { return k.Name.Name == name }) {
		return nil, t.refuse(st.Name, engine.UndefinedObject, "constraint \"%s\" for table \"%s\" does not exist", name, a.rel.Name)
	}
	said := maps.Clone(a.note.ConstraintSaid)
	if said == nil {
		said = map[string]string{}
	}
	if delete(said, name); text != "" {
		said[name] = text
	}
	a.note.ConstraintSaid = said
	a.keepNote()
	return a.translation(), nil
}
