//go:build unix

package store

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// spareFiles is how many open files a process needs in addition to the store's files: inputs, results,
// Badger's own lists.
const spareFiles = 24

// spareSpace is how much address space a process needs in addition to the mapped files, in bytes. Go takes
// memory in steps of 64 MiB and ends the process if it gets none. Badger maps further files.
const spareSpace = 256 << 20

// checkLimits returns ErrLimit if a limit of the process is too low to open the database. Badger would
// report it like damage.
func (s *Store) checkLimits(writing bool) error {
	l, err := dbfile.List(s.dir)
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	files, space, longest := uint64(spareFiles), uint64(spareSpace), uint64(0)
	for _, names := range [][]string{l.Tables, l.Logs, l.Mems} {
		files += uint64(len(names))
		for _, name := range names {
			if fi, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
				space += uint64(fi.Size())
			}
		}
	}
	if writing {
		longest = uint64(2 * s.tune.vlog) // Badger makes its logs twice as long as their limit
		space += longest
	}
	if have := limitOf(unix.RLIMIT_NOFILE); have < files {
		return fmt.Errorf("%w: %d files may be open, %d are needed for %s (ulimit -n)", ErrLimit, have, files, s.dir)
	}
	if have := limitOf(unix.RLIMIT_FSIZE); have < longest {
		return fmt.Errorf("%w: a file may have %d MiB, %d MiB are needed for %s (ulimit -f)", ErrLimit, have>>20, longest>>20, s.dir)
	}
	if have, used := limitOf(unix.RLIMIT_AS), usedSpace(); have < used+space {
		return fmt.Errorf("%w: %d MiB of addresses may be used, %d MiB are needed for %s (ulimit -v)", ErrLimit, have>>20, (used+space)>>20, s.dir)
	}
	return nil
}

// limitOf returns a limit of the process.
func limitOf(resource int) uint64 {
	var r unix.Rlimit
	if err := unix.Getrlimit(resource, &r); err != nil {
		return unix.RLIM_INFINITY
	}
	return r.Cur
}

// usedSpace returns how much address space the process uses, or 0 if that is unknown.
func usedSpace() uint64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var pages uint64
	if _, err := fmt.Sscan(string(b), &pages); err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}
