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
//	        quotes, one of those in Parts; part=epoch is that part and no other
//	text    a string that is written down; the engine gets it as written. Where a line with
//	        varchar in its place would do as well, this one is meant
//
// A star behind the last one allows it any number of times, and none.
// There is one line for each number of arguments otherwise. The lines of a name are in
// order of preference: where the types of unknown literals leave several of them open, the
// first one is meant, so that DATEADD(day, 1, '2008-02-28') is about a timestamp.
//
// Within is the type of the expression of WITHIN GROUP (ORDER BY …), for the functions whose
// result depends on it; it is matched like an argument. Functions with an empty Within take
// the clause only if {order} is in their expression.
//
// # Results
//
// Result is a type, or one of the catalogue's (name, and longtext for PostgreSQL's text), or =2 for that of the second argument, =w for that of WITHIN GROUP, or
// same. Modifiers can be reckoned with plus and minus, as in numeric(38,s1) and
// varchar(n1+n2), from:
//
//	p1, s1, n1  precision, scale and length of the first argument; pw, sw and nw are those
//	            of the expression of WITHIN GROUP
//	sx          the largest scale of the arguments
//	v2          the number that is written down as the second argument, but at least 0 and
//	            at most s1; it is s1 if none is written down
//	d2          how many 9 and 0 stand behind the first D or point of the text that is
//	            written down as the second argument
//
// A precision over 38 is 38, and a length over 65535 is 65535. The length of what has none,
// such as a number that was brought to varchar, is that of the longest text it can have. A
// varchar without a length has 65535, and a varbyte 16777216.
//
// # The engine's expression
//
// Engine is text for the engine in which {1} stands for the first argument, {*} for all with
// commas between them, {2*} for all from the second on, {s1} and {p1} for scale and
// precision of the first argument, {s} and {p} for those of the result, {n1} and {n} for lengths. Of
// aggregates {d} stands for DISTINCT, where it was asked for, and {o} for the OVER clause
// of a call that has one: every aggregate function in the text is followed by it. {order} is
// ORDER BY and the list of WITHIN GROUP, {w} the first expression of that list brought to
// the type Within, {minus} a minus where that expression is sorted DESC, and {nulls} is IGNORE
// NULLS; all are empty where not asked for. {now} is the time at which the statement began,
// as a timestamptz.
// It is empty where package bind writes the expression itself.
// An argument that may be evaluated twice should not be named twice: a macro of the engine's
// package takes its place, where one line would be too long.
//
// # The guide's lists
//
// Families are the developer guide's lists of functions, each with its lines and with the names of those that package bind writes itself (Form). What
// a function does not do as on AWS is its Partial, and why there is none its Refused: docs/functions.md is made of them.
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
	Within string
	Result string
	Engine string
	Column string // the name of a result's column, where it is not Name

	Volatile bool   // may differ from call to call: never evaluated at parse time
	Partial  string // what of it is not as on AWS; empty where all is
	Refused  string // why a call is refused, in words that a client is told
}
