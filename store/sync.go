package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/wiretrace/wiretrace/store/disk"
)

// sync brings everything written so far to the disk. Badger's own Sync leaves
// out value log files and memtable logs that were full meanwhile.
func (s *Store) sync() error {
	early := s.early.wait()
	if err := errors.Join(early, s.db.Sync()); err != nil {
		return fmt.Errorf("sync the store: %w", err)
	}
	last, err := syncFiles(s.dir, s.synced)
	if err != nil {
		return fmt.Errorf("sync the store: %w", err)
	}
	s.synced = last
	return disk.Sync(s.dir)
}

// syncFiles syncs the memtable logs and the value log files from number first
// on, and returns the number of the last, which may still grow.
func syncFiles(dir string, first uint32) (last uint32, err error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return first, err
	}
	last = first
	for _, f := range files {
		name, isLog := strings.CutSuffix(f.Name(), ".vlog")
		n, _ := strconv.ParseUint(name, 10, 32)
		if isLog && uint32(n) < first || !isLog && filepath.Ext(name) != ".mem" {
			continue
		}
		if isLog {
			last = max(last, uint32(n))
		}
		if err := disk.Sync(filepath.Join(dir, f.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return first, err
		}
	}
	return last, nil
}

// earlySync is after how many written bytes the files are synced in the
// background: otherwise a bulk load ends with seconds of waiting for the disk.
const earlySync = 64 << 20

// An earlySyncer syncs files while more is written. Its errors are reported by the
// next wait: the kernel reports a failed write only once.
type earlySyncer struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	pending int
	busy    bool
	err     error
}

// wrote counts n written bytes and starts a sync now and then.
func (e *earlySyncer) wrote(n int, dir string, first uint32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pending += n; e.pending < earlySync || e.busy {
		return
	}
	e.pending, e.busy = 0, true
	e.wg.Go(func() {
		_, err := syncFiles(dir, first)
		e.mu.Lock()
		defer e.mu.Unlock()
		e.busy = false
		e.err = errors.Join(e.err, err)
	})
}

// wait waits for a running sync and returns what went wrong since the last
// wait.
func (e *earlySyncer) wait() error {
	e.wg.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	err := e.err
	e.err, e.pending = nil, 0
	return err
}
