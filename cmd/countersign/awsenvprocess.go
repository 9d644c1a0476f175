package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// Limits of a credential_process.
const (
	processTime   = time.Minute
	processOutput = 64 << 10 // bytes
)

// A processAnswer is what a credential_process prints, as the AWS CLI documents it.
type processAnswer struct {
	Version         int
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      *time.Time
}

// runCredentialProcess runs the command of a profile, without a shell, as the AWS CLI
// does, and reads the credentials that it prints. What it says on standard error
// goes to stderr; nothing that it prints gets into an error.
func runCredentialProcess(ctx context.Context, profile, command string, stderr io.Writer) (sigv4.Credentials, error) {
	answer, err := askProcess(ctx, command, stderr)
	if err == nil {
		err = answer.check(time.Now())
	}
	if err != nil {
		return sigv4.Credentials{}, trouble(fmt.Errorf("credential_process of profile %s: %w", profile, err), "")
	}
	return sigv4.Credentials{AccessKeyID: answer.AccessKeyID, SecretAccessKey: answer.SecretAccessKey, SessionToken: answer.SessionToken}, nil
}

func askProcess(ctx context.Context, command string, stderr io.Writer) (*processAnswer, error) {
	words, err := splitWords(command)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, processTime)
	defer cancel()
	out := &limitedBuffer{room: processOutput, overflow: cancel}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdout, cmd.Stderr = out, stderr
	cmd.WaitDelay = time.Second // for children of its own that hold the pipe
	err = cmd.Run()
	switch {
	case out.full:
		return nil, fmt.Errorf("printed more than %d bytes", processOutput)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("did not end within %s", processTime)
	case err != nil:
		return nil, err
	}
	var answer processAnswer
	if err := json.Unmarshal(out.buf.Bytes(), &answer); err != nil {
		return nil, errors.New("did not print a JSON object of credentials")
	}
	return &answer, nil
}

func (a *processAnswer) check(now time.Time) error {
	switch {
	case a.Version != 1:
		return fmt.Errorf("printed Version %d, only 1 is known", a.Version)
	case a.AccessKeyID == "" || a.SecretAccessKey == "":
		return errors.New("printed no AccessKeyId or no SecretAccessKey")
	case a.Expiration != nil && !now.Before(*a.Expiration):
		return fmt.Errorf("printed credentials that expired at %s", a.Expiration.UTC().Format(time.RFC3339))
	}
	return nil
}

// A limitedBuffer takes so much and no more, and then calls overflow. The buffer is
// not embedded: its ReadFrom would take everything.
type limitedBuffer struct {
	buf      bytes.Buffer
	room     int
	overflow func()
	full     bool
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if len(p) > b.room-b.buf.Len() {
		b.full = true
		b.overflow()
		return 0, errors.New("too much output")
	}
	return b.buf.Write(p)
}

// splitWords splits a command into words at blanks, with the quotes and backslashes
// of a POSIX shell and none of its expansions.
func splitWords(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inWord, escaped := false, false
	for _, c := range command {
		switch {
		case escaped:
			if quote == '"' && c != '"' && c != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			inWord, escaped = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			inWord, quote = true, c
		case quote == 0 && strings.ContainsRune(" \t\r\n", c):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			inWord = true
			word.WriteRune(c)
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("command has an open quote or ends in a backslash")
	}
	if inWord {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("command is empty")
	}
	return words, nil
}
