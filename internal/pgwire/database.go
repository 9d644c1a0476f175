package pgwire

import (
	"context"
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/engine"
)

// changeDatabase runs CREATE, ALTER and DROP DATABASE, which are part of no transaction.
func (ss *session) changeDatabase(ctx context.Context, st *dialect.Statement) error {
	c, err := st.DatabaseChange()
	if err != nil {
		return err
	}
	if ss.server.cfg.Databases == nil {
		return &engine.Error{State: engine.FeatureNotSupported, Message: c.Verb + " DATABASE is not supported"}
	}
	if err := ss.mayRunAlone(c.Verb + " DATABASE"); err != nil {
		return err
	}
	if c.Verb == "CREATE" {
		err = ss.createDatabase(ctx, c)
	} else {
		err = ss.alterDatabase(ctx, c)
	}
	ss.server.catalog.Add(1)
	return err
}

func (ss *session) createDatabase(ctx context.Context, c dialect.DatabaseChange) error {
	d := ss.directory()
	me := d.UserByID(ss.current)
	if me == nil || !me.Super && !me.CreateDB {
		return &engine.Error{State: engine.InsufficientPrivilege, Message: "permission denied to create database"}
	}
	owner := me
	if c.Owner != "" {
		if owner = d.User(c.Owner); owner == nil {
			return noUser(c.Owner)
		}
	}
	made := databases.Database{Name: c.Name}
	if c.Limit != nil {
		made.Limit = *c.Limit
	}
	if err := ss.server.cfg.Databases.Create(ctx, made); err != nil {
		return err
	}
	o, err := ss.databaseNamed(ctx, c.Name)
	if err != nil {
		return err
	}
	o.Owner = owner.ID
	return o.save(ctx)
}

// alterDatabase is ALTER and DROP DATABASE.
func (ss *session) alterDatabase(ctx context.Context, c dialect.DatabaseChange) error {
	keeper, open := ss.server.cfg.Databases, c.Name == strings.ToLower(ss.database)
	o, err := ss.databaseNamed(ctx, c.Name)
	switch {
	case err != nil && c.IfExists:
		ss.remark(fmt.Sprintf("database \"%s\" does not exist, skipping", c.Name))
		return nil
	case err != nil:
		return err
	case !ss.whoami().Owns(o.Owner):
		return privilege.NotOwner(o.Kind, o.Name)
	case c.Verb == "DROP" && open:
		return &engine.Error{State: engine.ObjectInUse, Message: "cannot drop the currently open database"}
	case c.Verb == "DROP":
		return keeper.Drop(ctx, c.Name)
	case c.Rename != "" && open:
		return &engine.Error{State: engine.FeatureNotSupported, Message: "current database may not be renamed"}
	case c.Rename != "":
		return keeper.Rename(ctx, c.Name, c.Rename)
	}
	return keeper.Alter(c.Name, func(d *databases.Database) {
		if c.Limit != nil {
			d.Limit = *c.Limit
		}
	})
}

// databaseNamed is a database of the cluster as an object that has an owner.
func (ss *session) databaseNamed(ctx context.Context, name string) (*object, error) {
	rows, err := ss.query(ctx, "SELECT database_name, comment FROM system.main.duckdb_databases() WHERE NOT internal AND database_name = "+literal(name)+" AND database_name <> 'countersign'")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, &engine.Error{State: engine.InvalidCatalogName, Message: fmt.Sprintf("database \"%s\" does not exist", name)}
	}
	table := quoted(name) + "." + engine.InternalSchema + "." + engine.ObjectNotes
	notes, err := ss.query(ctx, "SELECT note, kind FROM "+table+" WHERE kind = "+literal(databaseNote)+" AND name = ''")
	if err != nil {
		return nil, err
	}
	note := ""
	if len(notes) > 0 {
		note = notes[0][0]
	}
	var h holding
	h.read(note)
	write := func(ctx context.Context, note string) error {
		if err := ss.command(ctx, "DELETE FROM "+table+" WHERE kind = "+literal(databaseNote)+" AND name = ''"); err != nil {
			return err
		}
		return ss.command(ctx, "INSERT INTO "+table+" VALUES ("+literal(databaseNote)+", '', "+literal(note)+")")
	}
	return &object{Access: privilege.Access{Kind: privilege.Database, Name: name, Owner: h.Owner, ACL: h.ACL}, note: note, write: write}, nil
}

// crowds refuses a session that a database has no room for. Superusers are let in.
func (ss *session) crowds() error {
	keeper := ss.server.cfg.Databases
	if keeper == nil || ss.whoami().Super {
		return nil
	}
	limit := keeper.Limit(ss.database)
	if limit == 0 {
		return nil
	}
	ss.server.mu.Lock()
	defer ss.server.mu.Unlock()
	n := 0
	for _, other := range ss.server.sessions {
		if strings.EqualFold(other.database, ss.database) {
			n++ // this one among them
		}
	}
	if n > limit {
		return fatal(engine.TooManyConnections, fmt.Sprintf("too many connections for database \"%s\"", ss.database))
	}
	return nil
}
