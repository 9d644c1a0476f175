package pgwire

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/catalog"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/users"
)

// The catalogue of relations is read when a statement first needs it, and again when a
// definition has changed. Sessions share it, but for one that has changed definitions in its
// open transaction or has temporary tables, which others do not see.

// catalogs are those that sessions share, by database.
type catalogs struct {
	mu    sync.Mutex
	byKey map[string]*versioned
}

type versioned struct {
	version int64 // of the server's count of changes
	catalog *relation.Catalog
	objects *catalog.Objects
}

// relations is what the session sees now.
func (ss *session) relations(ctx context.Context) (*relation.Catalog, error) {
	v, err := ss.state(ctx)
	return v.catalog, err
}

// objects are the same for the relations of the system.
func (ss *session) objects(ctx context.Context) (*catalog.Objects, error) {
	v, err := ss.state(ctx)
	return v.objects, err
}

// state is the catalogue as the session sees it now.
func (ss *session) state(ctx context.Context) (versioned, error) {
	now := ss.server.catalog.Load()
	if ss.transaction.defined || ss.temporary {
		if ss.private.catalog == nil || ss.private.version != now {
			read, err := ss.readState(ctx, now)
			if err != nil {
				return versioned{}, err
			}
			ss.private = read
		}
		return ss.private, nil
	}
	shared := &ss.server.catalogs
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if v := shared.byKey[ss.database]; v != nil && v.version == now {
		return *v, nil
	}
	read, err := ss.readState(ctx, now)
	if err != nil {
		return versioned{}, err
	}
	if shared.byKey == nil {
		shared.byKey = map[string]*versioned{}
	}
	shared.byKey[ss.database] = &read
	return read, nil
}

func (ss *session) readState(ctx context.Context, now int64) (versioned, error) {
	c, err := ss.readRelations(ctx)
	if err != nil {
		return versioned{}, err
	}
	return versioned{now, c, catalog.NewObjects(c)}, nil
}

func (ss *session) readRelations(ctx context.Context) (*relation.Catalog, error) {
	listing, err := ss.engine.Relations(ctx)
	if err != nil {
		return nil, err
	}
	return relation.New(strings.ToLower(ss.database), listing), nil
}

// facts are what translation asks of the session.
func (ss *session) facts(ctx context.Context) (dialect.Session, error) {
	state, err := ss.state(ctx)
	if err != nil {
		return dialect.Session{}, err
	}
	who := ss.whoami()
	path, err := ss.usablePath(ctx, who)
	if err != nil {
		return dialect.Session{}, err
	}
	if err := ss.introduce(ctx, who); err != nil {
		return dialect.Session{}, err
	}
	ss.inform(state.objects, who, path)
	return dialect.Session{Changed: ss.transaction.changed, Session: bind.Session{
		Catalog: state.catalog, SearchPath: path, User: who.User, SessionUser: who.User, UserID: ss.current, Database: strings.ToLower(ss.database), ProcessID: ss.pid, Version: versionText,
		Setting: ss.settingOf, Facts: ss.server.cfg.Facts, Prioritize: ss.prioritize, IsMember: ss.isMember,
	}}, nil
}

// introduce tells the engine who the session is: views and defaults ask.
func (ss *session) introduce(ctx context.Context, who users.Identity) error {
	told := who.User
	if ss.told == told {
		return nil
	}
	if err := ss.engine.SetVariables(ctx, map[string]string{bind.Variables["user"]: who.User, bind.Variables["session_user"]: who.User}); err != nil {
		return err
	}
	ss.told = told
	return nil
}

// settingOf is a parameter's value; empty for one that there is not.
func (ss *session) settingOf(name string) string {
	if !ss.knows(name) {
		return ""
	}
	return ss.setting(name)
}

// searchPath are the schemas of search_path, in its order.
func (ss *session) searchPath() []string {
	var path []string
	for _, schema := range dialect.PathNames(ss.setting("search_path")) {
		if schema != "" {
			path = append(path, strings.ReplaceAll(schema, "$user", ss.user))
		}
	}
	return path
}

// usablePath is the path without the schemas that the user may not use: names are not looked for
// there.
func (ss *session) usablePath(ctx context.Context, who users.Identity) ([]string, error) {
	path := ss.searchPath()
	if who.Super {
		return path, nil
	}
	held, err := ss.held(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(path, func(schema string) bool {
		usage := needing(held.Schema(schema), "USAGE")
		return schema != "pg_catalog" && !who.Can(&usage)
	}), nil
}
