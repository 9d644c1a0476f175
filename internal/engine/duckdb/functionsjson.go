package duckdb

// JSON. The engine's own reader lets pass what is no JSON: commas before a closing bracket,
// comments, NaN. It reads numbers as DOUBLE where it makes JSON anew, so that texts are kept as
// they are and only lose the blanks between their parts.
var jsonMacros = []string{
	`@json_bare(s) AS regexp_replace(s, '"(?:\\.|[^"\\])*"', '""', 'g')`,
	`@json_valid(s) AS (json_valid(s) AND NOT regexp_matches(@json_bare(s), '(?i),\s*[\]}]|/|nan|inf'))`,
	`@json_array_valid(s) AS (@json_valid(s) AND starts_with(ltrim(s, E' \t\r\n'), '['))`,
	`@json_compact(j) AS regexp_replace(CAST(j AS VARCHAR), '("(?:\\.|[^"\\])*")|\s+', '\1', 'g')`,
	`@json_parse(s) AS CASE WHEN @json_valid(s) THEN CAST(@json_compact(s) AS JSON) WHEN s IS NOT NULL THEN error('json parsing failed: invalid JSON') END`,
	// What is no JSON is NULL or an error.
	`@json_checked(s, quiet) AS CASE WHEN @json_valid(s) THEN s WHEN s IS NOT NULL AND NOT quiet THEN error('JSON parsing error') END`,
	`@json_pointer(path) AS '/' || array_to_string(list_transform(path, lambda k: replace(replace(k, '~', '~0'), '/', '~1')), '/')`,
	`@json_found(j, path) AS CASE WHEN j IS NOT NULL THEN CASE WHEN json_exists(j, path) THEN json_extract_string(j, path) ELSE '' END END`,
	`@json_path(s, path, quiet) AS @json_found(@json_checked(s, quiet), @json_pointer(path))`,
	`@json_element(s, n, quiet) AS CASE WHEN n < 0 THEN '' ELSE @json_found(@json_checked(s, quiet), '$[' || n || ']') END`,
	`@json_length(s, quiet) AS CASE WHEN @json_array_valid(s) THEN CAST(json_array_length(s) AS INTEGER)
		WHEN s IS NOT NULL AND NOT quiet THEN error('JSON parsing error: no array') END`,
	`@json_typeof(j) AS CASE json_type(j) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean'
		WHEN 'NULL' THEN 'null' ELSE CASE WHEN j IS NOT NULL THEN 'number' END END`,
	`@json_whole(j, largest) AS (regexp_full_match(CAST(j AS VARCHAR), '-?\d{1,19}') AND abs(TRY_CAST(CAST(j AS VARCHAR) AS HUGEINT)) <= largest)`,
	`@json_decimal(j) AS (regexp_full_match(CAST(j AS VARCHAR), '-?\d+(\.\d+)?') AND length(regexp_replace(CAST(j AS VARCHAR), '[-.]', '', 'g')) <= 38)`,
	// A name is a string with a colon behind it.
	`@json_name(t, upward) AS CASE WHEN NOT regexp_matches(t, '^".*:$') THEN t WHEN NOT upward THEN lower(t)
		WHEN contains(t, '\') THEN error('upper_attribute_names: a name with a backslash is not supported') ELSE upper(t) END`,
	`@attribute_names(j, upward) AS CAST(array_to_string(list_transform(regexp_extract_all(@json_compact(j), '"(?:\\.|[^"\\])*":?|[^"]+'), lambda t: @json_name(t, upward)), '') AS JSON)`,
}

// Arrays of SUPER, as lists of their elements.
var arrayMacros = []string{
	`@items(a) AS from_json(CASE WHEN json_type(a) = 'ARRAY' THEN a WHEN a IS NOT NULL THEN error('the argument is no array') END, '["json"]')`,
	// Elements as texts: NULL is one like others.
	`@texts(a) AS list_transform(@items(a), lambda x: coalesce(CAST(x AS VARCHAR), 'null'))`,
	`@element(x) AS coalesce(CAST(to_json(x) AS VARCHAR), 'null')`,
	`@joined(l) AS CAST('[' || array_to_string(l, ',') || ']' AS JSON)`,
	`@array_concat(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN @joined(list_concat(@texts(a), @texts(b))) END`,
	`@array_flatten(a) AS @joined(flatten(list_transform(@texts(a), lambda x: CASE WHEN starts_with(x, '[') THEN @texts(CAST(x AS JSON)) ELSE [x] END)))`,
	`@array_length(a) AS CAST(CASE WHEN json_type(a) = 'ARRAY' THEN json_array_length(a) END AS INTEGER)`,
	`@subarray(a, start, n) AS @joined(@texts(a)[CASE WHEN start < 0 THEN 0 ELSE start END + 1:CASE WHEN n IS NULL THEN json_array_length(a) ELSE start + n END])`,
	// Where NULL is none like others it is not found, and what is not found among NULLs may
	// be one of them.
	`@array_position(a, x, nulls) AS list_transform([@texts(a)], lambda l: CASE WHEN l IS NULL OR NOT nulls AND x = 'null' THEN NULL
		WHEN list_contains(l, x) THEN CAST(list_position(l, x) - 1 AS INTEGER) WHEN NOT nulls AND list_contains(l, 'null') THEN NULL ELSE -1 END)[1]`,
	`@array_contains(a, x, nulls) AS (@array_position(a, x, nulls) >= 0)`,
	`@array_positions(a, x, nulls) AS CASE WHEN nulls OR x <> 'null' THEN to_json(list_transform(list_filter(list_transform(@texts(a), lambda y, i: CASE WHEN y = x THEN i END),
		lambda i: i IS NOT NULL), lambda i: i - 1)) END`,
	`@once(l) AS list_filter(l, lambda x, i: list_position(l, x) = i)`,
	`@array_distinct(a) AS list_transform([@texts(a)], lambda l: @joined(@once(l)))[1]`,
	// The first, the second and so on of equal elements are told apart, so that each is
	// matched with one of the other array.
	`@numbered(l) AS list_transform(l, lambda x, i: {'x': x, 'n': len(list_filter(l[:i], lambda y: y = x))})`,
	`@array_except(a, b, once) AS list_transform([{'a': @texts(a), 'b': @texts(b)}], lambda t: @joined(CASE WHEN once THEN @once(list_filter(t.a, lambda x: NOT list_contains(t.b, x)))
		ELSE list_transform(list_filter(@numbered(t.a), lambda p: NOT list_contains(@numbered(t.b), p)), lambda p: p.x) END))[1]`,
	`@array_intersection(a, b, once) AS list_transform([{'a': @texts(a), 'b': @texts(b)}], lambda t: @joined(CASE WHEN once THEN @once(list_filter(t.a, lambda x: list_contains(t.b, x)))
		ELSE list_transform(list_filter(@numbered(t.a), lambda p: list_contains(@numbered(t.b), p)), lambda p: p.x) END))[1]`,
	`@arrays_overlap(a, b) AS list_has_any(@texts(a), @texts(b))`,
	// Truth values are before numbers, and these before strings, arrays and objects.
	`@sort_key(x) AS {'kind': CASE WHEN x IN ('true', 'false') THEN 1 WHEN starts_with(x, '"') THEN 3 WHEN starts_with(x, '[') THEN 4 WHEN starts_with(x, '{') THEN 5 ELSE 2 END,
		'number': TRY_CAST(x AS DOUBLE), 'x': x}`,
	`@sorted(l, ascending) AS list_transform(list_sort(list_transform(list_filter(l, lambda x: x <> 'null'), lambda x: @sort_key(x)), CASE WHEN ascending THEN 'ASC' ELSE 'DESC' END), lambda k: k.x)`,
	`@array_sort(a, ascending, nulls_first) AS list_transform([@texts(a)], lambda l: @joined(CASE WHEN nulls_first
		THEN list_concat(list_filter(l, lambda x: x = 'null'), @sorted(l, ascending)) ELSE list_concat(@sorted(l, ascending), list_filter(l, lambda x: x = 'null')) END))[1]`,
}
