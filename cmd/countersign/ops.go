package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// opsJSON is what opsgen wrote of the services' source.
//
//go:embed ops.json
var opsJSON []byte

// apiOperations is one API with its operations.
type apiOperations struct {
	Title      string         `json:"title"`
	Name       string         `json:"name"`
	Operations []apiOperation `json:"operations"`
}

// An apiOperation is one operation: what it does, how completely, and where.
type apiOperation struct {
	Name     string `json:"name"`
	Coverage string `json:"coverage"`
	Does     string `json:"does,omitempty"`
	LeftOut  string `json:"left_out,omitempty"`
	File     string `json:"file"`
}

func newOpsCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "ops [NAME]",
		Short: "Print what each operation does, how completely, and where",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output != "text" && output != "json" {
				return usageErrorf("--output %q is neither text nor json", output)
			}
			var apis []apiOperations
			if err := json.Unmarshal(opsJSON, &apis); err != nil {
				return trouble(err, "")
			}
			if len(args) == 1 {
				if apis = onlyNamed(apis, args[0]); len(apis) == 0 {
					return &exitError{code: exitNo, err: fmt.Errorf("no API has an operation %q", args[0]), hint: "'countersign ops' lists them"}
				}
			}
			if output == "json" {
				return printJSON(cmd.OutOrStdout(), apis)
			}
			return printOps(cmd.OutOrStdout(), apis, len(args) == 1)
		},
	}
	cmd.Flags().StringVar(&output, "output", "text", "text or json")
	return cmd
}

// onlyNamed keeps the operations of that name, in any case.
func onlyNamed(apis []apiOperations, name string) []apiOperations {
	var kept []apiOperations
	for _, api := range apis {
		for _, op := range api.Operations {
			if strings.EqualFold(op.Name, name) {
				kept = append(kept, apiOperations{Title: api.Title, Name: api.Name, Operations: []apiOperation{op}})
			}
		}
	}
	return kept
}

// printOps prints the operations that are built; one that is asked for by name
// is printed either way.
func printOps(w io.Writer, apis []apiOperations, named bool) error {
	for _, api := range apis {
		fmt.Fprintf(w, "%s\n", api.Title)
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		missing := 0
		for _, op := range api.Operations {
			if op.Coverage == "none" && !named {
				missing++
				continue
			}
			fmt.Fprintf(table, "  %s\t%s\t%s\n", op.Name, coverageWords(op), op.Does)
			if op.LeftOut != "" {
				fmt.Fprintf(table, "  \t\tleft out: %s\n", op.LeftOut)
			}
		}
		if err := table.Flush(); err != nil {
			return err
		}
		if missing > 0 {
			fmt.Fprintf(w, "  and %d that are not built\n", missing)
		}
	}
	return nil
}

func coverageWords(op apiOperation) string {
	if op.Coverage == "none" {
		return "not built"
	}
	return op.Coverage
}
