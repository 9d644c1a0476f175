package function

// systemFunctions tell what is true of every session. Those that tell about one session, its
// user or its database are the binder's.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_System_information_functions.html.
var systemFunctions = []Function{
	{Name: "slice_num", Args: "", Result: "int4", Engine: "CAST(0 AS INTEGER)"},
	{Name: "obj_description", Args: "oid", Result: "varchar", Engine: "countersign_obj_description({1})"},
	{Name: "obj_description", Args: "oid, varchar", Result: "varchar", Engine: "CASE WHEN {2} = 'pg_class' THEN countersign_obj_description({1}) END"},
	{Name: "col_description", Args: "oid, int4", Result: "varchar", Engine: "countersign_col_description({1}, {2})"},
	{Name: "db_collation", Args: "", Result: "varchar", Engine: "CAST('case_sensitive' AS VARCHAR)"},
}
