package main

import (
	"errors"
	"fmt"
)

// The exit codes of every command, part of its contract with scripts.
const (
	exitNo      = 1 // refused; something would fail
	exitUsage   = 2
	exitTrouble = 3
)

// An exitError ends the program with a code of its own. main prints err after
// "countersign: ", and hint after "hint: "; a nil err means that the command has
// said all there is to say.
type exitError struct {
	code int
	err  error
	hint string
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// errRefused is the end of a command that has printed why the answer is no.
func errRefused() error { return &exitError{code: exitNo} }

func usageErrorf(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

func trouble(err error, hint string) error {
	return &exitError{code: exitTrouble, err: err, hint: hint}
}

// asTrouble gives an error that has no exit code yet the one of trouble.
func asTrouble(err error) error {
	var exit *exitError
	if err == nil || errors.As(err, &exit) {
		return err
	}
	return trouble(err, "")
}
