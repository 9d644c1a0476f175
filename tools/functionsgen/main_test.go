package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/function"
)

// The page in the repository is the one that the catalogue makes.
func TestPageIsUpToDate(t *testing.T) {
	kept, err := os.ReadFile("../../docs/functions.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, page(function.Families())) {
		t.Error("docs/functions.md is not up to date: go run ./tools/functionsgen")
	}
}

func TestPageTellsAll(t *testing.T) {
	text := string(page([]function.Family{
		{Name: "One", Page: "one", Lines: []function.Function{
			{Name: "b"}, {Name: "a", Partial: "but for x"}, {Name: "a"}, {Name: "c", Refused: "never"},
		}, Forms: []function.Form{{Name: "d e"}}},
		{Name: "Two", Page: "two", Lines: []function.Function{{Name: "x", Refused: "no"}, {Name: "y", Refused: "no"}}},
	}))
	for _, want := range []string{
		"6 in all, of which\n2 are full, 1 partial and 3 refused", "| A | partial | but for x |\n| B | full |  |\n| C | refused | never |\n| D E | full |  |\n",
		"All are refused: no.\n\nX, Y.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
