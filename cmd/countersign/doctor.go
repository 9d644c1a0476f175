package main

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/doctor"
)

const doctorLong = `Examine this machine as an AWS SDK would see it: environment variables and their hidden
characters, the shared files, Region, endpoint, proxies, and the clock against the
endpoint's. Says what would make a request fail, why, and what to do about it.

Only the clock is asked for over the network, unsigned; --offline leaves that out. With
--online a signed request that changes nothing is sent, and its answer explained. With
--database and --sql a statement is run, and the part of it that fails is named.
No credential_process is run.`

const doctorExample = `  countersign doctor
  countersign doctor --profile analytics --online
  countersign doctor --cluster demo --database dev --db-user demo --sql 'select 1'`

// A doctorCommand is the flags of "countersign doctor".
type doctorCommand struct {
	options   doctor.Options
	statement doctor.Statement
	offline   bool
	output    string
}

func newDoctorCommand() *cobra.Command {
	d := &doctorCommand{}
	cmd := &cobra.Command{
		Use: "doctor", Short: "Examine this machine's AWS settings", Long: doctorLong, Example: doctorExample,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return asTrouble(d.run(cmd)) },
	}
	flags := cmd.Flags()
	flags.StringVar(&d.options.Profile, "profile", "", "profile of the shared AWS files; goes before the environment's credentials")
	flags.StringVar(&d.options.Region, "region", "", "Region (default: as AWS clients find it)")
	flags.StringVar(&d.options.Endpoint, "endpoint-url", "", "endpoint (default: as AWS clients find it)")
	flags.StringVar(&d.options.Service, "service", "redshift", "signing name of the service: redshift, redshift-data, redshift-serverless or sts")
	flags.BoolVar(&d.options.Online, "online", false, "send a signed request that changes nothing, and explain the answer")
	flags.BoolVar(&d.offline, "offline", false, "send nothing, not even to ask for the time")
	flags.StringVar(&d.statement.ClusterIdentifier, "cluster", "", "cluster identifier of a statement to run")
	flags.StringVar(&d.statement.WorkgroupName, "workgroup", "", "workgroup name of a statement to run")
	flags.StringVar(&d.statement.Database, "database", "", "database of a statement to run")
	flags.StringVar(&d.statement.DBUser, "db-user", "", "database user of a statement to run")
	flags.StringVar(&d.statement.SQL, "sql", "", "statement to run through the Data API")
	flags.StringVar(&d.output, "output", "text", "text or json")
	cmd.MarkFlagsMutuallyExclusive("offline", "online")
	cmd.MarkFlagsMutuallyExclusive("offline", "sql")
	cmd.MarkFlagsMutuallyExclusive("cluster", "workgroup")
	return cmd
}

func (d *doctorCommand) run(cmd *cobra.Command) error {
	if err := d.check(cmd); err != nil {
		return err
	}
	home, _ := os.UserHomeDir() // none: then the shared files are where variables say
	machine := doctor.Machine{
		Env: os.Environ(), Home: home, ReadFile: readFile, Clock: clock.System{}, Proxy: http.ProxyFromEnvironment,
	}
	if !d.offline {
		transport := clientTransport()
		defer transport.CloseIdleConnections()
		machine.Transport = transport
	}
	report, err := doctor.Examine(cmd.Context(), machine, d.options)
	if err != nil {
		return err
	}
	if d.output == "json" {
		err = printJSON(cmd.OutOrStdout(), doctorAnswer{verdictOf(report), report})
	} else {
		err = printReport(cmd.OutOrStdout(), report)
	}
	if err == nil && report.Fails() {
		err = errRefused()
	}
	return err
}

// clientTransport trusts what AWS_CA_BUNDLE says, as AWS's clients do. A file that
// cannot be read is a finding of the examination, which goes on without it.
func clientTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if name := os.Getenv("AWS_CA_BUNDLE"); name != "" {
		if roots, err := readCertificates(name); err == nil {
			transport.TLSClientConfig = trusting(roots)
		}
	}
	return transport
}

// check refuses flags that would be without effect.
func (d *doctorCommand) check(cmd *cobra.Command) error {
	if d.output != "text" && d.output != "json" {
		return usageErrorf("--output %s is neither text nor json", d.output)
	}
	switch d.options.Service {
	case "redshift", "redshift-data", "redshift-serverless", "sts":
	default:
		return usageErrorf("--service %s is none of redshift, redshift-data, redshift-serverless, sts", d.options.Service)
	}
	given := false
	for _, name := range []string{"cluster", "workgroup", "database", "db-user", "sql"} {
		given = given || cmd.Flags().Changed(name)
	}
	if !given {
		return nil
	}
	if d.statement.SQL == "" || d.statement.Database == "" || d.statement.ClusterIdentifier == "" && d.statement.WorkgroupName == "" {
		return usageErrorf("to run a statement give --sql, --database and --cluster or --workgroup")
	}
	d.options.Statement = &d.statement
	return nil
}

func readFile(name string) ([]byte, fs.FileMode, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s is not a regular file", name)
	}
	data, err := io.ReadAll(io.LimitReader(file, doctor.MaxFile+1))
	return data, info.Mode(), err
}

// A doctorAnswer is the JSON that doctor prints.
type doctorAnswer struct {
	Verdict string `json:"verdict"` // fine or would-fail
	*doctor.Report
}

func verdictOf(report *doctor.Report) string {
	if report.Fails() {
		return "would-fail"
	}
	return "fine"
}

func printReport(out io.Writer, report *doctor.Report) error {
	p := &printer{out: out}
	p.line("An AWS client on this machine would use")
	s := report.Setting
	for _, row := range [][3]string{
		{"profile", s.Profile, ""}, {"access key", s.AccessKeyID, s.KeySource}, {"Region", s.Region, s.RegionFrom},
		{"endpoint", s.Endpoint, s.EndpointBy}, {"service", s.Service, ""},
		{"Data API", s.StatementEndpoint, s.StatementEndpointBy},
	} {
		value := row[1]
		if value == "" && row[0] == "Data API" {
			continue // no statement is to run there
		}
		if value == "" {
			value = "none"
		}
		if row[2] != "" {
			value += "  (" + row[2] + ")"
		}
		p.line("  %-11s %s", row[0], value)
	}
	fails := 0
	for _, f := range report.Findings {
		mark := "warning"
		if f.Severity == doctor.Fails {
			mark = "FAILS"
			fails++
		}
		p.line("\n%-8s %s  [%s]", mark, visible(f.Where), f.ID)
		p.line("  what   %s", visible(f.What))
		p.line("  why    %s", f.Why)
		p.line("  fix    %s", f.Fix)
	}
	for _, a := range report.Answers {
		p.line("\n%s answered %s", a.Operation, visible(strings.TrimSpace(fmt.Sprint(a.Status, " ", a.Code, " ", a.Message))))
	}
	switch warnings := len(report.Findings) - fails; {
	case fails == 0 && warnings == 0:
		p.line("\nNothing wrong was found.")
	case fails == 0:
		p.line("\nNothing that would fail, %d worth knowing.", warnings)
	default:
		p.line("\n%d would fail, %d worth knowing.", fails, warnings)
	}
	return p.err
}
