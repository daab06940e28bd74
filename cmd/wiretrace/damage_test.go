package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/report"
)

var (
	damages    = flag.Int("damages", 0, "how many random damages TestRandomDamage makes; 0: as many as 20 seconds allow, but 10 to 50")
	damageSeed = flag.Uint64("damage-seed", 3, "which damages those are")
)

// patience is within what a command on a damaged store has to end.
const patience = 20 * time.Second

// An outcome is how a command ended.
type outcome struct {
	status   int
	out, err string
}

func attempt(t *testing.T, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if ctx.Err() != nil {
		return outcome{-1, out.String(), "does not end"}
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// TestRandomDamage damages one file at a time in every way: verify and report answer as before or say
// that the store is damaged, and repair leaves a store without a problem that holds all that the damage left.
func TestRandomDamage(t *testing.T) {
	const articles = 150
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	mustRun(t, "dedup", "-q", "-s", good, writeCorpus(t, dir, articles))
	whole := attempt(t, "report", "--json", "--top", "0", "-s", good)
	var kept report.Repair
	if err := json.Unmarshal([]byte(attempt(t, "repair", "--json", "-s", good).out), &kept); err != nil || !kept.OK {
		t.Fatalf("repair of a whole store: %+v, %v", kept, err)
	}
	r := rand.New(rand.NewPCG(16, *damageSeed))
	n, start := *damages, time.Now()
	if n == 0 {
		n = 50
	}
	made := 0
	defer func() { t.Logf("%d random damages of %d were made", made, n) }()
	for ; made < n; made++ {
		if *damages == 0 && made >= 10 && time.Since(start) > 20*time.Second {
			break
		}
		st := filepath.Join(dir, fmt.Sprintf("store%d", made))
		if err := os.CopyFS(st, os.DirFS(good)); err != nil {
			t.Fatal(err)
		}
		d := randomDamage(t, r, st)
		for _, args := range [][]string{{"verify"}, {"report", "--json", "--top", "0"}} {
			got := attempt(t, append(args, "-s", st)...)
			if got.status != exitDone && got.status != exitDamaged || got.status == exitDone && args[0] == "report" && got.out != whole.out {
				t.Errorf("%s: %s ends with %d, or says something else: %.300s", d, args[0], got.status, got.err)
			}
		}
		got := attempt(t, "repair", "--json", "-s", st)
		var rec report.Repair
		if err := json.Unmarshal([]byte(got.out), &rec); err != nil || got.status != exitDone {
			t.Errorf("%s: repair ends with %d: %.300s", d, got.status, got.err)
			continue
		}
		if lost := kept.Articles - rec.Articles; lost > int64(d.most) || lost < 0 {
			t.Errorf("%s: %d articles are lost, at most %d had to be; %d listed", d, lost, d.most, len(rec.Lost))
		}
		if got := attempt(t, "verify", "-s", st); got.status != exitDone {
			t.Errorf("%s: verify after repair ends with %d: %.300s%.300s", d, got.status, got.out, got.err)
		}
		for _, name := range []string{st, rec.Damaged} {
			if err := os.RemoveAll(name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A harm is what was done to a store, and how many articles it can have taken away.
type harm struct {
	kind, file string
	at, size   int64
	most       int
}

func (h harm) String() string {
	return fmt.Sprintf("%s of %s at %d, %d bytes", h.kind, h.file, h.at, h.size)
}

// oneFrame is more than the articles of one compressed frame.
const oneFrame = 64

// randomDamage harms one file of a store, or swaps two.
func randomDamage(t *testing.T, r *rand.Rand, dir string) harm {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	f := files[r.IntN(len(files))]
	fi, err := f.Info()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, f.Name())
	h := harm{kind: []string{"flip", "cut", "zero", "drop", "swap", "append"}[r.IntN(6)], file: f.Name(), at: r.Int64N(fi.Size())}
	if filepath.Ext(f.Name()) == ".vlog" && fi.Size() > 1000 { // the texts are there
		h.most = map[string]int{"flip": oneFrame, "cut": 1 << 20, "zero": 1 << 20, "drop": 1 << 20}[h.kind]
	}
	switch h.kind {
	case "flip":
		h.size = 1
		err = patch(path, h.at, func(b []byte) { b[0] ^= 1 << r.IntN(8) }, 1)
	case "cut":
		h.at = []int64{0, 1, fi.Size() - 1, h.at}[r.IntN(4)]
		err = os.Truncate(path, h.at)
	case "zero":
		h.size = min(1+fi.Size()/10, fi.Size()-h.at)
		err = patch(path, h.at, func(b []byte) { clear(b) }, h.size)
	case "drop":
		err = os.Remove(path)
	case "swap":
		other := filepath.Join(dir, files[r.IntN(len(files))].Name())
		third := filepath.Join(dir, "third")
		err = os.Rename(path, third)
		if path != other {
			err = errors.Join(err, os.Rename(other, path))
		}
		err = errors.Join(err, os.Rename(third, other))
		h.file += " and " + filepath.Base(other)
	case "append":
		h.at, h.size = fi.Size(), 1+r.Int64N(5000)
		junk := slices.Repeat([]byte{byte(r.IntN(256)), 0, byte(r.IntN(256))}, int(h.size))
		var file *os.File
		if file, err = os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0); err == nil {
			_, err = file.Write(junk)
			err = errors.Join(err, file.Close())
		}
	}
	if err != nil {
		t.Fatalf("%s: %v", h, err)
	}
	return h
}

// patch changes n bytes of a file.
func patch(path string, at int64, change func([]byte), n int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	b := make([]byte, n)
	_, err = f.ReadAt(b, at)
	if err == nil {
		change(b)
		_, err = f.WriteAt(b, at)
	}
	return errors.Join(err, f.Close())
}

// A cutter cuts the value logs of a store when something is written to it.
type cutter string

func (c cutter) Write(b []byte) (int, error) {
	logs, err := filepath.Glob(filepath.Join(string(c), "*.vlog"))
	for _, path := range logs {
		err = errors.Join(err, os.Truncate(path, 0))
	}
	return len(b), err
}

// TestUnreadableWhileRunning takes bytes away from a command that has the store's files mapped, as a bad sector does.
func TestUnreadableWhileRunning(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "st")
	mustRun(t, "ingest", "-q", "-s", st, writeCorpus(t, dir, 4000))
	var errs bytes.Buffer
	status := run(t.Context(), []string{"backup", "-s", st, "-"}, nil, cutter(st), &errs)
	if status != exitDamaged || !bytes.Contains(errs.Bytes(), []byte("wiretrace repair")) {
		t.Errorf("status %d: %s", status, &errs)
	}
}
