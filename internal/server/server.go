// Package server puts the parts together: it is the only package that knows
// them all.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/events"
	"github.com/countersign-dev/countersign/internal/gateway"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/quota"
	"github.com/countersign-dev/countersign/internal/redshift"
	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/internal/secrets"
	"github.com/countersign-dev/countersign/internal/statement"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Config is what a server is told.
type Config struct {
	DataDir   string
	Listen    string // address of the AWS APIs
	SQLListen string // first address of the clusters' SQL ports
	Account   string
	Regions   []string       // served; empty means all
	RootKey   config.RootKey // wanted; empty means the folder's own
	MasterKey string         // in hex or Base64; empty means the folder's own
	// Workgroups are made at the start, unless they exist, and stay: see CheckWorkgroup.
	Workgroups []string
	// WorkgroupAdmin, where it has a name, is the database user with a password of these
	// workgroups.
	WorkgroupAdmin Admin
	SQLAuth        pgwire.AuthMethod
	// LifecycleSpeed says how long changes of a cluster take: see redshift.Config.
	LifecycleSpeed float64
	// EngineProgram is the program whose EngineCommand runs a cluster's SQL in a process
	// of its own, bounded to EngineMemory bytes (0 means DefaultEngineMemory). Empty runs
	// all SQL inside this process, unbounded.
	EngineProgram string
	EngineMemory  int64

	// Events takes the events of statements that ask for them; nil means the file
	// events.jsonl in the folder.
	Events events.Sink

	// Quotas applies AWS's rates of requests.
	Quotas bool

	TLS   TLS // of both ports
	Clock clock.Clock
	Log   *slog.Logger
}

// DefaultEngineMemory is how many bytes the process that runs one cluster's SQL may use.
const DefaultEngineMemory = 2 << 30

// DefaultRegion is the Region that a server names where nobody names one.
const DefaultRegion = "us-east-1"

// Region is the Region that clients of this server are pointed to.
func (c Config) Region() string {
	if len(c.Regions) > 0 {
		return c.Regions[0]
	}
	return DefaultRegion
}

// A Server is a running Countersign.
type Server struct {
	config     Config
	folder     *config.Folder
	store      *store.DB
	warehouse  *warehouse.Warehouse
	scheduler  *lifecycle.Scheduler
	events     *events.Outbox
	queue      *statement.Queue
	redshift   *redshift.Service
	accounts   *iam.Service
	secrets    *secrets.Service
	workgroups *store.Table[workgroup]
	metrics    *metrics
	journal    *refusal.Journal
	tls        *tls.Config // nil without TLS
	caFile     string      // what clients must trust; empty where it is not ours
	listener   net.Listener
	http       *http.Server
	serving    chan error
}

// Start opens the data folder, takes up what was under way, and serves. The
// caller closes the server.
func Start(ctx context.Context, c Config) (*Server, error) {
	s := &Server{config: c, metrics: newMetrics(), serving: make(chan error, 1)}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close(ctx))
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	if err := iam.CheckAccount(s.config.Account); err != nil {
		return err
	}
	var err error
	if s.folder, err = config.OpenFolder(s.config.DataDir, duckdb.Version()); err != nil {
		return err
	}
	// The port comes before anything that takes time: a port in use is said at once.
	if s.listener, err = listen(s.config.Listen); err != nil {
		return err
	}
	root, err := iam.EnsureRootKey(s.folder, s.config.RootKey)
	if err != nil {
		return err
	}
	if s.tls, s.caFile, err = s.openTLS(); err != nil {
		return err
	}
	if err := s.openState(ctx); err != nil {
		return err
	}
	key, err := s.folder.MasterKey(s.config.MasterKey)
	if err != nil {
		return err
	}
	if s.accounts, err = iam.New(ctx, iam.Config{
		Account: s.config.Account, Root: root, Store: s.store, MasterKey: key, Clock: s.config.Clock, Log: s.config.Log,
	}); err != nil {
		return err
	}
	if err := s.openServices(ctx, key); err != nil {
		return err
	}
	s.serve()
	return s.folder.WriteRuntime(config.Runtime{Endpoint: s.Endpoint(), PID: os.Getpid(), Region: s.config.Region(), CAFile: s.caFile})
}

func (s *Server) openState(ctx context.Context) error {
	var err error
	s.store, err = store.Open(ctx, s.folder.Path("state.db"))
	if errors.Is(err, store.ErrCorrupt) {
		return &config.Trouble{Err: fmt.Errorf("%s is corrupt", s.folder.Path("state.db")),
			Hint: "restore it from a copy, or start with another --data-dir"}
	}
	return err
}

func (s *Server) openServices(ctx context.Context, key []byte) error {
	var err error
	s.warehouse, err = warehouse.New(s.warehouseConfig())
	if err != nil {
		return &config.Trouble{Err: err, Hint: "for example --sql-listen 127.0.0.1:5439"}
	}
	s.scheduler = lifecycle.NewScheduler(s.config.Clock, s.config.Log)
	s.redshift, err = redshift.New(ctx, redshift.Config{
		Store: s.store, Warehouse: s.warehouse, Scheduler: s.scheduler, Clock: s.config.Clock, Log: s.config.Log,
		LifecycleSpeed: s.config.LifecycleSpeed,
	})
	if err != nil {
		return err
	}
	s.secrets, err = secrets.New(ctx, secrets.Config{Store: s.store, MasterKey: key, Scheduler: s.scheduler, Clock: s.config.Clock})
	if err != nil {
		return err
	}
	if err := s.openWorkgroups(ctx); err != nil {
		return err
	}
	sink := s.config.Events
	if sink == nil {
		sink = events.File(s.folder.Path("events.jsonl"))
	}
	s.events = events.New(events.Config{Store: s.store, Sink: sink, Clock: s.config.Clock, Log: s.config.Log})
	s.queue, err = statement.New(ctx, statement.Config{
		Store: s.store, Dir: s.folder.Path("results"), MasterKey: key, Connect: s.warehouse.Connect,
		Clock: s.config.Clock, Log: s.config.Log, Events: s.events, Observe: s.metrics.statement,
	})
	if err != nil {
		return err
	}
	s.journal, err = refusal.OpenJournal(s.folder.Path("refusals.jsonl"), s.config.Log)
	if err != nil {
		return err
	}
	s.metrics.watch(s)
	return nil
}

func (s *Server) serve() {
	front := gateway.Config{
		APIs: s.apis(), Verifier: s.verifier(), Authorize: s.accounts.Authorize,
		Clock: s.config.Clock, Log: s.config.Log, Regions: s.config.Regions,
		Observe:  s.metrics.request,
		Refusals: refusal.New(refusal.Config{Secret: s.accounts.Secret, Journal: s.journal, Clock: s.config.Clock}),
	}
	if s.config.Quotas {
		front.Throttle = quota.New(quota.AWS(), s.config.Clock).Allow
	}
	gate := gateway.New(front)
	s.http = &http.Server{
		Handler:           s.front(gate),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelWarn),
	}
	s.http.RegisterOnShutdown(s.queue.Release) // requests that wait would hold it up
	listener := s.listener
	if s.tls != nil {
		web := s.tls.Clone()
		web.NextProtos = []string{"http/1.1"} // as AWS's endpoints: HTTP/2 would hide the raw target
		listener = tls.NewListener(listener, web)
	}
	go func() { s.serving <- s.http.Serve(listener) }()
}

// Endpoint is the URL of the AWS APIs.
func (s *Server) Endpoint() string {
	if s.tls != nil {
		return "https://" + s.listener.Addr().String()
	}
	return "http://" + s.listener.Addr().String()
}

// CAFile is the certificate that clients must trust; empty without TLS, or where the
// certificate is not ours.
func (s *Server) CAFile() string { return s.caFile }

// Done tells, once, why the server stopped serving by itself.
func (s *Server) Done() <-chan error { return s.serving }

// Close stops serving, ends what runs, and gives up the data folder. ctx bounds
// how long requests and sessions are given to end.
func (s *Server) Close(ctx context.Context) error {
	var failed []error
	if s.journal != nil {
		failed = append(failed, s.journal.Close()) // first, since it ends the requests that follow it
	}
	switch {
	case s.http != nil:
		failed = append(failed, s.http.Shutdown(ctx))
	case s.listener != nil:
		failed = append(failed, s.listener.Close())
	}
	if s.queue != nil {
		s.queue.Close()
	}
	if s.events != nil {
		s.events.Close()
	}
	if s.scheduler != nil {
		s.scheduler.Close()
	}
	if s.warehouse != nil {
		failed = append(failed, s.warehouse.Close(ctx))
	}
	if s.accounts != nil {
		failed = append(failed, s.accounts.Close())
	}
	if s.store != nil {
		failed = append(failed, s.store.Close())
	}
	if s.folder != nil {
		failed = append(failed, s.folder.Close())
	}
	return errors.Join(failed...)
}
