package function

import "slices"

// hashFunctions are of texts and of bytes, and some of whole numbers, which are hashed by their bytes, the lowest first.
// The hashes that go on from a seed are FNV-1a of 64 bits and MurmurHash3 of 32.
// Source: docs.aws.amazon.com/redshift/latest/dg/hash-functions.html.
var hashFunctions = slices.Concat([]Function{
	{Name: "md5", Args: "varchar", Result: "varchar(32)", Engine: "md5({1})"},
	{Name: "md5", Args: "varbyte", Result: "varchar(32)", Engine: "md5({1})"},
	{Name: "sha", Args: "varchar", Result: "varchar(40)", Engine: "sha1({1})", Column: "sha1"},
	{Name: "sha", Args: "varbyte", Result: "varchar(40)", Engine: "sha1({1})", Column: "sha1"},
	{Name: "sha1", Args: "varchar", Result: "varchar(40)", Engine: "sha1({1})"},
	{Name: "sha1", Args: "varbyte", Result: "varchar(40)", Engine: "sha1({1})"},
	{Name: "func_sha1", Args: "varchar", Result: "varchar(40)", Engine: "sha1({1})"},
	{Name: "sha2", Args: "varchar, int4", Result: "varchar(128)", Engine: "countersign_sha2(encode({1}), {2})"},
	{Name: "sha2", Args: "varbyte, int4", Result: "varchar(128)", Engine: "countersign_sha2({1}, {2})"},
	{Name: "farmfingerprint64", Args: "varchar", Result: "int8", Engine: "countersign_farm(encode({1}))"},
	{Name: "farmfingerprint64", Args: "varbyte", Result: "int8", Engine: "countersign_farm({1})"},
},
	seeded("fnv_hash", "int8", "countersign_fnv", ""),
	seeded("murmur3_32_hash", "int4", "countersign_murmur", ", 0"),
	refuse("checksum cannot be reckoned: AWS does not say how it does", "checksum"),
)

// seeded are the lines of a hash of a value and of one that goes on from another; first is what the engine's function takes
// where there is no seed.
func seeded(name, result, engine, first string) (lines []Function) {
	for _, of := range []struct{ arg, bytes string }{
		{"varchar", "encode({1})"}, {"varbyte", "{1}"}, {"int2", "countersign_bytes({1}, 2)"}, {"int4", "countersign_bytes({1}, 4)"}, {"int8", "countersign_bytes({1}, 8)"},
		{"bool", "countersign_bytes(CAST({1} AS BIGINT), 1)"},
	} {
		bytes := of.bytes
		if name == "murmur3_32_hash" && of.arg[0] == 'i' {
			bytes = "countersign_bytes({1}, 8)" // so that a number has one hash
		}
		lines = append(lines,
			Function{Name: name, Args: of.arg, Result: result, Engine: engine + "(" + bytes + first + ")", Partial: "of texts, bytes, truths and whole numbers"},
			Function{Name: name, Args: of.arg + ", " + result, Result: result, Engine: engine + "(" + bytes + ", {2})"})
	}
	return lines
}
