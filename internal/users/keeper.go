package users

import (
	"context"
	"sync"
)

// A Keeper keeps a cluster's directory for its sessions. It is safe for concurrent use.
type Keeper interface {
	// Users is the directory as it is now, without passwords.
	Users() *Directory
	// NextID gives an id away that nobody has or will have.
	NextID(ctx context.Context) (int, error)
	// Change makes all of the changes or, with an error, none. When it returns they are
	// kept, and Users has them. An *engine.Error is for the client.
	Change(ctx context.Context, changes []Change) error
}

// All applies several changes: all, or with an error none.
func (d *Directory) All(changes []Change) (*Directory, error) {
	for _, c := range changes {
		next, _, err := d.Apply(c)
		if err != nil {
			return nil, err
		}
		d = next
	}
	return d, nil
}

// Reserve gives an id away. The version stays: there is nothing new to see.
func (d *Directory) Reserve() (*Directory, int) {
	next := *d
	id := next.id()
	return &next, id
}

// Memory is a Keeper that keeps in memory what it is told, for a server that nobody
// else keeps users for. The zero value is ready.
type Memory struct {
	mu  sync.Mutex
	now *Directory
}

var _ Keeper = (*Memory)(nil)

func (m *Memory) directory() *Directory {
	if m.now == nil {
		m.now = New("")
	}
	return m.now
}

// Users is the directory as it is now.
func (m *Memory) Users() *Directory {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.directory().WithoutPasswords()
}

// NextID gives an id away.
func (m *Memory) NextID(context.Context) (id int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now, id = m.directory().Reserve()
	return id, nil
}

// Change makes all of the changes, or none.
func (m *Memory) Change(_ context.Context, changes []Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	next, err := m.directory().All(changes)
	if err == nil {
		m.now = next
	}
	return err
}

// Greet makes sure that there is a user of that name: the first is the master user.
func (m *Memory) Greet(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch d := m.directory(); {
	case d.User(name) != nil:
	case d.UserByID(MasterID) == nil:
		next := d.clone()
		next.Version++
		next.Users = append(next.Users, User{ID: MasterID, Name: name, Super: true, CreateDB: true})
		m.now = next
	default:
		if next, _, err := d.Apply(Change{Op: Create, Kind: UserKind, Name: name, ID: d.Next}); err == nil { // else it is not let in
			m.now = next
		}
	}
}
