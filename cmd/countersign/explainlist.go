package main

import (
	"io"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// printCatalogue prints every cause that is known.
func (c *explainCommand) printCatalogue(out io.Writer) error {
	causes := explain.Catalogue()
	if c.output == "json" {
		return printJSON(out, struct {
			Causes []explain.Cause `json:"causes"`
		}{causes})
	}
	p := &printer{out: out}
	for _, cause := range causes {
		p.line("%-32s %s", cause.ID, cause.Title)
	}
	p.line("\n%s; --output json tells all that is known of them.", count(len(causes), "cause"))
	return p.err
}
