package catalog

import (
	"time"

	"github.com/countersign-dev/countersign/internal/activity"
)

// Locks: what open transactions have read and changed, as far as the log of statements tells.

// A lock is held by an open transaction, on a table or on its own number.
type lock struct {
	transaction activity.Transaction
	session     activity.Session
	relation    uint32 // 0 for the transaction's own
	mode        string
	since       time.Time
}

func (l lock) kind() string {
	if l.relation == 0 {
		return "transactionid"
	}
	return "relation"
}

// Modes of locks.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SVV_TRANSACTIONS.html.
const (
	exclusive    = "ExclusiveLock"
	accessShare  = "AccessShareLock"
	rowExclusive = "ShareRowExclusiveLock"
)

// locks are those of the transactions that who asks sees.
func locks(s *Source) (list []lock) {
	sessions := map[int]activity.Session{}
	for _, o := range s.Activity.Sessions() {
		sessions[o.PID] = o
	}
	statements := s.Activity.Statements()
	for _, t := range s.Activity.OpenTransactions() {
		if !s.sees(t.UserID) {
			continue
		}
		list = append(list, lock{transaction: t, session: sessions[t.PID], mode: exclusive, since: t.Start})
		list = append(list, locksOf(t, sessions[t.PID], statements)...)
	}
	return list
}

// locksOf are a transaction's on tables: one for each table and mode.
func locksOf(t activity.Transaction, o activity.Session, statements []activity.Statement) (list []lock) {
	seen := map[lock]bool{}
	add := func(relation uint32, mode string, since time.Time) {
		key := lock{relation: relation, mode: mode}
		if !seen[key] {
			seen[key] = true
			list = append(list, lock{t, o, relation, mode, since})
		}
	}
	for _, st := range statements {
		if st.XID != t.XID {
			continue
		}
		for _, relation := range st.Reads {
			add(relation, accessShare, st.Start)
		}
		for _, relation := range st.Changes {
			add(relation, rowExclusive, st.Start)
		}
	}
	return list
}

// tableLocks are those of who writes, on tables: what STV_LOCKS shows.
func tableLocks(s *Source) []lock {
	return filter(locks(s), func(l lock) bool { return l.mode == rowExclusive })
}
