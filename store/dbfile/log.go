package dbfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
)

// logHead is the size of a log's header: the number of its encryption key, and a seed.
const logHead = 20

// An End describes where the readable part of a log ends.
type End struct {
	At      int64  // end of the last entry that is read
	Follows bool   // complete entries follow after unreadable bytes
	Oldest  uint64 // lowest version of the entries that follow
	Last    uint64 // the version of the entry that ends at At
	Within  bool   // that entry is part of a transaction, and not its last
	Gaps    []Gap  // what lies between whole entries
}

// A Gap is a part of a log that is no entry and that whole entries follow.
type Gap struct {
	At, End int64
	Zero    bool // it holds zeros alone, as [Erase] leaves them
}

// EachInLog calls fn with all complete entries of a value log or a memtable's log, including those after
// damage. end is where the first damage is. A file shorter than a header is empty. If bytes cannot be
// read, fn is called again with the entries from the first one on.
func EachInLog(path string, fn func(Entry) error) (end End, err error) {
	f, err := os.Open(path)
	if err != nil {
		return end, err
	}
	defer f.Close()
	b, unmap, err := mapAll(f)
	if err != nil {
		return end, err
	}
	defer unmap()
	limit := dataEnd(f, int64(len(b)))
	var failed error
	if err := Fault(func() error { end, failed = eachInLog(b, limit, fn); return nil }); err != nil {
		end, err = eachInLog(readWhole(f, limit), limit, fn)
		for i := range end.Gaps {
			end.Gaps[i].Zero = false // what cannot be read is taken for zeros
		}
		return end, err
	}
	return end, failed
}

// eachInLog reads a log whose bytes from limit on are zero. It does not touch those bytes: in an in-memory
// file system, reading a hole takes space, and if there is none a signal kills the process.
func eachInLog(b []byte, limit int64, fn func(Entry) error) (end End, err error) {
	limit = min(limit, int64(len(b)))
	end.At = min(logHead, int64(len(b)))
	broken, gap := false, int64(-1)
	for at := end.At; at+leastEntry <= limit; {
		e, ok := readEntry(b, at)
		if !ok || broken && !plausible(&e) {
			if broken = true; gap < 0 {
				gap = at
			}
			at = nextStart(b[:limit], at+1)
			continue
		}
		if broken && (!end.Follows || e.Version < end.Oldest) {
			end.Follows, end.Oldest = true, e.Version
		}
		if gap >= 0 {
			end.Gaps = append(end.Gaps, Gap{gap, at, len(bytes.Trim(b[gap:at], "\x00")) == 0})
			gap = -1
		}
		if err := fn(e); err != nil {
			return end, err
		}
		at += e.Size
		if !broken {
			end.At, end.Last, end.Within = at, e.Version, e.within
		}
	}
	return end, nil
}

// leastEntry is the size of an entry without key and value.
const leastEntry = 2 + 3 + versionSize + 4

// nextStart returns the first position from at on where an entry can begin. Only the last two bytes of a
// run of zeros can be its marks.
func nextStart(b []byte, at int64) int64 {
	end := at
	for end+8 <= int64(len(b)) && binary.LittleEndian.Uint64(b[end:]) == 0 {
		end += 8
	}
	for end < int64(len(b)) && b[end] == 0 {
		end++
	}
	return max(at, end-2)
}

// plausible reports whether bytes found after damage can be an entry. Every entry has a key, so zeros are none.
func plausible(e *Entry) bool { return len(e.Key) > 0 && e.Whole }

// maxKey is the most bytes of a key with its version. Badger allows longer keys, but the store writes
// none.
const maxKey = 64

// readEntry reads the entry at a position: two bytes of marks, the lengths of key and value, the time when
// it expires, key, value, and a checksum of all. The store uses neither the second mark nor the time. So
// most wrong positions are rejected before a checksum is computed.
func readEntry(b []byte, at int64) (e Entry, ok bool) {
	start := at
	if at+2 > int64(len(b)) {
		return e, false
	}
	meta := b[at]
	at += 2
	var fields [3]uint64
	for i := range fields {
		v, n := binary.Uvarint(b[at:min(at+10, int64(len(b)))])
		if n <= 0 {
			return e, false
		}
		fields[i] = v
		at += int64(n)
	}
	klen, vlen := fields[0], fields[1]
	if b[start+1] != 0 || fields[2] != 0 || klen < versionSize || klen > maxKey || vlen > uint64(len(b)) || at+int64(klen+vlen)+4 > int64(len(b)) {
		return e, false
	}
	e.setKey(b[at : at+int64(klen)])
	e.At = at + int64(klen)
	end := e.At + int64(vlen)
	if castagnoli(b[start:end]) != binary.BigEndian.Uint32(b[end:]) {
		return e, false
	}
	e.Whole, e.Size = true, end+4-start
	e.within = meta&metaTxn != 0
	if meta&metaTxnEnd != 0 {
		return e, true
	}
	return e, e.setValue(meta, b[e.At:end]) == nil
}

// HasValues reports whether any value log of a database has an entry.
func HasValues(dir string) (bool, error) {
	l, err := List(dir)
	if err != nil {
		return false, err
	}
	for _, name := range l.Logs {
		found := false
		_, err := EachInLog(filepath.Join(dir, name), func(Entry) error {
			found = true
			return errStop
		})
		if found {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

// errStop ends an iteration early.
var errStop = errors.New("enough")
