package cluster

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/minhash"
)

// A State is the input that a run takes from the run before. Pairs are sorted by A, then B. Both
// articles of a pair are representatives. Clusters are sorted by id.
type State struct {
	Pairs    []Pair
	Clusters []Cluster
}

// Partition clusters the live articles from scratch, by average link over pairs. A group of
// identical texts counts by its size. Partition returns the clusters of two or more articles,
// ordered by their first members, with members ascending. link is the least mean Jaccard
// similarity of two clusters that are joined; 0: [DefaultLink].
func Partition(idx Collection, pairs []Pair, link float64) [][]Doc {
	groups := map[Doc][]Doc{}
	Groups(idx, func(members []Doc) bool {
		groups[members[0]] = slices.Clone(members)
		return true
	})
	p := &partitioner{idx: idx, link: link, members: func(d Doc) []Doc { return groups[d] }}
	for _, part := range Components(pairs) {
		p.component(part)
	}
	for d, members := range groups {
		if !p.done[d] {
			p.parts = append(p.parts, members)
		}
	}
	return p.result()
}

// Update clusters the live articles again after a change. The result is the same as that of
// [Partition]. pairs has all present pairs, and fresh the articles that were added since old.
// Only components that changed are clustered again: those in which a pair or an article was
// added or removed. The members of old clusters are reused, not copied.
func Update(idx Index, old State, pairs []Pair, fresh []Doc, link float64) [][]Doc {
	p := &partitioner{idx: idx, link: link}
	p.members = func(d Doc) []Doc { return Members(nil, idx, d) }
	touched := touchedDocs(idx, old, pairs, fresh)
	f := newForest(len(pairs))
	for _, pr := range pairs {
		f.union(f.index(pr.A), f.index(pr.B))
	}
	hit := make([]bool, len(f.docs)) // by root
	for d := range touched {
		if i, ok := f.place[d]; ok {
			hit[f.find(i)] = true
		}
	}
	var open []Pair
	for _, pr := range pairs {
		if hit[f.find(f.place[pr.A])] {
			open = append(open, pr)
			touched[pr.A], touched[pr.B] = struct{}{}, struct{}{}
		}
	}
	for _, c := range old.Clusters {
		if !slices.ContainsFunc(c.Members, func(d Doc) bool { _, ok := touched[d]; return ok || !idx.Live(d) }) {
			p.parts = append(p.parts, c.Members)
		}
	}
	for _, part := range Components(open) {
		p.component(part)
	}
	for d := range touched {
		if members := p.members(d); !p.done[d] && len(members) > 1 {
			p.parts = append(p.parts, members)
		}
	}
	return p.result()
}

// touchedDocs returns the representatives whose pairs or groups changed.
func touchedDocs(idx Index, old State, pairs []Pair, fresh []Doc) map[Doc]struct{} {
	touched := map[Doc]struct{}{}
	touch := func(d Doc) {
		if idx.Live(d) {
			touched[Representative(idx, d)] = struct{}{}
		}
	}
	for was, now := old.Pairs, pairs; len(was) > 0 || len(now) > 0; {
		order := 0
		switch {
		case len(was) == 0:
			order = 1
		case len(now) == 0:
			order = -1
		default:
			order = comparePairs(was[0], now[0])
		}
		if order < 0 || order == 0 && was[0] != now[0] {
			touch(was[0].A)
			touch(was[0].B)
		}
		if order > 0 {
			touch(now[0].A)
			touch(now[0].B)
		}
		if order <= 0 {
			was = was[1:]
		}
		if order >= 0 {
			now = now[1:]
		}
	}
	for _, d := range fresh {
		touch(d)
	}
	for _, c := range old.Clusters {
		if slices.ContainsFunc(c.Members, func(d Doc) bool { return !idx.Live(d) }) {
			for _, d := range c.Members {
				touch(d)
			}
		}
	}
	return touched
}

// A partitioner turns components of pairs into clusters of articles.
type partitioner struct {
	idx     Collection
	link    float64
	members func(Doc) []Doc // members of a representative's group; nil or one: it has no copies
	done    map[Doc]bool    // representatives that are in a component
	parts   [][]Doc
}

// component clusters the texts of one component of pairs. It orders them by content, so that
// the result does not depend on arrival.
func (p *partitioner) component(pairs []Pair) {
	if p.done == nil {
		p.done = map[Doc]bool{}
	}
	docs := p.order(pairs)
	place := make(map[Doc]int32, len(docs))
	weights := make([]uint32, len(docs))
	for i, d := range docs {
		place[d] = int32(i)
		weights[i] = uint32(max(1, len(p.members(d))))
	}
	edges := make([]Edge, len(pairs))
	for i, pr := range pairs {
		edges[i] = Edge{A: place[pr.A], B: place[pr.B], Sim: pr.Jaccard()}
	}
	labels := AverageLink(len(docs), edges, LinkOptions{Link: p.link, Weights: weights, Missing: p.missing(docs)})
	p.collect(docs, labels)
}

// order returns the texts of pairs by content.
func (p *partitioner) order(pairs []Pair) []Doc {
	type entry struct {
		doc Doc
		key groupKey
	}
	var all []entry
	for _, pr := range pairs {
		for _, d := range [2]Doc{pr.A, pr.B} {
			if !p.done[d] {
				p.done[d] = true
				content, shingles, _ := p.idx.Row(d)
				all = append(all, entry{d, groupKey{content, shingles}})
			}
		}
	}
	slices.SortFunc(all, func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.key.content, y.key.content), cmp.Compare(x.key.shingles, y.key.shingles))
	})
	docs := make([]Doc, len(all))
	for i, e := range all {
		docs[i] = e.doc
	}
	return docs
}

// missing estimates the similarity of two texts of a component that are not a
// pair: they fell below [MinJaccard], bands missed them, or a flood was thinned.
func (p *partitioner) missing(docs []Doc) func(a, b int32) float64 {
	return func(a, b int32) float64 {
		if s := minhash.EstimatePacked(p.idx.Packed(docs[a]), p.idx.Packed(docs[b])); s >= missingFloor {
			return s
		}
		return 0
	}
}

// collect adds the clusters of a component, with all members of each group.
func (p *partitioner) collect(docs []Doc, labels []int32) {
	parts := make([][]Doc, len(docs))
	for i, d := range docs {
		part := &parts[labels[i]]
		if group := p.members(d); len(group) > 1 {
			*part = append(*part, group...)
		} else {
			*part = append(*part, d)
		}
	}
	for _, part := range parts {
		if len(part) > 1 {
			slices.Sort(part)
			p.parts = append(p.parts, part)
		}
	}
}

func (p *partitioner) result() [][]Doc {
	slices.SortFunc(p.parts, func(x, y []Doc) int { return cmp.Compare(x[0], y[0]) })
	return p.parts
}
