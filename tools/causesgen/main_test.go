package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// The page in the repository is the one that the catalogue makes.
func TestPageIsUpToDate(t *testing.T) {
	kept, err := os.ReadFile("../../docs/causes.md")
	if err != nil {
		t.Fatal(err)
	}
	made, err := page(explain.Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, made) {
		t.Error("docs/causes.md is not up to date: go run ./tools/causesgen")
	}
}

func TestPageHoldsEveryCause(t *testing.T) {
	text, err := page(explain.Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	for _, cause := range explain.Catalogue() {
		if n := strings.Count(string(text), "| <a id=\""+cause.ID+"\"></a>"); n != 1 {
			t.Errorf("%s stands %d times", cause.ID, n)
		}
	}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); strings.HasPrefix(line, "|") && cells != 8 {
			t.Errorf("%d separators in a row of 7 cells: %s", cells, line)
		}
	}
}

// A subject whose first cause has gone is noticed.
func TestPageNeedsItsSubjects(t *testing.T) {
	causes := explain.Catalogue()
	if _, err := page(causes[1:]); err == nil {
		t.Error("a first cause that begins no subject is taken")
	}
	if _, err := page(causes[:len(causes)/2]); err == nil {
		t.Error("a subject without its first cause is left out in silence")
	}
}
