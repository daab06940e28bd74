package main

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/changes"
	"github.com/wiretrace/wiretrace/internal/oldstore"
	"github.com/wiretrace/wiretrace/report"
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
	dir = filepath.Join(t.TempDir(), "store")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	oldstore.Unpack(t, name, dir)
	return dir
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
			writeFile(t, dir, configName, "[link]\nworkers = 1\n")
			writeFile(t, dir, changes.Name, "{}\n") // of conclusions that the new store lacks
			before := facts(t, dir)
			if out := output(t, "migrate", "-s", dir, "--dry-run"); !strings.Contains(out, "would migrate") {
				t.Errorf("--dry-run: %s", out)
			}
			var rec report.Repair
			if err := json.Unmarshal([]byte(output(t, "repair", "-s", dir, "--json", "--dry-run")), &rec); err != nil || rec.Articles+rec.Revisions != int64(len(before)) {
				t.Errorf("repair would keep %+v of %d revisions, %v", rec, len(before), err)
			}
			would, did := migrated(t, dir, "--dry-run"), migrated(t, dir)
			if did.Done = false; would != did || did.Articles+did.Earlier != len(before) {
				t.Errorf("would migrate %+v, and did %+v, of %d revisions", would, did, len(before))
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
			if _, err := os.Stat(filepath.Join(dir, changes.Name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the changes of an earlier run are there: %v", err)
			}
			nothingNextTo(t, dir)
			sameConclusions(t, dir)
		})
	}
}

// migrated migrates a store and returns what was done.
func migrated(t *testing.T, dir string, more ...string) (m migration) {
	t.Helper()
	if err := json.Unmarshal([]byte(output(t, append([]string{"migrate", "-s", dir, "--json"}, more...)...)), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// nothingNextTo checks that no directory of another store is next to one.
func nothingNextTo(t *testing.T, dir string) {
	t.Helper()
	if left, err := filepath.Glob(dir + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestMigrateRemovesWhatIsLeft: migrate removes old stores that a killed one left, and none that was kept or
// whose place was empty after the kill.
func TestMigrateRemovesWhatIsLeft(t *testing.T) {
	name := oldStores(t)[0]
	dir := unpackStore(t, name)
	output(t, "migrate", "-s", dir)
	for _, role := range []string{".migrated-1", ".migrated-2.swap", ".migrated-3", ".migrated-3.swap", ".old-1", ".damaged-1"} {
		if err := os.CopyFS(dir+role, os.DirFS(unpackStore(t, name))); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, dir+".migrated-1", "notes.txt", "mine\n") // which could neither be linked nor moved
	output(t, "migrate", "-s", dir, "--dry-run")
	output(t, "migrate", "-s", dir, "--keep-old")
	if _, err := os.Stat(dir + ".migrated-1"); err != nil {
		t.Errorf("it is removed without need: %v", err)
	}
	output(t, "migrate", "-s", dir)
	left, _ := filepath.Glob(dir + ".*")
	if diff := cmp.Diff([]string{dir + ".damaged-1", dir + ".migrated-3", dir + ".migrated-3.swap", dir + ".old-1"}, left); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	if got := readFile(t, dir, "notes.txt"); got != "mine\n" {
		t.Errorf("notes.txt: %q", got)
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

// TestMigrateKilled kills migrate at random instants: the store is whole at all times, and the next run ends the work and leaves
// nothing else.
func TestMigrateKilled(t *testing.T) {
	name := oldStores(t)[0]
	dir := unpackStore(t, name)
	before := facts(t, dir)
	start := time.Now()
	output(t, "migrate", "-s", dir)
	whole := time.Since(start)
	r := rand.New(rand.NewPCG(7, 7))
	killed, runs := 0, 0
	for ; killed < *migrateKills; runs++ {
		if runs > 20**migrateKills {
			t.Fatalf("%d kills in %d runs: the runs end too fast", killed, runs)
		}
		if runs%2 == 0 { // a store that is migrated has nothing to kill
			dir = unpackStore(t, name)
		}
		cmd := command("migrate", "-s", dir, "-q")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(whole))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if wasKilled(cmd) {
			killed++
		}
		if diff := cmp.Diff(before, facts(t, dir)); diff != "" {
			t.Fatalf("facts after a kill (-before +after):\n%s", diff)
		}
		if runs%2 == 0 && killed < *migrateKills {
			continue
		}
		output(t, "migrate", "-s", dir)
		output(t, "verify", "-s", dir)
		if diff := cmp.Diff(before, facts(t, dir)); diff != "" {
			t.Errorf("facts (-before +after):\n%s", diff)
		}
		nothingNextTo(t, dir)
	}
	t.Logf("%d kills in %d runs", killed, runs)
}
