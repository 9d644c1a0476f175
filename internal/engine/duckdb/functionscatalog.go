package duckdb

// Arrays of the catalogue, which are kept as PostgreSQL writes them: {1,2}, and 1 2 for the two vectors. Those that are
// taken apart here are arrays of numbers.
var catalogMacros = []string{
	`@array_items(a) AS CASE WHEN a IN ('', '{}') THEN [] WHEN starts_with(a, '{') THEN string_split(a[2:-2], ',') ELSE string_split(a, ' ') END`,
	`@array_lower(a, dimension) AS CAST(CASE WHEN dimension <> 1 OR len(@array_items(a)) = 0 THEN NULL WHEN starts_with(a, '{') THEN 1 ELSE 0 END AS INTEGER)`,
	`@array_upper(a, dimension) AS CAST(@array_lower(a, dimension) + len(@array_items(a)) - 1 AS INTEGER)`,
	`@array_text(l) AS '{' || coalesce(array_to_string(list_transform(l, lambda x: CASE WHEN regexp_full_match(x, '[^{}",\\\s]+') AND lower(x) <> 'null' THEN x ELSE '"' || replace(replace(x, '\', '\\'), '"', '\"') || '"' END), ','), '') || '}'`,
	`@array_elements(a) AS CASE WHEN starts_with(a, '{') THEN list_transform(regexp_extract_all(a[2:-2], '"(?:[^"\\]|\\.)*"|[^,]+'),
		lambda x: CASE WHEN starts_with(x, '"') THEN regexp_replace(x[2:-2], '\\(.)', '\1', 'g') ELSE x END) ELSE @array_items(a) END`,
	`@expanded(a) AS list_transform(@array_items(a), lambda x, i: json_object('x', TRY_CAST(x AS INTEGER), 'n', i))`,
}
