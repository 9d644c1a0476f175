package server_test

import (
	"maps"
	"slices"
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
	mu      sync.Mutex
	ended   int
	faults  map[pair]bool
	members map[pair]bool // of calls that were answered
	unasked map[pair]bool // faults that came, shown or not
}

func newCoverage() *coverage {
	return &coverage{faults: map[pair]bool{}, members: map[pair]bool{}, unasked: map[pair]bool{}}
}

// answered notes the members of a call that was not refused.
func (c *coverage) answered(a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a.refused() {
		c.unasked[pair{a.operation, a.code()}] = true
		return
	}
	for _, name := range a.members {
		c.members[pair{a.operation, name}] = true
	}
}

// shown notes a fault whose words a script has checked.
func (c *coverage) shown(a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults[pair{a.operation, a.code()}] = true
}

// played notes the end of a script.
func (c *coverage) played() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended++
}

// scripts is how many have ended.
func (c *coverage) scripts() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// check holds what was shown to what is documented: each error of each operation is shown
// by a script or excused, none is both, and each member of each input is honoured.
func (c *coverage) check(t *testing.T) {
	model, documented, excused, unheard := dataapi.NewModel(), documentedErrors(), unreachable(), unheard()
	for _, operation := range dataapi.Operations(nil) {
		for _, member := range model.Shape(operation.Input).Members {
			p := pair{operation.Name, member.Name}
			if reason, ok := unheard[p]; ok == c.members[p] {
				t.Errorf("%s, %s: honoured in a script is %t, and excused for the reason %q", p.operation, p.name, c.members[p], reason)
			}
		}
		errors, known := documented[operation.Name]
		if !known {
			t.Errorf("%s: its documented errors are not listed", operation.Name)
		}
		delete(documented, operation.Name)
		for _, code := range append(errors, "ValidationException", "ResourceNotFoundException", "InternalServerException") {
			p := pair{operation.Name, code}
			if reason, ok := excused[p]; ok == c.faults[p] {
				t.Errorf("%s, %s: shown by a script is %t, and excused for the reason %q", p.operation, p.name, c.faults[p], reason)
			}
			if excused[p] != "" && c.unasked[p] {
				t.Errorf("%s, %s: excused, but it came", p.operation, p.name)
			}
			delete(excused, p)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(documented)) {
		t.Errorf("%s: errors are listed of an operation that does not exist", name)
	}
	for p := range excused {
		t.Errorf("%s, %s: excused, but not documented", p.operation, p.name)
	}
}
