package duckdb

import "fmt"

// Bounds of what one call may build. DuckDB's memory_limit covers its buffers
// but not a single value: repeat('x', 2000000000) takes 4 GB under any limit.
const (
	maxText = 16 << 20 // bytes, as Redshift's longest VARBYTE and SUPER
	maxList = 1 << 20  // elements
)

// boundedMacros shadow the functions that build a value as long as a number
// says. They are found before the built-in ones because their catalogue is on
// the search path; package dialect keeps sessions from naming system.main.
func boundedMacros() []string {
	tooLong := "error('requested length too large')"
	text := func(signature, size, call string) string {
		return fmt.Sprintf("CREATE MACRO %s.main.%s AS CASE WHEN %s > %d THEN %s ELSE system.main.%s END",
			boundsCatalog, signature, size, maxText, tooLong, call)
	}
	pad := func(name string) string {
		return text(name+"(s, n, fill)", "n", name+"(s, n, fill)") +
			fmt.Sprintf(", (s, n) AS CASE WHEN n > %d THEN %s ELSE system.main.%s(s, n, ' ') END", maxText, tooLong, name)
	}
	list := func(name string) string {
		span := func(from, to, step string) string {
			return fmt.Sprintf("CASE WHEN abs((%s)::DOUBLE - (%s)::DOUBLE) / abs((%s)::DOUBLE) > %d THEN %s", to, from, step, maxList, tooLong)
		}
		return fmt.Sprintf("CREATE MACRO %s.main.%s(a) AS %s ELSE system.main.%s(a) END, (a, b) AS %s ELSE system.main.%s(a, b) END, (a, b, c) AS %s ELSE system.main.%s(a, b, c) END",
			boundsCatalog, name, span("0", "a", "1"), name, span("a", "b", "1"), name, span("a", "b", "c"), name)
	}
	return []string{
		text("repeat(s, n)", "length(s) * n::BIGINT", "repeat(s, n)"),
		pad("lpad"),
		pad("rpad"),
		// Redshift divides by zero with an error; the engine answers NULL. Package dialect
		// writes it around divisors.
		"CREATE MACRO " + boundsCatalog + ".main.countersign_divisor(n) AS CASE WHEN n = 0 THEN error('division by zero') ELSE n END",
		// A start before the first character is a place like others; the engine would count
		// from the end.
		"CREATE MACRO " + boundsCatalog + ".main.substring(s, a) AS system.main.substring(s, greatest(a, 1)), " +
			"(s, a, n) AS system.main.substring(s, greatest(a, 1), greatest(n + least(a, 1) - 1, 0))",
		"CREATE MACRO " + boundsCatalog + ".main.substr(s, a) AS system.main.substring(s, greatest(a, 1)), " +
			"(s, a, n) AS system.main.substring(s, greatest(a, 1), greatest(n + least(a, 1) - 1, 0))",
		"CREATE MACRO " + boundsCatalog + ".main.to_hex(n) AS lower(system.main.to_hex(n))",
		list("range"),
		list("generate_series"),
	}
}
