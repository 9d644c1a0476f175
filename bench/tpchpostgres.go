package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A postgres is a PostgreSQL of our own, in a temporary folder, which only a socket in
// that folder leads to.
type postgres struct {
	dir    string
	server *exec.Cmd
	conn   *pgx.Conn
}

// A statement that takes longer than this counts as having taken it.
const postgresLimit = 60 * time.Second

// postgresPrograms is the folder of the newest PostgreSQL's programs, or empty.
func postgresPrograms() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	newest, folder := 0, ""
	for _, initdb := range found {
		bin := filepath.Dir(initdb)
		if version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && version > newest {
			newest, folder = version, bin
		}
	}
	return folder
}

// startPostgres makes a database and starts its server. Its log is beside its folder until
// it stops.
func startPostgres(bin string) (*postgres, error) {
	dir, err := os.MkdirTemp("", "countersign-bench-pg-")
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir}
	as, err := postgresUser(dir)
	if err == nil {
		err = p.start(bin, as)
	}
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("postgresql: %w", err)
	}
	return p, nil
}

// postgresUser is what a command begins with so that it does not run as root, which
// PostgreSQL refuses. The folder is given to the user postgres then.
func postgresUser(dir string) (as []string, err error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	// setpriv becomes the command, so that a signal to it is one to PostgreSQL.
	return []string{"setpriv", "--reuid", u.Uid, "--regid", u.Gid, "--clear-groups"}, os.Chown(dir, uid, gid)
}

func (p *postgres) start(bin string, as []string) error {
	data := filepath.Join(p.dir, "data")
	command := func(name string, args ...string) *exec.Cmd {
		line := append(append(as[:len(as):len(as)], filepath.Join(bin, name)), args...)
		cmd := exec.Command(line[0], line[1:]...)
		cmd.Dir = p.dir
		return cmd
	}
	if out, err := command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "SQL_ASCII", "--locale=C").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	// Loading is not measured, so it need not survive a crash.
	p.server = command("postgres", "-D", data, "-k", p.dir, "-c", "listen_addresses=", "-c", "shared_buffers=1GB", "-c", "fsync=off", "-c", "max_wal_size=8GB")
	log, err := os.Create(p.dir + ".log")
	if err != nil {
		return err
	}
	defer log.Close()
	p.server.Stderr, p.server.Stdout = log, log
	if err := p.server.Start(); err != nil {
		p.server = nil
		return err
	}
	for range 300 {
		if p.conn, err = pgx.Connect(context.Background(), "host="+p.dir+" user=postgres dbname=postgres"); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

func (p *postgres) stop() {
	if p.conn != nil {
		_ = p.conn.Close(context.Background())
	}
	if p.server != nil {
		_ = p.server.Process.Signal(os.Interrupt)
		_ = p.server.Wait()
	}
	_ = os.RemoveAll(p.dir)
	_ = os.Remove(p.dir + ".log")
}

// loadTPCH makes and fills the tables, with the indexes that primary keys give.
func (p *postgres) loadTPCH(fill []string) error {
	var statements []string
	for _, t := range tpchTables {
		statements = append(statements, "create table "+t.name+" ("+t.columns+")")
	}
	statements = append(statements, fill...)
	for _, t := range tpchTables {
		statements = append(statements, "alter table "+t.name+" add primary key ("+t.primary+")")
	}
	statements = append(statements, "vacuum analyze", fmt.Sprintf("set statement_timeout = %d", postgresLimit.Milliseconds()))
	for _, sql := range statements {
		if _, err := p.conn.Exec(context.Background(), sql); err != nil {
			return fmt.Errorf("postgresql: %.100s: %w", sql, err)
		}
	}
	return nil
}

var errTooLong = errors.New("takes too long")

// query runs a query to its end, and returns how many rows its result has.
func (p *postgres) query(sql string) (rows int64, err error) {
	result, err := p.conn.Query(context.Background(), sql)
	if err != nil {
		return 0, err
	}
	for result.Next() {
		rows++
	}
	var fault *pgconn.PgError
	if errors.As(result.Err(), &fault) && fault.Code == "57014" {
		return 0, errTooLong
	}
	return rows, result.Err()
}
