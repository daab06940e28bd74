package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/wiretrace/wiretrace/store/audit"
	"github.com/wiretrace/wiretrace/store/disk"
)

// auditLog reads the audit log.
func (s *Store) auditLog() (*audit.Log, error) {
	l, err := audit.Open(s.dir)
	if errors.Is(err, audit.ErrDamaged) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return l, err
}

// Audit returns the audit log as it is now.
func (s *Store) Audit() (*audit.Log, error) {
	s.auditMu.Lock()
	defer s.auditMu.Unlock()
	return s.auditLog()
}

// Deleted returns the last event of the audit log that deleted the article with this id, without its
// marks. It returns false if there is none. It does not wait for a removal that is in progress, because
// that may wait for the caller's view.
func (s *Store) Deleted(id string) (audit.Event, bool, error) {
	l, err := s.auditLog()
	if err != nil {
		return audit.Event{}, false, err
	}
	h := IDHash(id)
	for _, e := range slices.Backward(l.Events) {
		gone := e.Did == audit.Delete || e.Did == audit.Expire
		if gone && slices.ContainsFunc(e.Marks, func(m audit.Mark) bool { return m.ID == h }) {
			e.Marks = nil
			return e, true, nil
		}
	}
	return audit.Event{}, false, nil
}

// audit writes the audit log to a backup.
func (b *backupWriter) audit(l *audit.Log) {
	lines, err := l.Encode()
	if err != nil && b.err == nil {
		b.err = err
	}
	key := []byte{keyAudit}
	b.entry(key, appendSum(lines, key))
}

// restoreAudit writes the audit log of a restored store.
func restoreAudit(dir string, v []byte) error {
	lines := v[:len(v)-sumSize] // the caller has checked the checksum
	if _, err := audit.Parse(lines); err != nil {
		return fmt.Errorf("%w: the backup: %w", ErrDamaged, err)
	}
	return disk.WriteFile(filepath.Join(dir, audit.Name), lines)
}
