package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

const explainLong = `Explain why a signed request was, or would be, refused: the cause, whether it is proven,
and what to do about it. A cause is proven where signing again with that mistake made
yields the very signature that was sent.

The request comes from --request FILE or standard input, as raw HTTP, a curl command,
what curl --verbose prints, or a presigned URL; or from --curl, --har or --log. --error
adds the text of AWS's answer, or stands alone. A HAR and a log hold several requests:
each that is signed or was refused is explained, in JSON one document a line.

The secret comes from where sign takes it; other access keys of the environment and the
shared AWS files are tried too, since keys get mixed up. Without the secret, what the
request and AWS's text show is told.

A request is judged at --time, else at the clock of its answer, else now. A request that
is older than AWS allows was saved some time ago: it is judged as of its own date, and
that is said; "--time now" judges it as if it were sent just now.`

const explainExample = `  curl -v … 2>&1 | countersign explain
  countersign explain --request refused.http --error answer.xml
  aws redshift describe-clusters 2>&1 | countersign explain --error -
  aws --debug redshift describe-clusters 2> debug.log; countersign explain --log debug.log`

// An explainCommand is the flags of "countersign explain".
type explainCommand struct {
	env     awsEnv
	request string
	body    string
	curl    string
	har     string
	log     string
	answer  string
	output  string
	list    bool
}

func newExplainCommand() *cobra.Command {
	c := &explainCommand{}
	cmd := &cobra.Command{
		Use: "explain", Short: "Explain why a request was refused", Long: explainLong, Example: explainExample,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(c.run(cmd)) },
	}
	flags := cmd.Flags()
	flags.StringVar(&c.request, "request", "", "file with the request; - is standard input (default: standard input, where nothing else is given)")
	flags.StringVar(&c.body, "body", "", "file with the body of a request that comes without; - is standard input")
	flags.StringVar(&c.curl, "curl", "", "the request as a curl command")
	flags.StringVar(&c.har, "har", "", "HTTP archive of a browser or a proxy; - is standard input")
	flags.StringVar(&c.log, "log", "", "debug log of the AWS CLI, boto3 or the Go SDK; - is standard input")
	flags.StringVar(&c.answer, "error", "", "file with AWS's answer in any form; - is standard input")
	flags.BoolVar(&c.list, "list", false, "list the causes that are known")
	flags.StringVar(&c.output, "output", "text", "text or json")
	c.env.addFlags(cmd)
	flags.Lookup("time").Usage = "take this as the time, such as 20121207T000000Z, or now"
	cmd.MarkFlagsMutuallyExclusive("request", "curl", "har", "log", "list")
	for _, name := range []string{"har", "log", "list"} {
		cmd.MarkFlagsMutuallyExclusive("body", name)
	}
	cmd.MarkFlagsMutuallyExclusive("error", "list")
	return cmd
}

func (c *explainCommand) run(cmd *cobra.Command) error {
	if err := c.checkFlags(); err != nil {
		return err
	}
	if c.list {
		return c.printCatalogue(cmd.OutOrStdout())
	}
	captured, err := c.read(cmd)
	if err != nil {
		return err
	}
	judge, err := c.newJudge(cmd, len(captured.cases))
	if err != nil {
		return err
	}
	valid := true
	for i, one := range captured.cases {
		judged, err := judge.explain(cmd.Context(), one)
		if err != nil {
			return err
		}
		if err := c.print(cmd.OutOrStdout(), judged, i, captured); err != nil {
			return err
		}
		valid = valid && judged.explanation.Verdict == explain.Valid
	}
	if err := c.printSkipped(cmd, captured); err != nil {
		return err
	}
	if !valid {
		return errRefused()
	}
	return nil
}

func (c *explainCommand) checkFlags() error {
	if c.output != "text" && c.output != "json" {
		return usageErrorf("--output %s is neither text nor json", c.output)
	}
	if c.body != "" && c.answer != "" && c.request == "" && c.curl == "" {
		return usageErrorf("--body is the body of a request, and --error stands alone here: give the request with --request or --curl")
	}
	fromStdin := 0
	for _, source := range []string{c.request, c.body, c.har, c.log, c.answer} {
		if source == "-" {
			fromStdin++
		}
	}
	if c.request == "" && c.body == "-" && c.curl == "" {
		fromStdin++ // the request is there too
	}
	if fromStdin > 1 {
		return usageErrorf("only one input can come from standard input")
	}
	return nil
}

// print writes one explanation: as text, or as JSON, which of a recording is one line.
func (c *explainCommand) print(out io.Writer, j *judgement, i int, captured *capture) error {
	if n := len(captured.cases); n > 1 {
		j.position = fmt.Sprintf("%d of %d", i+1, n)
	}
	if c.output == "text" {
		return printExplanation(out, j, i, terminalWidth(os.Getenv("COLUMNS")))
	}
	document, err := j.document()
	if err != nil {
		return err
	}
	if captured.several {
		_, err = out.Write(append(document, '\n'))
		return err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, document, "", "  "); err != nil {
		return err
	}
	indented.WriteByte('\n')
	_, err = indented.WriteTo(out)
	return err
}

// printSkipped tells how many requests of a recording bear no signature. It goes where
// hints go when the output is for programs.
func (c *explainCommand) printSkipped(cmd *cobra.Command, captured *capture) error {
	if captured.skipped == 0 {
		return nil
	}
	p := &printer{out: cmd.OutOrStdout()}
	if c.output == "json" {
		p.out = cmd.ErrOrStderr()
	}
	p.line("Skipped %s without a signature.", count(captured.skipped, "request"))
	return p.err
}
