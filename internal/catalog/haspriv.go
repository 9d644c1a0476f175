package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// HAS_TABLE_PRIVILEGE and its kin: the user, where one is named, the object by its name or number, and privileges with
// commas between them, of which one is enough.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_HAS_TABLE_PRIVILEGE.html and its kin.

func (a asking) hasPrivilege(kind string) (*string, error) {
	args, plain := a.args, 2
	if kind == "column" {
		plain = 3
	}
	who := a.Viewer.Who
	if len(args) > plain {
		var err error
		if who, err = a.user(a.text(0)); err != nil {
			return nil, err
		}
		args = args[1:]
	}
	b := asking{a.Source, args}
	need, err := wantedPrivileges(b.text(plain - 1))
	if err != nil {
		return nil, err
	}
	switch kind {
	case "table", "column":
		return b.hasRelation(who, need)
	case "schema":
		return b.hasSchema(who, need)
	case "database":
		return b.hasDatabase(who, need)
	case "language":
		return b.hasLanguage(who, need)
	}
	return b.hasFunction(who, need)
}

// user finds a user by name or number.
func (s *Source) user(name string) (privilege.Who, error) {
	if u := s.Directory.User(name); u != nil {
		return s.Directory.Who(u.ID), nil
	}
	if id, err := strconv.Atoi(name); err == nil && s.Directory.UserByID(id) != nil {
		return s.Directory.Who(id), nil
	}
	if name == "public" {
		return privilege.Who{}, nil
	}
	return privilege.Who{}, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("user \"%s\" does not exist", name)}
}

// A wanted privilege, with or without the option to grant it.
type wantedPrivilege struct {
	set    privilege.Set
	option bool
}

func wantedPrivileges(text string) (list []wantedPrivilege, err error) {
	for name := range strings.SplitSeq(text, ",") {
		name, option := strings.CutSuffix(strings.ToUpper(strings.TrimSpace(name)), " WITH GRANT OPTION")
		switch name {
		case "TEMPORARY":
			name = "TEMP"
		case "CONNECT": // of later PostgreSQL: whoever may use the cluster may connect
			list = append(list, wantedPrivilege{})
			continue
		}
		set, ok := privilege.Named(name)
		if !ok {
			return nil, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("unrecognized privilege type: \"%s\"", text)}
		}
		list = append(list, wantedPrivilege{set, option})
	}
	return list, nil
}

// has tells whether who asks has one of the privileges on an object.
func has(who privilege.Who, access privilege.Access, need []wantedPrivilege) (*string, error) {
	for _, w := range need {
		one := access
		one.Need = w.set
		can, _ := who.Grantable(&access)
		if w.option && can&w.set != 0 || !w.option && who.Can(&one) {
			return truth(true)
		}
	}
	return truth(false)
}

func (a asking) hasRelation(who privilege.Who, need []wantedPrivilege) (*string, error) {
	c := a.named(a.text(0))
	if c == nil {
		return nil, &engine.Error{State: engine.UndefinedTable, Message: fmt.Sprintf("relation \"%s\" does not exist", a.text(0))}
	}
	if c.rel.Kind == relation.System {
		return truth(who.Super || need[0].set == privilege.Select && !need[0].option)
	}
	access := a.access(c)
	if len(a.args) == 3 { // of a column
		at := c.rel.Column(a.text(1))
		if n := a.number(1); n > 0 && int(n) <= len(c.rel.Columns) {
			at = int(n) - 1
		}
		if at < 0 {
			return nil, &engine.Error{State: engine.UndefinedColumn, Message: fmt.Sprintf("column \"%s\" of relation \"%s\" does not exist", a.text(1), c.rel.Name)}
		}
		access.Columns = []privilege.Column{{Name: c.rel.Columns[at].Name, ACL: c.rel.Columns[at].Note.ACL}}
	}
	return has(who, access, need)
}

func (a asking) hasSchema(who privilege.Who, need []wantedPrivilege) (*string, error) {
	for _, n := range namespaces(a.Source) {
		if n.name == syntax.NameParts(a.text(0))[0] || int64(n.oid) == a.number(0) {
			return has(who, a.schemaAccess(n), need)
		}
	}
	return nil, &engine.Error{State: engine.InvalidSchemaName, Message: fmt.Sprintf("schema \"%s\" does not exist", a.text(0))}
}

func (a asking) hasDatabase(who privilege.Who, need []wantedPrivilege) (*string, error) {
	for _, d := range databases(a.Source) {
		if d.name == syntax.NameParts(a.text(0))[0] || int64(d.oid) == a.number(0) {
			return has(who, a.databaseAccess(d), need)
		}
	}
	return nil, &engine.Error{State: engine.InvalidCatalogName, Message: fmt.Sprintf("database \"%s\" does not exist", a.text(0))}
}

func (a asking) hasLanguage(who privilege.Who, need []wantedPrivilege) (*string, error) {
	for _, l := range languages {
		if l.name == a.text(0) || int64(l.oid) == a.number(0) {
			h := heldIn(a.Objects.relations.Note(a.Objects.relations.Database(), languageNote, l.name))
			return has(who, privilege.Access{Kind: privilege.Language, Name: l.name, Owner: h.Owner, ACL: h.ACL}, need)
		}
	}
	return nil, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("language \"%s\" does not exist", a.text(0))}
}

func (a asking) hasFunction(who privilege.Who, need []wantedPrivilege) (*string, error) {
	name, args, _ := strings.Cut(strings.TrimSuffix(a.text(0), ")"), "(")
	parts := syntax.NameParts(name)
	for _, p := range procs(a.Source) {
		if int64(p.oid) != a.number(0) && (p.name != parts[len(parts)-1] || !sameTypes(p, args)) {
			continue
		}
		if p.made == nil {
			return truth(need[0].set == privilege.Execute)
		}
		scoped := a.Objects.scoped(a.Objects.relations.Database(), p.schema, p.made.Kind()+"S")
		return has(who, privilege.Access{Kind: privilege.Function, Name: p.name, Owner: p.owner, ACL: p.made.list(), Scoped: scoped}, need)
	}
	return nil, &engine.Error{State: engine.UndefinedFunction, Message: fmt.Sprintf("function \"%s\" does not exist", a.text(0))}
}

// sameTypes tells whether a list of types is a routine's.
func sameTypes(p proc, list string) bool {
	var args []uint32
	for arg := range strings.SplitSeq(list, ",") {
		if arg = strings.TrimSpace(arg); arg != "" {
			args = append(args, argumentType(strings.ToLower(arg)))
		}
	}
	return array(numbers(args)) == array(numbers(p.args))
}
