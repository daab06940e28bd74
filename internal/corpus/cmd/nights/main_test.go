//go:build unix

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNights runs a series with a program that only makes a file in the store.
func TestNights(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	script := "#!/bin/sh\nset -e\nmkdir -p \"$4\"\ncat \"$6\"/night.jsonl >>\"$4\"/all\necho \"${10}\" >>\"$4\"/ages\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	var out, errOut strings.Builder
	svg := filepath.Join(dir, "nights.svg")
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	if code := run([]string{"-nights", "3", "-articles", "2", "-days", "1", "-dir", filepath.Join(dir, "s"), "-svg", svg, program}, &out, &errOut, now); code != 0 {
		t.Fatalf("status %d: %s", code, errOut.String())
	}
	if n := strings.Count(out.String(), "\n"); n != 4 {
		t.Errorf("%d lines, want a head and 3 nights:\n%s", n, out.String())
	}
	ages, err := os.ReadFile(filepath.Join(dir, "s", "store", "ages"))
	if err != nil || string(ages) != "3d\n2d\n1d\n" {
		t.Errorf("ages %q, %v", ages, err)
	}
	all, err := os.ReadFile(filepath.Join(dir, "s", "store", "all"))
	if err != nil || strings.Count(string(all), "\n") != 6 || !strings.Contains(string(all), `"2026-04-28T12:00:00Z"`) {
		t.Errorf("articles:\n%s%v", all, err)
	}
	picture, err := os.ReadFile(svg)
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(picture))); err == nil; {
		_, err = d.Token()
	}
	if !errors.Is(err, io.EOF) || !strings.Contains(string(picture), "night 2: the first articles are deleted") {
		t.Errorf("the picture: %v\n%s", err, picture)
	}
}

// TestWrongUsage: what cannot be run is refused.
func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"-dir", "x"}, {"-dir", "x", "-nights", "0", "p"}, {"-dir", "x", "p", "q"}, {"-none"}} {
		if code := run(args, io.Discard, io.Discard, time.Now()); code != 2 {
			t.Errorf("%q: status %d", args, code)
		}
	}
	if code := run([]string{"-nights", "1", "-articles", "1", "-dir", filepath.Join(t.TempDir(), "s"), "no-such-program"}, io.Discard, io.Discard, time.Now()); code != 1 {
		t.Errorf("no program: status %d", code)
	}
}
