package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/countersign-dev/countersign/"

// A file is one Go file that is not a test.
type file struct {
	path    string // slash-separated, from the repository's root
	pkg     string // its folder
	imports []string
	source  *ast.File
}

// A rule forbids imports. Patterns match whole folders of this module ("…/internal/"
// left out: "redshift", "engine/.*") or whole import paths of other modules.
type rule struct {
	name   string
	in     string // folders that the rule is about
	except string // and those among them that it is not
	forbid string // imports that they must not have
	allow  string // and those among them that they may
	reason string
}

const services = `internal/(redshift|redshiftdata|serverless|sts|secrets|iam)`

var rules = []rule{
	{name: "sigv4 stands alone", in: `sigv4(/.*)?`, forbid: `.*\..*/.*|internal/.*`, allow: `sigv4(/.*)?`,
		reason: "it is a library of its own, with the standard library and nothing else"},
	{name: "services do not know how they were asked", in: services,
		forbid: `net/http|encoding/xml|internal/wire/.*|internal/gateway`, reason: "an operation is the same in every protocol"},
	{name: "protocols know shapes, not Redshift", in: `internal/wire/.*`, forbid: `internal/api/.*|` + services,
		reason: "a codec is driven by a description"},
	{name: "SQL knows nothing of AWS", in: `internal/(engine|engine/.*|dialect|dialect/.*|catalog|activity|pgwire)`, forbid: `internal/(api/.*|fault)`,
		reason: "the same SQL is served to drivers, which know no AWS either"},
	{name: "what SQL means knows no session", in: `internal/dialect(/.*)?`, forbid: `internal/.*`, allow: `internal/(engine|dialect|dialect/.*)`,
		reason: "a statement is translated from its text and from what its session tells"},
	{name: "types, functions and privileges stand by themselves", in: `internal/dialect/(types|function|privilege)`, forbid: `internal/.*`, allow: `internal/engine`,
		reason: "they are tables and rules that know no SQL"},
	{name: "relations and grammar know each other not", in: `internal/dialect/(relation|syntax)`, forbid: `internal/dialect/.*`, allow: `internal/dialect/(types|privilege)`,
		reason: "package bind brings them together"},
	{name: "the catalogue runs nothing", in: `internal/catalog`, forbid: `internal/.*`, allow: `internal/(activity|users|engine|dialect/.*)`,
		reason: "rows of the system are made of what a session tells it"},
	{name: "what sessions did is remembered, and not looked into", in: `internal/activity`, forbid: `internal/.*`, reason: "it is a list that whoever makes rows of it reads"},
	{name: "services do not import each other", in: services, forbid: services, reason: "what one must ask another is a small interface that server satisfies"},
	{name: "only warehouse and wiring start engines", in: `internal/.*|cmd/.*|redshifttest`,
		except: `internal/(engine/.*|server|enginetest)|cmd/countersign`, forbid: `internal/engine/(duckdb|postgres)`,
		reason: "an engine can move to a child process without anyone noticing"},
	{name: "only statement and console ask for connections", in: services, except: `internal/redshift`, forbid: `internal/warehouse`,
		reason: "there is one way to run SQL"},
	{name: "only the owners of records use the store", in: `internal/.*`, except: services + `|internal/(statement|events|server|store)`, forbid: `internal/store`,
		reason: "a record has one owner"},
	{name: "what explains knows no service", in: `internal/(refusal|doctor|tap)`, forbid: services + `|internal/(server|gateway|store|warehouse|statement|wire/.*)`,
		reason: "a refused signature is the same whatever was asked"},
	{name: "generated code imports shapes and faults only", in: `internal/api/.*`, forbid: `internal/.*`, allow: `internal/(shape|fault)`,
		reason: "it describes; it does nothing"},
	{name: "server is the wiring", in: `.*`, except: `cmd/countersign|redshifttest`, forbid: `internal/server`, reason: "it is the only package that knows all the others"},
}

func TestImports(t *testing.T) {
	files := sources(t)
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, f := range files {
				if !whole(r.in, f.pkg) || whole(r.except, f.pkg) {
					continue
				}
				for _, imported := range f.imports {
					if imported != f.pkg && whole(r.forbid, imported) && !whole(r.allow, imported) {
						t.Errorf("%s imports %s: %s", f.path, imported, r.reason)
					}
				}
			}
		})
	}
}

// A rule that matches no file would be a check that cannot fail.
func TestRulesMatchFiles(t *testing.T) {
	files := sources(t)
	for _, r := range rules {
		if !slices.ContainsFunc(files, func(f file) bool { return whole(r.in, f.pkg) && !whole(r.except, f.pkg) }) {
			t.Errorf("rule %q is about no file", r.name)
		}
	}
}

// Only package clock asks for the time: everything else is handed a clock.
func TestTimeComesFromClock(t *testing.T) {
	asking := []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}
	for _, f := range sources(t) {
		if !strings.HasPrefix(f.pkg, "internal/") || f.pkg == "internal/clock" {
			continue
		}
		ast.Inspect(f.source, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := selector.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(asking, selector.Sel.Name) {
				t.Errorf("%s calls time.%s: take a clock.Clock", f.path, selector.Sel.Name)
			}
			return true
		})
	}
}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// Generated code and hand-written code do not mix.
func TestGeneratedCodeHasItsPlace(t *testing.T) {
	for _, f := range sources(t) {
		first := len(f.source.Comments) > 0 && generated.MatchString("// "+strings.TrimSpace(f.source.Comments[0].Text()))
		if in := strings.HasPrefix(f.pkg, "internal/api/"); in != first {
			t.Errorf("%s: generated is %v, lies in internal/api is %v", f.path, first, in)
		}
	}
}

// No init functions: what happens at start stands in main.
func TestNoInit(t *testing.T) {
	for _, f := range sources(t) {
		for _, decl := range f.source.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", f.path)
			}
		}
	}
}

func whole(pattern, text string) bool {
	return pattern != "" && regexp.MustCompile(`^(?:`+pattern+`)$`).MatchString(text)
}

// sources parses every Go file of the repository that is not a test.
func sources(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []file
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if entry.IsDir() {
			if name := entry.Name(); rel != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "build") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		source, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		f := file{path: rel, pkg: filepath.ToSlash(filepath.Dir(rel)), source: source}
		for _, spec := range source.Imports {
			f.imports = append(f.imports, strings.TrimPrefix(strings.Trim(spec.Path.Value, `"`), module))
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
