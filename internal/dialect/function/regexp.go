package function

// regexpFunctions find patterns in texts. The engine's patterns know no looking ahead or
// behind, which the parameter p allows: the engine's package has others for it.
// Sources: REGEXP_COUNT.html, REGEXP_INSTR.html, REGEXP_REPLACE.html and REGEXP_SUBSTR.html
// in docs.aws.amazon.com/redshift/latest/dg.
var regexpFunctions = []Function{
	{Name: "regexp_count", Args: "varchar, varchar", Result: "int4", Engine: "CAST(len(regexp_extract_all({1}, {2})) AS INTEGER)"},
	{Name: "regexp_count", Args: "varchar, varchar, int4", Result: "int4", Engine: "countersign_regexp_count({1}, {2}, {3}, '')"},
	{Name: "regexp_count", Args: "varchar, varchar, int4, varchar", Result: "int4", Engine: "countersign_regexp_count({1}, {2}, {3}, {4})"},

	{Name: "regexp_instr", Args: "varchar, varchar", Result: "int4", Engine: "countersign_regexp_instr({1}, {2}, 1, 1, 0, '')"},
	{Name: "regexp_instr", Args: "varchar, varchar, int4", Result: "int4", Engine: "countersign_regexp_instr({1}, {2}, {3}, 1, 0, '')"},
	{Name: "regexp_instr", Args: "varchar, varchar, int4, int4", Result: "int4", Engine: "countersign_regexp_instr({1}, {2}, {3}, {4}, 0, '')"},
	{Name: "regexp_instr", Args: "varchar, varchar, int4, int4, int4", Result: "int4", Engine: "countersign_regexp_instr({1}, {2}, {3}, {4}, {5}, '')"},
	{Name: "regexp_instr", Args: "varchar, varchar, int4, int4, int4, varchar", Result: "int4", Engine: "countersign_regexp_instr({1}, {2}, {3}, {4}, {5}, {6})"},

	{Name: "regexp_replace", Args: "varchar, varchar", Result: "varchar", Engine: "regexp_replace({1}, {2}, '', 'g')"},
	{Name: "regexp_replace", Args: "varchar, varchar, varchar", Result: "varchar", Engine: "countersign_regexp_replace({1}, {2}, {3})"},
	{Name: "regexp_replace", Args: "varchar, varchar, varchar, int4", Result: "varchar", Engine: "countersign_regexp_replace({1}, {2}, {3}, {4}, '')"},
	{Name: "regexp_replace", Args: "varchar, varchar, varchar, int4, varchar", Result: "varchar", Engine: "countersign_regexp_replace({1}, {2}, {3}, {4}, {5})"},

	{Name: "regexp_substr", Args: "varchar, varchar", Result: "varchar(n1)", Engine: "regexp_extract({1}, {2})"},
	{Name: "regexp_substr", Args: "varchar, varchar, int4", Result: "varchar(n1)", Engine: "countersign_regexp_substr({1}, {2}, {3}, 1, '')"},
	{Name: "regexp_substr", Args: "varchar, varchar, int4, int4", Result: "varchar(n1)", Engine: "countersign_regexp_substr({1}, {2}, {3}, {4}, '')"},
	{Name: "regexp_substr", Args: "varchar, varchar, int4, int4, varchar", Result: "varchar(n1)", Engine: "countersign_regexp_substr({1}, {2}, {3}, {4}, {5})"},
}
