package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	badger "github.com/dgraph-io/badger/v4"
	"github.com/google/go-cmp/cmp"
)

func TestDelete(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 200)
	marked := strings.Repeat("vanishing words of a withdrawn report ", 300) + "zyxwv"
	arts[70].Text, arts[70].Furniture, arts[70].Title = marked, nil, "withdrawn"
	later := arts[70]
	later.Text += " corrected"
	later.Updated.Unix, later.Updated.Precision = 2_000_000_000, 5
	add(t, s, arts, 13)
	add(t, s, append(arts[150:], later), 13)
	old := storedItems(t, s, arts[70].ID)
	if !onDisk(t, dir, old) {
		t.Fatal("the frames of the article are not on the disk before it is deleted")
	}
	n, missing, err := s.Delete([]string{arts[70].ID, "none", arts[3].ID, arts[3].ID, arts[199].ID})
	if err != nil || n != 3 || !cmp.Equal(missing, []string{"none"}) {
		t.Errorf("Delete = %d, %v, %v", n, missing, err)
	}
	want := byID(arts)
	for _, i := range []int{3, 70, 199} {
		delete(want, arts[i].ID)
	}
	if diff := cmp.Diff(want, contents(t, s)); diff != "" {
		t.Errorf("after the deletion (-want +got):\n%s", diff)
	}
	view(t, s, func(v *View) {
		for _, read := range []func(Doc) error{
			func(d Doc) error { _, err := v.Text(d); return err },
			func(d Doc) error { _, err := v.Meta(d); return err },
			func(d Doc) error { _, err := v.Article(1 << 20); return err },
		} {
			wantErr(t, read(70), ErrNotFound)
		}
		if v.Deaths() != 4 || v.Live(70) { // three deleted, one superseded
			t.Errorf("Deaths = %d, Live(70) = %v", v.Deaths(), v.Live(70))
		}
	})
	if onDisk(t, dir, old) {
		t.Error("the frames of the deleted article are still on the disk")
	}
	if got := add(t, s, arts[70:71], 1); got.Stored != 1 {
		t.Errorf("adding a deleted article again: %+v", got)
	}
}

// storedItems returns the compressed frames that hold an article.
func storedItems(t *testing.T, s *Store, id string) [][]byte {
	t.Helper()
	var all [][]byte
	view(t, s, func(v *View) {
		d, ok := v.Lookup(id)
		if !ok {
			t.Fatalf("%q is not stored", id)
		}
		for _, c := range []int{colText, colMeta} {
			i := find(v.im.m.cols[c], d)
			f, err := v.im.frames(c, i)
			if err != nil {
				t.Fatal(err)
			}
			data, _, err := f.frame(f.find(uint32(d - v.im.m.cols[c][i].first)))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, bytes.Clone(data))
		}
	})
	return all
}

// onDisk reports whether any file of the store holds one of the pieces.
func onDisk(t *testing.T, dir string, pieces [][]byte) bool {
	t.Helper()
	for _, b := range state(t, dir) {
		for _, p := range pieces {
			if bytes.Contains([]byte(b), p) {
				return true
			}
		}
	}
	return false
}

// TestVerifyFindsDamage flips one byte in every value in turn.
func TestVerifyFindsDamage(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 70)
	add(t, s, arts, 13)
	arts[5].Text += " changed"
	add(t, s, arts[:10], 13)
	g := Generation{Params: []byte("params"), Pairs: bytes.Repeat([]byte("p"), 12_000), Clusters: []byte("c"), Blocks: [][]byte{[]byte("small"), bytes.Repeat([]byte("b"), 9000)}}
	if err := s.SwapGeneration(g); err != nil {
		t.Fatal(err)
	}
	keys := [][]byte{{keyParams}, {keyManifest}}
	s.man.Load().keys(func(k []byte) { keys = append(keys, bytes.Clone(k)) })
	for i, key := range keys {
		good, err := s.fetch(key)
		if err != nil {
			t.Fatal(err)
		}
		good = bytes.Clone(good)
		bad := bytes.Clone(good)
		bad[(i*7919)%len(bad)] ^= 1 << (i % 8)
		overwrite(t, s, key, bad)
		expectDamage(t, s, key)
		overwrite(t, s, key, nil)
		expectDamage(t, s, key)
		overwrite(t, s, key, good)
	}
	stray := valueKey(keyText, 1<<30)
	overwrite(t, s, stray, []byte("stray"))
	expectDamage(t, s, stray)
	overwrite(t, s, stray, nil)
}

// TestVerifyReadsLogs puts a damaged copy of a value log behind the last one. Nothing refers to it, and no reader reads it, but
// the next writer would: verify says so.
func TestVerifyReadsLogs(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	add(t, s, made(1, 60), 20)
	closeVerified(t, s)
	logs, err := filepath.Glob(filepath.Join(dir, "*.vlog"))
	if err != nil || len(logs) == 0 {
		t.Fatal(logs, err)
	}
	var b []byte
	for _, path := range logs {
		if c, err := os.ReadFile(path); err == nil && len(c) > len(b) {
			b = c
		}
	}
	b[30] ^= 1
	if err := os.WriteFile(filepath.Join(dir, "000999.vlog"), b, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = open(dir, Options{}, small())
	wantErr(t, err, ErrDamaged)
	s = openTest(t, dir, Options{ReadOnly: true})
	var problems []string
	if rep, err := s.Verify(func(p string) { problems = append(problems, p) }); err != nil || rep.Problems != 1 || !strings.Contains(problems[0], "000999.vlog") {
		t.Errorf("verify: %+v, %q, %v", rep, problems, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// openToCut returns a store of 60 articles that is open for reading, and what cuts its value logs.
func openToCut(t *testing.T) (s *Store, cut func()) {
	dir := t.TempDir()
	s = openTest(t, dir, Options{Create: true})
	add(t, s, made(1, 60), 20)
	closeVerified(t, s)
	return openTest(t, dir, Options{ReadOnly: true}), func() {
		logs, err := filepath.Glob(filepath.Join(dir, "*.vlog"))
		for _, path := range logs {
			err = errors.Join(err, os.Truncate(path, 0))
		}
		if err != nil || len(logs) == 0 {
			t.Fatal(logs, err)
		}
	}
}

// TestBadSector cuts the value logs of an open store, whose bytes are then as unreadable as those of a bad sector.
func TestBadSector(t *testing.T) {
	s, cut := openToCut(t)
	cut()
	rep, err := s.Verify(func(string) {})
	if err != nil || rep.Problems == 0 {
		t.Errorf("verify: %+v, %v", rep, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestBadSectorInFork cuts the logs under a view that has read from them. Another goroutine gets an error for the bytes that
// are gone; it does not end the process.
func TestBadSectorInFork(t *testing.T) {
	s, cut := openToCut(t)
	texts := func(v *View) error {
		for d := range v.Docs() {
			if _, err := v.Text(d); err != nil {
				return err
			}
		}
		return nil
	}
	err := s.View(func(v *View) error {
		if err := texts(v); err != nil {
			t.Fatal(err)
		}
		cut()
		forked := make(chan error)
		go func() { forked <- v.Fork(texts) }()
		return <-forked
	})
	wantErr(t, err, ErrDamaged)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestLostRecords opens a store whose parameters or manifest are gone, which
// must not pass for a new one.
func TestLostRecords(t *testing.T) {
	for _, key := range []byte{keyParams, keyManifest} {
		dir := t.TempDir()
		s := openTest(t, dir, Options{Create: true})
		add(t, s, made(1, 10), 5)
		overwrite(t, s, []byte{key}, nil)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, opts := range []Options{{}, {Create: true}, {ReadOnly: true}} {
			_, err := open(dir, opts, small())
			wantErr(t, err, ErrDamaged)
		}
	}
}

func overwrite(t *testing.T, s *Store, key, v []byte) {
	t.Helper()
	err := s.write(func(txn *badger.Txn) error {
		if v == nil {
			return txn.Delete(key)
		}
		return txn.Set(key, v)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func expectDamage(t *testing.T, s *Store, key []byte) {
	t.Helper()
	n := 0
	rep, err := s.Verify(func(string) { n++ })
	if err != nil || n == 0 || rep.Problems < n {
		t.Errorf("damage of %q: %d problems reported, %d counted, %v", key, n, rep.Problems, err)
	}
}

// TestFlippedFileByte flips bytes of the value log files themselves.
func TestFlippedFileByte(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	add(t, s, made(1, 400), 50)
	view(t, s, func(*View) {})
	v, err := s.fetch(valueKey(keyText, s.man.Load().cols[colText][0].id))
	if err != nil || len(v) < valueThreshold {
		t.Fatalf("the first text chunk has %d bytes, %v", len(v), err)
	}
	want := bytes.Clone(v[100:200])
	closeVerified(t, s)
	logs, err := filepath.Glob(filepath.Join(dir, "*.vlog"))
	if err != nil {
		t.Fatal(err)
	}
	flipped := 0
	for _, name := range logs {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.Index(b, want); i >= 0 {
			b[i+50] ^= 4
			flipped++
			if err := os.WriteFile(name, b, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	if flipped == 0 {
		t.Fatal("the value was not found in the files")
	}
	s, err = open(dir, Options{ReadOnly: true}, small())
	if err != nil {
		t.Fatal(err)
	}
	expectDamage(t, s, []byte("file"))
	err = s.View(func(v *View) error {
		for d := range v.Docs() {
			if _, err := v.Text(d); err != nil {
				return err
			}
		}
		return nil
	})
	wantErr(t, err, ErrDamaged)
	wantErr(t, s.Backup(&bytes.Buffer{}), ErrDamaged)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestBackup(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	arts := made(1, 150)
	add(t, s, arts, 13)
	if _, _, err := s.Delete([]string{arts[9].ID}); err != nil {
		t.Fatal(err)
	}
	g := Generation{Horizon: 7, Pairs: bytes.Repeat([]byte("p"), 12_000), Made: "test"}
	if err := s.SwapGeneration(g); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := s.Backup(&file); err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	to := filepath.Join(parent, "deep", "restored")
	if err := restoreTest(to, bytes.NewReader(file.Bytes())); err != nil {
		t.Fatal(err)
	}
	wantErr(t, restoreTest(to, bytes.NewReader(file.Bytes())), ErrExists, to)
	r := openTest(t, to, Options{ReadOnly: true})
	if diff := cmp.Diff(contents(t, s), contents(t, r)); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	have, err := conclusionsOf(r)
	want, err2 := conclusionsOf(s)
	if err != nil || err2 != nil || !cmp.Equal(have, want) {
		t.Errorf("restored generation: %v, %v (-want +got):\n%s", err, err2, cmp.Diff(want, have))
	}
	var again bytes.Buffer
	if err := r.Backup(&again); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Errorf("a backup of the restored store differs: %v", err)
	}
	empty := filepath.Join(parent, "empty")
	if err := os.Mkdir(empty, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := restoreTest(empty, bytes.NewReader(file.Bytes())); err != nil {
		t.Errorf("into an empty directory: %v", err)
	}
	closeVerified(t, openTest(t, empty, Options{}))
}

// TestRestoreRefuses cuts and flips a backup at many places: each is refused
// and leaves nothing behind.
func TestRestoreRefuses(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	add(t, s, made(1, 40), 13)
	var file bytes.Buffer
	if err := s.Backup(&file); err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	to := filepath.Join(parent, "restored")
	whole := file.Bytes()
	try := func(name string, at int, b []byte) {
		err := restoreTest(to, bytes.NewReader(b))
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Errorf("%s at byte %d of %d: %v", name, at, len(whole), err)
		}
		if left := state(t, parent); len(left) > 0 {
			t.Fatalf("%s at byte %d left something behind", name, at)
		}
	}
	for at := 0; at < len(whole); at += 1 + len(whole)/12 {
		try("cut", at, whole[:at])
		b := bytes.Clone(whole)
		b[at] ^= 0x10
		try("flip", at, b)
	}
	try("cut", len(whole)-1, whole[:len(whole)-1])
	newer := bytes.Clone(whole)
	newer[len(backupHead)] = 99
	wantErr(t, restoreTest(to, bytes.NewReader(newer)), ErrVersion, "99")
	for _, v := range []string{"", "not a backup at all, but long enough"} {
		wantErr(t, restoreTest(to, strings.NewReader(v)), ErrDamaged)
	}
}

// TestGaps salvages a store with the zeros of a finished deletion. They are told as damage only where something is lost, and
// as what they are where it cannot be known.
func TestGaps(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 60)
	add(t, s, arts, 20)
	if _, _, err := s.Delete([]string{arts[2].ID, arts[30].ID}); err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	problems := func() string {
		x, err := OpenSalvage(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
		return strings.Join(x.Problems, "\n")
	}
	if p := problems(); p != "" {
		t.Errorf("of a whole store with a deletion: %s", p)
	}
	log := filepath.Join(dir, "000001.vlog")
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	at := 20 + len(b[20:]) - len(bytes.TrimLeft(b[20:], "\x00")) // the first entry that is left
	if at == 20 {
		t.Fatal("the deletion left no zeros at the beginning of the log")
	}
	zeroed := bytes.Clone(b)
	clear(zeroed[at : at+60])
	if err := os.WriteFile(log, zeroed, 0o666); err != nil {
		t.Fatal(err)
	}
	if p := problems(); p != "000001.vlog is damaged at byte 20" {
		t.Errorf("of a value that is zero: %q", p)
	}
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err := errors.Join(err, os.WriteFile(log, b, 0o666), os.Remove(tables[0])); err != nil {
		t.Fatal(err)
	}
	if p := problems(); !strings.HasSuffix(p, "000001.vlog has zeros at byte 20: a deletion leaves them, and so may damage") {
		t.Errorf("without a table: %q", p)
	}
}
