//go:build !race

package explain_test

const slow = false
