package audit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func at(hour int) time.Time { return time.Date(2024, 5, 1, hour, 0, 0, 0, time.UTC) }

// events is a log with one of each.
func events() []Event {
	a, b := Mark{ID: 1, Address: 2, Text: 3, Content: 4}, Mark{ID: 5}
	return []Event{
		{At: at(1), Who: "ann", Why: "suit 7/24", Did: Hold, Marks: []Mark{{ID: 9}, b}},
		{At: at(2), Who: "بشرى", Why: "order <12/24> & \"more\"\n", Did: Delete, Block: []string{ByID, ByAddress, ByText}, Marks: []Mark{a, b}},
		{At: at(3), Who: "nightly", Did: Expire, Count: 12},
		{At: at(4), Who: "ann", Did: Release, Marks: []Mark{b}},
		{At: at(5), Who: "ann", Did: Unblock, Marks: []Mark{b}},
		{At: at(6), Who: "ann", Did: Delete, Marks: []Mark{{ID: 7}}},
		{At: at(7), Who: "ann", Did: Delete, Block: []string{ByText}, Marks: []Mark{{ID: 8, Text: 88}}},
	}
}

// written writes a log to a directory.
func written(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, e := range events() {
		l, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLog(t *testing.T) {
	dir := written(t)
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(events(), l.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	file, err := os.ReadFile(filepath.Join(dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := l.Encode(); err != nil || !bytes.Equal(b, file) {
		t.Errorf("Encode gives other bytes than the file has: %v", err)
	}
}

func TestState(t *testing.T) {
	l := &Log{Events: events()}
	s := l.State()
	if len(s.Held) != 1 || s.Held[9].Why != "suit 7/24" {
		t.Errorf("held: %v", s.Held)
	}
	if len(s.Blocked) != 2 || s.Blocked[0].ID != 1 || s.Blocked[1].Text != 88 {
		t.Errorf("blocked: %v", s.Blocked)
	}
	f := s.Filter()
	for _, c := range []struct {
		m    Mark
		want bool
	}{
		{Mark{ID: 1}, true},
		{Mark{Address: 2}, true},
		{Mark{Text: 3}, true},
		{Mark{Content: 4}, true},
		{Mark{ID: 5}, false},
		{Mark{ID: 7}, false}, // let in again; never blocked
		{Mark{ID: 8}, false},
		{Mark{ID: 6, Text: 88}, true}, // blocked by its text alone
		{Mark{}, false},
		{Mark{ID: 2, Address: 1, Text: 4, Content: 3}, false},
	} {
		if got := f.Blocks(c.m); got != c.want {
			t.Errorf("Blocks(%+v) = %v", c.m, got)
		}
	}
	if f.Empty() || !f.Addresses() {
		t.Error("the filter says that it is empty")
	}
	if empty := (&Log{}).State(); !empty.Filter().Empty() {
		t.Error("the filter of no log is not empty")
	}
}

// TestTorn cuts the file at every byte, as a kill while a line is written does: the whole lines are
// there, and the next line follows them.
func TestTorn(t *testing.T) {
	dir := written(t)
	path := filepath.Join(dir, Name)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(file) {
		if err := os.WriteFile(path, file[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		l, err := Open(dir)
		whole := bytes.Count(file[:n], []byte("\n"))
		if err != nil || len(l.Events) != whole {
			t.Fatalf("cut at %d: %d events, want %d: %v", n, len(l.Events), whole, err)
		}
		if n%50 > 0 { // a sync takes a while
			continue
		}
		if err := l.Append(Event{At: at(9), Who: "ann", Did: Hold}); err != nil {
			t.Fatal(err)
		}
		if l, err = Open(dir); err != nil || len(l.Events) != whole+1 {
			t.Fatalf("cut at %d, then written: %d events, want %d: %v", n, len(l.Events), whole+1, err)
		}
	}
}

// TestChanged changes every byte, and leaves out and swaps lines.
func TestChanged(t *testing.T) {
	file, err := (&Log{Events: events()}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range file {
		b := bytes.Clone(file)
		b[i] ^= 4
		l, err := Parse(b)
		// The end of the last line may become a line that was never ended.
		if !errors.Is(err, ErrDamaged) && (i < len(file)-1 || len(l.Events) != len(events())-1) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	lines := strings.SplitAfter(string(file), "\n")
	for i := range len(events()) - 1 {
		without := strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")
		if _, err := Parse([]byte(without)); !errors.Is(err, ErrDamaged) {
			t.Errorf("line %d left out: %v", i+1, err)
		}
	}
}

// TestMend checks that what can be read of a damaged log stays, and the damaged one too.
func TestMend(t *testing.T) {
	dir := written(t)
	if lost, kept, err := Mend(dir); lost != 0 || kept != "" || err != nil {
		t.Fatalf("a whole log: %d, %q, %v", lost, kept, err)
	}
	path := filepath.Join(dir, Name)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file = bytes.Replace(file, []byte(`"did":"expire"`), []byte(`"did":"expir}"`), 1)
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	lost, kept, err := Mend(dir)
	if lost != 1 || err != nil {
		t.Errorf("%d lines lost, want 1: %v", lost, err)
	}
	if b, err := os.ReadFile(kept); err != nil || !bytes.Equal(b, file) {
		t.Errorf("the damaged log is not kept: %v", err)
	}
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := append(events()[:2:2], events()[3:]...)
	if diff := cmp.Diff(want, l.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestMendOdd moves a folder away that has the log's name.
func TestMendOdd(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, Name, "mine"), 0o777); err != nil {
		t.Fatal(err)
	}
	lost, kept, err := Mend(dir)
	if lost != -1 || err != nil {
		t.Errorf("%d lines lost, want -1: %v", lost, err)
	}
	if _, err := os.Stat(filepath.Join(kept, "mine")); err != nil {
		t.Error(err)
	}
	if l, err := Open(dir); err != nil || len(l.Events) > 0 {
		t.Errorf("afterwards: %v, %v", l, err)
	}
}

func FuzzParse(f *testing.F) {
	file, err := (&Log{Events: events()}).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Parse(b)
		if err != nil {
			return
		}
		s := l.State()
		s.Filter().Blocks(Mark{ID: 1})
		again, err := l.Encode()
		if err != nil || !bytes.HasPrefix(b, again) {
			t.Errorf("what was read is not what was written: %v", err)
		}
	})
}
