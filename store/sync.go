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

// sync syncs everything written so far to disk. Badger's own Sync omits value logs and memtable logs that
// became full.
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

// syncFiles syncs the memtable logs and the value logs from number first on. It returns the number of the
// last value log, which may still grow.
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

// earlySync is how many bytes are written before the files are synced in the background. Without it a bulk
// load ends with seconds of waiting for the disk.
const earlySync = 64 << 20

// An earlySyncer syncs files while more is written. The next wait returns its errors, because the kernel
// reports a failed write only once.
type earlySyncer struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	pending int
	busy    bool
	err     error
}

// wrote counts n written bytes. It starts a sync after every earlySync bytes.
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

// wait waits for a running sync and returns the errors since the last wait.
func (e *earlySyncer) wait() error {
	e.wg.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	err := e.err
	e.err, e.pending = nil, 0
	return err
}
