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

// Numbers. What a format says of digits is a struct; a number is rounded to the places of
// its format first.
var numberFormatMacros = []string{
	`@ordinal_letters(s) AS CASE WHEN regexp_matches(s, '(^|[^1])1$') THEN 'ST' WHEN regexp_matches(s, '(^|[^1])2$') THEN 'ND' WHEN regexp_matches(s, '(^|[^1])3$') THEN 'RD' ELSE 'TH' END`,
	`@number_items(f) AS list_transform(regexp_extract_all(f, '(?is)"[^"]*"|FM|PR|PL|MI|SG|RN|TH|EEEE|.'), lambda t: CASE WHEN starts_with(t, '"') THEN t ELSE CASE upper(t)
		WHEN '.' THEN 'D' WHEN ',' THEN 'G' WHEN 'TH' THEN t ELSE upper(t) END END)`,
	`@is_digit(t) AS (t IN ('9', '0'))`,
	`@digits_in(items) AS CAST(len(list_filter(items, lambda t: @is_digit(t))) AS INTEGER)`,
	// ranks say how many digits there are up to an item; zero is the first digit that is
	// shown even if it is 0, and kept the last one behind the point.
	`@number_form(items) AS list_transform([coalesce(list_position(items, 'D'), 1000000)], lambda point: {'items': items,
		'before': @digits_in(items[:point]), 'after': @digits_in(items[point:]), 'ranks': list_transform(items, lambda t, i: @digits_in(items[:i])),
		'zero': @digits_in(items[:coalesce(list_position(items[:point], '0'), 1000000)]) + CASE WHEN list_contains(items[:point], '0') THEN 0 ELSE 1 END,
		'kept': coalesce(list_max(list_transform(items[point:], lambda t, i: CASE WHEN t = '0' THEN @digits_in(items[point:][:i]) END)), 0),
		'start': CAST(coalesce(list_min(list_transform(items, lambda t, i: CASE WHEN @is_digit(t) OR t = 'D' THEN i END)), 1) AS INTEGER)})[1]`,
	// The digits of a number that is text, as a whole number of units of the last place.
	`@rounded(t, places) AS CAST(CAST('0' || split_part(ltrim(t, '-'), '.', 1) || rpad(left(split_part(t, '.', 2), places), CAST(places AS INTEGER), '0') AS HUGEINT)
		+ CASE WHEN substr(split_part(t, '.', 2), places + 1, 1) >= '5' THEN 1 ELSE 0 END AS VARCHAR)`,
	`@whole_text(digits, form) AS list_transform([CASE WHEN length(digits) > form.after THEN CASE WHEN digits = '0' AND form.after > 0 THEN '' ELSE left(digits, length(digits) - form.after) END
			ELSE '' END], lambda w: CASE WHEN length(w) > form.before THEN repeat('#', form.before)
		ELSE lpad(lpad(w, CAST(greatest(length(w), form.before + 1 - form.zero) AS INTEGER), '0'), form.before, ' ') END)[1]`,
	`@part_text(digits, form, bare) AS list_transform([right(lpad(digits, CAST(form.after + length(digits) AS INTEGER), '0'), form.after)], lambda d:
		CASE WHEN length(digits) - form.after > greatest(form.before, 1) THEN repeat('#', form.after) WHEN bare THEN rpad(rtrim(d, '0'), CAST(greatest(length(rtrim(d, '0')), form.kept) AS INTEGER), '0') ELSE d END)[1]`,
	`@number_item(t, rank, form, whole, part, minus, blank) AS CASE WHEN @is_digit(t) THEN CASE WHEN rank <= form.before THEN whole[rank] ELSE part[rank - form.before] END
		WHEN t = 'G' THEN CASE WHEN rank = 0 OR whole[rank] = ' ' THEN ' ' ELSE ',' END WHEN t = 'D' THEN '.' WHEN t = 'L' THEN '$'
		WHEN t IN ('S', 'SG') THEN CASE WHEN minus THEN '-' ELSE '+' END WHEN t = 'MI' THEN CASE WHEN minus THEN '-' ELSE blank END
		WHEN t = 'PL' THEN CASE WHEN minus THEN blank ELSE '+' END WHEN t = 'PR' THEN CASE WHEN minus THEN '>' ELSE blank END
		WHEN upper(t) = 'TH' THEN CASE WHEN minus THEN '' WHEN t = 'th' THEN lower(@ordinal_letters(whole)) ELSE @ordinal_letters(whole) END
		WHEN t IN ('V', 'EEEE') THEN error('"' || t || '" is not supported') ELSE trim(t, '"') END`,
	// The sign that stands right before the number, where the format has no place for it.
	`@number_sign(form, minus) AS CASE WHEN list_contains(form.items[:form.start - 1], 'S') THEN CASE WHEN minus THEN '-' ELSE '+' END
		WHEN list_contains(form.items, 'PR') THEN CASE WHEN minus THEN '<' ELSE ' ' END
		WHEN list_has_any(form.items, ['S', 'SG', 'MI', 'PL']) THEN '' WHEN minus THEN '-' ELSE ' ' END`,
	`@number_signed(shown, sign, bare) AS CASE WHEN bare THEN trim(sign) || ltrim(shown) WHEN sign = '' THEN shown ELSE regexp_replace(' ' || shown, '^( *) ', '\1' || sign) END`,
	`@number_shown(form, n, minus, bare) AS list_transform([{'w': @whole_text(n, form), 'p': @part_text(n, form, bare), 'minus': minus, 'bare': bare, 'blank': CASE WHEN bare THEN '' ELSE ' ' END}], lambda d:
		list_transform([list_transform(form.items, lambda t, i: CASE WHEN t = 'S' AND i < form.start THEN '' ELSE coalesce(@number_item(t, form.ranks[i], form, d.w, d.p, d.minus, d.blank), '') END)], lambda texts:
			list_transform([{'head': array_to_string(texts[:form.start - 1], ''), 'tail': array_to_string(texts[form.start:], ''), 'sign': @number_sign(form, d.minus)}], lambda o:
				o.head || @number_signed(o.tail, o.sign, d.bare))[1])[1])[1]`,
	`@roman(n) AS CASE WHEN n BETWEEN 1 AND 3999 THEN repeat('M', CAST(n // 1000 AS INTEGER))
		|| ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM'][n // 100 % 10 + 1] || ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC'][n // 10 % 10 + 1]
		|| ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][n % 10 + 1] ELSE '###############' END`,
	`@number_roman(t, f) AS list_transform([lpad(@roman(CAST(least(CAST(@rounded(t, 0) AS HUGEINT), 4000) AS BIGINT)), 15, ' ')], lambda r: CASE WHEN contains(upper(f), 'FM') THEN ltrim(r) ELSE r END)[1]`,
	`@number_char(t, f) AS CASE WHEN t IS NULL OR f IS NULL THEN NULL WHEN contains(f, 'RN') THEN @number_roman(t, f) WHEN contains(f, 'rn') THEN lower(@number_roman(t, f))
		ELSE list_transform([list_filter(@number_items(f), lambda t: t <> 'FM')], lambda items: list_transform([@number_form(items)], lambda form:
			list_transform([@rounded(t, form.after)], lambda n: @number_shown(form, n, starts_with(t, '-') AND regexp_matches(n, '[1-9]'), contains(upper(f), 'FM')))[1])[1])[1] END`,
	`@float_text(x) AS format('{:.17f}', x)`,
}
