package pgwire

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/catalog"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// What the session tells the engine of the system: see engine.System and package catalog.

// inform makes what statements read of the system from now on what the session sees now.
func (ss *session) inform(objects *catalog.Objects, who users.Identity, path []string) *catalog.Source {
	source := catalog.NewSource(objects, ss.directory(), who, path)
	source.Activity, source.LastQuery, source.Now, source.Signal = &ss.server.activity, ss.lastQuery, ss.server.cfg.Clock.Now(), ss.signal
	source.Late = lateColumns(objects.Relations(), ss.database)
	ss.engine.Inform(source)
	return source
}

// informOf is inform for a statement that is about to run, with what it reads.
func (ss *session) informOf(ctx context.Context, p *prepared) error {
	reads := p.engine.Reads()
	if len(reads) == 0 && !p.asks {
		return nil
	}
	facts, err := ss.facts(ctx)
	if err != nil {
		return err
	}
	objects, err := ss.objects(ctx)
	if err != nil {
		return err
	}
	source := ss.inform(objects, ss.whoami(), facts.SearchPath)
	if slices.Contains(reads, catalog.Catalog+".pg_settings") {
		source.Settings = ss.shownSettings()
	}
	if catalog.NeedsSizes(reads, p.said()) {
		source.Sizes, err = ss.sizes(ctx)
	}
	return err
}

// said is the statement's text with those of the views that it reads.
func (p *prepared) said() string {
	text := p.text.Text
	for _, a := range p.text.Accesses {
		if a.Relation != nil && a.Relation.Kind == relation.View {
			text += "\n" + a.Relation.Note.Bound
		}
	}
	return text
}

// sizes are how many rows the tables have.
func (ss *session) sizes(ctx context.Context) (map[[3]string]int64, error) {
	sizes := map[[3]string]int64{}
	err := ss.ask(ctx, "SELECT database_name, schema_name, table_name, estimated_size FROM system.main.duckdb_tables() WHERE NOT internal", func(rows engine.Chunk) {
		for i := range rows.Len() {
			sizes[[3]string{string(rows.Vector(0).Bytes(i)), string(rows.Vector(1).Bytes(i)), string(rows.Vector(2).Bytes(i))}] = rows.Vector(3).Int(i)
		}
	})
	return sizes, err
}

// shownSettings are the session's parameters, in alphabetical order.
func (ss *session) shownSettings() []catalog.Setting {
	var list []catalog.Setting
	for name := range parameters {
		if !strings.Contains(name, ".") {
			list = append(list, catalog.Setting{Name: name, Value: ss.setting(name)})
		}
	}
	list = append(list, catalog.Setting{Name: "max_index_keys", Value: "32"}, catalog.Setting{Name: "max_identifier_length", Value: "127"}) // PostgreSQL's, which drivers ask for
	slices.SortFunc(list, func(a, b catalog.Setting) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// lateColumns reads what columns late-binding views have now.
func lateColumns(c *relation.Catalog, database string) func(*relation.Relation) ([]relation.Column, error) {
	return func(view *relation.Relation) ([]relation.Column, error) {
		list, err := syntax.Parse(view.Note.Query)
		if err != nil {
			return nil, err
		}
		b, err := bind.Statement(bind.Options{Session: bind.Session{Catalog: c, SearchPath: view.Note.SearchPath, Database: strings.ToLower(database)}}, list[0].Stmt)
		if err != nil {
			return nil, err
		}
		columns := make([]relation.Column, len(b.Columns))
		for i, column := range b.Columns {
			columns[i] = relation.Column{Name: column.Name, Type: column.Type}
			if i < len(view.Note.Names) && view.Note.Names[i] != "" {
				columns[i].Name = view.Note.Names[i]
			}
		}
		return columns, nil
	}
}

// cancelOther is CANCEL: the same as PG_CANCEL_BACKEND, and says where there is no such session.
func (ss *session) cancelOther(st *dialect.Statement) error {
	pid := st.Tree().(*syntax.Cancel).Process // its kind says so
	objects, err := ss.objects(ss.ctx)
	if err != nil {
		return err
	}
	process := strconv.FormatInt(pid, 10)
	done, err := ss.inform(objects, ss.whoami(), ss.searchPath()).Answer("pg_cancel_backend", []*string{&process})
	if err == nil && *done != "1" {
		ss.notice("01000", fmt.Sprintf("PID %d is not a PostgreSQL server process", pid))
	}
	return err
}

// signal tells a session of the server to stop its statement, or to end.
func (ss *session) signal(pid int, end bool) bool {
	s := ss.server
	s.mu.Lock()
	other := s.sessions[uint32(pid)]
	s.mu.Unlock()
	if other == nil {
		return false
	}
	s.activity.Stopped(activity.Stop{PID: pid, At: s.cfg.Clock.Now(), UserID: ss.current, End: end})
	if end {
		other.terminate()
	} else {
		other.cancelRunning()
	}
	return true
}
