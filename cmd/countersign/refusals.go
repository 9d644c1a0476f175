package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/sigv4"
)

const refusalsLong = `Show the requests that a running server refused because of their signature, each with
its cause and what to do about it. The server keeps the newest thousand, also across a
restart. With --follow it shows each refusal as it happens, until interrupted.

A cause is proven where the server, which knows the key's secret, came to the very
signature that was sent by making the mistake itself.`

const refusalsExample = `  countersign refusals
  countersign refusals --follow
  countersign refusals --last 1 --output json`

// A refusalsCommand is the flags of "countersign refusals".
type refusalsCommand struct {
	dataDir string
	follow  bool
	last    int
	output  string
}

func newRefusalsCommand() *cobra.Command {
	c := &refusalsCommand{}
	cmd := &cobra.Command{
		Use: "refusals", Short: "Show what a running server refused, and why", Long: refusalsLong, Example: refusalsExample,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(c.run(cmd)) },
	}
	flags := cmd.Flags()
	flags.StringVar(&c.dataDir, "data-dir", "", "data folder of the server (default ~/.countersign)")
	flags.BoolVar(&c.follow, "follow", false, "go on as more requests are refused")
	flags.IntVar(&c.last, "last", 20, "show this many of those that are kept, 0 for none, -1 for all")
	flags.StringVar(&c.output, "output", "text", "text, or json: one record a line")
	return cmd
}

func (c *refusalsCommand) run(cmd *cobra.Command) error {
	if c.output != "text" && c.output != "json" {
		return usageErrorf("--output %s is neither text nor json", c.output)
	}
	if c.last < -1 {
		return usageErrorf("--last %d is below -1", c.last)
	}
	kept, err := c.ask(cmd.Context(), 0, false)
	if err != nil {
		return err
	}
	defer kept.Close()
	var records []refusal.Record
	if err := eachRecord(kept, func(r refusal.Record) error { records = append(records, r); return nil }); err != nil {
		return err
	}
	after := uint64(0)
	if len(records) > 0 {
		after = records[len(records)-1].Number
	}
	if c.last >= 0 {
		records = records[max(0, len(records)-c.last):]
	}
	for _, r := range records {
		if err := c.print(cmd.OutOrStdout(), r); err != nil {
			return err
		}
	}
	if c.follow {
		return c.goOn(cmd, after)
	}
	return nil
}

// goOn prints what is refused from now on. An interrupt is the way to end it.
func (c *refusalsCommand) goOn(cmd *cobra.Command, after uint64) error {
	stream, err := c.ask(cmd.Context(), after, true)
	if err != nil {
		return err
	}
	defer stream.Close()
	err = eachRecord(stream, func(r refusal.Record) error { return c.print(cmd.OutOrStdout(), r) })
	switch {
	case cmd.Context().Err() != nil:
		return nil
	case err == nil:
		return trouble(errors.New("the server has stopped"), "")
	}
	return err
}

// ask requests the journal of the server that holds the data folder.
func (c *refusalsCommand) ask(ctx context.Context, after uint64, follow bool) (io.ReadCloser, error) {
	dir, err := dataFolder(c.dataDir)
	if err != nil {
		return nil, err
	}
	running, ok := config.Running(dir)
	if !ok {
		return nil, trouble(fmt.Errorf("no server runs on %s", dir), "'countersign serve' starts one; --data-dir names another folder")
	}
	root, err := config.ReadRootKey(dir)
	if err != nil {
		return nil, err
	}
	transport, err := transportTo(running)
	if err != nil {
		return nil, err
	}
	transport.ResponseHeaderTimeout = askFor
	url := fmt.Sprintf("%s%s?after=%d&follow=%t", running.Endpoint, server.RefusalsPath, after, follow)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	signer := &sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: root.AccessKeyID, SecretAccessKey: root.SecretAccessKey},
		Region:      running.Region, Service: server.OwnService,
	}
	if err := signer.SignHTTP(req, sigv4.EmptyPayloadHash); err != nil {
		return nil, err
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return nil, trouble(fmt.Errorf("the server at %s does not answer: %w", running.Endpoint, errors.Unwrap(err)), "")
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096)) // part of an error's text
		return nil, fmt.Errorf("the server at %s answers %s: %s", running.Endpoint, resp.Status, strings.TrimSpace(string(text)))
	}
	return resp.Body, nil
}

// eachRecord reads JSON lines to their end.
func eachRecord(in io.Reader, work func(refusal.Record) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue // the server looks whether we are still here
		}
		var r refusal.Record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return fmt.Errorf("answer of the server: %w", err)
		}
		if err := work(r); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (c *refusalsCommand) print(out io.Writer, r refusal.Record) error {
	if c.output == "json" {
		return json.NewEncoder(out).Encode(r)
	}
	p := &printer{out: out}
	p.line("%s  %s %d  %s %s  key %s", r.Time.Local().Format(time.DateTime), r.Code, r.Status, r.Service, visible(r.Operation), orNone(visible(r.AccessKeyID)))
	for _, cause := range r.Causes {
		mark := "likely"
		switch {
		case cause.Proven:
			mark = "proven"
		case cause.ID == refusal.NotSearched, cause.ID == refusal.Unknown:
			mark = "-"
		}
		p.line("  %-7s %s", mark, cause.ID)
		if cause.Summary != "" {
			p.line("          %s", visible(cause.Summary))
		}
		if cause.Fix != "" {
			p.line("          fix: %s", cause.Fix)
		}
	}
	p.line("")
	return p.err
}
