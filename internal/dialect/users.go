package dialect

import (
	"fmt"
	"strings"
)

// pg_user is the view of the database's users. The engine knows no users: a query that
// names the view is given it, with the session's list of users, in its WITH.
const usersView = "pg_user"

// The ids that Redshift gives: its own user has the first, a cluster's master user this.
const (
	ownUser  = "rdsdb"
	masterID = 100
)

// namesUsers reports whether the view is named at i: used is how many tokens that
// takes, with the schema and the database before it.
func (s *Statement) namesUsers(i int) (used int) {
	if s.before(i).is(".") {
		return 0
	}
	for _, path := range [][]string{{usersView}, {"pg_catalog", usersView}, {"", "pg_catalog", usersView}} {
		if s.isPath(i, path) {
			return 2*len(path) - 1
		}
	}
	return 0
}

// isPath reports whether the names at i, with dots between them, are those of a path.
// An empty one may be any.
func (s *Statement) isPath(i int, path []string) bool {
	for n, want := range path {
		t := s.token(i + 2*n)
		if !t.isName() || want != "" && t.name() != want || n > 0 && !s.token(i+2*n-1).is(".") {
			return false
		}
	}
	return true
}

// readsUsers reports whether a query takes rows from the view, and means nothing of
// its own by the name.
func (s *Statement) readsUsers() bool {
	reads := false
	for i := range s.tokens {
		used := s.namesUsers(i)
		if used == 0 {
			continue
		}
		before, after := s.before(i), s.token(i+used)
		if after.is("(") || after.is("as") && s.token(i+used+1).is("(") {
			return false // WITH pg_user AS (…
		}
		reads = reads || before.is("from") || before.is("join") || before.is(",")
	}
	return reads && s.Kind == Select
}

// with is the token that follows a query's WITH [RECURSIVE]; 0 where it has none.
func (s *Statement) with() int {
	switch {
	case !s.tokens[0].is("with"):
		return 0
	case s.token(1).is("recursive"):
		return 2
	}
	return 1
}

// users writes the view for a WITH.
func (s Session) users() string {
	rows := []string{userRow(ownUser, 1, true)}
	for i, name := range s.Users {
		if name != "" {
			rows = append(rows, userRow(name, masterID+i, i == 0))
		}
	}
	return usersView + "(usename, usesysid, usecreatedb, usesuper, usecatupd, passwd, valuntil, useconfig) AS (VALUES " + strings.Join(rows, ", ") + ")"
}

func userRow(name string, id int, super bool) string {
	return fmt.Sprintf("(%s, %d, %t, %t, %t, '********', NULL::TIMESTAMP, NULL::VARCHAR)", quoteText(name), id, super, super, name == ownUser)
}
