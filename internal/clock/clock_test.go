package clock_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestManualRunsTimersInOrderAtTheirTime(t *testing.T) {
	c := clock.NewManual(start)
	var ran []string
	note := func(name string) func() {
		return func() { ran = append(ran, name+" "+c.Now().Format("05")) }
	}
	c.AfterFunc(3*time.Second, note("late"))
	c.AfterFunc(1*time.Second, func() {
		note("early")()
		c.AfterFunc(time.Second, note("chained"))
	})
	stopped := c.AfterFunc(2*time.Second, note("stopped"))
	if !stopped.Stop() || stopped.Stop() {
		t.Error("Stop must report that it prevented the call, once")
	}
	c.Advance(2500 * time.Millisecond)
	if want := []string{"early 01", "chained 02"}; !slices.Equal(ran, want) {
		t.Errorf("ran %q, want %q", ran, want)
	}
	c.Advance(500 * time.Millisecond)
	if len(ran) != 3 || !c.Now().Equal(start.Add(3*time.Second)) {
		t.Errorf("ran %q, clock at %v", ran, c.Now())
	}
}

func TestManualAfterNeedsNoListener(t *testing.T) {
	c := clock.NewManual(start)
	due := c.After(time.Minute)
	c.Advance(time.Hour)
	if at := <-due; !at.Equal(start.Add(time.Minute)) {
		t.Errorf("delivered %v", at)
	}
	<-c.After(0)
}

func TestManualWaitForTimers(t *testing.T) {
	c := clock.NewManual(start)
	woke := make(chan struct{})
	go func() {
		<-c.After(time.Second)
		close(woke)
	}()
	if err := c.WaitForTimers(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Second)
	<-woke

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.WaitForTimers(ctx, 1); err == nil {
		t.Error("an ended context must end the wait")
	}
}

func TestSystemIsUTC(t *testing.T) {
	var c clock.Clock = clock.System{}
	if c.Now().Location() != time.UTC {
		t.Error("not UTC")
	}
	ran := make(chan struct{})
	c.AfterFunc(0, func() { close(ran) })
	<-ran
	<-c.After(0)
}
