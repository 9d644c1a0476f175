package main

import (
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// newEngineCommand is what 'serve' starts for each cluster in use. It is hidden: it
// is of no use to anybody else.
func newEngineCommand() *cobra.Command {
	return &cobra.Command{
		Use:    server.EngineCommand + " CLUSTER",
		Short:  "Run one cluster's SQL; started by 'serve'",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, _ []string) error {
			// Who interrupts the server's whole process group means the server, which
			// then tells its children.
			signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{ReplaceAttr: withoutTime}))
			err := server.RunEngine(cmd.Context(), log)
			if errors.Is(err, warehouse.ErrOrphan) {
				os.Exit(exitTrouble) // at once, so that the next server can open the database
			}
			return asTrouble(err)
		},
	}
}

// withoutTime leaves out the time of a record: the server's log has its own.
func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
