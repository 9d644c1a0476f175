package databases

import (
	"context"
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Rename gives a database another name. One that sessions use is an *engine.Error.
func (k *Keeper) Rename(ctx context.Context, name, to string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, err := k.known(name, "renamed")
	if err != nil {
		return err
	}
	if to == k.first || k.index(to) >= 0 {
		return &engine.Error{State: engine.DuplicateDatabase, Message: "database \"" + to + "\" already exists"}
	}
	if err := k.cluster.Detach(ctx, name); err != nil {
		return err
	}
	if err := k.cluster.Attach(ctx, to, k.path(k.list[i].File)); err != nil {
		if back := k.cluster.Attach(ctx, name, k.path(k.list[i].File)); back != nil {
			return back
		}
		return err
	}
	list := slices.Clone(k.list)
	list[i].Name, list[i].Was = to, name
	if err := k.write(list); err != nil {
		return err
	}
	return k.finishRename(ctx, i)
}

// finishRename has what the database keeps know its new name. It may have been done, in part
// or in full, by a process that has ended.
func (k *Keeper) finishRename(ctx context.Context, i int) error {
	d := k.list[i]
	conn, err := k.cluster.Connect(ctx, engine.Session{Database: d.Name})
	if err != nil {
		return err
	}
	defer conn.Close()
	listing, err := conn.Relations(ctx)
	if err != nil {
		return err
	}
	if err := conn.Begin(ctx); err != nil {
		return err
	}
	for _, sql := range dialect.RenamedDatabase(relation.New(d.Name, listing), d.Was) {
		if err := run(ctx, conn, sql); err != nil {
			return err
		}
	}
	if err := conn.Commit(ctx); err != nil {
		return err
	}
	list := slices.Clone(k.list)
	list[i].Was = ""
	return k.write(list)
}

func run(ctx context.Context, conn engine.Conn, sql string) error {
	st, err := conn.Prepare(ctx, sql)
	if err != nil {
		return err
	}
	defer st.Close()
	rows, err := st.Execute(ctx, nil)
	if err != nil {
		return err
	}
	return rows.Close()
}
