package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wiretrace/wiretrace/article"
)

// small returns sizes that make a few articles fill many values.
func small() tuning {
	return tuning{
		textChunk: 3 << 10, metaChunk: 1 << 10, maxChunk: 16 << 10, columnDocs: 48,
		segmentDocs: 32, anchorDocs: 64, part: 5 << 10, anchorSpill: 700, anchorPart: 300, vlog: 1 << 20, memTable: 1 << 20,
		viewPatience: 10 * time.Second,
	}
}

// testMeaning is the meaning of the stores that tests make.
const testMeaning = "test-1"

// openTest opens a store that is verified and closed at the end of the test.
func openTest(t testing.TB, dir string, opts Options) *Store {
	t.Helper()
	opts.Meaning = testMeaning
	s, err := open(dir, opts, small())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { closeVerified(t, s) })
	return s
}

// closeVerified closes a store after it was found to be whole. A store that
// the test has closed is left alone.
func closeVerified(t testing.TB, s *Store) {
	t.Helper()
	_, err := s.Verify(func(p string) { t.Errorf("verify: %s", p) })
	if errors.Is(err, ErrClosed) {
		return
	}
	if err != nil {
		t.Errorf("verify: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// add appends articles in blocks of the given size and commits.
func add(t testing.TB, s *Store, arts []article.Article, size int) Added {
	t.Helper()
	w, err := s.NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	sum := appendAll(t, w, arts, size)
	if err := w.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	return sum
}

func appendAll(t testing.TB, w *Writer, arts []article.Article, size int) Added {
	t.Helper()
	var sum Added
	b := NewBlock()
	for len(arts) > 0 {
		n := min(size, len(arts))
		b.Reset()
		for i := range arts[:n] {
			b.Add(&arts[i], sketch(arts[i].Text))
		}
		if err := b.Seal(); err != nil {
			t.Fatalf("seal: %v", err)
		}
		got, err := w.Append(b)
		if err != nil {
			t.Fatalf("append: %v", err)
		}
		sum.Stored += got.Stored
		sum.Known += got.Known
		sum.Revised += got.Revised
		sum.KeptOut += got.KeptOut
		arts = arts[n:]
	}
	return sum
}

// view runs fn in a view.
func view(t testing.TB, s *Store, fn func(v *View)) {
	t.Helper()
	if err := s.View(func(v *View) error { fn(v); return nil }); err != nil {
		t.Errorf("view: %v", err)
	}
}

// contents returns the live articles of a store by id.
func contents(t testing.TB, s *Store) map[string]article.Article {
	t.Helper()
	all := map[string]article.Article{}
	view(t, s, func(v *View) {
		err := v.EachMeta(0, func(d Doc, a *article.Article) error {
			got, err := v.Article(d)
			if _, twice := all[a.ID]; twice {
				return fmt.Errorf("%q is there twice", a.ID)
			}
			all[a.ID] = got
			return err
		})
		if err != nil {
			t.Errorf("read all: %v", err)
		}
	})
	return all
}

// byID is contents as it should be.
func byID(arts []article.Article) map[string]article.Article {
	all := map[string]article.Article{}
	for _, a := range arts {
		all[a.ID] = a
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 300)
	if got, want := add(t, s, arts, 17), (Added{Stored: 300}); got != want {
		t.Errorf("added %+v, want %+v", got, want)
	}
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("stored articles (-want +got):\n%s", diff)
	}
	if got, want := add(t, s, arts, 9), (Added{Known: 300}); got != want {
		t.Errorf("added again: %+v, want %+v", got, want)
	}
	closeVerified(t, s)
	s = openTest(t, dir, Options{ReadOnly: true})
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("after opening again (-want +got):\n%s", diff)
	}
	view(t, s, func(v *View) {
		for _, a := range arts {
			d, ok := v.Lookup(a.ID)
			if !ok {
				t.Fatalf("Lookup(%q): not found", a.ID)
			}
			if got, err := v.Text(d); err != nil || got != a.Text {
				t.Errorf("Text(%d) = %.20q, %v", d, got, err)
			}
		}
		if d, ok := v.Lookup("no such id"); ok {
			t.Errorf("Lookup of an unknown id = %d", d)
		}
	})
}
