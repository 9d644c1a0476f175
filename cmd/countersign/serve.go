package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/events"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/sigv4"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen, sqlListen string
	dataDir           string
	ephemeral, demo   bool
	regions           []string
	workgroups        []string
	account           string
	sqlAuth           string
	logFormat         string
	quotas            string
	events            string
	lifecycleSpeed    float64
	engineInline      bool
	engineMemory      string
	tls               server.TLS
}

// goodbye is how long requests and sessions are given to end.
const goodbye = 5 * time.Second

func newServeCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the AWS APIs and the clusters' SQL ports",
		Long: `Serve the AWS APIs and the clusters' SQL ports until interrupted.

COUNTERSIGN_ACCESS_KEY_ID and COUNTERSIGN_SECRET_ACCESS_KEY set the root key;
without them a new data folder gets a random one. COUNTERSIGN_MASTER_KEY, 32 bytes
in hex or Base64, seals secrets in the place of the folder's own master key.
COUNTERSIGN_WORKGROUP_ADMIN, NAME:PASSWORD, is the user of the workgroups of
--workgroup that a secret (SecretArn) can log in as.

Events for eventbridge are signed with the credentials of the environment or of
AWS_PROFILE.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), &f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:5438", "address of the AWS APIs")
	flags.StringVar(&f.sqlListen, "sql-listen", "127.0.0.1:5439", "first address of the clusters' SQL ports")
	flags.StringVar(&f.dataDir, "data-dir", "", "folder that everything is kept in (default ~/.countersign)")
	flags.BoolVar(&f.ephemeral, "ephemeral", false, "keep everything in a temporary folder, removed at the end")
	flags.BoolVar(&f.demo, "demo", false, "make a cluster with a small table to try things on")
	flags.StringSliceVar(&f.regions, "regions", nil, "serve only these Regions (default all that AWS has)")
	flags.StringSliceVar(&f.workgroups, "workgroup", nil, "make a workgroup of that name for the Data API, unless it exists; may be repeated")
	flags.StringVar(&f.account, "account", iam.DefaultAccount, "twelve-digit account")
	flags.StringVar(&f.sqlAuth, "sql-auth", "auto", "how SQL passwords are proven: scram, md5, or auto, which is md5 for Redshift's own drivers and scram for others")
	flags.Float64Var(&f.lifecycleSpeed, "lifecycle-speed", 0, "how long clusters take to change: 1 is as long as on AWS, 0.01 a hundredth, 0 no longer than need be")
	flags.StringVar(&f.quotas, "quotas", "none", "rates of requests to allow: none, or aws for those of AWS")
	flags.StringVar(&f.events, "events", "", "where events of statements go: file:PATH, webhook:URL or eventbridge:URL?bus=NAME (default: events.jsonl in the data folder)")
	flags.StringVar(&f.logFormat, "log-format", "text", "text or json")
	flags.StringVar(&f.engineMemory, "engine-memory", "2GiB", "bound on the process that runs one cluster's SQL, such as 512MiB or 4GiB")
	flags.BoolVar(&f.engineInline, "engine-inline", false, "run SQL inside the server, without a bound on its memory")
	flags.BoolVar(&f.tls.SelfSigned, "tls", false, "encrypt both ports, with a certificate made in the data folder unless --tls-cert names one")
	flags.StringVar(&f.tls.CertFile, "tls-cert", "", "certificate and its chain, in PEM")
	flags.StringVar(&f.tls.KeyFile, "tls-key", "", "the certificate's key, in PEM")
	cmd.MarkFlagsMutuallyExclusive("engine-inline", "engine-memory") // nothing bounds the server's own memory
	return cmd
}

func serve(ctx context.Context, f *serveFlags, stdout, stderr io.Writer) error {
	c, err := f.config(ctx, stderr)
	if err != nil {
		return err
	}
	if f.ephemeral {
		if c.DataDir, err = os.MkdirTemp("", "countersign-"); err != nil {
			return trouble(err, "set TMPDIR to a folder that you may write to")
		}
		defer os.RemoveAll(c.DataDir)
	}
	s, err := server.Start(ctx, c)
	if err != nil {
		return asTrouble(knownTrouble(err))
	}
	err = f.announce(ctx, s, c, stdout)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-s.Done():
		}
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	return asTrouble(errors.Join(err, s.Close(closing)))
}

// knownTrouble is the first error of a joined one that says what to do about it.
func knownTrouble(err error) error {
	var known *config.Trouble
	if errors.As(err, &known) {
		return trouble(known.Err, known.Hint)
	}
	return err
}

// sink is where events go; nil where no flag says so.
func (f *serveFlags) sink(ctx context.Context, stderr io.Writer) (events.Sink, error) {
	if f.events == "" {
		return nil, nil //nolint:nilnil // the server has a sink of its own
	}
	sink, err := events.Open(f.events, func() (sigv4.Credentials, error) {
		return new(awsEnv).credentials(ctx, stderr)
	})
	var exit *exitError
	if err != nil && !errors.As(err, &exit) {
		err = usageErrorf("--events: %w", err)
	}
	return sink, err
}

// config checks the flags and the environment.
func (f *serveFlags) config(ctx context.Context, stderr io.Writer) (server.Config, error) {
	c := server.Config{
		DataDir: f.dataDir, Listen: f.listen, SQLListen: f.sqlListen, Account: f.account, Regions: f.regions, Workgroups: f.workgroups,
		RootKey: config.RootKey{
			AccessKeyID:     os.Getenv("COUNTERSIGN_ACCESS_KEY_ID"),
			SecretAccessKey: os.Getenv("COUNTERSIGN_SECRET_ACCESS_KEY"),
		},
		MasterKey: os.Getenv(config.MasterKeyVariable),
		Clock:     clock.System{},
	}
	if (f.tls.CertFile == "") != (f.tls.KeyFile == "") {
		return c, usageErrorf("--tls-cert and --tls-key go together")
	}
	c.TLS = f.tls
	encrypted := f.tls.SelfSigned || f.tls.CertFile != ""
	if err := f.engine(&c); err != nil {
		return c, err
	}
	if c.LifecycleSpeed = f.lifecycleSpeed; !(c.LifecycleSpeed >= 0 && c.LifecycleSpeed <= 1000) {
		return c, usageErrorf("--lifecycle-speed %v is not between 0 and 1000", f.lifecycleSpeed)
	}
	if f.ephemeral && f.dataDir != "" {
		return c, usageErrorf("--ephemeral and --data-dir exclude each other")
	}
	for _, region := range f.regions {
		if _, known := awsregions.Partition(region); !known {
			return c, usageErrorf("--regions: AWS has no Region %q", region)
		}
	}
	for _, name := range f.workgroups {
		if err := server.CheckWorkgroup(name); err != nil {
			return c, usageErrorf("--workgroup: %v", err)
		}
	}
	admin, err := server.ParseAdmin(os.Getenv("COUNTERSIGN_WORKGROUP_ADMIN"))
	if err != nil {
		return c, usageErrorf("COUNTERSIGN_WORKGROUP_ADMIN: %v", err)
	}
	c.WorkgroupAdmin = admin
	if f.demo && (!loopback(f.listen) || !loopback(f.sqlListen)) {
		return c, usageErrorf("--demo makes a database user with a well-known password: it listens on loopback addresses only")
	}
	switch f.quotas {
	case "none":
	case "aws":
		c.Quotas = true
	default:
		return c, usageErrorf("--quotas %q is neither none nor aws", f.quotas)
	}
	if c.Events, err = f.sink(ctx, stderr); err != nil {
		return c, err
	}
	switch f.sqlAuth {
	case "auto":
	case "scram":
		c.SQLAuth = pgwire.AuthSCRAM
	case "md5":
		c.SQLAuth = pgwire.AuthMD5
	default:
		return c, usageErrorf("--sql-auth %q is none of auto, scram and md5", f.sqlAuth)
	}
	switch f.logFormat {
	case "text":
		c.Log = slog.New(slog.NewTextHandler(stderr, nil))
	case "json":
		c.Log = slog.New(slog.NewJSONHandler(stderr, nil))
	default:
		return c, usageErrorf("--log-format %q is neither text nor json", f.logFormat)
	}
	if !encrypted && (!loopback(f.listen) || !loopback(f.sqlListen)) {
		c.Log.Warn("listening beyond this machine without TLS", "listen", f.listen, "sql_listen", f.sqlListen)
	}
	if !f.ephemeral {
		c.DataDir, err = dataFolder(f.dataDir)
	}
	return c, err
}

// engine says where SQL runs.
func (f *serveFlags) engine(c *server.Config) error {
	var err error
	if c.EngineMemory, err = parseSize(f.engineMemory); err != nil || c.EngineMemory < minEngineMemory {
		return usageErrorf("--engine-memory %q is not a size of 256MiB or more, such as 512MiB or 4GiB", f.engineMemory)
	}
	if f.engineInline {
		return nil
	}
	c.EngineProgram, err = ownProgram()
	if err != nil {
		return trouble(err, "run SQL inside the server with --engine-inline")
	}
	return nil
}

// ownProgram leads to the program that is running, even when its file has been
// replaced meanwhile where the system tells: server and engines must be of one version.
func ownProgram() (string, error) {
	const running = "/proc/self/exe"
	if _, err := os.Stat(running); err == nil {
		return running, nil
	}
	return os.Executable()
}

// minEngineMemory is the least that an engine starts with and is of use.
const minEngineMemory = 256 << 20

// parseSize reads a number of bytes, with or without a unit.
func parseSize(text string) (int64, error) {
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"", 1}} {
		digits, ok := strings.CutSuffix(text, unit.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err == nil && n > math.MaxInt64/unit.bytes {
			err = strconv.ErrRange
		}
		return n * unit.bytes, err
	}
	return 0, strconv.ErrSyntax
}

// loopback tells whether an address is reached from this machine alone.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// announce tells a person what to type next.
func (f *serveFlags) announce(ctx context.Context, s *server.Server, c server.Config, stdout io.Writer) error {
	fmt.Fprintf(stdout, "countersign is ready at %s\n", s.Endpoint())
	fmt.Fprintf(stdout, "account %s, data in %s\n", c.Account, c.DataDir)
	if file := s.CAFile(); file != "" {
		fmt.Fprintf(stdout, "clients must trust %s\n", file)
	}
	fmt.Fprintln(stdout)
	env := program() + " env"
	if f.dataDir != "" || f.ephemeral {
		env += " --data-dir " + c.DataDir
	}
	next := []string{
		`eval "$(` + env + `)"`,
		"aws sts get-caller-identity",
		"aws redshift create-cluster --cluster-identifier my-cluster --node-type ra3.large --master-username admin --master-user-password Secret99",
	}
	if f.demo {
		port, err := s.MakeDemo(ctx)
		if err != nil {
			return err
		}
		demo := server.Demo()
		next[1] = fmt.Sprintf("aws redshift-data execute-statement --cluster-identifier %s --database %s --db-user %s --sql 'select * from %s' --wait-time-seconds 5",
			demo.Identifier, demo.Database, demo.User, server.DemoTable)
		host, _, _ := net.SplitHostPort(c.SQLListen)
		next[2] = fmt.Sprintf("PGPASSWORD=%s psql -h %s -p %d -U %s -d %s -c 'select * from %s'",
			demo.Password, host, port, demo.User, demo.Database, server.DemoTable)
	}
	fmt.Fprintf(stdout, "In another shell:\n  %s\n", strings.Join(next, "\n  "))
	return nil
}

// program is how this program was called, as far as a shell understands it again.
func program() string {
	if name := os.Args[0]; name != "" && filepath.Base(name) == "countersign" {
		return name
	}
	return "countersign"
}
