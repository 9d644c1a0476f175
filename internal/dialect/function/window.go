package function

// windowFunctions need OVER. The aggregates may have it, too.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html.
var windowFunctions = []Function{
	{Name: "row_number", Kind: Window, Args: "", Result: "int8", Engine: "row_number(){o}"},
	{Name: "rank", Kind: Window, Args: "", Result: "int8", Engine: "rank(){o}"},
	{Name: "dense_rank", Kind: Window, Args: "", Result: "int8", Engine: "dense_rank(){o}"},
	{Name: "percent_rank", Kind: Window, Args: "", Result: "float8", Engine: "percent_rank(){o}"},
	{Name: "cume_dist", Kind: Window, Args: "", Result: "float8", Engine: "cume_dist(){o}"},
	{Name: "ntile", Kind: Window, Args: "int8", Result: "int8", Engine: "ntile({1}){o}"},
	{Name: "lag", Kind: Window, Args: "any", Result: "=1", Engine: "lag({1} {nulls}){o}"},
	{Name: "lag", Kind: Window, Args: "any, int4", Result: "=1", Engine: "lag({1}, {2} {nulls}){o}"},
	{Name: "lead", Kind: Window, Args: "any", Result: "=1", Engine: "lead({1} {nulls}){o}"},
	{Name: "lead", Kind: Window, Args: "any, int4", Result: "=1", Engine: "lead({1}, {2} {nulls}){o}"},
	{Name: "first_value", Kind: Window, Args: "any", Result: "=1", Engine: "first_value({1} {nulls}){o}"},
	{Name: "last_value", Kind: Window, Args: "any", Result: "=1", Engine: "last_value({1} {nulls}){o}"},
	{Name: "nth_value", Kind: Window, Args: "any, int4", Result: "=1", Engine: "nth_value({1}, {2} {nulls}){o}"},
	{Name: "ratio_to_report", Kind: Window, Args: "float8", Result: "float8", Engine: "({1} / countersign_divisor(sum({1}){o}))"},
}
