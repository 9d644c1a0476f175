package dialect

// pg_user is the view of the cluster's users. It is the engine's, which is told of them; a
// query that names it, with whatever schema, is given it in its WITH.
const usersView = "pg_user"

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
	return usersView + " AS (SELECT * FROM countersign.main." + usersView + ")"
}
