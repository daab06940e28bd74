package dedup

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/cluster/anchor"
)

const (
	// giantTexts is the least number of texts in a large group of near-identical ones. The
	// leader of a large group is compared with every text that shares anchors with it: a story with
	// more than [anchor.Cap] copies outside of the group has anchors that are too frequent to bring
	// candidates. Of 917 copies of a short story, 821 are in one cluster with 80, and 691 with 125.
	giantTexts = 80
	// giantShare is the share of a leader's anchors that such a text must have, and giantAnchors
	// the number.
	giantShare   = .3
	giantAnchors = 3
)

// A giantSearch finds the texts that share anchors with the leaders of large groups.
type giantSearch struct {
	*hitSearch
	leads   []bool             // by position
	anchors map[int32]int      // by leader
	leaders map[uint32][]int32 // by anchor
}

// withGiants returns the pairs of texts with the leaders of large groups, sorted. An anchor that
// more than [anchor.Cap] texts have brings no candidates. So where a story has hundreds of
// copies outside of its group, these would not be compared with it. Each is compared only with the
// leader, so the cost grows with the number of copies.
func (h *hitSearch) withGiants() ([]candidate, error) {
	g := giantSearch{hitSearch: h, leads: make([]bool, len(h.texts)), anchors: map[int32]int{}, leaders: map[uint32][]int32{}}
	for p := range h.texts {
		g.leads[p] = len(h.texts[p].joined)+1 >= giantTexts
	}
	if !slices.Contains(g.leads, true) {
		return nil, nil
	}
	if err := h.eachRecord(g.add); err != nil {
		return nil, err
	}
	var out []candidate
	err := h.eachRecord(func(p int32, r anchor.Record) { out = g.find(out, p, r) })
	slices.SortFunc(out, candidate.compare)
	return out, err
}

// add adds the anchors of a text, if it is a leader.
func (g *giantSearch) add(p int32, r anchor.Record) {
	if !g.leads[p] {
		return
	}
	g.anchors[p] = r.Len()
	for i := range r.Len() {
		g.leaders[r.Hash(i)] = append(g.leaders[r.Hash(i)], p)
	}
}

// find appends the pairs of a text with the leaders that it shares enough anchors with.
func (g *giantSearch) find(out []candidate, p int32, r anchor.Record) []candidate {
	shared := map[int32]int{}
	for i := range r.Len() {
		for _, leader := range g.leaders[r.Hash(i)] {
			shared[leader]++
		}
	}
	window := windowMinutes(g.opts.Window)
	for leader, n := range shared {
		enough := n >= giantAnchors && float64(n) >= giantShare*float64(g.anchors[leader])
		if enough && leader != p && g.texts[p].span.near(g.texts[leader].span, window) {
			out = append(out, candidate{a: min(p, leader), b: max(p, leader)})
		}
	}
	return out
}

// hasPair reports whether sorted candidates have the pair of p and q.
func hasPair(sorted []candidate, p, q int32) bool {
	_, ok := slices.BinarySearchFunc(sorted, pairOf(min(p, q), max(p, q)), func(c candidate, pair uint64) int {
		return cmp.Compare(pairOf(c.a, c.b), pair)
	})
	return ok
}
