package dedup

import (
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
)

const (
	// A page prints several stories if it has text of manyStories stories, each with ownStretches
	// of the page that the others do not have. An article merged from two agency reports has two.
	manyStories  = 3
	ownStretches = 2
)

// A story is the text that a page shares with one cluster.
type story struct {
	label int32
	text  int32     // one of the cluster's
	in    pair.Mask // where in the page
	older bool      // a text of it may be older than the page
}

// several finds the pages that print several stories, such as front pages, roundups and newsletters,
// and records the stories of each page. label has the clusters.
func (f *full) several(edges []cluster.OddsEdge, label []int32) {
	of := map[int32][]story{}
	for i := range edges {
		if e := &edges[i]; e.Z >= 0 && !e.Apart && !e.Bare {
			of[e.A] = f.addStory(of[e.A], e.A, e.B, e.InA, label)
			of[e.B] = f.addStory(of[e.B], e.B, e.A, e.InB, label)
		}
	}
	f.holds = map[int32][]int32{}
	for p, stories := range of {
		if printsSeveral(stories) {
			for _, s := range stories {
				f.holds[p] = append(f.holds[p], s.text)
			}
		}
	}
}

// addStory adds the text that p shares with q to the stories of p.
func (f *full) addStory(list []story, p, q int32, in pair.Mask, label []int32) []story {
	i := slices.IndexFunc(list, func(s story) bool { return s.label == label[q] })
	if i < 0 {
		i = len(list)
		list = append(list, story{label: label[q], text: q})
	}
	s := &list[i]
	s.in |= in
	s.older = s.older || f.texts[q].span.first <= f.texts[p].span.last
	return list
}

// printsSeveral reports whether a page with these stories prints several.
func printsSeveral(stories []story) bool {
	own := 0
	for i, s := range stories {
		var others pair.Mask
		for k, o := range stories {
			if k != i {
				others |= o.in
			}
		}
		if s.older && (s.in&^others).Len() >= ownStretches {
			own++
		}
	}
	return own >= manyStories
}

// withoutPages clusters again without the pages that print several stories.
func (f *full) withoutPages(edges []cluster.OddsEdge, label []int32, weights []uint32) []int32 {
	f.several(edges, label)
	if len(f.holds) == 0 {
		return label
	}
	odds := map[int]float64{}
	for i := range edges {
		e := &edges[i]
		if f.holds[e.A] != nil || f.holds[e.B] != nil {
			odds[i] = e.Z
			e.Z = -pair.MaxLogOdds
		}
	}
	label = cluster.LinkOdds(len(f.texts), edges, weights)
	for i, z := range odds {
		edges[i].Z = z
	}
	return label
}

// held returns the memberships of the pages that print several stories.
func (f *full) held(clusters []cluster.Cluster) (also []generation.Membership) {
	id := f.clusterIDs(clusters)
	for p, texts := range f.holds {
		for _, d := range f.texts[p].members {
			f.pageKinds = append(f.pageKinds, generation.Page{Doc: d, Kind: generation.PageSeveral})
			for _, q := range texts {
				if c := id[f.texts[q].doc]; c != "" {
					also = append(also, generation.Membership{Doc: d, Cluster: c})
				}
			}
		}
	}
	return also
}
