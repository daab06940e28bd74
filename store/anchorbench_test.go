package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/shingle"
)

// benchAnchors is how many anchors an article of the benchmarks has.
const benchAnchors = 190

// benchList draws the anchors of an article whose length is lognormal around
// 2,700 symbols. One in ten articles copies an earlier one.
func benchList(dst []shingle.Anchor, d Doc) []shingle.Anchor {
	if d%10 == 9 {
		d /= 2
	}
	rng := rand.New(rand.NewPCG(uint64(d), 8))
	size := math.Exp(7.9 + .5*rng.NormFloat64())
	for i := range benchAnchors {
		dst = append(dst, shingle.Anchor{Hash: rng.Uint32(), Pos: uint32(size * float64(i) / benchAnchors)})
	}
	return dst
}

// anchorBench makes a store of n articles, most of which are never read.
func anchorBench(b *testing.B, n int) *Store {
	b.Helper()
	s, err := Open(b.TempDir(), Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	w, err := s.NewWriter()
	if err != nil {
		b.Fatal(err)
	}
	blk := NewBlock()
	for i := range n {
		blk.Add(&article.Article{ID: fmt.Sprint(i), Text: "x"}, &Sketch{})
		if blk.Len() < 256 && i < n-1 {
			continue
		}
		if err := blk.Seal(); err != nil {
			b.Fatal(err)
		}
		if _, err := w.Append(blk); err != nil {
			b.Fatal(err)
		}
		blk.Reset()
	}
	if err := w.Commit(); err != nil {
		b.Fatal(err)
	}
	return s
}

func writeBenchAnchors(b *testing.B, s *Store) {
	b.Helper()
	w, err := s.AnchorWriter(1)
	if err != nil {
		b.Fatal(err)
	}
	var list []shingle.Anchor
	for d := range s.man.Load().next {
		list = benchList(list[:0], d)
		if err := w.Add(d, list); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Commit(s.man.Load().next); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkAnchors measures the anchor index of 200,000 articles: writing it,
// looking up the anchors of one article in a store just opened and in one in
// use, and reading all. The files are in the page cache.
func BenchmarkAnchors(b *testing.B) {
	const n = 200_000
	s := anchorBench(b, n)
	writeBenchAnchors(b, s)
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			if err := s.DropAnchors(); err != nil {
				b.Fatal(err)
			}
			writeBenchAnchors(b, s)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*benchAnchors), "ns/posting")
		b.ReportMetric(float64(s.man.Load().anchors.bytes())/(n*benchAnchors), "B/posting")
	})
	var list []shingle.Anchor
	var found []Posting
	lookup := func(b *testing.B, v *View, d Doc) {
		list = benchList(list[:0], d)
		found = found[:0]
		for _, a := range list {
			var err error
			if found, err = v.Anchors(found, a.Hash, 100); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("lookup/warm", func(b *testing.B) {
		err := s.View(func(v *View) error {
			for b.Loop() {
				lookup(b, v, Doc(rand.IntN(n)))
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
	b.Run("lookup/new", func(b *testing.B) {
		for b.Loop() {
			s.forget()
			if err := s.View(func(v *View) error { lookup(b, v, Doc(rand.IntN(n))); return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("each", func(b *testing.B) {
		for b.Loop() {
			err := s.View(func(v *View) error { return v.EachAnchor(100, func(uint32, []Posting, int) bool { return true }) })
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*benchAnchors), "ns/posting")
	})
}
