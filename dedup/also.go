package dedup

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

const (
	// alsoShare is the least share of an article that must be in another cluster and not in its
	// own for the article to belong to both. In notes on merged articles it is a quarter of the
	// words, but rewriting lowers the share that is found.
	alsoShare = .15
	// witnesses is the number of members of a cluster that an article is compared with: the
	// most similar ones.
	witnesses = 8
)

// also returns the articles that have text of another cluster which no member of their own
// cluster has. Text that both clusters have, such as the template of daily reports, does not make
// an article belong to both.
func (f *full) also(label []int32, clusters []cluster.Cluster) ([]generation.Membership, error) {
	id := f.clusterIDs(clusters)
	suspects := f.suspects(label)
	order := slices.Sorted(maps.Keys(suspects))
	out := f.gathered(f.held(clusters), id, label)
	var mu sync.Mutex
	err := f.each(len(order), func(v *store.View, from, to int) error {
		w := f.worker(v)
		for _, p := range order[from:to] {
			labels, err := w.further(p, label[p], suspects[p])
			if err != nil {
				return fmt.Errorf("article %d: %w", f.texts[p].doc, err)
			}
			mu.Lock()
			for _, l := range labels {
				out = f.members(out, id, p, l)
			}
			mu.Unlock()
		}
		return nil
	})
	slices.SortFunc(out, func(x, y generation.Membership) int {
		return cmp.Or(cmp.Compare(x.Doc, y.Doc), cmp.Compare(x.Cluster, y.Cluster))
	})
	return slices.Compact(out), err
}

// clusterIDs returns the cluster of each member, and of each earlier revision that counts with one.
func (f *full) clusterIDs(clusters []cluster.Cluster) map[store.Doc]string {
	id := map[store.Doc]string{}
	for _, c := range clusters {
		for _, d := range c.Members {
			id[d] = c.ID
		}
	}
	for d, m := range f.history.members {
		id[d] = id[m]
	}
	return id
}

// members appends a membership in a cluster for each article of a text.
func (f *full) members(dst []generation.Membership, id map[store.Doc]string, p, label int32) []generation.Membership {
	own, other := id[f.texts[p].doc], id[f.texts[label].doc]
	if own == "" || other == "" || own == other {
		return dst
	}
	for _, d := range f.texts[p].members {
		dst = append(dst, generation.Membership{Doc: d, Cluster: other})
	}
	return dst
}

// A partner is a text that is similar to another one.
type partner struct {
	at int32
	z  float32
}

// suspects returns the texts that are similar to texts of another cluster, with their partners in
// all clusters, by label.
func (f *full) suspects(label []int32) map[int32]map[int32][]partner {
	nb := f.neighbours
	nb.Fill(f.edges, label)
	f.edges, f.neighbours = nil, cluster.Neighbourhood{} // the most memory of all
	out := map[int32]map[int32][]partner{}
	for i := range f.cands {
		c := &f.cands[i]
		if c.z < 0 || label[c.a] == label[c.b] {
			continue
		}
		for _, x := range [2][2]int32{{c.a, c.b}, {c.b, c.a}} {
			if nb.Mean(x[0], label[x[1]]) >= cluster.OutsideOdds {
				out[x[0]] = map[int32][]partner{}
			}
		}
	}
	for i := range f.cands {
		c := &f.cands[i]
		if c.z < 0 {
			continue
		}
		for _, x := range [2][2]int32{{c.a, c.b}, {c.b, c.a}} {
			by, l := out[x[0]], label[x[1]]
			if by != nil && (l == label[x[0]] || nb.Mean(x[0], l) >= cluster.OutsideOdds) {
				by[label[x[1]]] = append(by[label[x[1]]], partner{x[1], c.z})
			}
		}
	}
	return out
}

// further returns the labels of the clusters that have text of p which the
// members of its own cluster do not have.
func (w *pairWorker) further(p, own int32, by map[int32][]partner) ([]int32, error) {
	if len(by[own]) == 0 {
		return nil, nil
	}
	mine := best(by[own])
	var out []int32
	for _, l := range slices.Sorted(maps.Keys(by)) {
		if l == own {
			continue
		}
		yes, err := w.has(p, mine, best(by[l]))
		if err != nil {
			return nil, err
		}
		if yes {
			out = append(out, l)
		}
	}
	return out, nil
}

// best returns the partners that a text is compared with: the most similar ones.
func best(partners []partner) []partner {
	slices.SortFunc(partners, func(x, y partner) int { return cmp.Or(cmp.Compare(y.z, x.z), cmp.Compare(x.at, y.at)) })
	return partners[:min(len(partners), witnesses)]
}

// has reports whether the texts of another cluster have enough text of p that its own cluster
// does not have.
func (w *pairWorker) has(p int32, own, others []partner) (bool, error) {
	f := w.full
	q := question("also", []store.Doc{f.texts[p].doc}, f.docs(own), f.docs(others))
	if known, ok := f.answers.get(q); ok {
		return known.Yes, nil
	}
	mine, err := w.covered(p, own)
	if err != nil {
		return false, err
	}
	theirs, err := w.covered(p, others)
	if err != nil {
		return false, err
	}
	only := 0
	for i, has := range theirs {
		if has && !mine[i] {
			only++
		}
	}
	yes := float64(only) >= alsoShare*float64(len(theirs))
	f.answers.put(kept.Answer{Question: q, Yes: yes})
	return yes, nil
}

// docs returns the articles that represent the partners' texts.
func (f *full) docs(partners []partner) []store.Doc {
	out := make([]store.Doc, len(partners))
	for i, q := range partners {
		out[i] = f.texts[q.at].doc
	}
	return out
}

// covered reports, by character of p, whether one of its partners has it.
func (w *pairWorker) covered(p int32, partners []partner) ([]bool, error) {
	var has []bool
	for _, q := range partners {
		a, b := min(p, q.at), max(p, q.at)
		if err := w.compare(&candidate{a: a, b: b}); err != nil {
			return nil, err
		}
		text, side := w.a, func(s align.Passage) align.Span { return s.A }
		if b == p {
			text, side = w.b, func(s align.Passage) align.Span { return s.B }
		}
		if has == nil {
			has = make([]bool, text.Len())
		}
		for _, s := range w.evidence.Passages {
			for i := side(s).Start; i < side(s).End; i++ {
				has[i] = true
			}
		}
	}
	return has, nil
}
