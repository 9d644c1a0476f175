// Package function is the catalogue of Redshift's functions: what each takes and gives,
// and how an engine computes it. It resolves nothing: that is the binder's affair.
//
// # One function on its way
//
// The line
//
//	{Name: "nvl", Args: "same, same*", Result: "same", Engine: "coalesce({*})", Column: "coalesce"}
//
// says that NVL takes one value or more, which the binder brings to one common type, and
// that the result has this type. NVL(a, 0), with a BIGINT column, is bound to it as
// coalesce(a, CAST(0 AS BIGINT)), and its column is called coalesce.
//
// # Arguments
//
// Args lists types with commas between them: bool, int2, int4, int8, numeric, float4, float8,
// varchar, char, date, time, timetz, timestamp, timestamptz, interval, varbyte, super,
// hllsketch, oid. An argument is brought to its type by the implicit casts of Redshift before
// the engine sees it; numeric keeps precision and scale of the argument. Besides these:
//
//	any     a value of any type, as it is
//	same    all arguments that say so are brought to their common type
//	part    a date part, as a name or a string: the engine gets its full name in
//	        quotes ('year', 'quarter', 'day of week' is 'dow' …)
//	text    a string that is written down; the engine gets it as written
//
// A star behind the last one allows it any number of times, and none.
// There is one line for each number of arguments otherwise.
//
// # Results
//
// Result is a type, or =2 for that of the second argument, or same. Modifiers can be
// reckoned from p1, s1 and n1 (precision, scale and length of the first argument) with
// plus and minus: numeric(38,s1), varchar(n1+n2), varchar(64).
//
// # The engine's expression
//
// Engine is text for the engine in which {1} stands for the first argument, {*} for all with
// commas between them, {2*} for all from the second on, {s1} and {p1} for scale and
// precision of the first argument, {s} and {p} for those of the result, {n1} and {n} for lengths. Of
// aggregates {d} stands for DISTINCT, where it was asked for, and {o} for the OVER clause
// of a call that has one: every aggregate function in the text is followed by it. {order} is the
// ORDER BY list of WITHIN GROUP, and {nulls} is IGNORE NULLS, both empty where not asked for.
// An argument that may be evaluated twice should not be named twice: a macro of the engine's
// package takes its place.
package function

// A Kind is how a function is called.
type Kind uint8

// The kinds.
const (
	Scalar    Kind = iota
	Aggregate      // over a group, and with OVER over a window
	Window         // with OVER only
	Table          // in FROM only: the engine's expression gives rows
)

// A Function is one signature of a function; the same name may have several.
type Function struct {
	Name   string // in lower case
	Kind   Kind
	Args   string
	Result string
	Engine string
	Column string // the name of a result's column, where it is not Name

	Volatile bool   // may differ from call to call: never evaluated at parse time
	Refused  string // why a call is refused, in words that a client is told
}
