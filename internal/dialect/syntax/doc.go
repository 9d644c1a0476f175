// Package syntax reads Amazon Redshift's SQL into a tree, and writes a tree back
// as Redshift's SQL. It knows no names, no types and no engine.
//
// # The pipeline
//
// A statement passes through four steps, of which the first two and the printer
// of Redshift's own dialect are here:
//
//  1. lex cuts the script into tokens: 'strings', "names", numbers, operators,
//     each with its place. It also pairs parentheses, and marks those that hold
//     a query, so that the parser never has to guess and go back.
//  2. Parse, by recursive descent, makes a [Statement] of each statement: a tree
//     of plain structs. Every node has a position, the byte where the binder
//     will point if it has to blame it. Spellings of one thing become one tree:
//     != is <>, MINUS is EXCEPT, LIMIT ALL is no limit, INT4 is INTEGER, a
//     column list in any order of attributes is the same column.
//  3. A binder gives names and types a meaning.
//  4. A printer writes the bound tree for an engine.
//
// Print is the inverse of Parse: parsing what it wrote gives an equal tree. So a
// text that was kept (a view's query, a column's default) means tomorrow what it
// meant today, and whatever is handed on was understood here first.
//
// # One statement on its way
//
// "SELECT TOP 3 c.name, -price::INT total FROM sales" is lexed into SELECT, TOP,
// 3, c, ., name, a comma, -, price, ::, INT, total, FROM, sales. Parse calls
// statement, which looks at the first word and calls query; query calls
// selectBody, which reads TOP and then select items with commas between them. For
// the second, exprFrom asks operand for what stands before an operator. That sees
// the minus and asks again at the level of signs; there primary reads a name, and
// postfix wraps it into a [Cast], because a cast holds together more tightly
// than a sign. No operator follows, so the expression ends, and total, which is
// not reserved, is its alias. The result is
//
//	Query{Body: Select{
//	    Top:   Number{"3"},
//	    Items: [Column{c.name}, Unary{"-", Cast{Column{price}, integer}} AS total],
//	    From:  [Table{sales}],
//	}}
//
// and Print writes SELECT TOP 3 c.name, -price::INTEGER AS total FROM sales.
//
// # Where Redshift's grammar is its own
//
//   - The precedence of operators is that of PostgreSQL 8.0, which Redshift's
//     parser comes from: || and <= are of one level, IS is above both, = goes
//     from right to left.
//   - A backslash escapes in every string, also without E, unless [Options] say
//     otherwise. Print writes backslashes so that both read them alike.
//   - Unquoted names become lower case, letters of ASCII only. Quoted ones are
//     kept as written; whether their case matters is a setting of the session,
//     and the binder's affair.
//   - The Data API's :name stands beside $1.
//
// What Redshift has and this package does not know is refused with SQLSTATE
// 0A000; what is no SQL of Redshift's with 42601, in PostgreSQL's words and with
// the position of the offending token in characters.
package syntax
