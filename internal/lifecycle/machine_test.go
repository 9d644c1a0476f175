package lifecycle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/lifecycle"
)

const (
	create lifecycle.Event = "Create"
	modify lifecycle.Event = "Modify"
	remove lifecycle.Event = "Delete"
	pause  lifecycle.Event = "Pause"
	resume lifecycle.Event = "Resume"
)

type states = []lifecycle.State

// sound is a machine with nothing wrong.
func sound() lifecycle.Machine {
	return lifecycle.Machine{
		{Event: create, From: states{lifecycle.Gone}, Via: "creating", To: "available", Takes: time.Minute},
		{Event: modify, From: states{"available"}, Via: "modifying", To: "available"},
		{Event: pause, From: states{"available"}, Via: "pausing", To: "paused"},
		{Event: resume, From: states{"paused"}, Via: "resuming", To: "available"},
		{Event: remove, From: states{"available", "paused"}, Via: "deleting", To: lifecycle.Gone},
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		edit func(m lifecycle.Machine) lifecycle.Machine
		want string
	}{
		{"sound", func(m lifecycle.Machine) lifecycle.Machine { return m }, ""},
		{"state that nothing leads to", func(m lifecycle.Machine) lifecycle.Machine {
			m[1].From = states{"available", "elsewhere"}
			return m
		}, `Modify: nothing leads to state "elsewhere"`},
		{"two rows for a state and an event", func(m lifecycle.Machine) lifecycle.Machine {
			return append(m, lifecycle.Transition{Event: modify, From: states{"paused", "available"}, Via: "changing", To: "available"})
		}, `Modify: two rows for state "available"`},
		{"state under way of two rows", func(m lifecycle.Machine) lifecycle.Machine {
			m[2].Via = "modifying"
			return m
		}, `Modify: state "modifying" is not its own`},
		{"state under way that is one of rest", func(m lifecycle.Machine) lifecycle.Machine {
			m[1].Via = "paused"
			return m
		}, `Modify: state "paused" is not its own`},
		{"row that leads to where it goes through", func(m lifecycle.Machine) lifecycle.Machine {
			m[1].To = "modifying"
			return m
		}, `Modify: state "modifying" is not its own`},
		{"state that nothing leads out of", func(m lifecycle.Machine) lifecycle.Machine {
			m[2].To = "stuck"
			return m
		}, `Resume: nothing leads to state "paused"`},
		{"dead end", func(m lifecycle.Machine) lifecycle.Machine {
			return append(m, lifecycle.Transition{Event: "Break", From: states{"available"}, Via: "breaking", To: "broken"})
		}, `nothing leads out of state "broken"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := test.edit(sound()).Check(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestStart(t *testing.T) {
	m := sound()
	for _, from := range (states{"available", "paused"}) {
		got, err := m.Start(from, remove)
		if err != nil || got.Via != "deleting" || got.To != lifecycle.Gone {
			t.Errorf("Delete from %q: %v, %v", from, got, err)
		}
	}
	for _, from := range (states{lifecycle.Gone, "creating", "deleting", "nonsense"}) {
		_, err := m.Start(from, remove)
		var refusal *lifecycle.Refusal
		if !errors.As(err, &refusal) || refusal.Event != remove || refusal.State != from {
			t.Errorf("Delete from %q: %v", from, err)
		}
		if !strings.Contains(err.Error(), "Delete is not possible in state") {
			t.Errorf("text %q", err)
		}
	}
}

func TestUnderway(t *testing.T) {
	m := sound()
	if got, ok := m.Underway("creating"); !ok || got.Event != create || got.Takes != time.Minute {
		t.Errorf("creating: %v, %v", got, ok)
	}
	for _, rest := range (states{"available", "paused", lifecycle.Gone}) {
		if got, ok := m.Underway(rest); ok {
			t.Errorf("%q: %v", rest, got)
		}
	}
}

func TestStates(t *testing.T) {
	want := states{"creating", "available", "modifying", "pausing", "paused", "resuming", "deleting"}
	if got := sound().States(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestDelay(t *testing.T) {
	for speed, want := range map[float64]time.Duration{0: 0, 0.01: 600 * time.Millisecond, 1: time.Minute, 2: 2 * time.Minute} {
		if got := sound()[0].Delay(speed); got != want {
			t.Errorf("at %v: %v", speed, got)
		}
	}
}
