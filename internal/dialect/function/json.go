package function

// jsonFunctions look into JSON that is text. What a path leads to is text too; where it leads
// to nothing the text is empty.
// Source: docs.aws.amazon.com/redshift/latest/dg/json-functions.html.
var jsonFunctions = []Function{
	{Name: "is_valid_json", Args: "varchar", Result: "bool", Engine: "countersign_json_valid({1})"},
	{Name: "is_valid_json_array", Args: "varchar", Result: "bool", Engine: "countersign_json_array_valid({1})"},
	{Name: "can_json_parse", Args: "varchar", Result: "bool", Engine: "countersign_json_valid({1})"},
	{Name: "can_json_parse", Args: "varbyte", Result: "bool", Engine: "countersign_json_valid(decode({1}))"},

	{Name: "json_extract_path_text", Args: "varchar, varchar", Result: "varchar", Engine: "countersign_json_path({1}, [{2*}], false)"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar", Result: "varchar", Engine: "countersign_json_path({1}, [{2*}], false)"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, varchar", Result: "varchar", Engine: "countersign_json_path({1}, [{2*}], false)"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, varchar, varchar", Result: "varchar", Engine: "countersign_json_path({1}, [{2*}], false)"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, varchar, varchar, varchar", Result: "varchar", Engine: "countersign_json_path({1}, [{2*}], false)"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, bool", Result: "varchar", Engine: "countersign_json_path({1}, [{2}], {3})"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, bool", Result: "varchar", Engine: "countersign_json_path({1}, [{2}, {3}], {4})"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, varchar, bool", Result: "varchar", Engine: "countersign_json_path({1}, [{2}, {3}, {4}], {5})"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, varchar, varchar, bool", Result: "varchar", Engine: "countersign_json_path({1}, [{2}, {3}, {4}, {5}], {6})"},
	{Name: "json_extract_path_text", Args: "varchar, varchar, varchar, varchar, varchar, varchar, bool", Result: "varchar", Engine: "countersign_json_path({1}, [{2}, {3}, {4}, {5}, {6}], {7})"},
	{Name: "json_extract_array_element_text", Args: "varchar, int4", Result: "varchar", Engine: "countersign_json_element({1}, {2}, false)"},
	{Name: "json_extract_array_element_text", Args: "varchar, int4, bool", Result: "varchar", Engine: "countersign_json_element({1}, {2}, {3})"},
	{Name: "json_array_length", Args: "varchar", Result: "int4", Engine: "countersign_json_length({1}, false)"},
	{Name: "json_array_length", Args: "varchar, bool", Result: "int4", Engine: "countersign_json_length({1}, {2})"},

	{Name: "json_parse", Args: "varchar", Result: "super", Engine: "countersign_json_parse({1})"},
	{Name: "json_parse", Args: "varbyte", Result: "super", Engine: "countersign_json_parse(decode({1}))"},
	{Name: "json_serialize", Args: "super", Result: "varchar", Engine: "countersign_json_compact({1})"},
	{Name: "json_serialize_to_varbyte", Args: "super", Result: "varbyte", Engine: "encode(countersign_json_compact({1}))"},
}
