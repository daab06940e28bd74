package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cespare/xxhash/v2"
	badger "github.com/dgraph-io/badger/v4"

	"github.com/wiretrace/wiretrace/store/disk"
)

// A backup begins with this head and the version (4 bytes). Then it has an entry for each value: the
// length of the key (1 byte), the key, the length of the value (8 bytes), and the value with its checksum.
// The first entries are the parameters and the manifest. After the entries it has a zero byte, the number
// of entries, and the xxhash64 of all bytes before it, 8 bytes each.
const (
	backupHead    = "WTBACKUP"
	backupVersion = 2 // 2: the audit log may be included
	oldestBackup  = 1
	keyAudit      = 'j' // the audit log: a file, not a value of the database
	maxKey        = 16
)

// Backup writes the last commit as one stream, which [Restore] reads. It fails with ErrDamaged at the
// first value with a wrong checksum, so that every complete backup is correct.
func (s *Store) Backup(w io.Writer) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return ErrClosed
	}
	im, err := s.current()
	if err != nil {
		return err
	}
	defer im.release()
	// Not Audit: Remove holds auditMu while it waits for mu. A line that is being written has no line end
	// yet and is ignored.
	log, err := s.auditLog()
	if err != nil {
		return err
	}
	version := uint32(oldestBackup)
	if len(log.Events) > 0 {
		version = backupVersion
	}
	b := backupWriter{w: w}
	b.d.Reset()
	b.write([]byte(backupHead))
	b.write(binary.LittleEndian.AppendUint32(nil, version))
	entry := func(key []byte) {
		if b.err != nil {
			return
		}
		v, err := im.fetch(key)
		if err == nil {
			_, err = checkSum(v, key)
		}
		if err != nil {
			b.err = err
			return
		}
		b.entry(key, v)
	}
	entry([]byte{keyParams})
	entry([]byte{keyManifest})
	im.m.keys(entry)
	if version > oldestBackup {
		b.audit(log)
	}
	b.write([]byte{0})
	b.write(binary.LittleEndian.AppendUint64(nil, b.n))
	b.write(binary.LittleEndian.AppendUint64(nil, b.d.Sum64()))
	if b.err != nil {
		return fmt.Errorf("backup: %w", b.err)
	}
	return nil
}

// A backupWriter writes bytes and computes their checksum. After the first error it does nothing.
type backupWriter struct {
	w   io.Writer
	d   xxhash.Digest
	n   uint64
	err error
}

func (b *backupWriter) write(p []byte) {
	if b.err != nil {
		return
	}
	_, _ = b.d.Write(p) // never fails
	_, b.err = b.w.Write(p)
}

func (b *backupWriter) entry(key, v []byte) {
	b.n++
	b.write([]byte{byte(len(key))})
	b.write(key)
	b.write(binary.LittleEndian.AppendUint64(nil, uint64(len(v))))
	b.write(v)
}

// RestoreOptions are the settings of [Restore].
type RestoreOptions struct {
	// WithDeleted also restores articles that were deleted after the backup was made.
	WithDeleted bool
	// Deleted names further files that list deleted articles. The list of dir is always used. If dir has
	// none, the lists next to it that belong to stores with the backup's lineage are used.
	Deleted []string
	// Warnf, if not nil, receives warnings for the user about a restore that succeeded.
	Warnf func(format string, args ...any)
}

// Restore makes a store in dir from a backup. dir must be empty or must not exist. Restore checks every
// checksum. If the backup is damaged or incomplete, it leaves nothing behind: the store is built next to
// dir and renamed when it is complete.
//
// Articles that were deleted after the backup was made, and not stored again since, are left out. leftOut
// is their number.
func Restore(dir string, r io.Reader, o RestoreOptions) (leftOut int, err error) {
	return restore(dir, r, o, defaultTuning())
}

func restore(dir string, r io.Reader, o RestoreOptions, tune tuning) (leftOut int, err error) {
	switch files, err := os.ReadDir(dir); {
	case err == nil && len(files) > 0:
		return 0, fmt.Errorf("%w: %s; name a new directory", ErrExists, dir)
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return 0, fmt.Errorf("restore: %w", err)
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	if err := removeLeft(dir, restorePattern); err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	tmp, err := makeSibling(dir, restorePattern)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	lineage, err := fill(tmp, r, tune)
	var list deletedList
	if err == nil {
		list, err = deletedFor(dir, lineage, o.Deleted, o.Warnf)
	}
	if err == nil {
		leftOut, err = leaveOut(dir, tmp, list, o.WithDeleted, tune)
	}
	if err != nil {
		return 0, errors.Join(fmt.Errorf("restore: %w", err), os.RemoveAll(tmp))
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, errors.Join(fmt.Errorf("restore: %w", err), os.RemoveAll(tmp))
	}
	if err := os.Rename(tmp, dir); err != nil {
		return 0, errors.Join(fmt.Errorf("restore: %w", err), os.RemoveAll(tmp))
	}
	return leftOut, disk.Sync(filepath.Dir(dir))
}

// fill makes a store in an empty directory from a backup, checks it, and returns its lineage.
func fill(dir string, r io.Reader, tune tuning) (lineage uint64, err error) {
	s, err := open(dir, Options{Create: true}, tune)
	if err != nil {
		return 0, err
	}
	b := backupReader{r: r}
	b.d.Reset()
	err = b.each(func(key, v []byte) error {
		if err := s.room(len(v)); err != nil {
			return err
		}
		if len(key) == 1 && key[0] == keyAudit {
			return restoreAudit(dir, v)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.write(func(txn *badger.Txn) error { return txn.Set(key, v) })
	})
	if err == nil {
		err = s.sync()
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return 0, err
	}
	if s, err = open(dir, Options{ReadOnly: true}, tune); err != nil {
		return 0, err
	}
	return s.made.lineage(), errors.Join(s.complete(), s.Close())
}

// complete checks that the database holds exactly the values that the manifest names.
func (s *Store) complete() error {
	keys := s.man.Load().keySet()
	keys[string(keyParams)] = struct{}{}
	keys[string(keyManifest)] = struct{}{}
	extra := 0
	err := s.eachKey(func(k []byte) {
		if _, ok := keys[string(k)]; !ok {
			extra++
		}
		delete(keys, string(k))
	})
	if err != nil {
		return err
	}
	if extra > 0 || len(keys) > 0 {
		return fmt.Errorf("%w: the backup lacks %d values and has %d too many", ErrDamaged, len(keys), extra)
	}
	return nil
}

// A backupReader reads what a backupWriter wrote.
type backupReader struct {
	r   io.Reader
	d   xxhash.Digest
	buf bytes.Buffer
}

// read returns the next n bytes, valid until the next call. It allocates memory as bytes arrive, so that a
// damaged length cannot use up all memory.
func (b *backupReader) read(n uint64) ([]byte, error) {
	b.buf.Reset()
	if n > 1<<62 {
		n = 1 << 62
	}
	if _, err := io.CopyN(&b.buf, b.r, int64(n)); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%w: the backup ends early", ErrDamaged)
		}
		return nil, err
	}
	_, _ = b.d.Write(b.buf.Bytes()) // never fails
	return b.buf.Bytes(), nil
}

// each checks the checksum of every entry and calls fn with it. Then it checks the end of the backup.
func (b *backupReader) each(fn func(key, v []byte) error) error {
	if err := b.head(); err != nil {
		return err
	}
	count := uint64(0)
	for {
		n, err := b.read(1)
		if err != nil {
			return err
		}
		size := n[0]
		if size == 0 {
			return b.tail(count)
		}
		if size > maxKey {
			return fmt.Errorf("%w: the backup has a key of %d bytes", ErrDamaged, size)
		}
		key, v, err := b.entry(uint64(size))
		if err != nil {
			return err
		}
		if err := fn(key, v); err != nil {
			return err
		}
		count++
	}
}

func (b *backupReader) head() error {
	head, err := b.read(uint64(len(backupHead)) + 4)
	if err != nil {
		return err
	}
	if string(head[:len(backupHead)]) != backupHead {
		return fmt.Errorf("%w: this is not a backup of a store", ErrDamaged)
	}
	if v := binary.LittleEndian.Uint32(head[len(backupHead):]); v < oldestBackup || v > backupVersion {
		return fmt.Errorf("%w: the backup has version %d, this program reads %d; use the program that wrote it",
			ErrVersion, v, backupVersion)
	}
	return nil
}

func (b *backupReader) entry(size uint64) (key, v []byte, err error) {
	k, err := b.read(size)
	if err != nil {
		return nil, nil, err
	}
	key = append([]byte(nil), k...)
	n, err := b.read(8)
	if err != nil {
		return nil, nil, err
	}
	if v, err = b.read(binary.LittleEndian.Uint64(n)); err != nil {
		return nil, nil, err
	}
	_, err = checkSum(v, key)
	return key, v, err
}

// tail checks the number of entries and the checksum of the whole backup.
func (b *backupReader) tail(count uint64) error {
	n, err := b.read(8)
	if err != nil {
		return err
	}
	want, total := binary.LittleEndian.Uint64(n), b.d.Sum64()
	if n, err = b.read(8); err != nil {
		return err
	}
	if want != count || binary.LittleEndian.Uint64(n) != total {
		return fmt.Errorf("%w: the backup has a wrong checksum", ErrDamaged)
	}
	return nil
}
