package function

// bitFunctions do what operators do, for whole numbers and bytes; AWS shows them under the
// names that the operators have in the catalogue.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_OPERATOR_SYMBOLS.html.
var bitFunctions = []Function{
	{Name: "int2and", Args: "int2, int2", Result: "int2", Engine: "({1} & {2})"},
	{Name: "int4and", Args: "int4, int4", Result: "int4", Engine: "({1} & {2})"},
	{Name: "int8and", Args: "int8, int8", Result: "int8", Engine: "({1} & {2})"},
	{Name: "int2or", Args: "int2, int2", Result: "int2", Engine: "({1} | {2})"},
	{Name: "int4or", Args: "int4, int4", Result: "int4", Engine: "({1} | {2})"},
	{Name: "int8or", Args: "int8, int8", Result: "int8", Engine: "({1} | {2})"},
	{Name: "int2xor", Args: "int2, int2", Result: "int2", Engine: "xor({1}, {2})"},
	{Name: "int4xor", Args: "int4, int4", Result: "int4", Engine: "xor({1}, {2})"},
	{Name: "int8xor", Args: "int8, int8", Result: "int8", Engine: "xor({1}, {2})"},
	{Name: "int2not", Args: "int2", Result: "int2", Engine: "(~{1})"},
	{Name: "int4not", Args: "int4", Result: "int4", Engine: "(~{1})"},
	{Name: "int8not", Args: "int8", Result: "int8", Engine: "(~{1})"},
}
