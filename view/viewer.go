package view

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A viewer makes the views of one cluster after the other. Open a cluster, then get its view and those of
// its members. It is not safe for concurrent use.
type viewer struct {
	v        *store.View
	comparer comparer
	with     string            // id of a member to compare the article with; empty: none
	brief    bool              // leave out deltas and survival
	titles   map[string]string // full names of agencies

	// the open cluster
	c       *record.Cluster
	traced  bool
	gone    int
	metas   []article.Article // by member, without text
	numbers []int             // by member: its revision, 0 for the current one
	status  []article.Status  // by member: status of the current revision
	firsts  map[textKey]int   // by text: the earliest member with it
	texts   map[store.Doc]*prepared
	views   map[int]*report.MemberView // by member: the views made so far
	near    map[int]int                // by member: its nearest member, if it was searched
}

func newViewer(v *store.View) *viewer {
	w := &viewer{v: v, titles: credit.Titles(), texts: map[store.Doc]*prepared{}, views: map[int]*report.MemberView{}, near: map[int]int{}}
	w.close()
	return w
}

// open opens a cluster. Members that are no longer live are left out.
func (w *viewer) open(c *record.Cluster, traced bool) error {
	w.c, w.gone = c.Without(generation.Gone(w.v))
	w.traced, w.metas, w.numbers, w.status = traced, w.metas[:0], w.numbers[:0], w.status[:0]
	w.forget()
	for i := range w.c.Members {
		a, err := w.v.Meta(w.c.Members[i].Doc)
		if err != nil {
			return fmt.Errorf("cluster %s: %w", c.ID, err)
		}
		w.metas = append(w.metas, a.Clone())
		n, status, err := Revision(w.v, w.c.Members[i].Doc)
		if err != nil {
			return fmt.Errorf("cluster %s: %w", c.ID, err)
		}
		w.numbers, w.status = append(w.numbers, n), append(w.status, status)
	}
	w.findFirsts()
	if w.c.Keep == record.Unseen && len(w.metas) > 0 {
		w.c.Keep = w.byTime()[0]
	}
	return nil
}

// A textKey identifies a text by its shingles.
type textKey struct {
	content  uint64
	shingles uint32
}

func (w *viewer) textOf(member int) textKey {
	row := w.v.Row(w.c.Members[member].Doc)
	return textKey{row.Content, row.Shingles}
}

// findFirsts finds the earliest member with each text.
func (w *viewer) findFirsts() {
	w.firsts = map[textKey]int{}
	for _, i := range w.byTime() {
		if _, ok := w.firsts[w.textOf(i)]; !ok {
			w.firsts[w.textOf(i)] = i
		}
	}
}

// close closes the open cluster.
func (w *viewer) close() {
	w.c, w.traced, w.gone, w.metas = &record.Cluster{Keep: record.Unseen}, false, 0, w.metas[:0]
	w.forget()
}

// forget drops the cached data of a cluster.
func (w *viewer) forget() {
	clear(w.texts)
	clear(w.views)
	clear(w.near)
}

// byTime returns the members in the order of time, those without a time last.
func (w *viewer) byTime() []int {
	order := make([]int, len(w.metas))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(w.metas[x].Clock().Compare(w.metas[y].Clock()), cmp.Compare(w.metas[x].ID, w.metas[y].ID))
	})
	return order
}

func (w *viewer) name(member int) string {
	if member == record.Unseen {
		return report.Unseen
	}
	return w.metas[member].ID
}

// cluster returns the view of the open cluster.
func (w *viewer) cluster() (*report.ClusterView, error) {
	c := w.c
	order := w.byTime()
	out := &report.ClusterView{
		Cluster: w.record(order), Keep: slices.Index(order, c.Keep), Traced: w.traced, Gone: w.gone,
	}
	for _, x := range c.Changes {
		out.Changes = append(out.Changes, report.Change{Kind: x.Kind, ID: c.ID, Others: x.Others, Before: x.Before, After: x.After, Reason: x.Reason})
	}
	for _, i := range order {
		m, err := w.member(i)
		if err != nil {
			return nil, err
		}
		out.Members = append(out.Members, *m)
	}
	if !w.traced || w.brief {
		return out, nil
	}
	var err error
	out.Survival, err = w.survival()
	return out, err
}

// record returns the record of the open cluster.
func (w *viewer) record(order []int) report.Cluster {
	c := w.c
	rec := report.Cluster{ID: c.ID, Size: len(c.Members), SimilarityMin: c.Least, SimilarityMean: c.Mean, Keep: w.metas[c.Keep].ID}
	outlets := map[string]struct{}{}
	for i := range w.metas {
		outlets[w.metas[i].Source] = struct{}{}
		rec.Members = append(rec.Members, w.metas[i].ID)
		if n := w.numbers[i]; n > 0 {
			rec.Revisions = append(rec.Revisions, report.MemberRevision{ID: w.metas[i].ID, Revision: n})
		}
		if t := w.metas[order[i]].Clock(); t.Known() {
			s := t.String()
			if rec.First == nil {
				rec.First = &s
			}
			rec.Last = &s
		}
	}
	rec.Outlets = len(outlets)
	if w.traced {
		o, reports := Origin(c, w.name)
		o.AgencyName = w.titles[c.Origin.Agency]
		rec.SetSources(o, reports)
	}
	return rec
}

// member returns the view of one member. It is cached and must not be changed.
func (w *viewer) member(i int) (*report.MemberView, error) {
	if m := w.views[i]; m != nil {
		return m, nil
	}
	m, err := w.newMember(i)
	if err == nil {
		w.views[i] = m
	}
	return m, err
}

func (w *viewer) newMember(i int) (*report.MemberView, error) {
	x := &w.c.Members[i]
	m := &report.MemberView{Article: w.metas[i], Similarity: x.Similarity, Revision: w.numbers[i], Status: w.status[i]}
	if m.Same = w.textOf(i) == w.textOf(w.c.Keep); m.Same {
		m.Similarity = 1
	}
	if first := w.firsts[w.textOf(i)]; first != i {
		m.SameAs = w.metas[first].ID
	}
	if !w.traced {
		return m, nil
	}
	rec := Copy(x, parentClock(x, w.c), w.name, w.metas[i].ID)
	rec.Revision = w.numbers[i]
	if doc, ok := taken(x, w.c); ok {
		var err error
		if rec.ParentRevision, _, err = Revision(w.v, doc); err != nil {
			return nil, err
		}
	}
	m.Source, m.Agency, m.AgencyName, m.AgencyP = &rec, x.Agency, w.titles[x.Agency], x.AgencyP
	m.Traced = Source(x, &w.metas[i])
	twins := w.c.Twins(i)
	m.Traced.TwinCount = len(twins)
	for _, u := range twins[:min(len(twins), report.MaxTwins)] {
		m.Traced.Twins = append(m.Traced.Twins, w.metas[u].ID)
	}
	if w.brief {
		return m, nil
	}
	var err error
	if m.Traced.FromParent, err = w.delta(i, x.Parent); err != nil {
		return nil, err
	}
	if m.Traced.FromOrigin, err = w.delta(i, w.c.Origin.Member); err != nil {
		return nil, err
	}
	if x.Parent == record.Unseen && (w.c.Origin.Member == record.Unseen || w.c.Origin.Member == i) {
		m.Traced.FromNearest, err = w.fromNearest(i)
	}
	return m, err
}

// fromNearest returns the differences of member i from its nearest member.
func (w *viewer) fromNearest(i int) (*report.Delta, error) {
	u, err := w.nearest(i)
	if err != nil {
		return nil, err
	}
	return w.delta(i, u)
}

// maxTexts is how many texts of one cluster are cached: 2,048 of 500 words take about 70 MB.
const maxTexts = 2048

// prepare returns an article ready for comparison, without the furniture in its record.
func (w *viewer) prepare(x *record.Article) (*prepared, error) {
	if p := w.texts[x.Doc]; p != nil {
		return p, nil
	}
	a, err := w.v.Article(x.Doc)
	if err != nil {
		return nil, fmt.Errorf("article %d: %w", x.Doc, err)
	}
	if len(w.texts) >= maxTexts {
		clear(w.texts)
	}
	a = a.Clone()
	hidden, err := w.hidden(x.Doc)
	if err != nil {
		return nil, err
	}
	if hidden {
		a.Text, a.Furniture = "", nil // withdrawn texts are not shown
	}
	p := w.comparer.prepare(&a, record.FurnitureRanges(a.Text, x.Passages))
	w.texts[x.Doc] = p
	return p, nil
}

// hidden reports whether a text must not be shown: its source has withheld, withdrawn or corrected it.
func (w *viewer) hidden(d store.Doc) (bool, error) {
	n, status, err := Revision(w.v, d)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return status.Blocked() || n > 0 && status == article.StatusCorrected, err
}

// delta returns the differences of member v's text from member u's, or nil if u is not in the store or is
// v.
func (w *viewer) delta(v, u int) (*report.Delta, error) {
	if u == record.Unseen || u == v {
		return nil, nil
	}
	a, err := w.prepare(&w.c.Members[v])
	if err != nil {
		return nil, err
	}
	b, err := w.prepare(&w.c.Members[u])
	if err != nil {
		return nil, err
	}
	if a.article.Text == "" || b.article.Text == "" {
		return nil, nil // one of the texts must not be shown
	}
	d := w.comparer.delta(a, b)
	d.Headline = headline(w.metas[v].Title, w.metas[u].Title)
	d.Credit = creditChange(&w.c.Members[v], &w.c.Members[u])
	return &d, nil
}

// survival counts how many members and outlets have each part of one text: the origin's or, if that is
// unseen, that of the member to keep.
func (w *viewer) survival() (*report.Survival, error) {
	base := w.c.Origin.Member
	if base != record.Unseen {
		hidden, err := w.hidden(w.c.Members[base].Doc)
		if err != nil {
			return nil, err
		}
		if hidden {
			base = record.Unseen
		}
	}
	if base == record.Unseen {
		base = w.c.Keep
	}
	p, err := w.prepare(&w.c.Members[base])
	if err != nil {
		return nil, err
	}
	s := newSurvival(p)
	order := make([]int, 0, len(w.metas))
	for i := range w.metas {
		if i != base {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(x, y int) int { return byOutlet(&w.metas[x], &w.metas[y]) })
	for _, i := range order {
		m, err := w.prepare(&w.c.Members[i])
		if err != nil {
			return nil, err
		}
		s.add(&w.comparer, m)
	}
	return s.view(base == w.c.Origin.Member), nil
}

// outletOf returns the id and the outlet of an article, or false if it is no longer stored.
func (w *viewer) outletOf(d store.Doc) (id, outlet string, ok bool, err error) {
	if !w.v.Live(d) && !slices.ContainsFunc(w.c.Members, func(m record.Article) bool { return m.Doc == d }) {
		return "", "", false, nil
	}
	a, err := w.v.Meta(d)
	if errors.Is(err, store.ErrNotFound) {
		return "", "", false, nil
	}
	a = a.Clone()
	return a.ID, a.Source, err == nil, err
}
