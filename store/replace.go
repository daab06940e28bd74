package store

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/store/dbfile"
	"github.com/wiretrace/wiretrace/store/disk"
)

// Names of directories next to a store.
const (
	restorePattern = ".restore-*.tmp" // a restored store before it is whole
	repairPattern  = ".repair-*.tmp"  // a repaired store before it is whole
)

// A Role says what becomes of the store that [Salvage.Replace] replaces. It is in the name that the store gets.
type Role string

// Roles of replaced stores.
const (
	Damaged   Role = ".damaged-*"  // it is kept, since something in it may be lost
	Discarded Role = ".discard-*"  // it is damaged, and [RemoveReplaced] removes it
	Kept      Role = ".old-*"      // it is whole, and is kept
	Migrated  Role = ".migrated-*" // it is whole, and [RemoveReplaced] removes it
)

// MakeSibling makes an empty directory next to the store for the repaired one, and removes what a repair that was killed left.
func (x *Salvage) MakeSibling() (string, error) {
	dir := x.dir()
	if err := removeLeft(dir, repairPattern); err != nil {
		return "", err
	}
	return makeSibling(dir, repairPattern)
}

// Replace puts the store in fresh into the place of the old one, with the files that are no part
// of it but those without, and returns where the old one is now. A kill at any instant leaves the old one in its place or
// under a name of its role.
func (x *Salvage) Replace(fresh string, role Role, without ...string) (old string, err error) {
	dir := x.dir()
	names, err := foreignBut(dir, without)
	if err == nil {
		err = x.bring(names, fresh)
	}
	if err == nil {
		old, err = makeSibling(dir, string(role))
	}
	if err == nil {
		err = errors.Join(os.Remove(old), os.Rename(fresh, old)) // the name that the old one will have
	}
	if err != nil {
		return "", err
	}
	if err := exchange(dir, old); err != nil {
		return "", fmt.Errorf("%w; the repaired store is %s", err, old)
	}
	return old, errors.Join(moveMissing(names, old, dir), disk.Sync(dir), disk.Sync(filepath.Dir(dir)))
}

// bring links or copies files of the store to a new one, so that a kill does not leave it without them. What can be
// neither linked nor copied, such as a folder, is moved when the new one is in its place. A file that the new one has under
// one of the names stays; bring fails unless the old file has the same bytes.
func (x *Salvage) bring(names []string, fresh string) error {
	for _, name := range names {
		from, to := filepath.Join(x.dir(), name), filepath.Join(fresh, name)
		if _, err := os.Lstat(to); err == nil {
			if same, err := contains(to, from); err != nil || !same {
				return cmp.Or(err, fmt.Errorf("%s and %s: %w", from, to, errTwo))
			}
			continue
		}
		if x.link(from, to) != nil {
			_ = copyFile(from, to) // what fails here is moved later
		}
	}
	return disk.Sync(fresh)
}

// copyFile copies a regular file or a symbolic link to the disk. If it fails, it leaves nothing.
func copyFile(from, to string) error {
	info, err := os.Lstat(from)
	switch {
	case err != nil:
		return err
	case info.Mode().Type() == os.ModeSymlink:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file", from)
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm())
	if err != nil {
		return errors.Join(err, in.Close())
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close(), in.Close()); err != nil {
		err = errors.Join(err, os.Remove(to)) // it was made here
	}
	return err
}

// foreignBut lists the files that are no part of a store, but those without.
func foreignBut(dir string, without []string) ([]string, error) {
	names, err := Foreign(dir)
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(without, name) }), err
}

// errTwo is returned where a file would be lost with a replaced store.
var errTwo = errors.New("they differ, and neither is removed: remove the one that is not wanted")

// moveMissing moves the files of these names that a directory lacks into it. It fails if it has another file of a name.
func moveMissing(names []string, from, to string) (err error) {
	for _, name := range names {
		src, dst := filepath.Join(from, name), filepath.Join(to, name)
		if _, gone := os.Lstat(dst); gone != nil {
			err = errors.Join(err, os.Rename(src, dst))
			continue
		}
		has, failed := contains(dst, src)
		if failed == nil && !has {
			failed = fmt.Errorf("%s and %s: %w", src, dst, errTwo)
		}
		err = errors.Join(err, failed)
	}
	return err
}

// contains reports whether nothing is lost if part is removed: it is the same file as whole, or a symbolic link to the
// same path, or its bytes are the first ones of whole, as those of an earlier audit log are.
func contains(whole, part string) (bool, error) {
	w, err := os.Lstat(whole)
	if err != nil {
		return false, err
	}
	p, err := os.Lstat(part)
	switch {
	case err != nil || os.SameFile(w, p):
		return err == nil, err
	case w.Mode().Type() != p.Mode().Type():
		return false, nil
	case w.Mode().Type() == os.ModeSymlink:
		a, err := os.Readlink(whole)
		b, err2 := os.Readlink(part)
		return a == b, errors.Join(err, err2)
	case !w.Mode().IsRegular() || w.Size() < p.Size():
		return false, nil
	}
	a, err := digest(whole, p.Size())
	b, err2 := digest(part, p.Size())
	return a == b, errors.Join(err, err2)
}

// digest returns the SHA-256 of the first n bytes of a file.
func digest(path string, n int64) (sum [sha256.Size]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	_, err = io.CopyN(h, f, n)
	h.Sum(sum[:0])
	return sum, errors.Join(err, f.Close())
}

// RemoveReplaced removes what repairs or migrations of the store in dir that were killed have left of stores with the role
// [Discarded] or [Migrated]. Files that are no part of a store, but those without, are moved to dir if it lacks them; a store
// stays if dir has other ones. It needs the store for itself if there is anything to remove.
func RemoveReplaced(dir string, role Role, without ...string) error {
	dir = filepath.Clean(dir)
	left, err := filepath.Glob(globQuote(dir) + string(role))
	if err != nil || len(left) == 0 {
		return err
	}
	lock, err := lockDir(dir, false) // nobody repairs or migrates meanwhile
	if err != nil {
		return err
	}
	for _, old := range left {
		if !madeSibling(old, dir+string(role)) {
			continue // somebody else named it so
		}
		if slices.Contains(left, old+thirdName) || slices.Contains(left, strings.TrimSuffix(old, thirdName)) && strings.HasSuffix(old, thirdName) {
			continue // a swap that was killed left no store in its place: what is there came later
		}
		err = errors.Join(err, removeOld(old, dir, without))
	}
	return errors.Join(err, lock.release())
}

// removeOld removes a store that another has replaced, unless a process is at work there.
func removeOld(old, dir string, without []string) error {
	lock, held := lockDir(old, false)
	if errors.Is(held, ErrInUse) {
		return nil // the next repair or migration removes it
	} else if held != nil {
		return held
	}
	names, err := foreignBut(old, without)
	if err == nil {
		err = moveMissing(names, old, dir)
	}
	if err == nil {
		err = RemoveStore(old)
	}
	return errors.Join(err, lock.release())
}

// RemoveStore removes a store that another has replaced. It fails, and removes nothing, if a folder has the name of one of
// the store's files: the program makes none.
func RemoveStore(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.IsDir() && (f.Name() == lockName || dbfile.Owns(f.Name())) {
			return fmt.Errorf("%s is a folder, and may hold files of yours: move it away", filepath.Join(dir, f.Name()))
		}
	}
	return os.RemoveAll(dir)
}

// madeSibling reports whether [makeSibling] made a path: a directory with a number in the place of the pattern's star.
func madeSibling(path, pattern string) bool {
	head, tail, _ := strings.Cut(pattern, "*")
	number := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(path, head), thirdName), tail)
	info, err := os.Lstat(path)
	return err == nil && info.IsDir() && number != "" && strings.Trim(number, "0123456789") == ""
}

func (x *Salvage) dir() string { return filepath.Clean(x.lock.path()) }

// makeSibling makes a directory next to another, with the mode that new directories have.
func makeSibling(dir, pattern string) (string, error) {
	name, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+pattern)
	if err != nil {
		return "", fmt.Errorf("make a directory next to the store: %w", err)
	}
	if err = os.Remove(name); err == nil { // MkdirTemp makes it private
		err = os.Mkdir(name, 0o777)
	}
	if err != nil {
		return "", fmt.Errorf("make a directory next to the store: %w", err)
	}
	return filepath.Clean(name), nil
}

// removeLeft removes the directories next to a store that killed processes left.
func removeLeft(dir, pattern string) error {
	left, err := filepath.Glob(globQuote(dir) + pattern)
	for _, name := range left {
		if !madeSibling(name, dir+pattern) {
			continue // somebody else named it so
		}
		lock, held := lockDir(name, false)
		if held != nil {
			continue // another process is at work there
		}
		err = errors.Join(err, os.RemoveAll(name), lock.release())
	}
	return err
}

// A Leftover is a directory next to a store.
type Leftover struct {
	Path string
	Role Role // empty: a killed process had not made it whole
}

// Left lists the directories next to a store that killed processes left, and the stores that
// were replaced.
func Left(dir string) (left []Leftover) {
	dir = filepath.Clean(dir)
	for _, l := range []Leftover{{restorePattern, ""}, {repairPattern, ""}, {string(Damaged), Damaged}, {string(Discarded), Discarded}, {string(Kept), Kept}, {string(Migrated), Migrated}} {
		names, _ := filepath.Glob(globQuote(dir) + l.Path) // the pattern is right
		for _, name := range names {
			if madeSibling(name, dir+l.Path) { // otherwise somebody else named it so
				left = append(left, Leftover{name, l.Role})
			}
		}
	}
	return left
}

// globQuote returns a pattern that matches s alone.
func globQuote(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		switch r {
		case '*', '?', '[', '\\':
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// thirdName is the suffix of the temporary name that is used to swap two directories.
const thirdName = ".swap"

// swap swaps two directories by way of a third name.
func swap(a, b string) error {
	third := b + thirdName
	if err := os.Rename(a, third); err != nil {
		return err
	}
	if err := os.Rename(b, a); err != nil {
		return errors.Join(err, os.Rename(third, a))
	}
	return os.Rename(third, b)
}
