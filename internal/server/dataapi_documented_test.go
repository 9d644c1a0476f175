package server_test

import (
	"sync"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
)

// documentedErrors are the errors that AWS's model gives each operation, with the
// exception of ValidationException, ResourceNotFoundException and
// InternalServerException, which all operations have.
func documentedErrors() map[string][]string {
	const (
		sessions    = "ActiveSessionsExceededException"
		statements  = "ActiveStatementsExceededException"
		waiting     = "ActiveWaitingRequestsExceededException"
		timeout     = "QueryTimeoutException"
		unreachable = "DatabaseConnectionException"
	)
	return map[string][]string{
		"BatchExecuteStatement": {sessions, statements, "BatchExecuteStatementException"},
		"CancelStatement":       {timeout, unreachable},
		"DescribeStatement":     {waiting},
		"DescribeTable":         {timeout, unreachable},
		"ExecuteStatement":      {sessions, statements, "ExecuteStatementException"},
		"GetStatementResult":    {waiting},
		"GetStatementResultV2":  {waiting},
		"ListDatabases":         {timeout, unreachable},
		"ListSchemas":           {timeout, unreachable},
		"ListSessions":          {},
		"ListStatements":        {},
		"ListTables":            {timeout, unreachable},
	}
}

// A pair is an operation and the code of an error it can answer, or a member it has.
type pair struct{ operation, name string }

// unreachable are the documented errors that Countersign never answers, and why.
func unreachable() map[pair]string {
	list := map[pair]string{}
	for reason, pairs := range map[string][]pair{
		"a session that nobody made is ValidationException, as AWS was seen to answer; nothing else that is named can be missing": {
			{"BatchExecuteStatement", "ResourceNotFoundException"}, {"ExecuteStatement", "ResourceNotFoundException"}},
		"a cluster or a workgroup that does not exist is ValidationException, as AWS was seen to answer; a table that does not exist has no columns": {
			{"DescribeTable", "ResourceNotFoundException"}, {"ListDatabases", "ResourceNotFoundException"},
			{"ListSchemas", "ResourceNotFoundException"}, {"ListTables", "ResourceNotFoundException"}},
		"a list of what does not exist is empty": {
			{"ListStatements", "ResourceNotFoundException"}},
		"what goes wrong around a statement after it is accepted is its status FAILED and its Error; before that nothing has run": {
			{"BatchExecuteStatement", "BatchExecuteStatementException"}, {"ExecuteStatement", "ExecuteStatementException"}},
		"a cancel reaches the session over a connection inside the server and lasts until the statement has ended": {
			{"CancelStatement", "QueryTimeoutException"}, {"CancelStatement", "DatabaseConnectionException"}},
		"the catalogue is asked without a limit of time": {
			{"DescribeTable", "QueryTimeoutException"}, {"ListDatabases", "QueryTimeoutException"},
			{"ListSchemas", "QueryTimeoutException"}, {"ListTables", "QueryTimeoutException"}},
		"sessions are listed from memory, which does not fail": {
			{"ListSessions", "InternalServerException"}},
	} {
		for _, p := range pairs {
			list[p] = reason
		}
	}
	return list
}

// unheard are the members that no script can have honoured, and why.
func unheard() map[pair]string {
	return map[pair]string{
		{"ListDatabases", "NextToken"}: "a cluster has one database, so there is no second page to ask for",
	}
}

// A coverage is what all scripts together have shown. It is safe for concurrent use.
type coverage struct {
	mu       sync.Mutex
	played   int           // scripts
	honoured map[pair]bool // members of calls that were not refused
	shown    map[pair]bool // errors whose words a script has checked
	came     map[pair]bool // errors, checked or not
}

func newCoverage() *coverage {
	return &coverage{honoured: map[pair]bool{}, shown: map[pair]bool{}, came: map[pair]bool{}}
}

// answered notes what became of a call.
func (c *coverage) answered(a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a.refused() {
		c.came[pair{a.operation, a.code()}] = true
		return
	}
	for _, name := range a.members {
		c.honoured[pair{a.operation, name}] = true
	}
}

// said notes an error whose words a script has checked.
func (c *coverage) said(a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown[pair{a.operation, a.code()}] = true
}

// left notes the end of a script.
func (c *coverage) left() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.played++
}

// scripts is how many have ended.
func (c *coverage) scripts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.played
}

// check holds what the scripts did to what is documented: each error of each operation is
// shown or excused, each member of each input is honoured or excused, and nothing is both.
func (c *coverage) check(t *testing.T) {
	model, documented, errors, members := dataapi.NewModel(), documentedErrors(), unreachable(), unheard()
	for _, operation := range dataapi.Operations(nil) {
		for _, member := range model.Shape(operation.Input).Members {
			p := pair{operation.Name, member.Name}
			one(t, p, c.honoured[p], c.honoured[p], members)
		}
		codes, known := documented[operation.Name]
		if !known {
			t.Errorf("%s: its documented errors are not listed", operation.Name)
		}
		delete(documented, operation.Name)
		for _, code := range append(codes, "ValidationException", "ResourceNotFoundException", "InternalServerException") {
			p := pair{operation.Name, code}
			one(t, p, c.shown[p], c.came[p], errors)
		}
	}
	for name := range documented {
		t.Errorf("%s: errors are listed of an operation that does not exist", name)
	}
	for _, left := range []map[pair]string{errors, members} {
		for p := range left {
			t.Errorf("%s, %s: excused, but not documented", p.operation, p.name)
		}
	}
}

// one checks one error or member, and takes its excuse out.
func one(t *testing.T, p pair, shown, came bool, excuses map[pair]string) {
	reason, excused := excuses[p]
	delete(excuses, p)
	switch {
	case excused && came:
		t.Errorf("%s, %s: it came, though it is excused: %s", p.operation, p.name, reason)
	case !excused && !shown:
		t.Errorf("%s, %s: no script shows it, and no reason is given", p.operation, p.name)
	}
}
