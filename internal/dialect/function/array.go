package function

// arrayFunctions take the arrays of SUPER apart and put them together. Elements are counted
// from 0.
// Source: docs.aws.amazon.com/redshift/latest/dg/Array_Functions.html.
var arrayFunctions = []Function{
	{Name: "array", Args: "any*", Result: "super", Engine: "json_array({*})"},
	{Name: "array_concat", Args: "super, super", Result: "super", Engine: "countersign_array_concat({1}, {2})"},
	{Name: "array_contains", Args: "super, any", Result: "bool", Engine: "countersign_array_contains({1}, countersign_element({2}), true)"},
	{Name: "array_contains", Args: "super, any, bool", Result: "bool", Engine: "countersign_array_contains({1}, countersign_element({2}), {3})"},
	{Name: "array_position", Args: "super, any", Result: "int4", Engine: "countersign_array_position({1}, countersign_element({2}), true)"},
	{Name: "array_position", Args: "super, any, bool", Result: "int4", Engine: "countersign_array_position({1}, countersign_element({2}), {3})"},
	{Name: "array_positions", Args: "super, any", Result: "super", Engine: "countersign_array_positions({1}, countersign_element({2}), true)"},
	{Name: "array_positions", Args: "super, any, bool", Result: "super", Engine: "countersign_array_positions({1}, countersign_element({2}), {3})"},
	{Name: "array_distinct", Args: "super", Result: "super", Engine: "countersign_array_distinct({1})"},
	{Name: "array_except", Args: "super, super", Result: "super", Engine: "countersign_array_except({1}, {2}, false)"},
	{Name: "array_except", Args: "super, super, bool", Result: "super", Engine: "countersign_array_except({1}, {2}, {3})"},
	{Name: "array_intersection", Args: "super, super", Result: "super", Engine: "countersign_array_intersection({1}, {2}, false)"},
	{Name: "array_intersection", Args: "super, super, bool", Result: "super", Engine: "countersign_array_intersection({1}, {2}, {3})"},
	{Name: "array_flatten", Args: "super", Result: "super", Engine: "countersign_array_flatten({1})"},
	{Name: "array_sort", Args: "super", Result: "super", Engine: "countersign_array_sort({1}, true, false)"},
	{Name: "array_sort", Args: "super, bool", Result: "super", Engine: "countersign_array_sort({1}, {2}, NOT {2})"},
	{Name: "array_sort", Args: "super, bool, bool", Result: "super", Engine: "countersign_array_sort({1}, {2}, {3})"},
	{Name: "array_union", Args: "super, super", Result: "super", Engine: "countersign_array_distinct(countersign_array_concat({1}, {2}))"},
	{Name: "arrays_overlap", Args: "super, super", Result: "bool", Engine: "countersign_arrays_overlap({1}, {2})"},
	{Name: "get_array_length", Args: "super", Result: "int8", Engine: "CAST(countersign_array_length({1}) AS BIGINT)"},
	{Name: "split_to_array", Args: "varchar", Result: "super", Engine: "to_json(string_split({1}, ','))"},
	{Name: "split_to_array", Args: "varchar, varchar", Result: "super", Engine: "to_json(string_split({1}, {2}))"},
	{Name: "subarray", Args: "super, int4", Result: "super", Engine: "countersign_subarray({1}, {2}, NULL)"},
	{Name: "subarray", Args: "super, int4, int4", Result: "super", Engine: "countersign_subarray({1}, {2}, {3})"},
}
