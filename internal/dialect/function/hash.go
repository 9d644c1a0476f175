package function

// hashFunctions are of texts and, where the engine has them so, of bytes.
// Source: docs.aws.amazon.com/redshift/latest/dg/hash-functions.html.
var hashFunctions = []Function{
	{Name: "md5", Args: "varchar", Result: "varchar(32)", Engine: "md5({1})"},
	{Name: "sha", Args: "varchar", Result: "varchar(40)", Engine: "sha1({1})", Column: "sha1"},
	{Name: "sha", Args: "varbyte", Result: "varchar(40)", Engine: "sha1({1})", Column: "sha1"},
	{Name: "sha1", Args: "varchar", Result: "varchar(40)", Engine: "sha1({1})"},
	{Name: "sha1", Args: "varbyte", Result: "varchar(40)", Engine: "sha1({1})"},
	{Name: "func_sha1", Args: "varchar", Result: "varchar(40)", Engine: "sha1({1})"},
	{Name: "sha2", Args: "varchar, int4", Result: "varchar(128)", Engine: "countersign_sha2({1}, {2})"},
	{Name: "sha2", Args: "varbyte, int4", Result: "varchar(128)", Engine: "countersign_sha2({1}, {2})"},
	{Name: "crc32", Args: "varchar", Result: "varchar(8)", Engine: "countersign_crc32({1})"},

	// The hash is of a value's bytes, the lowest first, and goes on from the seed.
	{Name: "fnv_hash", Args: "varchar", Result: "int8", Engine: "countersign_fnv(hex({1}), NULL)"},
	{Name: "fnv_hash", Args: "varchar, int8", Result: "int8", Engine: "countersign_fnv(hex({1}), {2})"},
	{Name: "fnv_hash", Args: "varbyte", Result: "int8", Engine: "countersign_fnv(hex({1}), NULL)"},
	{Name: "fnv_hash", Args: "varbyte, int8", Result: "int8", Engine: "countersign_fnv(hex({1}), {2})"},
	{Name: "fnv_hash", Args: "int2", Result: "int8", Engine: "countersign_fnv(countersign_bytes({1}, 2), NULL)"},
	{Name: "fnv_hash", Args: "int2, int8", Result: "int8", Engine: "countersign_fnv(countersign_bytes({1}, 2), {2})"},
	{Name: "fnv_hash", Args: "int4", Result: "int8", Engine: "countersign_fnv(countersign_bytes({1}, 4), NULL)"},
	{Name: "fnv_hash", Args: "int4, int8", Result: "int8", Engine: "countersign_fnv(countersign_bytes({1}, 4), {2})"},
	{Name: "fnv_hash", Args: "int8", Result: "int8", Engine: "countersign_fnv(countersign_bytes({1}, 8), NULL)"},
	{Name: "fnv_hash", Args: "int8, int8", Result: "int8", Engine: "countersign_fnv(countersign_bytes({1}, 8), {2})"},
}
