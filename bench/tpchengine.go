package main

import (
	"errors"
	"fmt"
	"path/filepath"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// A bareEngine is the engine of a cluster with nothing around it, in this process.
type bareEngine struct {
	db   bindings.Database
	conn bindings.Connection
}

// bareSettings are those of a cluster's engine, see internal/engine/duckdb and
// server.DefaultEngineMemory: the threads, and a quarter of the process's memory.
var bareSettings = []struct{ name, value string }{
	{"threads", "2"},
	{"memory_limit", fmt.Sprintf("%dB", 2<<30/4)},
}

// openBareEngine keeps its tables in a file of the folder, as clusters do.
func openBareEngine(folder string) (*bareEngine, error) {
	var cfg bindings.Config
	bindings.CreateConfig(&cfg)
	defer bindings.DestroyConfig(&cfg)
	for _, s := range bareSettings {
		if bindings.SetConfig(cfg, s.name, s.value) != bindings.StateSuccess {
			return nil, fmt.Errorf("bare engine: setting %s", s.name)
		}
	}
	e := &bareEngine{}
	var message string
	if bindings.OpenExt(filepath.Join(folder, "bare.db"), &e.db, cfg, &message) != bindings.StateSuccess {
		return nil, errors.New("bare engine: " + message)
	}
	if bindings.Connect(e.db, &e.conn) != bindings.StateSuccess {
		bindings.Close(&e.db)
		return nil, errors.New("bare engine: connect")
	}
	for _, sql := range []string{"set integer_division = true", "set default_null_order = 'nulls_last_on_asc_first_on_desc'"} {
		if _, err := e.query(sql); err != nil {
			e.close()
			return nil, err
		}
	}
	return e, nil
}

func (e *bareEngine) close() { bindings.Disconnect(&e.conn); bindings.Close(&e.db) }

// query runs a statement to its end, and returns how many rows its result has.
func (e *bareEngine) query(sql string) (rows int64, err error) {
	var result bindings.Result
	defer bindings.DestroyResult(&result)
	if bindings.Query(e.conn, sql, &result) != bindings.StateSuccess {
		return 0, fmt.Errorf("bare engine: %.100s: %s", sql, bindings.ResultError(&result))
	}
	for {
		chunk := bindings.FetchChunk(result)
		if chunk.Ptr == nil {
			return rows, nil
		}
		rows += int64(bindings.DataChunkGetSize(chunk))
		bindings.DestroyDataChunk(&chunk)
	}
}
