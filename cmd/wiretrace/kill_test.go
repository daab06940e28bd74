package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/internal/corpus"
)

// asProgram makes the test binary behave as wiretrace: see TestMain.
const asProgram = "WIRETRACE_TEST_MAIN=1"

// kills is how many processes TestKilledAtAnyInstant kills.
var kills = flag.Int("kills", 50, "how many writing commands TestKilledAtAnyInstant kills")

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram)
	return cmd
}

// wasKilled reports whether a process that has ended was ended by a signal.
func wasKilled(cmd *exec.Cmd) bool {
	status, ok := cmd.ProcessState.Sys().(interface{ Signaled() bool })
	return ok && status.Signaled()
}

// A killable is a command that writes, run in a copy of the directory that prepareKills makes.
type killable struct {
	name    string
	args    []string
	store   string   // that holds the result
	least   int      // articles that are in it after every kill, if it is there
	damaged bool     // it is damaged until the command has ended
	after   []string // makes the store of what args wrote; nil: args did
}

// TestKilledAtAnyInstant kills every command that writes at random instants. After a kill verify finds nothing, and
// nothing that was acknowledged is lost. Then the command runs undisturbed: the conclusions are
// those of a store that no kill met, and nothing is left next to it.
func TestKilledAtAnyInstant(t *testing.T) {
	input := t.TempDir()
	commands := prepareKills(t, input)
	r := rand.New(rand.NewPCG(1, 9))
	for i := range commands {
		k := &commands[i]
		share := (*kills + i) / len(commands) // in all as many as the flag says
		t.Run(k.name, func(t *testing.T) {
			calm := copyDir(t, input)
			start := time.Now()
			mustRunIn(t, calm, k.args...)
			whole := time.Since(start)
			want := k.conclude(t, calm)
			dir := copyDir(t, input)
			killed, runs := 0, 0
			for ; killed < share; runs++ {
				if runs > 20*share {
					t.Fatalf("%d kills in %d runs: the runs end too fast", killed, runs)
				}
				cmd := commandIn(dir, k.args...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(r.Int64N(int64(whole))))
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				hit := wasKilled(cmd)
				if hit {
					killed++
				}
				k.check(t, dir)
				if !hit || r.IntN(8) == 0 { // what is done leaves nothing to kill
					k.finish(t, dir, want)
					dir = copyDir(t, input)
				}
			}
			k.finish(t, dir, want)
			t.Logf("%d kills in %d runs", killed, runs)
		})
	}
}

// prepareKills makes in dir what the commands need, and returns them.
func prepareKills(t *testing.T, dir string) []killable {
	t.Helper()
	const articles, later = 100, 50
	lines := strings.SplitAfter(readFile(t, dir, filepath.Base(writeCorpus(t, dir, articles+later))), "\n")
	writeFile(t, dir, "first.jsonl", strings.Join(lines[:articles], ""))
	writeFile(t, dir, "later.jsonl", strings.Join(lines[articles:], ""))
	mustRunIn(t, dir, "dedup", "-s", "st", "first.jsonl")
	mustRunIn(t, dir, "backup", "-s", "st", "old.wtb")
	hurt := filepath.Join(dir, "hurt")
	if err := os.CopyFS(hurt, os.DirFS(filepath.Join(dir, "st"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(hurt, "MANIFEST"), 20); err != nil {
		t.Fatal(err)
	}
	writeFile(t, hurt, "wiretrace.toml", "# settings\n")
	ids := []string{"a00000007", "a00000008", "a00000060", "a00000061"}
	return []killable{
		{name: "ingest", args: []string{"ingest", "-s", "st", "later.jsonl"}, store: "st", least: articles},
		{name: "dedup", args: []string{"dedup", "-s", "st", "--out", "out", "later.jsonl"}, store: "st", least: articles},
		{name: "first", args: []string{"dedup", "-s", "new", "first.jsonl"}, store: "new"},
		{name: "delete", args: append([]string{"delete", "-s", "st"}, ids...), store: "st", least: articles - len(ids)},
		{name: "before", args: []string{"delete", "-s", "st", "--before", "2024-05-01T00:08:00Z"}, store: "st", least: articles / 3}, // as expire does
		{name: "repair", args: []string{"repair", "--discard", "-s", "hurt"}, store: "hurt", least: articles, damaged: true},
		{name: "restore", args: []string{"restore", "-s", "new", "old.wtb"}, store: "new", least: articles},
		{name: "backup", args: []string{"backup", "-s", "st", "b.wtb"}, store: "new", after: []string{"restore", "-s", "new", "b.wtb"}},
	}
}

// check checks what a kill left.
func (k *killable) check(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"st", "new"} {
		if _, err := os.Stat(filepath.Join(dir, name, "MANIFEST")); err == nil {
			mustRunIn(t, dir, "verify", "-s", name)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, k.store, "MANIFEST")); err != nil || k.damaged || k.least == 0 {
		return
	}
	out, err := commandIn(dir, "stats", "--json", "-s", k.store).Output()
	var n struct{ Articles int }
	if err == nil {
		err = json.Unmarshal(out, &n)
	}
	if err != nil || n.Articles < k.least {
		t.Fatalf("after a kill of %s: %d articles, %v, want %d at least", k.name, n.Articles, err, k.least)
	}
}

// finish runs the command to its end and compares the conclusions.
func (k *killable) finish(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	_ = commandIn(dir, k.args...).Run() // status 1 if the one that was killed had done all
	if diff := cmp.Diff(want, k.conclude(t, dir)); diff != "" {
		t.Fatalf("conclusions after kills of %s (-undisturbed +got):\n%s", k.name, diff)
	}
}

// conclude returns the result files of a run over the store, and the names of everything in the directory and the store.
func (k *killable) conclude(t *testing.T, dir string) map[string]string {
	t.Helper()
	if k.after != nil {
		mustRunIn(t, dir, k.after...)
	}
	mustRunIn(t, dir, "verify", "-s", k.store)
	mustRunIn(t, dir, "dedup", "-s", k.store, "--out", "end")
	got := map[string]string{}
	for _, name := range []string{"articles", "clusters", "pairs", "passages", "copies"} {
		got[name] = readFile(t, filepath.Join(dir, "end"), name+".jsonl")
	}
	for _, pattern := range []string{"*", "out/*", "*/*.toml", "*/*.mem", "*/LOCK"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		got[pattern] = strings.ReplaceAll(strings.Join(names, "\n"), dir, "")
	}
	return got
}

// copyDir returns a copy of a directory that is gone with the test.
func copyDir(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "dir")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

func commandIn(dir string, args ...string) *exec.Cmd {
	cmd := command(args...)
	cmd.Dir = dir
	return cmd
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func writeFile(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func mustRun(t *testing.T, args ...string) {
	t.Helper()
	mustRunIn(t, "", args...)
}

func mustRunIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := commandIn(dir, args...).CombinedOutput(); err != nil {
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
		t.Fatalf("stats while writing: %v, want status %d\n%s", err, exitInUse, out)
	}
	if pid := []byte(strconv.Itoa(holder.Process.Pid)); !bytes.Contains(out, pid) {
		t.Errorf("the message does not name process %s: %s", pid, out)
	}
}

// TestReadersAfterKill starts readers together after a kill: one of them recovers the store, the others wait for it.
func TestReadersAfterKill(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "store")
	mustRun(t, "ingest", "-s", st, writeCorpus(t, dir, 20))
	writer := command("ingest", "-s", st, "-")
	in, err := writer.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }() // the writer may be gone
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	for mems := []string(nil); len(mems) == 0; time.Sleep(time.Millisecond) { // until it has opened the store
		if mems, err = filepath.Glob(filepath.Join(st, "*.mem")); err != nil {
			t.Fatal(err)
		}
	}
	_ = writer.Process.Kill()
	_ = writer.Wait()
	var readers [4]*exec.Cmd
	var stderr [len(readers)]bytes.Buffer
	for i := range readers {
		readers[i] = command("stats", "-s", st)
		readers[i].Stderr = &stderr[i]
		if err := readers[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range readers {
		if err := r.Wait(); err != nil {
			t.Errorf("reader %d: %v: %s", i, err, stderr[i].String())
		}
	}
}
