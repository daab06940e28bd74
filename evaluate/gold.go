package evaluate

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// ErrNoOverlap is returned if no labelled article is among the predictions.
var ErrNoOverlap = errors.New("no labelled id is among the predictions")

// gold holds the labels, with articles by index.
type gold struct {
	ids      []string // sorted
	at       map[string]int32
	clusters [][]int32 // of each article, the main one first; nil if pairs are labelled
	names    []string  // of clusters, sorted
	members  [][]int32 // of each cluster
	labels   []Label
	missing  []string // labelled ids that the predictions do not name

	// group is the main cluster of each article or, with labelled pairs, the set of articles that they
	// connect. Bootstrap samples draw whole groups, because pairs of a group are not independent.
	group []int32
	// half counts the true pairs of each group. A pair across two groups counts half for each, so that
	// groups add up.
	half []float64
}

func newGold(l *Labels, p *Predictions) (*gold, error) {
	if err := reconcile(l, p); err != nil {
		return nil, err
	}
	g := &gold{ids: l.ids(), labels: l.Pairs, at: map[string]int32{}}
	for _, id := range g.ids {
		if !p.has(id) {
			g.missing = append(g.missing, id)
		}
	}
	if l.Rest {
		g.ids = append(g.ids, p.known()...)
		slices.Sort(g.ids)
		g.ids = slices.Compact(g.ids)
	}
	for i, id := range g.ids {
		g.at[id] = int32(i)
	}
	if l.Clusters != nil {
		g.addClusters(l.Clusters)
	} else {
		g.addPairs()
	}
	return g, nil
}

// reconcile makes the ids of labels and predictions match. If the labels name files ("a1.txt") and the
// predictions do not ("a1"), it removes the extensions.
func reconcile(l *Labels, p *Predictions) error {
	ids := l.ids()
	if slices.ContainsFunc(ids, p.has) {
		return nil
	}
	base := func(id string) string { return strings.TrimSuffix(id, path.Ext(id)) }
	short := make([]string, len(ids))
	for i, id := range ids {
		short[i] = base(id)
	}
	distinct := slices.Clone(short)
	slices.Sort(distinct)
	if slices.ContainsFunc(short, p.has) && len(slices.Compact(distinct)) == len(ids) {
		l.rename(base)
		l.Notes = append(l.Notes, "the labels name files: their ids are taken without the extension")
		return nil
	}
	known := p.known()
	if len(known) == 0 {
		return fmt.Errorf("%w: there are no predictions", ErrNoOverlap)
	}
	return fmt.Errorf("%w: ids of the labels look like %s; ids of the predictions like %s",
		ErrNoOverlap, quoted(ids[:min(3, len(ids))]), quoted(known[:min(3, len(known))]))
}

func (g *gold) addClusters(clusters map[string][]string) {
	for _, c := range clusters {
		g.names = append(g.names, c...)
	}
	slices.Sort(g.names)
	g.names = slices.Compact(g.names)
	number := make(map[string]int32, len(g.names))
	for i, c := range g.names {
		number[c] = int32(i)
	}
	g.members = make([][]int32, len(g.names))
	g.clusters = make([][]int32, len(g.ids))
	for i, id := range g.ids {
		for _, c := range clusters[id] {
			g.clusters[i] = append(g.clusters[i], number[c])
			g.members[number[c]] = append(g.members[number[c]], int32(i))
		}
		if len(clusters[id]) == 0 { // not a copy: see Labels.Rest
			g.clusters[i] = []int32{int32(len(g.members))}
			g.members = append(g.members, []int32{int32(i)})
			g.names = append(g.names, "")
		}
	}
	g.half = make([]float64, len(g.members))
	g.group = make([]int32, len(g.ids))
	for i, c := range g.clusters {
		g.group[i] = c[0]
		g.half[c[0]] += float64(g.partners(int32(i))) / 2
	}
}

// partners counts the articles that share a cluster with article i.
func (g *gold) partners(i int32) int {
	if len(g.clusters[i]) == 1 {
		return len(g.members[g.clusters[i][0]]) - 1
	}
	seen := map[int32]bool{}
	for _, c := range g.clusters[i] {
		for _, k := range g.members[c] {
			seen[k] = true
		}
	}
	return len(seen) - 1
}

func (g *gold) addPairs() {
	up := make([]int32, len(g.ids))
	for i := range up {
		up[i] = int32(i)
	}
	for _, l := range g.labels {
		joinRoots(up, g.at[l.A], g.at[l.B])
	}
	g.group = make([]int32, len(g.ids))
	number := map[int32]int32{}
	for i := range g.ids {
		r := rootOf(up, int32(i))
		n, ok := number[r]
		if !ok {
			n = int32(len(number))
			number[r] = n
		}
		g.group[i] = n
	}
	g.half = make([]float64, len(number))
	for _, l := range g.labels {
		if l.Same {
			g.half[g.group[g.at[l.A]]]++ // both articles are in this group
		}
	}
}

// same reports whether two articles share a labelled cluster.
func (g *gold) same(a, b int32) bool {
	for _, c := range g.clusters[a] {
		if slices.Contains(g.clusters[b], c) {
			return true
		}
	}
	return false
}

// positives counts the pairs that share a text according to the labels.
func (g *gold) positives() int {
	n := 0.0
	for _, h := range g.half {
		n += h
	}
	return int(n + .5)
}

// observed returns the pairs in labels and predictions. With labelled pairs it includes those that the
// predictions lack, with p = 0.
func (g *gold) observed(p *Predictions) []obs {
	if g.clusters == nil {
		list := make([]obs, len(g.labels))
		for i, l := range g.labels {
			q, ok := p.find(l.A, l.B)
			list[i] = obs{p: q.p, same: l.Same, a: g.at[l.A], b: g.at[l.B], listed: ok}
		}
		return list
	}
	p.settle()
	in := g.labelled(p)
	var list []obs
	add := func(a, b int32, x float64) {
		list = append(list, obs{p: x, same: g.same(a, b), a: min(a, b), b: max(a, b), listed: true})
	}
	for _, q := range p.settled {
		for i, a := range in[q.a] {
			if q.a == q.b {
				for _, b := range in[q.a][i+1:] {
					add(a, b, q.p)
				}
				continue
			}
			for _, b := range in[q.b] {
				add(a, b, q.p)
			}
		}
	}
	return list
}

// labelled returns the labelled articles of each group of identical texts, by the group's root in the
// predictions.
func (g *gold) labelled(p *Predictions) [][]int32 {
	in := make([][]int32, len(p.ids))
	for i, id := range p.ids {
		if k, ok := g.at[id]; ok {
			r := rootOf(p.up, int32(i))
			in[r] = append(in[r], k)
		}
	}
	return in
}
