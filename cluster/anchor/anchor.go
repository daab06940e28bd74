// Package anchor finds the articles that share passages, however short
// beside the rest of their texts: by anchors, sampled grams with their places.
//
// Fill an [Index] with [Index.Add], call [Index.Build] once, then [Searcher.Search]
// for each article; [Searcher.Rank] does the same on postings from elsewhere.
// Two articles are candidates if they share two anchors on a common diagonal,
// that is, at places that differ by nearly the same: what two texts have in
// common by chance lies at random places.
//
// Which articles are candidates is a function of the indexed articles alone, not
// of their order. The package is pure; it never knows texts or storage.
package anchor

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/shingle"
)

// Doc is the number of an article.
type Doc = uint32

// Settings of the search. On simulated crawls of 600 stories with furniture
// left in, profiles web and ocr, they find .995 and .996 of the true pairs with
// 26 candidates an article; with a cap of 120 .992, with single anchors .998
// at four times the candidates.
const (
	// Cap is the number of articles above which a gram says nothing.
	Cap = 250
	// Top is the number of candidates that an article brings, the rarest
	// common grams first. It is a candidate of others on top of that.
	Top = 36
	// strong is the share of the lighter text's weight from which on a pair is
	// a candidate whatever its rank. Of 400 prints of one story each has 399
	// partners; without it the story fell apart, since what was not compared
	// counts against.
	strong = .3
	// least is the number of anchors on a common diagonal.
	least = 2
	// width is the width of a diagonal, in units of [Unit]: what an edited
	// passage gains or loses between two anchors.
	width = 10
)

// Unit is the number of characters that make a step of [Posting.Pos]: places
// of up to 524,288 characters fit 16 bits.
const Unit = 8

// A Posting is an anchor's place in one article.
type Posting struct {
	Doc Doc
	Pos uint16 // in units of 8 characters, the last for all beyond
}

// Place returns the place of an anchor as postings have it.
func Place(pos uint32) uint16 { return uint16(min(pos/Unit, math.MaxUint16)) }

// A Hit is an article that shares anchors with the one searched for.
type Hit struct {
	Doc    Doc
	Shared int     // anchors on the best diagonal
	Sum    float64 // weight of all shared anchors, see [Weight]
}

// Weight returns what an anchor of df of n articles weighs, in [0,1]: 1 if one
// alone has it, 0 if all have it.
func Weight(df, n int) float64 {
	if n <= 1 {
		return 1
	}
	return max(0, 1-math.Log(float64(max(df, 1)))/math.Log(float64(n+1)))
}

// A Searcher ranks articles and reuses its buffers. The zero value is ready; it is
// not safe for concurrent use.
type Searcher struct {
	touches []touch
	hits    []Hit
}

// A touch is one common anchor: the article (32 bits), its diagonal above the
// lowest (17) and its weight in steps of 1/weightSteps (15), so that touches
// sort as numbers and their sums do not depend on their order.
type touch = uint64

const weightSteps = 1<<15 - 1

func newTouch(d Doc, pos, from uint16, weight float64) touch {
	diag := uint64(int(pos) - int(from) + math.MaxUint16)
	return uint64(d)<<32 | diag<<15 | uint64(weight*weightSteps)
}

func docOf(t touch) Doc       { return Doc(t >> 32) }
func diagOf(t touch) int      { return int(t >> 15 & (1<<17 - 1)) }
func weightOf(t touch) uint64 { return t & weightSteps }

// A List is the postings of one anchor of the article that is searched for.
type List struct {
	Pos      uint16
	Postings []Posting // more than Cap: left out
}

// Rank returns the articles that share anchors with one whose anchors have these
// lists, best first, at most top of them and those as good as the last of them
// (0: all), so that no choice depends on numbers. n is the number of articles
// in the index, keep says which of them count. The result is valid until the
// next call.
func (s *Searcher) Rank(lists []List, n, top int, keep func(Doc) bool) []Hit {
	s.touches = s.touches[:0]
	for _, l := range lists {
		if len(l.Postings) > Cap {
			continue
		}
		w := Weight(len(l.Postings), n)
		for _, p := range l.Postings {
			s.touches = append(s.touches, newTouch(p.Doc, p.Pos, l.Pos, w))
		}
	}
	slices.Sort(s.touches)
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
	slices.SortFunc(s.hits, func(x, y Hit) int {
		return cmp.Or(cmp.Compare(y.Sum, x.Sum), cmp.Compare(y.Shared, x.Shared), cmp.Compare(x.Doc, y.Doc))
	})
	return s.hits[:s.ties(top)]
}

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
	low, sum := 0, uint64(0)
	for i, t := range ts {
		sum += weightOf(t)
		for diagOf(t)-diagOf(ts[low]) > width {
			low++
		}
		h.Shared = max(h.Shared, i-low+1)
	}
	h.Sum = float64(sum) / weightSteps
	return h
}

// An Index holds the anchors of articles. It is filled and built by one
// goroutine, and then safe for concurrent use.
type Index struct {
	docs   int
	found  [shares][]found // by the first bits of the hash, until Build
	runs   []uint32        // by run: where its postings begin; and the end of the last
	all    []Posting       // by run
	from   []uint32        // by article: where its entries begin; and the end of the last
	mine   []entry         // by article
	totals []float32       // by article: weight of all its anchors
	counts []uint16        // by article: its anchors
}

type found struct {
	hash uint32
	doc  Doc
	pos  uint16
}

func (f *found) key() uint64 { return uint64(f.hash)<<32 | uint64(f.doc) }

type entry struct {
	run uint32
	pos uint16
}

// NewIndex returns an empty index of articles with numbers below docs.
func NewIndex(docs Doc) *Index {
	return &Index{from: make([]uint32, docs+1), totals: make([]float32, docs), counts: make([]uint16, docs)}
}

// Add adds an article. Articles may come in any order, each once.
func (x *Index) Add(d Doc, anchors []shingle.Anchor) {
	x.docs++
	x.counts[d] = uint16(min(len(anchors), math.MaxUint16))
	for _, a := range anchors {
		share := a.Hash >> (32 - shareBits)
		x.found[share] = append(x.found[share], found{a.Hash, d, Place(a.Pos)})
	}
}

// Anchors are sorted in shares by the first bits of their hashes: two cores sort
// twice as fast as one, and each share is given up when it is done.
const (
	shareBits = 6
	shares    = 1 << shareBits
)

// Build makes the index ready for searches.
func (x *Index) Build() {
	x.sort()
	for share := range x.found {
		for rest := x.found[share]; len(rest) > 0; {
			k := 1
			for k < len(rest) && rest[k].hash == rest[0].hash {
				k++
			}
			x.run(rest[:k])
			rest = rest[k:]
		}
		x.found[share] = nil
	}
	x.runs = append(x.runs, uint32(len(x.all)))
	x.invert()
}

// sort orders all shares by hash, then article.
func (x *Index) sort() {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), shares) {
		wg.Go(func() {
			for share := range next {
				slices.SortFunc(x.found[share], func(a, b found) int {
					return cmp.Or(cmp.Compare(a.key(), b.key()), cmp.Compare(a.pos, b.pos))
				})
			}
		})
	}
	for share := range shares {
		next <- share
	}
	close(next)
	wg.Wait()
}

// run adds the anchors of one hash.
func (x *Index) run(fs []found) {
	w := float32(Weight(len(fs), x.docs))
	for _, f := range fs {
		x.totals[f.doc] += w
	}
	if len(fs) < 2 || len(fs) > Cap {
		return
	}
	x.runs = append(x.runs, uint32(len(x.all)))
	for _, f := range fs {
		x.all = append(x.all, Posting{f.doc, f.pos})
		x.from[f.doc+1]++
	}
}

// invert lists the runs of each article.
func (x *Index) invert() {
	for d := 1; d < len(x.from); d++ {
		x.from[d] += x.from[d-1]
	}
	next := slices.Clone(x.from[:max(len(x.from)-1, 0)])
	x.mine = make([]entry, len(x.all))
	for r := range len(x.runs) - 1 {
		for _, p := range x.all[x.runs[r]:x.runs[r+1]] {
			x.mine[next[p.Doc]] = entry{uint32(r), p.Pos}
			next[p.Doc]++
		}
	}
}

// Docs returns the number of articles in the index.
func (x *Index) Docs() int { return x.docs }

// Release gives up the postings, by far the most of the index. After it only
// [Index.Docs] and [Index.Total] may be called.
func (x *Index) Release() { x.runs, x.all, x.from, x.mine = nil, nil, nil, nil }

// Total returns the weight of all anchors of an article, and their number.
func (x *Index) Total(d Doc) (weight float64, anchors int) {
	return float64(x.totals[d]), int(x.counts[d])
}

// Search returns the articles that share anchors with d, as [Searcher.Rank]
// does, and beyond top those that share a good part of the lighter text's weight
// with it: a story may have more prints than that. The result is valid until the
// searcher's next call.
func (s *Searcher) Search(x *Index, d Doc, top int, keep func(Doc) bool) []Hit {
	lists := make([]List, 0, x.from[d+1]-x.from[d])
	for _, e := range x.mine[x.from[d]:x.from[d+1]] {
		lists = append(lists, List{e.pos, x.all[x.runs[e.run]:x.runs[e.run+1]]})
	}
	s.Rank(lists, x.docs, 0, func(o Doc) bool { return o != d && (keep == nil || keep(o)) })
	n := s.ties(top)
	own, _ := x.Total(d)
	for _, h := range s.hits[n:] {
		if other, _ := x.Total(h.Doc); h.Sum >= strong*min(own, other) {
			s.hits[n] = h
			n++
		}
	}
	return s.hits[:n]
}

// leastRare is the share of the lighter text's weight below which a pair is not
// worth comparing. On simulated crawls (web, ocr, mixed, seed 2) that spares 36
// to 49 % of the candidates and .02 to .08 % of the true pairs, all of which the
// pair model took for strangers.
const leastRare = .03

// HopelessOdds are the log-odds of a pair that is not worth comparing.
const HopelessOdds = -7

// Hopeless reports whether a pair with this sum of weights shares too little of
// what two texts of these totals hold to be worth comparing.
func Hopeless(sum, totalA, totalB float64) bool { return sum < leastRare*min(totalA, totalB) }

// Between returns what two articles share, as a search of an index of n articles
// would give it; df tells in how many of them a gram is an anchor. An article
// that is not indexed itself counts as if it were: what both have, at least two
// have.
func Between(a, b []shingle.Anchor, n int, df func(hash uint32) int) Hit {
	place := make(map[uint32]uint16, len(b))
	for _, y := range b {
		place[y.Hash] = Place(y.Pos)
	}
	var touches []touch
	for _, x := range a {
		pos, ok := place[x.Hash]
		if !ok {
			continue
		}
		if k := df(x.Hash); k <= Cap {
			touches = append(touches, newTouch(0, pos, Place(x.Pos), Weight(max(k, 2), n)))
		}
	}
	if len(touches) == 0 {
		return Hit{}
	}
	slices.Sort(touches)
	return hit(touches)
}

// Total returns the weight of all anchors of an article in an index of n
// articles. With sample above 0 it asks df for about so many of them, evenly
// spread, and scales up.
func Total(as []shingle.Anchor, n, sample int, df func(hash uint32) int) float64 {
	step := 1
	if sample > 0 {
		step = max(1, len(as)/sample)
	}
	sum, asked := 0.0, 0
	for i := 0; i < len(as); i += step {
		sum += Weight(df(as[i].Hash), n)
		asked++
	}
	if asked == 0 {
		return 0
	}
	return sum / float64(asked) * float64(len(as))
}
