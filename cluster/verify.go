package cluster

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/minhash"
)

// heldHashes bounds the sets that are held while they wait for their partners: 12,582,912
// hashes of 8 bytes are 96 MiB, or about 25,000 articles of 500 words. Copies usually appear
// within hours of each other, and this is many days of a crawl. A partner that is further away
// needs a second sweep, but not more memory.
const heldHashes = 12 << 20

// typicalSet is the number of shingles of an ordinary article.
const typicalSet = 500

// VerifyPairs counts the common shingles of candidate pairs exactly. cands is sorted, as from
// [AllCandidates]. It returns the pairs with a Jaccard similarity of at least least, sorted by A,
// then B.
//
// sets returns the sorted distinct shingles of an article, valid until the next call. It is called
// in ascending order of articles, at most once for each in a sweep, so that a reader of compressed
// blocks goes through them in order. cached returns the counts of pairs that were verified before;
// sets is not called for these. cached may be nil.
func VerifyPairs(cands []uint64, sets func(Doc) ([]uint64, error), cached func(a, b Doc) (Pair, bool), least float64) ([]Pair, error) {
	v := &verifier{sets: sets, least: least, limit: heldHashes}
	open := make([]uint64, 0, len(cands))
	for _, c := range cands {
		a, b := UnpackPair(c)
		if cached != nil {
			if p, ok := cached(a, b); ok {
				v.keep(p)
				continue
			}
		}
		open = append(open, c)
	}
	for _, batch := range batches(open, heldHashes/typicalSet) {
		for len(batch) > 0 {
			rest, err := v.sweep(batch)
			if err != nil {
				return nil, err
			}
			batch = rest
		}
	}
	slices.SortFunc(v.pairs, comparePairs)
	return v.pairs, nil
}

// batches divides sorted candidates into sorted batches of about limit articles. Connected
// articles are in one batch. The sets of a batch fit in memory, so that each set is made once. A
// component with more than limit articles takes several sweeps.
func batches(cands []uint64, limit int) [][]uint64 {
	f := newForest(0)
	for _, c := range cands {
		a, b := UnpackPair(c)
		f.union(f.index(a), f.index(b))
	}
	if len(f.docs) <= limit {
		return [][]uint64{cands}
	}
	size := make([]int, len(f.docs)) // by root
	for i := range f.docs {
		size[f.find(int32(i))]++
	}
	number := make([]int, len(f.docs)) // by root: batch+1
	var out [][]uint64
	room := 0
	for _, c := range cands {
		root := f.find(f.place[Doc(c>>32)])
		if number[root] == 0 {
			if room < size[root] {
				out, room = append(out, nil), limit
			}
			room -= size[root]
			number[root] = len(out)
		}
		out[number[root]-1] = append(out[number[root]-1], c)
	}
	return out
}

func comparePairs(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) }

// SplitCandidates divides sorted candidates into at most n sorted shares of about equal size, for
// n goroutines that each call [VerifyPairs]. Connected articles are in one share, so that no set
// is made twice.
func SplitCandidates(cands []uint64, n int) [][]uint64 {
	if n <= 1 || len(cands) < 2*n {
		return [][]uint64{cands}
	}
	s := newForest(0)
	for _, c := range cands {
		a, b := UnpackPair(c)
		s.union(s.index(a), s.index(b))
	}
	size := make([]int, len(s.docs))
	for _, c := range cands {
		a, _ := UnpackPair(c)
		size[s.find(s.index(a))]++
	}
	shares := make([][]uint64, n)
	share := make([]int, len(s.docs)) // by root: share+1
	taken, want := 0, (len(cands)+n-1)/n
	for _, c := range cands {
		a, _ := UnpackPair(c)
		root := s.find(s.index(a))
		if share[root] == 0 {
			share[root] = min(taken/want, n-1) + 1
			taken += size[root]
		}
		shares[share[root]-1] = append(shares[share[root]-1], c)
	}
	return slices.DeleteFunc(shares, func(s []uint64) bool { return len(s) == 0 })
}

type verifier struct {
	sets  func(Doc) ([]uint64, error)
	least float64
	limit int
	pairs []Pair
}

func (v *verifier) keep(p Pair) {
	if p.Jaccard() >= v.least {
		v.pairs = append(v.pairs, p)
	}
}

// sweep goes once through the articles of open, ascending, and returns the pairs for which memory
// was not sufficient. The sets of an article's lower partners are held until it is reached. Its
// own set is held if it has a higher partner and there is room.
func (v *verifier) sweep(open []uint64) ([]uint64, error) {
	backwards := make([]uint64, len(open)) // B<<32|A, sorted: partners below each B
	for i, c := range open {
		backwards[i] = c<<32 | c>>32
	}
	slices.Sort(backwards)
	var (
		rest []uint64
		used int
		held = map[Doc]*heldSet{}
		up   = open
		down = backwards
	)
	for len(up) > 0 || len(down) > 0 {
		d := nextDoc(up, down)
		above, below := takeDoc(&up, d), takeDoc(&down, d)
		partners := below[:0]
		for _, c := range below {
			if _, ok := held[Doc(c)]; ok {
				partners = append(partners, c)
			} else {
				rest = append(rest, packPair(Doc(c), d))
			}
		}
		if len(partners) == 0 && (len(above) == 0 || used > v.limit) {
			continue // it has no partners to count now, and there is no room for its set
		}
		set, err := v.sets(d)
		if err != nil {
			return nil, fmt.Errorf("shingles of article %d: %w", d, err)
		}
		used -= v.count(held, partners, d, set)
		if len(above) > 0 && used <= v.limit {
			held[d] = &heldSet{set: slices.Clone(set), waiting: len(above)}
			used += len(set)
		}
	}
	slices.Sort(rest)
	return rest, nil
}

// A heldSet is a set that is held for later partners.
type heldSet struct {
	set     []uint64
	waiting int
}

// count verifies d against its lower partners. It returns the number of hashes that are not held
// any more.
func (v *verifier) count(held map[Doc]*heldSet, partners []uint64, d Doc, set []uint64) (freed int) {
	for _, c := range partners {
		a := Doc(c)
		h := held[a]
		v.keep(Pair{
			A: a, B: d,
			Common: uint32(minhash.Intersection(h.set, set)),
			SizeA:  uint32(len(h.set)), SizeB: uint32(len(set)),
		})
		if h.waiting--; h.waiting == 0 {
			freed += len(h.set)
			delete(held, a)
		}
	}
	return freed
}

// nextDoc returns the lowest article in the high halves of two sorted lists,
// one of which may be empty.
func nextDoc(up, down []uint64) Doc {
	switch {
	case len(up) == 0:
		return Doc(down[0] >> 32)
	case len(down) == 0:
		return Doc(up[0] >> 32)
	}
	return Doc(min(up[0]>>32, down[0]>>32))
}

// takeDoc removes the entries of d from the front of a sorted list.
func takeDoc(list *[]uint64, d Doc) []uint64 {
	n := 0
	for n < len(*list) && Doc((*list)[n]>>32) == d {
		n++
	}
	own := (*list)[:n]
	*list = (*list)[n:]
	return own
}

// MergePairs returns the pairs of all lists, sorted by A, then B, without repeats. The lists may
// be the shares of several goroutines, or the old and new pairs of two runs. Pairs of the same
// articles must have the same counts.
func MergePairs(lists ...[]Pair) []Pair {
	all := slices.Concat(lists...)
	slices.SortFunc(all, comparePairs)
	return slices.Compact(all)
}

// Known returns a function that finds a pair, for the parameter cached of [VerifyPairs]. pairs is
// sorted by A, then B. The function is safe for concurrent use.
func Known(pairs []Pair) func(a, b Doc) (Pair, bool) {
	return func(a, b Doc) (Pair, bool) {
		i, ok := slices.BinarySearchFunc(pairs, Pair{A: a, B: b}, comparePairs)
		if !ok {
			return Pair{}, false
		}
		return pairs[i], true
	}
}
