package function

import (
	"slices"
	"sync"
)

// Lookup gives the signatures of a function by its name in lower case, in order of
// preference, and none where Redshift has no such function. The slice is shared: it must not
// be changed.
func Lookup(name string) []Function { return catalogue()[name] }

// All is every line of the catalogue, family by family.
func All() []Function {
	return slices.Concat(
		conditionalFunctions, stringFunctions, regexpFunctions, conversionFunctions, mathFunctions,
		datetimeFunctions, datecompareFunctions, aggregateFunctions, percentileFunctions, windowFunctions,
		jsonFunctions, superFunctions, arrayFunctions, hashFunctions, varbyteFunctions, bitFunctions, systemFunctions, catalogFunctions, seriesFunctions,
		refusedFunctions,
	)
}

// catalogue is All by name.
var catalogue = sync.OnceValue(func() map[string][]Function {
	byName := map[string][]Function{}
	for _, f := range All() {
		byName[f.Name] = append(byName[f.Name], f)
	}
	return byName
})
