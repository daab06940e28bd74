package main

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/internal/corpus"
)

// asProgram makes the test binary behave as wiretrace: see TestMain.
const asProgram = "WIRETRACE_TEST_MAIN=1"

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram)
	return cmd
}

// TestKilledAtAnyInstant kills ingest and dedup at random instants, at least
// 50 times in all: the next open recovers, verify is clean, and the results of
// the run that is left to end are those of an undisturbed one.
func TestKilledAtAnyInstant(t *testing.T) {
	dir := t.TempDir()
	input := writeCorpus(t, dir, 200) // under the race detector a whole run of 600 took eight seconds
	calm := filepath.Join(dir, "calm")
	start := time.Now()
	mustRun(t, "dedup", "-s", filepath.Join(dir, "calm-store"), "--out", calm, input)
	whole := time.Since(start)

	r := rand.New(rand.NewPCG(1, 9))
	st, out := filepath.Join(dir, "store"), filepath.Join(dir, "out")
	killed := 0
	for i := 0; killed < 50; i++ {
		if i == 400 {
			t.Fatalf("%d kills in %d runs: the runs end too fast", killed, i)
		}
		args := []string{"dedup", "-s", st, "--out", out, "--window", "0", input}
		if i%3 == 0 {
			args = []string{"ingest", "-s", st, input}
		}
		if i%7 == 6 { // begin anew, so that all stages are hit
			if err := os.RemoveAll(st); err != nil {
				t.Fatal(err)
			}
		}
		cmd := command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(whole))))
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); err != nil {
			killed++
		}
		if i%5 == 4 {
			if _, err := os.Stat(filepath.Join(st, "MANIFEST")); err == nil {
				mustRun(t, "verify", "-s", st)
			}
		}
	}
	mustRun(t, "dedup", "-s", st, "--out", out, input)
	mustRun(t, "verify", "-s", st)
	for _, name := range []string{"articles", "clusters", "pairs", "passages", "copies"} {
		want, got := readFile(t, calm, name+".jsonl"), readFile(t, out, name+".jsonl")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s.jsonl (-undisturbed +after %d kills):\n%s", name, killed, diff)
		}
	}
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func mustRun(t *testing.T, args ...string) {
	t.Helper()
	if out, err := command(args...).CombinedOutput(); err != nil {
		t.Fatalf("wiretrace %v: %v\n%s", args, err, out)
	}
}

func writeCorpus(t *testing.T, dir string, n int) string {
	t.Helper()
	path := filepath.Join(dir, "corpus.jsonl")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for line := range corpus.Lines(1, n) {
		if _, err := w.Write(bytes.TrimRight(line, "\n")); err != nil {
			t.Fatal(err)
		}
		_ = w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestInUse checks that a second process learns who holds the store.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "store")
	mustRun(t, "ingest", "-s", st, writeCorpus(t, dir, 5))
	holder := command("ingest", "-s", st, "-")
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	holder.Stderr = os.Stderr
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = in.Close()
		_ = holder.Wait()
	}()
	var out []byte
	for range 200 { // until the holder has opened it
		out, err = command("stats", "-s", st).CombinedOutput()
		if err != nil {
			break
		}
	}
	exit, ok := err.(*exec.ExitError) //nolint:errorlint // exec.Cmd returns it as it is
	if !ok || exit.ExitCode() != exitInUse {
		t.Fatalf("stats beside a writer: %v, want status %d\n%s", err, exitInUse, out)
	}
	if pid := []byte(strconv.Itoa(holder.Process.Pid)); !bytes.Contains(out, pid) {
		t.Errorf("the message does not name process %s: %s", pid, out)
	}
}
