package view

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// Checked returns the view of a checked article as if it were a member of the cluster that c names: with
// its source, and the text of that source for a comparison. If it has no source, the nearest match is
// used.
func Checked(st *store.Store, a *article.Article, c *report.CheckView) (*report.ArticleView, error) {
	out := &report.ArticleView{MemberView: report.MemberView{Article: *a}, Cluster: c.Cluster}
	if t := c.Traced; t != nil {
		out.IsTraced = true
		out.Source, out.Agency, out.AgencyName, out.AgencyP, out.Passages = t.Source, t.Agency, t.AgencyName, t.AgencyP, t.Passages
		out.Traced = &report.SourceView{
			Report: -1, Twins: t.Twins, TwinCount: t.TwinCount, Class: report.ClassOf(c.Copied), Copied: c.Copied,
			Credits: t.Credits, Agencies: t.Agencies, Odd: t.Odd, Clock: t.Clock,
		}
	}
	out.Oldest = oldest(a, c)
	parent, nearest := "", ""
	if c.Traced != nil && c.Traced.Parent != nil {
		parent = c.Traced.Parent.ID
	} else if len(c.Matches) > 0 {
		nearest = c.Matches[0].Article.ID
	}
	err := st.View(func(v *store.View) error {
		var err error
		var d *report.Delta
		if out.Parent, d, err = against(v, a, parent); err != nil {
			return err
		}
		if out.Traced != nil {
			out.Traced.FromParent = d
		}
		out.Nearest, out.FromNearest, err = against(v, a, nearest)
		return err
	})
	return out, err
}

// oldest returns the earliest of an article and its matches.
func oldest(a *article.Article, c *report.CheckView) *article.Article {
	var first *article.Article
	if a.Clock().Known() {
		first = a
	}
	for i := range c.Matches {
		if m := &c.Matches[i].Article; m.Clock().Known() && (first == nil || m.Clock().Compare(first.Clock()) < 0) {
			first = m
		}
	}
	return first
}

// against compares an article with a stored one. It returns nil if there is no article with this id, or
// its source has withdrawn it.
func against(v *store.View, a *article.Article, id string) (*report.TextView, *report.Delta, error) {
	d, ok := v.Lookup(id)
	if id == "" || !ok {
		return nil, nil, nil
	}
	o, err := v.Article(d)
	if err != nil || o.Status.Blocked() {
		return nil, nil, err
	}
	o = o.Clone()
	var f comparer
	x, y := f.prepare(a, marked(a)), f.prepare(&o, marked(&o))
	delta := f.delta(x, y)
	delta.Headline = headline(a.Title, o.Title)
	return &report.TextView{Article: o, Shared: f.where(x, y), Furniture: y.furniture()}, &delta, nil
}

// marked returns the furniture that is marked in an article, in bytes.
func marked(a *article.Article) []shingle.Range {
	out := make([]shingle.Range, len(a.Furniture))
	for i, f := range a.Furniture {
		out[i] = shingle.Range{Start: f.Start, End: f.End}
	}
	return out
}
