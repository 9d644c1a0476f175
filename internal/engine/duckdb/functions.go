package duckdb

import (
	"slices"
	"strings"
)

// functionMacros are what the catalogue of functions (package dialect/function) needs
// beyond the engine's own functions. Each is named countersign_ and a word; in the texts @word
// stands for it, so that one is found from another whatever the search path is.
//
// What would be a large macro is in Go: see scalar.go. Macros name such functions as they are, without the @.
//
// A macro is no function: its text takes the place of the call, and an argument that it names
// twice is written down twice. The engine evaluates equal expressions once.
func functionMacros() []string {
	var statements []string
	for _, macro := range slices.Concat(textMacros, regexpMacros, numberMacros, byteMacros, dateMacros, jsonMacros, arrayMacros, catalogMacros) {
		statements = append(statements, "CREATE MACRO "+strings.ReplaceAll(macro, "@", boundsCatalog+".main.countersign_"))
	}
	return statements
}

var textMacros = []string{
	`@substring(s, a) AS system.main.substring(s, CASE WHEN a < 1 THEN 1 ELSE a END),
		(s, a, n) AS CASE WHEN n < 0 THEN error('negative substring length not allowed')
			WHEN a >= 1 THEN system.main.substring(s, a, n) ELSE system.main.substring(s, 1, CASE WHEN n::BIGINT + a < 1 THEN 0 ELSE n::BIGINT + a - 1 END) END`,
	`@split_part(s, d, n) AS CASE WHEN n < 1 THEN error('field position must be greater than zero')
		WHEN d = '' THEN left(s, CASE WHEN n = 1 THEN length(s) ELSE 0 END) ELSE split_part(s, d, n) END`,
	// What is filled with nothing is cut where it is too long.
	`@lpad(s, n, fill) AS CASE WHEN fill = '' THEN left(s, CASE WHEN n < 0 THEN 0 ELSE n END) ELSE countersign.main.lpad(s, n, fill) END`,
	`@rpad(s, n, fill) AS CASE WHEN fill = '' THEN left(s, CASE WHEN n < 0 THEN 0 ELSE n END) ELSE countersign.main.rpad(s, n, fill) END`,
	`@octet_index(part, s) AS CASE WHEN strpos(s, part) = 0 THEN 0 ELSE CAST(strlen(left(s, strpos(s, part) - 1)) + 1 AS INTEGER) END`,
	`@quote_ident(s) AS CASE WHEN regexp_full_match(s, '[a-z_][a-z0-9_]*') AND NOT list_contains(string_split('` + quotedWords + `', ' '), s)
		THEN s ELSE '"' || replace(s, '"', '""') || '"' END`,
	`@quote_literal(s) AS '''' || replace(replace(s, '\', '\\'), '''', '''''') || ''''`,
	// It is written into each of the groups where it is too long, as one value is.
	`@bounded_list(s) AS CASE WHEN strlen(s) > 65535 THEN error('Result size exceeds LISTAGG limit') ELSE s END`,
	`@listagg(l, separator, once) AS @bounded_list(array_to_string(CASE WHEN once THEN list_filter(l, lambda s, i: list_position(l, s) = i) ELSE l END, separator))`,
	`@compare(a, b) AS CAST(CASE WHEN a = b THEN 0 WHEN a < b THEN -1 WHEN a > b THEN 1 END AS INTEGER)`,
}

// quotedWords are no names unless they are quoted.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html.
const quotedWords = "aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64 backup between binary both bzip2 case cast check " +
	"collate column constraint create cross current_date current_time current_timestamp current_user current_user_id default deferrable deflate defrag " +
	"delta delta32k desc disable distinct do else emptyasnull enable encode encrypt encryption end except explicit false for foreign freeze from full " +
	"globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially inner intersect interval into is isnull join leading left like limit " +
	"localtime localtimestamp lun luns lzo lzop minus mostly16 mostly32 mostly8 natural new not notnull null nulls off offline offset oid old on only " +
	"open or order outer overlaps parallel partition percent permissions pivot placing primary raw readratio recover references rejectlog resort respect " +
	"restore right select session_user similar snapshot some sysdate system table tag tdes text255 text32k then timestamp to top trailing true truncatecolumns " +
	"type union unique unnest unpivot user using verbose wallet when where with without"

// The parameters of a pattern are c and i for upper and lower case, e for a part of it and p
// for Perl's ways, which look ahead: see scalarsregexp.go.
var regexpMacros = []string{
	`@pattern(p, flags) AS CASE WHEN NOT regexp_full_match(flags, '[ceip]*') THEN error('invalid parameter of a regular expression: ' || flags)
		WHEN contains(flags, 'p') THEN '' WHEN contains(flags, 'i') THEN '(?i)' || p ELSE p END`,
	// Behind the last character nothing is found.
	`@regexp_count(s, p, start, flags) AS CAST(CASE WHEN start > length(s) THEN 0 WHEN contains(flags, 'p') THEN countersign_perl_count(s, p, start, flags) ELSE len(regexp_extract_all(@substring(s, start), @pattern(p, flags))) END AS INTEGER)`,
	`@regexp_group(p, flags) AS CASE WHEN contains(flags, 'e') AND NOT contains(flags, 'p') AND regexp_matches(p, '(^|[^\\])\(([^?]|$)') THEN 1 ELSE 0 END`,
	`@regexp_substr(s, p, start, n, flags) AS CASE WHEN n < 1 OR n > length(s) OR s IS NULL OR p IS NULL OR start IS NULL OR n IS NULL OR flags IS NULL THEN NULL
		WHEN start > length(s) THEN '' WHEN contains(flags, 'p') THEN countersign_perl_substr(s, p, start, n, flags)
		ELSE coalesce(regexp_extract_all(@substring(s, start), @pattern(p, flags), @regexp_group(p, flags))[n], '') END`,
	// What is before a find is what is before a mark in its place.
	`@regexp_mark() AS chr(1) || chr(57344) || chr(2)`,
	`@regexp_places(start, parts, finds, n, behind) AS CASE WHEN n > len(finds) THEN 0
		ELSE start + length(array_to_string(parts[1:n], '')) + length(array_to_string(finds[1:n - 1], '')) + CASE WHEN behind THEN length(finds[n]) ELSE 0 END END`,
	`@regexp_instr(s, p, start, n, behind, flags) AS CASE WHEN n < 1 OR start > length(s) THEN 0 WHEN contains(flags, 'e') OR contains(flags, 'p') THEN countersign_perl_instr(s, p, start, n, behind, flags)
		ELSE CAST(@regexp_places(CASE WHEN start < 1 THEN 1 ELSE start END,
			string_split(regexp_replace(@substring(s, start), @pattern(p, flags), @regexp_mark(), 'g'), @regexp_mark()),
			regexp_extract_all(@substring(s, start), @pattern(p, flags)), n, behind = 1) AS INTEGER) END`,
	// In what replaces a find $1 is its first group, and a backslash is one.
	`@replacement(r) AS regexp_replace(replace(r, '\', '\\'), '\$(\d)', '\\\1', 'g')`,
	`@regexp_replace(s, p, r) AS regexp_replace(s, p, @replacement(r), 'g'),
		(s, p, r, start, flags) AS CASE WHEN start > length(s) THEN s WHEN contains(flags, 'p') THEN countersign_perl_replace(s, p, r, start, flags)
			ELSE left(s, CASE WHEN start < 1 THEN 0 ELSE start - 1 END) || regexp_replace(@substring(s, start), @pattern(p, flags), @replacement(r), 'g') END`,
}

var numberMacros = []string{
	// A sum of a scale through a count, as the text of a number with this scale, cut off.
	`@average(total, n, scale) AS CAST(CAST(replace(CAST(total AS VARCHAR), '.', '') AS HUGEINT) // n AS VARCHAR) || 'e-' || scale`,
	`@power(x, y) AS CASE WHEN x = 0 AND y < 0 THEN error('zero raised to a negative power is undefined')
		WHEN x < 0 AND y <> floor(y) THEN error('a negative number raised to a non-integer power yields a complex result') ELSE pow(x, y) END`,
	// The engine's root of 27 is not quite 3.
	`@cbrt(x) AS CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END`,
	// Blanks and a sign may stand before the digits, and 0x before those of base 16.
	`@digits(s, base) AS regexp_replace(regexp_replace(lower(s), '^\s*[+-]?', ''), CASE WHEN base = 16 THEN '^0x' ELSE '^$' END, '')`,
	`@digit_list(digits) AS list_transform(string_split(digits, ''), lambda d: strpos('0123456789abcdefghijklmnopqrstuvwxyz', d) - 1)`,
	`@strtol(s, base) AS CASE WHEN base NOT BETWEEN 2 AND 36 THEN error('base must be between 2 and 36') WHEN s = '' OR starts_with(s, '\0') THEN 0::BIGINT
		WHEN @digits(s, base) = '' OR len(list_filter(@digit_list(@digits(s, base)), lambda d: d < 0 OR d >= base)) > 0
		THEN error('the input ' || s || ' is not valid to be converted to base ' || base)
		ELSE CAST(CASE WHEN regexp_matches(s, '^\s*-') THEN -1 ELSE 1 END
			* list_reduce(@digit_list(@digits(s, base)), lambda n, d: n * base + d, 0::HUGEINT) AS BIGINT) END`,
	// A sign may stand behind the digits.
	`@text_to_number_alt(s) AS CAST(CASE WHEN NOT regexp_full_match(s, '\s*[+-]?(\d+\.?\d*|\.\d+)\s*[+-]?\s*') THEN error('invalid input syntax for type numeric: "' || s || '"') WHEN regexp_matches(s, '[+-]\s*$') THEN regexp_replace(s, '^(.*)([+-])\s*$', '\2\1') ELSE s END AS DECIMAL(38, 8))`,
}

var byteMacros = []string{
	`@from_hex(s) AS unhex(CASE WHEN length(s) % 2 = 1 THEN '0' || s ELSE s END)`,
	`@from_binary(s) AS CAST(CAST(lpad(s, CAST((length(s) + 7) // 8 * 8 AS INTEGER), '0') AS BIT) AS BLOB)`,
	`@to_varbyte(s, form) AS CASE lower(form) WHEN 'hex' THEN @from_hex(s) WHEN 'utf8' THEN encode(s) WHEN 'utf-8' THEN encode(s) WHEN 'base64' THEN from_base64(s)
		WHEN 'binary' THEN @from_binary(s) ELSE error('invalid format ' || form) END`,
	`@from_varbyte(b, form) AS CASE lower(form) WHEN 'hex' THEN lower(hex(b)) WHEN 'utf8' THEN decode(b) WHEN 'utf-8' THEN decode(b) WHEN 'base64' THEN base64(b)
		WHEN 'binary' THEN CAST(CAST(b AS BIT) AS VARCHAR) ELSE error('invalid format ' || form) END`,
	// Bits are counted from the last one.
	`@getbit(b, n) AS CASE WHEN n < 0 OR n >= 8 * octet_length(b) THEN error('index ' || n || ' out of valid range')
		ELSE CAST(substr(CAST(CAST(b AS BIT) AS VARCHAR), 8 * octet_length(b) - n, 1) AS INTEGER) END`,
	`@substring_hex(b, a) AS @substring(hex(b), 2 * a - 1), (b, a, n) AS @substring(hex(b), 2 * a - 1, 2 * n)`,
	`@reverse_hex(b) AS regexp_replace(reverse(hex(b)), '(.)(.)', '\2\1', 'g')`,
}
