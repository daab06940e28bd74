package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/internal/oldstore"
	"github.com/wiretrace/wiretrace/shingle"
)

// anchorModel is the slow obvious anchor index: all postings by hash.
type anchorModel map[uint32][]Posting

// madeAnchors draws anchors with hashes that meet, most of them spread.
func madeAnchors(rng *rand.Rand, n int) []shingle.Anchor {
	as := make([]shingle.Anchor, n)
	for i := range as {
		as[i] = shingle.Anchor{Hash: rng.Uint32(), Pos: uint32(rng.IntN(4000))}
		switch rng.IntN(8) {
		case 0:
			as[i].Hash %= 5
		case 1:
			as[i].Hash |= 0xffffff00
		case 2:
			as[i].Pos = rng.Uint32()
		}
	}
	return as
}

// addAnchors indexes all documents that are not indexed, but for some, and
// tells the model.
func addAnchors(t anchorTB, s *Store, m anchorModel, seed uint64) {
	w, err := s.AnchorWriter(1)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(seed, 5))
	for d := w.next; d < s.man.Load().next; d++ {
		if rng.IntN(9) == 0 {
			continue
		}
		as := madeAnchors(rng, rng.IntN(40))
		if err := w.Add(d, as); err != nil {
			t.Fatal(err)
		}
		for _, a := range as {
			if run := m[a.Hash]; len(run) == 0 || run[len(run)-1].Doc != d {
				m[a.Hash] = append(run, Posting{d, uint16(min(a.Pos/8, 65535))})
			}
		}
	}
	if err := w.Commit(s.man.Load().next); err != nil {
		t.Fatal(err)
	}
}

// compareLists checks that many look-ups side by side find what one after the other do.
func compareLists(t anchorTB, v *View, m anchorModel, limit int) {
	var hashes []uint32
	for h := range m {
		hashes = append(hashes, h, h+1, h)
	}
	lists, err := v.AnchorLists(hashes, limit)
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range hashes {
		want, err := v.Anchors(nil, h, limit)
		if err != nil || !slices.Equal(lists[i], want) {
			t.Fatalf("AnchorLists has %v for %x, want %v; %v", lists[i], h, want, err)
		}
	}
}

// compareAnchors checks all that a view says about anchors.
func compareAnchors(t anchorTB, s *Store, m anchorModel, limit int) {
	err := s.View(func(v *View) error {
		want := anchorModel{}
		for h, run := range m {
			run = slices.DeleteFunc(slices.Clone(run), func(p Posting) bool { return !v.Live(p.Doc) })
			if len(run) > 0 {
				want[h] = run
			}
			got, err := v.Anchors(nil, h, limit)
			if err != nil || !slices.Equal(got, run[:min(len(run), limit+1)]) {
				t.Fatalf("Anchors(%x, %d) = %v, %v; want %v", h, limit, got, err, run)
			}
			if run, err := v.Anchors(nil, h+1, limit); err != nil || m[h+1] == nil && len(run) > 0 {
				t.Fatalf("Anchors(%x) = %v, %v; want none", h+1, run, err)
			}
		}
		compareLists(t, v, m, limit)
		last := int64(-1)
		err := v.EachAnchor(limit, func(h uint32, p []Posting, n int) bool {
			if int64(h) <= last || n != len(want[h]) || n <= limit && !slices.Equal(p, want[h]) || n > limit && p != nil {
				t.Fatalf("EachAnchor: hash %x after %x: %d postings %v, want %v", h, last, n, p, want[h])
			}
			last = int64(h)
			delete(want, h)
			return true
		})
		if len(want) > 0 {
			t.Fatalf("EachAnchor left out %d hashes", len(want))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnchorsAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := openModel(rt, t.TempDir(), Options{Create: true})
		m := anchorModel{}
		arts := &model{revs: map[string][]article.Article{}}
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			switch rapid.IntRange(0, 6).Draw(rt, "anchor op") {
			case 0, 1, 2:
				addAnchors(rt, s, m, rapid.Uint64().Draw(rt, "seed"))
			case 3:
				if rapid.IntRange(0, 3).Draw(rt, "drop") == 0 {
					if err := s.DropAnchors(); err != nil {
						rt.Fatal(err)
					}
					clear(m)
				}
			default:
				s = step(rt, s, arts)
			}
			compareAnchors(rt, s, m, rapid.IntRange(0, 50).Draw(rt, "limit"))
		}
		if _, err := s.Verify(func(p string) { rt.Errorf("verify: %s", p) }); err != nil {
			rt.Errorf("verify: %v", err)
		}
		if n := len(s.man.Load().anchors.segments); n > maxSegments {
			rt.Errorf("%d segments", n)
		}
		if err := s.Close(); err != nil {
			rt.Errorf("close: %v", err)
		}
	})
}

// anchored returns a store of articles with their anchors, and the model.
func anchored(t *testing.T, n int) (*Store, anchorModel) {
	t.Helper()
	s := openTest(t, t.TempDir(), Options{Create: true})
	m := anchorModel{}
	add(t, s, made(1, n), 13)
	addAnchors(t, s, m, 1)
	return s, m
}

func TestAnchorVersion(t *testing.T) {
	s, m := anchored(t, 100)
	version := func(n uint32, want Doc) {
		t.Helper()
		view(t, s, func(v *View) {
			if got := v.Anchored(n); got != want {
				t.Errorf("Anchored(%d) = %d, want %d", n, got, want)
			}
		})
	}
	version(1, 100)
	version(2, 0)
	commits := s.man.Load().commits
	addAnchors(t, s, m, 2)
	if s.man.Load().commits != commits {
		t.Error("a commit of nothing")
	}
	w, err := s.AnchorWriter(2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewWriter(); !errors.Is(err, ErrBusy) {
		t.Errorf("a second writer: %v", err)
	}
	if err := w.Add(7, []shingle.Anchor{{Hash: 9, Pos: 80}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(7, nil); err == nil {
		t.Error("a document was added twice")
	}
	version(1, 100)
	if err := w.Commit(50); err != nil {
		t.Fatal(err)
	}
	version(1, 0)
	version(2, 50)
	compareAnchors(t, s, anchorModel{9: {{7, 10}}}, 5)
	if st, err := s.Stats(); err != nil || st.Anchored != 50 || st.AnchorBytes == 0 || st.Format != formatVersion {
		t.Errorf("Stats = %+v, %v", st, err)
	}
	if w, err = s.AnchorWriter(2); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(101); err == nil {
		t.Error("a horizon beyond the store is accepted")
	}
}

// TestAnchorDelete checks that anchors of deleted articles leave the data.
func TestAnchorDelete(t *testing.T) {
	s, m := anchored(t, 120)
	if _, _, err := s.Delete([]string{"story-1-40", "story-1-41", "story-1-119"}); err != nil {
		t.Fatal(err)
	}
	compareAnchors(t, s, m, 9)
	for seg := range s.man.Load().anchors.segments {
		im, err := s.current()
		if err != nil {
			t.Fatal(err)
		}
		h := anchorHead{seg: seg}
		for ok, err := h.next(im); ok || err != nil; ok, err = h.next(im) {
			if err != nil {
				t.Fatal(err)
			}
			if d := s.man.Load().anchors.segments[seg].first + h.r.doc[h.at]; d == 40 || d == 41 || d == 119 {
				t.Fatalf("an anchor of document %d is still there", d)
			}
		}
	}
}

// TestAnchorWriteError lets every write of a commit fail in turn: the old index
// must stay.
func TestAnchorWriteError(t *testing.T) {
	s, m := anchored(t, 60)
	add(t, s, made(2, 60), 13)
	left := 0
	s.tune.fail = func(int) error {
		if left--; left == 0 {
			return syscall.ENOSPC
		}
		return nil
	}
	try := func() error {
		w, err := s.AnchorWriter(1)
		if err != nil {
			return err
		}
		defer w.Abort()
		rng := rand.New(rand.NewPCG(3, 3))
		for d := w.next; d < s.man.Load().next; d++ {
			if err := w.Add(d, madeAnchors(rng, 60)); err != nil {
				return err
			}
		}
		return w.Commit(s.man.Load().next)
	}
	for n := 1; ; n++ {
		left = n
		err := try()
		if err == nil && n > 10 {
			return
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("write %d: %v", n, err)
		}
		left = 0
		compareAnchors(t, s, m, 5)
		if _, err := s.Verify(func(p string) { t.Errorf("after write %d failed: %s", n, p) }); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnchorDamage flips bytes of parts: Verify says so, and reading does not
// panic.
func TestAnchorDamage(t *testing.T) {
	s, m := anchored(t, 60)
	s.man.Load().anchors.keys(func(key []byte) {
		good, err := s.fetch(key)
		if err != nil {
			t.Fatal(err)
		}
		good = bytes.Clone(good)
		for i := 0; i < len(good); i += 1 + len(good)/40 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << (i % 8)
			overwrite(t, s, key, bad)
			expectDamage(t, s, key)
			err := s.View(func(v *View) error {
				for h := range m {
					if _, err := v.Anchors(nil, h, 5); err != nil {
						return err
					}
				}
				return v.EachAnchor(5, func(uint32, []Posting, int) bool { return true })
			})
			if err != nil {
				wantErr(t, err, ErrDamaged)
			}
		}
		overwrite(t, s, key, good)
	})
}

// TestAnchorBackup checks that a backup carries the index.
func TestAnchorBackup(t *testing.T) {
	s, m := anchored(t, 90)
	var file bytes.Buffer
	if err := s.Backup(&file); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := restoreTest(dir, &file); err != nil {
		t.Fatal(err)
	}
	compareAnchors(t, openTest(t, dir, Options{ReadOnly: true}), m, 9)
}

// TestAnchorOldStore adds an index to a store of format 1.
func TestAnchorOldStore(t *testing.T) {
	dir := t.TempDir()
	oldstore.Unpack(t, oldStore, dir)
	s := openTest(t, dir, Options{})
	if st, err := s.Stats(); err != nil || st.Format != 1 || st.Anchored != 0 {
		t.Errorf("Stats = %+v, %v", st, err)
	}
	m := anchorModel{}
	compareAnchors(t, s, m, 1)
	addAnchors(t, s, m, 4)
	closeVerified(t, s)
	s = openTest(t, dir, Options{ReadOnly: true})
	if st, err := s.Stats(); err != nil || st.Format != 2 || st.Anchored == 0 {
		t.Errorf("Stats = %+v, %v", st, err)
	}
	compareAnchors(t, s, m, 9)
}

// FuzzAnchorPart decodes parts of any bytes.
func FuzzAnchorPart(f *testing.F) {
	l := anchorList{[]uint32{1, 1, 70_000, 1 << 31}, []uint32{0, 9, 3, 7}, []uint16{5, 65535, 0, 300}}
	f.Add(encodeAnchors(nil, &l, docBits(10)), uint32(4), uint32(10))
	f.Fuzz(func(t *testing.T, v []byte, n, docs uint32) {
		p, err := parseAnchorPart(v, n, docs)
		if err != nil {
			wantErr(t, err, ErrDamaged)
			return
		}
		var r anchorReader
		var got anchorList
		for b := range p.len() {
			if err = r.open(&p, b); err == nil {
				err = r.all()
			}
			if err != nil {
				wantErr(t, err, ErrDamaged)
				return
			}
			for i := range r.n {
				got.add(r.hash[i], r.doc[i], r.pos[i])
			}
		}
		for i := range got.hash {
			if i > 0 && got.hash[i] < got.hash[i-1] {
				return // blocks are in no order: for Verify to find
			}
		}
		again, err := parseAnchorPart(encodeAnchors(nil, &got, docBits(docs)), n, docs)
		if err != nil {
			t.Fatal(err)
		}
		for b := range again.len() {
			if err := errors.Join(r.open(&again, b), r.all()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got.doc[b*anchorBlock:b*anchorBlock+r.n], r.doc[:r.n]); diff != "" {
				t.Fatalf("not the same again:\n%s", diff)
			}
		}
	})
}

// anchorTB is a test or a draw of rapid's.
type anchorTB interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}
