package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// What functions ask: each question is named as its function is, or as the cast that asks.

// An asking is a question with its arguments.
type asking struct {
	*Source
	args []*string
}

func (a asking) text(i int) string {
	if i < len(a.args) && a.args[i] != nil {
		return *a.args[i]
	}
	return ""
}

func (a asking) number(i int) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(a.text(i)), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// told is an answer; the empty one with ok false is NULL.
func told(s string, ok bool) (*string, error) {
	if !ok {
		return nil, nil
	}
	return &s, nil
}

func truth(is bool) (*string, error) { return told(strconv.FormatBool(is), true) }

// Answer answers what a function asks. NULL is the answer to NULL.
func (s *Source) Answer(question string, args []*string) (*string, error) {
	answer, ok := answers[question]
	if !ok {
		return nil, fmt.Errorf("catalog: nobody knows %s", question)
	}
	if slices.Contains(args, nil) && question != "format_type" {
		return nil, nil
	}
	return answer(asking{s, args})
}

var answers = map[string]func(asking) (*string, error){
	"pg_get_userbyid":        func(a asking) (*string, error) { return told(a.userName(int(a.number(0))), true) },
	"pg_table_is_visible":    func(a asking) (*string, error) { return truth(a.visible(a.Objects.find(a.number(0)))) },
	"pg_type_is_visible":     func(a asking) (*string, error) { return truth(typeByNumber(uint32(a.number(0))).oid != 0) },
	"pg_function_is_visible": func(a asking) (*string, error) { return truth(a.visibleProc(a.number(0))) },
	"pg_get_viewdef":         asking.viewDefinition,
	"pg_get_ruledef":         asking.ruleDefinition,
	"pg_get_triggerdef":      func(asking) (*string, error) { return nil, nil }, // there are none
	"pg_get_indexdef":        asking.indexDefinition,
	"pg_get_constraintdef":   asking.constraintDefinition,
	"pg_get_functiondef":     asking.functionDefinition,
	"format_type":            asking.formatType,
	"format_encoding":        asking.formatEncoding,
	"obj_description":        asking.description,
	"col_description":        asking.columnDescription,
	"pg_relation_size":       asking.relationSize,
	"pg_get_function_result": func(a asking) (*string, error) {
		p := a.procByNumber(a.number(0))
		if p == nil {
			return nil, nil
		}
		return told(FormatType(int64(p.result), -1), true)
	},
	"pg_get_function_arguments": func(a asking) (*string, error) {
		p := a.procByNumber(a.number(0))
		if p == nil {
			return nil, nil
		}
		return told(argumentTypes(*p), true)
	},
	"pg_operator_is_visible": func(asking) (*string, error) { return truth(true) },
	"pg_tablespace_location": func(asking) (*string, error) { return told("", true) },
	"pg_size_pretty":         func(a asking) (*string, error) { return told(prettySize(a.number(0)), true) },
	"pg_database_size":       asking.databaseSize,
	"pg_encoding_to_char": func(a asking) (*string, error) {
		return told(map[int64]string{6: "UNICODE", 0: "SQL_ASCII"}[a.number(0)], true)
	},
	"regclass_number":     asking.relationNumber,
	"regclass_name":       asking.relationName,
	"regtype_number":      asking.typeNumber,
	"regtype_name":        func(a asking) (*string, error) { return told(FormatType(a.number(0), -1), true) },
	"regproc_number":      asking.procNumber,
	"regproc_name":        asking.procName,
	"regnamespace_number": asking.namespaceNumber,
	"array_to_string":     func(a asking) (*string, error) { return told(strings.Join(Elements(a.text(0)), a.text(1)), true) },
	"array_element":       asking.arrayElement,
	"array_cat": func(a asking) (*string, error) {
		left, right := strings.TrimSuffix(a.text(0), "}"), strings.TrimPrefix(a.text(1), "{")
		if left != "{" && right != "}" {
			left += ","
		}
		return told(left+right, true)
	},
	"array_contains":         func(a asking) (*string, error) { return truth(slices.Contains(Elements(a.text(0)), a.text(1))) },
	"array_length":           func(a asking) (*string, error) { return told(itoa(len(Elements(a.text(0)))), true) },
	"pg_last_query_id":       asking.lastQuery,
	"pg_last_copy_id":        func(asking) (*string, error) { return told("-1", true) }, // none was run
	"pg_last_unload_id":      func(asking) (*string, error) { return told("-1", true) },
	"pg_last_copy_count":     func(asking) (*string, error) { return told("0", true) },
	"pg_last_unload_count":   func(asking) (*string, error) { return told("0", true) },
	"pg_cancel_backend":      func(a asking) (*string, error) { return a.stop(false) },
	"pg_terminate_backend":   func(a asking) (*string, error) { return a.stop(true) },
	"has_table_privilege":    func(a asking) (*string, error) { return a.hasPrivilege("table") },
	"has_column_privilege":   func(a asking) (*string, error) { return a.hasPrivilege("column") },
	"has_schema_privilege":   func(a asking) (*string, error) { return a.hasPrivilege("schema") },
	"has_database_privilege": func(a asking) (*string, error) { return a.hasPrivilege("database") },
	"has_function_privilege": func(a asking) (*string, error) { return a.hasPrivilege("function") },
	"has_language_privilege": func(a asking) (*string, error) { return a.hasPrivilege("language") },
}

// visible tells whether a relation is found without its schema.
func (s *Source) visible(c *class) bool {
	if c == nil {
		return false
	}
	if c.index != nil || c.rel.Temp {
		return c.rel.Temp || slices.Contains(s.Path, c.namespace.name)
	}
	return s.Objects.relations.Find([]string{c.rel.Name}, s.Path) == c.rel
}

func (s *Source) visibleProc(oid int64) bool {
	p := s.procByNumber(oid)
	return p != nil && (p.schema == Catalog || slices.Contains(s.Path, p.schema))
}

func (s *Source) procByNumber(oid int64) *proc {
	list := procs(s)
	for i := range list {
		if int64(list[i].oid) == oid {
			return &list[i]
		}
	}
	return nil
}

// shownName is a relation's name as regclass shows it: with its schema where it is not found without.
func (s *Source) shownName(c *class) string {
	if s.visible(c) {
		return QuoteName(c.name())
	}
	return QuoteName(c.namespace.name) + "." + QuoteName(c.name())
}

// named finds a relation by its name in SQL, or by its number.
func (a asking) named(name string) *class {
	if n, err := strconv.ParseInt(strings.TrimSpace(name), 10, 64); err == nil {
		return a.Objects.find(n)
	}
	parts := syntax.NameParts(name)
	if len(parts) == 0 || len(parts) > 3 {
		return nil
	}
	rel := a.Objects.load().relations.Find(parts, a.Path)
	if rel == nil {
		return a.namedIndex(parts)
	}
	return a.Objects.byOID[rel.OID]
}

func (a asking) namedIndex(parts []string) *class {
	for _, c := range a.Objects.here {
		if c.index != nil && c.index.name == parts[len(parts)-1] && (len(parts) == 1 && a.visible(c) || len(parts) == 2 && c.namespace.name == parts[0]) {
			return c
		}
	}
	return nil
}

func (a asking) relationNumber() (*string, error) {
	name := a.text(0)
	if name == "-" {
		return told("0", true)
	}
	if n, err := strconv.ParseUint(strings.TrimSpace(name), 10, 32); err == nil {
		return told(strconv.FormatUint(n, 10), true)
	}
	c := a.named(name)
	if c == nil {
		return nil, &engine.Error{State: engine.UndefinedTable, Message: fmt.Sprintf("relation \"%s\" does not exist", strings.Join(syntax.NameParts(name), "."))}
	}
	return told(strconv.FormatUint(uint64(c.oid), 10), true)
}

func (a asking) relationName() (*string, error) {
	c := a.Objects.find(a.number(0))
	switch {
	case c != nil:
		return told(a.shownName(c), true)
	case a.number(0) == 0:
		return told("-", true)
	}
	return told(a.text(0), true)
}

func (a asking) typeNumber() (*string, error) {
	k, ok := typeByName(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(a.text(0)), "pg_catalog.")))
	if n := a.number(0); !ok && n >= 0 {
		return told(a.text(0), true)
	}
	if !ok {
		return nil, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("type \"%s\" does not exist", a.text(0))}
	}
	return told(strconv.FormatUint(uint64(k.oid), 10), true)
}

func (a asking) procNumber() (*string, error) {
	parts := syntax.NameParts(a.text(0))
	for _, p := range procs(a.Source) {
		if p.name == parts[len(parts)-1] {
			return told(strconv.FormatUint(uint64(p.oid), 10), true)
		}
	}
	return nil, &engine.Error{State: engine.UndefinedFunction, Message: fmt.Sprintf("function \"%s\" does not exist", a.text(0))}
}

func (a asking) procName() (*string, error) {
	if p := a.procByNumber(a.number(0)); p != nil {
		return told(p.name, true)
	}
	if a.number(0) == 0 {
		return told("-", true)
	}
	return told(a.text(0), true)
}

func (a asking) namespaceNumber() (*string, error) {
	for _, n := range namespaces(a.Source) {
		if n.name == syntax.NameParts(a.text(0))[0] {
			return told(strconv.FormatUint(uint64(n.oid), 10), true)
		}
	}
	return nil, &engine.Error{State: engine.InvalidSchemaName, Message: fmt.Sprintf("schema \"%s\" does not exist", a.text(0))}
}

// viewDefinition is what CREATE VIEW was told, and of what is no view that.
func (a asking) viewDefinition() (*string, error) {
	c := a.named(a.text(0))
	switch {
	case c == nil:
		return told("Not a view", true)
	case c.rel.Note.Query == "":
		return told("Not a view", true)
	}
	return told(fmt.Sprint(viewText(c.rel)), true)
}

func (a asking) ruleDefinition() (*string, error) {
	for _, c := range views(a.Source) {
		if int64(ruleOID(c)) == a.number(0) {
			return told("CREATE RULE \"_RETURN\" AS ON SELECT TO "+qualified(c)+" DO INSTEAD "+fmt.Sprint(viewText(c.rel)), true)
		}
	}
	return nil, nil
}

// indexDefinition is CREATE INDEX; with a place it is the name of that column.
func (a asking) indexDefinition() (*string, error) {
	c := a.Objects.find(a.number(0))
	if c == nil || c.index == nil {
		return nil, nil
	}
	if len(a.args) > 1 && a.number(1) > 0 {
		at := int(a.number(1))
		if at > len(c.index.columns) {
			return told("", true)
		}
		return told(columnNames(c.rel, c.index.columns[at-1:at]), true)
	}
	return told(indexText(c), true)
}

func (a asking) constraintDefinition() (*string, error) {
	for _, k := range constraints(a.Source) {
		if int64(k.oid) == a.number(0) {
			return told(constraintText(a.Source, k), true)
		}
	}
	return nil, nil
}

func (a asking) functionDefinition() (*string, error) {
	p := a.procByNumber(a.number(0))
	if p == nil || p.source == "" {
		return nil, nil
	}
	return told(p.source, true)
}

func (a asking) formatType() (*string, error) {
	if a.args[0] == nil {
		return nil, nil
	}
	modifier := -1
	if len(a.args) > 1 && a.args[1] != nil {
		modifier = int(a.number(1))
	}
	return told(FormatType(a.number(0), modifier), true)
}

func (a asking) formatEncoding() (*string, error) {
	n := a.number(0)
	if n < 0 || n >= int64(len(encodings)) {
		return told("unknown", true)
	}
	return told(encodings[n], true)
}

// description is what COMMENT ON says of an object, of a catalogue where one is named.
func (a asking) description() (*string, error) {
	for _, d := range descriptions(a.Source) {
		if int64(d.oid) == a.number(0) && d.sub == 0 && (len(a.args) < 2 || knownOIDs[a.text(1)] == d.class) {
			return told(d.text, true)
		}
	}
	return nil, nil
}

func (a asking) columnDescription() (*string, error) {
	c, at := a.Objects.find(a.number(0)), int(a.number(1))
	if c == nil || c.index != nil || at < 1 || at > len(c.rel.Columns) {
		return nil, nil
	}
	said := c.rel.Columns[at-1].Note.Said
	return told(said, said != "")
}

// relationSize is in bytes.
func (a asking) relationSize() (*string, error) {
	c := a.named(a.text(0))
	if c == nil {
		return nil, &engine.Error{State: engine.UndefinedTable, Message: fmt.Sprintf("relation \"%s\" does not exist", a.text(0))}
	}
	if !c.isTable() {
		return told("0", true)
	}
	return told(strconv.FormatInt(a.blocks(c)*blockBytes, 10), true)
}

// databaseSize is in bytes.
func (a asking) databaseSize() (*string, error) {
	for _, d := range databases(a.Source) {
		if d.name != strings.ToLower(a.text(0)) && int64(d.oid) != a.number(0) {
			continue
		}
		total := int64(0)
		for _, c := range a.Objects.classes {
			if c.isTable() && c.rel.Database == d.name {
				total += a.blocks(c)
			}
		}
		return told(strconv.FormatInt(total*blockBytes, 10), true)
	}
	return nil, &engine.Error{State: engine.InvalidCatalogName, Message: fmt.Sprintf("database \"%s\" does not exist", a.text(0))}
}

// prettySize is a number of bytes as pg_size_pretty writes it.
func prettySize(n int64) string {
	const limit = 10 * 1024
	for _, unit := range []string{"bytes", "kB", "MB", "GB"} {
		if n < limit && n > -limit {
			return strconv.FormatInt(n, 10) + " " + unit
		}
		n = (n + 512) / 1024
	}
	return strconv.FormatInt(n, 10) + " TB"
}

// arrayElement is an element, counted from 1; NULL where there is none.
func (a asking) arrayElement() (*string, error) {
	list, at := Elements(a.text(0)), a.number(1)
	if at < 1 || at > int64(len(list)) {
		return nil, nil
	}
	return told(list[at-1], true)
}

// Elements reads an array as PostgreSQL writes it, or a vector.
func Elements(array string) (list []string) {
	body, braces := strings.CutPrefix(array, "{")
	if !braces {
		return strings.Fields(array)
	}
	body = strings.TrimSuffix(body, "}")
	if body == "" {
		return nil
	}
	var b strings.Builder
	quoted := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '\\' && i+1 < len(body):
			i++
			b.WriteByte(body[i])
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			list = append(list, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(list, b.String())
}

// lastQuery is the number of the session's query before this one; -1 where there is none.
func (a asking) lastQuery() (*string, error) {
	return told(strconv.FormatInt(a.LastQuery, 10), true)
}

// stop tells a session to stop its statement or to end: a superuser any, others their own.
func (a asking) stop(end bool) (*string, error) {
	pid := int(a.number(0))
	for _, o := range a.Activity.Sessions() {
		if o.PID != pid {
			continue
		}
		if !a.Viewer.Super && o.UserID != a.Viewer.ID {
			return nil, &engine.Error{State: engine.InsufficientPrivilege, Message: "must be superuser to signal other server processes"}
		}
		if a.Signal != nil && a.Signal(pid, end) {
			return told("1", true)
		}
	}
	return told("0", true)
}

var _ engine.System = (*Source)(nil)
