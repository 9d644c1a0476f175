package pgwire

import (
	"context"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// What transactions are asked to be, and settings that end with them. Every level of isolation
// is the same one; READ ONLY holds. Source: docs.aws.amazon.com/redshift/latest/dg/r_BEGIN.html.

const (
	readOnly        = "READ ONLY"
	defaultReadOnly = "default_transaction_read_only"
)

// readOnly reports whether what runs now may not write.
func (ss *session) readOnly() bool {
	if ss.transaction.open {
		return ss.transaction.readOnly
	}
	return ss.setting(defaultReadOnly) == "on"
}

// mayRun refuses what writes in a transaction that only reads, and VACUUM in any.
func (ss *session) mayRun(kind dialect.Kind) error {
	if kind == dialect.Vacuum && ss.transaction.open && !ss.transaction.implicit {
		return &engine.Error{State: engine.ActiveTransaction, Message: "VACUUM cannot run inside a transaction block"} // observed
	}
	ss.transaction.asked = ss.transaction.open
	if kind.Transactional() && ss.readOnly() {
		return &engine.Error{State: engine.ReadOnlyTransaction, Message: "transaction is read-only"}
	}
	return nil
}

// ranLast commits after TRUNCATE, which ends the transaction that it runs in.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_TRUNCATE.html.
func (ss *session) ranLast(kind dialect.Kind) error {
	if kind != dialect.Truncate || !ss.transaction.open {
		return nil
	}
	return ss.commit()
}

// setModes is SET TRANSACTION, and SET SESSION CHARACTERISTICS for those that follow.
func (ss *session) setModes(st *dialect.Statement) error {
	modes, err := st.Modes()
	switch {
	case err != nil || modes.Access == "":
		return err
	case modes.Session:
		for _, name := range []string{defaultReadOnly, "readonly"} {
			ss.settings[name] = onOff(modes.Access == readOnly)
		}
		return nil
	}
	return ss.setReadOnly(modes.Access == readOnly)
}

// setReadOnly is of the transaction that is open. Outside of one it is over at once.
func (ss *session) setReadOnly(on bool) error {
	t := &ss.transaction
	switch {
	case !t.open || t.implicit:
		ss.notice(engine.NoActiveTransaction, "SET TRANSACTION can only be used in transaction blocks")
		return nil
	case t.readOnly && !on && t.asked:
		return &engine.Error{State: engine.ActiveTransaction, Message: "transaction read-write mode must be set before any query"}
	}
	t.readOnly = on
	return nil
}

// assignLocal is SET LOCAL: the value goes when the transaction ends.
func (ss *session) assignLocal(ctx context.Context, set dialect.Setting) error {
	t := &ss.transaction
	var before *string
	if value, was := ss.settings[set.Name]; was {
		before = &value
	}
	var err error
	if set.Default {
		err = ss.reset(ctx, set.Name)
	} else {
		err = ss.assign(ctx, set.Name, set.Values)
	}
	if err != nil {
		return err
	}
	if t.local == nil {
		t.local = map[string]*string{}
	}
	if _, known := t.local[set.Name]; !known {
		t.local[set.Name] = before
	}
	if !t.open {
		ss.notice(engine.NoActiveTransaction, "SET LOCAL can only be used in transaction blocks")
		ss.restoreLocal()
		t.local = nil
	}
	return nil
}

// restoreLocal undoes SET LOCAL.
func (ss *session) restoreLocal() {
	for name, value := range ss.transaction.local {
		var err error
		if value == nil {
			err = ss.forget(name)
		} else {
			err = ss.assign(ss.ctx, name, listOf(name, *value))
		}
		if err != nil {
			ss.failed = err
			return
		}
	}
}

// forget makes a parameter what it was before it was ever set.
func (ss *session) forget(name string) error {
	var err error
	if p, known := parameters[name]; known {
		err = ss.assign(ss.ctx, name, listOf(name, p.initial))
	}
	delete(ss.settings, name)
	return err
}
