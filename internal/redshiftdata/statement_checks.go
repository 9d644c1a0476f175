package redshiftdata

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/dialect"
)

// The checks of statements: what AWS documents, and what is not built, which is
// refused. On which database and as whom a statement runs stands in target.go.

// maxSQL is the longest statement, in bytes.
const maxSQL = 100 << 10

func checkSQL(sql string) error {
	switch {
	case len(sql) > maxSQL:
		return dataapi.ValidationException.With("Cannot process query string larger than 100kB")
	case strings.TrimSpace(sql) == "":
		return dataapi.ValidationException.With("Sql cannot be empty.")
	}
	return nil
}

// checkParameters refuses parameters that are given twice, or used by none of the
// statements. One that is used but not given fails the statement when it runs, as on
// Redshift.
func checkParameters(sqls []string, in []dataapi.SqlParameter) error {
	if len(in) == 0 {
		return nil
	}
	used := map[string]bool{}
	for _, sql := range sqls {
		_, names, err := dialect.BindNamed(sql)
		if err != nil {
			return nil //nolint:nilerr // text that is no SQL fails where SQL runs, with Redshift's error
		}
		for _, name := range names {
			used[name] = true
		}
	}
	var unused []string
	given := map[string]bool{}
	for _, p := range in {
		if given[*p.Name] {
			return dataapi.ValidationException.With("Parameters list contains duplicate parameters. Duplicate parameter: %s", *p.Name)
		}
		given[*p.Name] = true
		if !used[*p.Name] {
			unused = append(unused, *p.Name)
		}
	}
	if len(unused) > 0 {
		return dataapi.ValidationException.With("Parameters list contains unused parameters. Unused parameters: [%s]", strings.Join(unused, ", "))
	}
	return nil
}
