package duckdb

// Dates and times. Parts of a date have the names that package dialect/function gives them.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html.
var dateMacros = []string{
	// A year after the 29th of February it is the 1st of March, where twelve months after
	// it is the 28th of February.
	`@add_years(t, n) AS CASE WHEN month(t) = 2 AND day(t) = 29 THEN t - INTERVAL 1 DAY + to_years(CAST(n AS INTEGER)) + INTERVAL 1 DAY ELSE t + to_years(CAST(n AS INTEGER)) END`,
	`@dateadd(part, n, t) AS CASE part WHEN 'year' THEN @add_years(t, n) WHEN 'quarter' THEN t + to_months(CAST(3 * n AS INTEGER))
		WHEN 'month' THEN t + to_months(CAST(n AS INTEGER)) WHEN 'week' THEN t + to_days(CAST(7 * n AS INTEGER)) WHEN 'day' THEN t + to_days(CAST(n AS INTEGER))
		WHEN 'hour' THEN t + to_hours(n) WHEN 'minute' THEN t + to_minutes(n) WHEN 'second' THEN t + to_seconds(n)
		WHEN 'millisecond' THEN t + to_microseconds(1000 * n) WHEN 'microsecond' THEN t + to_microseconds(n)
		WHEN 'decade' THEN @add_years(t, 10 * n) WHEN 'century' THEN @add_years(t, 100 * n) WHEN 'millennium' THEN @add_years(t, 1000 * n)
		ELSE error('date part "' || part || '" is not supported') END`,
	`@timeadd(part, n, t) AS CASE part WHEN 'hour' THEN t + to_hours(n) WHEN 'minute' THEN t + to_minutes(n) WHEN 'second' THEN t + to_seconds(n)
		WHEN 'millisecond' THEN t + to_microseconds(1000 * n) WHEN 'microsecond' THEN t + to_microseconds(n)
		ELSE error('date part "' || part || '" is not supported for a time') END`,
	`@sundays(t) AS date_diff('day', DATE '0001-01-07', CAST(t AS DATE)) // 7`,
	// How many times a part begins between the two. Weeks begin on Sunday here; centuries and
	// millennia with a year that ends on 1.
	`@datediff(part, a, b) AS CASE part WHEN 'week' THEN @sundays(b) - @sundays(a)
		WHEN 'century' THEN date_part('century', b) - date_part('century', a) WHEN 'millennium' THEN date_part('millennium', b) - date_part('millennium', a)
		ELSE date_diff(part, a, b) END`,
	// A time of a zone, in UTC.
	`@utc_time(t) AS CAST(TIMESTAMP '1970-01-02' + to_hours(date_part('hour', t)) + to_minutes(date_part('minute', t))
		+ to_microseconds(date_part('microsecond', t)) - to_seconds(date_part('timezone', t)) AS TIME)`,
	`@stored_time(t) AS CAST(CAST(@utc_time(t) AS VARCHAR) || '+00' AS TIMETZ)`,
	`@time_part(part, t) AS CASE part WHEN 'second' THEN date_part('microsecond', t) / 1e6 WHEN 'millisecond' THEN date_part('microsecond', t) % 1000000 / 1e3
		WHEN 'microsecond' THEN date_part('microsecond', t) % 1000000 ELSE date_part(part, t) END::DOUBLE`,
	`@date_part(part, t) AS CASE part WHEN 'decade' THEN floor(year(t) / 10.0) + 1 ELSE @time_part(part, t) END`,
	`@time_extract(part, t) AS CASE part WHEN 'millisecond' THEN date_part('microsecond', t) // 1000 % 1000 WHEN 'microsecond' THEN date_part('microsecond', t) % 1000
		ELSE date_part(part, t) END::DOUBLE`,
	`@extract(part, t) AS CASE part WHEN 'decade' THEN floor(year(t) / 10.0) + 1 ELSE @time_extract(part, t) END`,
	`@first_of(t, years) AS make_timestamp((year(t) - 1) // years * years + 1, 1, 1, 0, 0, 0)`,
	`@date_trunc(part, t) AS CASE part WHEN 'century' THEN @first_of(t, 100) WHEN 'millennium' THEN @first_of(t, 1000) ELSE date_trunc(part, t) END`,
	// The last day of a month leads to the last day of a month.
	`@add_months(t, n) AS CASE WHEN last_day(t) = CAST(t AS DATE) THEN last_day(t + to_months(n)) + (t - date_trunc('day', t)) ELSE t + to_months(n) END`,
	`@weekday(s) AS CASE WHEN s IN ('su', 'sun', 'sunday') THEN 0 WHEN s IN ('m', 'mo', 'mon', 'monday') THEN 1 WHEN s IN ('tu', 'tue', 'tues', 'tuesday') THEN 2
		WHEN s IN ('w', 'we', 'wed', 'wednesday') THEN 3 WHEN s IN ('th', 'thu', 'thurs', 'thursday') THEN 4 WHEN s IN ('f', 'fr', 'fri', 'friday') THEN 5
		WHEN s IN ('sa', 'sat', 'saturday') THEN 6 ELSE error('invalid name of a day: ' || s) END`,
	`@next_day(d, name) AS d + CAST((@weekday(lower(trim(name))) - date_part('dow', d) + 6) % 7 + 1 AS INTEGER)`,
}
