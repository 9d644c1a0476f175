package pgwire

import (
	"context"
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// changeDatabase runs CREATE, ALTER and DROP DATABASE, which are part of no transaction.
func (ss *session) changeDatabase(ctx context.Context, st *dialect.Statement) error {
	c, err := st.DatabaseChange()
	if err != nil {
		return err
	}
	keeper := ss.server.cfg.Databases
	if keeper == nil {
		return &engine.Error{State: engine.FeatureNotSupported, Message: c.Verb + " DATABASE is not supported"}
	}
	if err := ss.mayRunAlone(c.Verb + " DATABASE"); err != nil {
		return err
	}
	open := c.Name == strings.ToLower(ss.database)
	switch {
	case c.Verb == "CREATE":
		d := databases.Database{Name: c.Name, Owner: c.Owner}
		if d.Owner == "" {
			d.Owner = ss.user
		}
		if c.Limit != nil {
			d.Limit = *c.Limit
		}
		err = keeper.Create(ctx, d)
	case c.Verb == "DROP" && open:
		err = &engine.Error{State: engine.ObjectInUse, Message: "cannot drop the currently open database"}
	case c.Verb == "DROP":
		err = keeper.Drop(ctx, c.Name)
		if e, ok := err.(*engine.Error); ok && c.IfExists && e.State == engine.InvalidCatalogName { //nolint:errorlint // the keeper's own
			ss.remark(fmt.Sprintf("database \"%s\" does not exist, skipping", c.Name))
			err = nil
		}
	case c.Rename != "" && open:
		err = &engine.Error{State: engine.FeatureNotSupported, Message: "current database may not be renamed"}
	case c.Rename != "":
		err = keeper.Rename(ctx, c.Name, c.Rename)
	default:
		err = keeper.Alter(c.Name, func(d *databases.Database) {
			if c.Owner != "" {
				d.Owner = c.Owner
			}
			if c.Limit != nil {
				d.Limit = *c.Limit
			}
		})
	}
	ss.server.catalog.Add(1)
	return err
}

// crowds refuses a session that a database has no room for. The master user is let in.
func (ss *session) crowds() error {
	keeper := ss.server.cfg.Databases
	if keeper == nil || len(ss.users) > 0 && ss.user == ss.users[0] {
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
