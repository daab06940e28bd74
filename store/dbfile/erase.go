package dbfile

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// An extent is the part of a file that holds a current value and its header.
type extent struct{ at, end int64 }

// Erase overwrites everything in the value logs, except the last log, that is not a current value of a
// wanted key. It frees the disk space if the file system can, and removes logs without current values. It
// changes nothing unless every wanted key is found. The database must be closed and its last log empty:
// Badger replays the last log, and reads the others only where a table points to.
func Erase(dir string, t Trust, wanted map[string]struct{}) error {
	if err := Check(dir, t); err != nil {
		return err
	}
	l, err := List(dir)
	if err != nil {
		return err
	}
	if len(l.Mems) > 0 || len(l.Logs) == 0 {
		return fmt.Errorf("%w: the database in %s is open", ErrDamaged, dir)
	}
	live, _, err := l.live(wanted)
	if err != nil {
		return err
	}
	for _, name := range l.Logs[:len(l.Logs)-1] {
		n, err := number(name)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, name)
		if len(live[n]) == 0 {
			err = os.Remove(path)
		} else {
			err = eraseBetween(path, live[n])
		}
		if err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	return nil
}

// live returns the extents and keys of the current values in each log.
func (l *Listing) live(wanted map[string]struct{}) (map[uint64][]extent, map[uint64][]string, error) {
	newestOf := map[string]Entry{}
	for _, name := range l.Tables {
		err := EachInTable(filepath.Join(l.Dir, name), func(e Entry) error {
			if old, ok := newestOf[string(e.Key)]; !ok || e.Version > old.Version {
				newestOf[string(e.Key)] = Entry{Version: e.Version, Deleted: e.Deleted, Pointer: e.Pointer}
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	out, keys := map[uint64][]extent{}, map[uint64][]string{}
	for key := range wanted {
		e, ok := newestOf[key]
		if !ok || e.Deleted {
			return nil, nil, fmt.Errorf("%w: no table names the value %q", ErrDamaged, key)
		}
		if p := e.Pointer; p.Size > 0 {
			at := int64(p.At)
			out[uint64(p.File)] = append(out[uint64(p.File)], extent{at, at + int64(p.Size)})
			keys[uint64(p.File)] = append(keys[uint64(p.File)], key)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b extent) int { return int(a.at - b.at) })
	}
	return out, keys, nil
}

// Small returns the keys of the values in the least used value logs, and their size, if more than most
// logs are in use. It chooses logs so that at most half of most logs remain, and at most the given number
// of bytes. The database must be closed.
func Small(dir string, wanted map[string]struct{}, most int, bytes int64) (keys []string, size int64, err error) {
	l, err := List(dir)
	if err != nil {
		return nil, 0, err
	}
	live, byLog, err := l.live(wanted)
	if err != nil || len(live) <= most {
		return nil, 0, err
	}
	used := map[uint64]int64{}
	for log, list := range live {
		for _, x := range list {
			used[log] += x.end - x.at
		}
	}
	logs := slices.SortedFunc(maps.Keys(used), func(a, b uint64) int {
		return cmp.Or(cmp.Compare(used[a], used[b]), cmp.Compare(a, b))
	})
	joined := 0
	for _, log := range logs[:len(logs)-most/2] {
		if size+used[log] > bytes {
			break
		}
		size += used[log]
		keys = append(keys, byLog[log]...)
		joined++
	}
	if joined < 2 {
		return nil, 0, nil
	}
	slices.Sort(keys)
	return keys, size, nil
}

// eraseBetween erases a log except for the extents.
func eraseBetween(path string, live []extent) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	changed := false
	at := int64(logHead)
	for _, x := range append(live, extent{fi.Size(), fi.Size()}) {
		if x.at > at {
			did, err := eraseRange(f, at, x.at)
			if err != nil {
				return err
			}
			changed = changed || did
		}
		at = max(at, x.end)
	}
	if !changed {
		return nil
	}
	return f.Sync()
}

// zeroRange overwrites a part of a file with zeros. It reports whether that changed anything.
func zeroRange(f *os.File, at, end int64) (changed bool, err error) {
	b, zero := make([]byte, 1<<16), make([]byte, 1<<16)
	for at < end {
		n := min(int64(len(b)), end-at)
		if _, err := f.ReadAt(b[:n], at); err != nil {
			return changed, err
		}
		if !slices.Equal(b[:n], zero[:n]) {
			changed = true
			if _, err := f.WriteAt(zero[:n], at); err != nil {
				return changed, err
			}
		}
		at += n
	}
	return changed, nil
}
