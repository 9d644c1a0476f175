package statement_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/events"
	"github.com/countersign-dev/countersign/internal/statement"
)

// The end of a statement that asked for it, and of no other, is told in an event.
func TestEventTellsOfTheEnd(t *testing.T) {
	w := open(t, t.TempDir())
	told := make(chan *events.Event, 10)
	w.Events = events.New(events.Config{Store: w.db, Clock: w.clock, Log: slog.New(slog.DiscardHandler),
		Sink: sink(told)})
	t.Cleanup(w.Events.Close)
	cancelled := submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
	for _, c := range []struct {
		in    statement.Submission
		state statement.Status
		query bool // it has a query's id
		rows  float64
		group bool
	}{
		{submission("select 1"), statement.Finished, true, 1, false},
		{submission("select 1 from nowhere"), statement.Failed, true, -1, false},
		{cancelled, statement.Aborted, true, -1, false},
		{statement.Submission{SQLs: []string{"select 1", "select 2"}}, statement.Finished, false, -1, false},
		{submission("select 2"), statement.Finished, true, 1, true},
	} {
		in := c.in
		in.Account, in.Region, in.Owner, in.Principal = "123456789012", "cn-north-1", "me", "me"
		in.Warehouse, in.Cluster, in.Database, in.DbUser = "c1", "c", "dev", "admin"
		in.Event, in.Name = true, "daily"
		want := "arn:aws-cn:redshift:cn-north-1:123456789012:cluster:c"
		if c.group {
			in.Cluster, in.Workgroup = "", "group"
			want = "arn:aws-cn:redshift-serverless:cn-north-1:123456789012:workgroup/c1"
		}
		w.run("select 3") // tells nothing
		st, err := w.Submit(t.Context(), in)
		check(t, err)
		if c.state == statement.Aborted {
			w.cancel(st.ID)
		}
		var e *events.Event
		select {
		case e = <-told:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: no event", c.state)
		}
		var detail map[string]any
		check(t, json.Unmarshal(e.Detail, &detail))
		if e.DetailType != "Redshift Data Statement Status Change" || e.Source != "aws.redshift-data" || e.Account != in.Account || e.Region != in.Region ||
			!e.Time.Equal(w.clock.Now().Truncate(time.Second)) || len(e.Resources) != 1 || e.Resources[0] != want || e.ID == "" || e.Version != "0" {
			t.Errorf("%+v", e)
		}
		if detail["principal"] != "me" || detail["statementName"] != "daily" || detail["statementId"] != st.ID || detail["state"] != string(c.state) ||
			detail["rows"] != c.rows || detail["expireAt"] != float64(st.Created.Add(24*time.Hour).Unix()) ||
			c.state != statement.Aborted && (detail["redshiftQueryId"].(float64) > 0) != c.query { // a cancel may come before the query has an id
			t.Errorf("%s: %v", c.state, detail)
		}
	}
	if len(told) > 0 {
		t.Errorf("one more: %+v", <-told)
	}
}

// A sink takes events to a channel.
type sink chan<- *events.Event

func (s sink) Deliver(_ context.Context, e *events.Event) error { s <- e; return nil }
