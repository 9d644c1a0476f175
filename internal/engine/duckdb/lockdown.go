package duckdb

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
)

// boundsCatalog is an in-memory database of our own that is last on every search
// path. It holds the macros of macros.go and the views of marker.go.
const boundsCatalog = "countersign"

// isOwnCatalog reports whether a database cannot be called so, because DuckDB
// or this package uses the name.
func isOwnCatalog(name string) bool {
	switch name {
	case boundsCatalog, "memory", "system", "temp", "main":
		return true
	}
	return false
}

type setting struct{ name, value string }

// startSettings are given at opening: some cannot be set later, and loading
// extensions must be off before the first statement.
func startSettings(o Options) []setting {
	memory, threads := o.MemoryLimit, o.Threads
	if memory == 0 {
		memory = 512 << 20
	}
	if threads == 0 {
		threads = 2
	}
	return []setting{
		{"memory_limit", strconv.FormatInt(memory, 10) + "B"},
		{"threads", strconv.Itoa(threads)},
		{"autoinstall_known_extensions", "false"},
		{"autoload_known_extensions", "false"},
		{"allow_community_extensions", "false"},
	}
}

// lockDown makes the instance safe, in an order that works: each step needs
// what the next one takes away.
func (c *Cluster) lockDown(ctx context.Context) error {
	if err := c.installSystem(); err != nil {
		return fmt.Errorf("lock down: %w", err)
	}
	statements := []string{
		// Redshift sorts NULLs as the largest value. (A global setting.)
		"SET GLOBAL default_null_order='nulls_last_on_asc_first_on_desc'",
		// Errors as JSON carry position and subject, so that no SQLSTATE is
		// chosen by reading prose.
		"SET GLOBAL errors_as_json=true",
		"SET GLOBAL temp_directory=" + quoteText(filepath.Join(c.folder, "spill")),
		"SET allowed_directories=[" + quoteText(c.folder+string(filepath.Separator)) + "]",
		"SET enable_external_access=false",
		// What sessions set on each connection; dialect lets no SET through.
		"SET allowed_configs=['TimeZone','integer_division']",
		"SET lock_configuration=true",
		"ATTACH ':memory:' AS " + boundsCatalog,
	}
	if err := c.admin.registerScalars(ctx); err != nil {
		return fmt.Errorf("lock down: %w", err)
	}
	// In one transaction what is made is bound to a log once.
	made := slices.Concat([]string{"BEGIN"}, boundedMacros(), castMacros(), functionMacros(), []string{"COMMIT"})
	for _, sql := range slices.Concat(statements, made) {
		if err := c.admin.exec(ctx, sql); err != nil {
			return fmt.Errorf("lock down: %w", err)
		}
	}
	return nil
}
