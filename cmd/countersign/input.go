package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// readInput reads a file, or standard input where its name is "-".
func readInput(cmd *cobra.Command, name string, limit int64) ([]byte, error) {
	in := cmd.InOrStdin()
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, trouble(err, "")
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	switch {
	case err != nil:
		return nil, trouble(fmt.Errorf("read %s: %w", nameOf(name), err), "")
	case int64(len(data)) > limit:
		return nil, trouble(&tooLargeError{nameOf(name), limit}, "")
	}
	return data, nil
}

func nameOf(input string) string {
	if input == "-" {
		return "standard input"
	}
	return input
}

// A tooLargeError is an input that is larger than what is read.
type tooLargeError struct {
	name  string
	limit int64
}

func (e *tooLargeError) Error() string {
	return fmt.Sprintf("%s has more than %d bytes", e.name, e.limit)
}
