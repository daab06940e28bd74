package view

import (
	"cmp"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// article returns the view of a member of the open cluster. For an article in no cluster, single is its
// trace record, which may be nil.
func (w *viewer) article(d store.Doc, single *record.Article) (*report.ArticleView, error) {
	for i := range w.c.Members {
		if w.c.Members[i].Doc == d {
			return w.memberArticle(i)
		}
	}
	if w.with != "" {
		return nil, notCopy(Query{With: w.with}, false)
	}
	w.close()
	found := single != nil
	if !found {
		single = &record.Article{Doc: d}
	}
	p, err := w.prepare(single)
	if err != nil {
		return nil, err
	}
	out := &report.ArticleView{MemberView: report.MemberView{Article: *p.article}}
	if !found {
		return out, nil
	}
	out.IsTraced, out.Agency, out.AgencyName, out.AgencyP = true, single.Agency, w.titles[single.Agency], single.AgencyP
	out.Traced = Source(single, p.article)
	out.Passages, err = w.passages(single)
	return out, err
}

func (w *viewer) memberArticle(i int) (*report.ArticleView, error) {
	m, err := w.member(i)
	if err != nil {
		return nil, err
	}
	x := &w.c.Members[i]
	p, err := w.prepare(x)
	if err != nil {
		return nil, err
	}
	out := &report.ArticleView{MemberView: *m, Cluster: w.c.ID, IsTraced: w.traced}
	out.Article = *p.article
	if err := w.choose(out, p, i); err != nil || !w.traced {
		return out, err
	}
	if out.Passages, err = w.passages(x); err != nil {
		return nil, err
	}
	if out.Parent, err = w.textView(p, i, x.Parent); err != nil {
		return nil, err
	}
	if out.Origin = out.Parent; w.c.Origin.Member != x.Parent {
		if out.Origin, err = w.textView(p, i, w.c.Origin.Member); err != nil {
			return nil, err
		}
	}
	if out.Parent == nil && out.Origin == nil {
		u, err := w.nearest(i)
		if err != nil {
			return nil, err
		}
		if out.Nearest, err = w.textView(p, i, u); err != nil {
			return nil, err
		}
		out.FromNearest = out.Traced.FromNearest
	}
	if first := w.byTime()[0]; w.metas[first].Clock().Known() {
		out.Oldest = &w.metas[first]
	}
	out.Undecided = w.doubts(i, m)
	return out, nil
}

// choose adds the comparison of member i with the member that the reader chose.
func (w *viewer) choose(out *report.ArticleView, p *prepared, i int) error {
	if w.with == "" {
		return nil
	}
	u := w.memberOf(w.with)
	if u < 0 || w.with == out.Article.ID {
		return notCopy(Query{Article: out.Article.ID, With: w.with}, true)
	}
	var err error
	if out.Chosen, err = w.textView(p, i, u); err != nil {
		return err
	}
	out.FromChosen, err = w.delta(i, u)
	return err
}

// memberOf returns the member with an id: its current revision or else its latest, or -1.
func (w *viewer) memberOf(id string) int {
	found := -1
	for u := range w.metas {
		if w.metas[u].ID != id {
			continue
		}
		if w.numbers[u] == 0 {
			return u
		}
		if found < 0 || w.numbers[u] > w.numbers[found] {
			found = u
		}
	}
	return found
}

// nearestTried is how many members are compared with an article to find the nearest. Aligning two news
// texts takes .1 ms, and a report of a story does it for each member.
const nearestTried = 16

// nearest returns the member that has most words of member i, or record.Unseen if none has any. In a story
// of more than nearestTried members it is the member to keep; for that one it is the nearest of the
// earliest members.
func (w *viewer) nearest(i int) (int, error) {
	if u, ok := w.near[i]; ok {
		return u, nil
	}
	p, err := w.prepare(&w.c.Members[i])
	if err != nil {
		return record.Unseen, err
	}
	tried := append([]int{w.c.Keep}, w.byTime()...)
	if len(w.c.Members) > nearestTried && i != w.c.Keep {
		tried = tried[:1]
	}
	best, most := record.Unseen, 0
	for _, u := range tried[:min(len(tried), nearestTried+1)] {
		if u == i || u == best {
			continue
		}
		o, err := w.prepare(&w.c.Members[u])
		if err != nil {
			return record.Unseen, err
		}
		if n := w.comparer.delta(p, o).Kept.Words; n > most {
			best, most = u, n
		}
	}
	w.near[i] = best
	return best, nil
}

// textView returns member u with the passages it shares with member v, or nil if u is not in the store or
// is v.
func (w *viewer) textView(p *prepared, v, u int) (*report.TextView, error) {
	if u == record.Unseen || u == v {
		return nil, nil
	}
	o, err := w.prepare(&w.c.Members[u])
	if err != nil {
		return nil, err
	}
	return &report.TextView{Article: *o.article, Shared: w.comparer.where(p, o), Furniture: o.furniture()}, nil
}

// furniture returns the parts of p that are not compared.
func (p *prepared) furniture() []report.Range {
	at := article.NewOffsets(p.article.Text)
	out := make([]report.Range, len(p.skip))
	for i, s := range p.skip {
		out[i] = report.Range{Start: at.Rune(s.Start), End: at.Rune(s.End)}
	}
	return out
}

// passages returns the parts of an article with their owners.
func (w *viewer) passages(x *record.Article) ([]report.PassageView, error) {
	parent := store.Doc(0)
	if x.Parent != record.Unseen {
		parent = w.c.Members[x.Parent].Doc
	}
	out := make([]report.PassageView, len(x.Passages))
	for i := range x.Passages {
		p := &x.Passages[i]
		o := &out[i]
		*o = report.PassageView{
			Start: p.Start, End: p.End, Words: p.Words, Owner: OwnerName(p.Owner), Cluster: p.Cluster, Furniture: p.Kind,
		}
		if !p.Placed {
			continue
		}
		id, outlet, ok, err := w.outletOf(p.From)
		if err != nil {
			return nil, err
		}
		if ok {
			o.From, o.Outlet = &report.Place{ID: id, Start: p.FromStart, End: p.FromEnd}, outlet
			if x.Parent != record.Unseen && p.From == parent {
				o.P = x.P
			}
		}
	}
	return out, nil
}

// A report calls a parent or an agency doubtful if its probability is below sure. Of the parents with .9
// or more, 96 % were right on a simulated web.
const sure = .9

// doubts returns the questions that the evidence for member i leaves open.
func (w *viewer) doubts(i int, m *report.MemberView) []report.Doubt {
	x := &w.c.Members[i]
	var out []report.Doubt
	doubt := func(kind, format string, args ...any) {
		out = append(out, report.Doubt{Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
	if x.P < sure && x.Runner {
		doubt("parent", "the next likely parent is %s, with a probability of %s against %s", w.place(x.Second), report.Chance(x.SecondP), report.Chance(x.P))
	}
	if n := m.Traced.TwinCount; n > 0 {
		doubt("twins", "others with the very text of the parent, which text can't tell apart: %d", n)
	}
	if w.c.Origin.Member == record.Unseen {
		doubt("source", "the original is not in the collection")
	}
	switch {
	case !x.Clock.Known:
		doubt("clock", "it has no clock: nothing says when it appeared")
	case !x.Clock.Precise:
		doubt("clock", "when it appeared is not known to the minute")
	}
	if x.Agency != "" && x.AgencyP < sure {
		doubt("agency", "that the text is by %s is not certain: %s, %s", w.agencyName(x.Agency), report.Likelihood(x.AgencyP), report.Chance(x.AgencyP))
	}
	if w.gone > 0 {
		doubt("gone", "articles of its cluster that were deleted or revised since the last run are left out: %d", w.gone)
	}
	return out
}

// agencyName returns the full name of an agency, or its key.
func (w *viewer) agencyName(key string) string { return cmp.Or(w.titles[key], key) }

// OwnerName returns the name of an owner in passages: cluster, furniture or outlet.
func OwnerName(o record.Owner) string {
	switch o {
	case record.OwnerCluster:
		return "cluster"
	case record.OwnerFurniture:
		return "furniture"
	}
	return "outlet"
}

func (w *viewer) place(member int) string {
	if member == record.Unseen {
		return "a source that is not in the collection"
	}
	return w.metas[member].ID
}
