// Package disk syncs files and directories to disk, and reads only regular files.
package disk

import (
	"errors"
	"os"
	"runtime"
)

// Sync returns when the bytes of a file, or the names in a directory, are on disk.
func Sync(path string) error { return sync(path, runtime.GOOS == "windows") }

// ErrOdd is returned for anything but a regular file, such as a folder or a pipe. Opening a pipe may block
// for ever.
var ErrOdd = errors.New("it is no regular file: move it away")

// Regular returns ErrOdd if a path is neither a regular file nor a symbolic link to one.
func Regular(path string) error {
	fi, err := os.Stat(path)
	odd := err == nil && !fi.Mode().IsRegular()
	if errors.Is(err, os.ErrNotExist) {
		_, none := os.Lstat(path)
		odd = none == nil // a link whose target does not exist
	}
	if odd {
		return &os.PathError{Op: "open", Path: path, Err: ErrOdd}
	}
	return err
}

// ReadFile reads a regular file.
func ReadFile(path string) ([]byte, error) {
	if err := Regular(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// WriteFile writes a file, and returns when its bytes are on the disk. The name is not yet. It fails with [ErrOdd] if
// something else than a regular file has the name.
func WriteFile(path string, b []byte) error {
	if err := Regular(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(path, b, 0o666); err != nil {
		return err
	}
	return Sync(path)
}

// sync is Sync with the system as a parameter. Windows syncs only files that are open for writing, and no
// directories: it keeps their names consistent itself.
func sync(path string, windows bool) error {
	flags := os.O_RDONLY
	if windows {
		if fi, err := os.Stat(path); err != nil || fi.IsDir() {
			return err
		}
		flags = os.O_RDWR
	}
	f, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
