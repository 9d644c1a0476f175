//go:build race

package explain_test

// The search runs on one goroutine, so that the race detector finds nothing in it, and
// makes it ten times slower: the long tests are left to runs without it.
const slow = true
