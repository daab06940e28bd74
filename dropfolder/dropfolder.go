// Package dropfolder takes files out of a folder into which other programs put them.
//
// [Folder.Waiting] lists the files that can be read. After a file is read and stored, [Folder.Done] moves
// it to done/DATE/. [Folder.Fail] moves it to failed/, with a file that gives the reason. Both are folders
// within the drop folder, so that a move is one rename: even if the process is killed, a file has exactly
// one name. A file that was read but not moved is listed again. Nothing is moved, written or removed
// outside the drop folder, even if symbolic links lead out of it.
//
// The package does not know what the files hold or how they are read.
package dropfolder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Names within a drop folder.
const (
	doneName     = "done"
	failedName   = "failed"
	reasonEnding = ".reason.txt"
	dateLayout   = "2006-01-02"
)

// A Folder is a drop folder.
type Folder struct {
	Dir    string
	MinAge time.Duration // files that changed more recently are left, since they may still be written to
}

// An Entry is a file, or a folder with files, in the drop folder.
type Entry struct {
	Name string
	Path string
	// Refused is the reason why the entry must not be read, or nil.
	Refused error
}

// The reasons to refuse an entry.
var (
	errLink    = errors.New("it is or holds a symbolic link: links are not followed out of a drop folder")
	errSpecial = errors.New("it is or holds something that is neither a file nor a folder")
	errNoDir   = errors.New("it is no folder; links are not followed there")
)

// Waiting lists the entries sorted by name, and the names of those that changed too recently. Names that
// begin with a dot or end in .tmp or .part are skipped: such files are still being written. Names of
// reason files are skipped too, since in failed/ they could replace another reason.
func (f *Folder) Waiting(now time.Time) (ready []Entry, recent []string, err error) {
	root, err := f.open()
	if err != nil {
		return nil, nil, err
	}
	if err := root.Close(); err != nil {
		return nil, nil, fmt.Errorf("drop folder: %w", err)
	}
	files, err := os.ReadDir(f.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("drop folder: %w", err)
	}
	for _, file := range files {
		name := file.Name()
		if unfinished(name) || strings.HasSuffix(name, reasonEnding) || file.IsDir() && (name == doneName || name == failedName) {
			continue
		}
		e := Entry{Name: name, Path: filepath.Join(f.Dir, name)}
		changed, err := lastChange(e.Path)
		switch {
		case errors.Is(err, errLink), errors.Is(err, errSpecial):
			e.Refused = err
		case errors.Is(err, fs.ErrNotExist):
			continue // another program removed it
		case err != nil && !errors.Is(err, fs.ErrPermission):
			return nil, nil, fmt.Errorf("drop folder: %w", err)
		case now.Sub(changed) < f.MinAge:
			recent = append(recent, name)
			continue
		}
		ready = append(ready, e)
	}
	return ready, recent, nil
}

// unfinished reports whether a name is one that programs give to incomplete files.
func unfinished(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".part")
}

// lastChange returns when a file, or the newest file in a folder, was changed. It ignores files that
// cannot be opened: the reader will report them.
func lastChange(path string) (last time.Time, err error) {
	err = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case d.Type()&fs.ModeSymlink != 0:
			return errLink
		case !d.IsDir() && !d.Type().IsRegular():
			return errSpecial
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.ModTime().After(last) {
			last = info.ModTime()
		}
		return nil
	})
	return last, err
}

// open opens the drop folder as a root, so that no path leads out of it. It fails if done/ or failed/ is
// not a folder.
func (f *Folder) open() (*os.Root, error) {
	root, err := os.OpenRoot(f.Dir)
	if err != nil {
		return nil, fmt.Errorf("drop folder: %w", err)
	}
	for _, name := range []string{doneName, failedName} {
		info, err := root.Lstat(name)
		if err == nil && !info.IsDir() {
			err = &fs.PathError{Op: "open", Path: filepath.Join(f.Dir, name), Err: errNoDir}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(fmt.Errorf("drop folder: %w", err), root.Close())
		}
	}
	return root, nil
}

// within calls fn with the root of the drop folder.
func (f *Folder) within(fn func(*os.Root) error) error {
	root, err := f.open()
	if err != nil {
		return err
	}
	if err := errors.Join(fn(root), root.Close()); err != nil {
		return fmt.Errorf("drop folder: %w", err)
	}
	return nil
}

// Done moves an entry to the folder of a day in done/ and returns its new path.
func (f *Folder) Done(e Entry, day time.Time) (path string, err error) {
	err = f.within(func(root *os.Root) error {
		name, err := free(root, filepath.Join(doneName, day.UTC().Format(dateLayout)), e.Name)
		if err != nil {
			return err
		}
		if err := root.Rename(e.Name, name); err != nil {
			return err
		}
		path = filepath.Join(f.Dir, name)
		return forgive(root, e.Name)
	})
	return path, err
}

// forgive removes the reason of an earlier failure if the failed file is no longer in failed/.
func forgive(root *os.Root, name string) error {
	failed := filepath.Join(failedName, name)
	if _, err := root.Lstat(failed); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := root.Remove(failed + reasonEnding); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Fail moves an entry to failed/ and writes the reason to a file next to it. It returns the entry's new
// path.
func (f *Folder) Fail(e Entry, why string) (path string, err error) {
	err = f.within(func(root *os.Root) error {
		name, err := free(root, failedName, e.Name)
		if err != nil {
			return err
		}
		// The reason is written first, so that nothing is in failed/ without one.
		if err := root.WriteFile(name+reasonEnding, []byte(strings.TrimSpace(why)+"\n"), 0o666); err != nil {
			return err
		}
		if err := root.Rename(e.Name, name); err != nil {
			return err
		}
		path = filepath.Join(f.Dir, name)
		return nil
	})
	return path, err
}

// maxNames limits the search for a free name.
const maxNames = 10_000

// free returns an unused name in dir and makes dir. If name is used, it appends .2, .3 and so on.
func free(root *os.Root, dir, name string) (string, error) {
	if err := root.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	for i := 1; i <= maxNames; i++ {
		path := filepath.Join(dir, name)
		if i > 1 {
			path = fmt.Sprintf("%s.%d", path, i)
		}
		if _, err := root.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s holds %d files named %s: remove some", dir, maxNames, name)
}

// Clean removes the folders of done/ that are older than keep. It returns their number.
func (f *Folder) Clean(now time.Time, keep time.Duration) (removed int, err error) {
	err = f.within(func(root *os.Root) error {
		days, err := fs.ReadDir(root.FS(), doneName)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, d := range days {
			day, err := time.Parse(dateLayout, d.Name())
			if err != nil || !d.IsDir() || now.Sub(day) <= keep+24*time.Hour { // a day ends 24 hours after its start
				continue
			}
			if err := root.RemoveAll(filepath.Join(doneName, d.Name())); err != nil {
				return err
			}
			removed++
		}
		return nil
	})
	return removed, err
}
