package function

// stringFunctions work on characters, which are code points. What gives the whole of a text
// in another spelling keeps the text's length; a CHAR is brought to VARCHAR and has lost its
// trailing blanks by then.
// Source: docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html.
var stringFunctions = []Function{
	{Name: "len", Args: "varchar", Result: "int4", Engine: "CAST(length({1}) AS INTEGER)"},
	{Name: "length", Args: "varchar", Result: "int4", Engine: "CAST(length({1}) AS INTEGER)"},
	{Name: "char_length", Args: "varchar", Result: "int4", Engine: "CAST(length({1}) AS INTEGER)"},
	{Name: "character_length", Args: "varchar", Result: "int4", Engine: "CAST(length({1}) AS INTEGER)"},
	{Name: "textlen", Args: "varchar", Result: "int4", Engine: "CAST(length({1}) AS INTEGER)"},
	{Name: "octet_length", Args: "varchar", Result: "int4", Engine: "CAST(strlen({1}) AS INTEGER)"},
	{Name: "bit_length", Args: "varchar", Result: "int4", Engine: "CAST(8 * strlen({1}) AS INTEGER)"},

	{Name: "lower", Args: "varchar", Result: "varchar(n1)", Engine: "lower({1})"},
	{Name: "upper", Args: "varchar", Result: "varchar(n1)", Engine: "upper({1})"},
	{Name: "initcap", Args: "varchar", Result: "varchar(n1)", Engine: "countersign_initcap({1})"},
	{Name: "reverse", Args: "varchar", Result: "varchar(n1)", Engine: "reverse({1})"},

	{Name: "trim", Args: "varchar", Result: "varchar(n1)", Engine: "trim({1}, ' ')", Column: "btrim"},
	{Name: "trim", Args: "varchar, varchar", Result: "varchar(n1)", Engine: "trim({1}, {2})", Column: "btrim"},
	{Name: "btrim", Args: "varchar", Result: "varchar(n1)", Engine: "trim({1}, ' ')"},
	{Name: "btrim", Args: "varchar, varchar", Result: "varchar(n1)", Engine: "trim({1}, {2})"},
	{Name: "ltrim", Args: "varchar", Result: "varchar(n1)", Engine: "ltrim({1}, ' ')"},
	{Name: "ltrim", Args: "varchar, varchar", Result: "varchar(n1)", Engine: "ltrim({1}, {2})"},
	{Name: "rtrim", Args: "varchar", Result: "varchar(n1)", Engine: "rtrim({1}, ' ')"},
	{Name: "rtrim", Args: "varchar, varchar", Result: "varchar(n1)", Engine: "rtrim({1}, {2})"},

	{Name: "left", Args: "varchar, int4", Result: "varchar(n1)", Engine: "left({1}, {2})"},
	{Name: "right", Args: "varchar, int4", Result: "varchar(n1)", Engine: "right({1}, {2})"},
	// A place before the first character is a place like others, so that fewer characters
	// are left.
	{Name: "substring", Args: "varchar, int4", Result: "varchar(n1)", Engine: "countersign_substring({1}, {2})"},
	{Name: "substring", Args: "varchar, int4, int4", Result: "varchar(n1)", Engine: "countersign_substring({1}, {2}, {3})"},
	{Name: "substr", Args: "varchar, int4", Result: "varchar(n1)", Engine: "countersign_substring({1}, {2})"},
	{Name: "substr", Args: "varchar, int4, int4", Result: "varchar(n1)", Engine: "countersign_substring({1}, {2}, {3})"},
	{Name: "split_part", Args: "varchar, varchar, int4", Result: "varchar(n1)", Engine: "countersign_split_part({1}, {2}, {3})"},

	{Name: "lpad", Args: "varchar, int4", Result: "varchar", Engine: "lpad({1}, {2})"},
	{Name: "lpad", Args: "varchar, int4, varchar", Result: "varchar", Engine: "countersign_lpad({1}, {2}, {3})"},
	{Name: "rpad", Args: "varchar, int4", Result: "varchar", Engine: "rpad({1}, {2})"},
	{Name: "rpad", Args: "varchar, int4, varchar", Result: "varchar", Engine: "countersign_rpad({1}, {2}, {3})"},
	{Name: "repeat", Args: "varchar, int4", Result: "varchar", Engine: "repeat({1}, {2})"},
	{Name: "replicate", Args: "varchar, int4", Result: "varchar", Engine: "repeat({1}, {2})"},
	{Name: "replace", Args: "varchar, varchar, varchar", Result: "varchar", Engine: "replace({1}, {2}, {3})"},
	{Name: "translate", Args: "varchar, varchar, varchar", Result: "varchar", Engine: "translate({1}, {2}, {3})"},
	// CONCAT takes two, and is NULL where one of them is.
	{Name: "concat", Args: "varchar, varchar", Result: "varchar(n1+n2)", Engine: "({1} || {2})"},
	{Name: "concat", Args: "varbyte, varbyte", Result: "varbyte(n1+n2)", Engine: "({1} || {2})"},

	{Name: "strpos", Args: "varchar, varchar", Result: "int4", Engine: "CAST(strpos({1}, {2}) AS INTEGER)"},
	{Name: "charindex", Args: "varchar, varchar", Result: "int4", Engine: "CAST(strpos({2}, {1}) AS INTEGER)"},
	{Name: "position", Args: "varchar, varchar", Result: "int4", Engine: "CAST(strpos({2}, {1}) AS INTEGER)"},
	{Name: "octetindex", Args: "varchar, varchar", Result: "int4", Engine: "countersign_octet_index({1}, {2})"},

	{Name: "ascii", Args: "varchar", Result: "int4", Engine: "ascii({1})"},
	{Name: "chr", Args: "int4", Result: "varchar(4)", Engine: "chr({1})"},
	{Name: "quote_ident", Args: "varchar", Result: "varchar", Engine: "countersign_quote_ident({1})"},
	{Name: "quote_literal", Args: "varchar", Result: "varchar", Engine: "countersign_quote_literal({1})"},
	{Name: "crc32", Args: "varchar", Result: "varchar(8)", Engine: "countersign_crc32({1})"},
	{Name: "soundex", Args: "varchar", Result: "varchar(4)", Engine: "countersign_soundex({1})"},
	{Name: "difference", Args: "varchar, varchar", Result: "int4", Engine: "countersign_difference({1}, {2})"},
	{Name: "bpcharcmp", Args: "varchar, varchar", Result: "int4", Engine: "countersign_compare(rtrim({1}, ' '), rtrim({2}, ' '))"},
	{Name: "bttext_pattern_cmp", Args: "varchar, varchar", Result: "int4", Engine: "countersign_compare({1}, {2})"},
}
