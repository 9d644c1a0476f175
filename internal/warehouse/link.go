package warehouse

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"

	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// How a child's sessions reach the users that the server keeps: a socket of its own, which
// the child inherits. The server sends the directory, without passwords, first and after
// each change; the child sends one request at a time, and its answer comes after the
// directory that it made. Verifiers of passwords go to the server and never back.

// A usersRequest asks for an id, or for changes.
type usersRequest struct {
	Changes []users.Change `json:"changes,omitempty"`
}

// A usersMessage is a directory or an answer.
type usersMessage struct {
	Directory *users.Directory `json:"directory,omitempty"`
	Answer    *usersAnswer     `json:"answer,omitempty"`
}

type usersAnswer struct {
	ID      int           `json:"id,omitempty"`
	Refused *engine.Error `json:"refused,omitempty"` // for the client
	Trouble string        `json:"trouble,omitempty"`
}

func (a usersAnswer) err() error {
	switch {
	case a.Refused != nil:
		return a.Refused
	case a.Trouble != "":
		return errors.New(a.Trouble)
	}
	return nil
}

// answerTo does what a request asks of a keeper.
func answerTo(ctx context.Context, keeper users.Keeper, request usersRequest) usersAnswer {
	var a usersAnswer
	var err error
	if len(request.Changes) == 0 {
		a.ID, err = keeper.NextID(ctx)
	} else {
		err = keeper.Change(ctx, request.Changes)
	}
	if !errors.As(err, &a.Refused) && err != nil {
		a.Trouble = err.Error()
	}
	return a
}

// A remote is the server's keeper for the child's sessions.
type remote struct {
	conn net.Conn
	now  atomic.Pointer[users.Directory]

	asking  sync.Mutex // one request at a time
	answers chan usersAnswer
	gone    chan struct{} // closed when the server is

	mu    sync.Mutex
	shown int64         // the version that was told of last
	more  chan struct{} // closed when that changes
}

var _ users.Keeper = (*remote)(nil)

// errServerGone is what a request is told that is never answered.
var errServerGone = errors.New("users: the server is gone")

// newRemote waits for the first directory.
func newRemote(conn net.Conn) (*remote, error) {
	r := &remote{conn: conn, answers: make(chan usersAnswer, 1), gone: make(chan struct{}), more: make(chan struct{})}
	var first usersMessage
	if err := receiveNote(conn, &first); err != nil {
		return nil, err
	}
	if first.Directory == nil {
		return nil, errors.New("users: no directory")
	}
	r.now.Store(first.Directory)
	r.shown = first.Directory.Version
	return r, nil
}

// await waits until the directory is of a version at least: a session must not begin
// before its user is known.
func (r *remote) await(version int64) {
	for {
		r.mu.Lock()
		shown, more := r.shown, r.more
		r.mu.Unlock()
		if shown >= version {
			return
		}
		select {
		case <-more:
		case <-r.gone:
			return
		}
	}
}

func (r *remote) show(d *users.Directory) {
	if d.Version < r.now.Load().Version {
		return
	}
	r.now.Store(d)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = d.Version
	close(r.more)
	r.more = make(chan struct{})
}

// follow takes what the server says until it is gone.
func (r *remote) follow() {
	defer close(r.gone)
	for {
		var m usersMessage
		if err := receiveNote(r.conn, &m); err != nil {
			return
		}
		if m.Directory != nil {
			r.show(m.Directory)
		}
		if m.Answer != nil {
			r.answers <- *m.Answer
		}
	}
}

func (r *remote) ask(request usersRequest) (usersAnswer, error) {
	r.asking.Lock()
	defer r.asking.Unlock()
	if err := sendNote(r.conn, request); err != nil {
		return usersAnswer{}, err
	}
	select {
	case a := <-r.answers:
		return a, a.err()
	case <-r.gone:
		return usersAnswer{}, errServerGone
	}
}

// Users is the directory that the server sent last.
func (r *remote) Users() *users.Directory { return r.now.Load() }

// NextID asks the server for an id.
func (r *remote) NextID(context.Context) (int, error) {
	a, err := r.ask(usersRequest{})
	return a.ID, err
}

// Change asks the server for changes.
func (r *remote) Change(_ context.Context, changes []users.Change) error {
	_, err := r.ask(usersRequest{Changes: changes})
	return err
}
