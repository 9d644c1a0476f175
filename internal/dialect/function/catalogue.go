package function

import (
	"slices"
	"sync"
)

// Lookup gives the signatures of a function by its name in lower case, in order of
// preference, and none where Redshift has no such function. The slice is shared: it must not
// be changed.
func Lookup(name string) []Function { return catalogue()[name] }

// Known tells whether Redshift has a function of the name, in lower case, whatever its form.
func Known(name string) bool { return len(Lookup(name)) > 0 || forms()[name] }

// forms are the names of all forms.
var forms = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, family := range Families() {
		for _, form := range family.Forms {
			names[form.Name] = true
		}
	}
	return names
})

// All is every line of the catalogue, family by family.
func All() []Function {
	var all []Function
	for _, family := range Families() {
		all = append(all, family.Lines...)
	}
	return all
}

// A Family is one of the guide's lists of functions.
type Family struct {
	Name  string
	Page  string // of the guide: docs.aws.amazon.com/redshift/latest/dg/PAGE.html
	Lines []Function
	Forms []Form
}

// A Form is a function whose calls have a form, or ask for something, of their own: package bind writes them itself.
type Form struct {
	Name    string
	Partial string // what of it is not as on AWS; empty where all is
	Refused string // why calls are refused
}

// Spatial is the name of the family of geometries and geographies.
const Spatial = "Spatial functions"

// Families are all functions in the guide's lists. A name may be in several.
func Families() []Family {
	return []Family{
		{Name: "Aggregate functions", Page: "c_Aggregate_Functions", Lines: slices.Concat(aggregateFunctions, percentileFunctions), Forms: aggregateForms},
		{Name: "Array functions", Page: "c_Array_Functions", Lines: arrayFunctions},
		{Name: "Functions of the operators of bits", Page: "r_OPERATOR_SYMBOLS", Lines: bitFunctions},
		{Name: "Conditional expressions", Page: "c_conditional_expressions", Lines: conditionalFunctions, Forms: conditionalForms},
		{Name: "Data type formatting functions", Page: "r_Data_type_formatting", Lines: conversionFunctions, Forms: conversionForms},
		{Name: "Date and time functions", Page: "Date_functions_header", Lines: slices.Concat(datetimeFunctions, datecompareFunctions), Forms: datetimeForms},
		{Name: "Hash functions", Page: "hash-functions", Lines: hashFunctions},
		{Name: "HyperLogLog functions", Page: "hyperloglog-functions", Lines: hllFunctions},
		{Name: "JSON functions", Page: "json-functions", Lines: jsonFunctions},
		{Name: "Machine learning functions", Page: "ml-function", Lines: machineFunctions},
		{Name: "Math functions", Page: "Math_functions", Lines: mathFunctions},
		{Name: "Object functions", Page: "Object_Functions", Lines: objectFunctions, Forms: objectForms},
		{Name: Spatial, Page: "geospatial-functions", Lines: spatialFunctions},
		{Name: "String functions", Page: "String_functions_header", Lines: slices.Concat(stringFunctions, regexpFunctions), Forms: stringForms},
		{Name: "SUPER type information functions", Page: "c_Type_Info_Functions", Lines: superFunctions},
		{Name: "VARBYTE functions", Page: "varbyte-functions", Lines: varbyteFunctions},
		{Name: "Window functions", Page: "c_Window_functions", Lines: windowFunctions},
		{Name: "System administration functions", Page: "r_System_administration_functions", Lines: administrationFunctions, Forms: administrationForms},
		{Name: "System information functions", Page: "r_System_information_functions", Lines: slices.Concat(systemFunctions, catalogFunctions), Forms: systemForms},
		{Name: "Functions of PostgreSQL that the leader node runs", Page: "c_sql-functions-leader-node", Lines: slices.Concat(leaderFunctions, seriesFunctions), Forms: leaderForms},
	}
}

// catalogue is All by name.
var catalogue = sync.OnceValue(func() map[string][]Function {
	byName := map[string][]Function{}
	for _, f := range All() {
		byName[f.Name] = append(byName[f.Name], f)
	}
	return byName
})
