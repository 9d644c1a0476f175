package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// What SHOW lists of functions, of procedures and of grants.

// shownRoutines are those of all databases that somebody made and who asks may see.
func shownRoutines(procedures bool) func(s *Source) []*routine {
	return func(s *Source) []*routine {
		return filter(s.Objects.load().routines, func(r *routine) bool { return r.Procedure == procedures && s.seesSchema(r.namespace) })
	}
}

// typeList are types with commas between them, as SHOW writes them.
func typeList(args []relation.Argument) string {
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = shownTypeName(a.Type)
	}
	return strings.Join(list, ", ")
}

// shownTypeName is a type without its length.
func shownTypeName(name string) string {
	t, ok := types.Parse(name)
	if !ok {
		return name
	}
	switch t.ID {
	case types.IntervalYM:
		return "intervaly2m"
	case types.IntervalDS:
		return "intervald2s"
	}
	return t.Base()
}

func argumentList(r *routine) string {
	var in []relation.Argument
	for _, a := range r.Args {
		if a.Mode != "OUT" {
			in = append(in, a)
		}
	}
	return typeList(in)
}

func routineShown() fields[*routine] {
	return fields[*routine]{
		"database_name":       func(_ *Source, r *routine) any { return r.namespace.database },
		"schema_name":         func(_ *Source, r *routine) any { return r.Schema },
		"procedure_name":      func(_ *Source, r *routine) any { return r.Name },
		"function_name":       func(_ *Source, r *routine) any { return r.Name },
		"object_name":         func(_ *Source, r *routine) any { return r.Name },
		"object_type":         func(_ *Source, r *routine) any { return r.Kind() },
		"number_of_arguments": func(_ *Source, r *routine) any { return len(r.In()) },
		"argument_list":       func(_ *Source, r *routine) any { return argumentList(r) },
		"return_type": func(_ *Source, r *routine) any {
			if r.Procedure {
				return orNull(typeList(r.Out()))
			}
			return shownTypeName(r.Returns)
		},
		"definition": func(_ *Source, r *routine) any { return RoutineText(r.Routine) },
	}
}

// A shownParameter is a line of SHOW PARAMETERS: 0 is what a function gives.
type shownParameter struct {
	*routine
	place int
}

func shownParameters(procedures bool) func(s *Source) []shownParameter {
	return func(s *Source) (list []shownParameter) {
		for _, r := range shownRoutines(procedures)(s) {
			if !r.Procedure {
				list = append(list, shownParameter{r, 0})
			}
			for i := range r.Args {
				list = append(list, shownParameter{r, i + 1})
			}
		}
		return list
	}
}

// argument is the parameter's declaration.
func (p shownParameter) argument() relation.Argument {
	if p.place == 0 {
		return relation.Argument{Mode: "RETURN", Type: p.Returns}
	}
	return p.Args[p.place-1]
}

func (p shownParameter) kind() types.Type {
	t, _ := types.Parse(p.argument().Type)
	return t
}

func parameterShown() fields[shownParameter] {
	return fields[shownParameter]{
		"argument_list":            func(_ *Source, p shownParameter) any { return argumentList(p.routine) },
		"database_name":            func(_ *Source, p shownParameter) any { return p.namespace.database },
		"schema_name":              func(_ *Source, p shownParameter) any { return p.Schema },
		"procedure_name":           func(_ *Source, p shownParameter) any { return p.Name },
		"function_name":            func(_ *Source, p shownParameter) any { return p.Name },
		"parameter_name":           func(_ *Source, p shownParameter) any { return p.argument().Name },
		"ordinal_position":         func(_ *Source, p shownParameter) any { return p.place },
		"parameter_type":           func(_ *Source, p shownParameter) any { return orElse(p.argument().Mode, "IN") },
		"data_type":                func(_ *Source, p shownParameter) any { return orElse(p.kind().Base(), p.argument().Type) },
		"character_maximum_length": func(_ *Source, p shownParameter) any { return shownLength(p.kind()) },
		"numeric_precision":        func(_ *Source, p shownParameter) any { return numericPrecision(p.kind()) },
		"numeric_scale":            func(_ *Source, p shownParameter) any { return numericScale(p.kind()) },
	}
}

// RoutineText is a routine as a statement that makes it.
func RoutineText(r *relation.Routine) string {
	args := make([]string, len(r.Args))
	for i, a := range r.Args {
		args[i] = strings.Join(strings.Fields(a.Mode+" "+quoteIfAny(a.Name)+" "+a.Type), " ")
	}
	text := "CREATE OR REPLACE " + r.Kind() + " " + QuoteName(r.Schema) + "." + QuoteName(r.Name) + "(" + strings.Join(args, ", ") + ")\n"
	if !r.Procedure {
		text += " RETURNS " + r.Returns + "\n"
	}
	text += " LANGUAGE " + r.Language + "\n"
	for _, word := range []string{r.Volatility, map[bool]string{true: "NONATOMIC"}[r.NonAtomic]} {
		if word != "" {
			text += " " + word + "\n"
		}
	}
	text += "AS $_$" + r.Body + "$_$\n"
	if r.Definer {
		text += " SECURITY DEFINER\n"
	}
	for _, set := range r.Set {
		text += " SET " + set.Name + " TO " + strings.Join(set.Values, ", ") + "\n"
	}
	return text
}

func quoteIfAny(name string) string {
	if name == "" {
		return ""
	}
	return QuoteName(name)
}

// grantShown are the columns of the forms of SHOW GRANTS. kind is of the object, and scope the privilege's own.
func grantShown(kind, scope string) fields[grant] {
	return fields[grant]{
		"argument_list":  func(_ *Source, g grant) any { return g.args },
		"database_name":  func(_ *Source, g grant) any { return g.database },
		"schema_name":    func(_ *Source, g grant) any { return orNull(g.schema) },
		"object_name":    func(_ *Source, g grant) any { return orNull(g.object) },
		"table_name":     func(_ *Source, g grant) any { return orNull(g.object) },
		"column_name":    func(_ *Source, g grant) any { return g.column },
		"object_type":    func(_ *Source, g grant) any { return orElse(g.kind, kind) },
		"privilege_type": func(_ *Source, g grant) any { return g.privilege },
		"identity_id":    func(_ *Source, g grant) any { return g.to.ID },
		"identity_name":  func(s *Source, g grant) any { return s.granteeName(g.to) },
		"identity_type":  func(_ *Source, g grant) any { return granteeKinds[g.to.Kind] },
		"admin_option":   func(_ *Source, g grant) any { return g.option },
		"privilege_scope": func(_ *Source, g grant) any {
			if g.scope != "" {
				return g.scope
			}
			return orElse(g.kind, scope)
		},
		"grantor_name": func(s *Source, g grant) any { return s.userName(g.by) },
	}
}

// others leaves out what owners have because they own it.
func others(list func(*Source) []grant) func(*Source) []grant {
	return func(s *Source) []grant {
		return filter(list(s), func(g grant) bool { return g.to.Kind != 'u' || g.to.ID != g.owner })
	}
}

// everyGrant are those on all objects of the session's database.
func everyGrant(s *Source) (list []grant) {
	for kind, some := range map[string]func(*Source) []grant{
		"TABLE": relationGrants, "SCHEMA": schemaGrants, "DATABASE": databaseGrants, "": functionGrants,
	} {
		for _, g := range others(shown(some))(s) {
			g.kind = orElse(g.kind, kind)
			list = append(list, g)
		}
	}
	return list
}

// named gives a schema's grants the name of their object.
func named(list func(*Source) []grant) func(*Source) []grant {
	return func(s *Source) []grant {
		out := list(s)
		for i := range out {
			out[i].object = out[i].schema
		}
		return out
	}
}

func showRoutines() map[string]maker {
	return map[string]maker{
		"countersign_show_procedures":           of(shownRoutines(true), routineShown()),
		"countersign_show_functions":            of(shownRoutines(false), routineShown()),
		"countersign_show_procedure_parameters": of(shownParameters(true), parameterShown()),
		"countersign_show_function_parameters":  of(shownParameters(false), parameterShown()),
		"countersign_show_routine":              of(func(s *Source) []*routine { return append(shownRoutines(true)(s), shownRoutines(false)(s)...) }, routineShown()),
		"countersign_show_table_grants":         of(others(shown(relationGrants)), grantShown("TABLE", "TABLE")),
		"countersign_show_schema_grants":        of(named(others(shown(both(schemaGrants, scopedGrants(false))))), grantShown("SCHEMA", "SCHEMA")),
		"countersign_show_database_grants":      of(others(shown(both(databaseGrants, scopedGrants(true)))), grantShown("DATABASE", "DATABASE")),
		"countersign_show_routine_grants":       of(others(shown(functionGrants)), grantShown("", "")),
		"countersign_show_column_grants":        of(others(shown(columnGrants)), grantShown("COLUMN", "COLUMN")),
		"countersign_show_grants":               of(everyGrant, grantShown("", "")),
	}
}
