package pgwire

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// GRANT and REVOKE of privileges on objects.

// Warnings of PostgreSQL's, when not all that was named could be granted or revoked.
const (
	notGranted = "01007"
	notRevoked = "01006"
)

// A grantee is who a statement names.
type grantee struct {
	privilege.Grantee
	option bool
}

func (ss *session) grant(ctx context.Context, st *syntax.Grant) error {
	to, err := ss.grantees(st.To)
	switch {
	case err != nil:
		return err
	case st.Privileges[0].Name == "ASSUMEROLE":
		return unsupported("ASSUMEROLE")
	case st.AlterDefault:
		return ss.grantDefault(ctx, st, to)
	case st.On.Scope != "":
		return ss.grantScope(ctx, st, to)
	}
	objects, err := ss.targets(ctx, st.On)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if err := ss.grantOn(ctx, st, o, to); err != nil {
			return err
		}
	}
	return nil
}

// grantees finds who is named.
func (ss *session) grantees(list []*syntax.Grantee) ([]grantee, error) {
	d := ss.directory()
	to := make([]grantee, len(list))
	for i, g := range list {
		found := true
		switch g.Kind {
		case "PUBLIC":
		case "USER":
			u := d.User(g.Name.Name)
			if found = u != nil; found {
				to[i].Grantee = privilege.User(u.ID)
			}
		case "GROUP":
			group := d.Group(g.Name.Name)
			if found = group != nil; found {
				to[i].Grantee = privilege.Group(group.ID)
			}
		case "ROLE":
			r := d.Role(g.Name.Name)
			if found = r != nil; found {
				to[i].Grantee = privilege.Role(r.ID)
			}
		}
		if !found {
			return nil, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("%s \"%s\" does not exist", strings.ToLower(g.Kind), g.Name.Name)}
		}
		to[i].option = g.GrantOption
	}
	return to, nil
}

// targets finds the objects that are named.
func (ss *session) targets(ctx context.Context, on *syntax.GrantTarget) ([]*object, error) {
	switch on.Kind {
	case "FUNCTION", "PROCEDURE":
		return ss.routines(ctx, on)
	case "TABLE", "VIEW", "SCHEMA", "DATABASE", "LANGUAGE", "ALL TABLES IN SCHEMA", "ALL VIEWS IN SCHEMA", "ALL FUNCTIONS IN SCHEMA", "ALL PROCEDURES IN SCHEMA":
	default:
		return nil, unsupported("GRANT ON " + on.Kind)
	}
	var list []*object
	for _, name := range on.Names {
		found, err := ss.target(ctx, on.Kind, name)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

func unsupported(what string) error {
	return &engine.Error{State: engine.FeatureNotSupported, Message: what + " is not supported"}
}

// target finds what one name means.
func (ss *session) target(ctx context.Context, kind string, name syntax.Name) ([]*object, error) {
	last := name.Last().Name
	var o *object
	var err error
	switch kind {
	case "TABLE", "VIEW":
		o, err = ss.relation(ctx, name)
	case "SCHEMA":
		o, err = ss.schema(ctx, last)
	case "DATABASE":
		if !strings.EqualFold(last, ss.database) {
			return nil, ss.otherDatabase(ctx, last)
		}
		o, err = ss.base(ctx)
	case "LANGUAGE":
		if !slices.Contains(languages, last) {
			return nil, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("language \"%s\" does not exist", last)}
		}
		o, err = ss.other(ctx, privilege.Language, languageNote, last, last)
	default:
		schema, err := ss.schema(ctx, last)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(kind, "ALL FUNCTIONS") || strings.HasPrefix(kind, "ALL PROCEDURES") {
			return ss.routinesIn(ctx, schema.Name)
		}
		where := "t.database_name = " + literal(strings.ToLower(ss.database)) + " AND t.schema_name = " + literal(schema.Name)
		if strings.HasPrefix(kind, "ALL VIEWS") {
			where += " AND t.kind = 'VIEW'"
		}
		return ss.relationsWhere(ctx, where)
	}
	return []*object{o}, err
}

// languages are those that GRANT ON LANGUAGE knows.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html.
var languages = []string{"sql", "plpgsql", "plpythonu", "exfunc", "mlfunc"}

// otherDatabase says why privileges on a database that is not the session's cannot be
// changed.
func (ss *session) otherDatabase(ctx context.Context, name string) error {
	rows, err := ss.query(ctx, "SELECT database_name, comment FROM system.main.duckdb_databases() WHERE NOT internal AND database_name = "+literal(strings.ToLower(name)))
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return &engine.Error{State: engine.InvalidCatalogName, Message: fmt.Sprintf("database \"%s\" does not exist", name)}
	}
	return unsupported("GRANT on a database other than the session's")
}

// wanted are the privileges that a statement names, on the whole of an object and on
// columns of it.
func wanted(list []*syntax.Privilege, kind privilege.Kind) (whole privilege.Set, columns map[string]privilege.Set, err error) {
	for _, p := range list {
		can, known := privilege.Named(p.Name)
		switch {
		case p.Name == "ALL":
			if can, known = kind.All(), true; p.Columns != nil {
				can = columnPrivileges
			}
		case known:
			known = kind.All()&can != 0
		}
		if !known {
			return 0, nil, &engine.Error{State: engine.InvalidGrant, Message: fmt.Sprintf("invalid privilege type %s for %s", p.Name, kindWord(kind))}
		}
		if p.Columns == nil {
			whole |= can
			continue
		}
		if kind != privilege.Relation || can&^columnPrivileges != 0 {
			return 0, nil, &engine.Error{State: engine.InvalidGrant, Message: fmt.Sprintf("invalid privilege type %s for column", p.Name)}
		}
		if columns == nil {
			columns = map[string]privilege.Set{}
		}
		for _, name := range p.Columns {
			columns[name.Name] |= can
		}
	}
	return whole, columns, nil
}

// columnPrivileges are those that can be granted on columns.
const columnPrivileges = privilege.Select | privilege.Update

func kindWord(kind privilege.Kind) string {
	if kind == privilege.Relation {
		return "table"
	}
	return kind.String()
}

// grantOn grants or revokes on one object.
func (ss *session) grantOn(ctx context.Context, st *syntax.Grant, o *object, to []grantee) error {
	whole, columns, err := wanted(st.Privileges, o.Kind)
	if err != nil {
		return err
	}
	who := ss.whoami().Who
	may, as := who.Grantable(&o.Access)
	if may == 0 && who.Allowed(&o.Access) == 0 {
		return privilege.Denied(o.Kind, o.Name)
	}
	if st.Revoke && o.Kind == privilege.Relation && whole&columnPrivileges != 0 {
		// What was granted on columns goes with what was granted on all of them.
		if err := ss.revokeColumns(ctx, st, o, to, whole&may, as); err != nil {
			return err
		}
	}
	if whole != 0 {
		ss.warn(st, o.Name, whole, whole&may, slices.ContainsFunc(st.Privileges, func(p *syntax.Privilege) bool { return p.Name == "ALL" }))
		if o.ACL, err = ss.changed(st, o.Effective(), to, whole&may, as, o.Owner); err != nil {
			return err
		}
		if err := o.save(ctx); err != nil {
			return err
		}
	}
	if columns == nil {
		return nil
	}
	if err := ss.loadColumns(ctx, o); err != nil {
		return err
	}
	for _, name := range sortedKeys(columns) {
		if err := ss.grantOnColumn(ctx, st, o, name, to, columns[name], may, as); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys(m map[string]privilege.Set) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func (ss *session) grantOnColumn(ctx context.Context, st *syntax.Grant, o *object, name string, to []grantee, can, may privilege.Set, as int) error {
	at := slices.IndexFunc(o.columns, func(c column) bool { return strings.EqualFold(c.name, name) })
	if at < 0 {
		return &engine.Error{State: engine.UndefinedColumn, Message: fmt.Sprintf("column \"%s\" of relation \"%s\" does not exist", name, o.Name)}
	}
	if !st.Revoke && slices.ContainsFunc(to, func(g grantee) bool { return g.option }) {
		return unsupported("WITH GRANT OPTION for columns")
	}
	c := &o.columns[at]
	ss.warn(st, o.Name, can, can&may, false)
	var err error
	if c.acl, err = ss.changed(st, c.acl, to, can&may, as, o.Owner); err != nil {
		return err
	}
	return ss.saveColumn(ctx, o, c)
}

func (ss *session) revokeColumns(ctx context.Context, st *syntax.Grant, o *object, to []grantee, can privilege.Set, as int) error {
	if err := ss.loadColumns(ctx, o); err != nil {
		return err
	}
	for i := range o.columns {
		c := &o.columns[i]
		if c.acl == nil {
			continue
		}
		var err error
		if c.acl, err = ss.changed(st, c.acl, to, can, as, o.Owner); err != nil {
			return err
		}
		if err := ss.saveColumn(ctx, o, c); err != nil {
			return err
		}
	}
	return nil
}

// warn says what was not granted or revoked, as PostgreSQL does. Of ALL nothing is missed
// but all.
func (ss *session) warn(st *syntax.Grant, name string, want, may privilege.Set, all bool) {
	state, verb := notGranted, "were granted"
	if st.Revoke {
		state, verb = notRevoked, "could be revoked"
	}
	switch {
	case may == 0:
		ss.notice(state, fmt.Sprintf("no privileges %s for \"%s\"", verb, name))
	case may != want && !all:
		ss.notice(state, fmt.Sprintf("not all privileges %s for \"%s\"", verb, name))
	}
}

// changed is a list with a statement's grants in it or its revocations out of it.
func (ss *session) changed(st *syntax.Grant, acl privilege.ACL, to []grantee, can privilege.Set, as, owner int) (privilege.ACL, error) {
	if can == 0 {
		return acl, nil
	}
	for _, g := range to {
		var err error
		if st.Revoke {
			acl, err = acl.Revoke(privilege.Revocation{
				From: g.Grantee, Can: can, OptionOnly: st.GrantOptionFor, By: as, Owner: owner, Cascade: st.Behavior == "CASCADE",
			})
		} else {
			acl, err = acl.Grant(privilege.Gift{To: g.Grantee, Can: can, Option: g.option, By: as, Owner: owner})
		}
		if err != nil {
			return nil, err
		}
	}
	return acl, nil
}
