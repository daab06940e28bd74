package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"

	"github.com/wiretrace/wiretrace/store/disk"
)

// deletedExt is the ending of the file next to a store that lists its deleted articles. The file is kept
// when the store is removed, so that an older backup does not bring deleted articles back.
const deletedExt = ".deleted"

// A deletedList is the content of such a file: the lineage of its store, and the id hashes of articles
// that were deleted and not stored again.
type deletedList struct {
	lineage uint64 // 0: unknown
	ids     debt
}

// deletedHead begins the file. Then follow the lineage and the hashes, 8 bytes each, and the xxhash64 of
// all bytes before it.
const deletedHead = "WTDELETED1\r\n"

// deletedPath returns the path of the list of a store.
func deletedPath(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	return dir + deletedExt, err
}

func (l *deletedList) encode() []byte {
	b := binary.LittleEndian.AppendUint64([]byte(deletedHead), l.lineage)
	b = append(b, l.ids.encode()...)
	return binary.LittleEndian.AppendUint64(b, xxhash.Sum64(b))
}

func decodeDeleted(b []byte) (l deletedList, err error) {
	n := len(b) - len(deletedHead) - 2*sumSize
	if n < 0 || n%8 != 0 || !bytes.HasPrefix(b, []byte(deletedHead)) ||
		binary.LittleEndian.Uint64(b[len(b)-sumSize:]) != xxhash.Sum64(b[:len(b)-sumSize]) {
		return l, errors.New("it is damaged")
	}
	b = b[len(deletedHead):]
	l.lineage = binary.LittleEndian.Uint64(b)
	l.ids, err = decodeDebt(b[8 : 8+n])
	return l, err
}

// readDeleted reads a list. A missing file is an empty list.
func readDeleted(path string) (l deletedList, err error) {
	b, err := disk.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return l, nil
	}
	if err == nil {
		l, err = decodeDeleted(b)
	}
	if err != nil {
		return l, fmt.Errorf("the list of deleted articles %s: %w", path, err)
	}
	return l, nil
}

// write replaces the file atomically. The writer has the store locked, so one temporary name is enough.
func (l *deletedList) write(path string) (err error) {
	tmp := path + ".tmp"
	if err = disk.WriteFile(tmp, l.encode()); err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		err = fmt.Errorf("the list of deleted articles: %w", err)
		if gone := os.Remove(tmp); !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		return err
	}
	return disk.Sync(filepath.Dir(path))
}

// listDeleted adds the articles in gone to the list of the store, and removes those in back, which are
// stored again. If the list cannot be written, it only warns: the deletion is complete without it. The
// caller has claimed the store or is opening it.
func (s *Store) listDeleted(gone, back debt) {
	if s.unlisted || len(gone)+len(back) == 0 {
		return
	}
	path, err := deletedPath(s.dir)
	var l deletedList
	if err == nil {
		l, err = readDeleted(path)
	}
	if err == nil {
		ids := l.ids.union(gone).without(back)
		if lineage := s.made.lineage(); !slices.Equal(ids, l.ids) || lineage != l.lineage {
			err = (&deletedList{lineage, ids}).write(path)
		}
	}
	if err != nil {
		s.warnf("%v; a restore of an earlier backup would bring articles back that were deleted", err)
	}
}

// deletedFor returns the id hashes of articles to leave out when a backup is restored to dir. They come
// from the list of dir, from the given files, and from lists of the same lineage next to dir, unless the
// list of dir has this lineage.
//
// Lists have no times: an article may be deleted from one store of a lineage and stored again in another.
// Therefore dir's own list takes precedence.
func deletedFor(dir string, lineage uint64, files []string, warnf func(string, ...any)) (deletedList, error) {
	own, err := deletedPath(dir)
	if err != nil {
		return deletedList{}, err
	}
	for _, path := range files { // the store's own list need not exist
		if _, err := os.Stat(path); err != nil {
			return deletedList{}, err
		}
	}
	var ids debt
	var ownLineage uint64 // 0: there is no own list
	for _, path := range append([]string{own}, files...) {
		l, err := readDeleted(path)
		if err != nil {
			return deletedList{}, err
		}
		ids = ids.union(l.ids)
		if path == own {
			ownLineage = l.lineage
		}
	}
	if lineage != 0 && ownLineage != lineage { // the own list may belong to another store that was here before
		ids = ids.union(deletedNextTo(own, lineage, warnf))
	}
	return deletedList{lineage, ids}, nil
}

// deletedNextTo returns the hashes in the lists of a lineage in the folder of own. A list that cannot be
// read is ignored, since it may belong to another store.
func deletedNextTo(own string, lineage uint64, warnf func(string, ...any)) (ids debt) {
	others, _ := filepath.Glob(globQuote(filepath.Dir(own)) + string(filepath.Separator) + "*" + deletedExt) // cannot fail: the pattern is valid
	for _, path := range others {
		l, err := readDeleted(path)
		switch {
		case err != nil && warnf != nil:
			warnf("%v; if it is of this store, articles may be back that were deleted", err)
		case err == nil && l.lineage == lineage:
			ids = ids.union(l.ids)
		}
	}
	return ids
}

// leaveOut deletes the articles of a list from the store in tmp, which will be renamed to dir. If wanted,
// it keeps them and removes them from the list instead. It writes the list of dir and returns how many
// articles it deleted.
func leaveOut(dir, tmp string, list deletedList, wanted bool, tune tuning) (n int, err error) {
	path, err := deletedPath(dir)
	if err != nil || len(list.ids) == 0 {
		return 0, err
	}
	s, err := open(tmp, Options{}, tune)
	if err != nil {
		return 0, err
	}
	s.unlisted = true // do not list them for tmp
	in, err := s.idsIn(list.ids)
	switch {
	case wanted:
		list.ids = list.ids.without(hashIDs(in))
	case err == nil && len(in) > 0:
		n, _, err = s.Delete(in)
	}
	if err = errors.Join(err, s.Close()); err == nil {
		err = list.write(path)
	}
	return n, err
}

// idsIn returns the ids of stored articles whose hashes are in a list.
func (s *Store) idsIn(list debt) (ids []string, err error) {
	err = s.View(func(v *View) error {
		return v.EachMeta(0, func(_ Doc, a *article.Article) error {
			if list.has(a.ID) {
				ids = append(ids, strings.Clone(a.ID))
			}
			return nil
		})
	})
	return ids, err
}
