// Package arch holds the rules that every package of the module follows. They are functions that read the
// files of a tree and return violations.
//
// [Check] applies all rules; this package's test applies it to the module. The test reads files because
// the go command notices that and runs the test again after a change. A test that runs "go list" in a
// subprocess would be served from the cache.
//
// A new package needs a row in the table of layers of doc/design.md. The package does not know what the
// others do.
package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A Problem is a violation of a rule at one place.
type Problem struct {
	File   string // path within the tree, with slashes
	Line   int    // from 1; 0 for a whole file or folder
	What   string // what was found
	Reason string // why the rule exists, and what to do instead
}

// String formats p like a compiler, followed by the reason.
func (p Problem) String() string {
	place := p.File
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s: %s (%s)", place, p.What, p.Reason)
}

// Check reads a module's files and returns all violations, sorted by file and line. The error says that a
// file could not be read or parsed.
func Check(root fs.FS) ([]Problem, error) {
	t, err := read(root)
	if err != nil {
		return nil, err
	}
	var found []Problem
	for _, rule := range []func(*tree) []Problem{
		imports, clocks, comments, lengths, calls, paths,
	} {
		found = append(found, rule(t)...)
	}
	slices.SortStableFunc(found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return found, nil
}

// A tree holds the files of a module.
type tree struct {
	set   *token.FileSet
	files []*goFile
	texts map[string]string // every file that is text, Go files included

	layers  map[string]layer // by package, from the table of layers
	badRows []Problem        // rows of that table that cannot be read
}

// A goFile is a parsed Go file.
type goFile struct {
	path string
	dir  string // of path; "." at the top
	test bool
	ast  *ast.File
}

// untracked reports whether a folder is ignored by all rules: it is left by make, version control or
// running the program.
func untracked(name string) bool {
	return name == "bin" || name == "build" || name == "wiretrace-store" || name == ".git"
}

// read reads and parses a tree.
func read(root fs.FS) (*tree, error) {
	t := &tree{set: token.NewFileSet(), texts: make(map[string]string)}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && untracked(name):
			return fs.SkipDir
		case !entry.Type().IsRegular() || name == ".git": // .git is a file in a worktree
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		text := string(data)
		if !strings.ContainsRune(text, 0) {
			t.texts[name] = text
		}
		if strings.HasSuffix(name, ".go") && !strings.Contains("/"+name, "/testdata/") {
			return t.parse(name, text)
		}
		return nil
	})
	t.layers, t.badRows = readLayers(t.texts[designFile])
	return t, err
}

// parse adds a Go file to t.
func (t *tree) parse(name, text string) error {
	parsed, err := parser.ParseFile(t.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	t.files = append(t.files, &goFile{
		path: name,
		dir:  path.Dir(name),
		test: strings.HasSuffix(name, "_test.go"),
		ast:  parsed,
	})
	return nil
}

// line returns the line of a place in a parsed file.
func (t *tree) line(at token.Pos) int { return t.set.Position(at).Line }
