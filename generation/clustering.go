package generation

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sort"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A Clustering says which live article is in which cluster. Slices by document have an element for every
// document number of the store.
type Clustering struct {
	Catalog     *Catalog
	Conclusions *Conclusions
	Live        []cluster.Cluster // clusters of at least two live members, sorted by id
	Of          []int32           // by document: index in Live, -1: no cluster
	Linked      []cluster.Scored  // pairs of texts
	Also        map[store.Doc][]string
	Pages       map[store.Doc]PageKind // articles whose page is not an article
	Copied      []float32              // by document: largest share that another article has, in [0,1]
	Similarity  []float64              // by document: Jaccard similarity to the member to keep; 1: this is it or has its text; 0: not compared
	Kept        []store.Doc            // by cluster: the member to keep
	Least       []float64              // by cluster: lowest Jaccard similarity of its pairs
	Mean        []float64              // by cluster: mean of these

	groups map[cluster.Doc][]cluster.Doc // documents with identical text, by representative
	rep    map[cluster.Doc]cluster.Doc   // by document of such a group: its representative
	twin   map[cluster.Doc]cluster.Doc   // by earlier revision of a member: a member of another article with its text
}

// NewClustering joins conclusions with a catalog, which must have their earlier revisions. Deleted
// articles leave their clusters. Clusters with fewer than two members are dropped.
func NewClustering(t *Catalog, c *Conclusions) *Clustering {
	n := len(t.Rank)
	r := &Clustering{
		Catalog: t, Conclusions: c, Linked: c.Linked(), Of: make([]int32, n), Copied: make([]float32, n),
		Also: map[store.Doc][]string{}, groups: map[cluster.Doc][]cluster.Doc{}, rep: map[cluster.Doc]cluster.Doc{},
		twin: map[cluster.Doc]cluster.Doc{}, Pages: map[store.Doc]PageKind{},
	}
	for _, p := range c.Pages {
		r.Pages[p.Doc] = p.Kind
	}
	for _, m := range c.Also {
		r.Also[m.Doc] = append(r.Also[m.Doc], m.Cluster)
	}
	for i := range r.Of {
		r.Of[i] = -1
	}
	for _, k := range c.Clusters {
		members := slices.DeleteFunc(slices.Clone(k.Members), func(d cluster.Doc) bool { return !t.Has(d) })
		if len(members) < 2 {
			continue
		}
		for _, d := range members {
			r.Of[d] = int32(len(r.Live))
		}
		r.Live = append(r.Live, cluster.Cluster{ID: k.ID, Members: members})
		r.Kept = append(r.Kept, t.Keep(members))
	}
	r.identical()
	r.measure()
	r.likeKept()
	return r
}

// identical collects the groups of articles with identical text, by their representatives. All articles of
// a group are in one cluster.
func (r *Clustering) identical() {
	type key struct {
		content uint64
		size    uint32
	}
	keyOf := func(d cluster.Doc) key { return key{r.Catalog.Content[d], r.Catalog.Size[d]} }
	earlier := r.Conclusions.EarlierOf()
	for _, k := range r.Live {
		first := map[key]cluster.Doc{}
		for _, d := range k.Members {
			rep, ok := first[keyOf(d)]
			if !ok {
				rep, first[keyOf(d)] = d, d
			}
			r.groups[rep] = append(r.groups[rep], d)
		}
		for _, d := range k.Members {
			for _, e := range earlier[d] {
				if rep, ok := first[keyOf(e)]; ok && r.Catalog.Has(e) {
					r.print(rep, e)
				}
			}
		}
	}
	for rep, members := range r.groups {
		if len(members) == 1 {
			delete(r.groups, rep)
			continue
		}
		slices.SortFunc(members, func(x, y cluster.Doc) int { return cmp.Compare(r.Catalog.Rank[x], r.Catalog.Rank[y]) })
		for _, d := range members {
			r.Copied[d], r.rep[d] = 1, rep
		}
	}
}

// print records that members have the text of another member's earlier revision.
func (r *Clustering) print(rep, earlier cluster.Doc) {
	for _, d := range r.groups[rep] {
		if !r.Catalog.Same(d, earlier) {
			r.twin[earlier], r.Copied[d] = d, 1
		}
	}
}

// Group returns the articles with the same text as d, including d, in the order of their ids.
func (r *Clustering) Group(d cluster.Doc) []cluster.Doc {
	if rep, ok := r.rep[d]; ok {
		return r.groups[rep]
	}
	return []cluster.Doc{d}
}

// Identical yields the groups of live articles with identical texts, in no particular order. Each group is
// in the order of its ids.
func (r *Clustering) Identical() iter.Seq[[]cluster.Doc] { return maps.Values(r.groups) }

// ClusterOf returns the index in Live of the cluster of d or, for an earlier revision, of its member. It
// returns -1 if there is none.
func (r *Clustering) ClusterOf(d store.Doc) int32 {
	if !r.Catalog.Has(d) {
		return -1
	}
	return r.Of[r.Conclusions.Member(d)]
}

// Holders returns the articles with the text of d. For an earlier revision of a member it returns nothing
// if no other member has its text.
func (r *Clustering) Holders(d store.Doc) []store.Doc {
	if r.Conclusions.Member(d) == d {
		return r.Group(d)
	}
	if m, ok := r.twin[d]; ok {
		return r.Group(m)
	}
	return nil
}

// within returns the cluster in which a pair links texts, or -1 if there is none, as for revisions of one
// article whose text no other article has.
func (r *Clustering) within(p *cluster.Scored) int32 {
	k := r.ClusterOf(p.A)
	if k < 0 || k != r.ClusterOf(p.B) {
		return -1
	}
	other := func(d store.Doc) bool { return !r.Catalog.Same(d, p.A) }
	if !other(p.B) && !slices.ContainsFunc(r.Holders(p.A), other) && !slices.ContainsFunc(r.Holders(p.B), other) {
		return -1
	}
	return k
}

// measure computes the copied share of each article, and the lowest and mean similarity of each cluster's
// pairs.
func (r *Clustering) measure() {
	n := make([]int, len(r.Live))
	r.Least, r.Mean = make([]float64, len(r.Live)), make([]float64, len(r.Live))
	add := func(k int32, jaccard float64) {
		if n[k] == 0 || jaccard < r.Least[k] {
			r.Least[k] = jaccard
		}
		n[k]++
		r.Mean[k] += jaccard
	}
	for i := range r.Linked {
		p := &r.Linked[i]
		k := r.within(p)
		if k < 0 {
			continue
		}
		add(k, p.Jaccard())
		a, b := p.ContainmentA(), p.ContainmentB()
		if !r.Conclusions.Parameters.Near {
			a, b = p.CoverageA(), p.CoverageB()
		}
		for _, d := range r.Holders(p.A) {
			r.Copied[d] = max(r.Copied[d], float32(a))
		}
		for _, d := range r.Holders(p.B) {
			r.Copied[d] = max(r.Copied[d], float32(b))
		}
	}
	for _, g := range r.groups {
		for range g[1:] {
			add(r.Of[g[0]], 1)
		}
	}
	for k := range r.Mean {
		r.Mean[k] /= float64(max(1, n[k]))
	}
}

// likeKept computes the similarity to the member to keep of all articles that were compared with it.
func (r *Clustering) likeKept() {
	r.Similarity = make([]float64, len(r.Of))
	kept := map[cluster.Doc]bool{} // the member to keep, and members with its text
	for k := range r.Live {
		for _, d := range r.Group(r.Kept[k]) {
			kept[d], r.Similarity[d] = true, 1
		}
	}
	for i := range r.Linked {
		p := &r.Linked[i]
		if r.within(p) < 0 {
			continue
		}
		a, b := r.Holders(p.A), r.Holders(p.B)
		if len(a) == 0 || len(b) == 0 || kept[a[0]] == kept[b[0]] {
			continue
		}
		if kept[a[0]] {
			a = b
		}
		for _, d := range a {
			r.Similarity[d] = p.Jaccard()
		}
	}
	r.likeEarlier(kept)
}

// likeEarlier does the same for articles of which only an earlier revision was compared. The most similar
// pair counts.
func (r *Clustering) likeEarlier(kept map[cluster.Doc]bool) {
	best := map[cluster.Doc]float64{}
	for i := range r.Linked {
		p := &r.Linked[i]
		a, b := r.Conclusions.Member(p.A), r.Conclusions.Member(p.B)
		if a == p.A && b == p.B || r.within(p) < 0 {
			continue
		}
		for _, x := range [2][2]cluster.Doc{{a, p.B}, {b, p.A}} {
			if !kept[x[0]] {
				continue
			}
			for _, d := range append(slices.Clone(r.Holders(x[1])), r.Conclusions.Member(x[1])) {
				if !kept[d] && r.Similarity[d] == 0 {
					best[d] = max(best[d], p.Jaccard())
				}
			}
		}
	}
	for d, x := range best {
		r.Similarity[d] = x
	}
}

// Linked returns the pairs that linked articles. Those of a run with --near have no passages.
func (c *Conclusions) Linked() []cluster.Scored {
	if !c.Parameters.Near {
		return c.Scored
	}
	var out []cluster.Scored
	for _, p := range Linkable(c.Pairs) {
		out = append(out, cluster.Scored{Pair: p, Kind: score.KindSame})
	}
	return out
}

// Member returns an article of a cluster by its number, or nil if it is no member.
func (r *Clustering) Member(c *record.Cluster, d store.Doc) *record.Article {
	// By rank, since other members may be written to at the same time.
	i := sort.Search(len(c.Members), func(i int) bool { return r.Catalog.Rank[c.Members[i].Doc] >= r.Catalog.Rank[d] })
	if i == len(c.Members) || c.Members[i].Doc != d {
		return nil
	}
	return &c.Members[i]
}

// InOrder returns the members of cluster k in the order of their ids.
func (r *Clustering) InOrder(k int) []store.Doc {
	return slices.SortedFunc(slices.Values(r.Live[k].Members), func(x, y store.Doc) int {
		return cmp.Compare(r.Catalog.Rank[x], r.Catalog.Rank[y])
	})
}

// NewRecord returns the record of cluster k without members and sources. members are its articles in the
// order of their ids.
func (r *Clustering) NewRecord(k int, members []store.Doc) *record.Cluster {
	c := &record.Cluster{
		ID: r.Live[k].ID, Least: r.Least[k], Mean: r.Mean[k], Keep: slices.Index(members, r.Kept[k]),
		Origin: record.Origin{Member: record.Unseen},
	}
	for i := range r.Conclusions.Changes {
		if x := &r.Conclusions.Changes[i]; x.ID == c.ID {
			c.Changes = append(c.Changes, record.Change{Kind: string(x.Kind), Others: x.Others, Before: x.Before, After: x.After, Reason: x.Reason})
		}
	}
	return c
}

// Untraced returns the record of cluster k without sources.
func (r *Clustering) Untraced(k int) *record.Cluster {
	members := r.InOrder(k)
	c := r.NewRecord(k, members)
	for _, d := range members {
		c.Members = append(c.Members, record.Article{Doc: d, Similarity: r.Similarity[d], Parent: record.Unseen, Second: record.Unseen, Report: -1})
	}
	return c
}

// Skip returns the page furniture of an article, sorted, in byte offsets: what extraction marked, and the
// lines that the outlet repeats in other articles.
func (c *Conclusions) Skip(a *article.Article) []shingle.Range {
	skip := make([]shingle.Range, 0, len(a.Furniture))
	for _, f := range a.Furniture {
		skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
	}
	if c.Lines == nil {
		return skip
	}
	return furniture.Join(skip, c.Lines.Mask(nil, a.Source, a.Text))
}
