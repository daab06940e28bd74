package anchor

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// A Searcher ranks articles and reuses its buffers. The zero value is ready; it is
// not safe for concurrent use.
type Searcher struct {
	touches []touch
	sorted  []touch
	hits    []Hit
	sums    []float64
	bytes   [1 << 8]int32 // most searches have a few hundred touches: a byte is a digit
	spots   []spot
	glance  byte
	cells   [sieveCells]uint8
	marks   [sieveCells / 64]uint64
	days    daySet
}

// A touch is one common anchor: the article (31 bits), its diagonal above the
// lowest (17), its weight in steps of 1/weightSteps (15) and whether it recurs (1), so that
// touches sort as numbers and their sums do not depend on their order.
type touch = uint64

const (
	weightSteps = 1<<15 - 1
	recurs      = 1
	docFrom     = 33 // first bit of the article
)

// steps returns a weight in steps of 1/weightSteps.
func steps(weight float64) uint64 { return uint64(weight * weightSteps) }

func newTouch(d Doc, pos, from uint16, steps uint64) touch {
	diag := uint64(int(pos) - int(from) + math.MaxUint16)
	return uint64(d)<<docFrom | diag<<16 | steps<<1
}

func docOf(t touch) Doc       { return Doc(t >> docFrom) }
func diagOf(t touch) int      { return int(t >> 16 & (1<<17 - 1)) }
func weightOf(t touch) uint64 { return t >> 1 & weightSteps }

// A List is the postings of one anchor of the article that is searched for.
type List struct {
	Pos      uint16
	Postings []Posting // more than Cap: left out
}

// Rank returns the articles that share anchors with one whose anchors have these
// lists, best first. It returns at most top of them (0: all), and those that are as good as
// the last one, so that the result does not depend on the numbers of articles. n is the number
// of articles in the index, keep reports whether one counts. The result is valid until the
// next call.
func (s *Searcher) Rank(lists []List, n, top int, keep func(Doc) bool) []Hit {
	s.touches = s.touches[:0]
	for _, l := range lists {
		if len(l.Postings) > Cap {
			continue
		}
		w := steps(Weight(len(l.Postings), n))
		for _, p := range l.Postings {
			s.touches = append(s.touches, newTouch(p.Doc, p.Pos, l.Pos, w))
		}
	}
	s.sum(keep)
	s.order()
	return s.hits[:s.ties(top)]
}

// sum sums up the touches.
func (s *Searcher) sum(keep func(Doc) bool) {
	s.sieve()
	s.sort()
	s.hits = s.hits[:0]
	for rest := s.touches; len(rest) > 0; {
		k := 1
		for k < len(rest) && docOf(rest[k]) == docOf(rest[0]) {
			k++
		}
		if h := hit(rest[:k]); h.Shared >= least && (keep == nil || keep(h.Doc)) {
			s.hits = append(s.hits, h)
		}
		rest = rest[k:]
	}
}

// order puts the best hits first.
func (s *Searcher) order() {
	slices.SortFunc(s.hits, func(x, y Hit) int {
		return cmp.Or(cmp.Compare(y.Sum, x.Sum), cmp.Compare(y.Shared, x.Shared), cmp.Compare(x.Doc, y.Doc))
	})
}

// drop drops hits that can't be among the top and are not strong. These are most hits, so few
// are left to sort.
func (s *Searcher) drop(x *Index, own float64, top int) {
	if top <= 0 || len(s.hits) <= 2*top {
		return
	}
	s.sums = s.sums[:0]
	for i := range s.hits {
		s.sums = append(s.sums, s.hits[i].Sum)
	}
	slices.Sort(s.sums)
	low := s.sums[len(s.sums)-top]
	s.hits = slices.DeleteFunc(s.hits, func(h Hit) bool { return h.Sum < low && !s.strong(x, own, &h) })
}

// strong reports whether a hit shares at least the share strong of the lighter text's weight.
func (s *Searcher) strong(x *Index, own float64, h *Hit) bool {
	other, _ := x.Total(h.Doc)
	return Strong(h.Sum, own, other)
}

// Strong reports whether a pair is a candidate at any rank, not only among the first [Top]. sum is
// the weight of the anchors that the texts share, the totals are the weights of all anchors of each.
func Strong(sum, totalA, totalB float64) bool {
	// A sum is a number of steps: it is the same for a sum that was stored with less precision.
	return math.Round(sum*weightSteps)/weightSteps >= strong*min(totalA, totalB)
}

// sieveCells is the number of cells that touches are counted in: of 10,000 in a
// search among 100,000 generated articles some 500 pass.
const (
	sieveBits  = 18
	sieveCells = 1 << sieveBits
)

// sieve drops the touches of articles without two touches near one diagonal. These are most
// touches: sorting all of them took two thirds of a search.
//
// Two touches that are within width of each other are in one bucket of diagonals, or in two
// adjacent ones. Buckets of several articles share a cell, so a few articles pass that
// should not. The count of their hits drops them later.
func (s *Searcher) sieve() {
	for _, t := range s.touches {
		if c := &s.cells[cellOf(t)]; *c < least {
			*c++
		}
	}
	for _, t := range s.touches {
		c := cellOf(t)
		if s.cells[c]+s.cells[(c+1)%sieveCells]+s.cells[(c-1)%sieveCells] >= least {
			m := markOf(t)
			s.marks[m/64] |= 1 << (m % 64)
		}
	}
	kept := 0
	for _, t := range s.touches {
		s.cells[cellOf(t)] = 0
		if m := markOf(t); s.marks[m/64]>>(m%64)&1 > 0 {
			s.touches[kept] = t
			kept++
		}
	}
	s.touches = s.touches[:kept]
	for _, t := range s.touches {
		s.marks[markOf(t)/64] = 0
	}
}

// fewTouches is the number of touches up to which comparing them is faster than counting
// the bytes of their articles.
const fewTouches = 64

// sort orders the touches: by the digits of their articles, and then the few of each
// article. By comparisons alone it took a fifth of a search.
func (s *Searcher) sort() {
	if len(s.touches) <= fewTouches {
		slices.Sort(s.touches)
		return
	}
	most := Doc(0)
	for _, t := range s.touches {
		most = max(most, docOf(t))
	}
	if cap(s.sorted) < len(s.touches) {
		s.sorted = make([]touch, 2*len(s.touches))
	}
	for from := uint(docFrom); from == docFrom || most>>(from-docFrom) > 0; from += 8 {
		out := s.sorted[:len(s.touches)]
		sortDigit(out, s.touches, from, s.bytes[:])
		s.touches, s.sorted = out, s.touches[:cap(s.touches)]
	}
	for rest := s.touches; len(rest) > 0; {
		n := 1
		for n < len(rest) && docOf(rest[n]) == docOf(rest[0]) {
			n++
		}
		slices.Sort(rest[:n])
		rest = rest[n:]
	}
}

// cellOf returns the cell of a touch: those of an article's buckets follow each other.
func cellOf(t touch) uint32 { return (markOf(t) + uint32(diagOf(t)/diagBucket)) % sieveCells }

func markOf(t touch) uint32 { return docOf(t) * 0x9E3779B1 >> (32 - sieveBits) }

// diagBucket is the width of a bucket of diagonals: above width, a power of two.
const diagBucket = 16

// ties returns the number of the best hits: top of them and those as good as the
// last of them; 0: all.
func (s *Searcher) ties(top int) int {
	if top <= 0 || len(s.hits) <= top {
		return len(s.hits)
	}
	last := s.hits[top-1]
	for top < len(s.hits) && s.hits[top].Sum == last.Sum && s.hits[top].Shared == last.Shared {
		top++
	}
	return top
}

// hit sums the touches of one article, which are sorted by diagonal.
func hit(ts []touch) Hit {
	h := Hit{Doc: docOf(ts[0])}
	low, sum, recurring := 0, uint64(0), uint64(0)
	for i, t := range ts {
		sum += weightOf(t)
		recurring += weightOf(t) * (t & recurs)
		for diagOf(t)-diagOf(ts[low]) > width {
			low++
		}
		h.Shared = max(h.Shared, i-low+1)
	}
	h.Sum, h.Recurring = float64(sum)/weightSteps, float64(recurring)/weightSteps
	return h
}

// A Reach says which articles count in a search: those with numbers below Always or in
// [From,To) for which Keep returns true (nil: all of these). If numbers follow the times of
// articles, a search of an archive of years takes as long as one of the weeks around an article.
type Reach struct {
	Always, From, To Doc
	Keep             func(Doc) bool
}

// everywhere is the reach of a search of the whole index.
func everywhere(keep func(Doc) bool) Reach { return Reach{To: math.MaxUint32, Keep: keep} }

// Search returns the articles that share anchors with d, as [Searcher.Rank]
// does. It also returns articles below the top that are strong, since a story may have more
// copies than that. The articles must have been added with [Index.Add]. The result is valid
// until the searcher's next call.
func (s *Searcher) Search(x *Index, d Doc, top int, keep func(Doc) bool) []Hit {
	r, _, err := CutRecord(x.own[d])
	if err != nil { // never: Add wrote it
		return nil
	}
	return s.SearchRecord(x, d, r, top, everywhere(keep))
}

// SearchRecord is [Searcher.Search] for an article with a record of a feed, within
// a reach. d is its number in the index.
func (s *Searcher) SearchRecord(x *Index, d Doc, r Record, top int, reach Reach) []Hit {
	s.touches, s.spots = s.touches[:0], s.spots[:0]
	for i := range r.Len() {
		s.spots = append(s.spots, x.spot(r.Hash(i)))
	}
	// The runs are scattered over the index, so each first access waits for memory. A pass over all
	// of them first loads them together.
	for _, p := range s.spots {
		if len(p.bucket) > 0 {
			s.glance ^= p.bucket[0]
		}
	}
	for i, p := range s.spots {
		s.touch(x, d, p, r.place(i), &reach)
	}
	s.sum(reach.Keep)
	own, _ := x.Total(d)
	s.drop(x, own, top)
	s.order()
	n := s.ties(top)
	for _, h := range s.hits[n:] {
		if s.strong(x, own, &h) {
			s.hits[n] = h
			n++
		}
	}
	return s.hits[:n]
}

// touch adds the touches of one anchor of d, at pos, within a reach.
func (s *Searcher) touch(x *Index, d Doc, p spot, pos uint16, reach *Reach) {
	body, df := p.run()
	if df == 0 {
		return
	}
	w, at := x.table.steps[df], Doc(0)
	recurring := s.days.of(x, d, p.hash, df)
	for len(body) > 0 {
		step, k := uint64(body[0]), 1
		if step >= 0x80 {
			step, k = binary.Uvarint(body)
		}
		at += Doc(step)
		if at >= reach.To && at >= reach.Always {
			return // numbers ascend
		}
		if at != d && (at >= reach.From || at < reach.Always) {
			t := newTouch(at, binary.LittleEndian.Uint16(body[k:]), pos, w)
			if recurring && s.days.recurs(x.days[at]) {
				t |= recurs
			}
			s.touches = append(s.touches, t)
		}
		body = body[k+2:]
	}
}
