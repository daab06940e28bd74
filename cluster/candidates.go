package cluster

import (
	"slices"

	"github.com/wiretrace/wiretrace/minhash"
)

// AllCandidates returns every candidate pair of the live articles, sorted and without
// repeats, each as A<<32|B of two representatives with A < B. The two texts of a candidate
// share a band, fit the window and the ratio of sizes, and have an estimated Jaccard
// similarity of at least [MinEstimate]. Of runs with more than Options.Hot texts only some
// pairs are returned, see there.
//
// It reads the whole index, which takes about a second per million articles.
func AllCandidates(idx Index, o Options) ([]uint64, error) {
	s := newSearch(idx, o)
	for band := range PrefixBand + 1 {
		idx.EachRun(band, func(_ uint32, docs []Doc) bool {
			s.run(docs)
			return true
		})
	}
	return s.result(), nil
}

// seenSlots is the size of the table of pairs that were examined recently, a power of
// two. Copies share most of their 25 bands, so a pair occurs again in every second band.
// The table of 8 MiB holds the pairs of one band over about 700,000 articles. A pair that
// is not in it any more is examined twice, which does no harm.
const seenSlots = 1 << 20

// A search collects candidates.
type search struct {
	idx   Index
	opts  Options
	seen  []uint64
	found []uint64
	texts []text
}

func newSearch(idx Index, o Options) *search {
	return &search{idx: idx, opts: o, seen: make([]uint64, seenSlots)}
}

// run adds the candidates of one run.
func (s *search) run(docs []Doc) {
	s.texts = collapse(s.texts[:0], s.idx, docs, nil)
	texts := s.texts
	if !choose(texts, s.opts.hot()) {
		for i := range texts {
			for j := i + 1; j < len(texts); j++ {
				s.pair(&texts[i], &texts[j])
			}
		}
		return
	}
	for i := range texts {
		if texts[i].chosen {
			s.against(i, texts)
		}
	}
}

// against pairs a chosen text with the others of its run, each pair once.
func (s *search) against(i int, texts []text) {
	for j := range texts {
		if j > i || j < i && !texts[j].chosen {
			s.pair(&texts[i], &texts[j])
		}
	}
}

// pair adds x and y if they pass the filters.
func (s *search) pair(x, y *text) {
	c := packPair(x.doc, y.doc)
	slot := &s.seen[c*0x9E3779B97F4A7C15>>44%seenSlots]
	if *slot == c {
		return
	}
	*slot = c
	if s.opts.fit(x.shingles, y.shingles, x.span, y.span) && alike(s.idx.Packed(x.doc), s.idx.Packed(y.doc)) {
		s.found = append(s.found, c)
	}
}

// fit reports whether texts of these sizes and clocks may be a candidate.
func (o Options) fit(a, b uint32, s, t Span) bool { return sizesFit(a, b) && s.near(t, o.Window) }

// alike reports whether texts with these packed signatures are similar enough to be counted.
func alike(a, b []byte) bool { return minhash.EstimatePacked(a, b) >= MinEstimate }

func (s *search) result() []uint64 {
	slices.Sort(s.found)
	return slices.Clip(slices.Compact(s.found))
}
