package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestDocs runs the commands that the pages for readers show, "$ wiretrace ..." and the lines
// below, and holds what they print to what the page says. In a page "…" means that something is
// left out, and line ends count as spaces.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"README.md", "doc/tutorial.md"} {
		t.Run(page, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(root, page))
			if err != nil {
				t.Fatal(err)
			}
			steps := shownCommands(string(data))
			if len(steps) == 0 {
				t.Fatal("the page shows no command")
			}
			dir := t.TempDir()
			if err := os.Symlink(filepath.Join(root, "testdata"), filepath.Join(dir, "testdata")); err != nil {
				if runtime.GOOS == "windows" {
					t.Skip(err) // it takes a privilege there
				}
				t.Fatal(err)
			}
			t.Chdir(dir)
			for _, step := range steps {
				step.run(t)
			}
		})
	}
}

// A shownCommand is a command of a page and what the page says it prints.
type shownCommand struct {
	args []string
	want string
}

// shownCommands returns the wiretrace commands of a Markdown page in order.
func shownCommands(page string) []shownCommand {
	var list []shownCommand
	open := false
	for line := range strings.Lines(page) {
		code, ok := strings.CutPrefix(line, "    ")
		command, isCommand := strings.CutPrefix(code, "$ wiretrace ")
		switch {
		case !ok:
			open = false
		case command == "serve\n": // ends only when it is told to
			open = false
		case isCommand:
			list = append(list, shownCommand{args: strings.Fields(command)})
			open = true
		case strings.HasPrefix(code, "$ "):
			open = false
		case open:
			list[len(list)-1].want += code
		}
	}
	return list
}

func (c shownCommand) run(t *testing.T) {
	t.Helper()
	var out, errOut bytes.Buffer
	code := run(context.Background(), c.args, strings.NewReader(""), &out, &errOut)
	status := exitDone
	if c.args[0] == "check" && strings.HasPrefix(strings.TrimSpace(c.want), "copy") {
		status = exitCopy
	}
	if code != status {
		t.Fatalf("wiretrace %s: exit status %d, not %d: %s", strings.Join(c.args, " "), code, status, errOut.String())
	}
	got := strings.Join(strings.Fields(out.String()), " ")
	parts := strings.Split(strings.Join(strings.Fields(c.want), " "), "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(parts[i]))
	}
	if want := regexp.MustCompile(`^` + strings.Join(parts, `\s?.*\s?`) + `$`); c.want != "" && !want.MatchString(got) {
		t.Errorf("wiretrace %s prints\n%s\nand the page says\n%s", strings.Join(c.args, " "), out.String(), c.want)
	}
}
