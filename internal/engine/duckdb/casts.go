package duckdb

import "strings"

// castMacros are casts and operators that the engine does otherwise than Redshift; package
// dialect/bind writes them. In the texts @word stands for countersign_word, see functions.go.
func castMacros() []string {
	var statements []string
	for _, macro := range castTexts {
		statements = append(statements, "CREATE MACRO "+strings.ReplaceAll(macro, "@", boundsCatalog+".main.countersign_"))
	}
	return statements
}

var castTexts = []string{
	// A division of decimals, as whole numbers: what is left over is dropped. Both are given with
	// all their digits before the point.
	`@quotient(a, b, left_power, right_power) AS CAST(a * left_power AS HUGEINT) // CASE WHEN b = 0 THEN error('division by zero') ELSE CAST(b * right_power AS HUGEINT) END`,

	// The same for decimals whose digits leave no room for that.
	`@unscaled(a) AS CAST(replace(CAST(a AS VARCHAR), '.', '') AS HUGEINT)`,
	`@quotient_wide(a, b, power) AS CASE WHEN b = 0 THEN error('division by zero') ELSE @unscaled(a) * CAST(power AS HUGEINT) // @unscaled(b) END`,

	// Texts are compared without blanks at their ends, which few have.
	`@trimmed(s) AS CASE WHEN ends_with(s, ' ') THEN rtrim(s, ' ') ELSE s END`,

	// A text is held to its length in bytes. Blanks beyond it are dropped, whatever else is there is an
	// error where a column is written, and is cut where a cast is.
	`@goes_on(s, n) AS hex(encode(s))[2 * n + 1] IN ('8', '9', 'A', 'B')`,
	`@cut(s, n) AS CASE WHEN s IS NULL OR strlen(s) <= n THEN s WHEN strlen(s) = length(s) THEN left(s, n)
		WHEN NOT @goes_on(s, n) THEN decode(encode(s)[:n]) WHEN NOT @goes_on(s, n - 1) THEN decode(encode(s)[:n - 1])
		WHEN NOT @goes_on(s, n - 2) THEN decode(encode(s)[:n - 2]) ELSE decode(encode(s)[:n - 3]) END`,
	`@fit(s, n, kind) AS CASE WHEN s IS NULL OR strlen(s) <= n THEN s WHEN strlen(rtrim(s, ' ')) <= n THEN rpad(rtrim(s, ' '), CAST(n - strlen(rtrim(s, ' ')) + length(rtrim(s, ' ')) AS INTEGER), ' ')
		ELSE error('value too long for type ' || kind) END`,
	`@fit_bytes(b, n, kind) AS CASE WHEN b IS NULL OR octet_length(b) <= n THEN b ELSE error('value too long for type ' || kind) END`,
	`@cut_bytes(b, n) AS CASE WHEN b IS NULL OR octet_length(b) <= n THEN b ELSE unhex(left(hex(b), 2 * n)) END`,
	`@decode(b) AS decode(b)`,
	`@bytes_of(n, size) AS unhex(right(lpad(hex(CAST(n AS BIGINT)), 16, '0'), 2 * size))`,
	`@number_of(b, size) AS CASE WHEN octet_length(b) <> size THEN error('a number of ' || size || ' bytes cannot be made of ' || octet_length(b) || ' bytes') ELSE CAST(list_reduce(list_transform(range(1, size + 1), lambda i: CAST('0x' || hex(b)[2 * i - 1:2 * i] AS INTEGER)::HUGEINT), lambda n, d: n * 256 + d) - CASE WHEN hex(b)[1] >= '8' THEN CAST(pow(256, size) AS HUGEINT) ELSE 0 END AS BIGINT) END`,

	// The shortest digits that tell a number, without a point where there is nothing behind it.
	`@shortest(x) AS CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
		ELSE regexp_replace(regexp_replace(CAST(x AS VARCHAR), '\.0($|e)', '\1'), 'e([+-]?)(\d)$', 'e\1' || '0\2') END`,
	`@bool(s) AS CASE WHEN lower(trim(s)) IN ('t', 'true', 'y', 'yes', '1', 'on') THEN true WHEN lower(trim(s)) IN ('f', 'false', 'n', 'no', '0', 'off') THEN false
		WHEN s IS NULL THEN NULL ELSE error('invalid input syntax for type boolean: "' || s || '"') END`,
	`@whole(s, kind) AS CASE WHEN s IS NULL OR regexp_full_match(s, '\s*[+-]?[0-9]+\s*') THEN trim(s) ELSE error('invalid input syntax for ' || kind || ': "' || s || '"') END`,

	`@try_whole(s) AS CASE WHEN regexp_full_match(s, '\s*[+-]?[0-9]+\s*') THEN trim(s) END`,
	`@try_bool(s) AS CASE WHEN lower(trim(s)) IN ('t', 'true', 'y', 'yes', '1', 'on') THEN true WHEN lower(trim(s)) IN ('f', 'false', 'n', 'no', '0', 'off') THEN false END`,

	`@any_moment(s) AS coalesce(TRY_CAST(s AS TIMESTAMP), try_strptime(s, ['%Y%m%d', '%m/%d/%Y', '%m/%d/%y', '%Y/%m/%d', '%Y.%m.%d', '%b %d, %Y', '%B %d, %Y', '%d %b %Y', '%d-%b-%Y',
		'%d-%b-%y', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%Y%m%d %H%M%S', '%Y/%m/%d %H:%M:%S', '%b %d, %Y %H:%M:%S', '%d-%b-%Y %H:%M:%S', '%m-%d-%Y', '%Y-%m-%d %I:%M:%S %p', '%m/%d/%Y %I:%M:%S %p']),
		TRY_CAST(regexp_replace(s, '^([0-9]+-[0-9]+-[0-9]+)( +[0-9:.]+)? *\(?BC\)?$', '\1 (BC)\2', 'i') AS TIMESTAMP))`,
	`@timestamp(s) AS CASE WHEN s IS NULL THEN NULL ELSE coalesce(@any_moment(trim(s)), CAST(error('invalid input syntax for type timestamp: "' || s || '"') AS TIMESTAMP)) END`,
	`@date(s) AS CASE WHEN s IS NULL THEN NULL ELSE CAST(coalesce(@any_moment(trim(s)), CAST(error('invalid input syntax for type date: "' || s || '"') AS TIMESTAMP)) AS DATE) END`,
	`@timestamptz_text(t) AS CAST(t AS VARCHAR)`,

	// Intervals are months, or microseconds; a part of a month is no days.
	`@times_intervaly2m(i, n) AS to_months(CAST(trunc((12 * datepart('year', i) + datepart('month', i)) * n) AS INTEGER))`,
	`@times_intervald2s(i, n) AS to_microseconds(CAST(round((datepart('day', i) * 86400000000::DOUBLE + datepart('hour', i) * 3600000000::DOUBLE + datepart('minute', i) * 60000000::DOUBLE
		+ datepart('microsecond', i)) * n) AS BIGINT))`,

	// A shift drops the bits that do not fit.
	`@modulo(n, size) AS ((n % (CAST(1 AS HUGEINT) << size)) + (CAST(1 AS HUGEINT) << size)) % (CAST(1 AS HUGEINT) << size)`,
	`@wrapped(n, size) AS CAST(CASE WHEN n >= CAST(1 AS HUGEINT) << (size - 1) THEN n - (CAST(1 AS HUGEINT) << size) ELSE n END AS BIGINT)`,
	`@shift(a, n, size) AS CASE WHEN n < 0 OR n >= size THEN 0 ELSE @wrapped(@modulo(CAST(a AS HUGEINT) * (CAST(1 AS HUGEINT) << CAST(n AS HUGEINT)), size), size) END`,

	// SUPER: scalars taken out of it and put into it; what is of another kind is NULL.
	`@super_digits(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT', 'UHUGEINT') THEN j ->> '$' WHEN json_type(j) = 'VARCHAR' AND regexp_full_match(j ->> '$', '\s*[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?\s*') THEN j ->> '$' END`,
	`@super_bool(j) AS CASE WHEN json_type(j) = 'BOOLEAN' THEN j ->> '$' = 'true' WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN j ->> '$' <> '0' END`,
	`@super_text(j) AS CASE WHEN json_type(j) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN j ->> '$' END`,
	`@super_kind(j) AS CASE json_type(j) WHEN 'BOOLEAN' THEN 1 WHEN 'BIGINT' THEN 2 WHEN 'UBIGINT' THEN 2 WHEN 'DOUBLE' THEN 2 WHEN 'VARCHAR' THEN 3 WHEN 'ARRAY' THEN 4 WHEN 'OBJECT' THEN 5 END`,
	`@super_key(j) AS CASE WHEN j IS NULL OR json_type(j) = 'NULL' THEN NULL ELSE struct_pack(kind := @super_kind(j), number := CASE WHEN @super_kind(j) = 2 THEN CAST(j AS DOUBLE) ELSE 0 END, said := CASE WHEN @super_kind(j) = 2 THEN '' ELSE j ->> '$' END) END`,
	// Of two kinds nothing is equal, and nothing is less or greater.
	`@super_equal(a, b) AS CASE WHEN @super_kind(a) IS NULL OR @super_kind(b) IS NULL THEN NULL WHEN @super_kind(a) = 2 AND @super_kind(b) = 2 THEN CAST(a AS DOUBLE) = CAST(b AS DOUBLE) ELSE @super_kind(a) = @super_kind(b) AND CAST(a AS VARCHAR) = CAST(b AS VARCHAR) END`,
	`@super_less(a, b) AS CASE WHEN @super_kind(a) <> @super_kind(b) OR @super_kind(a) > 3 THEN NULL WHEN @super_kind(a) = 2 THEN CAST(a AS DOUBLE) < CAST(b AS DOUBLE) ELSE (a ->> '$') < (b ->> '$') END`,
	`@super_number(x) AS CASE WHEN x = trunc(x) AND abs(x) < 1e15 THEN to_json(CAST(x AS BIGINT)) ELSE to_json(x) END`,
	`@elements(j) AS CASE WHEN j IS NULL OR json_type(j) = 'NULL' THEN [] WHEN json_type(j) = 'ARRAY' THEN json_extract(j, '$[*]') ELSE [j] END`,

	// A pattern of SIMILAR TO that is no literal, as a regular expression for the whole text.
	`@similar(p) AS '^(?:' || replace(replace(regexp_replace(regexp_replace(p, '([.^$])', '\\\1', 'g'), '(^|[^\\])_', '\1.', 'g'), '%', '.*'), '\\.', '\.') || ')$'`,
}
