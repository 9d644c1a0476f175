package catalog

import (
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/users"
)

// Functions and procedures: those that Redshift has are the lines of package function; those that somebody made
// have notes in their database.

// A proc is a row of pg_proc.
type proc struct {
	oid       uint32
	name      string
	namespace uint32
	schema    string
	owner     int
	language  uint32
	aggregate bool
	window    bool
	set       bool
	procedure bool
	volatile  bool
	args      []uint32
	result    uint32
	source    string
	made      *routine // nil for one of Redshift's
}

// firstFunction is the number of the first of Redshift's functions: they are numbered in the order of the catalogue.
const firstFunction = 20000

// builtin are Redshift's functions.
var builtin = sync.OnceValue(func() []proc {
	var list []proc
	seen := map[string]bool{}
	for i, f := range function.All() {
		p := proc{
			oid: firstFunction + uint32(i), name: f.Name, namespace: catalogOID, schema: Catalog, owner: users.OwnID, language: 12,
			aggregate: f.Kind == function.Aggregate, window: f.Kind == function.Window, set: f.Kind == function.Table, volatile: f.Volatile,
			source: f.Name,
		}
		for arg := range strings.SplitSeq(f.Args, ",") {
			if arg = strings.TrimSpace(arg); arg != "" {
				p.args = append(p.args, argumentType(arg))
			}
		}
		p.result = argumentType(f.Result)
		if key := p.name + array(numbers(p.args)); !seen[key] {
			seen[key] = true
			list = append(list, p)
		}
	}
	return list
})

func numbers(list []uint32) []int {
	out := make([]int, len(list))
	for i, n := range list {
		out[i] = int(n)
	}
	return out
}

// argumentType is the number of a type in the notation of package function.
func argumentType(text string) uint32 {
	text, _, _ = strings.Cut(strings.TrimSuffix(text, "*"), "(")
	text, _, _ = strings.Cut(text, "=")
	switch text {
	case "any":
		return 2276
	case "same", "":
		return 2283
	case "part", "text":
		return 1043
	case "char":
		return 1042
	case "interval":
		return 1186
	}
	if k, ok := typeByName(text); ok {
		return k.oid
	}
	return 2276
}

// procs are all functions and procedures that the session's database has.
func procs(s *Source) []proc {
	list := builtin()
	return append(list[:len(list):len(list)], madeProcs(s, s.Objects.relations.Database())...)
}

// madeProcs are those of a database that somebody made. What their notes do not tell is not known.
func madeProcs(s *Source, database string) (list []proc) {
	for _, r := range s.Objects.load().routines {
		if r.namespace.database != database {
			continue
		}
		p := proc{oid: r.oid, name: r.name, namespace: r.namespace.oid, schema: r.namespace.name, owner: r.owner, language: 14, result: 2278, volatile: true, made: r}
		for _, arg := range r.args {
			k, _ := typeByName(arg)
			p.args = append(p.args, k.oid)
		}
		p.source = said(r.note, "body")
		p.procedure = said(r.note, "kind") == "procedure"
		if k, ok := typeByName(said(r.note, "result")); ok {
			p.result = k.oid
		}
		for _, l := range languages {
			if l.name == said(r.note, "language") {
				p.language = l.oid
			}
		}
		list = append(list, p)
	}
	return list
}

func (p proc) volatility() string {
	switch {
	case p.volatile:
		return "v"
	case p.set, p.window:
		return "s"
	}
	return "i"
}

func (p proc) kind() string {
	switch {
	case p.procedure:
		return "p"
	case p.aggregate:
		return "a"
	case p.window:
		return "w"
	}
	return "f"
}

func routineRelations() map[string]maker {
	inProc := fields[proc]{
		"oid":          func(_ *Source, p proc) any { return p.oid },
		"prooid":       func(_ *Source, p proc) any { return p.oid },
		"proname":      func(_ *Source, p proc) any { return p.name },
		"pronamespace": func(_ *Source, p proc) any { return p.namespace },
		"proowner":     func(_ *Source, p proc) any { return p.owner },
		"prolang":      func(_ *Source, p proc) any { return p.language },
		"proisagg":     func(_ *Source, p proc) any { return p.aggregate },
		"prosecdef":    func(*Source, proc) any { return false },
		"proisstrict":  func(_ *Source, p proc) any { return p.made == nil && !p.aggregate },
		"proretset":    func(_ *Source, p proc) any { return p.set },
		"provolatile":  func(_ *Source, p proc) any { return p.volatility() },
		"pronargs":     func(_ *Source, p proc) any { return len(p.args) },
		"prorettype":   func(_ *Source, p proc) any { return p.result },
		"proargtypes":  func(_ *Source, p proc) any { return vector(numbers(p.args)) },
		"prosrc":       func(_ *Source, p proc) any { return p.source },
		"proacl": func(s *Source, p proc) any {
			if p.made == nil {
				return nil
			}
			return s.list(p.made.acl)
		},
		"proiswindow": func(_ *Source, p proc) any { return p.window },
		"prokind":     func(_ *Source, p proc) any { return p.kind() },
	}
	return map[string]maker{
		"pg_proc":      of(procs, inProc),
		"pg_proc_info": of(procs, inProc),
		"pg_aggregate": of(func(*Source) []proc { return filter(builtin(), func(p proc) bool { return p.aggregate }) }, fields[proc]{
			"aggfnoid": func(_ *Source, p proc) any { return p.name },
		}),
		"pg_operator": of(func(*Source) []operator { return operators() }, fields[operator]{
			"oid":        func(_ *Source, o operator) any { return o.oid },
			"oprname":    func(_ *Source, o operator) any { return o.name },
			"oprkind":    func(*Source, operator) any { return "b" },
			"oprcanhash": func(_ *Source, o operator) any { return o.name == "=" },
			"oprleft":    func(_ *Source, o operator) any { return o.on },
			"oprright":   func(_ *Source, o operator) any { return o.on },
			"oprresult":  func(_ *Source, o operator) any { return o.result },
		}),
		"pg_cast": of(func(*Source) []castLine { return casts() }, fields[castLine]{
			"oid":         func(_ *Source, c castLine) any { return relation.Number("cast", itoa(int(c.from)), itoa(int(c.to))) },
			"castsource":  func(_ *Source, c castLine) any { return c.from },
			"casttarget":  func(_ *Source, c castLine) any { return c.to },
			"castcontext": func(_ *Source, c castLine) any { return c.context },
		}),
		"svv_redshift_functions": of(allRoutines, fields[databaseProc]{
			"database_name": func(_ *Source, p databaseProc) any { return p.database },
			"schema_name":   func(_ *Source, p databaseProc) any { return p.schema },
			"function_name": func(_ *Source, p databaseProc) any { return p.name },
			"function_type": func(_ *Source, p databaseProc) any {
				switch {
				case p.procedure:
					return "STORED PROCEDURE"
				case p.aggregate:
					return "AGGREGATE FUNCTION"
				}
				return "REGULAR FUNCTION"
			},
			"argument_type": func(_ *Source, p databaseProc) any { return argumentTypes(p.proc) },
			"result_type":   func(_ *Source, p databaseProc) any { return FormatType(int64(p.result), -1) },
		}),
	}
}

// A databaseProc is a proc of a database.
type databaseProc struct {
	proc
	database string
}

func allRoutines(s *Source) (list []databaseProc) {
	for _, d := range databases(s) {
		for _, p := range builtin() {
			list = append(list, databaseProc{p, d.name})
		}
		for _, p := range madeProcs(s, d.name) {
			list = append(list, databaseProc{p, d.name})
		}
	}
	return list
}

// argumentTypes are a routine's argument types with commas between them.
func argumentTypes(p proc) string {
	texts := make([]string, len(p.args))
	for i, oid := range p.args {
		texts[i] = FormatType(int64(oid), -1)
	}
	return strings.Join(texts, ", ")
}
