package function

import "slices"

// superFunctions tell what a SUPER holds; NULL is nothing of what is asked for.
// Sources: c_Type_Info_Functions.html and r_json_typeof.html in
// docs.aws.amazon.com/redshift/latest/dg.
var superFunctions = slices.Concat([]Function{
	{Name: "json_typeof", Args: "super", Result: "varchar", Engine: "countersign_json_typeof({1})"},
	{Name: "json_size", Args: "super", Result: "int4", Engine: "CAST(strlen(countersign_json_compact({1})) AS INTEGER)"},
	{Name: "is_array", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) = 'array'), false)"},
	{Name: "is_object", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) = 'object'), false)"},
	{Name: "is_scalar", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) NOT IN ('array', 'object')), false)"},
	{Name: "is_boolean", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) = 'boolean'), false)"},
	{Name: "is_char", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) = 'string'), false)"},
	{Name: "is_varchar", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) = 'string'), false)"},
	{Name: "is_smallint", Args: "super", Result: "bool", Engine: "coalesce(countersign_json_whole({1}, 32767), false)"},
	{Name: "is_integer", Args: "super", Result: "bool", Engine: "coalesce(countersign_json_whole({1}, 2147483647), false)"},
	{Name: "is_bigint", Args: "super", Result: "bool", Engine: "coalesce(countersign_json_whole({1}, 9223372036854775807), false)"},
	{Name: "is_decimal", Args: "super", Result: "bool", Engine: "coalesce(countersign_json_decimal({1}), false)"},
	{Name: "is_float", Args: "super", Result: "bool", Engine: "coalesce((countersign_json_typeof({1}) = 'number' AND NOT countersign_json_whole({1}, 9223372036854775807)), false)"},
	{Name: "decimal_precision", Args: "super", Result: "int4", Engine: "countersign_decimal_precision({1})"},
	{Name: "decimal_scale", Args: "super", Result: "int4", Engine: "countersign_decimal_scale({1})"},
},
	refuse("the size of a value in AWS's memory cannot be known", "size"),
)

// objectFunctions make objects, and change their names.
// Source: docs.aws.amazon.com/redshift/latest/dg/Object_Functions.html.
var objectFunctions = []Function{
	{Name: "get_number_attributes", Args: "super", Result: "int4", Engine: "countersign_attribute_count({1})"},
	{Name: "object", Args: "", Result: "super", Engine: "CAST('{}' AS JSON)"},
	{Name: "object", Args: "any, any, any*", Result: "super", Engine: "json_object({*})"},
	{Name: "lower_attribute_names", Args: "super", Result: "super", Engine: "countersign_attribute_names({1}, false)"},
	{Name: "upper_attribute_names", Args: "super", Result: "super", Engine: "countersign_attribute_names({1}, true)"},
}
