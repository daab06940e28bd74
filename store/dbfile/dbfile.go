// Package dbfile reads the files of a Badger database without opening it.
//
// Badger trusts its own files. A damaged table kills the process from a goroutine of Badger, and an
// incomplete manifest makes Badger delete the tables that it no longer lists. Therefore [Check] reads
// everything Badger will trust before Badger opens it. [Scan] finds every entry of a damaged database, for
// a repair. [Live] finds the current values.
//
// The package does not know what keys and values mean.
package dbfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrDamaged is returned for files that contradict their checksums or each other.
var ErrDamaged = errors.New("damaged file")

// Names and endings of Badger's files.
const (
	ManifestName = "MANIFEST"
	manifestNew  = "MANIFEST-REWRITE" // MANIFEST while it is rewritten
	DiscardName  = "DISCARD"
	keysName     = "KEYREGISTRY"
	keysNew      = "REWRITE-KEYREGISTRY" // KEYREGISTRY while it is rewritten
	tableExt     = ".sst"
	logExt       = ".vlog"
	memExt       = ".mem"
)

// discardSize is the size of DISCARD, which only counts garbage and can be recreated.
const discardSize = 1 << 20

// A Listing holds the files of a database by kind, sorted by number.
type Listing struct {
	Dir            string
	Tables         []string // names of the tables
	Logs           []string // names of the value logs
	Mems           []string // names of the logs of memtables, which exist while a writer is running
	Manifest, Keys bool
	// Odd is an error that names a database file that is not a regular file, such as a folder or a pipe.
	// The file is in none of the lists.
	Odd        error
	badDiscard bool
}

// List lists the files of a database.
func List(dir string) (*Listing, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	l := &Listing{Dir: dir}
	for _, f := range files {
		switch name := f.Name(); {
		case Owns(name) && !regular(filepath.Join(dir, name), f.Type()):
			l.Odd = fmt.Errorf("%w: %s is no regular file", ErrDamaged, name)
		case name == ManifestName:
			l.Manifest = true
		case name == keysName:
			l.Keys = true
		case name == DiscardName:
			fi, err := f.Info()
			l.badDiscard = err == nil && fi.Size() != discardSize
		case filepath.Ext(name) == tableExt:
			l.Tables = append(l.Tables, name)
		case filepath.Ext(name) == logExt:
			l.Logs = append(l.Logs, name)
		case filepath.Ext(name) == memExt:
			l.Mems = append(l.Mems, name)
		}
	}
	return l, nil
}

// regular reports whether a name is a regular file, or a symbolic link to one. Opening another kind of
// file may block for ever.
func regular(path string, t os.FileMode) bool {
	if t&os.ModeSymlink != 0 {
		fi, err := os.Stat(path)
		return err == nil && fi.Mode().IsRegular()
	}
	return t.IsRegular()
}

// Empty reports whether the directory has no file of a database.
func (l *Listing) Empty() bool {
	return l.Odd == nil && !l.Manifest && !l.Keys && len(l.Tables) == 0 && len(l.Logs) == 0 && len(l.Mems) == 0
}

// Owns reports whether a file with this name belongs to Badger.
func Owns(name string) bool {
	switch filepath.Ext(name) {
	case tableExt, logExt, memExt:
		return true
	}
	switch name {
	case ManifestName, manifestNew, keysName, keysNew, DiscardName:
		return true
	}
	return false
}

// Private returns the names of the files that Badger makes readable only for its own user.
func Private() []string { return []string{ManifestName, keysName} }

// number returns the number in the name of a file.
func number(name string) (uint64, error) {
	n, err := strconv.ParseUint(strings.TrimSuffix(name, filepath.Ext(name)), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%w: %s is not a number", ErrDamaged, name)
	}
	return n, nil
}

// Trust describes how Badger is going to use a database, and what is known about it.
type Trust struct {
	Magic   uint16 // our mark in MANIFEST
	Writing bool   // Badger will write: it replays and truncates the ends of logs
	// Unclean is set if the last writer was killed. Then there may be tables that MANIFEST does not list
	// yet, or no longer lists.
	Unclean bool
	// Anchor is a key that every commit writes. A table that is not listed must not hold its newest
	// version.
	Anchor []byte
	// Least is the version of the anchor that was acknowledged last: the database must have it or a newer
	// one.
	Least uint64
}

// Check reads what Badger trusts: the manifest, the key registry, all tables and, for writing, the ends of
// the logs that Badger replays and truncates. The error names the file. Tables hold only keys and small
// values, so it takes a millisecond for 100,000 articles.
func Check(dir string, t Trust) error {
	l, m, err := listed(dir, t.Magic)
	if err != nil {
		return err
	}
	if err := l.checkTables(m, t); err != nil {
		return err
	}
	if !t.Writing {
		return nil
	}
	if err := l.checkLogs(m, t); err != nil {
		return err
	}
	if l.badDiscard {
		return os.Remove(filepath.Join(dir, DiscardName))
	}
	return nil
}

// CheckLogs checks what Badger reads of the logs when it opens for writing. It changes nothing.
func CheckLogs(dir string, magic uint16) error {
	l, m, err := listed(dir, magic)
	if err != nil {
		return err
	}
	return l.checkLogs(m, Trust{})
}

// listed lists the files of a database and reads its manifest.
func listed(dir string, magic uint16) (*Listing, *Manifest, error) {
	l, err := List(dir)
	if err == nil {
		err = l.Odd
	}
	if err != nil {
		return nil, nil, err
	}
	m, err := ReadManifest(filepath.Join(dir, ManifestName), magic)
	return l, m, err
}

// checkTables checks that the listed tables exist and are intact, and that no other table holds something
// that they lack.
func (l *Listing) checkTables(m *Manifest, t Trust) error {
	if m.Torn && !t.Unclean {
		return fmt.Errorf("%w: %s ends early", ErrDamaged, ManifestName)
	}
	found := map[uint64]bool{}
	var listed, spare uint64 // newest version of the anchor in listed and in unlisted tables
	for _, name := range l.Tables {
		n, err := number(name)
		if err != nil {
			return err
		}
		found[n] = true
		_, isListed := m.Tables[n]
		if !isListed && !t.Unclean {
			return fmt.Errorf("%w: %s does not list the table %s", ErrDamaged, ManifestName, name)
		}
		at := &spare
		if isListed {
			at = &listed
		}
		err = EachInTable(filepath.Join(l.Dir, name), t.newest(at))
		if err != nil && (isListed || !errors.Is(err, ErrDamaged)) {
			return err
		}
	}
	for n := range m.Tables {
		if !found[n] {
			return fmt.Errorf("%w: the table %06d%s is missing", ErrDamaged, n, tableExt)
		}
	}
	if spare <= listed && t.Least <= listed {
		return nil
	}
	for _, name := range l.Mems { // until a table is listed, its content is also in a memtable's log
		if _, err := EachInLog(filepath.Join(l.Dir, name), t.newest(&listed)); err != nil {
			return err
		}
	}
	if spare > listed {
		return fmt.Errorf("%w: %s does not list the newest table", ErrDamaged, ManifestName)
	}
	if t.Least > listed {
		return fmt.Errorf("%w: the last commits that were acknowledged are missing: a file *%s was removed or cut", ErrDamaged, memExt)
	}
	return nil
}

// newest returns a function that sets v to the newest version of the anchor.
func (t Trust) newest(v *uint64) func(Entry) error {
	return func(e Entry) error {
		if string(e.Key) == string(t.Anchor) {
			*v = max(*v, e.Version)
		}
		return nil
	}
}

// checkLogs checks the logs that Badger reads to their end when it opens for writing: those of memtables,
// and the last value log. Badger truncates them at the first incomplete entry. So no complete entry may
// follow there, except those written after the last acknowledged commit: after a power failure the disk
// may have only the later of two writes.
func (l *Listing) checkLogs(m *Manifest, t Trust) error {
	replayed := slices.Clone(l.Mems)
	if n := len(l.Logs); n > 0 {
		replayed = append(replayed, l.Logs[n-1])
	}
	for _, name := range replayed {
		if _, err := number(name); err != nil {
			return err
		}
		end, err := EachInLog(filepath.Join(l.Dir, name), func(Entry) error { return nil })
		if err != nil {
			return err
		}
		if end.Follows && t.Unclean && t.Least > 0 && end.Oldest > t.Least {
			end.Follows, err = l.saved(m, t, name, end)
		}
		if err == nil && end.Follows {
			err = fmt.Errorf("%w: %s is damaged at byte %d", ErrDamaged, name, end.At)
		}
		if err != nil {
			return err
		}
	}
	if len(m.Tables) > 0 || len(l.Mems) > 0 {
		return nil
	}
	for _, name := range l.Logs {
		if fi, err := os.Stat(filepath.Join(l.Dir, name)); err == nil && fi.Size() > logHead {
			return fmt.Errorf("%w: %s holds values, and no table names them", ErrDamaged, name)
		}
	}
	return nil
}

// saved reports whether acknowledged data follow the readable part of a log although all complete entries
// there are newer: the rest of the last transaction, or a value that a key points to.
func (l *Listing) saved(m *Manifest, t Trust, log string, end End) (found bool, err error) {
	if end.Within && end.Last <= t.Least {
		return true, nil
	}
	if filepath.Ext(log) != logExt {
		return false, nil
	}
	n, err := number(log)
	if err != nil {
		return false, err
	}
	behind := func(e Entry) error {
		at := e.Pointer
		found = found || e.Version <= t.Least && at.Size > 0 && uint64(at.File) == n && int64(at.At) >= end.At
		return nil
	}
	for _, name := range l.Tables {
		table, err := number(name)
		if _, listed := m.Tables[table]; err == nil && listed {
			err = EachInTable(filepath.Join(l.Dir, name), behind)
		}
		if err != nil {
			return false, err
		}
	}
	for _, name := range l.Mems {
		if _, err := EachInLog(filepath.Join(l.Dir, name), behind); err != nil {
			return false, err
		}
	}
	return found, nil
}
