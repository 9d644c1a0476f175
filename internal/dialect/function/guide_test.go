package function_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/function"
)

//go:embed testdata/guide.txt
var guide string

// listed are the names of the guide, by family.
func listed(t *testing.T) map[string][]string {
	t.Helper()
	names := map[string][]string{}
	for line := range strings.Lines(guide) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		family, list, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("no family: %s", line)
		}
		separator := " "
		if strings.Contains(list, ",") || strings.HasPrefix(list, "at ") {
			separator = ", "
		}
		names[family] = append(names[family], strings.Split(list, separator)...)
	}
	return names
}

// Every function of the guide is in the catalogue, or refused by name.
func TestGuideIsWhole(t *testing.T) {
	have := map[string]bool{}
	families := map[string]bool{}
	for _, family := range function.Families() {
		families[family.Name] = true
		for _, f := range family.Lines {
			have[f.Name] = true
		}
		for _, form := range family.Forms {
			have[form.Name] = true
		}
	}
	count := 0
	for family, names := range listed(t) {
		if !families[family] {
			t.Errorf("the catalogue has no family %q", family)
		}
		for _, name := range names {
			if count++; !have[name] {
				t.Errorf("%s: %s is not in the catalogue", family, name)
			}
		}
	}
	if count < 350 {
		t.Errorf("the list has %d names only", count)
	}
}

// A form is no line of the catalogue as well: it would be the binder's and the catalogue's.
func TestFormsAreNoLines(t *testing.T) {
	for _, family := range function.Families() {
		names := []string{}
		for _, form := range family.Forms {
			if len(function.Lookup(form.Name)) > 0 {
				t.Errorf("%s is a form, and has lines", form.Name)
			}
			names = append(names, form.Name)
		}
		slices.Sort(names)
		if len(slices.Compact(names)) != len(family.Forms) {
			t.Errorf("%s: a form is there twice", family.Name)
		}
	}
}
