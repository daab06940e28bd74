package store

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

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
