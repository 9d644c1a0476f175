package pgwire

import (
	"context"
	"strconv"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// The parameters of a session whose Trusted says Marks. SET of the first names the
// statement that follows: the transaction in which it writes is marked with the
// name, so that SHOW of the second tells, after a crash too, whether it committed.
const (
	namedStatement = "countersign.statement"
	wasCommitted   = "countersign.committed"
)

// maxName bounds a statement's name, in bytes.
const maxName = 128

// A marker is the name of a statement on its way into a transaction.
type marker struct {
	id    string // named last
	due   bool   // the next transaction is marked
	used  bool   // a statement has run since
	wrote bool   // and it has written
	rows  int64  // how many it changed, -1 where it changes none
}

// noCount is the number of rows of a statement that has none, such as CREATE TABLE.
const noCount = -1

// knows reports whether the session has a parameter of that name to show.
func (ss *session) knows(name string) bool {
	if name == namedStatement || name == wasCommitted {
		return ss.marks
	}
	_, ok := parameters[name]
	return ok
}

// name takes what SET countersign.statement says. The extended protocol carries
// other people's SQL here, which may not name itself.
func (p *portal) name(set dialect.Setting) error {
	ss := p.session
	if !ss.marks || !p.describe {
		return errUnknownParameter(set.Name)
	}
	if set.Default || len(set.Values) != 1 || set.Values[0] == "" || len(set.Values[0]) > maxName {
		return &engine.Error{State: engine.InvalidParameterValue, Message: "a statement's name has 1 to 128 bytes"}
	}
	ss.marker = marker{id: set.Values[0], due: true}
	return nil
}

// shown is the value that SHOW tells of a parameter that the session knows.
func (ss *session) shown(ctx context.Context, name string) (string, error) {
	switch name {
	case namedStatement:
		return ss.marker.id, nil
	case wasCommitted:
		rows, ok, err := ss.engine.Marked(ctx, ss.marker.id)
		if err != nil || !ok {
			return "", err
		}
		return strconv.FormatInt(rows, 10), nil
	}
	return ss.setting(name), nil
}

// marksAlone reports whether a statement outside a transaction needs one of its own
// for its mark.
func (ss *session) marksAlone(st *dialect.Statement) bool {
	return ss.marker.due && (st.Kind.Transactional() || st.Kind == dialect.Execute)
}

// ran notes for the marker what a statement has done.
func (m *marker) ran(kind dialect.Kind, rows int64) {
	if !kind.Transactional() {
		return
	}
	m.wrote, m.rows = true, noCount
	switch kind {
	case dialect.Insert, dialect.Update, dialect.Delete, dialect.Merge, dialect.CreateTableAs:
		m.rows = rows
	}
}

// mark writes the marker into a transaction that is about to commit.
func (ss *session) mark() error {
	if !ss.marker.due || !ss.marker.wrote {
		return nil
	}
	return ss.engine.Mark(ss.ctx, ss.marker.id, ss.marker.rows)
}

// forgetMarker is called when the session waits for the next query: a name is good
// for one transaction.
func (ss *session) forgetMarker() {
	if ss.marker.used && !ss.transaction.open {
		ss.marker.due = false
	}
}
