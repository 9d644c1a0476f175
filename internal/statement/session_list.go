package statement

import (
	"cmp"
	"fmt"
	"slices"
)

// A SessionFilter says which of an owner's sessions to list. Empty fields let all
// through; without Statuses those that are open are listed.
type SessionFilter struct {
	Account, Region, Owner string
	Principal              string
	Statuses               []SessionStatus
	Cluster, Workgroup     string
	Database               string
}

// purpose is what the tokens of such a list are for.
func (f *SessionFilter) purpose() string {
	return purpose("sessions", f.Account, f.Region, f.Owner, f.Principal, fmt.Sprint(f.Statuses), f.Cluster, f.Workgroup, f.Database)
}

// ListSessions returns an owner's sessions, the newest first, at most limit of them,
// and the token of the next page if there is one.
func (q *Queue) ListSessions(f SessionFilter, token string, limit int) (list []Session, next string, err error) {
	if len(f.Statuses) == 0 {
		f.Statuses = []SessionStatus{Available, Busy}
	}
	after := position{created: q.Clock.Now().UnixMicro() + 1}
	if token != "" {
		if after, err = q.openPosition(f.purpose(), token); err != nil {
			return nil, "", err
		}
	}
	all := q.sessions.kept.List(f.Account, f.Region)
	q.mu.Lock()
	for i := range all {
		if l, open := q.sessions.open[all[i].ID]; open {
			all[i] = l.session
		} else {
			all[i] = all[i].closed()
		}
	}
	q.mu.Unlock()
	slices.SortFunc(all, func(a, b Session) int {
		return -cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	for _, s := range all {
		at := position{s.Created.UnixMicro(), s.ID}
		older := at.created < after.created || at.created == after.created && at.id < after.id
		if !older || s.Owner != f.Owner || f.Principal != "" && f.Principal != s.Principal || !slices.Contains(f.Statuses, s.Status) ||
			f.Cluster != "" && f.Cluster != s.Cluster || f.Workgroup != "" && f.Workgroup != s.Workgroup || f.Database != "" && f.Database != s.Database {
			continue
		}
		if len(list) == limit {
			last := list[limit-1]
			return list, q.sealPosition(f.purpose(), position{last.Created.UnixMicro(), last.ID}), nil
		}
		list = append(list, s)
	}
	return list, "", nil
}
