package bind

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// What a statement asks of its session. In a definition that is kept, the engine asks its own
// variables, which the session sets.

// Variables are the engine's variables that a session sets, by what they tell.
var Variables = map[string]string{"user": "countersign_user", "session_user": "countersign_session_user"}

// sessionWord binds a word that is a value without being a column.
func (b *binder) sessionWord(x syntax.Node, name string) (typed, bool) {
	value := func(text string, id types.ID) (typed, bool) {
		return typed{x: syntax.Verbatim(at(x), text), t: types.Type{ID: id}}, true
	}
	switch name {
	case "current_user", "user":
		return b.fact(x, "user", b.User), true
	case "session_user":
		return b.fact(x, "session_user", b.SessionUser), true
	case "sysdate", "localtimestamp":
		return value("CAST(now() AS TIMESTAMP)", types.Timestamp)
	case "current_date":
		return value("current_date", types.Date)
	case "current_timestamp":
		return value("now()", types.TimestampTZ)
	case "current_time":
		return value("CAST(now() AS TIMETZ)", types.TimeTZ)
	case "localtime":
		return value("CAST(CAST(now() AS TIMESTAMP) AS TIME)", types.Time)
	case "current_aws_account", "current_namespace":
		return b.ofCluster(x, name), true
	case "current_user_id":
		return value(strconv.Itoa(b.UserID), types.Int4)
	}
	return typed{}, false
}

// fact is a text that the session tells.
func (b *binder) fact(x syntax.Node, what, value string) typed {
	t := types.Type{ID: types.Varchar, Length: 128}
	if name := Variables[what]; b.Stored && name != "" {
		return typed{x: syntax.Verbatim(at(x), "CAST(getvariable('"+name+"') AS VARCHAR)"), t: t}
	}
	return typed{x: &syntax.String{Pos: at(x), Value: value}, t: t}
}

// wordCall binds calls that are no lines of the catalogue of functions: those that ask the
// session, and those whose arguments have a form of their own.
func (b *binder) wordCall(s *scope, f *syntax.Func, name string) (typed, bool) {
	switch name {
	case "decode":
		if len(f.Args) >= 3 {
			return b.decode(s, f), true
		}
	case "to_char", "to_date", "to_timestamp", "to_number":
		return b.formatted(s, f, name), true
	case "nullif":
		if len(f.Args) == 2 && f.Over == nil {
			return b.nullIf(s, f), true
		}
	case "getdate":
		return b.noArguments(f, typed{x: syntax.Verbatim(f.Pos, "date_trunc('second', CAST(now() AS TIMESTAMP))"), t: types.Type{ID: types.Timestamp}}), true
	case "now":
		return b.noArguments(f, typed{x: syntax.Verbatim(f.Pos, "now()"), t: types.Type{ID: types.TimestampTZ}}), true
	case "sysdate", "current_user", "user", "session_user":
		e, _ := b.sessionWord(f, name)
		return b.noArguments(f, e), true
	case "current_database":
		return b.noArguments(f, b.fact(f, name, b.Database)), true
	case "current_schema":
		schema := ""
		if b.Catalog != nil {
			schema = b.Catalog.Target(b.SearchPath)
		}
		return b.noArguments(f, b.fact(f, name, schema)), true
	case "version":
		return b.noArguments(f, b.fact(f, name, b.Version)), true
	case "pg_backend_pid":
		return b.noArguments(f, typed{x: syntax.Verbatim(f.Pos, strconv.FormatUint(uint64(b.ProcessID), 10)), t: types.Int4Type}), true
	case "current_aws_account", "current_namespace":
		return b.noArguments(f, b.ofCluster(f, name)), true
	case "current_schemas":
		return b.fact(f, name, "{"+strings.Join(b.schemasOf(f), ",")+"}"), true
	case "pg_client_encoding":
		encoding := "UTF8"
		if b.Setting != nil {
			encoding = b.Setting("client_encoding")
		}
		return b.noArguments(f, b.fact(f, name, encoding)), true
	case "user_is_member_of", "role_is_member_of":
		return b.isMember(f, strings.TrimSuffix(name, "_is_member_of")), true
	case "change_user_priority", "change_session_priority":
		return b.prioritize(f, strings.TrimSuffix(strings.TrimPrefix(name, "change_"), "_priority")), true
	case "current_setting":
		return b.currentSetting(f), true
	case "has_table_privilege", "has_schema_privilege", "has_database_privilege", "has_assumerole_privilege":
		return b.hasPrivilege(s, f, name), true
	case "set_config":
		return b.setConfig(f), true
	case "collate":
		return b.collate(s, f), true
	case "grouping":
		return b.grouping(s, f), true
	}
	return typed{}, false
}

func (b *binder) noArguments(f *syntax.Func, e typed) typed {
	if len(f.Args) > 0 || f.Star {
		b.fail(f, engine.UndefinedFunction, "function %s(…) does not exist", lower(f.Name.Last().Name))
	}
	return e
}

// currentSetting is CURRENT_SETTING('name').
func (b *binder) currentSetting(f *syntax.Func) typed {
	var name *syntax.String
	if len(f.Args) >= 1 {
		name, _ = f.Args[0].(*syntax.String)
	}
	if name == nil || len(f.Args) > 2 {
		b.unsupported(f, "CURRENT_SETTING of what is no literal")
	}
	value := ""
	if b.Setting != nil {
		value = b.Setting(lower(name.Value))
	}
	if value == "" {
		b.fail(f, engine.UndefinedObject, "unrecognized configuration parameter \"%s\"", name.Value)
	}
	return b.fact(f, "setting", value)
}

// setConfig is SET_CONFIG('name', 'value', local): it takes effect when it is prepared, and so only
// where it is all of a statement's list.
func (b *binder) setConfig(f *syntax.Func) typed {
	if len(f.Args) != 3 {
		b.noFunction(f, "set_config", nil)
	}
	local, ok := f.Args[2].(*syntax.Bool)
	args := b.writtenTexts(&syntax.Func{Pos: f.Pos, Args: f.Args[:2]})
	if !ok {
		b.unsupported(f, "SET_CONFIG of what is no literal")
	}
	b.sets = append(b.sets, Assignment{Name: lower(args[0]), Value: args[1], Local: local.Value})
	return b.fact(f, "setting", args[1])
}

// writtenTexts are the arguments of a call, which must be strings that are written down.
func (b *binder) writtenTexts(f *syntax.Func) []string {
	out := make([]string, len(f.Args))
	for i, x := range f.Args {
		text, ok := x.(*syntax.String)
		if !ok {
			b.unsupported(f, "this function of what is no literal")
		}
		out[i] = text.Value
	}
	return out
}

// nullIf is NULLIF(a, b): a, of its own type, or NULL where the two are equal.
func (b *binder) nullIf(s *scope, f *syntax.Func) typed {
	e, other := b.settled(b.expr(s, f.Args[0])), b.expr(s, f.Args[1])
	equal := b.compare(&syntax.Binary{Pos: f.Pos, Op: "="}, e, other).x
	none := syntax.Verbatim(f.Pos, "CAST(NULL AS "+e.t.Engine()+")")
	return typed{x: &syntax.Case{Pos: f.Pos, Whens: []*syntax.When{{Pos: f.Pos, Condition: equal, Result: none}}, Else: e.x}, t: e.t}
}

// decode is DECODE(x, search, result, …, else), for which NULL is found like any value.
func (b *binder) decode(s *scope, f *syntax.Func) typed {
	c := &syntax.Case{Pos: f.Pos}
	rest := f.Args[1:]
	for ; len(rest) >= 2; rest = rest[2:] {
		found := &syntax.Distinct{Pos: f.Pos, X: f.Args[0], Y: rest[0], Not: true}
		c.Whens = append(c.Whens, &syntax.When{Pos: f.Pos, Condition: found, Result: rest[1]})
	}
	if len(rest) == 1 {
		c.Else = rest[0]
	}
	return b.expr(s, c)
}

// grouping is GROUPING(a, …): which of the columns are not grouped by in a row.
func (b *binder) grouping(s *scope, f *syntax.Func) typed {
	args := make([]syntax.Expr, len(f.Args))
	for i, x := range f.Args {
		args[i] = b.expr(s, x).x
	}
	if len(args) == 0 {
		b.noFunction(f, "grouping", nil)
	}
	return typed{x: syntax.Bracket("CAST(", syntax.Invoke(f.Pos, "grouping", args...), " AS INTEGER)"), t: types.Int4Type}
}

// registry binds a cast to regclass and its kin: the number of what a text names.
func (b *binder) registry(x *syntax.Cast, e typed) typed {
	text, ok := e.x.(*syntax.String)
	if !ok || x.Type.Name.Last().Name != "regclass" {
		b.unsupported(x, "a cast to "+x.Type.Name.Last().Name)
	}
	var name syntax.Name
	for _, part := range strings.Split(text.Value, ".") {
		name = append(name, syntax.Ident{Pos: text.Pos, Name: strings.Trim(lower(part), `"`)})
	}
	rel := b.relation(name, text)
	return typed{x: syntax.Verbatim(x.Pos, "CAST("+strconv.FormatUint(uint64(rel.OID), 10)+" AS BIGINT)"), t: types.Type{ID: types.OID}}
}
