package function

// aggregateFunctions are for groups and, with OVER, for windows. COUNT(*) is the binder's. APPROXIMATE COUNT(DISTINCT …)
// is COUNT(DISTINCT …): an exact answer is as good.
//
// Whole numbers have whole averages, and those of NUMERIC have its scale: both are cut off.
// Those of BIGINT are BIGINT, and NUMERIC over windows, as the guide has it.
// Sources: c_Aggregate_Functions.html, r_AVG.html, r_WF_AVG.html, r_SUM.html and r_LISTAGG.html in
// docs.aws.amazon.com/redshift/latest/dg.
var aggregateFunctions = []Function{
	{Name: "count", Kind: Aggregate, Args: "any", Result: "int8", Engine: "count({d} {1}){o}"},
	{Name: "sum", Kind: Aggregate, Args: "int2", Result: "int8", Engine: "CAST(sum({d} {1}){o} AS BIGINT)"},
	{Name: "sum", Kind: Aggregate, Args: "int4", Result: "int8", Engine: "CAST(sum({d} {1}){o} AS BIGINT)"},
	{Name: "sum", Kind: Aggregate, Args: "int8", Result: "int8", Engine: "CAST(sum({d} {1}){o} AS BIGINT)"},
	{Name: "sum", Kind: Window, Args: "int8", Result: "numeric(38,0)", Engine: "CAST(sum({d} {1}){o} AS DECIMAL(38,0))"},
	{Name: "sum", Kind: Aggregate, Args: "numeric", Result: "numeric(38,s1)", Engine: "CAST(sum({d} {1}){o} AS DECIMAL(38,{s}))"},
	{Name: "sum", Kind: Aggregate, Args: "float4", Result: "float8", Engine: "sum({d} CAST({1} AS DOUBLE)){o}"},
	{Name: "sum", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "sum({d} {1}){o}"},
	{Name: "avg", Kind: Aggregate, Args: "int2", Result: "int8", Engine: "CAST(sum({d} {1}){o} // count({d} {1}){o} AS BIGINT)"},
	{Name: "avg", Kind: Aggregate, Args: "int4", Result: "int8", Engine: "CAST(sum({d} {1}){o} // count({d} {1}){o} AS BIGINT)"},
	{Name: "avg", Kind: Aggregate, Args: "int8", Result: "int8", Engine: "CAST(sum({d} {1}){o} // count({d} {1}){o} AS BIGINT)"},
	{Name: "avg", Kind: Window, Args: "int8", Result: "numeric(38,0)", Engine: "CAST(sum({d} {1}){o} // count({d} {1}){o} AS DECIMAL(38,0))"},
	{Name: "avg", Kind: Aggregate, Args: "numeric", Result: "numeric(38,s1)", Engine: "CAST(countersign_average(sum({d} {1}){o}, count({d} {1}){o}, {s}) AS DECIMAL(38,{s}))"},
	{Name: "avg", Kind: Aggregate, Args: "float4", Result: "float8", Engine: "avg({d} CAST({1} AS DOUBLE)){o}"},
	{Name: "avg", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "avg({d} {1}){o}"},
	{Name: "min", Kind: Aggregate, Args: "any", Result: "=1", Engine: "min({d} {1}){o}"},
	{Name: "max", Kind: Aggregate, Args: "any", Result: "=1", Engine: "max({d} {1}){o}"},
	{Name: "any_value", Kind: Aggregate, Args: "any", Result: "=1", Engine: "any_value({d} {1}){o}"},
	{Name: "stddev", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "stddev_samp({d} {1}){o}"},
	{Name: "stddev_samp", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "stddev_samp({d} {1}){o}"},
	{Name: "stddev_pop", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "stddev_pop({d} {1}){o}"},
	{Name: "variance", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "var_samp({d} {1}){o}"},
	{Name: "var_samp", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "var_samp({d} {1}){o}"},
	{Name: "var_pop", Kind: Aggregate, Args: "float8", Result: "float8", Engine: "var_pop({d} {1}){o}"},
	{Name: "bool_and", Kind: Aggregate, Args: "bool", Result: "bool", Engine: "bool_and({d} {1}){o}"},
	{Name: "bool_or", Kind: Aggregate, Args: "bool", Result: "bool", Engine: "bool_or({d} {1}){o}"},
	{Name: "every", Kind: Aggregate, Args: "bool", Result: "bool", Engine: "bool_and({d} {1}){o}"},
	{Name: "bit_and", Kind: Aggregate, Args: "int2", Result: "int2", Engine: "bit_and({d} {1}){o}"},
	{Name: "bit_and", Kind: Aggregate, Args: "int4", Result: "int4", Engine: "bit_and({d} {1}){o}"},
	{Name: "bit_and", Kind: Aggregate, Args: "int8", Result: "int8", Engine: "bit_and({d} {1}){o}"},
	{Name: "bit_or", Kind: Aggregate, Args: "int2", Result: "int2", Engine: "bit_or({d} {1}){o}"},
	{Name: "bit_or", Kind: Aggregate, Args: "int4", Result: "int4", Engine: "bit_or({d} {1}){o}"},
	{Name: "bit_or", Kind: Aggregate, Args: "int8", Result: "int8", Engine: "bit_or({d} {1}){o}"},
	{Name: "listagg", Kind: Aggregate, Args: "varchar", Result: "varchar", Engine: "countersign_listagg(list({1} {order}) FILTER (WHERE {1} <> ''){o}, '', '{d}' <> '')"},
	{Name: "listagg", Kind: Aggregate, Args: "varchar, varchar", Result: "varchar", Engine: "countersign_listagg(list({1} {order}) FILTER (WHERE {1} <> ''){o}, coalesce({2}, ''), '{d}' <> '')"},
}
