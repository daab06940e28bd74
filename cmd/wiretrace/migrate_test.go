package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// migrateKills is how often TestMigrateKilled kills.
var migrateKills = flag.Int("migratekills", 4, "how often migrate is killed at a random instant")

// oldStores returns the stores that earlier versions of the program have made.
func oldStores(t *testing.T) []string {
	t.Helper()
	stores, err := filepath.Glob("testdata/stores/*.tar.gz")
	if err != nil || len(stores) < 3 {
		t.Fatalf("%d stores: %v", len(stores), err)
	}
	return stores
}

// unpackStore unpacks an earlier store into a new directory.
func unpackStore(t *testing.T, name string) (dir string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "store")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		b, err := io.ReadAll(tr)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(h.Name)), b, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// output runs wiretrace, which must succeed.
func output(t *testing.T, args ...string) string {
	t.Helper()
	cmd := command(args...)
	var errOut strings.Builder
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("wiretrace %v: %v\n%s", args, err, errOut.String())
	}
	return string(out)
}

// facts returns all that is stored, as canonical JSON: a record a line, sorted, with sorted keys.
func facts(t *testing.T, dir string) []string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(output(t, "export", "-s", dir, "--revisions")) {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	slices.Sort(lines)
	return lines
}

// TestMigrate migrates the stores of all earlier versions: nothing is lost, and the result is what the
// articles give in a new store.
func TestMigrate(t *testing.T) {
	for _, name := range oldStores(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := unpackStore(t, name)
			if err := os.WriteFile(filepath.Join(dir, configName), []byte("[link]\nworkers = 1\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			before := facts(t, dir)
			if out := output(t, "migrate", "-s", dir, "--dry-run"); !strings.Contains(out, "would migrate") {
				t.Errorf("--dry-run: %s", out)
			}
			if out := output(t, "migrate", "-s", dir); !strings.Contains(out, "migrated") {
				t.Errorf("migrate: %s", out)
			}
			if diff := cmp.Diff(before, facts(t, dir)); diff != "" {
				t.Errorf("facts (-old +migrated):\n%s", diff)
			}
			if out := output(t, "migrate", "-s", dir); !strings.Contains(out, "of the current version") {
				t.Errorf("a second migrate: %s", out)
			}
			output(t, "verify", "-s", dir)
			if _, err := os.Stat(filepath.Join(dir, configName)); err != nil {
				t.Errorf("the settings are gone: %v", err)
			}
			left, _ := filepath.Glob(dir + ".*")
			if len(left) > 0 {
				t.Errorf("left: %v", left)
			}
			sameConclusions(t, dir)
		})
	}
}

// sameConclusions exports a store, ingests the records into a new one, and compares facts and conclusions.
func sameConclusions(t *testing.T, dir string) {
	t.Helper()
	to := t.TempDir()
	records, fresh := filepath.Join(to, "all.jsonl"), filepath.Join(to, "store")
	output(t, "export", "-s", dir, "--revisions", "-o", records)
	output(t, "dedup", "-q", "-s", fresh, "--out", filepath.Join(to, "fresh"), records)
	output(t, "dedup", "-q", "-s", dir, "--out", filepath.Join(to, "moved"))
	if diff := cmp.Diff(facts(t, dir), facts(t, fresh)); diff != "" {
		t.Errorf("facts (-store +exported and ingested):\n%s", diff)
	}
	for _, file := range []string{"articles", "clusters", "pairs", "passages", "copies"} {
		if diff := cmp.Diff(readFile(t, filepath.Join(to, "fresh"), file+".jsonl"), readFile(t, filepath.Join(to, "moved"), file+".jsonl")); diff != "" {
			t.Errorf("%s.jsonl (-new store +migrated store):\n%s", file, diff)
		}
	}
}

// TestExportLossless exports articles with everything that a record may have, and ingests them.
func TestExportLossless(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "store")
	mustRun(t, "ingest", "-q", "-s", st, "testdata/records.jsonl", "../../testdata/press/articles.jsonl", "../../testdata/press/pages")
	mustRun(t, "ingest", "-q", "-s", st, "testdata/revisions.jsonl")
	sameConclusions(t, st)
}

// TestMigrateKilled kills migrate at random instants: the store is whole at all times, and the next run ends the work.
func TestMigrateKilled(t *testing.T) {
	name := oldStores(t)[0]
	dir := unpackStore(t, name)
	before := facts(t, dir)
	r := rand.New(rand.NewPCG(7, 7))
	for range *migrateKills {
		cmd := command("migrate", "-s", dir, "-q")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(600 * time.Millisecond))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if diff := cmp.Diff(before, facts(t, dir)); diff != "" {
			t.Fatalf("facts after a kill (-before +after):\n%s", diff)
		}
	}
	output(t, "migrate", "-s", dir)
	output(t, "verify", "-s", dir)
	if diff := cmp.Diff(before, facts(t, dir)); diff != "" {
		t.Errorf("facts (-before +after):\n%s", diff)
	}
}
