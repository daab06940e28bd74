package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// The longest functions and files that are still easy to read. In the Go programs that served as models,
// nine functions in ten have fewer than 45 lines and nine files in ten fewer than 500.
const (
	maxFunction = 60
	maxFile     = 400
	maxTestFile = 700
)

// comments finds packages without a package comment.
func comments(t *tree) []Problem {
	var found []Problem
	dirs, files := packages(t)
	for _, dir := range dirs {
		documented := slices.ContainsFunc(files[dir], func(f *goFile) bool {
			return f.ast.Doc != nil && (!f.test || allTests(files[dir]))
		})
		if !documented {
			found = append(found, Problem{
				dir, 0, "no package comment",
				"a reader begins there: what it is for, what to call, what it never knows",
			})
		}
	}
	return found
}

func allTests(files []*goFile) bool {
	return !slices.ContainsFunc(files, func(f *goFile) bool { return !f.test })
}

// lengths finds files and functions that are too long. Tables of tests may have any length within their
// file.
func lengths(t *tree) []Problem {
	var found []Problem
	for _, f := range t.files {
		limit := maxFile
		if f.test {
			limit = maxTestFile
		}
		if n := strings.Count(t.texts[f.path], "\n"); n > limit && !ast.IsGenerated(f.ast) {
			found = append(found, Problem{
				f.path, 0, fmt.Sprintf("%d lines, the limit is %d", n, limit),
				"a file holds one concern: split it by what it is about",
			})
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || f.test {
				continue
			}
			if n := t.line(fn.End()) - t.line(fn.Pos()) + 1; n > maxFunction {
				found = append(found, Problem{
					f.path, t.line(fn.Pos()), fmt.Sprintf("%s has %d lines, the limit is %d", fn.Name.Name, n, maxFunction),
					"a function does one thing that its name says: give its parts names",
				})
			}
		}
	}
	return found
}

// calls finds calls that end or change the program without the caller's knowledge.
func calls(t *tree) []Problem {
	var found []Problem
	for _, f := range t.files {
		report := func(n ast.Node, what, reason string) {
			found = append(found, Problem{f.path, t.line(n.Pos()), what, reason})
		}
		for _, decl := range f.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				report(fn, "func init", "what happens before main is invisible where it matters: call it")
			}
		}
		selectors(f, "log", []string{"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"}, func(sel *ast.SelectorExpr) {
			report(sel, "log."+sel.Sel.Name, "it skips every deferred close: return an error")
		})
		if f.ast.Name.Name != "main" && !f.test {
			selectors(f, "os", []string{"Exit"}, func(sel *ast.SelectorExpr) {
				report(sel, "os.Exit", "only main ends the program: return an error")
			})
		}
	}
	return found
}

// paths finds paths of one machine in files. It ignores testdata, where a path may be part of a made-up
// page.
func paths(t *tree) []Problem {
	// The pattern is put together here, so that this file does not match.
	ours := regexp.MustCompile(`(^|[\s"'=(` + "`" + `])/(home|root|Users|work)` + `/\w`)
	var found []Problem
	for _, name := range slices.Sorted(maps.Keys(t.texts)) {
		if strings.Contains("/"+name, "/testdata/") {
			continue
		}
		text := t.texts[name]
		at := ours.FindStringIndex(text)
		if at == nil {
			continue
		}
		found = append(found, Problem{
			name, 1 + strings.Count(text[:at[0]], "\n"), fmt.Sprintf("path %q", strings.TrimSpace(text[at[0]:at[1]])),
			"nobody else has it: use a path within the repository, or a flag",
		})
	}
	return found
}
