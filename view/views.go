package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A Query selects clusters for a report.
type Query struct {
	Cluster string // id of the only cluster; empty: all
	Article string // id of an article: only its cluster
	With    string // id of a member to compare the article with too; empty: none
	Since   int64  // only clusters with an article since this second after 1970; 0: all
	Top     int    // most clusters; 0: all
}

// ErrUnknown is returned by [Report] if the cluster or the article does not exist.
var ErrUnknown = fmt.Errorf("%w in the last generation", store.ErrNotFound)

// ErrNoCopy is returned by [Report] if the article in [Query].With is no other member of the article's
// cluster.
var ErrNoCopy = fmt.Errorf("%w among its copies", store.ErrNotFound)

// Report renders the clusters that q selects: those in the most outlets first, then the largest, then by
// id. since is the user's text for q.Since.
//
// A single cluster or article takes a few milliseconds, however large the store is, if its sources were
// traced.
func Report(ctx context.Context, st *store.Store, q Query, since string, to report.Renderer) error {
	return st.View(func(v *store.View) error {
		if _, ok := v.Lookup(q.Article); q.Article != "" && !ok {
			return unknown(st, q.Article)
		}
		if (q.Cluster != "" || q.Article != "") && !wantsPairs(to) {
			if done, err := reportOne(v, q, to); done || err != nil {
				return err
			}
		}
		if err := linked(v, q.Article); err != nil {
			return err
		}
		r, traces, err := loadResults(ctx, v)
		if err != nil {
			return err
		}
		return r.report(ctx, v, traces, q, since, to)
	})
}

// loadResults loads the last generation. The reader is nil if sources were not traced.
func loadResults(ctx context.Context, v *store.View) (*results, *record.Reader, error) {
	c, err := generation.Load(v)
	if err != nil {
		return nil, nil, err
	}
	t, err := generation.ReadCatalog(ctx, v, c.EarlierDocs())
	if err != nil {
		return nil, nil, err
	}
	r := &results{Clustering: generation.NewClustering(t, c)}
	if r.numbers, err = revisionNumbers(v, c); err != nil {
		return nil, nil, err
	}
	traces, err := generation.OpenTraces(v, c.Number)
	return r, traces, err
}

// linked returns an error if the last run has not seen an article. It does not load the generation.
func linked(v *store.View, id string) error {
	d, ok := v.Lookup(id)
	if id == "" || !ok {
		return nil
	}
	c, err := generation.LoadOutline(v)
	if err != nil {
		return err
	}
	if c.Number > 0 && d >= c.Horizon {
		return fmt.Errorf("article %q: %w", id, ErrNotLinked)
	}
	return nil
}

// reportOne renders one cluster or article from its stored record, without loading the
// generation. It returns false if there is no such record.
func reportOne(v *store.View, q Query, to report.Renderer) (bool, error) {
	traces, err := generation.OpenTraces(v, v.Generation())
	if err != nil || traces == nil {
		return false, err
	}
	var c *record.Cluster
	var single *record.Article
	var d store.Doc
	var known bool
	if q.Article != "" {
		if d, known = v.Lookup(q.Article); known {
			c, _, single, err = traces.ByDoc(d)
		}
	} else {
		c, err = traces.ByID(q.Cluster)
		known = c != nil
	}
	if err != nil || known && c == nil && single == nil { // the last run has not seen the article
		return false, err
	}
	w := newViewer(v)
	w.with = q.With
	if c != nil {
		if err := w.open(c, true); err != nil {
			return false, err
		}
		if len(w.metas) < 2 {
			c, known = nil, known && q.Article != ""
		}
	}
	if !known {
		return false, nil // the full report finds the reason
	}
	if q.With != "" && (c == nil || q.With == q.Article || w.memberOf(q.With) < 0) {
		return true, notCopy(q, c != nil) // check this before anything is written
	}
	sum := report.Summary{Generation: v.Generation(), Articles: v.LiveDocs(), Clusters: traces.Clusters(), Traced: true}
	if c != nil {
		sum.Shown = 1
	}
	if err := to.Summary(sum); err != nil {
		return true, err
	}
	if c != nil {
		if err := w.render(q.Article, to); err != nil {
			return true, err
		}
	}
	return true, w.renderArticle(q.Article, d, single, to)
}

// notCopy returns an error if q compares with an article that is no other member of the cluster. inCluster
// says whether there is a cluster.
func notCopy(q Query, inCluster bool) error {
	if !inCluster {
		return fmt.Errorf("the article is in no cluster, so it has no copy %q: %w", q.With, ErrNoCopy)
	}
	return fmt.Errorf("no other article of the cluster of %q has the id %q: %w", q.Article, q.With, ErrNoCopy)
}

// comparable does the same for a report that has loaded the generation.
func (r *results) comparable(v *store.View, q Query) error {
	if q.With == "" {
		return nil
	}
	d, _ := v.Lookup(q.Article)
	k := r.Of[d]
	u, ok := v.Lookup(q.With)
	if k < 0 || !ok || u == d || !slices.Contains(r.Live[k].Members, u) {
		return notCopy(q, k >= 0)
	}
	return nil
}

// newest returns the latest time of a member of any cluster, in words, or "".
func (r *results) newest(v *store.View) (string, error) {
	var newest cluster.Doc
	found := false
	for k := range r.Live {
		for _, d := range r.Live[k].Members {
			if r.Catalog.Known[d] && (!found || r.Catalog.Clock[d] > r.Catalog.Clock[newest]) {
				newest, found = d, true
			}
		}
	}
	if !found {
		return "", nil
	}
	a, err := v.Meta(newest)
	return report.When(a.Clock()), err
}

// report renders the clusters that q selects. traces is nil if sources were not traced.
func (r *results) report(ctx context.Context, v *store.View, traces *record.Reader, q Query, since string, to report.Renderer) error {
	chosen, err := r.choose(v, q)
	if err != nil {
		return err
	}
	if err := r.comparable(v, q); err != nil {
		return err
	}
	shown := chosen
	if q.Top > 0 && len(shown) > q.Top {
		shown = shown[:q.Top]
	}
	sum := report.Summary{
		Generation: r.Conclusions.Number, Articles: len(r.Catalog.Docs), Clusters: len(r.Live), Chosen: len(chosen), Shown: len(shown), Since: since,
		Traced: traces != nil, Near: r.Conclusions.Parameters.Near,
	}
	if q.Since != 0 && len(chosen) == 0 {
		if sum.Newest, err = r.newest(v); err != nil {
			return err
		}
	}
	if traces != nil {
		if sum.Day, err = r.day(v, traces, q.Since); err != nil {
			return err
		}
	}
	if err := to.Summary(sum); err != nil {
		return err
	}
	w := newViewer(v)
	w.with = q.With
	x, ok := to.(report.Brief)
	w.brief = ok && x.Brief()
	for _, k := range shown {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := r.Untraced(k)
		if traces != nil {
			if c, err = traces.ByID(r.Live[k].ID); err == nil && c == nil {
				err = fmt.Errorf("cluster %s: %w", r.Live[k].ID, record.ErrCodec)
			}
		}
		if err == nil {
			err = w.open(c, traces != nil)
		}
		if err == nil {
			err = w.render(q.Article, to)
		}
		if err != nil {
			return err
		}
	}
	d, _ := v.Lookup(q.Article)
	if err := w.renderArticle(q.Article, d, nil, to); err != nil {
		return err
	}
	return r.export(ctx, w, traces, q, shown, to)
}

// render passes the open cluster to a renderer.
func (w *viewer) render(focus string, to report.Renderer) error {
	view, err := w.cluster()
	if err != nil {
		return err
	}
	view.Focus = focus
	if err := to.Cluster(view); err != nil {
		return err
	}
	return w.toExporter(to)
}

// renderArticle passes the article of the query, if any, to a renderer.
func (w *viewer) renderArticle(id string, d store.Doc, single *record.Article, to report.Renderer) error {
	if id == "" || wantsMembers(to) && len(w.metas) > 0 { // it was passed with its cluster
		return nil
	}
	a, err := w.article(d, single)
	if err != nil {
		return err
	}
	return to.Article(a)
}

// choose returns the indices of the clusters that q selects, in order.
func (r *results) choose(v *store.View, q Query) ([]int, error) {
	switch {
	case q.Article != "":
		d, ok := v.Lookup(q.Article)
		if !ok || r.Of[d] < 0 {
			return nil, nil
		}
		return []int{int(r.Of[d])}, nil
	case q.Cluster != "":
		for k := range r.Live {
			if r.Live[k].ID == q.Cluster {
				return []int{k}, nil
			}
		}
		return nil, fmt.Errorf("cluster %q: %w", q.Cluster, ErrUnknown)
	}
	var chosen []int
	outlets := make([]int, len(r.Live))
	for k := range r.Live {
		if q.Since != 0 && !slices.ContainsFunc(r.Live[k].Members, func(d cluster.Doc) bool { return r.Catalog.Known[d] && r.Catalog.Clock[d] >= q.Since }) {
			continue
		}
		outlets[k] = r.outlets(k)
		chosen = append(chosen, k)
	}
	slices.SortFunc(chosen, func(x, y int) int {
		return cmp.Or(cmp.Compare(outlets[y], outlets[x]),
			cmp.Compare(len(r.Live[y].Members), len(r.Live[x].Members)), cmp.Compare(r.Live[x].ID, r.Live[y].ID))
	})
	return chosen, nil
}

// outlets counts the outlets of a cluster.
func (r *results) outlets(k int) int {
	seen := map[uint32]struct{}{}
	for _, d := range r.Live[k].Members {
		seen[r.Catalog.Source[d]] = struct{}{}
	}
	return len(seen)
}
