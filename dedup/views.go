package dedup

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
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

// Report calls fn with the clusters that q chooses, those in the most outlets
// first, then the largest, then by id; head comes before them.
func Report(ctx context.Context, st *store.Store, q Query, head func(report.Summary) error, fn func(*report.ClusterView) error) error {
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
		chosen, err := r.choose(v, q)
		if err != nil {
			return err
		}
		shown := chosen
		if q.Top > 0 && len(shown) > q.Top {
			shown = shown[:q.Top]
		}
		sum := report.Summary{Generation: c.Number, Articles: len(t.docs), Clusters: len(r.live), Shown: len(shown)}
		if err := head(sum); err != nil {
			return err
		}
		if !c.Parameters.Near && len(shown) > 0 {
			if r.tracing, err = newTracing(ctx, v, r); err != nil {
				return err
			}
		}
		for _, k := range shown {
			if err := ctx.Err(); err != nil {
				return err
			}
			view, err := r.view(v, k)
			if err != nil {
				return err
			}
			view.Focus = q.Article
			if err := fn(&view); err != nil {
				return err
			}
		}
		return nil
	})
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

// view returns the cluster with index k as a reader sees it.
func (r *results) view(v *store.View, k int) (report.ClusterView, error) {
	members := r.t.byTime(r.live[k].Members)
	keep := r.t.keep(members)
	near := r.near(k, keep)
	out := report.ClusterView{Cluster: r.record(k), Keep: slices.Index(members, keep)}
	for i := range r.c.Changes {
		if r.c.Changes[i].ID == out.Cluster.ID {
			out.Changes = append(out.Changes, changeRecord(&r.c.Changes[i]))
		}
	}
	for _, d := range members {
		meta, err := v.Meta(d)
		if err != nil {
			return out, fmt.Errorf("article %s: %w", r.t.id(d), err)
		}
		m := report.MemberView{Article: meta.Clone(), Similarity: near[d]}
		m.Same = r.t.content[d] == r.t.content[keep] && r.t.size[d] == r.t.size[keep]
		if m.Same {
			m.Similarity = 1
		}
		out.Members = append(out.Members, m)
	}
	if r.tracing == nil {
		return out, nil
	}
	err := r.viewSources(v, k, members, &out)
	return out, err
}

// viewSources traces the cluster with index k and adds what was found to a view.
func (r *results) viewSources(v *store.View, k int, members []store.Doc, out *report.ClusterView) error {
	c, err := r.tracing.cluster(v, k)
	if err != nil {
		return err
	}
	o := r.tracing.origin(c)
	out.Cluster.SetSources(o.origin, o.reports)
	for i, d := range c.docs {
		rec, m := r.copyOf(d, c.source(i)), &out.Members[slices.Index(members, d)]
		m.Source, m.Agency, m.AgencyP = &rec, c.trace.Edges[i].Agency, c.trace.Edges[i].AgencyP
	}
	return nil
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
	docs, err := c.members(id)
	if err != nil {
		return 0, 0, fmt.Errorf("conclusions: %w: %w", store.ErrDamaged, err)
	}
	seen := map[string]struct{}{}
	for _, d := range docs {
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
	return members, len(seen), nil
}
