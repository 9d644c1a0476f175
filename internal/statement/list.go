package statement

import (
	"context"
	"strings"
)

// A Filter says which of an owner's statements to list. Empty fields let all through.
type Filter struct {
	Account, Region, Owner string
	Principal              string
	Name                   string // prefix of the statement's name
	Status                 Status
	Cluster, Workgroup     string
	Database               string
}

// purpose is what the tokens of such a list are for.
func (f *Filter) purpose() string {
	return purpose("statements", f.Account, f.Region, f.Owner, f.Principal, f.Name, string(f.Status), f.Cluster, f.Workgroup, f.Database)
}

func (f *Filter) matches(st *Statement) bool {
	return strings.HasPrefix(st.Name, f.Name) &&
		(f.Principal == "" || f.Principal == st.Principal) &&
		(f.Status == "" || f.Status == st.Status) &&
		(f.Cluster == "" || f.Cluster == st.Cluster) &&
		(f.Workgroup == "" || f.Workgroup == st.Workgroup) &&
		(f.Database == "" || f.Database == st.Database)
}

// scanSize is how many statements a list reads at a time.
const scanSize = 200

// List returns an owner's statements, the newest first, at most limit of them,
// and the token of the next page if there is one.
func (q *Queue) List(ctx context.Context, f Filter, token string, limit int) (list []Statement, next string, err error) {
	before := position{created: q.Clock.Now().UnixMicro() + 1}
	if token != "" {
		if before, err = q.openPosition(f.purpose(), token); err != nil {
			return nil, "", err
		}
	}
	oldest := q.Clock.Now().Add(-Retention).UnixMicro()
	for {
		scanned, err := q.load(ctx, `SELECT body FROM statements
			WHERE account = $1 AND region = $2 AND owner = $3 AND created_us >= $4 AND (created_us < $5 OR created_us = $5 AND id < $6)
			ORDER BY created_us DESC, id DESC LIMIT $7`,
			f.Account, f.Region, f.Owner, oldest, before.created, before.id, scanSize)
		if err != nil {
			return nil, "", err
		}
		for i := range scanned {
			st := q.current(&scanned[i])
			if f.matches(st) {
				if len(list) == limit {
					return list, q.sealPosition(f.purpose(), before), nil
				}
				list = append(list, *st)
			}
			before = position{st.Created.UnixMicro(), st.ID}
		}
		if len(scanned) < scanSize {
			return list, "", nil
		}
	}
}

// current is the statement as memory knows it, if it is still open.
func (q *Queue) current(stored *Statement) *Statement {
	q.mu.Lock()
	defer q.mu.Unlock()
	if a, open := q.open[stored.ID]; open {
		st := a.statement
		return &st
	}
	return stored
}
