// Package archtest holds the architecture's rules as a test. Each rule is a line
// in a table, with its reason; ARCHITECTURE.md tells the same in prose.
package archtest
