package explain_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

func TestCatalogueIsComplete(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, c := range explain.Catalogue() {
		if !kebab.MatchString(c.ID) || seen[c.ID] {
			t.Errorf("%q is no ID of its own in kebab-case", c.ID)
		}
		seen[c.ID] = true
		for what, text := range map[string]string{"title": c.Title, "mistake": c.Mistake, "fix": c.Fix, "code": c.Code, "JSON code": c.JSONCode} {
			if text == "" {
				t.Errorf("%s has no %s", c.ID, what)
			}
		}
		for what, text := range map[string]string{"mistake": c.Mistake, "fix": c.Fix} {
			if !strings.ContainsRune(".*z", rune(text[len(text)-1])) && !strings.HasSuffix(text, "-c") {
				t.Errorf("%s: the %s is no sentence: %q", c.ID, what, text)
			}
		}
		if len(c.Detection) == 0 && c.ID != "unguessable-header-changed" {
			t.Errorf("%s is never found", c.ID)
		}
		if len(c.Links) == 0 || slices.ContainsFunc(c.Links, func(l string) bool { return !strings.HasPrefix(l, "https://docs.aws.amazon.com/") }) {
			t.Errorf("%s links to %v", c.ID, c.Links)
		}
		if found, ok := explain.Lookup(c.ID); !ok || found.Title != c.Title {
			t.Errorf("%s is not found by its ID", c.ID)
		}
	}
	if len(seen) < 70 {
		t.Errorf("%d causes", len(seen))
	}
	if _, ok := explain.Lookup("no-such-cause"); ok {
		t.Error("a cause that is not there was found")
	}
}

func TestDiff(t *testing.T) {
	ours := "POST\n/\n\na:1\nhost:x\n\na;host\nabc"
	theirs := "POST\n/\n\nb:2\nhost:y\n\nb;host\nabc"
	want := []explain.DiffLine{
		{Ours: "POST", Theirs: "POST", Same: true, What: "method"},
		{Ours: "/", Theirs: "/", Same: true, What: "path"},
		{Same: true, What: "query"},
		{Ours: "a:1", What: "header a"},
		{Theirs: "b:2", What: "header b"},
		{Ours: "host:x", Theirs: "host:y", What: "header host"},
		{Same: true},
		{Ours: "a;host", Theirs: "b;host", What: "signed headers"},
		{Ours: "abc", Theirs: "abc", Same: true, What: "payload"},
	}
	if got := explain.Diff(ours, theirs); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}
