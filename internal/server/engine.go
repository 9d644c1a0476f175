package server

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

func (s *Server) warehouseConfig() warehouse.Config {
	c := warehouse.Config{
		Dir: s.folder.Path("clusters"), Listen: s.config.SQLListen, Auth: s.config.SQLAuth, TLS: s.tls,
		Clock: s.config.Clock, Log: s.config.Log, Account: s.config.Account,
	}
	if s.config.EngineProgram == "" {
		c.Open = func(ctx context.Context, folder string) (engine.Cluster, error) {
			return openEngine(ctx, duckdb.Options{Folder: folder})
		}
		return c
	}
	c.Command, c.Memory = engineCommand(s.config.EngineProgram), s.config.EngineMemory
	if c.Memory == 0 {
		c.Memory = DefaultEngineMemory
	}
	return c
}

// EngineCommand is the command of this program that calls RunEngine.
const EngineCommand = "engine"

// engineCommand makes the command line of a cluster's child. The cluster's id is
// there for who looks at the list of processes.
func engineCommand(program string) func(warehouse.EngineSpec) *exec.Cmd {
	return func(spec warehouse.EngineSpec) *exec.Cmd {
		cmd := exec.Command(program, EngineCommand, spec.ID)
		cmd.Args[0] = "countersign" // whatever leads to the program
		// What is secret in the server's environment is none of the engine's business.
		cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
			return strings.HasPrefix(variable, "AWS_") || strings.HasPrefix(variable, "COUNTERSIGN_")
		})
		return cmd
	}
}

// RunEngine is the main function of a cluster's child.
func RunEngine(ctx context.Context, log *slog.Logger) error {
	return warehouse.RunEngine(ctx, warehouse.EngineConfig{
		Open: func(ctx context.Context, spec warehouse.EngineSpec) (engine.Cluster, error) {
			return openEngine(ctx, duckdb.Options{Folder: spec.Folder, MemoryLimit: engineShare(spec.Memory)})
		},
		Clock: clock.System{}, Log: log,
	})
}

// engineShare is what the engine may use of a process's memory by its own count: a
// quarter, since it counts its buffers only, and freed memory is not given back at once.
func engineShare(process int64) int64 { return process / 4 }

func openEngine(ctx context.Context, o duckdb.Options) (engine.Cluster, error) {
	cluster, err := duckdb.Open(ctx, o)
	if err != nil {
		return nil, err // not a nil *Cluster in an interface
	}
	return cluster, nil
}
