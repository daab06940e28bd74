package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the import path of the tree.
const module = "github.com/wiretrace/wiretrace/"

// A keeper is the only folder that may import a library, so that the library can be replaced.
type keeper struct {
	library string // import path or the beginning of it
	dirs    []string
	reason  string
}

func keepers() []keeper {
	return []keeper{
		{"github.com/dgraph-io/badger", []string{"store"}, "only store knows Badger: use what store exports, or add to it"},
		{"github.com/spf13/cobra", []string{"cmd", "internal/man"}, "only commands know flags: pass options as a struct"},
		{"github.com/vbauerster/mpb", []string{"cmd"}, "only commands know terminals: report progress through an interface"},
		{"github.com/sergi/go-diff", []string{"report/diff"}, "only report/diff compares texts for people: use what it exports"},
		{"github.com/parquet-go/parquet-go", []string{"report/table", "ingest/table"}, "only report/table and ingest/table know Parquet"},
		{"codeberg.org/readeck/go-readability", []string{"ingest", "tools/extraction"}, "only ingest knows input formats"},
	}
}

// impure are the imports that pure packages must not have: with them, results depend on more than
// arguments.
func impure() []string {
	return []string{"log", "log/slog", "math/rand", "net", "net/http", "os", "os/exec", "os/signal", "syscall"}
}

// clockCalls are the functions of package time that read the clock or wait for it.
func clockCalls() []string {
	return []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}
}

// imports checks every import against the tables above. Tests may import any package of the module, since
// nothing imports tests, but only the libraries they keep.
func imports(t *tree) []Problem {
	found := slices.Clone(t.badRows)
	used := map[string]map[string]bool{}
	for _, f := range t.files {
		own, known := t.layers[f.dir]
		known = known || f.dir == "." // the root only holds documentation
		if !known {
			found = append(found, Problem{
				f.path, 0, fmt.Sprintf("package %s is in no layer", f.dir),
				"give it a row in the table of layers of " + designFile,
			})
			continue
		}
		for _, spec := range f.ast.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has accepted it
			}
			if what, reason := forbidden(f, own, name); reason != "" {
				found = append(found, Problem{f.path, t.line(spec.Pos()), what, reason})
			}
			if ours, ok := strings.CutPrefix(name, module); ok && !f.test {
				if used[f.dir] == nil {
					used[f.dir] = map[string]bool{}
				}
				used[f.dir][ours] = true
			}
		}
	}
	return append(found, unused(t, used)...)
}

// unused finds rows of packages that do not exist and permissions that no package uses.
func unused(t *tree, used map[string]map[string]bool) []Problem {
	dirs, _ := packages(t)
	var found []Problem
	for _, name := range slices.Sorted(maps.Keys(t.layers)) {
		l := t.layers[name]
		if !slices.Contains(dirs, name) {
			found = append(found, Problem{designFile, l.line, "there is no package " + name, "remove its row"})
			continue
		}
		for _, k := range l.knows {
			if k != anything && !used[name][k] {
				found = append(found, Problem{
					designFile, l.line, fmt.Sprintf("%s does not import %s", name, k), "take the permission out of its row",
				})
			}
		}
	}
	return found
}

// forbidden returns why f must not import name, or an empty reason if it may.
func forbidden(f *goFile, own layer, name string) (what, reason string) {
	what = fmt.Sprintf("%s imports %s", f.dir, name)
	if ours, ok := strings.CutPrefix(name, module); ok {
		if f.test || slices.Contains(own.knows, anything) || slices.Contains(own.knows, ours) {
			return "", ""
		}
		may := "nothing of ours"
		if len(own.knows) > 0 {
			may = strings.Join(own.knows, ", ")
		}
		return what, "data flows one way; it may import " + may
	}
	if own.pure && !f.test && slices.Contains(impure(), name) {
		return what, f.dir + " is pure, so that the same facts give the same conclusions: pass in what it needs"
	}
	for _, k := range keepers() {
		if name != k.library && !strings.HasPrefix(name, k.library+"/") {
			continue
		}
		if !slices.ContainsFunc(k.dirs, func(dir string) bool { return under(f.dir, dir) }) {
			return what, k.reason
		}
	}
	return "", ""
}

// under reports whether dir is folder or lies in it.
func under(dir, folder string) bool {
	return dir == folder || strings.HasPrefix(dir, folder+"/")
}

// clocks finds calls that read the clock in pure packages.
func clocks(t *tree) []Problem {
	var found []Problem
	for _, f := range t.files {
		if f.test || !t.layers[f.dir].pure {
			continue
		}
		selectors(f, "time", clockCalls(), func(sel *ast.SelectorExpr) {
			found = append(found, Problem{
				f.path, t.line(sel.Pos()), "uses time." + sel.Sel.Name,
				f.dir + " is pure: the time is an argument, not a reading",
			})
		})
	}
	return found
}

// selectors calls fn for each use in f of one of the names of a standard package, even if f imports it
// under another name.
func selectors(f *goFile, pkg string, names []string, fn func(*ast.SelectorExpr)) {
	local := map[string]bool{}
	for _, spec := range f.ast.Imports {
		if spec.Path.Value != strconv.Quote(pkg) {
			continue
		}
		if spec.Name != nil {
			local[spec.Name.Name] = true
		} else {
			local[path.Base(pkg)] = true
		}
	}
	if len(local) == 0 {
		return
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && local[x.Name] && slices.Contains(names, sel.Sel.Name) {
			fn(sel)
		}
		return true
	})
}

// packages returns the folders that hold Go files, sorted, each with its files.
func packages(t *tree) (dirs []string, files map[string][]*goFile) {
	files = make(map[string][]*goFile)
	for _, f := range t.files {
		files[f.dir] = append(files[f.dir], f)
	}
	return slices.Sorted(maps.Keys(files)), files
}
