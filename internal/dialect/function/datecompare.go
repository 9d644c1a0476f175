package function

// datecompareFunctions say which of two dates is later: -1, 0 or 1.
// Source: docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html.
var datecompareFunctions = []Function{
	{Name: "date_cmp", Args: "date, date", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "date_cmp_timestamp", Args: "date, timestamp", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "date_cmp_timestamptz", Args: "date, timestamptz", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "timestamp_cmp", Args: "timestamp, timestamp", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "timestamp_cmp_date", Args: "timestamp, date", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "timestamp_cmp_timestamptz", Args: "timestamp, timestamptz", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "timestamptz_cmp", Args: "timestamptz, timestamptz", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "timestamptz_cmp_date", Args: "timestamptz, date", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "timestamptz_cmp_timestamp", Args: "timestamptz, timestamp", Result: "int4", Engine: "countersign_compare({1}, {2})"},
	{Name: "interval_cmp", Args: "interval, interval", Result: "int4", Engine: "countersign_compare({1}, {2})"},
}
