// Package store keeps what must survive a crash: durable records in SQLite.
//
// A write is acknowledged after it has been synced to disk. Writes that arrive
// together share one transaction and one sync (group commit); where one of them
// fails, each is done by itself, so that it does not take the others along.
// Records that are listed and described are served from memory (Table).
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"sync"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrCorrupt says that a state file is damaged or is no state file at all.
var ErrCorrupt = errors.New("state file is corrupt")

// A DB is an open state file. It is safe for concurrent use.
type DB struct {
	sql    *sql.DB
	writes chan *write
	// prepared are the statements of writes; they belong to commitGroups.
	prepared map[string]*sql.Stmt
	closed   chan struct{}
	once     sync.Once
	done     sync.WaitGroup
}

// Open opens the state file at path, making it if there is none, and brings its
// schema up to date. A file that is damaged is ErrCorrupt.
func Open(ctx context.Context, path string) (*DB, error) {
	// Made here, so that nobody else can read it whatever the folder's mode is.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	query := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(1)"}}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := migrate(ctx, pool); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), pool.Close())
	}
	db := &DB{sql: pool, writes: make(chan *write), prepared: map[string]*sql.Stmt{}, closed: make(chan struct{})}
	db.done.Go(db.commitGroups)
	return db, nil
}

func migrate(ctx context.Context, pool *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, files)
	if err != nil {
		return err
	}
	// goose takes damage to its own table for the table's absence, so look first;
	// that the table is absent it handles itself.
	var version int64
	err = classify(pool.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version))
	if errors.Is(err, ErrCorrupt) {
		return err
	}
	_, err = provider.Up(ctx)
	return classify(err)
}

// SQLite's result codes for a damaged file and for a file of another kind.
const (
	sqliteCorrupt = 11
	sqliteNotADB  = 26
)

// classify marks the errors of a damaged file as ErrCorrupt.
func classify(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == sqliteCorrupt || e.Code()&0xff == sqliteNotADB) {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return err
}

// Query reads rows. What it reads was committed before the call.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := db.sql.QueryContext(ctx, query, args...)
	return rows, classify(err)
}

// Close waits for the writes under way and closes the file. A write that comes
// later is refused.
func (db *DB) Close() error {
	db.once.Do(func() { close(db.closed) })
	db.done.Wait()
	return db.sql.Close()
}
