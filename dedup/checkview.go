package dedup

import (
	"slices"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/record"
	"github.com/wiretrace/wiretrace/view"
)

// view returns the source of a checked article for a report.
func (x *checked) view() *report.CheckSource {
	name := ""
	if a, ok := x.t.reader.Registry.Agency(x.rec.Agency); ok {
		name = a.Title
	}
	out := &report.CheckSource{Agency: x.rec.Agency, AgencyName: name, AgencyP: report.Round(x.rec.AgencyP)}
	v := view.Source(&x.rec, x.article)
	out.Credits, out.Clock, out.Agencies, out.Odd = v.Credits, v.Clock, v.Agencies, v.Odd
	if x.cluster != nil && x.rec.Agency != "" {
		out.OwnCopy = slices.ContainsFunc(x.cluster.Members, func(m record.Article) bool { return m.Feed && m.Agency == x.rec.Agency })
	}
	if x.home == nil {
		return out
	}
	parent := clock.Reading{}
	if x.rec.Parent != trace.Unseen {
		parent = x.home.members[x.rec.Parent].Clock
	}
	rec := view.Copy(&x.rec, &parent, x.name, x.article.ID)
	if x.rec.Parent != trace.Unseen {
		doc := x.home.docs[x.rec.Parent]
		if x.rec.Earlier {
			doc = x.rec.Of
		}
		if n, _, err := view.Revision(x.c.idx.View, doc); err == nil { // it was read before
			rec.ParentRevision = n
		}
	}
	out.Source = &rec
	for i, u := range x.home.trace.Edges[x.at].Identical {
		if i < report.MaxTwins {
			out.Twins = append(out.Twins, x.home.members[u].ID)
		}
		out.TwinCount++
	}
	x.viewParent(out)
	x.viewOrigin(out)
	x.viewPassages(out)
	return out
}

func (x *checked) name(member int) string {
	if member == trace.Unseen {
		return report.Unseen
	}
	return x.home.members[member].ID
}

// viewParent adds the parent, if it is in the store.
func (x *checked) viewParent(out *report.CheckSource) {
	if x.rec.Parent == trace.Unseen {
		return
	}
	if a, err := x.c.idx.Meta(x.home.docs[x.rec.Parent]); err == nil { // it was read before
		a = a.Clone()
		out.Parent = &a
	}
	out.Delay = view.Delay(&x.me.Clock, &x.home.members[x.rec.Parent].Clock)
}

// viewOrigin adds the origin of the cluster from the last run, unless it is the article itself.
func (x *checked) viewOrigin(out *report.CheckSource) {
	o := x.home.trace.Origin
	if x.cluster != nil && o.Member != x.at {
		origin, _ := view.Origin(x.cluster, func(member int) string {
			a, err := x.c.idx.Meta(x.cluster.Members[member].Doc)
			if err != nil {
				return ""
			}
			return string([]byte(a.ID))
		})
		out.Origin = &origin
		return
	}
	out.Origin = &report.Origin{Unseen: o.Member == trace.Unseen, P: o.P}
	if !out.Origin.Unseen {
		id := x.name(o.Member)
		out.Origin.Article = &id
	}
	if o.Agency != "" {
		out.Origin.Agency, out.Origin.AgencyP = &o.Agency, o.AgencyP
	}
}

// viewPassages adds the passages.
func (x *checked) viewPassages(out *report.CheckSource) {
	for i := range x.rec.Passages {
		p := &x.rec.Passages[i]
		v := report.PassageView{
			Start: p.Start, End: p.End, Words: p.Words, Owner: view.OwnerName(p.Owner), Cluster: p.Cluster, Furniture: p.Kind,
		}
		if a, err := x.c.idx.Meta(p.From); p.Placed && err == nil {
			v.From = &report.Place{ID: string([]byte(a.ID)), Start: p.FromStart, End: p.FromEnd}
			v.Outlet = string([]byte(a.Source))
			if x.rec.Parent != trace.Unseen && x.home.docs[x.rec.Parent] == p.From {
				v.P = report.Round(x.rec.P)
			}
		}
		out.Passages = append(out.Passages, v)
	}
}
