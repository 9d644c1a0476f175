// Package lifecycle describes how a resource's status changes, as data, and
// carries the changes out when they are due.
//
// A Machine is a table. Each row says from which states an event may come, the
// state while the work is under way, the state after it, and how long AWS takes
// for it. The tables are checked by tests and drawn into the documents, and no
// service assigns a status that its table does not lead to.
package lifecycle

import (
	"fmt"
	"slices"
	"time"
)

// A State is a resource's status as its API spells it; Gone is that of a
// resource that no longer exists.
type State string

// Gone is the state before a resource is created and after it is deleted.
const Gone State = ""

// An Event is what makes a resource change: the operation's name.
type Event string

// A Transition is one row of a Machine.
type Transition struct {
	Event Event
	From  []State       // where the event is allowed
	Via   State         // the state while the work is under way
	To    State         // the state when it is done
	Takes time.Duration // how long AWS takes, roughly; see Delay
}

// Delay is how long the transition takes at a speed: 1 is as slow as AWS, 0 is at
// once, and what lies between or beyond is in proportion.
func (t Transition) Delay(speed float64) time.Duration {
	return time.Duration(speed * float64(t.Takes))
}

// A Machine is a resource's transitions.
type Machine []Transition

// A Refusal says that an event does not fit the state a resource is in.
type Refusal struct {
	Event Event
	State State
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s is not possible in state %q", r.Event, r.State)
}

// Start returns the transition that the event begins in that state, or a *Refusal.
func (m Machine) Start(state State, event Event) (Transition, error) {
	for _, t := range m {
		if t.Event == event && slices.Contains(t.From, state) {
			return t, nil
		}
	}
	return Transition{}, &Refusal{Event: event, State: state}
}

// Underway returns the transition that a resource in that state is going
// through; ok is false for a state of rest.
func (m Machine) Underway(state State) (t Transition, ok bool) {
	for _, t := range m {
		if t.Via == state {
			return t, true
		}
	}
	return Transition{}, false
}

// States lists every state that the machine leads to, in the order of the table.
func (m Machine) States() []State {
	var states []State
	for _, t := range m {
		for _, s := range []State{t.Via, t.To} {
			if s != Gone && !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
	}
	return states
}

// Check reports what is wrong with the table: a state that no event leads to, a
// state under way that two rows share or that is also one of rest, a pair of
// state and event with two rows, or a state that nothing leads out of.
func (m Machine) Check() error {
	reachable := append(m.States(), Gone)
	for i, t := range m {
		for _, from := range t.From {
			if !slices.Contains(reachable, from) {
				return fmt.Errorf("%s: nothing leads to state %q", t.Event, from)
			}
			if first, _ := m.Start(from, t.Event); first.Via != t.Via {
				return fmt.Errorf("%s: two rows for state %q", t.Event, from)
			}
		}
		for j, other := range m {
			if i != j && other.Via == t.Via || other.To == t.Via {
				return fmt.Errorf("%s: state %q is not its own", t.Event, t.Via)
			}
		}
	}
	for _, s := range m.States() {
		if _, underway := m.Underway(s); !underway && !m.leaves(s) {
			return fmt.Errorf("nothing leads out of state %q", s)
		}
	}
	return nil
}

func (m Machine) leaves(s State) bool {
	return slices.ContainsFunc(m, func(t Transition) bool { return slices.Contains(t.From, s) })
}
