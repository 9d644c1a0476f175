// Command countersign is Amazon Redshift's APIs on this machine, behind real
// AWS request signing, and tools to sign, verify and understand signatures.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs one command line and returns the exit code: 0 yes, 1 no, 2 usage, 3 trouble.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return report(stderr, root.ExecuteContext(ctx))
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "countersign",
		Short:         "Amazon Redshift's APIs on your own machine, behind real AWS request signing",
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &exitError{code: exitUsage, err: err, hint: "see '" + cmd.CommandPath() + " --help'"}
	})
	root.AddCommand(newServeCommand(), newEnvCommand(), newKeysCommand(), newSignCommand(), newVerifyCommand(), newExplainCommand(), newDoctorCommand(), newRefusalsCommand(), newTapCommand(), newOpsCommand(), newVersionCommand(), newEngineCommand())
	return root
}

// report prints an error as the commands' contract has it and returns the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	var exit *exitError
	var known *config.Trouble
	switch {
	case errors.As(err, &exit):
		complain(stderr, exit.err, exit.hint)
		return exit.code
	case errors.As(err, &known):
		complain(stderr, known.Err, known.Hint)
		return exitTrouble
	}
	// What cobra itself refuses: an unknown command, too many arguments.
	complain(stderr, err, "see 'countersign --help'")
	return exitUsage
}

func complain(stderr io.Writer, err error, hint string) {
	if err != nil {
		fmt.Fprintf(stderr, "countersign: %v\n", err)
	}
	if hint != "" {
		fmt.Fprintf(stderr, "hint: %s\n", hint)
	}
}
