package dedup

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// traceResults collects the results of tracing. Records are encoded at once, except for clusters
// with members that may have text of other clusters.
type traceResults struct {
	t       *tracing
	mu      sync.Mutex
	entries []record.Entry          // by index of the cluster
	open    map[int]*record.Cluster // records that are not encoded yet
	singles map[store.Doc]record.Entry
	covers  map[store.Doc][]cover // of articles that may have text of several clusters
	plan    *tracePlan
}

// all traces every cluster whose record may have changed, in several goroutines. The outside articles
// and the records of articles in no cluster must be known, see [tracing.findOutsideByText].
func (t *tracing) all(ctx context.Context, view *store.View, o *Options) (*traceResults, error) {
	l := &traceResults{
		t: t, entries: make([]record.Entry, len(t.r.Live)), open: map[int]*record.Cluster{},
		singles: t.singles, covers: map[store.Doc][]cover{}, plan: t.plan(),
	}
	l.recall()
	err := t.share(ctx, view, o, len(l.plan.traced), func(v *store.View, i int) error {
		k := l.plan.traced[i]
		c, covers, err := t.one(v, k)
		if err != nil {
			return fmt.Errorf("cluster %s: %w", t.r.Live[k].ID, err)
		}
		l.add(k, c, covers)
		return nil
	})
	if err != nil {
		return nil, err
	}
	several := slices.Sorted(maps.Keys(l.covers))
	quiet := *o
	quiet.Progress = nil // these clusters were counted already
	err = t.share(ctx, view, &quiet, len(several), func(v *store.View, i int) error { return l.merged(v, several[i]) })
	for k, c := range l.open {
		l.entries[k] = record.EncodeCluster(c)
	}
	return l, err
}

// recall copies the records that did not change.
func (l *traceResults) recall() {
	for k := range l.entries {
		if !l.plan.open[k] {
			l.entries[k] = l.t.memory.clusters[l.t.r.Live[k].ID].Of(l.t.r.InOrder(k))
		}
	}
	for d := range l.plan.singles {
		if !l.plan.merged[d] {
			l.singles[d] = l.t.memory.singles[d]
		}
	}
}

// add stores a traced cluster, and its covers of articles with text of several clusters.
func (l *traceResults) add(k int, c *record.Cluster, covers []cover) {
	made := l.plan.open[k]
	open := made && slices.ContainsFunc(c.Members, func(m record.Article) bool { return l.t.isOutside[m.Doc] })
	var e record.Entry
	if made && !open {
		e = record.EncodeCluster(c)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case open:
		l.open[k] = c
	case made:
		l.entries[k] = e
	}
	for _, x := range covers {
		if l.plan.merged[x.doc] {
			l.covers[x.doc] = append(l.covers[x.doc], x)
		}
	}
}

// share calls work for the numbers below n, in several goroutines that have a view each.
func (t *tracing) share(ctx context.Context, view *store.View, o *Options, n int, work func(v *store.View, i int) error) error {
	workers := max(1, min(o.workers(), n/16))
	var mu sync.Mutex // progress is reported from one goroutine at a time
	return inParallel(view, workers, func(w int, v *store.View) error {
		for i := w; i < n; i += workers {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := work(v, i); err != nil {
				return err
			}
			mu.Lock()
			o.add(1)
			mu.Unlock()
		}
		return nil
	})
}

// one traces a cluster. Articles with text of further clusters are split into passages by
// [traceResults.merged], after all their clusters are traced.
func (t *tracing) one(v *store.View, k int) (*record.Cluster, []cover, error) {
	c, err := t.cluster(v, k)
	if err != nil {
		return nil, nil, err
	}
	out := t.record(c, k)
	var covers []cover
	for i, d := range c.docs {
		cov := c.cover(d, k, c.members[i])
		if t.isOutside[d] {
			covers = append(covers, cov)
			continue
		}
		setPassages(&out.Members[i], c.members[i], c.furniture[i], []cover{cov}, t.r.Also[d], false)
	}
	for _, d := range t.outside[t.r.Live[k].ID] {
		m, _, err := t.member(v, d)
		if err != nil {
			return nil, nil, err
		}
		cov := c.cover(d, k, m)
		cov.byText = t.byText[outsideArticle{d, k}]
		covers = append(covers, cov)
	}
	return out, covers, nil
}

// merged splits an article that may have text of several clusters into passages.
func (l *traceResults) merged(v *store.View, d store.Doc) error {
	t, list, own := l.t, l.covers[d], int(l.t.r.Of[d])
	slices.SortFunc(list, func(x, y cover) int {
		if (x.cluster == own) != (y.cluster == own) {
			if x.cluster == own {
				return -1
			}
			return 1
		}
		return cmp.Compare(t.first[x.cluster], t.first[y.cluster])
	})
	m, f, err := t.member(v, d)
	if err != nil {
		return err
	}
	if own >= 0 {
		setPassages(t.r.Member(l.open[own], d), m, f, list, t.r.Also[d], false)
		return nil
	}
	e := record.EncodeArticle(single(t, d, m, f, list))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.singles[d] = e
	return nil
}

// single returns the record of an article that is in no cluster: its credits and clock, and its
// passages in the clusters that cover parts of it.
func single(t *tracing, d store.Doc, m *trace.Member, f []record.Passage, covers []cover) *record.Article {
	a := &record.Article{Doc: d, Parent: record.Unseen, Second: record.Unseen, Report: -1}
	setCredits(a, m)
	setAgencies(a, t.tracer.Agencies(m))
	setOdd(a, m, nil, false, t.unlisted)
	if len(covers) > 0 {
		setPassages(a, m, f, covers, nil, true)
	} else {
		_, _, a.Words = split(m, nil)
		a.Passages = f
	}
	return a
}

// record turns a traced cluster into its record, without passages.
func (t *tracing) record(c *traced, k int) *record.Cluster {
	out := t.r.NewRecord(k, c.docs)
	out.Members = make([]record.Article, len(c.docs))
	o := c.trace.Origin
	out.Origin = record.Origin{Member: o.Member, P: o.P, Agency: o.Agency, AgencyP: o.AgencyP}
	for i, d := range c.docs {
		e, m := &c.trace.Edges[i], &out.Members[i]
		*m = record.Article{
			Doc: d, Old: !t.r.Catalog.Live[d], Similarity: t.r.Similarity[d], Parent: e.Parent, P: e.P, RootP: e.RootP,
			Runner: e.SecondP > 0, Second: e.Second, SecondP: e.SecondP,
		}
		m.Earlier, m.Of = c.revision(e)
		setAgencies(m, e.Agencies)
		for _, x := range e.Evidence {
			m.Evidence = append(m.Evidence, record.Evidence{Kind: x.Kind, Text: x.Text, Weight: x.Weight})
		}
		setCredits(m, c.members[i])
	}
	for i := range out.Members {
		m := &out.Members[i]
		var parent *clock.Reading
		if m.Parent != record.Unseen {
			parent = &out.Members[m.Parent].Clock
		}
		setOdd(m, c.members[i], parent, c.trace.NamesAnother(i), t.unlisted)
	}
	for i := range out.Members {
		out.Members[i].Odd = append(out.Members[i].Odd, c.outdated(out.Members, i)...)
	}
	identical(out, c.trace.Edges)
	belonging(out, c.trace.Reports())
	return out
}

// identical sets the number of each text that several members have.
func identical(c *record.Cluster, edges []trace.Edge) {
	n := 0
	for i := range edges {
		p := edges[i].Parent
		if p == trace.Unseen || len(edges[i].Identical) == 0 {
			continue
		}
		if c.Members[p].Text == 0 {
			n++
			c.Members[p].Text = n
		}
		for _, u := range edges[i].Identical {
			c.Members[u].Text = c.Members[p].Text
		}
	}
}

// belonging sets the independent report of each member.
func belonging(c *record.Cluster, reports []trace.Report) {
	for i := range c.Members {
		c.Members[i].Report = -1
	}
	for k, r := range reports {
		c.Reports = append(c.Reports, r.Why)
		for _, v := range r.Roots {
			c.Members[v].Report, c.Members[v].Root = k, true
		}
	}
	for i := range c.Members {
		root := i
		for !c.Members[root].Root {
			root = c.Members[root].Parent
		}
		c.Members[i].Report = c.Members[root].Report
	}
}

// setAgencies sets the agencies that an article has text of with p ≥ .5, the most likely first.
func setAgencies(a *record.Article, list []trace.AgencyP) {
	for i, x := range list {
		switch {
		case x.P < .5:
		case i == 0:
			a.Agency, a.AgencyP = x.Agency, x.P
		default:
			a.Others = append(a.Others, record.AgencyP{Agency: x.Agency, P: x.P})
		}
	}
}

// setOdd sets the contradictions in an article's clock, credits and source. parent is the clock of
// its parent, or nil if its source is unseen. another is true if it names another article as its
// source.
func setOdd(a *record.Article, m *trace.Member, parent *clock.Reading, another bool, unlisted []string) {
	a.Odd = record.ClockOddities(&a.Clock)
	if parent != nil && record.Later(parent, &a.Clock) {
		a.Odd = append(a.Odd, record.OddLaterSource)
	}
	if len(a.Others) > 0 {
		a.Odd = append(a.Odd, record.OddAgencies)
	}
	if m.Arm != "" && slices.ContainsFunc(a.Credits, func(c credit.Credit) bool { return record.Credited(&c) && c.Agency != m.Arm }) {
		a.Odd = append(a.Odd, record.OddOtherAgency)
	}
	if slices.Contains(unlisted, a.Agency) {
		a.Odd = append(a.Odd, record.OddUnlisted)
	}
	if another {
		a.Odd = append(a.Odd, record.OddNamedAnother)
	}
}

// setCredits sets the credits and the clock that the article itself gives.
func setCredits(a *record.Article, m *trace.Member) {
	a.Feed, a.Clock = m.Feed != "", m.Clock
	a.Credits = slices.Clone(m.Credits)
}
