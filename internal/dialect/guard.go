package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// deniedFunctions reach files, settings, other statements' text or the engine's
// insides. A test of the engine compares the list with what is linked in.
var deniedFunctions = words(`
	glob which_secret sniff_csv getenv getvariable current_setting set_config write_log
	query query_table sql_auto_complete check_peg_parser all_profiling_output
	arrow_scan arrow_scan_dumb pandas_scan seq_scan index_scan repeat_row test_all_types test_vector_types
	checkpoint force_checkpoint collations copy_database database_list database_size extension_versions
	functions import_database metadata_info platform show show_databases show_tables show_tables_expanded
	storage_info summary table_info truncate_duckdb_logs user_agent histogram histogram_values
	json_execute_serialized_sql json_serialize_sql json_serialize_plan json_deserialize_sql
	nextval currval sleep_ms`)

// deniedPrefixes are families of such functions and of the engine's own views.
var deniedPrefixes = []string{
	"duckdb_", "pragma_", "read_", "parquet_", "enable_", "disable_", "verify_", "icu_", "add_parquet_", "copy_from_",
}

// deniedRelations show the server's paths and settings.
var deniedRelations = words("pg_settings sqlite_master sqlite_schema sqlite_temp_master sqlite_temp_schema")

// ownCatalogs are databases of the engine itself.
var ownCatalogs = words("system memory countersign")

// fileNames end names that the engine may take for files.
var fileNames = []string{
	".csv", ".tsv", ".txt", ".parquet", ".json", ".jsonl", ".ndjson", ".db", ".duckdb", ".gz", ".zst", ".arrow", ".arrows", ".xlsx", ".shp", ".avro",
}

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

func upper(s string) string { return strings.ToUpper(s) }

// ownFunctions begins the names of the functions that lowered statements call.
const ownFunctions = "countersign_"

// DeniedFunction reports whether SQL may not call a function of the engine.
func DeniedFunction(name string) bool {
	return deniedFunctions[name] || hasPrefix(name, deniedPrefixes)
}

func hasPrefix(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// guard refuses what the engine would do and Redshift would not.
func (s *Statement) guard() error {
	for i, t := range s.tokens {
		if err := s.guardName(i, t); err != nil {
			return err
		}
	}
	return s.guardTables()
}

func (s *Statement) guardName(i int, t token) error {
	if t.kind == operator && (t.value == "{" || t.value == "}") || t.kind == named {
		return syntaxError(s.script, t)
	}
	if !t.isName() {
		return nil
	}
	name := t.name()
	if name == engine.InternalSchema {
		return failAt(s.script, t.start, engine.InsufficientPrivilege, "permission denied for schema %s", name)
	}
	own := !s.lowered && strings.HasPrefix(name, ownFunctions)
	if s.after(i).is("(") && (own || DeniedFunction(name)) && !s.namesTable(i) {
		return failAt(s.script, t.start, engine.UndefinedFunction, "function %s does not exist", name)
	}
	if strings.HasPrefix(name, "duckdb_") || strings.HasPrefix(name, "pragma_") || deniedRelations[name] {
		return failAt(s.script, t.start, engine.InsufficientPrivilege, "permission denied for relation %s", name)
	}
	if ownCatalogs[name] && s.after(i).is(".") && !s.before(i).is(".") {
		if next := s.after(i + 2); name == "countersign" || next.is(".") || next.is("(") {
			return s.noCatalog(t)
		}
	}
	return nil
}

func (s *Statement) noCatalog(t token) error {
	return failAt(s.script, t.start, engine.InsufficientPrivilege, "permission denied for database %s", t.name())
}

// namesTable reports whether the name at i, with a list of columns behind it,
// is a table that is written to or made, and no function.
func (s *Statement) namesTable(i int) bool {
	for s.before(i).is(".") {
		i -= 2
	}
	p := s.before(i)
	return p.is("into") || p.is("table") || p.is("exists") || p.is("references") || p.is("view")
}

func (s *Statement) before(i int) token { return s.token(i - 1) }
func (s *Statement) after(i int) token  { return s.token(i + 1) }

func (s *Statement) token(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{kind: operator}
	}
	return s.tokens[i]
}

// A level is one depth of parentheses while tables are looked for.
type level struct {
	function string // what is called, where something is
	query    bool   // a SELECT stands in it
	from     bool   // inside a FROM clause
}

// guardTables refuses strings and file names where a table is expected: the
// engine would read the file.
func (s *Statement) guardTables() error {
	levels := []level{{}}
	expect := false
	for i, t := range s.tokens {
		top := &levels[len(levels)-1]
		if s.engineQuery(i, t) {
			return syntaxError(s.script, t)
		}
		switch {
		case t.is("("):
			levels = append(levels, level{function: s.callee(i), from: expect})
		case t.is(")"):
			if len(levels) > 1 {
				levels = levels[:len(levels)-1]
			}
			expect = false
		case t.is(","):
			expect = top.from
		case t.kind == word && tableWords[t.value]:
			expect = s.beginsTables(i, t, top)
		case t.kind == word && clauseWords[t.value]:
			top.query = top.query || t.value == "select"
			top.from, expect = false, false
		case t.is("lateral"), t.is("only"):
		case expect:
			if err := s.guardTable(i, t); err != nil {
				return err
			}
			expect = false
		}
	}
	return nil
}

var (
	tableWords  = words("from join into update table using")
	clauseWords = words("select where group order having limit offset qualify window union except intersect minus values set returning when")
)

// engineQuery reports whether a parenthesis holds a query that only the engine
// knows, such as (SUMMARIZE 'file'). Redshift's own PIVOT follows a table.
func (s *Statement) engineQuery(i int, t token) bool {
	if t.kind != word || !s.before(i).is("(") {
		return false
	}
	switch t.value {
	case "describe", "desc", "summarize", "show", "pivot", "pivot_wider", "pivot_longer", "unpivot":
		next := s.after(i)
		return next.isName() || next.kind == text || next.is("(")
	}
	return false
}

func (s *Statement) callee(open int) string {
	if t := s.before(open); t.kind == word {
		return t.value
	}
	return ""
}

// beginsTables reports whether a table follows the word at i; FROM also
// belongs to some functions and to IS DISTINCT FROM.
func (s *Statement) beginsTables(i int, t token, top *level) bool {
	if t.value != "from" {
		return true
	}
	switch top.function {
	case "extract", "trim", "substring", "overlay", "position":
		if !top.query {
			return false
		}
	}
	if s.before(i).is("distinct") {
		if p := s.token(i - 2); p.is("is") || p.is("not") {
			return false
		}
	}
	top.from = true
	return true
}

func (s *Statement) guardTable(i int, t token) error {
	if t.kind == text {
		return syntaxError(s.script, t)
	}
	if ownCatalogs[t.name()] && t.isName() && s.after(i).is(".") {
		return s.noCatalog(t)
	}
	if t.kind != quoted {
		return nil
	}
	name := t.name()
	bad := strings.ContainsAny(name, `/\:*?`)
	for _, suffix := range fileNames {
		bad = bad || strings.HasSuffix(name, suffix)
	}
	if bad {
		return failAt(s.script, t.start, engine.UndefinedTable, "relation \"%s\" does not exist", syntax.Clip(name))
	}
	return nil
}
