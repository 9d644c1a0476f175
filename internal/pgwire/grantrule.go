package pgwire

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Privileges on objects that are made later, and on all objects of a kind.

// objectsOf are the kinds of which default privileges and scoped permissions speak.
var objectsOf = map[string]privilege.Kind{
	"TABLES": privilege.Relation, "FUNCTIONS": privilege.Function, "PROCEDURES": privilege.Procedure, "SCHEMAS": privilege.Schema, "LANGUAGES": privilege.Language,
}

func defaultKey(user int, schema, kind string) string {
	return strconv.Itoa(user) + "/" + schema + "/" + kind
}

// grantDefault runs ALTER DEFAULT PRIVILEGES.
func (ss *session) grantDefault(ctx context.Context, st *syntax.Grant, to []grantee) error {
	d, who := ss.directory(), ss.whoami().Who
	owners := []int{who.ID}
	if len(st.DefaultFor) > 0 {
		owners = nil
	}
	for _, name := range st.DefaultFor {
		u := d.User(name.Name)
		if u == nil {
			return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("user \"%s\" does not exist", name.Name)}
		}
		if u.ID != who.ID && !who.Super && !who.System["ALTER DEFAULT PRIVILEGES"] {
			return &engine.Error{State: engine.InsufficientPrivilege, Message: "must be superuser to alter default privileges of other users"}
		}
		owners = append(owners, u.ID)
	}
	schemas := []string{""}
	if len(st.DefaultIn) > 0 {
		schemas = nil
	}
	for _, name := range st.DefaultIn {
		o, err := ss.schema(ctx, name.Name)
		if err != nil {
			return err
		}
		schemas = append(schemas, o.Name)
	}
	if st.On.Kind == "SCHEMAS" && schemas[0] != "" {
		return &engine.Error{State: engine.InvalidGrant, Message: "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS"}
	}
	kind := objectsOf[st.On.Kind]
	whole, columns, err := wanted(st.Privileges, kind)
	if err == nil && columns != nil {
		err = unsupported("ALTER DEFAULT PRIVILEGES for columns")
	}
	if err != nil {
		return err
	}
	for _, owner := range owners {
		for _, schema := range schemas {
			if err := ss.changeDefault(ctx, st, to, kind, defaultKey(owner, schema, st.On.Kind), owner, schema != "", whole); err != nil {
				return err
			}
		}
	}
	return nil
}

// changeDefault changes one list of default privileges: for a schema it says what comes
// in addition, and for the whole database what there is at all.
func (ss *session) changeDefault(ctx context.Context, st *syntax.Grant, to []grantee, kind privilege.Kind, key string, owner int, added bool, can privilege.Set) error {
	note, err := ss.keptNote(ctx, defaultNote, key)
	if err != nil {
		return err
	}
	var h holding
	h.read(note)
	start := privilege.Default(kind, "", owner)
	if added {
		start = privilege.ACL{}
	}
	if h.ACL == nil {
		h.ACL = start
	}
	if h.ACL, err = ss.changed(st, h.ACL, to, can, owner, owner); err != nil {
		return err
	}
	if slices.Equal(h.ACL, start) {
		return ss.keepNote(ctx, defaultNote, key, "")
	}
	return ss.keepNote(ctx, defaultNote, key, holding{ACL: h.ACL}.merge(""))
}

// defaultList is the list that a new object of a user begins with: nil is the kind's own.
func (ss *session) defaultList(ctx context.Context, owner int, schema, of string) (privilege.ACL, error) {
	whole, added := defaultKey(owner, "", of), defaultKey(owner, schema, of)
	rows, err := ss.query(ctx, "SELECT name, note FROM "+ss.notesTable()+" WHERE kind = "+literal(defaultNote)+" AND name IN ("+literal(whole)+", "+literal(added)+")")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := privilege.Default(objectsOf[of], "", owner)
	for _, row := range rows {
		if row[0] == whole {
			var h holding
			h.read(row[1])
			list = h.ACL
		}
	}
	for _, row := range rows {
		if row[0] == whole {
			continue
		}
		var h holding
		h.read(row[1])
		for _, item := range h.ACL {
			list, _ = list.Grant(privilege.Gift{To: item.To, Can: item.Can, By: item.By, Owner: owner}) // without the option it does not fail
			if next, err := list.Grant(privilege.Gift{To: item.To, Can: item.Grant, Option: true, By: item.By, Owner: owner}); err == nil && item.Grant != 0 {
				list = next
			}
		}
	}
	return list, nil
}

// grantScope runs GRANT … FOR TABLES IN SCHEMA and its kin.
func (ss *session) grantScope(ctx context.Context, st *syntax.Grant, to []grantee) error {
	kind, built := objectsOf[st.On.Scope]
	if !built {
		return unsupported("GRANT FOR " + st.On.Scope)
	}
	if slices.ContainsFunc(to, func(g grantee) bool { return g.Kind != 'u' && g.Kind != 'r' }) {
		return &engine.Error{State: engine.InvalidGrant, Message: "scoped permissions can only be granted to users and roles"}
	}
	whole, columns, err := wanted(st.Privileges, kind)
	if err == nil && columns != nil {
		err = unsupported("a scoped permission for columns")
	}
	if err != nil {
		return err
	}
	who := ss.whoami().Who
	for _, name := range st.On.Names {
		schema := ""
		switch {
		case st.On.Kind == "SCHEMA":
			o, err := ss.schema(ctx, name.Last().Name)
			if err != nil {
				return err
			}
			schema = o.Name
		case !strings.EqualFold(name.Last().Name, ss.database):
			return ss.otherDatabase(ctx, name.Last().Name)
		}
		o, err := ss.other(ctx, kind, scopeNote, schema+"/"+st.On.Scope, name.Last().Name)
		if err != nil {
			return err
		}
		if o.ACL == nil {
			o.ACL = privilege.ACL{}
		}
		may, as := who.Grantable(&o.Access)
		if may == 0 {
			return &engine.Error{State: engine.InsufficientPrivilege, Message: fmt.Sprintf("permission denied for %s %s", strings.ToLower(st.On.Kind), name.Last().Name)}
		}
		ss.warn(st, o.Name, whole, whole&may, true)
		if o.ACL, err = ss.changed(st, o.ACL, to, whole&may, as, as); err != nil {
			return err
		}
		if err := o.save(ctx); err != nil {
			return err
		}
	}
	return nil
}
