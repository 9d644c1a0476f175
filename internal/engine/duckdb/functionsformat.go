package duckdb

// Formats of dates and numbers that are no literals: package dialect/format reads those that are written
// down. A format is cut into its items, and each is worked on by itself.
// Sources: r_FORMAT_strings.html and r_Numeric_formating.html in docs.aws.amazon.com/redshift/latest/dg;
// what these leave open is as in PostgreSQL 8.0.

// dateItems are the items of a date's format, the longer ones first.
const dateItems = `Y,YYY|YYYY|YYY|YY|Y|IYYY|IYY|IY|IDDD|ID|IW|I|Q|MONTH|MON|MM|MI|MS|RM|WW|W|DAY|DDD|DD|DY|D|J|HH24|HH12|HH|SSSSS|SSSS|SS|US` +
	`|AM|PM|A\.M\.|P\.M\.|B\.C\.|A\.D\.|BC|AD|CC|TZ|OF`

// To read a date its format becomes a pattern with a group for each part that tells
// something; the engine can name nine of them. A text may end before its format does, and go
// on behind it. An error in what makes the pattern would keep the engine from making it only
// once, and so items that cannot be read match nothing.
var dateReadMacros = []string{
	`@item_pattern(k) AS CASE WHEN k = 'YYYY' THEN '\d{1,4}' WHEN k = 'Y,YYY' THEN '\d,\d{3}' WHEN k IN ('YYY', 'MS', 'DDD') THEN '\d{1,3}'
		WHEN k IN ('YY', 'MM', 'DD', 'HH24', 'HH12', 'HH', 'MI', 'SS', 'CC', 'WW') THEN '\d{1,2}' WHEN k IN ('Y', 'D', 'ID', 'Q', 'W') THEN '\d' WHEN k = 'US' THEN '\d{1,6}'
		WHEN k = 'J' THEN '\d+' WHEN k IN ('SSSS', 'SSSSS') THEN '\d{1,5}' WHEN k IN ('MON', 'DY') THEN '[A-Za-z]{3}' WHEN k IN ('MONTH', 'DAY') THEN '[A-Za-z]+'
		WHEN k IN ('AM', 'PM', 'A.M.', 'P.M.') THEN '[AaPp]\.?[Mm]\.?' WHEN k = 'RM' THEN '[IVXivx]+'
		WHEN k IN ('TZ', 'OF', 'IYYY', 'IYY', 'IY', 'I', 'IDDD', 'IW', 'BC', 'AD', 'B.C.', 'A.D.') THEN '$^'
		WHEN regexp_full_match(k, '[0-9A-Za-z]') THEN '.' WHEN starts_with(k, '"') THEN regexp_replace(trim(k, '"'), '.', '.', 'g') ELSE '[^0-9A-Za-z]+' END`,
	`@item_key(k) AS CASE WHEN k IN ('YYYY', 'YYY', 'YY', 'Y', 'MM', 'RM', 'DD', 'DDD', 'J', 'MI', 'SS', 'MS', 'US') THEN k WHEN k = 'Y,YYY' THEN 'YYYY'
		WHEN k IN ('MON', 'MONTH') THEN 'MON' WHEN k IN ('HH24', 'HH12', 'HH') THEN 'HH' WHEN k IN ('SSSS', 'SSSSS') THEN 'SSSS'
		WHEN k IN ('AM', 'PM', 'A.M.', 'P.M.') THEN 'AM' ELSE '' END`,
	// What is known of each item: its bare word, and whether TH is behind it.
	`@date_items(f) AS list_transform(regexp_extract_all(f, '(?is)"[^"]*"|(?:FM)?(?:` + dateItems + `)(?:TH)?|.'), lambda t:
		list_transform([regexp_extract(t, '(?is)^(?:FM)?(` + dateItems + `|"[^"]*"|.)(TH)?$', ['word', 'th'])], lambda m: list_transform([upper(m.word)], lambda w:
			{'key': @item_key(w), 'pattern': @item_pattern(w) || ')' || CASE WHEN m.th <> '' THEN '[A-Za-z]{2}' ELSE '' END})[1])[1])`,
	`@date_pattern(items) AS '^' || array_to_string(list_transform(items, lambda i: '\s*' || CASE WHEN i.key <> '' THEN '(' ELSE '(?:' END || i.pattern), '(?:\s*$|')
		|| repeat(')', CAST(len(items) - 1 AS INTEGER)) || '(?s:.*)$'`,
	`@date_marks(keys) AS chr(1) || array_to_string(list_transform([1, 2, 3, 4, 5, 6, 7, 8, 9][1:len(keys)], lambda n: '\' || n), chr(2))`,
	`@date_parts(s, f) AS list_transform([@date_items(f)], lambda items: list_transform([list_filter(list_transform(items, lambda i: i.key), lambda k: k <> '')], lambda keys:
		list_transform([regexp_replace(s, @date_pattern(items), @date_marks(keys))], lambda r: {'keys': keys,
			'found': starts_with(r, chr(1)), 'parts': CASE WHEN starts_with(r, chr(1)) THEN string_split(r[2:], chr(2)) ELSE [] END})[1])[1])[1]`,
	`@got(g, k) AS nullif(g.parts[list_position(g.keys, k)], '')`,
	`@got_number(g, k, absent) AS CAST(coalesce(@got(g, k), absent) AS INTEGER)`,
	// Of years of two digits those below 70 are of this century, of those of three digits
	// those below 100.
	`@got_year(g) AS CASE WHEN @got(g, 'YYYY') IS NOT NULL THEN CAST(replace(@got(g, 'YYYY'), ',', '') AS INTEGER)
		WHEN @got(g, 'YYY') IS NOT NULL THEN @got_number(g, 'YYY', '0') + CASE WHEN @got_number(g, 'YYY', '0') < 100 THEN 2000 ELSE 1000 END
		WHEN @got(g, 'YY') IS NOT NULL THEN @got_number(g, 'YY', '0') + CASE WHEN @got_number(g, 'YY', '0') < 70 THEN 2000 ELSE 1900 END
		WHEN @got(g, 'Y') IS NOT NULL THEN @got_number(g, 'Y', '0') + 2000 ELSE 1 END`,
	`@got_month(g) AS CASE WHEN @got(g, 'MON') IS NOT NULL THEN CASE WHEN NOT regexp_matches(@got(g, 'MON'), '(?i)^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)')
			THEN error('invalid value for MONTH/Month/month')
			ELSE CAST((strpos('janfebmaraprmayjunjulaugsepoctnovdec', lower(left(@got(g, 'MON'), 3))) + 2) // 3 AS INTEGER) END
		WHEN @got(g, 'RM') IS NOT NULL THEN list_position(['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'], upper(@got(g, 'RM')))
		ELSE @got_number(g, 'MM', '1') END`,
	`@got_hour(g) AS CASE WHEN @got(g, 'AM') IS NULL THEN @got_number(g, 'HH', '0')
		ELSE @got_number(g, 'HH', '0') % 12 + CASE WHEN lower(left(@got(g, 'AM'), 1)) = 'p' THEN 12 ELSE 0 END END`,
	`@got_date(g) AS CASE WHEN @got(g, 'J') IS NOT NULL THEN DATE '1970-01-01' + (@got_number(g, 'J', '0') - 2440588)
		WHEN @got(g, 'DDD') IS NOT NULL THEN make_date(g.year, 1, 1) + (@got_number(g, 'DDD', '1') - 1)
		ELSE CAST(make_date(g.year, 1, 1) + to_months(CAST(g.month - 1 AS INTEGER)) AS DATE) + (g.day - 1) END`,
	`@got_micros(g) AS to_microseconds(CAST(rpad(coalesce(@got(g, 'MS'), ''), 3, '0') || '000' AS BIGINT) + CAST(rpad(coalesce(@got(g, 'US'), ''), 6, '0') AS BIGINT))`,
	// Where nothing checks them days over the end of a month are days of the next one.
	`@got_checked(g, f, strict) AS CASE WHEN NOT g.found THEN error('invalid value for the format ' || f)
		WHEN len(g.keys) > 9 THEN error('formats of more than nine parts are not supported') WHEN NOT strict THEN true
		WHEN g.month NOT BETWEEN 1 AND 12 OR g.day NOT BETWEEN 1 AND day(last_day(make_date(g.year, CAST(g.month AS INTEGER), 1)))
			THEN error('date/time field date value out of range: ' || g.year || '-' || g.month || '-' || g.day)
		WHEN g.hour > 23 OR g.minute > 59 OR g.second > 59
			THEN error('date/time field time value out of range: ' || g.hour || ':' || g.minute || ':' || g.second) ELSE true END`,
	`@read(s, f, strict) AS list_transform(list_transform([@date_parts(s, f)], lambda g: {'keys': g.keys, 'found': g.found, 'parts': g.parts, 'year': @got_year(g), 'month': @got_month(g),
			'day': @got_number(g, 'DD', '1'), 'hour': @got_hour(g), 'minute': @got_number(g, 'MI', '0'), 'second': @got_number(g, 'SS', '0')}),
		lambda g: CASE WHEN s IS NOT NULL AND @got_checked(g, f, strict) THEN {'date': @got_date(g), 'time': @got_date(g) + to_seconds(g.hour * 3600 + g.minute * 60 + g.second + @got_number(g, 'SSSS', '0')) + @got_micros(g)} END)[1]`,
}
