package duckdb

import (
	"slices"
	"sync"
)

// scalars are all functions that are in Go, in a fixed order.
var scalars = sync.OnceValue(func() []scalar {
	return slices.Concat(textScalars, regexpScalars, formatScalars, momentScalars, zoneScalars, hashScalars, sketchScalars, superScalars)
})
