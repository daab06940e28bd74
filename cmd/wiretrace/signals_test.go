//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestSignalEndsAStalledCommand sends SIGTERM to commands that wait for input that does not come.
func TestSignalEndsAStalledCommand(t *testing.T) {
	dir := t.TempDir()
	input := writeCorpus(t, dir, 30)
	mustRun(t, "ingest", "-q", "-s", filepath.Join(dir, "s"), input)
	mustRun(t, "backup", "-q", "-s", filepath.Join(dir, "s"), filepath.Join(dir, "backup"))
	for _, c := range []struct{ name, feed string }{{"ingest", input}, {"dedup", input}, {"restore", filepath.Join(dir, "backup")}} {
		t.Run(c.name, func(t *testing.T) {
			begin, err := os.ReadFile(c.feed)
			if err != nil {
				t.Fatal(err)
			}
			target := filepath.Join(dir, "of-"+c.name)
			cmd := command(c.name, "-q", "-s", target, "-")
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = in.Close() }() // the process has ended
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := in.Write(begin[:len(begin)/2]); err != nil {
				t.Fatal(err)
			}
			waitFor(t, func() bool {
				names, _ := filepath.Glob(target + "*")
				return len(names) > 0
			})
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if status := endWithin(t, cmd, 10*time.Second); status != exitFailed {
				t.Errorf("status %d, want %d", status, exitFailed)
			}
			if left, _ := filepath.Glob(target + ".restore-*"); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

func waitFor(t *testing.T, there func() bool) {
	t.Helper()
	for range 500 {
		if there() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it does not come")
}

// endWithin returns the status of a command, which it kills if it does not end.
func endWithin(t *testing.T, cmd *exec.Cmd, d time.Duration) int {
	t.Helper()
	timer := time.AfterFunc(d, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

// TestPagerHoldsNothing leaves the output of a report unread: another process writes to the store meanwhile.
func TestPagerHoldsNothing(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "s")
	mustRun(t, "dedup", "-q", "-s", st, writeCorpus(t, dir, 300))
	report := command("report", "--json", "--top", "0", "-s", st)
	out, err := report.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	if _, err := io.ReadFull(out, first); err != nil { // it has begun to print
		t.Fatal(err)
	}
	mustRun(t, "dedup", "-q", "--wait", "0s", "-s", st)
	rest, err := io.ReadAll(out)
	if err != nil || len(rest) < 1<<16 {
		t.Errorf("the report has %d bytes (%v): too few to fill a pipe", len(rest), err)
	}
	if err := report.Wait(); err != nil {
		t.Error(err)
	}
}

// TestLeftFilesAreRemoved lays down what killed processes leave: the next run of the same command removes it, and no other file.
func TestLeftFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	st, backup := filepath.Join(dir, "s"), filepath.Join(dir, "backup")
	mustRun(t, "ingest", "-q", "-s", st, writeCorpus(t, dir, 5))
	old := umask(t, 0o027)
	mustRun(t, "backup", "-q", "-s", st, backup)
	left := []string{backup + ".4711.tmp", filepath.Join(dir, "r.restore-1.tmp", "MANIFEST")}
	kept := []string{backup + ".tmp", filepath.Join(dir, "rr.restore-1.tmp", "MANIFEST"), filepath.Join(dir, "r.restore-1", "MANIFEST"), filepath.Join(dir, "r.restore-mine.tmp", "MANIFEST")}
	for _, name := range append(left, kept...) {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	mustRun(t, "backup", "-q", "-s", st, backup)
	mustRun(t, "restore", "-q", "-s", filepath.Join(dir, "r"), backup)
	old()
	for _, name := range left {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range kept {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]os.FileMode{"r": 0o750, "r/MANIFEST": 0o640, "r/KEYREGISTRY": 0o640} {
		if fi, err := os.Stat(filepath.Join(dir, name)); err != nil || fi.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", name, fi.Mode(), err, want)
		}
	}
}

// umask sets the umask of the process and of those that it starts, until the returned function is called.
func umask(t *testing.T, mask int) func() {
	t.Helper()
	old := syscall.Umask(mask)
	return func() { syscall.Umask(old) }
}
