package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/internal/tap"
)

const tapLong = `A proxy in front of AWS itself that explains what AWS refuses. It prints two exports;
set them where the client runs, and use the client as ever. Requests go through
unchanged, and each one that is refused is explained with the credentials of this
machine: environment, profiles, --profile.

The proxy listens on this machine only. It reads what is inside of TLS with a
certificate authority of its own, made anew each time, whose key is never written:
trust it for the one client, by the export, and nowhere else.`

const tapExample = `  countersign tap
  # in another shell:
  export HTTPS_PROXY=http://127.0.0.1:5440 AWS_CA_BUNDLE=/tmp/countersign-tap/ca.pem
  aws redshift describe-clusters`

// A tapCommand is the flags of "countersign tap".
type tapCommand struct {
	env        awsEnv
	listen     string
	caFile     string
	upstreamCA string
	output     string
}

func newTapCommand() *cobra.Command {
	t := &tapCommand{}
	cmd := &cobra.Command{
		Use: "tap", Short: "A proxy that explains what AWS refuses", Long: tapLong, Example: tapExample,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(t.run(cmd)) },
	}
	flags := cmd.Flags()
	flags.StringVar(&t.listen, "listen", "127.0.0.1:5440", "address of the proxy, on this machine; port 0 takes a free one")
	flags.StringVar(&t.caFile, "ca-file", "", "file to write the authority's certificate to (default: one in a new temporary folder)")
	flags.StringVar(&t.upstreamCA, "upstream-ca", "", "certificates in PEM to trust upstream, in place of the system's")
	flags.StringVar(&t.output, "output", "text", "text, or json: one explanation a line")
	t.env.addFlags(cmd)
	_ = flags.MarkHidden("time") // requests pass now
	return cmd
}

func (t *tapCommand) run(cmd *cobra.Command) (err error) {
	switch {
	case t.output != "text" && t.output != "json":
		return usageErrorf("--output %s is neither text nor json", t.output)
	case t.env.time != "":
		return usageErrorf("--time is nothing to a proxy: requests pass now")
	}
	listener, err := t.open()
	if err != nil {
		return err
	}
	defer listener.Close()
	judge, err := (&explainCommand{env: t.env}).newJudge(cmd, 1)
	if err != nil {
		return err
	}
	upstream, err := t.upstream()
	if err != nil {
		return err
	}
	defer upstream.CloseIdleConnections()
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	proxy, err := tap.New(tap.Config{
		Upstream: upstream, Clock: clock.System{}, Log: log,
		Refused: func(x tap.Exchange) { t.explain(cmd, judge, x, log) },
	})
	if err != nil {
		return err
	}
	defer proxy.Close()
	name, remove, err := t.writeCertificate(proxy.Certificate())
	if err != nil {
		return err
	}
	defer remove()
	if t.output == "text" {
		fmt.Fprintf(cmd.OutOrStdout(), "export HTTPS_PROXY=http://%s\nexport AWS_CA_BUNDLE=%s\n\n", listener.Addr(), name)
	} else {
		fmt.Fprintf(cmd.ErrOrStderr(), "export HTTPS_PROXY=http://%s\nexport AWS_CA_BUNDLE=%s\n", listener.Addr(), name)
	}
	return serveUntil(cmd.Context(), &http.Server{Handler: proxy, ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}, listener)
}

// open listens, on this machine alone: whoever reaches the proxy could use it.
func (t *tapCommand) open() (net.Listener, error) {
	host, _, err := net.SplitHostPort(t.listen)
	ip := net.ParseIP(host)
	if err != nil || ip == nil || !ip.IsLoopback() {
		return nil, usageErrorf("--listen %s is no address of this machine alone, such as 127.0.0.1:5440", t.listen)
	}
	listener, err := net.Listen("tcp", t.listen)
	if err != nil {
		return nil, trouble(fmt.Errorf("cannot listen on %s: %w", t.listen, errors.Unwrap(err)), "choose another port with --listen 127.0.0.1:0")
	}
	return listener, nil
}

// upstream sends requests on as they are. It uses no proxy of the environment: that may
// well be this one.
func (t *tapCommand) upstream() (*http.Transport, error) {
	upstream := http.DefaultTransport.(*http.Transport).Clone()
	upstream.Proxy, upstream.DisableCompression = nil, true
	if t.upstreamCA == "" {
		return upstream, nil
	}
	roots, err := readCertificates(t.upstreamCA)
	if err != nil {
		return nil, err
	}
	upstream.TLSClientConfig = trusting(roots)
	return upstream, nil
}

// writeCertificate writes what clients must trust. A file that was not asked for is
// removed at the end.
func (t *tapCommand) writeCertificate(text []byte) (name string, remove func(), err error) {
	name, remove = t.caFile, func() {}
	if name == "" {
		dir, err := os.MkdirTemp("", "countersign-tap-")
		if err != nil {
			return "", nil, err
		}
		name, remove = filepath.Join(dir, "ca.pem"), func() { _ = os.RemoveAll(dir) }
	}
	if err := os.WriteFile(name, text, 0o644); err != nil { // a certificate is no secret
		remove()
		return "", nil, trouble(err, "")
	}
	return name, remove, nil
}

// explain prints the explanation of one refusal.
func (t *tapCommand) explain(cmd *cobra.Command, judge *judge, x tap.Exchange, log *slog.Logger) {
	var out bytes.Buffer
	explained, err := judge.explain(cmd.Context(), newCase(exchangeOf(x)))
	switch {
	case err != nil:
	case t.output == "json":
		var text []byte
		if text, err = explained.document(); err == nil {
			err = json.Compact(&out, text)
			out.WriteByte('\n')
		}
	default:
		fmt.Fprintf(&out, "%s  ", time.Now().Format(time.TimeOnly))
		if err = printExplanation(&out, explained, 0, terminalWidth(os.Getenv("COLUMNS"))); err == nil {
			out.WriteByte('\n')
		}
	}
	if err == nil {
		_, err = io.Copy(cmd.OutOrStdout(), &out)
	}
	if err != nil {
		log.Warn("a refusal could not be explained", "error", err)
	}
}

// exchangeOf is what a tap saw, in the form that explain reads from elsewhere.
func exchangeOf(x tap.Exchange) *rawhttp.Exchange {
	r := &rawhttp.Request{Method: x.Request.Method, Target: x.Request.RequestURI, Host: x.Request.Host, Body: x.Body}
	for name, values := range x.Request.Header {
		for _, value := range values {
			r.Fields = append(r.Fields, rawhttp.Field{Name: name, Value: value})
		}
	}
	out := &rawhttp.Exchange{Request: r, BodyGone: x.BodyCut, Answer: rawhttp.Answer{Status: x.Status, Text: string(x.Answer)}}
	if date, err := http.ParseTime(x.Header.Get("Date")); err == nil {
		out.Answer.Date = date
	}
	return out
}

// serveUntil serves until the context ends.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closed := server.Close()
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return closed
}
