// Package peer finds the programs of other people that tests check our outputs
// with: a browser that opens the pages, Python packages that read the exports,
// Graphviz. An output that only our own reader understands proves nothing.
//
// A test calls [Browser], [Python] or [Dot] and is skipped, with what to do about
// it, where the program is not there. "make test" installs what it may.
package peer

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// scriptTime bounds one run of a foreign program: the slowest, reading Parquet,
// takes two seconds, and more on a busy machine.
const scriptTime = 2 * time.Minute

// Browser returns the path of a Chromium, or skips the test.
func Browser(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Skip(`SKIPPED: no Chromium, so no page was opened: run "make peers" as root, or install chromium`)
	return ""
}

// Python runs a script of the test's with the packages of tools/peers, gives it
// input on standard input and returns what it prints. The test is skipped where
// the packages are not installed, and fails if the script does.
func Python(tb testing.TB, script string, input []byte, args ...string) string {
	tb.Helper()
	python := filepath.Join(Top(tb), "build", "peers", "venv", "bin", "python3")
	if _, err := os.Stat(filepath.Join(filepath.Dir(python), "..", "installed")); err != nil {
		tb.Skip(`SKIPPED: the Python packages are not installed, so no other program read this export: run "make peers"`)
	}
	return run(tb, python, input, append([]string{"-c", script}, args...)...)
}

// Dot draws a graph with Graphviz and returns the drawing as SVG, or skips the
// test.
func Dot(tb testing.TB, graph []byte) string {
	tb.Helper()
	path, err := exec.LookPath("dot")
	if err != nil {
		tb.Skip(`SKIPPED: no Graphviz, so no graph was drawn: run "make peers" as root, or install graphviz`)
	}
	return run(tb, path, graph, "-Tsvg")
}

func run(tb testing.TB, path string, input []byte, args ...string) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), scriptTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdin = bytes.NewReader(input)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%s: %v\n%s", filepath.Base(path), err, problems.String())
	}
	return out.String()
}

// Top returns the folder of go.mod.
func Top(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}
