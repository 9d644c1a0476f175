// Package events tells others of what has happened, as EventBridge does: each event
// is kept on disk, along with the change that it tells of, until its sink has taken it.
//
// Events come at least once, in order. A sink that fails is tried again, less and less
// often, until the event is a day old; what a sink rejects is dropped and logged.
package events

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/store"
)

// An Event is an event in EventBridge's envelope.
type Event struct {
	Version    string          `json:"version"` // of the envelope: Version
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       time.Time       `json:"time"` // in whole seconds
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"` // ARNs
	Detail     json.RawMessage `json:"detail"`
}

// Version is the version of the envelope.
const Version = "0"

// A Sink takes events.
type Sink interface {
	// Deliver hands over one event. An error that is ErrRejected means that it would
	// be refused again; after any other it is tried again.
	Deliver(ctx context.Context, event *Event) error
}

// ErrRejected is part of the error of an event that a sink does not want.
var ErrRejected = errors.New("event rejected")

// Bounds on delivery.
const (
	MaxAge       = 24 * time.Hour // of an event that is still tried
	retryFirst   = time.Second
	retryLongest = time.Minute
	takenAtOnce  = 100
	longest      = 15 * time.Second // for one delivery
)

// Config is what an Outbox is made of. All fields are required.
type Config struct {
	Store *store.DB
	Sink  Sink
	Clock clock.Clock
	Log   *slog.Logger
}

// An Outbox keeps events until its sink has taken them. It is safe for concurrent use.
type Outbox struct {
	Config
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup
	due  chan struct{}
}

// New begins to deliver, first of all what the last server left.
func New(c Config) *Outbox {
	o := &Outbox{Config: c, due: make(chan struct{}, 1)}
	o.ctx, o.stop = context.WithCancel(context.Background())
	o.work.Go(o.loop)
	return o
}

// Add keeps an event, in the write that makes the change it tells of. Wake is to be
// called when that write has been made.
func (o *Outbox) Add(ctx context.Context, tx *store.Tx, event *Event) error {
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO events (body) VALUES ($1)", string(body))
	return err
}

// Wake tells that there may be events to deliver.
func (o *Outbox) Wake() {
	select {
	case o.due <- struct{}{}:
	default: // it is known already
	}
}

// Close stops delivering. What is left is for the next outbox.
func (o *Outbox) Close() {
	o.stop()
	o.work.Wait()
}

func (o *Outbox) loop() {
	pause := retryFirst
	for o.ctx.Err() == nil {
		more, err := o.deliver()
		switch {
		case o.ctx.Err() != nil:
			return
		case err != nil:
			o.Log.Warn("deliver events", "error", err, "again_in", pause)
			select {
			case <-o.Clock.After(pause):
			case <-o.ctx.Done():
			}
			pause = min(2*pause, retryLongest)
		case more:
			pause = retryFirst
		default:
			pause = retryFirst
			select {
			case <-o.due:
			case <-o.ctx.Done():
			}
		}
	}
}

// A kept event is one with its row.
type kept struct {
	row   int64
	event Event
}

// deliver hands over the oldest events, and tells whether there were any.
func (o *Outbox) deliver() (more bool, err error) {
	list, err := o.oldest()
	if err != nil || len(list) == 0 {
		return false, err
	}
	var done []string
	for i := range list {
		if err = o.deliverOne(&list[i].event); err != nil {
			break
		}
		done = append(done, strconv.FormatInt(list[i].row, 10))
	}
	return true, errors.Join(err, o.remove(done))
}

func (o *Outbox) deliverOne(event *Event) error {
	if o.Clock.Now().Sub(event.Time) > MaxAge {
		o.Log.Error("event dropped: nothing took it for a day", "event", event.ID)
		return nil
	}
	ctx, cancel := context.WithTimeout(o.ctx, longest)
	defer cancel()
	err := o.Sink.Deliver(ctx, event)
	if errors.Is(err, ErrRejected) {
		o.Log.Error("event dropped", "event", event.ID, "error", err)
		return nil
	}
	return err
}

func (o *Outbox) oldest() ([]kept, error) {
	rows, err := o.Store.Query(o.ctx, "SELECT id, body FROM events ORDER BY id LIMIT $1", takenAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []kept
	for rows.Next() {
		var k kept
		var body sql.RawBytes
		if err := rows.Scan(&k.row, &body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &k.event); err != nil {
			return nil, fmt.Errorf("event record: %w: %w", store.ErrCorrupt, err)
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

// remove forgets events by their rows.
func (o *Outbox) remove(rows []string) error {
	if len(rows) == 0 {
		return nil
	}
	// Also while closing: what has been delivered is not to be delivered again.
	return o.Store.Write(context.WithoutCancel(o.ctx), func(tx *store.Tx) error {
		for _, row := range rows { // one text, which stays prepared
			if _, err := tx.Exec(context.WithoutCancel(o.ctx), "DELETE FROM events WHERE id = $1", row); err != nil {
				return err
			}
		}
		return nil
	})
}
