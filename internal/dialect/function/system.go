package function

import "slices"

// systemFunctions tell what is true of every session. Those that tell about one session, its
// user or its database are the binder's.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_System_information_functions.html.
var systemFunctions = slices.Concat([]Function{
	{Name: "slice_num", Args: "", Result: "int4", Engine: "CAST(0 AS INTEGER)"},
	// There is neither COPY nor UNLOAD, so that none has run.
	{Name: "pg_last_copy_id", Args: "", Result: "int4", Engine: "CAST(-1 AS INTEGER)", Partial: loads},
	{Name: "pg_last_copy_count", Args: "", Result: "int8", Engine: "CAST(0 AS BIGINT)", Partial: loads},
	{Name: "pg_last_unload_id", Args: "", Result: "int4", Engine: "CAST(-1 AS INTEGER)", Partial: loads},
	{Name: "pg_last_unload_count", Args: "", Result: "int8", Engine: "CAST(0 AS BIGINT)", Partial: loads},
	{Name: "db_collation", Args: "", Result: "varchar", Engine: "CAST('case_sensitive' AS VARCHAR)"},
},
	refuse("a session does not know the identity or the roles that it was opened with", "current_session_arn", "default_iam_role", "get_mounted_role"),
	refuse("privileges on IAM roles cannot be granted", "pg_get_grantee_by_iam_role", "pg_get_iam_role_by_user"),
	refuse("the function is not supported", "last_user_query_id"),
	refuse("the roles of a session are not listed", "pg_get_session_roles"),
)

const loads = "there is neither COPY nor UNLOAD, and the answer is that of a session that has run none"

// administrationFunctions change what runs.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_System_administration_functions.html.
var administrationFunctions = slices.Concat(
	refuse("there are no queues of queries", "change_query_priority"),
	refuse("the cluster is rebooted by the management API", "reboot_cluster"),
)

// leaderFunctions are PostgreSQL's, and run where no table of users is read. Here they run everywhere.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions_leader_node_only.html.
var leaderFunctions = slices.Concat([]Function{
	{Name: "now", Args: "", Result: "timestamptz", Engine: "{now}", Volatile: true},
	{Name: "age", Args: "timestamp, timestamp", Result: "interval", Engine: "age({1}, {2})"},
	{Name: "age", Args: "timestamptz, timestamptz", Result: "interval", Engine: "age({1}, {2})"},
	{Name: "age", Args: "timestamp", Result: "interval", Engine: "age(date_trunc('day', CAST({now} AS TIMESTAMP)), {1})", Volatile: true},
	{Name: "isfinite", Args: "timestamp", Result: "bool", Engine: "isfinite({1})"},
	{Name: "isfinite", Args: "date", Result: "bool", Engine: "isfinite({1})"},
	{Name: "isfinite", Args: "timestamptz", Result: "bool", Engine: "isfinite({1})"},
	{Name: "isfinite", Args: "interval", Result: "bool", Engine: "({1} IS NOT NULL)"},
	{Name: "getdatabaseencoding", Args: "", Result: "varchar", Engine: "CAST('UNICODE' AS VARCHAR)"},
},
	refuse("functions of PostgreSQL's bytea are not supported: there are no values of that type", "get_bit", "get_byte", "set_bit", "set_byte"),
	refuse("encoding conversion from UNICODE to ASCII not supported", "to_ascii"),
)

// machineFunctions are of models that SageMaker has trained.
// Source: docs.aws.amazon.com/redshift/latest/dg/ml-function.html.
var machineFunctions = refuse("functions of machine learning models are not supported", "explain_model")
