package function

// varbyteFunctions are about bytes.
// Source: docs.aws.amazon.com/redshift/latest/dg/varbyte-functions.html.
var varbyteFunctions = []Function{
	{Name: "to_varbyte", Args: "varchar, varchar", Result: "varbyte", Engine: "countersign_to_varbyte({1}, {2})"},
	{Name: "from_varbyte", Args: "varbyte, varchar", Result: "varchar", Engine: "countersign_from_varbyte({1}, {2})"},
	{Name: "from_hex", Args: "varchar", Result: "varbyte", Engine: "countersign_from_hex({1})"},
	{Name: "to_hex", Args: "int4", Result: "varchar(8)", Engine: "to_hex(CAST({1} AS BIGINT) & 4294967295)"},
	{Name: "to_hex", Args: "int8", Result: "varchar(16)", Engine: "to_hex({1})"},
	{Name: "to_hex", Args: "varbyte", Result: "varchar", Engine: "lower(hex({1}))"},
	{Name: "getbit", Args: "varbyte, int4", Result: "int4", Engine: "countersign_getbit({1}, {2})"},

	{Name: "len", Args: "varbyte", Result: "int4", Engine: "CAST(octet_length({1}) AS INTEGER)"},
	{Name: "length", Args: "varbyte", Result: "int4", Engine: "CAST(octet_length({1}) AS INTEGER)"},
	{Name: "octet_length", Args: "varbyte", Result: "int4", Engine: "CAST(octet_length({1}) AS INTEGER)"},
	{Name: "substring", Args: "varbyte, int4", Result: "varbyte(n1)", Engine: "unhex(countersign_substring_hex({1}, {2}))"},
	{Name: "substring", Args: "varbyte, int4, int4", Result: "varbyte(n1)", Engine: "unhex(countersign_substring_hex({1}, {2}, {3}))"},
	{Name: "substr", Args: "varbyte, int4", Result: "varbyte(n1)", Engine: "unhex(countersign_substring_hex({1}, {2}))"},
	{Name: "substr", Args: "varbyte, int4, int4", Result: "varbyte(n1)", Engine: "unhex(countersign_substring_hex({1}, {2}, {3}))"},
	{Name: "reverse", Args: "varbyte", Result: "varbyte(n1)", Engine: "unhex(countersign_reverse_hex({1}))"},
}
