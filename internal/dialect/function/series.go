package function

// seriesFunctions give rows. Redshift has GENERATE_SERIES from PostgreSQL, and runs it where no
// table of users is read; here it may stand beside tables. The engine bounds how many rows it
// gives, see boundedMacros of its package.
var seriesFunctions = []Function{
	{Name: "generate_series", Kind: Table, Args: "int4, int4", Result: "int4", Engine: "CAST(unnest(generate_series({1}, {2})) AS INTEGER)"},
	{Name: "generate_series", Kind: Table, Args: "int8, int8", Result: "int8", Engine: "unnest(generate_series({1}, {2}))"},
	{Name: "generate_series", Kind: Table, Args: "int4, int4, int4", Result: "int4", Engine: "CAST(unnest(generate_series({1}, {2}, {3})) AS INTEGER)"},
	{Name: "generate_series", Kind: Table, Args: "int8, int8, int8", Result: "int8", Engine: "unnest(generate_series({1}, {2}, {3}))"},
}
