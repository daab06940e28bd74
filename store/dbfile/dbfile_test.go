package dbfile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	badger "github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/google/go-cmp/cmp"
)

const testMagic = 0x5754

// makeDB makes a closed database with a table and value logs: small and large values, some replaced, some deleted.
// It returns what is in it.
func makeDB(t testing.TB, dir string) map[string]string {
	t.Helper()
	db, err := badger.Open(badger.DefaultOptions(dir).WithLogger(nil).WithExternalMagic(testMagic).
		WithCompression(options.None).WithValueThreshold(1 << 10).WithMemTableSize(1 << 20).WithCompactL0OnClose(true).WithMetricsEnabled(false))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for round := range 3 {
		for i := range 60 {
			key := fmt.Sprintf("key%03d", i)
			value := fmt.Sprintf("%d:%d:%s", round, i, bytes.Repeat([]byte{byte(i)}, 30*i))
			if i%7 == round {
				delete(want, key)
				err = db.Update(func(txn *badger.Txn) error { return txn.Delete([]byte(key)) })
			} else if i%3 == round || round == 0 {
				want[key] = value
				err = db.Update(func(txn *badger.Txn) error { return txn.Set([]byte(key), []byte(value)) })
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return want
}

// scanned returns the values that a scan finds.
func scanned(t *testing.T, dir string) map[string]string {
	t.Helper()
	s, err := Scan(dir, testMagic)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for key, f := range s.Keys {
		if f.Deleted || bytes.HasPrefix([]byte(key), []byte("!badger")) {
			continue
		}
		v, err := f.Read()
		if err != nil {
			t.Fatal(err)
		}
		got[key] = string(v)
	}
	return got
}

func TestScan(t *testing.T) {
	dir := t.TempDir()
	want := makeDB(t, dir)
	if err := Check(dir, Trust{Magic: testMagic, Writing: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, scanned(t, dir)); diff != "" {
		t.Errorf("of a whole database (-want +got):\n%s", diff)
	}
}

// TestDamagedTable damages the table in ways that leave all blocks whole, and then every 97th byte: Check says so, and a scan
// finds every entry outside of the block that is hit.
func TestDamagedTable(t *testing.T) {
	dir := t.TempDir()
	want := makeDB(t, dir)
	l, err := List(dir)
	if err != nil || len(l.Tables) != 1 {
		t.Fatalf("tables %v, %v", l.Tables, err)
	}
	path := filepath.Join(dir, l.Tables[0])
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	try := func(name string, b []byte, most int) {
		t.Helper()
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := Check(dir, Trust{Magic: testMagic}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Check says %v", name, err)
		}
		got := scanned(t, dir)
		lost := 0
		for key, v := range want {
			if now, ok := got[key]; !ok {
				lost++
			} else if now != v {
				t.Errorf("%s: %s is %.20q, not %.20q", name, key, now, v)
			}
		}
		if lost > most {
			t.Errorf("%s: %d entries are lost, want %d at most", name, lost, most)
		}
	}
	try("appended", append(bytes.Clone(whole), "garbage"...), 0)
	try("cut by a byte", whole[:len(whole)-1], 0)
	for at := 0; at < len(whole); at += 97 {
		b := bytes.Clone(whole)
		b[at] ^= 0x10
		try(fmt.Sprintf("flip of byte %d", at), b, 30)
	}
}

// TestDamagedLog flips every bit of some bytes of a value log: whole entries behind them are found.
func TestDamagedLog(t *testing.T) {
	dir := t.TempDir()
	makeDB(t, dir)
	l, err := List(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, l.Logs[0])
	count := func() (n int, end End) {
		end, err := EachInLog(path, func(Entry) error { n++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		return n, end
	}
	all, end := count()
	if all < 20 || end.Follows {
		t.Fatalf("%d entries, %+v", all, end)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := logHead; at < logHead+200; at += 7 {
		hit := bytes.Clone(b)
		hit[at] ^= 1 << (at % 8)
		if err := os.WriteFile(path, hit, 0o666); err != nil {
			t.Fatal(err)
		}
		if n, end := count(); n < all-2 || !end.Follows {
			t.Errorf("byte %d: %d of %d entries, %+v", at, n, all, end)
		}
	}
}

// TestZeros clears a whole entry in a value log and in the log of a memtable. Only in the value log can a deletion have
// done so.
func TestZeros(t *testing.T) {
	dir := t.TempDir()
	makeDB(t, dir)
	l, err := List(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, l.Logs[0])
	var sizes []int64
	if _, err := EachInLog(path, func(e Entry) error { sizes = append(sizes, e.Size); return nil }); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(b[logHead:][:sizes[0]])
	for _, name := range []string{l.Logs[0], "00099" + memExt} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Scan(dir, testMagic)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"00099.mem is damaged at byte 20"}, s.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestFault cuts a log while it is read. The bytes that are gone are no end of the process, and what is left is read.
func TestFault(t *testing.T) {
	dir := t.TempDir()
	makeDB(t, dir)
	l, err := List(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, l.Logs[0])
	var whole, left []int64
	if _, err = EachInLog(path, func(e Entry) error { whole = append(whole, e.At); return nil }); err != nil || len(whole) < 3 {
		t.Fatal(len(whole), err)
	}
	if fi, err := os.Stat(path); err != nil || fi.Size() < 3*4096 {
		t.Skip("the log is too short to lose a page", err)
	}
	end, err := EachInLog(path, func(e Entry) error {
		left = append(left, e.At)
		return os.Truncate(path, 4096)
	})
	if err != nil || len(left) < 2 || left[len(left)-1] >= 4096 {
		t.Errorf("read up to %d: %v, %v", end.At, left, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("another panic is swallowed")
		}
	}()
	_ = Fault(func() error { panic("another") })
}

func FuzzTable(f *testing.F) {
	addFile(f, tableExt)
	f.Fuzz(func(_ *testing.T, b []byte) {
		none := func(Entry) error { return nil }
		_ = eachInTable(b, none)
		for _, block := range looseBlocks(b) {
			_ = block.each(none)
		}
	})
}

func FuzzLog(f *testing.F) {
	addFile(f, logExt)
	f.Fuzz(func(t *testing.T, b []byte) {
		end, err := eachInLog(b, int64(len(b)), func(e Entry) error {
			if e.At < 0 || e.At > int64(len(b)) || e.Size <= 0 {
				t.Errorf("an entry at %d of %d bytes", e.At, e.Size)
			}
			return nil
		})
		if err != nil || end.At > int64(len(b)) {
			t.Errorf("%+v, %v for %d bytes", end, err, len(b))
		}
	})
}

func FuzzManifest(f *testing.F) {
	addFile(f, ManifestName)
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = parseManifest(b, testMagic) })
}

// addFile adds the files of a small database with a name or ending to the corpus.
func addFile(f *testing.F, ending string) {
	dir := f.TempDir()
	makeDB(f, dir)
	names, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 1<<16)])
	}
}

// TestProblemOnce finds the same damage twice.
func TestProblemOnce(t *testing.T) {
	var s Survey
	s.problem(ErrDamaged)
	s.problem(ErrDamaged)
	if len(s.Problems) != 1 {
		t.Errorf("problems: %q", s.Problems)
	}
}
