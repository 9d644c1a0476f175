package redshift

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/store"
)

// Events: DescribeEvents.
//
// An event tells what has happened to a cluster. It is kept for 14 days, and the
// newest thousand of an account in a Region are. Ids, categories and texts are
// those that DescribeEventCategories lists on AWS. Left out so far: subscriptions.

// eventVersion is the version of the record below.
const eventVersion = 1

const (
	maxEvents   = 1000 // of an account in a Region
	eventsSlack = 100  // more of them before the oldest are dropped
	eventsKept  = 14 * 24 * time.Hour
	eventWindow = 60 // minutes; what is asked for unless somebody says
)

// An event is the record of one event, kept under its time and a number.
type event struct {
	Name     string // its key
	Source   string // identifier of the cluster
	ID       string
	Category string
	Message  string
	At       time.Time
}

// DescribeEvents lists the events of the last hour, or of the time that is asked
// for, from the oldest to the newest, MaxRecords at a time.
func (s *Service) DescribeEvents(ctx context.Context, in *redshiftapi.DescribeEventsMessage) (*redshiftapi.EventsMessage, error) {
	scope := caller.From(ctx)
	from, to, err := s.eventTimes(in)
	if err != nil {
		return nil, err
	}
	page, err := newPage(in.MaxRecords, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &redshiftapi.EventsMessage{Events: []redshiftapi.Event{}}
	if in.SourceType != nil && *in.SourceType != redshiftapi.SourceTypeCluster {
		return out, nil // nothing else has events
	}
	last := ""
	for _, e := range s.events.List(scope.Account, scope.Region) {
		if !page.after(e.Name) || e.At.Before(from) || e.At.After(to) || in.SourceIdentifier != nil && e.Source != *in.SourceIdentifier {
			continue
		}
		if page.full(len(out.Events)) {
			out.Marker = page.marker(last)
			break
		}
		last = e.Name
		out.Events = append(out.Events, describeEvent(e))
	}
	return out, nil
}

// eventTimes is the time whose events are asked for.
func (s *Service) eventTimes(in *redshiftapi.DescribeEventsMessage) (from, to time.Time, err error) {
	now := s.Clock.Now().UTC()
	to = or(in.EndTime, now)
	from = to.Add(-eventWindow * time.Minute)
	const most = int32(eventsKept / time.Minute)
	switch {
	case in.SourceIdentifier != nil && in.SourceType == nil:
		return from, to, fault.InvalidParameterCombination.With("SourceType must be specified when SourceIdentifier is specified.")
	case in.Duration != nil && (in.StartTime != nil || in.EndTime != nil):
		return from, to, fault.InvalidParameterCombination.With("Duration cannot be specified together with StartTime or EndTime.")
	case in.Duration != nil && (*in.Duration < 1 || *in.Duration > most):
		return from, to, fault.InvalidParameterValue.With("Invalid value %d for Duration. Must be between 1 and %d minutes", *in.Duration, most)
	case in.Duration != nil:
		from = now.Add(-time.Duration(*in.Duration) * time.Minute)
	case in.StartTime != nil:
		from = *in.StartTime
	}
	if from.After(to) {
		return from, to, fault.InvalidParameterCombination.With("StartTime must be before EndTime.")
	}
	if oldest := now.Add(-eventsKept); from.Before(oldest) {
		from = oldest
	}
	return from, to, nil
}

func describeEvent(e event) redshiftapi.Event {
	return redshiftapi.Event{
		SourceIdentifier: &e.Source, SourceType: new(redshiftapi.SourceTypeCluster), Message: &e.Message,
		EventCategories: []string{e.Category}, Severity: new("INFO"), Date: &e.At, EventId: &e.ID,
	}
}

// A happening is an event before it is known when.
type happening struct {
	source, id, category string
	message              string // theTime in it is filled in
}

// theTime stands for an event's time in its message.
const theTime = "{time}"

func clusterCreated(name string) happening {
	return happening{name, "REDSHIFT-EVENT-2000", "management", "Cluster " + name + " created at {time}."}
}

func clusterDeleted(name string) happening {
	return happening{name, "REDSHIFT-EVENT-2001", "management", "Cluster " + name + " deleted at {time}."}
}

func securityGroupsChanged(name string) happening {
	return happening{name, "REDSHIFT-EVENT-2002", "management", "VPC security groups for cluster " + name + " updated at {time}."}
}

func resizeBegun(name string) happening {
	return happening{name, "REDSHIFT-EVENT-2007", "management", "A resize request for cluster " + name + " has been acknowledged."}
}

func resizeDone(name string) happening {
	return happening{name, "REDSHIFT-EVENT-3002", "monitoring", "Cluster " + name + " resize completed at {time}. Cluster is available for both reads and writes."}
}

func clusterRenamed(name string) happening {
	return happening{name, "REDSHIFT-EVENT-2013", "management", "Cluster renamed to " + name + " at {time}."}
}

func clusterRebooted(name string) happening {
	return happening{name, "REDSHIFT-EVENT-3000", "monitoring", "Cluster " + name + " rebooted at {time}."}
}

func clusterPauseBegun(name string) happening {
	return happening{name, "REDSHIFT-EVENT-3618", "management", "The cluster " + name + " pause operation started at {time}."}
}

func clusterPauseDone(name string) happening {
	return happening{name, "REDSHIFT-EVENT-3619", "management", "Amazon Redshift cluster " + name + " was successfully paused at {time}."}
}

func clusterResumed(name string) happening {
	return happening{name, "REDSHIFT-EVENT-3622", "monitoring", "The cluster " + name + " was resumed at {time}."}
}

func passwordChanged(name string) happening {
	return happening{name, "REDSHIFT-EVENT-4000", "security", "Master credentials updated for cluster " + name + " at {time}."}
}

// note records an event. What it tells of has happened, so that trouble with the
// record is the log's.
func (s *Service) note(ctx context.Context, where store.Key, h happening) {
	now := s.Clock.Now().UTC().Truncate(time.Millisecond)
	text := strings.Replace(h.message, theTime, now.Format("2006-01-02 15:04 UTC"), 1)
	e := event{Source: h.source, ID: h.id, Category: h.category, Message: text, At: now}
	err := store.ErrExists
	for number := 0; errors.Is(err, store.ErrExists); number++ {
		e.Name = fmt.Sprintf("%015d-%06d", now.UnixMilli(), number)
		err = s.events.Insert(ctx, store.Key{Account: where.Account, Region: where.Region, Name: e.Name}, e)
	}
	if err == nil {
		err = s.forgetEvents(ctx, where, now)
	}
	if err != nil {
		s.Log.Error("record event", "cluster", h.source, "event", h.id, "error", err)
	}
}

// forgetEvents drops the events that are too old, or too many: some at a time, and
// by one caller at a time, so that many clusters that change at once do not all
// drop the same ones.
func (s *Service) forgetEvents(ctx context.Context, where store.Key, now time.Time) error {
	if !s.forgetting.TryLock() {
		return nil
	}
	defer s.forgetting.Unlock()
	list := s.events.List(where.Account, where.Region)
	if len(list) == 0 || len(list) <= maxEvents+eventsSlack && now.Sub(list[0].At) <= eventsKept {
		return nil
	}
	for i, e := range list {
		if len(list)-i <= maxEvents && now.Sub(e.At) <= eventsKept {
			break
		}
		if err := s.events.Delete(ctx, store.Key{Account: where.Account, Region: where.Region, Name: e.Name}); err != nil {
			return err
		}
	}
	return nil
}
