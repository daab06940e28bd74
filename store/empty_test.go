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
