package duckdb

// Formats of dates and numbers. A format is cut into its items, and each is worked on by
// itself; formats need not be written down in the statement.
// Sources: r_FORMAT_strings.html and r_Numeric_formating.html in docs.aws.amazon.com/redshift/latest/dg;
// what these leave open is as in PostgreSQL 8.0.
// dateItems are the items of a date's format, the longer ones first.
const dateItems = `Y,YYY|YYYY|YYY|YY|Y|IYYY|IYY|IY|IDDD|ID|IW|I|Q|MONTH|MON|MM|MI|MS|RM|WW|W|DAY|DDD|DD|DY|D|J|HH24|HH12|HH|SSSSS|SSSS|SS|US` +
	`|AM|PM|A\.M\.|P\.M\.|B\.C\.|A\.D\.|BC|AD|CC|TZ|OF`

var dateFormatMacros = []string{
	// FM before an item takes away what fills it, and TH behind it makes its number an
	// ordinal.
	`@format_items(f) AS list_transform(regexp_extract_all(f, '(?is)"[^"]*"|(?:FM)?(?:` + dateItems + `)(?:TH)?|.'), lambda t: {
		'bare': regexp_extract(t, '(?is)^(FM)?(` + dateItems + `|"[^"]*"|.)(TH)?$', 2),
		'filled': NOT regexp_matches(t, '(?i)^FM.'),
		'ordinal': regexp_extract(t, '(?is)^(FM)?(` + dateItems + `|"[^"]*"|.)(TH)?$', 3)})`,
	`@digits_of(n, width, filled) AS CASE WHEN filled THEN format('{:0' || width || 'd}', CAST(n AS BIGINT)) ELSE CAST(CAST(n AS BIGINT) AS VARCHAR) END`,
	// A name is written as the first two letters of its item are.
	`@name_of(name, t, width, filled) AS rpad(CASE WHEN t[2] = upper(t[2]) THEN upper(name) WHEN t[1] = lower(t[1]) THEN lower(name) ELSE name END,
		CASE WHEN filled THEN width ELSE CAST(length(name) AS INTEGER) END, ' ')`,
	`@ordinal_letters(s) AS CASE WHEN regexp_matches(s, '(^|[^1])1$') THEN 'ST' WHEN regexp_matches(s, '(^|[^1])2$') THEN 'ND' WHEN regexp_matches(s, '(^|[^1])3$') THEN 'RD' ELSE 'TH' END`,
	`@half(x, t) AS CASE WHEN t = lower(t) THEN CASE WHEN hour(x) < 12 THEN 'am' ELSE 'pm' END WHEN hour(x) < 12 THEN 'AM' ELSE 'PM' END`,
	`@half_dotted(x, t) AS CASE WHEN t = lower(t) THEN CASE WHEN hour(x) < 12 THEN 'a.m.' ELSE 'p.m.' END WHEN hour(x) < 12 THEN 'A.M.' ELSE 'P.M.' END`,
	`@roman_month(x) AS ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month(x)]`,
	`@ordinal(s, suffix) AS CASE WHEN suffix = '' OR NOT regexp_matches(s, '\d$') THEN s WHEN suffix = 'th' THEN s || lower(@ordinal_letters(s)) ELSE s || @ordinal_letters(s) END`,
	`@date_item(t, x, zone, offs, filled) AS CASE upper(t)
		WHEN 'YYYY' THEN @digits_of(year(x), 4, filled) WHEN 'MM' THEN @digits_of(month(x), 2, filled) WHEN 'DD' THEN @digits_of(day(x), 2, filled)
		WHEN '-' THEN t WHEN ':' THEN t WHEN ' ' THEN t WHEN '/' THEN t WHEN '.' THEN t
		WHEN 'HH24' THEN @digits_of(hour(x), 2, filled) WHEN 'MI' THEN @digits_of(minute(x), 2, filled) WHEN 'SS' THEN @digits_of(second(x), 2, filled)
		WHEN 'MS' THEN @digits_of(date_part('microsecond', x) // 1000 % 1000, 3, true) WHEN 'US' THEN @digits_of(date_part('microsecond', x) % 1000000, 6, true)
		WHEN 'HH' THEN @digits_of((hour(x) + 11) % 12 + 1, 2, filled) WHEN 'HH12' THEN @digits_of((hour(x) + 11) % 12 + 1, 2, filled)
		WHEN 'SSSS' THEN CAST(hour(x) * 3600 + minute(x) * 60 + second(x) AS VARCHAR) WHEN 'SSSSS' THEN CAST(hour(x) * 3600 + minute(x) * 60 + second(x) AS VARCHAR)
		WHEN 'AM' THEN @half(x, t) WHEN 'PM' THEN @half(x, t) WHEN 'A.M.' THEN @half_dotted(x, t) WHEN 'P.M.' THEN @half_dotted(x, t)
		WHEN 'Y,YYY' THEN CAST(year(x) // 1000 AS VARCHAR) || ',' || @digits_of(year(x) % 1000, 3, true) WHEN 'YYY' THEN @digits_of(year(x) % 1000, 3, filled)
		WHEN 'YY' THEN @digits_of(year(x) % 100, 2, filled) WHEN 'Y' THEN CAST(year(x) % 10 AS VARCHAR)
		WHEN 'IYYY' THEN @digits_of(isoyear(x), 4, filled) WHEN 'IYY' THEN @digits_of(isoyear(x) % 1000, 3, filled)
		WHEN 'IY' THEN @digits_of(isoyear(x) % 100, 2, filled) WHEN 'I' THEN CAST(isoyear(x) % 10 AS VARCHAR)
		WHEN 'Q' THEN CAST(quarter(x) AS VARCHAR) WHEN 'MONTH' THEN @name_of(monthname(x), t, 9, filled) WHEN 'MON' THEN @name_of(left(monthname(x), 3), t, 3, filled)
		WHEN 'RM' THEN @name_of(@roman_month(x), t || t, 4, filled) WHEN 'DAY' THEN @name_of(dayname(x), t, 9, filled) WHEN 'DY' THEN @name_of(left(dayname(x), 3), t, 3, filled)
		WHEN 'DDD' THEN @digits_of(dayofyear(x), 3, filled) WHEN 'IDDD' THEN @digits_of((week(x) - 1) * 7 + isodow(x), 3, filled)
		WHEN 'D' THEN CAST(dayofweek(x) + 1 AS VARCHAR) WHEN 'ID' THEN CAST(isodow(x) AS VARCHAR)
		WHEN 'W' THEN CAST((day(x) - 1) // 7 + 1 AS VARCHAR) WHEN 'WW' THEN @digits_of((dayofyear(x) - 1) // 7 + 1, 2, filled) WHEN 'IW' THEN @digits_of(week(x), 2, filled)
		WHEN 'J' THEN CAST(CAST(julian(CAST(x AS DATE)) AS BIGINT) AS VARCHAR) WHEN 'CC' THEN @digits_of((year(x) + 99) // 100, 2, filled)
		WHEN 'BC' THEN @name_of(CASE WHEN year(x) > 0 THEN 'AD' ELSE 'BC' END, t, 2, true) WHEN 'AD' THEN @name_of(CASE WHEN year(x) > 0 THEN 'AD' ELSE 'BC' END, t, 2, true)
		WHEN 'B.C.' THEN @name_of(CASE WHEN year(x) > 0 THEN 'A.D.' ELSE 'B.C.' END, t[1] || t[3], 4, true)
		WHEN 'A.D.' THEN @name_of(CASE WHEN year(x) > 0 THEN 'A.D.' ELSE 'B.C.' END, t[1] || t[3], 4, true)
		WHEN 'TZ' THEN CASE WHEN t = lower(t) THEN lower(zone) ELSE upper(zone) END WHEN 'OF' THEN offs
		ELSE trim(t, '"') END`,
	`@to_char(x, f, zone, offs) AS CASE WHEN x IS NOT NULL THEN array_to_string(list_transform(@format_items(f), lambda i:
		list_transform([@date_item(i.bare, x, zone, offs, i.filled)], lambda s: @ordinal(s, i.ordinal))[1]), '') END`,
	// The engine's own formatting is many times faster, and does for what it can spell.
	`@strftime_item(t) AS CASE t WHEN 'YYYY' THEN '%Y' WHEN 'MM' THEN '%m' WHEN 'DD' THEN '%d' WHEN 'HH24' THEN '%H' WHEN 'HH12' THEN '%I' WHEN 'HH' THEN '%I'
		WHEN 'MI' THEN '%M' WHEN 'SS' THEN '%S' WHEN 'MS' THEN '%g' WHEN 'US' THEN '%f' WHEN 'YY' THEN '%y' WHEN 'DDD' THEN '%j' WHEN 'MON' THEN '%b' WHEN 'Mon' THEN '%b'
		WHEN 'DY' THEN '%a' WHEN 'Dy' THEN '%a' WHEN 'AM' THEN '%p' WHEN 'PM' THEN '%p' WHEN 'yyyy' THEN '%Y' WHEN 'mm' THEN '%m' WHEN 'dd' THEN '%d' WHEN 'hh24' THEN '%H'
		WHEN 'mi' THEN '%M' WHEN 'ss' THEN '%S' ELSE CASE WHEN regexp_full_match(t, '[^A-Za-z%"]') THEN t WHEN regexp_full_match(t, '"[^%"]*"') THEN trim(t, '"') END END`,
	`@strftime_items(f) AS list_transform(@format_items(f), lambda i: CASE WHEN i.filled AND i.ordinal = '' THEN @strftime_item(i.bare) END)`,
	`@strftime_fits(f) AS (NOT list_contains(list_transform(@strftime_items(f), lambda t: t IS NULL), true)
		AND (NOT regexp_matches(f, 'MON|DY') OR f = upper(f)))`,
	`@to_char_written(x, f, zone, offs) AS CASE WHEN NOT @strftime_fits(f) THEN @to_char(x, f, zone, offs)
		WHEN regexp_matches(f, 'MON|DY') THEN upper(strftime(x, array_to_string(@strftime_items(f), ''))) ELSE strftime(x, array_to_string(@strftime_items(f), '')) END`,
}

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
	`@date_keys(f) AS list_filter(list_transform(@format_items(f), lambda i: @item_key(upper(i.bare))), lambda k: k <> '')`,
	`@date_pattern(f) AS '^' || array_to_string(list_transform(@format_items(f), lambda i: '\s*' || CASE WHEN @item_key(upper(i.bare)) <> '' THEN '(' ELSE '(?:' END
			|| @item_pattern(upper(i.bare)) || ')' || CASE WHEN i.ordinal <> '' THEN '[A-Za-z]{2}' ELSE '' END), '(?:\s*$|')
		|| array_to_string(list_transform(@format_items(f)[2:], lambda i: ')'), '') || '(?s:.*)$'`,
	`@date_marks(f) AS chr(1) || array_to_string(list_transform([1, 2, 3, 4, 5, 6, 7, 8, 9][1:len(@date_keys(f))], lambda n: '\' || n), chr(2))`,
	`@date_parts(s, f) AS list_transform([regexp_replace(s, @date_pattern(f), @date_marks(f))], lambda r: {'keys': @date_keys(f),
		'found': starts_with(r, chr(1)), 'parts': string_split(r[2:], chr(2))})[1]`,
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
		WHEN @got(g, 'DDD') IS NOT NULL THEN make_date(@got_year(g), 1, 1) + (@got_number(g, 'DDD', '1') - 1)
		ELSE CAST(make_date(@got_year(g), 1, 1) + to_months(CAST(@got_month(g) - 1 AS INTEGER)) AS DATE) + (@got_number(g, 'DD', '1') - 1) END`,
	`@got_time(g) AS to_hours(@got_hour(g)) + to_minutes(@got_number(g, 'MI', '0')) + to_seconds(@got_number(g, 'SS', '0') + @got_number(g, 'SSSS', '0'))
		+ to_microseconds(CAST(rpad(coalesce(@got(g, 'MS'), ''), 3, '0') || '000' AS BIGINT) + CAST(rpad(coalesce(@got(g, 'US'), ''), 6, '0') AS BIGINT))`,
	// Where nothing checks them days over the end of a month are days of the next one.
	`@got_checked(g, f, strict) AS CASE WHEN NOT g.found THEN error('invalid value for the format ' || f)
		WHEN len(g.keys) > 9 THEN error('formats of more than nine parts are not supported') WHEN NOT strict THEN true
		WHEN @got_month(g) NOT BETWEEN 1 AND 12 OR @got_number(g, 'DD', '1') NOT BETWEEN 1 AND day(last_day(make_date(@got_year(g), CAST(@got_month(g) AS INTEGER), 1)))
			THEN error('date/time field date value out of range: ' || @got_year(g) || '-' || @got_month(g) || '-' || @got_number(g, 'DD', '1'))
		WHEN @got_hour(g) > 23 OR @got_number(g, 'MI', '0') > 59 OR @got_number(g, 'SS', '0') > 59
			THEN error('date/time field time value out of range: ' || @got_hour(g) || ':' || @got_number(g, 'MI', '0') || ':' || @got_number(g, 'SS', '0')) ELSE true END`,
	`@to_date(s, f, strict) AS list_transform([@date_parts(s, f)], lambda g: CASE WHEN s IS NOT NULL AND @got_checked(g, f, strict) THEN @got_date(g) END)[1]`,
	`@to_timestamp(s, f, strict) AS list_transform([@date_parts(s, f)], lambda g: CASE WHEN s IS NOT NULL AND @got_checked(g, f, strict) THEN @got_date(g) + @got_time(g) END)[1]`,
}

// Numbers. What a format says of digits is a struct; a number is rounded to the places of
// its format first.
var numberFormatMacros = []string{
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
	`@number_shown(form, n, minus, bare) AS list_transform([{'w': @whole_text(n, form), 'p': @part_text(n, form, bare)}], lambda d:
		array_to_string(list_transform(form.items[:form.start - 1], lambda t, i: CASE WHEN t = 'S' THEN '' ELSE @number_item(t, form.ranks[i], form, d.w, d.p, minus, CASE WHEN bare THEN '' ELSE ' ' END) END), '')
		|| @number_signed(array_to_string(list_transform(form.items[form.start:], lambda t, i:
			coalesce(@number_item(t, form.ranks[i + form.start - 1], form, d.w, d.p, minus, CASE WHEN bare THEN '' ELSE ' ' END), '')), ''), @number_sign(form, minus), bare))[1]`,
	`@roman(n) AS CASE WHEN n BETWEEN 1 AND 3999 THEN repeat('M', CAST(n // 1000 AS INTEGER))
		|| ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM'][n // 100 % 10 + 1] || ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC'][n // 10 % 10 + 1]
		|| ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][n % 10 + 1] ELSE '###############' END`,
	`@number_roman(t, f) AS list_transform([lpad(@roman(CAST(least(CAST(@rounded(t, 0) AS HUGEINT), 4000) AS BIGINT)), 15, ' ')], lambda r: CASE WHEN contains(upper(f), 'FM') THEN ltrim(r) ELSE r END)[1]`,
	`@number_char(t, f) AS CASE WHEN t IS NULL OR f IS NULL THEN NULL WHEN contains(f, 'RN') THEN @number_roman(t, f) WHEN contains(f, 'rn') THEN lower(@number_roman(t, f))
		ELSE list_transform([@number_form(list_filter(@number_items(f), lambda t: t <> 'FM'))], lambda form:
			list_transform([@rounded(t, form.after)], lambda n: @number_shown(form, n, starts_with(t, '-') AND regexp_matches(n, '[1-9]'), contains(upper(f), 'FM')))[1])[1] END`,
	`@float_text(x) AS format('{:.17f}', x)`,
	// A text is read digit by digit; of those before the point as many as the format has.
	`@number_read(s, whole, places, minus) AS CASE WHEN NOT regexp_matches(s, '\d') THEN error('invalid input for a number: "' || s || '"')
		ELSE CASE WHEN minus THEN '-' ELSE '' END || '0' || left(split_part(s, '.', 1), whole) || '.' || left(split_part(s, '.', 2), places) || '0' END`,
	`@to_number(s, f) AS list_transform([@number_form(@number_items(f))], lambda form:
		@number_read(regexp_replace(s, '[^0-9.]', '', 'g'), form.before, form.after, regexp_matches(s, '-|<')))[1]`,
}
