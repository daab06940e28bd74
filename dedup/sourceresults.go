package dedup

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
)

// unseen is the parent in records of what was taken from no article here.
const unseen = "unseen"

// trace finds the sources of all clusters, unless the last run was a near one.
func (r *results) trace(ctx context.Context, st *store.Store, v *store.View, o *Options) (err error) {
	if r.c.Parameters.Near || r.c.Number == 0 {
		return nil
	}
	o.stage("trace", int64(len(r.live)))
	if r.tracing, err = newTracing(ctx, v, r); err != nil {
		return err
	}
	if err := r.tracing.learn(ctx, st, o.workers()); err != nil {
		return err
	}
	r.sources, err = r.tracing.all(ctx, st, o)
	return err
}

// articles writes a line an article.
func (r *results) articles(ctx context.Context, v *store.View, w *bufio.Writer) error {
	var line []byte
	for i, d := range r.t.docs {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		a := report.Article{ID: r.t.id(d), Source: r.t.outlet(d), Copied: float64(r.copied[d])}
		if k := r.of[d]; k >= 0 {
			a.Cluster, a.Also = &r.live[k].ID, r.also[d]
		}
		if err := r.setSource(v, d, &a); err != nil {
			return err
		}
		a.Class = report.ClassOf(a.Copied)
		line = append(a.AppendJSON(line[:0]), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// setSource fills in where an article is from. One in no cluster has the
// agency that it names itself.
func (r *results) setSource(v *store.View, d store.Doc, a *report.Article) error {
	if r.sources == nil {
		return nil
	}
	x := r.sources.of[d]
	if x == nil {
		m, _, err := r.tracing.member(v, d)
		if err != nil {
			return err
		}
		name, p := m.Agency()
		if name != "" {
			a.Agency, a.AgencyP = &name, p
		}
		a.Credits = creditLines(m.Credits)
		return nil
	}
	if !x.single {
		parent := r.parentName(x.edge.Parent, x.parent)
		a.Parent, a.ParentP = &parent, x.edge.P
	}
	if x.edge.Agency != "" {
		a.Agency, a.AgencyP = &x.edge.Agency, x.edge.AgencyP
	}
	a.Credits, a.Copied = x.credits, x.copied
	a.Also = slices.Compact(slices.Sorted(slices.Values(append(x.also, a.Also...))))
	return nil
}

func (r *results) parentName(member int, d store.Doc) string {
	if member == trace.Unseen {
		return unseen
	}
	return r.t.id(d)
}

// writeCopies lists the parents of the articles in clusters.
func (r *results) writeCopies(w *bufio.Writer) error {
	if r.sources == nil {
		return nil
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range r.t.docs {
		x := r.sources.of[d]
		if x == nil || x.single {
			continue
		}
		if err := enc.Encode(r.copyOf(d, x)); err != nil {
			return err
		}
	}
	return nil
}

func (r *results) copyOf(d store.Doc, x *source) report.Copy {
	c := report.Copy{
		Child: r.t.id(d), Parent: r.parentName(x.edge.Parent, x.parent), P: report.Round(x.edge.P),
		Evidence: evidenceRecords(x.edge.Evidence),
	}
	if x.edge.SecondP > 0 {
		c.RunnerUp = &report.RunnerUp{Parent: r.parentName(x.edge.Second, x.second), P: report.Round(x.edge.SecondP)}
	}
	return c
}

func evidenceRecords(list []trace.Evidence) []report.Evidence {
	out := make([]report.Evidence, len(list))
	for i, e := range list {
		out[i] = report.Evidence{Kind: e.Kind, Text: e.Text, Weight: report.Round(e.Weight)}
	}
	return out
}

// writePassages lists whose each passage of the articles in clusters is, and the
// furniture of all.
func (r *results) writePassages(v *store.View, w *bufio.Writer) error {
	var line []byte
	for _, d := range r.t.docs {
		list, err := r.passagesOf(v, d)
		if err != nil {
			return err
		}
		for i := range list {
			line = append(list[i].AppendJSON(line[:0]), '\n')
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *results) passagesOf(v *store.View, d store.Doc) ([]report.Passage, error) {
	if r.sources != nil && r.sources.of[d] != nil {
		return r.sources.of[d].passages, nil
	}
	if !r.t.marked[d] && r.habits == nil {
		return nil, nil
	}
	a, err := v.Article(d)
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", r.t.id(d), err)
	}
	return furnitureRecords(a.ID, a.Text, furnitureOf(&a, mask(r.habits, a.Source, a.Text, a.Furniture))), nil
}

// writeOutlets lists who took text from whom, over all clusters.
func (r *results) writeOutlets(w *bufio.Writer) error {
	if r.sources == nil {
		return nil
	}
	type key struct{ from, to uint32 }
	type link struct {
		articles, mediated int
		lags               []int64
	}
	links, taken := map[key]*link{}, map[uint32]int{}
	for d, x := range r.sources.of {
		if x.single || x.edge.Parent == trace.Unseen || r.t.source[x.parent] == r.t.source[d] {
			continue
		}
		k := key{r.t.source[x.parent], r.t.source[d]}
		l := links[k]
		if l == nil {
			l = &link{}
			links[k] = l
		}
		l.articles++
		taken[k.to]++
		if x.edge.Agency != "" {
			l.mediated++
		}
		if x.timed {
			l.lags = append(l.lags, x.lag)
		}
	}
	list := make([]report.OutletLink, 0, len(links))
	for k, l := range links {
		rec := report.OutletLink{
			From: r.t.sources[k.from], To: r.t.sources[k.to], Articles: l.articles, Agency: l.mediated,
			Share: report.Round(float64(l.articles) / float64(taken[k.to])),
		}
		if n := len(l.lags); n > 0 {
			slices.Sort(l.lags)
			median := (l.lags[(n-1)/2] + l.lags[n/2]) / 2
			rec.MedianDelay = &median
		}
		list = append(list, rec)
	}
	slices.SortFunc(list, func(a, b report.OutletLink) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range list {
		if err := enc.Encode(&list[i]); err != nil {
			return err
		}
	}
	return nil
}
