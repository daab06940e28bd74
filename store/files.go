package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/store/dbfile"
	"github.com/wiretrace/wiretrace/store/disk"
)

// checkFiles examines dir before anything is opened. It returns ErrNotFound if there are no files of a
// store, ErrVersion for the database of another program, and ErrDamaged if there are files of a store but
// no valid MANIFEST. Badger would treat such a directory as empty and delete what is in it.
func checkFiles(dir string) error {
	l, err := dbfile.List(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && l.Empty() {
		return fmt.Errorf("%w: no store in %s", ErrNotFound, dir)
	}
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	if err := errors.Join(l.Odd, oddLock(dir)); err != nil {
		return fileError(dir, err)
	}
	if !l.Manifest {
		return fmt.Errorf("%w: %s holds files of a store, but the file %s is missing", ErrDamaged, dir, dbfile.ManifestName)
	}
	_, err = dbfile.ReadManifest(filepath.Join(dir, dbfile.ManifestName), magic)
	return fileError(dir, err)
}

// oddLock returns an error if the lock file is not a regular file.
func oddLock(dir string) error {
	if err := disk.Regular(filepath.Join(dir, lockName)); errors.Is(err, disk.ErrOdd) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// fileError turns an error of package dbfile into one of this package.
func fileError(dir string, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrDamaged):
		return err
	case errors.Is(err, dbfile.ErrDamaged):
		return fmt.Errorf("%w: %s: %w", ErrDamaged, dir, err)
	case errors.Is(err, dbfile.ErrOther):
		return fmt.Errorf("%w: %s holds %w, not a store (mark %q), or its file %s is damaged",
			ErrVersion, dir, err, "BdgrWT", dbfile.ManifestName)
	}
	return fmt.Errorf("open the store: %w", err)
}

// mayOpen returns an error if the process has no permission for a file. Badger reports this like damage.
func (s *Store) mayOpen(writing bool) error {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	for _, f := range files {
		if !dbfile.Owns(f.Name()) || !writing && f.Name() == dbfile.DiscardName {
			continue
		}
		how := os.O_RDONLY
		if writing {
			how = os.O_RDWR
		}
		file, err := os.OpenFile(filepath.Join(s.dir, f.Name()), how, 0)
		if errors.Is(err, os.ErrPermission) {
			return fmt.Errorf("open the store: %w", err)
		}
		if err == nil {
			_ = file.Close() // nothing was written
		}
	}
	return nil
}

// preflight checks the files that Badger trusts. A new directory has none.
func (s *Store) preflight(writing bool) error {
	if err := s.mayOpen(writing); err != nil {
		return err
	}
	err := dbfile.Check(s.dir, s.trust(writing))
	if errors.Is(err, os.ErrNotExist) && writing {
		if err = checkFiles(s.dir); errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	}
	return fileError(s.dir, err)
}

// trust returns which files Badger is going to trust.
func (s *Store) trust(writing bool) dbfile.Trust {
	t := dbfile.Trust{Magic: magic, Writing: writing, Unclean: s.unclean, Anchor: []byte{keyManifest}}
	if s.unclean {
		t.Least = s.lock.acked()
	}
	return t
}

// openModes gives the files that Badger creates for its own user the mode of other new files. So whoever
// may read the directory may read the store.
func (s *Store) openModes() error {
	like, err := os.Stat(filepath.Join(s.dir, lockName)) // it has the mode of new files
	if err != nil {
		return nil //nolint:nilerr // this system has no lock file
	}
	for _, name := range dbfile.Private() {
		path := filepath.Join(s.dir, name)
		fi, err := os.Stat(path)
		if err != nil || fi.Mode() == like.Mode() {
			continue
		}
		if err := os.Chmod(path, like.Mode()); err != nil {
			return err
		}
	}
	return nil
}
