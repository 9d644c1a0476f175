package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/engine/duckdb"
)

// version is the release that this is, or the next one.
const version = "0.1.0-dev"

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of Countersign and of its engine",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "countersign %s%s (%s, %s/%s, DuckDB %s)\n",
				version, revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH, duckdb.Version())
			return err
		},
	}
}

// revision is the commit this was built from, where the build knows it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "+" + s.Value[:12]
		}
	}
	return ""
}
