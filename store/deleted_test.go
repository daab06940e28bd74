package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func restoreTest(dir string, r io.Reader) error {
	_, err := restore(dir, r, RestoreOptions{}, small())
	return err
}

// TestRestoreDeleted deletes two articles after a backup and stores one of them again: a restore leaves the other out,
// under every name next to the store, unless it is told to bring it back.
func TestRestoreDeleted(t *testing.T) {
	top := filepath.Join(t.TempDir(), "a[b*?") // a pattern's signs in a name
	if err := os.Mkdir(top, 0o777); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(top, "st")
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 60)
	add(t, s, arts, 20)
	var backup bytes.Buffer
	if err := s.Backup(&backup); err != nil {
		t.Fatal(err)
	}
	gone, back := arts[7], arts[30]
	if _, _, err := s.Delete([]string{gone.ID, back.ID, "none"}); err != nil {
		t.Fatal(err)
	}
	add(t, s, arts[30:31], 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	all := byID(arts)
	without := byID(arts)
	delete(without, gone.ID)

	list, err := os.Stat(dir + deletedExt)
	if err != nil {
		t.Fatal(err)
	}
	if like, err := os.Stat(filepath.Join(dir, "MANIFEST")); err != nil || like.Mode() != list.Mode() {
		t.Errorf("the list has mode %v, MANIFEST %v, %v", list.Mode(), like.Mode(), err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "st")
	for _, c := range []struct {
		dir     string
		o       RestoreOptions
		leftOut int
	}{
		{filepath.Join(top, "other"), RestoreOptions{}, 1},
		{dir, RestoreOptions{}, 1},
		{filepath.Join(top, "all"), RestoreOptions{WithDeleted: true}, 0},
		{elsewhere + "1", RestoreOptions{}, 0},
		{elsewhere + "2", RestoreOptions{Deleted: []string{dir + deletedExt}}, 1},
		{elsewhere + "2", RestoreOptions{}, 1}, // it has a list of its own now
	} {
		if err := os.RemoveAll(c.dir); err != nil {
			t.Fatal(err)
		}
		n, err := restore(c.dir, bytes.NewReader(backup.Bytes()), c.o, small())
		if err != nil || n != c.leftOut {
			t.Fatalf("%s, %+v: %d left out, %v, want %d", c.dir, c.o, n, err, c.leftOut)
		}
		s := openTest(t, c.dir, Options{})
		want := all
		if n > 0 {
			want = without
		}
		if diff := cmp.Diff(want, contents(t, s)); diff != "" {
			t.Errorf("%s, %+v (-want +got):\n%s", c.dir, c.o, diff)
		}
		closeVerified(t, s)
	}
	if _, err := restore(filepath.Join(top, "st2"), bytes.NewReader(backup.Bytes()), RestoreOptions{Deleted: []string{"nowhere"}}, small()); err == nil {
		t.Error("a list that is not there is taken for an empty one")
	}
}

// TestRestoreOwnList deletes an article from two stores of one history, and stores it again in one of them: the list of that one
// counts for a restore into its place, not those next to it.
func TestRestoreOwnList(t *testing.T) {
	top := t.TempDir()
	dir, other := filepath.Join(top, "st"), filepath.Join(top, "other")
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 30)
	add(t, s, arts, 20)
	var backup bytes.Buffer
	if err := s.Backup(&backup); err != nil {
		t.Fatal(err)
	}
	if err := restoreTest(other, bytes.NewReader(backup.Bytes())); err != nil {
		t.Fatal(err)
	}
	o := openTest(t, other, Options{})
	for _, s := range []*Store{s, o} {
		if _, _, err := s.Delete([]string{arts[7].ID}); err != nil {
			t.Fatal(err)
		}
	}
	closeVerified(t, o)
	add(t, s, arts[7:8], 1)
	closeVerified(t, s)
	if err := os.WriteFile(filepath.Join(top, "cut"+deletedExt), []byte(deletedHead), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir      string
		leftOut  int
		warnings int
	}{{dir, 0, 0}, {filepath.Join(top, "third"), 1, 1}} {
		if err := os.RemoveAll(c.dir); err != nil {
			t.Fatal(err)
		}
		warnings := 0
		n, err := restore(c.dir, bytes.NewReader(backup.Bytes()), RestoreOptions{Warnf: func(string, ...any) { warnings++ }}, small())
		if n != c.leftOut || warnings != c.warnings || err != nil {
			t.Errorf("%s: %d left out, %d warnings, %v, want %+v", c.dir, n, warnings, err, c)
		}
	}
}

// TestListTurns checks that the list of deleted articles changes only while the write that changes it is claimed, so that
// two of them never read the same list. Each says that it cannot write it.
func TestListTurns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "st")
	var s *Store
	var claimed []bool
	warnf := func(string, ...any) { claimed = append(claimed, s.writing.Load()) }
	s = openTest(t, dir, Options{Create: true, Warnf: warnf})
	arts := made(1, 30)
	add(t, s, arts, 20)
	if _, _, err := s.Delete([]string{arts[3].ID}); err != nil || len(claimed) > 0 {
		t.Fatalf("Delete: %v, %d warnings", err, len(claimed))
	}
	if err := os.MkdirAll(filepath.Join(dir+deletedExt+".tmp", "in the way"), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Delete([]string{arts[5].ID}); err != nil {
		t.Fatal(err)
	}
	add(t, s, arts[3:4], 1)
	if diff := cmp.Diff([]bool{true, true}, claimed); diff != "" {
		t.Errorf("claimed (-want +got):\n%s", diff)
	}
	closeVerified(t, s)
}

// TestListOfOwed deletes articles whose bytes stay in the files, and stores one again: neither the next deletion nor the
// next open, which pays, lists it anew.
func TestListOfOwed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "st")
	s := openTest(t, dir, Options{Create: true})
	s.tune.viewPatience = time.Millisecond
	arts := made(1, 30)
	add(t, s, arts, 20)
	view(t, s, func(*View) {
		for _, i := range []int{3, 5, 7} {
			if _, _, err := s.Delete([]string{arts[i].ID}); !errors.Is(err, ErrOwed) {
				t.Errorf("Delete while a view is open: %v", err)
			}
			if i == 3 {
				add(t, s, arts[3:4], 1)
			}
		}
	})
	want := hashIDs([]string{arts[5].ID, arts[7].ID})
	if diff := cmp.Diff(want, listOf(t, dir)); diff != "" {
		t.Errorf("after the deletions (-want +got):\n%s", diff)
	}
	closeVerified(t, s)
	s = openTest(t, dir, Options{})
	if diff := cmp.Diff(want, listOf(t, dir)); diff != "" || s.owes() > 0 {
		t.Errorf("after the debt is paid, %d left (-want +got):\n%s", s.owes(), diff)
	}
	// What was paid now was never reported as done: it counts, as Delete counts it.
	would, err := s.WouldRemove([]string{arts[5].ID, arts[3].ID, "none"})
	if diff := cmp.Diff(Removed{Deleted: 2, Missing: []string{"none"}}, would); diff != "" || err != nil {
		t.Errorf("WouldRemove: %v (-want +got):\n%s", err, diff)
	}
	if done, err := s.Remove([]string{arts[5].ID, arts[3].ID, "none"}, Removal{}); !cmp.Equal(would, done) || err != nil {
		t.Errorf("Remove: %+v, %v, WouldRemove: %+v", done, err, would)
	}
	closeVerified(t, s)
}

// TestReadWhileRemoving holds the audit log, as Remove does while it waits for those who read the store. They do not wait
// for it: neither a backup nor a report that looks for an article that is not there.
func TestReadWhileRemoving(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	add(t, s, made(1, 5), 5)
	s.auditMu.Lock()
	for name, read := range map[string]func() error{
		"Backup": func() error { return s.Backup(io.Discard) },
		"Deleted": func() error {
			return s.View(func(*View) error {
				_, _, err := s.Deleted("unknown")
				return err
			})
		},
	} {
		ended := make(chan error, 1)
		go func() { ended <- read() }()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s waits for the audit log while it holds the store", name)
		}
	}
	s.auditMu.Unlock()
	closeVerified(t, s)
}

// TestRestoreOverOtherList restores a backup into the place of another store, which left a list: what that one says counts
// too, and so do the lists next to it of the backup's own store.
func TestRestoreOverOtherList(t *testing.T) {
	top := t.TempDir()
	dir, target := filepath.Join(top, "st"), filepath.Join(top, "target")
	s, other := openTest(t, dir, Options{Create: true}), openTest(t, target, Options{Create: true})
	arts := made(1, 30)
	add(t, s, arts, 20)
	add(t, other, arts, 20)
	var backup bytes.Buffer
	if err := s.Backup(&backup); err != nil {
		t.Fatal(err)
	}
	for id, s := range map[string]*Store{arts[3].ID: s, arts[5].ID: other} {
		if _, _, err := s.Delete([]string{id}); err != nil {
			t.Fatal(err)
		}
		closeVerified(t, s)
	}
	if err := os.RemoveAll(target); err != nil {
		t.Fatal(err)
	}
	if n, err := restore(target, &backup, RestoreOptions{}, small()); n != 2 || err != nil {
		t.Errorf("%d left out, %v, want 2", n, err)
	}
	l, err := readDeleted(target + deletedExt)
	of, err2 := readDeleted(dir + deletedExt)
	if want := hashIDs([]string{arts[3].ID, arts[5].ID}); !cmp.Equal(want, l.ids) || l.lineage != of.lineage || errors.Join(err, err2) != nil {
		t.Errorf("the list is now %+v, want %v of lineage %d; %v, %v", l, want, of.lineage, err, err2)
	}
}

func FuzzDeletedList(f *testing.F) {
	l := deletedList{7, debt{1, 5, 1 << 63}}
	f.Add(l.encode())
	f.Add([]byte(deletedHead))
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := decodeDeleted(b); err == nil && !bytes.Equal(l.encode(), b) {
			t.Errorf("%x is read as %+v, which is written as %x", b, l, l.encode())
		}
	})
}
