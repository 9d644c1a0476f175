package function

// systemFunctions tell what is true of every session. Those that tell about one session, its
// user or its database are the binder's.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_System_information_functions.html.
var systemFunctions = []Function{
	{Name: "slice_num", Args: "", Result: "int4", Engine: "CAST(0 AS INTEGER)"},
	{Name: "db_collation", Args: "", Result: "varchar", Engine: "CAST('case_sensitive' AS VARCHAR)"},
}
