package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store/dbfile"
)

// helper starts this test binary as a helper process.
func helper(t *testing.T, kind, dir string, from int) (*exec.Cmd, io.WriteCloser, *bufio.Reader) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envHelper+"="+kind, envDir+"="+dir, fmt.Sprintf("%s=%d", envFrom, from))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, in, bufio.NewReader(out)
}

// TestKill kills a writing process at random instants. After each kill the
// store must recover by itself, be whole, and hold every article that was
// acknowledged; at the end it must hold what an undisturbed run holds.
func TestKill(t *testing.T) {
	kills := 60
	if testing.Short() {
		kills = 5
	}
	rng := rand.New(rand.NewPCG(11, 12))
	dir := t.TempDir()
	arts := made(5, crashArticles)
	recovered, done := 0, 0
	for range kills {
		acked := killOnce(t, dir, done, rng)
		done = max(done, acked)
		logf := func(format string, args ...any) {
			if strings.HasPrefix(fmt.Sprintf(format, args...), "recovered") {
				recovered++
			}
		}
		s, err := open(dir, Options{Create: true, Meaning: testMeaning, ReadOnly: done > 0 && rng.IntN(2) == 0, Logf: logf}, small())
		if err != nil {
			t.Fatalf("after a kill with %d acknowledged: %v", done, err)
		}
		if err := s.View(anchorsWhole); err != nil {
			t.Fatal(err)
		}
		got := contents(t, s)
		if len(got) < done {
			t.Fatalf("%d articles after %d were acknowledged", len(got), done)
		}
		for i, a := range arts[:done] {
			if diff := cmp.Diff(a, got[a.ID]); diff != "" {
				t.Fatalf("acknowledged article %d (-want +got):\n%s", i, diff)
			}
		}
		closeVerified(t, s)
		if done >= crashArticles-20*crashCommit {
			done = 0 // begin a new store, so that every kill hits a write
			dir = t.TempDir()
		}
	}
	if recovered < kills/2 {
		t.Errorf("only %d of %d opens had to recover: the kills hit nothing", recovered, kills)
	}
	s := openTest(t, dir, Options{Create: true})
	for id := range contents(t, s) {
		if strings.HasPrefix(id, victim) {
			if _, _, err := s.Delete([]string{id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	add(t, s, arts, 100)
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("after all kills (-undisturbed +got):\n%s", diff)
	}
}

// killOnce lets a helper ingest, kills it after a random number of commits and
// some more work, and returns how many articles it had acknowledged.
func killOnce(t *testing.T, dir string, from int, rng *rand.Rand) int {
	t.Helper()
	cmd, _, out := helper(t, "ingest", dir, from)
	acked := from
	for range rng.IntN(8) {
		if _, err := fmt.Fscanln(out, &acked); err != nil {
			break
		}
	}
	for range rng.IntN(20_000_000) { // into the middle of something
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for { // what it printed before the kill was acknowledged too
		var n int
		if _, err := fmt.Fscanln(out, &n); err != nil {
			break
		}
		acked = n
	}
	_ = cmd.Wait() // it was killed
	return acked
}

// TestHalfMadeFiles opens stores in which a writer was killed while it made a
// file: one without a byte, one with less than a header, and one without a header.
func TestHalfMadeFiles(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		for _, size := range []int64{0, 7, 20, 2 << 20} {
			for _, name := range []string{"000099.vlog", "00099.mem", "000099.sst", "DISCARD", "MANIFEST-REWRITE", "REWRITE-KEYREGISTRY"} {
				dir := t.TempDir()
				s := openTest(t, dir, Options{Create: true})
				add(t, s, made(1, 30), 10)
				closeVerified(t, s)
				for file, n := range map[string]int64{name: size, lockName: 0} {
					path := filepath.Join(dir, file)
					if err := errors.Join(os.WriteFile(path, nil, 0o666), os.Truncate(path, n)); err != nil {
						t.Fatal(err)
					}
				}
				s = openTest(t, dir, Options{ReadOnly: readOnly})
				if n := len(contents(t, s)); n != 30 {
					t.Errorf("%s of %d bytes: %d articles", name, size, n)
				}
				closeVerified(t, s)
			}
		}
	}
}

// TestLostLog takes away, and cuts, the logs of a killed writer: what it had acknowledged is missed, also when the
// store is opened again, and repair keeps the rest.
func TestLostLog(t *testing.T) {
	live := t.TempDir()
	s := openTest(t, live, Options{Create: true})
	arts := made(1, 60)
	add(t, s, arts[:30], 10)
	if err := s.Settle(); err != nil {
		t.Fatal(err)
	}
	add(t, s, arts[30:], 10)
	for name, hurt := range map[string]func(path string) error{
		"whole":   nil,
		"removed": os.Remove,
		"empty":   func(path string) error { return os.Truncate(path, 0) },
		"cut":     func(path string) error { return os.Truncate(path, 100) },
	} {
		dir := filepath.Join(t.TempDir(), "st")
		if err := os.CopyFS(dir, os.DirFS(live)); err != nil { // as if it were killed now
			t.Fatal(err)
		}
		if hurt == nil {
			closeVerified(t, openTest(t, dir, Options{}))
			continue
		}
		logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
		if err != nil || len(logs) == 0 {
			t.Fatalf("no logs: %v", err)
		}
		for _, path := range logs {
			if err := hurt(path); err != nil {
				t.Fatal(err)
			}
		}
		for _, readOnly := range []bool{true, false, true} {
			_, err := open(dir, Options{ReadOnly: readOnly, Meaning: testMeaning}, small())
			wantErr(t, err, ErrDamaged, "the last commits that were acknowledged are missing")
		}
		x, err := OpenSalvage(dir)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]article.Article{}
		err = errors.Join(x.Each(func(a *article.Article) error { got[a.ID] = *a; return nil }), x.Close())
		if err != nil || len(x.Problems) == 0 || !x.Uncertain {
			t.Errorf("%s: repair: %v, problems %q, uncertain %v", name, err, x.Problems, x.Uncertain)
		}
		for _, a := range arts[:30] { // of the others small values are gone with the logs
			if diff := cmp.Diff(a, got[a.ID]); diff != "" {
				t.Errorf("%s: repair (-want +got):\n%s", name, diff)
			}
		}
	}
}

// TestPowerLoss zeroes a part of the last value log of a store that was not closed, as the disk may when the power fails: what
// was written after the last commit may be lost, what was acknowledged may not.
func TestPowerLoss(t *testing.T) {
	live := t.TempDir()
	s := openTest(t, live, Options{Create: true})
	arts := made(1, 90)
	add(t, s, arts[:30], 10)
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, w, arts[30:], 10)
	logs, err := filepath.Glob(filepath.Join(live, "*.vlog"))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	acked := s.lock.acked()
	var before, after []int64 // where values of what was acknowledged are, and of what was not
	_, err = dbfile.EachInLog(logs[0], func(e dbfile.Entry) error {
		if len(e.Value) > 0 && e.Version <= acked {
			before = append(before, e.At)
		} else if len(e.Value) > 0 {
			after = append(after, e.At)
		}
		return nil
	})
	if err != nil || acked == 0 || len(before) < 2 || len(after) < 2 {
		t.Fatalf("%d values before version %d, %d after it: %v", len(before), acked, len(after), err)
	}
	mem, end := endOf(t, live, acked)
	for _, c := range []struct {
		path  string
		at    int64
		zeros int
		want  error
	}{
		{logs[0], before[0], 512, ErrDamaged},
		{logs[0], before[len(before)-1], 512, ErrDamaged}, // all that follows is newer
		{mem, end, 1, ErrDamaged},                         // so it is here
		{logs[0], after[0], 512, nil},
	} {
		dir := filepath.Join(t.TempDir(), "st")
		if err := os.CopyFS(dir, os.DirFS(live)); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(filepath.Join(dir, filepath.Base(c.path)), os.O_RDWR, 0)
		if err == nil {
			_, err = f.WriteAt(make([]byte, c.zeros), c.at)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := open(dir, Options{Meaning: testMeaning}, small())
		if !errors.Is(err, c.want) {
			t.Errorf("zeros at %d of %s: %v, want %v", c.at, filepath.Base(c.path), err, c.want)
		}
		if err == nil {
			if diff := cmp.Diff(byID(arts[:30]), contents(t, s)); diff != "" {
				t.Errorf("articles (-want +got):\n%s", diff)
			}
			closeVerified(t, s)
		}
	}
	w.Abort()
	closeVerified(t, s)
}

// endOf returns where the log of a memtable ends the transaction of a version.
func endOf(t *testing.T, dir string, version uint64) (path string, at int64) {
	t.Helper()
	mems, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	for _, mem := range mems {
		_, failed := dbfile.EachInLog(mem, func(e dbfile.Entry) error {
			if e.Version == version {
				path, at = mem, e.At
			}
			return nil
		})
		err = errors.Join(err, failed)
	}
	if err != nil || path == "" {
		t.Fatal(mems, err)
	}
	return path, at
}

// TestHalfMadeStore opens a store whose making was interrupted before its first
// record was written: it is an empty store.
func TestHalfMadeStore(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		dir := t.TempDir()
		half := &Store{dir: dir, tune: small()}
		if err := errors.Join(half.openDB(false), half.closeDB()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, lockName), []byte("1\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		s := openTest(t, dir, Options{ReadOnly: readOnly})
		if n := len(contents(t, s)); n != 0 {
			t.Errorf("%d articles", n)
		}
		closeVerified(t, s)
	}
}

// TestInUse checks who keeps whom out, and that the holder is named.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	cmd, in, out := helper(t, "hold", dir, 0)
	if _, err := out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		_, err := open(dir, Options{ReadOnly: readOnly}, small())
		wantErr(t, err, ErrInUse, fmt.Sprintf("process %d", cmd.Process.Pid))
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	first := openTest(t, dir, Options{ReadOnly: true})
	second := openTest(t, dir, Options{ReadOnly: true})
	_, err := open(dir, Options{}, small())
	wantErr(t, err, ErrInUse, fmt.Sprintf("process %d", os.Getpid()))
	view(t, first, func(*View) { view(t, second, func(*View) {}) })
}
