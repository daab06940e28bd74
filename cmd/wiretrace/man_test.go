package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/internal/man"
)

// TestManPages holds doc/man to the commands' help; "make man" writes it anew.
func TestManPages(t *testing.T) {
	const dir = "../../doc/man"
	pages := man.Pages(newRootCommand(&app{}),
		man.Section{Title: "EXIT STATUS", Text: exitHelp},
		man.Section{Title: "ENVIRONMENT", Text: environmentHelp},
		man.Section{Title: "FILES", Text: filesHelp})
	if *update {
		rewrite(t, dir, pages)
	}
	have, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range have {
		have[i] = filepath.Base(path)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(pages)), have); diff != "" {
		t.Fatalf("pages in %s, run \"make man\" (-want +got):\n%s", dir, diff)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not what the command says, run \"make man\" (-want +got):\n%s", name, diff)
		}
	}
}

// rewrite puts the pages in place of what is in dir.
func rewrite(t *testing.T, dir string, pages map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, page := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), page, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
