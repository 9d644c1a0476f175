package function

import "strconv"

// catalogFunctions ask about what the catalogue has: objects by their numbers or names, and who may do what to them.
// The engine's expression puts the question to an engine.System, whose answers package catalog gives.
// Source: PostgreSQL 8.0, System Information Functions, and docs.aws.amazon.com/redshift/latest/dg/r_System_information_functions.html.
var catalogFunctions = []Function{
	asks("pg_get_userbyid", 1, "name"), asks("pg_table_is_visible", 1, "bool"), asks("pg_type_is_visible", 1, "bool"), asks("pg_function_is_visible", 1, "bool"),
	asks("pg_get_viewdef", 1, "longtext"), asks("pg_get_viewdef", 2, "longtext"), asks("pg_get_ruledef", 1, "longtext"), asks("pg_get_ruledef", 2, "longtext"), asks("pg_get_triggerdef", 1, "longtext"), asks("pg_get_triggerdef", 2, "longtext"),
	asks("pg_get_indexdef", 1, "longtext"), asks("pg_get_indexdef", 3, "longtext"), asks("pg_get_constraintdef", 1, "longtext"), asks("pg_get_constraintdef", 2, "longtext"),
	asks("pg_get_functiondef", 1, "longtext"), asks("format_type", 2, "longtext"), asks("format_encoding", 1, "longtext"),
	asks("obj_description", 1, "longtext"), asks("obj_description", 2, "longtext"), asks("col_description", 2, "longtext"),
	asks("pg_encoding_to_char", 1, "name"), asks("pg_relation_size", 1, "int8"), asks("pg_database_size", 1, "int8"), asks("pg_size_pretty", 1, "longtext"),
	alike(asks("pg_relation_size", 1, "int8"), "pg_table_size"), alike(asks("pg_relation_size", 1, "int8"), "pg_total_relation_size"),
	asks("pg_get_function_result", 1, "longtext"), asks("pg_get_function_arguments", 1, "longtext"),
	alike(asks("pg_get_function_arguments", 1, "longtext"), "pg_get_function_identity_arguments"), asks("pg_operator_is_visible", 1, "bool"),
	asks("pg_tablespace_location", 1, "longtext"),
	alike(asks("obj_description", 2, "longtext"), "shobj_description"),
	asks("array_to_string", 2, "longtext"),
	asks("has_table_privilege", 2, "bool"), asks("has_table_privilege", 3, "bool"), asks("has_schema_privilege", 2, "bool"), asks("has_schema_privilege", 3, "bool"),
	asks("has_database_privilege", 2, "bool"), asks("has_database_privilege", 3, "bool"), asks("has_function_privilege", 2, "bool"), asks("has_function_privilege", 3, "bool"),
	asks("has_language_privilege", 2, "bool"), asks("has_language_privilege", 3, "bool"), asks("has_column_privilege", 3, "bool"), asks("has_column_privilege", 4, "bool"),

	acts("pg_last_query_id", 0, "int8"),
	acts("pg_cancel_backend", 1, "int4"), acts("pg_terminate_backend", 1, "int4"),

	// An expression is kept as the text that it was written as.
	{Name: "pg_get_expr", Args: "any, any", Result: "longtext", Engine: "CASE WHEN {2} IS NOT NULL THEN CAST({1} AS VARCHAR) END"},
	{Name: "pg_get_expr", Args: "any, any, bool", Result: "longtext", Engine: "CASE WHEN {2} IS NOT NULL AND {3} IS NOT NULL THEN CAST({1} AS VARCHAR) END"},
	{Name: "array_upper", Args: "any, int4", Result: "int4", Engine: "countersign_array_upper({1}, {2})"},
	{Name: "array_lower", Args: "any, int4", Result: "int4", Engine: "countersign_array_lower({1}, {2})"},
	{Name: "array_dims", Args: "any", Result: "longtext", Engine: "'[' || countersign_array_lower({1}, 1) || ':' || countersign_array_upper({1}, 1) || ']'"},
	{Name: "unnest", Kind: Table, Args: "any", Result: "longtext", Engine: "unnest(countersign_array_elements({1}))"},
	{Name: "_pg_expandarray", Args: "any", Result: "super", Engine: "unnest(countersign_expanded({1}))"},
}

// asks is a function that asks what it is called, of arguments of any type.
func asks(name string, args int, result string) Function {
	return question("countersign_ask", name, args, result)
}

// alike is a function that is another by a second name.
func alike(f Function, name string) Function {
	f.Name = name
	return f
}

// acts is one whose answer is another each time, or that does something.
func acts(name string, args int, result string) Function {
	f := question("countersign_act", name, args, result)
	f.Volatile = true
	return f
}

func question(how, name string, args int, result string) Function {
	f := Function{Name: name, Result: result, Engine: how + "('" + name + "'"}
	for i := range args {
		if i > 0 {
			f.Args += ", "
		}
		f.Args += "any"
		f.Engine += ", CAST({" + strconv.Itoa(i+1) + "} AS VARCHAR)"
	}
	f.Engine += ")"
	if kind := map[string]string{"bool": "BOOLEAN", "int4": "INTEGER", "int8": "BIGINT"}[result]; kind != "" {
		f.Engine = "CAST(" + f.Engine + " AS " + kind + ")"
	}
	return f
}
