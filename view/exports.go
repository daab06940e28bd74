package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

func wantsMembers(to report.Renderer) bool {
	x, ok := to.(report.Exporter)
	return ok && x.Wants().Members
}

func wantsPairs(to report.Renderer) bool {
	x, ok := to.(report.Exporter)
	return ok && x.Wants().Pairs
}

// toExporter passes the members of the open cluster to an exporter that wants them.
func (w *viewer) toExporter(to report.Renderer) error {
	if !wantsMembers(to) {
		return nil
	}
	for _, i := range w.byTime() {
		a, err := w.memberArticle(i)
		if err != nil {
			return err
		}
		if err := to.Article(a); err != nil {
			return err
		}
	}
	return nil
}

// export passes the articles without a cluster and the pairs to an exporter that wants them.
func (r *results) export(ctx context.Context, w *viewer, traces *record.Reader, q Query, shown []int, to report.Renderer) error {
	x, ok := to.(report.Exporter)
	if !ok {
		return nil
	}
	wants := x.Wants()
	w.close()
	if wants.Singles && q.Cluster == "" && q.Article == "" && q.Top == 0 {
		if err := r.exportSingles(ctx, w, traces, q, x); err != nil {
			return err
		}
	}
	if wants.Pairs {
		return r.exportPairs(ctx, w, traces, q, shown, x)
	}
	return nil
}

// exportSingles passes the articles in no cluster to the exporter.
func (r *results) exportSingles(ctx context.Context, w *viewer, traces *record.Reader, q Query, to report.Exporter) error {
	for i, d := range r.Catalog.Docs {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if r.Of[d] >= 0 || q.Since != 0 && (!r.Catalog.Known[d] || r.Catalog.Clock[d] < q.Since) {
			continue
		}
		a, err := w.v.Meta(d)
		if err != nil {
			return fmt.Errorf("article %s: %w", r.Catalog.ID(d), err)
		}
		m := &report.MemberView{Article: a.Clone()}
		x, err := recordOf(traces, d)
		if err != nil {
			return err
		}
		if x != nil {
			m.Agency, m.AgencyP, m.Traced = x.Agency, x.AgencyP, Source(x, &m.Article)
		}
		if err := to.Single(m); err != nil {
			return err
		}
	}
	return nil
}

// exportPairs passes all pairs to the exporter. If clusters were chosen, it passes only the
// pairs inside the clusters that were shown.
func (r *results) exportPairs(ctx context.Context, w *viewer, traces *record.Reader, q Query, shown []int, to report.Exporter) error {
	var wanted func(a, b store.Doc) bool
	if q != (Query{}) {
		in := make([]bool, len(r.Live))
		for _, k := range shown {
			in[k] = true
		}
		chosen := func(d store.Doc) bool { return r.Of[d] >= 0 && in[r.Of[d]] }
		wanted = func(a, b store.Doc) bool { return chosen(a) && chosen(b) }
	}
	places := to.Wants().Places
	n := 0
	return r.eachPair(wanted, func(a, b store.Doc, p report.Pair) error {
		if n++; n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		view := &report.PairView{Pair: p}
		if places {
			x, err := w.prepareDoc(traces, a)
			if err != nil {
				return err
			}
			y, err := w.prepareDoc(traces, b)
			if err != nil {
				return err
			}
			view.A, view.B, view.Passages = *x.article, *y.article, w.comparer.where(x, y)
		}
		return to.Pair(view)
	})
}

// recordOf returns the trace record of an article, or nil if there is none.
func recordOf(traces *record.Reader, d store.Doc) (*record.Article, error) {
	if traces == nil {
		return nil, nil
	}
	c, member, single, err := traces.ByDoc(d)
	if err != nil || c == nil {
		return single, err
	}
	return &c.Members[member], nil
}

// prepareDoc returns any article ready for comparison.
func (w *viewer) prepareDoc(traces *record.Reader, d store.Doc) (*prepared, error) {
	if p := w.texts[d]; p != nil {
		return p, nil
	}
	x, err := recordOf(traces, d)
	if err != nil {
		return nil, err
	}
	if x == nil {
		x = &record.Article{Doc: d}
	}
	return w.prepare(x)
}

// eachPair calls fn with all pairs that wanted accepts, sorted by both ids. A nil wanted accepts
// all. A pair of distinct texts is named by the articles with the smallest ids. Each further copy
// of an identical text makes a pair with the copy that has the smallest id. It needs 16 bytes of
// memory a pair in addition to the generation.
func (r *results) eachPair(wanted func(a, b store.Doc) bool, fn func(a, b store.Doc, p report.Pair) error) error {
	// A place is that of two ranks in order, and of the pair in linked; -1 for a copy of
	// an identical text.
	type place struct {
		a, b uint32
		at   int
	}
	var list []place
	add := func(a, b cluster.Doc, at int) {
		if wanted == nil || wanted(a, b) {
			x, y := r.Catalog.Rank[a], r.Catalog.Rank[b]
			list = append(list, place{min(x, y), max(x, y), at})
		}
	}
	for i := range r.Linked {
		if p := &r.Linked[i]; r.Catalog.Has(p.A) && r.Catalog.Has(p.B) && !r.Catalog.Same(p.A, p.B) {
			add(r.Group(p.A)[0], r.Group(p.B)[0], i)
		}
	}
	for g := range r.Identical() {
		for _, d := range g[1:] {
			add(g[0], d, -1)
		}
	}
	// The groups come in no order, but no two of their places are the same.
	slices.SortStableFunc(list, func(x, y place) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	model := cluster.NearModel()
	for _, x := range list {
		a, b := r.Catalog.Order[x.a], r.Catalog.Order[x.b]
		if err := fn(a, b, r.pairRecord(a, b, x.at, model)); err != nil {
			return err
		}
	}
	return nil
}

// pairRecord returns the record of the pair linked[at], named by the articles a and b. If at is
// -1, a and b have identical texts.
func (r *results) pairRecord(a, b store.Doc, at int, near *cluster.Model) report.Pair {
	n := r.Catalog.Size[a]
	p := cluster.Scored{
		Pair: cluster.Pair{Common: n, SizeA: n, SizeB: n}, Z: cluster.FixOdds(pair.MaxLogOdds), Reuse: cluster.FixOdds(score.MaxLogOdds),
		Kind: score.KindSame, Passages: 1, Words: n + shingle.Words - 1,
	}
	if at >= 0 {
		p = r.Linked[at]
		if r.Catalog.Rank[r.Group(p.A)[0]] > r.Catalog.Rank[r.Group(p.B)[0]] {
			p.SizeA, p.SizeB = p.SizeB, p.SizeA
		}
	}
	out := report.Pair{
		A: r.Catalog.ID(a), B: r.Catalog.ID(b), RevisionA: r.numbers[a], RevisionB: r.numbers[b], P: score.P(p.ReuseOdds()), PSame: pair.P(p.LogOdds()), Jaccard: p.Jaccard(), ContainmentA: p.ContainmentA(),
		ContainmentB: p.ContainmentB(), MatchedWords: int(p.Words), Passages: int(p.Passages), Kind: p.Kind.String(),
	}
	if r.Conclusions.Parameters.Near {
		out.P, out.MatchedWords, out.Passages = near.P(p.Pair), int(p.Common), 0
		out.PSame = out.P
	}
	return out
}
