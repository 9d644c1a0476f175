// Package dialect puts Redshift's SQL in an engine's words. It executes nothing.
//
// A script is parsed and cut into its statements (Split), and each is translated
// (Statement.Translate): the tree that Redshift's grammar makes of it (package syntax) is bound (package
// bind: what names mean, of which types expressions are, what the engine must be told so that it answers as
// Redshift does), and printed for the engine. Definitions are put together from the catalogue as it stands
// (define.go, table.go, alter.go, view.go …); what the engine does not keep of them becomes notes (note.go).
//
// Only what was understood is handed on, so that the engine cannot read a text
// differently.
//
// Every error is an *engine.Error with the position in the script, in
// characters.
package dialect
