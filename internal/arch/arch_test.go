package arch_test

import (
	"cmp"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wiretrace/wiretrace/internal/arch"
)

// TestModule holds the module to its rules.
func TestModule(t *testing.T) {
	problems, err := arch.Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

// design returns a design page whose table of layers has the package dir, if it is one of
// ours, with what it may import.
func design(dir, knows string) string {
	const head = "## Layers\n\n| package | holds | imports of ours | never knows |\n|---|---|---|---|\n"
	switch dir {
	case "article", "cluster", "minhash", "report":
		return head + "| " + dir + " (pure) | a | " + knows + " | b |\n"
	case "cmd/wiretrace", "dedup", "ingest", "store":
		return head + "| " + dir + " | a | " + knows + " | b |\n"
	}
	return head
}

// TestCheck sees that each rule catches what it is there for, and no more.
func TestCheck(t *testing.T) {
	const doc = "// Package p is for tests.\n"
	tests := []struct {
		name, file, text string
		want             string // part of the only problem; empty: none
	}{
		{"badger in store", "store/a.go", doc + "package store\nimport _ \"github.com/dgraph-io/badger/v4\"\n", ""},
		{"badger elsewhere", "dedup/a.go", doc + "package dedup\nimport _ \"github.com/dgraph-io/badger/v4\"\n", "a.go:3: dedup imports github.com/dgraph-io/badger/v4 (only store knows Badger"},
		{"badger in a test elsewhere", "dedup/a_test.go", doc + "package dedup\nimport _ \"github.com/dgraph-io/badger/v4\"\n", "only store knows Badger"},
		{"cobra in a command", "cmd/wiretrace/a.go", doc + "package main\nimport _ \"github.com/spf13/cobra\"\n", ""},
		{"cobra elsewhere", "report/a.go", doc + "package report\nimport _ \"github.com/spf13/cobra\"\n", "only commands know flags"},
		{"upstream", "store/a.go", doc + "package store\nimport _ \"github.com/wiretrace/wiretrace/article\"\n", ""},
		{"downstream", "cluster/a.go", doc + "package cluster\nimport _ \"github.com/wiretrace/wiretrace/store\"\n", "may import nothing of ours"},
		{"downstream of a leaf", "article/a.go", doc + "package article\nimport _ \"github.com/wiretrace/wiretrace/shingle\"\n", "may import nothing of ours"},
		{"downstream in a test", "article/a_test.go", doc + "package article\nimport _ \"github.com/wiretrace/wiretrace/shingle\"\n", ""},
		{"no layer", "util/a.go", doc + "package util\n", "in no layer"},
		{"pure and os", "minhash/a.go", doc + "package minhash\nimport _ \"os\"\n", "minhash is pure"},
		{"pure and net/url", "article/a.go", doc + "package article\nimport _ \"net/url\"\n", ""},
		{"impure and os", "ingest/a.go", doc + "package ingest\nimport _ \"os\"\n", ""},
		{"pure and time", "cluster/a.go", doc + "package cluster\nimport \"time\"\nvar T time.Time\n", ""},
		{"pure and clock", "cluster/a.go", doc + "package cluster\nimport clock \"time\"\nvar T = clock.Now()\n", "a.go:4: uses time.Now"},
		{"impure and clock", "dedup/a.go", doc + "package dedup\nimport \"time\"\nvar T = time.Now()\n", ""},
		{"no comment", "dedup/a.go", "package dedup\n", "no package comment"},
		{"long file", "dedup/a.go", doc + "package dedup\n" + strings.Repeat("//\n", 400), "402 lines, the limit is 400"},
		{"long test", "dedup/a_test.go", doc + "package dedup\n" + strings.Repeat("//\n", 698), ""},
		{"long function", "dedup/a.go", doc + "package dedup\nfunc f() {\n" + strings.Repeat("\n", 60) + "}\n", "f has 62 lines"},
		{"init", "dedup/a.go", doc + "package dedup\nfunc init() {}\n", "func init"},
		{"method init", "dedup/a.go", doc + "package dedup\ntype t int\nfunc (t) init() {}\n", ""},
		{"log.Fatal", "dedup/a.go", doc + "package dedup\nimport \"log\"\nfunc f() { log.Fatal() }\n", "log.Fatal"},
		{"os.Exit", "dedup/a.go", doc + "package dedup\nimport \"os\"\nfunc f() { os.Exit(1) }\n", "only main ends the program"},
		{"os.Exit in main", "cmd/wiretrace/a.go", doc + "package main\nimport \"os\"\nfunc main() { os.Exit(1) }\n", ""},
		{"path", "doc/a.md", "see\nls /ho" + "me/me/x", "a.md:2: path \"/ho" + "me/m\""},
		{"path in an address", "doc/a.md", "https://example.org/ho" + "me/me", ""},
		{"path in test data", "testdata/a.html", `<a href="/ho` + `me/me">`, ""},
		{"build", "build/a.go", "no Go", ""},
		{"unused permission", "store/a.go", doc + "package store\n", "doc/design.md:5: store does not import shingle"},
		{"unreadable row", "dedup/a.txt", "text", "doc/design.md:5: unreadable row"},
	}
	knows := map[string]string{"upstream": "article", "unused permission": "shingle", "unreadable row": "– | more"}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := design(path.Dir(test.file), cmp.Or(knows[test.name], "–"))
			got, err := arch.Check(fstest.MapFS{test.file: {Data: []byte(test.text)}, "doc/design.md": {Data: []byte(page)}})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case test.want == "" && len(got) > 0:
				t.Errorf("Check(%s) = %v, want no problem", test.file, got)
			case test.want != "" && (len(got) != 1 || !strings.Contains(got[0].String(), test.want)):
				t.Errorf("Check(%s) = %v, want one problem with %q", test.file, got, test.want)
			}
		})
	}
}

// TestCheckUnreadable sees that a file that is no Go is an error, not passed over.
func TestCheckUnreadable(t *testing.T) {
	if got, err := arch.Check(fstest.MapFS{"store/a.go": {Data: []byte("no Go")}}); err == nil {
		t.Errorf("Check of a broken file = %v, want an error", got)
	}
}
