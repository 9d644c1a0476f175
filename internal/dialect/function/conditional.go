package function

// conditionalFunctions choose one of their arguments. DECODE is none of them: the binder
// makes it a CASE whose conditions hold for NULLs too.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html.
var conditionalFunctions = []Function{
	{Name: "coalesce", Args: "same, same*", Result: "same", Engine: "coalesce({*})"},
	{Name: "nvl", Args: "same, same*", Result: "same", Engine: "coalesce({*})", Column: "coalesce"},
	// In no list of the guide: AWS's own drivers ask the catalogue with it.
	{Name: "isnull", Args: "same, same", Result: "same", Engine: "coalesce({*})", Column: "coalesce"},
	{Name: "nvl2", Args: "any, same, same", Result: "same", Engine: "CASE WHEN {1} IS NOT NULL THEN {2} ELSE {3} END", Column: "case"},
	{Name: "nullif", Args: "same, same", Result: "same", Engine: "nullif({1}, {2})"},
	// NULLs are left out, unless all are NULL. The engine does so too.
	{Name: "greatest", Args: "same, same*", Result: "same", Engine: "greatest({*})"},
	{Name: "least", Args: "same, same*", Result: "same", Engine: "least({*})"},
}
