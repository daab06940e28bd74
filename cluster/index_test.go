package cluster

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// A fakeArticle is an article outside of any index: its set is its text.
type fakeArticle struct {
	id     string
	set    []uint64 // sorted, distinct
	minute int32
}

// A fakeIndex keeps articles in memory, numbered as they come, and signs them
// with a plain MinHash.
type fakeIndex struct {
	articles []fakeArticle
	dead     map[Doc]bool
	packed   [][]byte
	bands    [][]uint32
	runs     []map[uint32][]Doc
	asked    int // calls of Bands
}

const fakeK, fakeRows = 128, 5

func newFakeIndex() *fakeIndex {
	f := &fakeIndex{dead: map[Doc]bool{}, runs: make([]map[uint32][]Doc, ContentBand+1)}
	for i := range f.runs {
		f.runs[i] = map[uint32][]Doc{}
	}
	return f
}

func mix(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xD6E8FEB86659FD93
	x ^= x >> 32
	x *= 0xD6E8FEB86659FD93
	return x ^ x>>32
}

func contentOf(set []uint64) uint64 {
	h := uint64(0)
	for _, x := range set {
		h = mix(h ^ x)
	}
	return h
}

func (f *fakeIndex) add(a fakeArticle) Doc {
	d := Doc(len(f.articles))
	f.articles = append(f.articles, a)
	sig := [fakeK]uint32{}
	packed := make([]byte, fakeK/2)
	for i := range sig {
		sig[i] = 1<<32 - 1
		for _, x := range a.set {
			sig[i] = min(sig[i], uint32(mix(x^uint64(i+1)*0x9E3779B97F4A7C15)))
		}
		packed[i/2] |= byte(mix(uint64(sig[i]))&15) << (4 * (i % 2))
	}
	var bands []uint32
	for b := range PrefixBand {
		h := uint64(b)
		for r := range fakeRows {
			h = mix(h ^ uint64(sig[b*fakeRows+r]))
		}
		bands = append(bands, uint32(h))
	}
	if len(a.set) < 30 {
		for _, x := range a.set[:len(a.set)*3/10+min(1, len(a.set))] {
			bands = append(bands, uint32(mix(x)))
		}
	}
	f.packed, f.bands = append(f.packed, packed), append(f.bands, bands)
	for i, h := range bands {
		b := min(i, PrefixBand)
		f.runs[b][h] = append(f.runs[b][h], d)
	}
	c := uint32(contentOf(a.set))
	f.runs[ContentBand][c] = append(f.runs[ContentBand][c], d)
	return d
}

func (f *fakeIndex) Docs() Doc           { return Doc(len(f.articles)) }
func (f *fakeIndex) Live(d Doc) bool     { return !f.dead[d] }
func (f *fakeIndex) Packed(d Doc) []byte { return f.packed[d] }
func (f *fakeIndex) Row(d Doc) (uint64, uint32, int32) {
	if f.dead[d] {
		panic("row of a dead article")
	}
	a := f.articles[d]
	return contentOf(a.set), uint32(len(a.set)), a.minute
}

func (f *fakeIndex) Bands(d Doc) ([]uint32, error) {
	f.asked++
	return f.bands[d], nil
}

func (f *fakeIndex) Run(dst []Doc, band int, hash uint32) []Doc {
	for _, d := range f.runs[band][hash] {
		if !f.dead[d] {
			dst = append(dst, d)
		}
	}
	return dst
}

func (f *fakeIndex) EachRun(band int, fn func(uint32, []Doc) bool) {
	for h := range f.runs[band] {
		if docs := f.Run(nil, band, h); len(docs) > 1 && !fn(h, docs) {
			return
		}
	}
}

func (f *fakeIndex) sets(d Doc) ([]uint64, error) {
	if int(d) >= len(f.articles) {
		return nil, fmt.Errorf("no article %d", d)
	}
	return f.articles[d].set, nil
}

func (f *fakeIndex) identity() Identity {
	return Identity{
		Key:    func(d Doc) string { return f.articles[d].id },
		Minute: func(d Doc) int32 { return f.articles[d].minute },
	}
}

// names spells parts out as sorted ids, which do not depend on numbers.
func (f *fakeIndex) names(parts [][]Doc) [][]string {
	out := [][]string{}
	for _, p := range parts {
		var ids []string
		for _, d := range p {
			ids = append(ids, f.articles[d].id)
		}
		slices.Sort(ids)
		out = append(out, ids)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

// texts spells candidates out as contents.
func (f *fakeIndex) texts(cands []uint64) [][2]uint64 {
	out := [][2]uint64{}
	for _, c := range cands {
		a, b := UnpackPair(c)
		x, _, _ := f.Row(a)
		y, _, _ := f.Row(b)
		out = append(out, [2]uint64{min(x, y), max(x, y)})
	}
	slices.SortFunc(out, func(x, y [2]uint64) int { return slices.Compare(x[:], y[:]) })
	return out
}

// randomSet returns n random shingles, sorted.
func randomSet(r *rand.Rand, n int) []uint64 {
	s := make([]uint64, n)
	for i := range s {
		s[i] = r.Uint64()
	}
	slices.Sort(s)
	return slices.Compact(s)
}

// edited returns set with about the given part of its shingles replaced.
func edited(r *rand.Rand, set []uint64, part float64) []uint64 {
	s := slices.Clone(set)
	for i := range s {
		if r.Float64() < part {
			s[i] = r.Uint64()
		}
	}
	slices.Sort(s)
	return slices.Compact(s)
}

// crawl makes articles of a few stories: identical, edited, merged and short
// ones, with clocks that are near, far or missing.
func crawl(r *rand.Rand, n int) []fakeArticle {
	var bases [][]uint64
	for range 1 + r.IntN(4) {
		bases = append(bases, randomSet(r, []int{3, 12, 25, 40, 60}[r.IntN(5)]))
	}
	all := make([]fakeArticle, n)
	for i := range all {
		set := bases[r.IntN(len(bases))]
		switch r.IntN(8) {
		case 0:
			set = edited(r, set, .5)
		case 1, 2, 3:
			set = edited(r, set, .12)
		case 4:
			set = slices.Compact(sorted(slices.Concat(set, bases[r.IntN(len(bases))])))
		}
		minute := int32(r.IntN(300))
		if r.IntN(10) == 0 {
			minute = NoClock
		}
		all[i] = fakeArticle{id: fmt.Sprintf("press-%03d", r.IntN(1000)*1000+i), set: set, minute: minute}
		if r.IntN(6) == 0 { // keep an edited text for identical copies
			bases = append(bases, set)
		}
		if r.IntN(30) == 0 {
			all[i].set = nil
		}
	}
	return all
}

func sorted(s []uint64) []uint64 {
	slices.Sort(s)
	return s
}

func indexOfArticles(articles []fakeArticle) *fakeIndex {
	f := newFakeIndex()
	for _, a := range articles {
		f.add(a)
	}
	return f
}
