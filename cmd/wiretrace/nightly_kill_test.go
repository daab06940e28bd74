package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// nightKills is how often TestNightlyKilled kills: go test ./cmd/wiretrace -run NightlyKilled -nightkills 500
var nightKills = flag.Int("nightkills", 12, "how often nightly is killed at a random instant")

// writeDrop fills a drop folder with n files of articles and one that cannot be read.
func writeDrop(t *testing.T, dir string, n int) {
	t.Helper()
	drop := filepath.Join(dir, "drop")
	if err := os.MkdirAll(drop, 0o777); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(writeCorpus(t, dir, 30*n))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(b), "\n"), "\n")
	for i := range n {
		part := strings.Join(lines[i*len(lines)/n:(i+1)*len(lines)/n], "")
		err = errors.Join(err, os.WriteFile(filepath.Join(drop, fmt.Sprintf("%d.jsonl", i)), []byte(part), 0o666))
	}
	if err = errors.Join(err, os.WriteFile(filepath.Join(drop, "noise.bin"), []byte("neither one nor the other\n"), 0o666)); err != nil {
		t.Fatal(err)
	}
}

func nightlyArgs(dir string) []string {
	in := func(name string) string { return filepath.Join(dir, name) }
	return []string{
		"nightly", "-s", in("store"), "--drop", in("drop"), "--min-age", "0s", "--out", in("out"),
		"--site", in("site"), "--backups", in("backups"), "--window", "0",
	}
}

// dropped lists the files of a drop folder. The day of done/ is left out.
func dropped(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files := map[string]bool{}
	day := regexp.MustCompile(`^done/[0-9-]+/`)
	root := filepath.Join(dir, "drop")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, path)
			files[day.ReplaceAllString(filepath.ToSlash(rel), "done/")] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// inputs returns where each file that was dropped is now.
func inputs(t *testing.T, dir string, names map[string]bool) map[string][]string {
	t.Helper()
	where := map[string][]string{}
	for file := range dropped(t, dir) {
		if base := filepath.Base(file); names[base] {
			where[base] = append(where[base], filepath.Dir(file))
		}
	}
	return where
}

// TestNightlyKilled kills nightly at random instants. Each file is in one place at all times, the
// run that is left to end finishes the work, and its results are those of an undisturbed night.
func TestNightlyKilled(t *testing.T) {
	const files = 5
	calm, dir := t.TempDir(), t.TempDir()
	writeDrop(t, calm, files)
	names := dropped(t, calm)
	start := time.Now()
	if out, err := command(nightlyArgs(calm)...).CombinedOutput(); err == nil || !strings.Contains(string(out), "1 file was moved") {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(start)

	r := rand.New(rand.NewPCG(4, 1))
	killed, i := 0, 0
	for ; killed < *nightKills; i++ {
		if i > 20*(*nightKills) {
			t.Fatalf("%d kills in %d runs: the runs end too fast", killed, i)
		}
		if i%4 == 0 { // begin anew, so that all steps are hit
			if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o777)); err != nil {
				t.Fatal(err)
			}
			writeDrop(t, dir, files)
		}
		cmd := command(nightlyArgs(dir)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(whole))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if wasKilled(cmd) {
			killed++
		}
		for name, at := range inputs(t, dir, names) {
			if len(at) != 1 {
				t.Fatalf("%s is in %v", name, at)
			}
		}
		if n := len(inputs(t, dir, names)); n != len(names) {
			t.Fatalf("%d files of %d are left after kill %d", n, len(names), killed)
		}
	}
	t.Logf("%d kills in %d runs", killed, i)
	_, _ = command(nightlyArgs(dir)...).CombinedOutput() // status 1 if the unreadable file was still waiting
	mustRun(t, nightlyArgs(dir)...)
	mustRun(t, "verify", "-s", filepath.Join(dir, "store"))
	compareNights(t, calm, dir)
}

// compareNights holds what a disturbed night left to that of an undisturbed one.
func compareNights(t *testing.T, calm, dir string) {
	t.Helper()
	if diff := cmp.Diff(dropped(t, calm), dropped(t, dir)); diff != "" {
		t.Errorf("drop folder (-undisturbed +killed):\n%s", diff)
	}
	for _, name := range []string{"articles", "clusters", "pairs", "passages", "copies", "outlets"} {
		want, got := readFile(t, filepath.Join(calm, "out"), name+".jsonl"), readFile(t, filepath.Join(dir, "out"), name+".jsonl")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s.jsonl (-undisturbed +killed):\n%s", name, diff)
		}
	}
	for _, part := range []string{"store", "out", "site", "backups"} {
		err := filepath.WalkDir(filepath.Join(dir, part), func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".tmp") {
				t.Errorf("%s is left", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	backups, _ := filepath.Glob(filepath.Join(dir, "backups", "*.wtb"))
	for i, b := range backups {
		mustRun(t, "restore", "-s", filepath.Join(dir, fmt.Sprintf("restored-%d", i)), b)
	}
	if len(backups) == 0 {
		t.Error("no backup is there")
	}
}

// stopTime is within what nightly ends here: twice what it promises, since other tests run at the same time.
const stopTime = 4 * time.Second

// TestNightlyStopped sends SIGTERM at random instants: nightly soon ends with status 1, or was
// done, and no unfinished file is left.
func TestNightlyStopped(t *testing.T) {
	dir := t.TempDir()
	writeDrop(t, dir, 4)
	names := dropped(t, dir)
	start := time.Now()
	mustRun(t, "version")
	starts := time.Since(start) // how long a process takes to begin; a race build under load needs more than 50 ms
	r := rand.New(rand.NewPCG(2, 8))
	for range 4 {
		cmd := command(nightlyArgs(dir)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2*starts + time.Duration(r.Int64N(int64(400*time.Millisecond))))
		start := time.Now()
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if took := time.Since(start); took > stopTime {
			t.Errorf("nightly took %s to end", took)
		}
		if code := cmd.ProcessState.ExitCode(); code != exitDone && code != exitFailed && !wasKilled(cmd) { // killed: the signal came before main began
			t.Errorf("%s, want status %d", cmd.ProcessState, exitFailed)
		}
		if n := len(inputs(t, dir, names)); n != len(names) {
			t.Fatalf("%d files of %d are left", n, len(names))
		}
		for _, pattern := range []string{"backups/*.tmp", "out/*.tmp", "site/*.tmp", "site/*/*.tmp"} {
			if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		}
	}
	_, _ = command(nightlyArgs(dir)...).CombinedOutput()
	mustRun(t, nightlyArgs(dir)...)
	mustRun(t, "verify", "-s", filepath.Join(dir, "store"))
}
