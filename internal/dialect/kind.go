package dialect

import (
	"strconv"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Kind is what a statement does. The list is closed: what is none of these is
// refused.
type Kind uint8

// The kinds.
const (
	Select Kind = iota + 1
	Insert
	Update
	Delete
	Merge
	Truncate
	Explain
	CreateTable
	CreateTableAs
	CreateView
	CreateMaterializedView
	CreateSchema
	Refresh
	Comment
	Drop
	Alter
	Analyze
	Vacuum
	Lock
	Begin
	Commit
	Rollback
	Set
	Reset
	Show
	Deallocate
	Discard
	Declare
	Fetch
	CloseCursor
	Prepare
	Execute
	Databases // CREATE, ALTER and DROP DATABASE
	Users     // about users, groups and roles
	Grant     // about privileges and owners
	Cancel    // CANCEL of another session's statement
)

// Transactional reports whether the statement changes what is stored, so that
// several of them belong into one transaction.
func (k Kind) Transactional() bool {
	return k >= Insert && k <= Alter && k != Explain || k == Users || k == Grant
}

// Defines reports whether the statement changes what names mean.
func (k Kind) Defines() bool { return k >= CreateTable && k <= Alter }

// Replaces reports whether the statement changes or deletes rows that are there.
func (k Kind) Replaces() bool { return k >= Update && k <= Merge || k == Refresh }

// Returns reports whether the statement has a result.
func (k Kind) Returns() bool { return k == Select || k == Explain || k == Show || k == Fetch }

// Session reports whether the statement is about the session and never
// reaches the engine as it stands.
func (k Kind) Session() bool { return k >= Begin }

// Runs reports whether the statement may read or change what is stored, if by the statement
// that it names.
func (k Kind) Runs() bool { return !k.Session() || k == Execute }

// firstWords are statements that their first word tells.
var firstWords = map[string]Kind{
	"select": Select, "values": Select, "insert": Insert, "update": Update, "delete": Delete,
	"merge": Merge, "truncate": Truncate, "analyze": Analyze, "vacuum": Vacuum,
	"begin": Begin, "start": Begin, "commit": Commit, "end": Commit, "rollback": Rollback, "abort": Rollback,
	"set": Set, "reset": Reset, "show": Show, "deallocate": Deallocate, "discard": Discard, "grant": Grant, "revoke": Grant,
	"cancel": Cancel, "comment": Comment, "refresh": Refresh, "lock": Lock,
	"declare": Declare, "fetch": Fetch, "close": CloseCursor, "prepare": Prepare, "execute": Execute,
}

// unsupported are first words of Redshift statements that are not built.
var unsupported = map[string]bool{
	"copy": true, "unload": true, "call": true,
	"use": true, "desc": true, "describe": true, "attach": true, "detach": true,
}

// objects are the kinds of object that CREATE, DROP and ALTER may name; false
// means that Redshift has it and we do not yet.
var objects = map[string]bool{
	"table": true, "view": true, "schema": true, "materialized": true, "database": true,
	"function": false, "procedure": false,
	"library": false, "external": false, "model": false, "datashare": false,
	"masking": false, "rls": false, "identity": false, "default": false, "unique": false, "index": false, "sequence": false,
}

func classify(script string, ts []token) (Kind, error) {
	first := ts[0]
	for first.is("(") && len(ts) > 1 {
		ts = ts[1:]
		if first = ts[0]; first.is("select") || first.is("with") || first.is("values") {
			return Select, nil
		}
	}
	if first.kind != word {
		return 0, syntaxError(script, first)
	}
	switch first.value {
	case "with":
		return classifyWith(script, ts)
	case "explain":
		return classifyExplain(script, ts)
	case "create", "drop", "alter":
		return classifyObject(script, ts)
	}
	if k, ok := firstWords[first.value]; ok {
		return k, nil
	}
	if unsupported[first.value] {
		return 0, notSupported(script, first, first.value)
	}
	return 0, syntaxError(script, first)
}

// classifyWith looks behind the common table expressions.
func classifyWith(script string, ts []token) (Kind, error) {
	depth := 0
	for _, t := range ts[1:] {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.kind == word:
			switch k := firstWords[t.value]; k {
			case Select, Insert, Update, Delete, Merge:
				return k, nil
			}
		}
	}
	return 0, syntaxErrorAtEnd(script, ts)
}

// classifyExplain lets only plain EXPLAIN through: the engine's EXPLAIN ANALYZE
// would run the statement.
func classifyExplain(script string, ts []token) (Kind, error) {
	if len(ts) == 1 {
		return 0, syntaxErrorAtEnd(script, ts)
	}
	if ts[1].is("verbose") {
		return 0, notSupported(script, ts[1], "explain verbose")
	}
	inner, err := classify(script, ts[1:])
	if err != nil {
		return 0, err
	}
	switch inner {
	case Select, Insert, Update, Delete, CreateTableAs:
		return Explain, nil
	case Declare:
		return 0, notSupported(script, ts[1], "explain declare")
	}
	return 0, syntaxError(script, ts[1])
}

func classifyObject(script string, ts []token) (Kind, error) {
	i := 1
	for i < len(ts) && (ts[i].is("or") || ts[i].is("replace") || ts[i].is("temp") || ts[i].is("temporary") || ts[i].is("local")) {
		i++
	}
	if i == len(ts) {
		return 0, syntaxErrorAtEnd(script, ts)
	}
	if k := classifyAccess(ts); k != 0 {
		return k, nil
	}
	built, known := objects[ts[i].value]
	switch {
	case ts[i].kind != word || !known:
		return 0, syntaxError(script, ts[i])
	case !built:
		return 0, notSupported(script, ts[i], ts[0].value+" "+ts[i].value)
	case ts[i].value == "database":
		return Databases, nil
	case ts[0].value == "drop":
		return Drop, nil
	case ts[0].value == "alter":
		return Alter, nil
	case ts[i].value == "view":
		return CreateView, nil
	case ts[i].value == "materialized":
		return CreateMaterializedView, nil
	case ts[i].value == "schema":
		return CreateSchema, nil
	}
	depth := 0
	for _, t := range ts[i:] {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.is("as"):
			return CreateTableAs, nil
		}
	}
	return CreateTable, nil
}

func syntaxError(script string, t token) error {
	return failAt(script, t.start, engine.SyntaxError, "syntax error at or near \"%s\"", syntax.Clip(script[t.start:t.end]))
}

func syntaxErrorAtEnd(script string, ts []token) error {
	return failAt(script, ts[len(ts)-1].end, engine.SyntaxError, "syntax error at end of input")
}

func notSupported(script string, t token, what string) error {
	return failAt(script, t.start, engine.FeatureNotSupported, "%s is not supported", upper(what))
}

func itoa(n int) string { return strconv.Itoa(n) }
