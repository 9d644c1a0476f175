// Package clock is the only place inside internal/ that asks for the time.
//
// Everything else is handed a Clock, so that a test can hold time still, move
// it forward, and know which timers are waiting for it.
package clock

import "time"

// A Clock tells the time and wakes sleepers. Implementations are safe for
// concurrent use.
type Clock interface {
	// Now is the current time in UTC.
	Now() time.Time

	// After delivers the time once, when d has passed. The channel has a
	// buffer of one: nobody needs to be listening. A d that is not positive
	// is due at once.
	After(d time.Duration) <-chan time.Time

	// AfterFunc calls f once, when d has passed, unless it is stopped before.
	AfterFunc(d time.Duration, f func()) Timer
}

// A Timer is a call that is due. *time.Timer is one.
type Timer interface {
	// Stop prevents the call and reports whether it did: false means that the
	// call has been made, is being made, or was stopped earlier.
	Stop() bool
}

// System is the machine's clock.
type System struct{}

// Now is the machine's time in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// After is time.After.
func (System) After(d time.Duration) <-chan time.Time { return time.After(d) }

// AfterFunc is time.AfterFunc: f runs in a goroutine of its own.
func (System) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }
