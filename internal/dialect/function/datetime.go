package function

// datetimeFunctions reckon with dates and times. What is asked of a date is asked of its
// midnight; the lines for timestamps stand first, for literals are meant as timestamps.
// A DATE is brought to TIMESTAMP in the text, where the engine would give its own answer for
// it.
// Source: docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html.
var datetimeFunctions = []Function{
	{Name: "getdate", Args: "", Result: "timestamp", Engine: "date_trunc('second', CAST({now} AS TIMESTAMP))", Volatile: true},
	{Name: "timeofday", Args: "", Result: "varchar", Engine: "strftime(CAST({now} AS TIMESTAMP), '%a %b %d %H:%M:%S.%f %Y') || ' ' || current_setting('TimeZone')", Volatile: true},

	{Name: "dateadd", Args: "part, int8, timestamp", Result: "timestamp", Engine: "countersign_dateadd({1}, {2}, {3})", Column: "date_add"},
	{Name: "dateadd", Args: "part, int8, date", Result: "timestamp", Engine: "countersign_dateadd({1}, {2}, CAST({3} AS TIMESTAMP))", Column: "date_add"},
	{Name: "dateadd", Args: "part, int8, timestamptz", Result: "timestamptz", Engine: "countersign_dateadd({1}, {2}, {3})", Column: "date_add"},
	{Name: "dateadd", Args: "part, int8, time", Result: "time", Engine: "countersign_timeadd({1}, {2}, {3})", Column: "date_add"},
	{Name: "dateadd", Args: "part, int8, timetz", Result: "timetz", Engine: "countersign_timeadd({1}, {2}, {3})", Column: "date_add"},
	{Name: "date_add", Args: "part, int8, timestamp", Result: "timestamp", Engine: "countersign_dateadd({1}, {2}, {3})"},
	{Name: "date_add", Args: "part, int8, date", Result: "timestamp", Engine: "countersign_dateadd({1}, {2}, CAST({3} AS TIMESTAMP))"},
	{Name: "date_add", Args: "part, int8, timestamptz", Result: "timestamptz", Engine: "countersign_dateadd({1}, {2}, {3})"},
	{Name: "date_add", Args: "part, int8, time", Result: "time", Engine: "countersign_timeadd({1}, {2}, {3})"},
	{Name: "date_add", Args: "part, int8, timetz", Result: "timetz", Engine: "countersign_timeadd({1}, {2}, {3})"},
	{Name: "datediff", Args: "part, timestamp, timestamp", Result: "int8", Engine: "countersign_datediff({1}, {2}, {3})", Column: "date_diff"},
	{Name: "datediff", Args: "part, date, date", Result: "int8", Engine: "countersign_datediff({1}, CAST({2} AS TIMESTAMP), CAST({3} AS TIMESTAMP))", Column: "date_diff"},
	{Name: "datediff", Args: "part, timestamptz, timestamptz", Result: "int8", Engine: "countersign_datediff({1}, {2}, {3})", Column: "date_diff"},
	{Name: "datediff", Args: "part, time, time", Result: "int8", Engine: "date_diff({1}, {2}, {3})", Column: "date_diff"},
	{Name: "datediff", Args: "part, timetz, timetz", Result: "int8", Engine: "date_diff({1}, countersign_utc_time({2}), countersign_utc_time({3}))", Column: "date_diff"},
	{Name: "date_diff", Args: "part, timestamp, timestamp", Result: "int8", Engine: "countersign_datediff({1}, {2}, {3})"},
	{Name: "date_diff", Args: "part, date, date", Result: "int8", Engine: "countersign_datediff({1}, CAST({2} AS TIMESTAMP), CAST({3} AS TIMESTAMP))"},
	{Name: "date_diff", Args: "part, timestamptz, timestamptz", Result: "int8", Engine: "countersign_datediff({1}, {2}, {3})"},
	{Name: "date_diff", Args: "part, time, time", Result: "int8", Engine: "date_diff({1}, {2}, {3})"},
	{Name: "date_diff", Args: "part, timetz, timetz", Result: "int8", Engine: "date_diff({1}, countersign_utc_time({2}), countersign_utc_time({3}))"},

	// DATE_PART gives seconds with their fraction, EXTRACT whole ones and the seconds' parts alone.
	{Name: "date_part", Args: "part, timestamp", Result: "float8", Engine: "countersign_date_part({1}, {2})", Column: "pgdate_part"},
	{Name: "date_part", Args: "part, date", Result: "float8", Engine: "countersign_date_part({1}, CAST({2} AS TIMESTAMP))", Column: "pgdate_part"},
	{Name: "date_part", Args: "part, timestamptz", Result: "float8", Engine: "countersign_date_part({1}, {2})", Column: "pgdate_part"},
	{Name: "date_part", Args: "part, time", Result: "float8", Engine: "countersign_time_part({1}, {2})", Column: "pgdate_part"},
	{Name: "date_part", Args: "part, timetz", Result: "float8", Engine: "countersign_time_part({1}, {2})", Column: "pgdate_part"},
	{Name: "date_part", Args: "part, interval", Result: "float8", Engine: "countersign_time_part({1}, {2})", Column: "pgdate_part"},
	{Name: "pgdate_part", Args: "part, timestamp", Result: "float8", Engine: "countersign_date_part({1}, {2})"},
	{Name: "pgdate_part", Args: "part, date", Result: "float8", Engine: "countersign_date_part({1}, CAST({2} AS TIMESTAMP))"},
	{Name: "pgdate_part", Args: "part, timestamptz", Result: "float8", Engine: "countersign_date_part({1}, {2})"},
	{Name: "pgdate_part", Args: "part, time", Result: "float8", Engine: "countersign_time_part({1}, {2})"},
	{Name: "pgdate_part", Args: "part, timetz", Result: "float8", Engine: "countersign_time_part({1}, {2})"},
	{Name: "pgdate_part", Args: "part, interval", Result: "float8", Engine: "countersign_time_part({1}, {2})"},
	{Name: "date_part_year", Args: "date", Result: "int4", Engine: "CAST(year({1}) AS INTEGER)"},
	{Name: "extract", Args: "part=epoch, timestamp", Result: "int8", Engine: "CAST(floor(date_part('epoch', {2})) AS BIGINT)", Column: "date_part"},
	{Name: "extract", Args: "part, timestamp", Result: "int4", Engine: "CAST(trunc(countersign_extract({1}, {2})) AS INTEGER)", Column: "date_part"},
	{Name: "extract", Args: "part=epoch, date", Result: "int8", Engine: "CAST(floor(date_part('epoch', CAST({2} AS TIMESTAMP))) AS BIGINT)", Column: "date_part"},
	{Name: "extract", Args: "part, date", Result: "int4", Engine: "CAST(trunc(countersign_extract({1}, CAST({2} AS TIMESTAMP))) AS INTEGER)", Column: "date_part"},
	{Name: "extract", Args: "part, timestamptz", Result: "float8", Engine: "countersign_extract({1}, {2})", Column: "date_part"},
	{Name: "extract", Args: "part, time", Result: "int4", Engine: "CAST(trunc(countersign_time_extract({1}, {2})) AS INTEGER)", Column: "date_part"},
	{Name: "extract", Args: "part, timetz", Result: "int4", Engine: "CAST(trunc(countersign_time_extract({1}, {2})) AS INTEGER)", Column: "date_part"},
	{Name: "extract", Args: "part=epoch, interval", Result: "int8", Engine: "CAST(trunc(date_part('epoch', {2})) AS BIGINT)", Column: "date_part"},
	{Name: "extract", Args: "part, interval", Result: "int4", Engine: "CAST(trunc(countersign_time_extract({1}, {2})) AS INTEGER)", Column: "date_part"},
	{Name: "date_trunc", Args: "part, timestamp", Result: "timestamp", Engine: "countersign_date_trunc({1}, {2})"},
	{Name: "date_trunc", Args: "part, date", Result: "timestamp", Engine: "countersign_date_trunc({1}, CAST({2} AS TIMESTAMP))"},
	{Name: "date_trunc", Args: "part, timestamptz", Result: "timestamptz", Engine: "timezone(current_setting('TimeZone'), countersign_date_trunc({1}, timezone(current_setting('TimeZone'), {2})))"},
	{Name: "date_trunc", Args: "part, interval", Result: "interval", Engine: "date_trunc({1}, {2})"},
	{Name: "trunc", Args: "timestamp", Result: "date", Engine: "CAST({1} AS DATE)"},
	{Name: "trunc", Args: "date", Result: "date", Engine: "{1}"},
	{Name: "trunc", Args: "timestamptz", Result: "date", Engine: "CAST({1} AS DATE)"},

	{Name: "add_months", Args: "timestamp, int4", Result: "timestamp", Engine: "countersign_add_months({1}, {2})"},
	{Name: "add_months", Args: "date, int4", Result: "timestamp", Engine: "countersign_add_months(CAST({1} AS TIMESTAMP), {2})"},
	{Name: "last_day", Args: "timestamp", Result: "date", Engine: "last_day({1})"},
	{Name: "last_day", Args: "date", Result: "date", Engine: "last_day({1})"},
	{Name: "months_between", Args: "timestamp, timestamp", Result: "float8", Engine: "countersign_months_between({1}, {2})"},
	{Name: "months_between", Args: "date, date", Result: "float8", Engine: "countersign_months_between(CAST({1} AS TIMESTAMP), CAST({2} AS TIMESTAMP))"},
	{Name: "next_day", Args: "timestamp, varchar", Result: "date", Engine: "countersign_next_day(CAST({1} AS DATE), {2})"},
	{Name: "next_day", Args: "date, varchar", Result: "date", Engine: "countersign_next_day({1}, {2})"},

	// Zones are names, abbreviations, which have no summer time, or of the form ABC+2, which
	// is west of Greenwich.
	{Name: "convert_timezone", Args: "varchar, timestamp", Result: "timestamp", Engine: "countersign_from_utc({1}, {2})"},
	{Name: "convert_timezone", Args: "varchar, varchar, timestamp", Result: "timestamp", Engine: "countersign_from_utc({2}, countersign_to_utc({1}, {3}))"},
	{Name: "timezone", Args: "varchar, timestamp", Result: "timestamptz", Engine: "timezone('UTC', countersign_to_utc({1}, {2}))"},
	{Name: "timezone", Args: "varchar, timestamptz", Result: "timestamp", Engine: "countersign_from_utc({1}, timezone('UTC', {2}))"},
}
