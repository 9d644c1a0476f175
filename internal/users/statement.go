package users

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Read tells what a statement about users, groups and roles changes: several things
// where it names several. ok is false for a statement that is about something else. It
// derives verifiers of passwords, which takes some milliseconds each.
func Read(stmt syntax.Stmt) (changes []Change, ok bool, err error) {
	switch st := stmt.(type) {
	case *syntax.CreateUser:
		changes, err = readUser(st)
	case *syntax.CreateGroup:
		changes = []Change{{Op: Create, Kind: GroupKind, Name: st.Name.Name, Users: names(st.Users)}}
	case *syntax.AlterGroup:
		op := Join
		if st.Drop {
			op = Leave
		}
		changes = []Change{{Op: op, Kind: GroupKind, Name: st.Name.Name, Users: names(st.Users)}}
	case *syntax.CreateRole:
		changes = readRole(st)
	case *syntax.AlterObject:
		changes = readAlter(st)
	case *syntax.Drop:
		changes, err = readDrop(st)
	case *syntax.Grant:
		changes, err = readGrant(st)
	}
	return changes, changes != nil || err != nil, err
}

func names(idents []syntax.Ident) []string {
	list := make([]string, len(idents))
	for i, id := range idents {
		list[i] = id.Name
	}
	return list
}

func readUser(st *syntax.CreateUser) ([]Change, error) {
	c := Change{Op: Create, Kind: UserKind, Name: st.Name.Name, Options: &Options{}}
	if st.Alter {
		c.Op = Alter
	}
	seen := map[string]bool{}
	for _, o := range st.Options {
		what := strings.TrimPrefix(o.Name, "NO")
		if what = strings.TrimPrefix(what, "RESET "); seen[what] {
			return nil, &engine.Error{State: engine.SyntaxError, Message: "conflicting or redundant options"}
		}
		seen[what] = true
		if err := c.option(o); err != nil {
			return nil, err
		}
	}
	if c.Options.Disable && c.Options.Super != nil && *c.Options.Super {
		return nil, invalid("CREATEUSER and PASSWORD DISABLE are incompatible")
	}
	switch set := st.Set; {
	case set == nil:
	case set.Reset || set.Default:
		c.Options.Reset = strings.ToLower(set.Name.String())
	default:
		c.Options.Set = &Setting{Name: strings.ToLower(set.Name.String()), Value: values(set.Values)}
	}
	return []Change{c}, nil
}

// values is what SET gives, as the session's own SET would take it.
func values(list []syntax.Expr) string {
	texts := make([]string, len(list))
	for i, v := range list {
		switch v := v.(type) {
		case *syntax.String:
			texts[i] = v.Value
		case *syntax.Column:
			texts[i] = v.Name.Last().Name
		default:
			texts[i] = syntax.Print(v)
		}
	}
	return strings.Join(texts, ", ")
}

// option reads one option of CREATE USER and ALTER USER.
func (c *Change) option(o *syntax.Option) error {
	var err error
	switch is := c.Options; o.Name {
	case "CREATEUSER", "NOCREATEUSER":
		is.Super = new(o.Name == "CREATEUSER")
	case "CREATEDB", "NOCREATEDB":
		is.CreateDB = new(o.Name == "CREATEDB")
	case "SYSLOG ACCESS":
		is.Syslog = new(word(o) == "unrestricted")
	case "PASSWORD":
		if word(o) == "disable" {
			is.Disable = true
			return nil
		}
		var v Verifier
		v, err = ReadPassword(c.Name, text(o))
		is.Password = &v
	case "VALID UNTIL":
		is.ValidUntil, err = readTime(text(o))
		is.Forever = is.ValidUntil == nil
	case "CONNECTION LIMIT":
		is.Limit = new(-1)
		if word(o) != "unlimited" {
			*is.Limit, err = number(o, "CONNECTION LIMIT", -1, maxLimit)
		}
	case "SESSION TIMEOUT":
		is.Timeout = new(0)
		*is.Timeout, err = number(o, "SESSION TIMEOUT", minTimeout, maxTimeout)
	case "RESET SESSION TIMEOUT":
		is.Timeout = new(0)
	case "EXTERNALID":
		is.External = new(text(o))
	case "IN GROUP":
		for _, v := range o.Values {
			if column, ok := v.(*syntax.Column); ok {
				is.Groups = append(is.Groups, column.Name.Last().Name)
			}
		}
	}
	return err
}

// Bounds of options: of a session's timeout in seconds, one minute to 20 days.
const (
	maxLimit   = 1 << 31
	minTimeout = 60
	maxTimeout = 1728000
)

func word(o *syntax.Option) string {
	if k, ok := o.Values[0].(*syntax.Keyword); ok {
		return k.Name
	}
	return ""
}

func text(o *syntax.Option) string {
	if s, ok := o.Values[0].(*syntax.String); ok {
		return s.Value
	}
	return ""
}

func number(o *syntax.Option, what string, least, most int) (int, error) {
	text := syntax.Print(o.Values[0])
	n, err := strconv.Atoi(strings.ReplaceAll(text, " ", ""))
	if err != nil || n < least || n > most {
		return 0, invalid("invalid value for %s: %s", what, text)
	}
	return n, nil
}

func readRole(st *syntax.CreateRole) []Change {
	c := Change{Op: Create, Kind: RoleKind, Name: st.Name.Name, Options: &Options{}}
	if st.Alter {
		c.Op = Alter
	}
	if st.ExternalID != "" || st.Alter {
		c.Options.External = &st.ExternalID
	}
	return []Change{c}
}

// kinds are what these statements are about.
var kinds = map[string]Kind{"USER": UserKind, "GROUP": GroupKind, "ROLE": RoleKind}

func readAlter(st *syntax.AlterObject) []Change {
	kind := kinds[st.Kind]
	switch {
	case kind == "":
		return nil
	case !st.Owner.IsZero():
		return []Change{{Op: Own, Kind: kind, Name: st.Name.Last().Name, To: st.Owner.Name}}
	}
	return []Change{{Op: Rename, Kind: kind, Name: st.Name.Last().Name, To: st.Rename.Name}}
}

func readDrop(st *syntax.Drop) ([]Change, error) {
	kind := kinds[st.Kind]
	if kind == "" {
		return nil, nil
	}
	if st.Behavior == "CASCADE" {
		return nil, &engine.Error{State: engine.SyntaxError, Message: "syntax error at or near \"CASCADE\""}
	}
	var list []Change
	for _, name := range st.Names {
		if len(name) > 1 {
			return nil, &engine.Error{State: engine.SyntaxError, Message: "syntax error at or near \".\""}
		}
		list = append(list, Change{Op: Drop, Kind: kind, Name: name.Last().Name, IfExists: st.IfExists, Force: st.Behavior == "FORCE"})
	}
	return list, nil
}

// readGrant reads GRANT and REVOKE of roles and of privileges of the system.
func readGrant(st *syntax.Grant) ([]Change, error) {
	if st.AlterDefault {
		return nil, nil
	}
	if st.Roles != nil {
		return readRoleGrant(st)
	}
	if st.On != nil {
		return nil, nil
	}
	var system []string
	for _, p := range st.Privileges {
		switch {
		case p.Name == "ALL" && len(st.Privileges) == 1:
			system = SystemPrivileges
		case !IsSystem(p.Name) || p.Columns != nil:
			return nil, &engine.Error{State: engine.SyntaxError, Message: "syntax error: " + p.Name + " is no system privilege"}
		default:
			system = append(system, p.Name)
		}
	}
	op := Allow
	if st.Revoke {
		op = Forbid
	}
	var list []Change
	for _, to := range st.To {
		if to.Kind != "ROLE" || to.GrantOption {
			return nil, &engine.Error{State: engine.InvalidGrant, Message: "system privileges can only be granted to roles"}
		}
		list = append(list, Change{Op: op, Kind: RoleKind, Name: to.Name.Name, System: system})
	}
	return list, nil
}

func readRoleGrant(st *syntax.Grant) ([]Change, error) {
	c := Change{Op: Give, Kind: RoleKind, Admin: st.AdminOption}
	if st.Revoke {
		c.Op, c.Admin = Take, st.GrantOptionFor
	}
	for _, to := range st.To {
		switch {
		case to.GrantOption:
			return nil, &engine.Error{State: engine.SyntaxError, Message: "roles are granted WITH ADMIN OPTION"}
		case to.Kind == "USER":
			c.Users = append(c.Users, to.Name.Name)
		case to.Kind == "ROLE":
			c.Roles = append(c.Roles, to.Name.Name)
		default:
			return nil, &engine.Error{State: engine.InvalidGrant, Message: "roles can only be granted to users and roles"}
		}
	}
	var list []Change
	for _, role := range st.Roles {
		one := c
		one.Name = role.Name
		list = append(list, one)
	}
	return list, nil
}
