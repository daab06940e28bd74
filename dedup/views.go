package dedup

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A Query chooses clusters for a report.
type Query struct {
	Cluster string // only this one
	Article string // only the one that holds this article
	Since   int64  // only those with an article from this second on, since 1970; 0: all
	Top     int    // at most so many; 0: all
}

// ErrUnknown is returned by [Report] when the cluster or the article asked for
// is not there.
var ErrUnknown = fmt.Errorf("%w in the last generation", store.ErrNotFound)

// Report renders the clusters that q chooses, those in the most outlets first,
// then the largest, then by id. since is what the user gave for q.Since.
func Report(ctx context.Context, st *store.Store, q Query, since string, to report.Renderer) error {
	c, err := Load(st)
	if err != nil {
		return err
	}
	return st.View(func(v *store.View) error {
		t, err := loadTable(ctx, v)
		if err != nil {
			return err
		}
		r := newResults(t, c)
		if err := r.trace(ctx, st, v, &Options{}); err != nil {
			return err
		}
		chosen, err := r.choose(v, q)
		if err != nil {
			return err
		}
		shown := chosen
		if q.Top > 0 && len(shown) > q.Top {
			shown = shown[:q.Top]
		}
		sum := report.Summary{
			Generation: c.Number, Articles: len(t.docs), Clusters: len(r.live), Shown: len(shown), Since: since,
			Traced: r.sources != nil, Near: c.Parameters.Near,
		}
		if sum.Traced && q.Cluster == "" && q.Article == "" {
			sum.Day = r.day(q.Since)
		}
		if err := to.Summary(sum); err != nil {
			return err
		}
		w := newViewer(v, r.habits, c)
		if err := r.render(ctx, w, q, shown, to); err != nil {
			return err
		}
		return r.export(ctx, w, q, shown, to)
	})
}

// render hands clusters to a renderer.
func (r *results) render(ctx context.Context, w *viewer, q Query, shown []int, to report.Renderer) error {
	for _, k := range shown {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := r.untraced(k)
		if r.sources != nil {
			c = r.sources.clusters[k]
		}
		if err := w.open(c, r.sources != nil); err != nil {
			return err
		}
		view, err := w.cluster()
		if err != nil {
			return err
		}
		view.Focus = q.Article
		if err := to.Cluster(view); err != nil {
			return err
		}
		if err := w.toExporter(ctx, to); err != nil {
			return err
		}
	}
	if q.Article == "" {
		return nil
	}
	d, _ := w.v.Lookup(q.Article)
	if r.of[d] >= 0 && wantsMembers(to) {
		return nil // it was handed over with its cluster
	}
	a, err := w.article(d, r.single(d))
	if err != nil {
		return err
	}
	return to.Article(a)
}

// single returns what was found of an article outside of clusters; nil: nothing.
func (r *results) single(d store.Doc) *record.Article {
	if r.sources == nil || r.of[d] >= 0 {
		return nil
	}
	return r.sources.singles[d]
}

// untraced returns the record of a cluster whose sources are not known.
func (r *results) untraced(k int) *record.Cluster {
	members := slices.SortedFunc(slices.Values(r.live[k].Members), func(x, y store.Doc) int { return cmp.Compare(r.t.rank[x], r.t.rank[y]) })
	keep := r.t.keep(members)
	near := r.near(k, keep)
	c := &record.Cluster{ID: r.live[k].ID, Keep: slices.Index(members, keep), Least: r.least[k], Mean: r.mean[k]}
	for _, d := range members {
		c.Members = append(c.Members, record.Article{Doc: d, Similarity: near[d], Parent: record.Unseen, Second: record.Unseen, Report: -1})
	}
	return c
}

// choose returns the indexes of the clusters that q asks for, in order.
func (r *results) choose(v *store.View, q Query) ([]int, error) {
	switch {
	case q.Article != "":
		d, ok := v.Lookup(q.Article)
		if !ok {
			return nil, fmt.Errorf("article %q: %w", q.Article, ErrUnknown)
		}
		if r.of[d] < 0 {
			return nil, nil
		}
		return []int{int(r.of[d])}, nil
	case q.Cluster != "":
		for k := range r.live {
			if r.live[k].ID == q.Cluster {
				return []int{k}, nil
			}
		}
		return nil, fmt.Errorf("cluster %q: %w", q.Cluster, ErrUnknown)
	}
	var chosen []int
	outlets := make([]int, len(r.live))
	for k := range r.live {
		if q.Since != 0 && !slices.ContainsFunc(r.live[k].Members, func(d cluster.Doc) bool { return r.t.known[d] && r.t.clock[d] >= q.Since }) {
			continue
		}
		outlets[k] = r.outlets(k)
		chosen = append(chosen, k)
	}
	slices.SortFunc(chosen, func(x, y int) int {
		return cmp.Or(cmp.Compare(outlets[y], outlets[x]),
			cmp.Compare(len(r.live[y].Members), len(r.live[x].Members)), cmp.Compare(r.live[x].ID, r.live[y].ID))
	})
	return chosen, nil
}

// outlets counts the outlets of a cluster.
func (r *results) outlets(k int) int {
	seen := map[uint32]struct{}{}
	for _, d := range r.live[k].Members {
		seen[r.t.source[d]] = struct{}{}
	}
	return len(seen)
}

// near returns how alike the members of a cluster are to one of them, as far
// as they were compared.
func (r *results) near(k int, keep cluster.Doc) map[cluster.Doc]float64 {
	near := map[cluster.Doc]float64{}
	same := r.group(keep)
	for _, p := range r.linked {
		if r.of[p.A] != int32(k) || r.of[p.B] != int32(k) {
			continue
		}
		other := p.B
		switch {
		case slices.Contains(same, p.A):
		case slices.Contains(same, p.B):
			other = p.A
		default:
			continue
		}
		for _, d := range r.group(other) {
			near[d] = p.Jaccard()
		}
	}
	return near
}

// Reach counts the live members of a cluster and their outlets; 0 for none.
func (c *Conclusions) Reach(v *store.View, id string) (members, outlets int, err error) {
	seen := map[string]struct{}{}
	for _, k := range c.Clusters {
		if k.ID != id {
			continue
		}
		for _, d := range k.Members {
			if !v.Live(d) {
				continue
			}
			a, err := v.Meta(d)
			if err != nil {
				return 0, 0, err
			}
			members++
			seen[string([]byte(a.Source))] = struct{}{}
		}
	}
	return members, len(seen), nil
}
