package function

// conversionFunctions make texts of values and values of texts. Formats may be any text, not
// only one that is written down.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Data_type_formatting.html.
var conversionFunctions = []Function{
	{Name: "strtol", Args: "varchar, int4", Result: "int8", Engine: "countersign_strtol({1}, {2})"},
	{Name: "text_to_int_alt", Args: "varchar", Result: "int4", Engine: "CAST(trunc(countersign_text_to_number_alt({1})) AS INTEGER)"},
	{Name: "text_to_numeric_alt", Args: "varchar", Result: "numeric(38,0)", Engine: "CAST(round(countersign_text_to_number_alt({1})) AS DECIMAL(38,0))"},
}
