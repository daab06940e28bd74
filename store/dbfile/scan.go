package dbfile

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// A Found is the newest version of a key.
type Found struct {
	Version uint64
	Deleted bool

	value    []byte // the value, if it is not in a log
	path     string // the value log that has it
	at, size int64  // position in the log
}

// A Survey is the result of a scan.
type Survey struct {
	// Keys are the newest versions in the tables and memtables' logs.
	Keys map[string]Found
	// Logged are the newest complete values in the value logs, including replaced and deleted ones.
	Logged map[string]Found
	// Complete is set if all tables are intact, so that Keys has every key.
	Complete bool
	Problems []string // descriptions of the damage, a line each

	gaps map[string][]Gap // in the logs, by their paths
}

// Scan finds everything that the files of a damaged database still hold. It changes nothing.
func Scan(dir string, magic uint16) (*Survey, error) {
	l, err := List(dir)
	if err != nil {
		return nil, err
	}
	s := &Survey{Keys: map[string]Found{}, Logged: map[string]Found{}, Complete: true, gaps: map[string][]Gap{}}
	s.manifest(l, magic)
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if !Owns(f.Name()) || !regular(filepath.Join(dir, f.Name()), f.Type()) {
			continue
		}
		if err := s.file(dir, f.Name()); err != nil {
			return nil, err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.gaps)) {
		s.judge(path, s.gaps[path])
	}
	return s, nil
}

// judge adds the first gap of a log in which something is lost to the problems. A finished deletion leaves
// zeros in a value log that no key points to. In a memtable's log it leaves none.
func (s *Survey) judge(path string, gaps []Gap) {
	lost := -1
	note := func(i int) {
		if lost < 0 || i < lost {
			lost = i
		}
	}
	mem := filepath.Ext(path) == memExt
	if i := slices.IndexFunc(gaps, func(g Gap) bool { return mem || !g.Zero }); i >= 0 {
		note(i)
	}
	for _, f := range s.Keys {
		if f.Deleted || f.path != path {
			continue
		}
		i, _ := slices.BinarySearchFunc(gaps, f.at, func(g Gap, at int64) int { return cmp.Compare(g.End, at+1) })
		if i < len(gaps) && gaps[i].At < f.at+f.size {
			note(i)
		}
	}
	name := filepath.Base(path)
	switch {
	case lost >= 0:
		s.problem(fmt.Errorf("%s is damaged at byte %d", name, gaps[lost].At))
	case !s.Complete:
		s.problem(fmt.Errorf("%s has zeros at byte %d: a deletion leaves them, and so may damage", name, gaps[0].At))
	}
}

// file reads one file. Its kind is checked, because a table or a log may have the name of another file.
func (s *Survey) file(dir, name string) error {
	ext := filepath.Ext(name)
	if ext == memExt {
		return s.log(dir, name, s.Keys)
	}
	err := s.table(dir, name)
	if err == nil || !errors.Is(err, ErrDamaged) {
		return err
	}
	if ext == tableExt {
		s.Complete = false
		s.problem(err)
		if err := eachInDamagedTable(filepath.Join(dir, name), s.add(dir)); err != nil {
			return err
		}
	}
	return s.log(dir, name, s.Logged)
}

// problem records an error once. A table is read twice, by its name in MANIFEST and by its file.
func (s *Survey) problem(err error) {
	if !slices.Contains(s.Problems, err.Error()) {
		s.Problems = append(s.Problems, err.Error())
	}
}

// manifest finds tables that MANIFEST lists but that do not exist.
func (s *Survey) manifest(l *Listing, magic uint16) {
	if l.Odd != nil {
		s.problem(l.Odd)
	}
	var m *Manifest
	err := fmt.Errorf("%w: %s is missing", ErrDamaged, ManifestName)
	if l.Manifest {
		m, err = ReadManifest(filepath.Join(l.Dir, ManifestName), magic)
	}
	if err == nil {
		err = l.checkTables(m, Trust{Magic: magic, Unclean: len(l.Mems) > 0})
	}
	if err != nil {
		s.problem(err)
	}
	if m == nil {
		s.Complete = len(l.Tables) > 0
		return
	}
	if len(m.Tables) > len(l.Tables) {
		s.Complete = false
	}
}

func (s *Survey) table(dir, name string) error {
	return EachInTable(filepath.Join(dir, name), s.add(dir))
}

func (s *Survey) add(dir string) func(Entry) error {
	return func(e Entry) error {
		f := Found{Version: e.Version, Deleted: e.Deleted, value: bytes.Clone(e.Value)}
		if !e.Deleted && e.Value == nil {
			f.point(dir, e.Pointer, len(e.Key))
		}
		newest(s.Keys, e.Key, f)
		return nil
	}
}

func (s *Survey) log(dir, name string, into map[string]Found) error {
	path := filepath.Join(dir, name)
	end, err := EachInLog(path, func(e Entry) error {
		f := Found{Version: e.Version, Deleted: e.Deleted}
		switch {
		case e.Deleted:
		case e.Value == nil:
			f.point(dir, e.Pointer, len(e.Key))
		default:
			f.path, f.at, f.size = path, e.At, int64(len(e.Value))
		}
		newest(into, e.Key, f)
		return nil
	})
	if end.Follows && filepath.Ext(name) != tableExt {
		s.gaps[path] = end.Gaps
	}
	return err
}

func newest(into map[string]Found, key []byte, f Found) {
	if old, ok := into[string(key)]; !ok || f.Version >= old.Version {
		into[string(key)] = f
	}
}

// point computes where the value of a pointer is. It uses only the sizes, so that a damaged entry header
// does not matter: two marks, the lengths of key and value, a time of one byte, the key, the value, a
// checksum.
func (f *Found) point(dir string, p Pointer, key int) {
	f.path = filepath.Join(dir, fmt.Sprintf("%06d%s", p.File, logExt))
	for n := int64(1); n <= binary.MaxVarintLen32; n++ {
		head := 2 + 1 + n + 1 + int64(key) + versionSize
		size := int64(p.Size) - head - 4
		if size >= 0 && int64(len(binary.AppendUvarint(nil, uint64(size)))) == n {
			f.at, f.size = int64(p.At)+head, size
			return
		}
	}
}

// Read returns the bytes of a value that exist and can be read.
func (f *Found) Read() ([]byte, error) {
	if f.path == "" {
		return f.value, nil
	}
	if fi, err := os.Stat(f.path); errors.Is(err, os.ErrNotExist) || err == nil && !fi.Mode().IsRegular() {
		return nil, nil
	}
	file, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, _ := io.ReadAll(io.NewSectionReader(file, f.at, f.size)) // bytes that cannot be read are lost
	return b, nil
}
