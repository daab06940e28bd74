package disk

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestSync brings a file and a directory to the disk, in the ways of all systems.
func TestSync(t *testing.T) {
	dir := t.TempDir()
	file, locked := filepath.Join(dir, "file"), filepath.Join(dir, "locked")
	if err := errors.Join(WriteFile(file, []byte("longer words")), WriteFile(file, []byte("words")), os.WriteFile(locked, nil, 0o444)); err != nil {
		t.Fatal(err)
	}
	for _, windows := range []bool{true, runtime.GOOS == "windows"} {
		for _, path := range []string{file, dir} {
			if err := sync(path, windows); err != nil {
				t.Errorf("windows %v: %s: %v", windows, path, err)
			}
		}
		if err := sync(filepath.Join(dir, "none"), windows); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("windows %v: a file that is not there: %v", windows, err)
		}
	}
	if os.Geteuid() > 0 { // else every file may be written
		if err := sync(locked, true); !errors.Is(err, os.ErrPermission) {
			t.Errorf("a file that cannot be open for writing: %v", err)
		}
	}
	if err := WriteFile(dir, nil); !errors.Is(err, ErrOdd) {
		t.Errorf("writing to a folder: %v", err)
	}
	if b, err := os.ReadFile(file); string(b) != "words" || err != nil {
		t.Errorf("the file: %q, %v", b, err)
	}
}
