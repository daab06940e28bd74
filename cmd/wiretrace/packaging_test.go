package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMakefileTargets: no file that has the name of a target keeps make from running it.
func TestMakefileTargets(t *testing.T) {
	text := strings.ReplaceAll(readFile(t, "../..", "Makefile"), "\\\n", " ")
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z][a-z-]*):`).FindAllStringSubmatch(text, -1) {
		targets[m[1]] = true
	}
	phony := regexp.MustCompile(`(?m)^\.PHONY:(.*)$`).FindStringSubmatch(text)
	if phony == nil {
		t.Fatal("there is no line .PHONY")
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(targets)), slices.Sorted(slices.Values(strings.Fields(phony[1])))); diff != "" {
		t.Errorf(".PHONY (-targets +there):\n%s", diff)
	}
}

// TestPackaging checks what the packages rely on.
func TestPackaging(t *testing.T) {
	const dir = "../../packaging"
	if unit := readFile(t, dir, "systemd/wiretrace-nightly.service"); !strings.Contains(unit, "\nRestrictAddressFamilies=AF_UNIX\n") {
		t.Error("the unit forbids the socket of serve")
	}
	script, files := readFile(t, dir, "scripts/postinstall.sh"), readFile(t, dir, "goreleaser.yaml")
	if strings.Contains(script, "/usr/share/doc/") {
		t.Error("postinstall.sh needs documentation, which an installation may leave out")
	}
	if regexp.MustCompile(`(?m)^\s*chmod`).MatchString(script) {
		t.Error("postinstall.sh changes the mode of what is there already")
	}
	for _, path := range regexp.MustCompile(`/usr/share/\S+`).FindAllString(script, -1) {
		if !strings.Contains(files, "dst: "+path+" ") {
			t.Errorf("the package has no %s", path)
		}
	}
}
