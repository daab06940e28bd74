package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// TestNeverTakenForEmpty takes MANIFEST, or all but some files, from a store: no open may make a
// new store of what is left, nor touch it.
func TestNeverTakenForEmpty(t *testing.T) {
	for _, c := range []struct {
		name string
		harm func(dir string) error
	}{
		{"no MANIFEST", func(dir string) error { return os.Remove(filepath.Join(dir, dbfile.ManifestName)) }},
		{"empty MANIFEST", cutManifest(0)},
		{"a byte", cutManifest(1)},
		{"the head", cutManifest(8)},
		{"the head and a bit", cutManifest(20)},
		{"most of a record", cutManifest(30)},
		{"only value logs", keepOnly(".vlog")},
		{"only tables", keepOnly(".sst")},
		{"only keys", keepOnly("KEYREGISTRY")},
		{"no tables, MANIFEST with no record", func(dir string) error {
			if err := cutManifest(8)(dir); err != nil {
				return err
			}
			return keepOnly(".vlog", dbfile.ManifestName)(dir)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := openTest(t, dir, Options{Create: true})
			add(t, s, made(1, 300), 13) // so that some values are in the value log
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := c.harm(dir); err != nil {
				t.Fatal(err)
			}
			before := state(t, dir)
			for _, opts := range []Options{{Create: true}, {}, {ReadOnly: true}} {
				_, err := open(dir, opts, small())
				wantErr(t, err, ErrDamaged)
			}
			if diff := cmp.Diff(before, state(t, dir)); diff != "" {
				t.Errorf("files changed (-before +after):\n%s", diff)
			}
		})
	}
}

func cutManifest(n int64) func(string) error {
	return func(dir string) error { return os.Truncate(filepath.Join(dir, dbfile.ManifestName), n) }
}

// keepOnly removes all files but those with one of the names or endings.
func keepOnly(kept ...string) func(string) error {
	return func(dir string) error {
		files, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
	next:
		for _, f := range files {
			for _, k := range kept {
				if f.Name() == k || filepath.Ext(f.Name()) == k {
					continue next
				}
			}
			if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestLostMemtable copies a store while it is open, as a kill leaves it, and takes the memtable's log away or cuts it: every
// open says so, again and again, and does not go back to an earlier commit.
func TestLostMemtable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "st")
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 120)
	add(t, s, arts, 40)
	killed := filepath.Join(t.TempDir(), "killed")
	if err := os.CopyFS(killed, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	mems, err := filepath.Glob(filepath.Join(killed, "*.mem"))
	if err != nil || len(mems) == 0 {
		t.Fatalf("%v, %v", mems, err)
	}
	for _, lose := range []func(string) error{os.Remove, func(name string) error { return os.Truncate(name, 100) }} {
		hit := filepath.Join(t.TempDir(), "hit")
		if err := os.CopyFS(hit, os.DirFS(killed)); err != nil {
			t.Fatal(err)
		}
		if err := lose(filepath.Join(hit, filepath.Base(mems[0]))); err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{true, false, true, false} {
			_, err := open(hit, Options{Meaning: testMeaning, ReadOnly: readOnly}, small())
			wantErr(t, err, ErrDamaged)
		}
	}
	s2, err := open(killed, Options{Meaning: testMeaning, ReadOnly: true}, small())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(byID(arts), contents(t, s2)); diff != "" {
		t.Errorf("after a kill (-want +got):\n%s", diff)
	}
	closeVerified(t, s2)
}
