package arch

import (
	"regexp"
	"strings"
)

// designFile is the page with the table of layers.
const designFile = "doc/design.md"

// anything is the permission to import every package of ours.
const anything = "all"

// A layer says what a package may know.
type layer struct {
	line  int      // of its row in designFile, 1-based
	knows []string // packages of ours that it may import, or anything
	pure  bool     // a function of its arguments: see impure and clockCalls
}

// row matches a row of the table of layers: the package, what it holds, what it may import
// and what it never knows.
var row = regexp.MustCompile(`^\| ([a-z][a-z0-9/]*)( \(pure\))? \| [^|]+ \| ([^|]+) \| [^|]* \|$`)

// readLayers reads the table of the section "Layers" of the page text, and returns the rows
// that it could not read as problems.
func readLayers(text string) (map[string]layer, []Problem) {
	layers := map[string]layer{}
	var bad []Problem
	inside := false
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "## ") {
			inside = line == "## Layers"
		}
		if !inside || !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| package ") {
			continue
		}
		m := row.FindStringSubmatch(line)
		if m == nil {
			bad = append(bad, Problem{
				designFile, i + 1, "unreadable row in the table of layers",
				"write: | package | holds | imports, separated by commas, or – | never knows |",
			})
			continue
		}
		l := layer{line: i + 1, pure: m[2] != ""}
		if m[3] != "–" {
			l.knows = strings.Split(m[3], ", ")
		}
		layers[m[1]] = l
	}
	return layers, bad
}
