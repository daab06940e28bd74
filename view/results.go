package view

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// articles writes a line for each article.
func (r *results) articles(ctx context.Context, w *bufio.Writer) error {
	var line []byte
	for i, d := range r.Catalog.Docs {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if !r.wants(d) {
			continue
		}
		a := r.article(d)
		line = append(a.AppendJSON(line[:0]), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// article returns the record of an article.
func (r *results) article(d store.Doc) report.Article {
	a := report.Article{ID: r.Catalog.ID(d), Source: r.Catalog.Outlet(d), Copied: float64(r.Copied[d])}
	a.Class = report.ClassOf(a.Copied)
	if k := r.Of[d]; k >= 0 {
		keep := r.Catalog.ID(r.Kept[k])
		a.Cluster, a.Also, a.Keep, a.Similarity = &r.Live[k].ID, r.Also[d], &keep, r.Similarity[d]
	}
	if kind := string(r.Pages[d]); kind != "" {
		a.Page = &kind
	}
	r.setSource(d, &a)
	return a
}

// found returns the trace records of an article and of its cluster, or nil.
func (r *results) found(d store.Doc) (*record.Article, *record.Cluster) {
	if r.traces == nil {
		return nil, nil
	}
	if k := r.Of[d]; k >= 0 {
		c := r.traces.Clusters[k]
		return r.Member(c, d), c
	}
	return r.traces.Singles[d], nil
}

// setSource sets the fields on the source of an article. An article in no cluster has the agency that it
// names itself.
func (r *results) setSource(d store.Doc, a *report.Article) {
	x, c := r.found(d)
	if x == nil {
		return
	}
	if c != nil {
		a.Unseen, a.ParentP = x.Parent == record.Unseen, x.P
		if !a.Unseen {
			parent := r.parentName(c, x.Parent)
			doc, _ := taken(x, c)
			a.ParentRevision = r.numbers[doc]
			a.Parent, a.Delay = &parent, Delay(&x.Clock, &c.Members[x.Parent].Clock)
		}
	}
	if x.Agency != "" {
		a.Agency, a.AgencyP = &x.Agency, x.AgencyP
	}
	a.Agencies, a.Odd = Agencies(x), x.Odd
	a.Credits, a.Copied, a.Also = creditLines(x.Credits), x.Copied, x.Also
	a.Class = className(x.Class)
}

// Agencies returns the agencies whose text an article has with a probability above .5.
func Agencies(x *record.Article) (out []string) {
	if x.Agency != "" {
		out = append(out, x.Agency)
	}
	for _, o := range x.Others {
		out = append(out, o.Agency)
	}
	return out
}

// Delay returns the seconds between the times of a parent and its copy, or nil if one is unknown.
func Delay(copied, parent *clock.Reading) *int64 {
	if !parent.Known || !copied.Known {
		return nil
	}
	d := copied.Best - parent.Best
	return &d
}

// parentClock returns the time of a member's parent, or that of an unseen parent.
func parentClock(x *record.Article, c *record.Cluster) *clock.Reading {
	if x.Parent == record.Unseen {
		return &clock.Reading{}
	}
	return &c.Members[x.Parent].Clock
}

func className(c record.Class) string {
	switch c {
	case record.ClassWhole:
		return report.ClassWhole
	case record.ClassPart:
		return report.ClassPart
	}
	return report.ClassNone
}

func (r *results) parentName(c *record.Cluster, member int) string {
	if member == record.Unseen {
		return report.Unseen
	}
	return r.Catalog.ID(c.Members[member].Doc)
}

// writeCopies lists the parents of the articles in clusters.
func (r *results) writeCopies(w *bufio.Writer) error {
	if r.traces == nil {
		return nil
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range r.Catalog.Order {
		if !r.wants(d) {
			continue
		}
		x, c := r.found(d)
		if x == nil || c == nil {
			continue
		}
		rec := Copy(x, parentClock(x, c), func(member int) string { return r.parentName(c, member) }, r.Catalog.ID(d))
		rec.Revision = r.numbers[d]
		if doc, ok := taken(x, c); ok {
			rec.ParentRevision = r.numbers[doc]
		}
		if err := enc.Encode(rec); err != nil {
			return err
		}
	}
	return nil
}

// Copy returns the copies.jsonl record of the article with the given id. name returns the ids of members.
func Copy(x *record.Article, parent *clock.Reading, name func(member int) string, id string) report.Copy {
	c := report.Copy{Child: id, Parent: name(x.Parent), P: report.Round(x.P), Delay: Delay(&x.Clock, parent), Evidence: make([]report.Evidence, len(x.Evidence))}
	for i, e := range x.Evidence {
		c.Evidence[i] = report.Evidence{Kind: e.Kind, Text: e.Text, Weight: report.Round(e.Weight)}
	}
	if x.Runner {
		c.RunnerUp = &report.RunnerUp{Parent: name(x.Second), P: report.Round(x.SecondP)}
	}
	return c
}

// origin returns the origin of cluster k and its independent reports. It returns false if sources were not
// traced.
func (r *results) origin(k int) (report.Origin, []report.IndependentReport, bool) {
	if r.traces == nil {
		return report.Origin{}, nil, false
	}
	c := r.traces.Clusters[k]
	o, reports := Origin(c, func(i int) string { return r.Catalog.ID(c.Members[i].Doc) })
	return o, reports, true
}

// Origin returns the origin of a cluster and its independent reports. name returns the ids of members.
func Origin(c *record.Cluster, name func(member int) string) (report.Origin, []report.IndependentReport) {
	o := report.Origin{Unseen: c.Origin.Member == record.Unseen, P: c.Origin.P}
	if !o.Unseen {
		id := name(c.Origin.Member)
		o.Article = &id
	}
	if c.Origin.Agency != "" {
		o.Agency, o.AgencyP = &c.Origin.Agency, c.Origin.AgencyP
	}
	reports := make([]report.IndependentReport, len(c.Reports))
	for k, why := range c.Reports {
		reports[k].Why = why
	}
	for i := range c.Members {
		m := &c.Members[i]
		x := &reports[m.Report]
		x.Articles++
		if m.Root {
			x.Roots = append(x.Roots, name(i))
		}
	}
	return o, reports
}

// writePassages writes the owners of the passages of articles in clusters, and the furniture of all
// articles.
func (r *results) writePassages(ctx context.Context, v *store.View, w *bufio.Writer) error {
	var line []byte
	for i, d := range r.Catalog.Docs {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if !r.wants(d) {
			continue
		}
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
	if r.traces != nil {
		x, _ := r.found(d)
		if x == nil {
			return nil, nil
		}
		return passageRecords(r.Catalog.ID(d), x.Passages, r.Catalog.ID), nil
	}
	if !r.Catalog.Marked[d] && r.Conclusions.Lines == nil {
		return nil, nil
	}
	a, err := v.Article(d)
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", r.Catalog.ID(d), err)
	}
	return passageRecords(a.ID, record.Furniture(&a, r.Conclusions.Skip(&a)), nil), nil
}

// passageRecords returns passages as records of passages.jsonl. name returns the ids of articles.
func passageRecords(id string, list []record.Passage, name func(store.Doc) string) []report.Passage {
	out := make([]report.Passage, len(list))
	for i := range list {
		p := &list[i]
		out[i] = report.Passage{ID: id, Start: p.Start, End: p.End}
		switch p.Owner {
		case record.OwnerCluster:
			out[i].Cluster = &p.Cluster
		case record.OwnerFurniture:
			out[i].Furniture = &p.Kind
		}
		if p.Placed {
			out[i].From = &report.Place{ID: name(p.From), Start: p.FromStart, End: p.FromEnd}
		}
	}
	return out
}

// writeOutlets writes how many articles each outlet copied from each other one.
func (r *results) writeOutlets(w *bufio.Writer) error {
	if r.traces == nil {
		return nil
	}
	var links outletLinks
	for k := range r.traces.Clusters {
		r.links(&links, r.traces.Clusters[k], func(store.Doc) bool { return true })
	}
	return writeLinks(w, links.list(r.Catalog.Sources))
}

func writeLinks(w *bufio.Writer, links []report.OutletLink) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range links {
		if err := enc.Encode(&links[i]); err != nil {
			return err
		}
	}
	return nil
}

// links counts which outlets copied from which in one cluster, for the wanted articles.
func (r *results) links(links *outletLinks, c *record.Cluster, wanted func(store.Doc) bool) {
	for i := range c.Members {
		m := &c.Members[i]
		if m.Parent == record.Unseen || !wanted(m.Doc) {
			continue
		}
		p := &c.Members[m.Parent]
		if !r.Catalog.Has(m.Doc) || !r.Catalog.Has(p.Doc) {
			continue
		}
		links.add(r.Catalog.Source[p.Doc], r.Catalog.Source[m.Doc], m.Agency != "", p.Clock, m.Clock)
	}
}

// creditLines returns the credits as printed, without repetitions.
func creditLines(credits []credit.Credit) []string {
	var out []string
	for _, c := range credits {
		if c.Role != credit.RoleCitation && c.Role != credit.RolePhoto && !slices.Contains(out, c.Text) {
			out = append(out, c.Text)
		}
	}
	return out
}
