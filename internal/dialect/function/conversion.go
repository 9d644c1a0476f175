package function

// conversionFunctions make texts of values and values of texts. Formats that are written down
// are read when a call is bound (package format); here is what calls with others are. TO_CHAR takes an integer's
// and a decimal's text, which has all its digits.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Data_type_formatting.html.
var conversionFunctions = []Function{
	{Name: "to_char", Args: "timestamp, varchar", Result: "varchar"},
	{Name: "to_char", Args: "date, varchar", Result: "varchar"},
	{Name: "to_char", Args: "timestamptz, varchar", Result: "varchar"},
	{Name: "to_char", Args: "int4, varchar", Result: "varchar", Engine: "countersign_number_char(CAST({1} AS VARCHAR), {2})"},
	{Name: "to_char", Args: "int8, varchar", Result: "varchar", Engine: "countersign_number_char(CAST({1} AS VARCHAR), {2})"},
	{Name: "to_char", Args: "numeric, varchar", Result: "varchar", Engine: "countersign_number_char(CAST({1} AS VARCHAR), {2})"},
	{Name: "to_char", Args: "float8, varchar", Result: "varchar", Engine: "countersign_number_char({1}, {2})"},
	{Name: "to_date", Args: "varchar, varchar", Result: "date", Engine: "CAST(countersign_read_date({1}, {2}, false) AS DATE)"},
	{Name: "to_date", Args: "varchar, varchar, bool", Result: "date", Engine: "CAST(countersign_read_date({1}, {2}, {3}) AS DATE)"},
	{Name: "to_timestamp", Args: "varchar, varchar", Result: "timestamptz", Engine: "CAST(countersign_read_time({1}, {2}, false) AS TIMESTAMPTZ)"},
	{Name: "to_timestamp", Args: "varchar, varchar, bool", Result: "timestamptz", Engine: "CAST(countersign_read_time({1}, {2}, {3}) AS TIMESTAMPTZ)"},
	{Name: "to_number", Args: "varchar, varchar", Result: "numeric(38,d2)", Partial: "the format must be written down"},
	{Name: "strtol", Args: "varchar, int4", Result: "int8", Engine: "countersign_strtol({1}, {2})"},
	{Name: "text_to_int_alt", Args: "varchar", Result: "int4", Engine: "CAST(trunc(countersign_text_to_number_alt({1})) AS INTEGER)"},
	{Name: "text_to_numeric_alt", Args: "varchar", Result: "numeric(38,0)", Engine: "CAST(round(countersign_text_to_number_alt({1})) AS DECIMAL(38,0))"},
}
