package function

// hllFunctions count what is different by sketches of 15 bits; the hash that they are made by is not AWS's, which it does not tell.
// Source: docs.aws.amazon.com/redshift/latest/dg/hyperloglog-functions.html.
var hllFunctions = []Function{
	{Name: "hll", Kind: Aggregate, Args: "any", Result: "int8", Engine: "coalesce(countersign_hll_cardinality(countersign_hll_sketch(list(DISTINCT countersign_hll_hash(encode(CAST({1} AS VARCHAR)))){o})), 0)", Partial: sketched},
	{Name: "hll_create_sketch", Kind: Aggregate, Args: "any", Result: "hllsketch", Engine: "countersign_hll_sketch(list(DISTINCT countersign_hll_hash(encode(CAST({1} AS VARCHAR)))){o})", Partial: sketched},
	{Name: "hll_cardinality", Args: "hllsketch", Result: "int8", Engine: "countersign_hll_cardinality({1})"},
	{Name: "hll_combine", Kind: Aggregate, Args: "hllsketch", Result: "hllsketch", Engine: "countersign_hll_union(list({1}){o})"},
	{Name: "hll_combine_sketches", Args: "hllsketch, hllsketch", Result: "hllsketch", Engine: "countersign_hll_union([{1}, {2}])"},
}

const sketched = "sketches are made by another hash than AWS's, which is not published"
