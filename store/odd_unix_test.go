//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store/audit"
)

// TestOddFiles puts what is no regular file in the place of each file of a store. Nothing waits for a pipe, and all of
// it is damage, which a repair survives.
func TestOddFiles(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good")
	s := openTest(t, good, Options{Create: true})
	add(t, s, made(1, 20), 20)
	if _, _, err := s.Hold([]string{made(1, 1)[0].ID}, testDeed()); err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	files, err := os.ReadDir(good)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{lockName}
	for _, f := range files {
		names = append(names, f.Name())
	}
	for kind, put := range map[string]func(path string) error{
		"folder": func(path string) error { return os.Mkdir(path, 0o777) },
		"pipe":   func(path string) error { return unix.Mkfifo(path, 0o666) },
		"link":   func(path string) error { return os.Symlink("nowhere", path) },
	} {
		for _, name := range names {
			dir := filepath.Join(t.TempDir(), "st")
			if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, name)
			if err := errors.Join(os.RemoveAll(path), put(path)); err != nil {
				t.Fatal(err)
			}
			for _, o := range []Options{{ReadOnly: true}, {}} {
				s, err := open(dir, o, small())
				if err == nil { // the audit log is read when it is needed
					_, err = s.Audit()
					err = errors.Join(err, s.Close())
				}
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("%s for %s, %+v: %v", kind, name, o, err)
				}
			}
			x, err := OpenSalvage(dir)
			if err == nil {
				err = errors.Join(x.Each(func(*article.Article) error { return nil }), x.Close())
			}
			if err != nil {
				t.Errorf("%s for %s: the repair: %v", kind, name, err)
			}
		}
	}
	// A link to a file is as good as the file.
	path := filepath.Join(good, audit.Name)
	if err := errors.Join(os.Rename(path, good+".moved"), os.Symlink(good+".moved", path)); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, good, Options{ReadOnly: true})
	if l, err := s.Audit(); err != nil || len(l.Events) != 1 {
		t.Errorf("by a link: %+v, %v", l, err)
	}
	closeVerified(t, s)
}

// TestNoPermission takes the permission for a file away: that is no damage.
func TestNoPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root has all permissions")
	}
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	add(t, s, made(1, 20), 20)
	if _, _, err := s.Hold([]string{made(1, 1)[0].ID}, testDeed()); err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		for mode, options := range map[os.FileMode][]Options{0: {{ReadOnly: true}, {}}, 0o444: {{}}} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			for _, o := range options {
				s, err := open(dir, o, small())
				if err == nil { // the audit log is read when it is needed, the list of garbage by writers alone
					_, err = s.Verify(func(p string) { t.Errorf("%s, mode %v, %+v: %s", f.Name(), mode, o, p) })
					err = errors.Join(err, s.Close())
				}
				if err != nil && (errors.Is(err, ErrDamaged) || !errors.Is(err, os.ErrPermission)) {
					t.Errorf("%s, mode %v, %+v: %v", f.Name(), mode, o, err)
				}
			}
		}
		if err := os.Chmod(path, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	closeVerified(t, openTest(t, dir, Options{}))
}
