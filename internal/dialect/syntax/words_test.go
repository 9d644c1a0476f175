package syntax

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A quoted name must not turn into a keyword when it is printed without quotes:
// every word that the grammar looks for is in the table of keywords.
func TestKeywordsAreAllTheWordsOfTheGrammar(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	missing := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := goparser.ParseFile(gotoken.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok {
				return false
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && word.MatchString(s) && keywords[s] == none {
					missing[s] = true
				}
			}
			return true
		})
	}
	if len(missing) > 0 {
		list := make([]string, 0, len(missing))
		for w := range missing {
			list = append(list, w)
		}
		t.Errorf("not in the table of keywords: %s", strings.Join(list, " "))
	}
}

func TestReservedWords(t *testing.T) {
	for _, w := range []string{"select", "tag", "user", "open", "timestamp"} {
		if keywords[w] != reserved {
			t.Errorf("%s is not reserved", w)
		}
	}
	if n := len(strings.Fields(reservedWords)); n != 156 {
		t.Errorf("%d reserved words", n)
	}
}

func TestNameParts(t *testing.T) {
	for name, want := range map[string][]string{
		"T": {"t"}, "S.T": {"s", "t"}, `"S"."a.b"`: {"S", "a.b"}, `"a""b"`: {`a"b`}, "db.s.t": {"db", "s", "t"}, "Grün.ÄB": {"grün", "Äb"}, `"Ö"`: {"Ö"}, "": {""}, `"a`: {"a"},
	} {
		if got := NameParts(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
