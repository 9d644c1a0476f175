package doctor

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// A Statement is what a user wants to run through the Data API.
type Statement struct {
	ClusterIdentifier string
	WorkgroupName     string
	Database          string
	DBUser            string
	SQL               string
}

// statementPatience bounds how long a statement is waited for.
const statementPatience = 60 * time.Second

// runStatement runs the statement and says which part of it fails once the signature
// is right: identifier, database, user or query.
func (x *examination) runStatement(ctx context.Context) {
	s := x.options.Statement
	input := map[string]any{"Database": s.Database, "Sql": s.SQL}
	for member, value := range map[string]string{"ClusterIdentifier": s.ClusterIdentifier, "WorkgroupName": s.WorkgroupName, "DbUser": s.DBUser} {
		if value != "" {
			input[member] = value
		}
	}
	answer := x.ask(ctx, dataCall("ExecuteStatement", input))
	if answer == nil {
		return
	}
	if answer.Status >= 300 {
		x.blame(answer.Message)
		return
	}
	var accepted struct{ ID string }
	if err := json.Unmarshal(answer.body, &accepted); err != nil || accepted.ID == "" {
		x.add(Fails, "statement-target-wrong", "statement", "the answer to ExecuteStatement names no statement")
		return
	}
	x.await(ctx, accepted.ID)
}

// await asks for the statement's end.
func (x *examination) await(ctx context.Context, id string) {
	deadline := x.machine.Clock.Now().Add(statementPatience)
	asked := len(x.report.Answers)
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		x.report.Answers = x.report.Answers[:asked] // the last one says it all
		answer := x.ask(ctx, dataCall("DescribeStatement", map[string]any{"Id": id}))
		if answer == nil || answer.Status >= 300 {
			return
		}
		var state struct{ Status, Error string }
		if err := json.Unmarshal(answer.body, &state); err != nil {
			x.add(Fails, "statement-target-wrong", "statement", "the answer to DescribeStatement is no JSON")
			return
		}
		switch state.Status {
		case "FINISHED":
			return
		case "FAILED", "ABORTED":
			x.blame(state.Error)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-x.machine.Clock.After(wait):
		}
		if x.machine.Clock.Now().After(deadline) {
			x.add(Warns, "statement-target-wrong", "statement", "it has not ended after %v: its status is %s", statementPatience, state.Status)
			return
		}
	}
}

// blame names the part of a statement that an error of the service or of the database
// speaks of. Authentication's errors have findings of their own already.
func (x *examination) blame(message string) {
	s, text := x.options.Statement, strings.ToLower(message)
	part := "the query"
	switch {
	case strings.Contains(text, "security token"), strings.Contains(text, "signature"):
		return
	case strings.Contains(text, "cluster") && strings.Contains(text, "not found"), strings.Contains(text, "endpoint doesn't exist"), strings.Contains(text, "workgroup"):
		part = "the cluster identifier " + shown(s.ClusterIdentifier+s.WorkgroupName)
	case strings.Contains(text, "user") && strings.Contains(text, "does not exist"), strings.Contains(text, "password authentication"), strings.Contains(text, "dbuser"):
		part = "the database user " + shown(s.DBUser)
	case strings.Contains(text, "database") && strings.Contains(text, "does not exist"):
		part = "the database " + shown(s.Database)
	}
	x.add(Fails, "statement-target-wrong", "statement", "the signature is accepted, and %s is refused: %s", part, message)
}
