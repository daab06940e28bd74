package view

import (
	"cmp"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// outletCounts counts what one outlet printed in a period, in words.
type outletCounts struct {
	articles, copies, words      int
	own, agency, outlets, unseen int
	agencies                     map[string]*agencyCounts
}

type agencyCounts struct{ articles, words int }

// day returns what the outlets printed since a second after 1970; 0 means all. Articles without a time are
// only counted if since is 0.
func (r *results) day(v *store.View, traces *record.Reader, since int64) (*report.DayView, error) {
	y := &period{r: r, since: since, byOutlet: map[uint32]*outletCounts{}}
	out := &report.DayView{}
	var dated []store.Doc
	for _, d := range r.Catalog.Docs {
		if !y.wants(d) {
			continue
		}
		out.Articles++
		y.counts(d).articles++
		if r.Catalog.Known[d] {
			dated = append(dated, d)
		}
	}
	if n := len(dated); n > 0 {
		dated = r.Catalog.ByTime(dated)
		out.From, out.To = r.Catalog.Time(dated[0]), r.Catalog.Time(dated[n-1])
		for _, x := range []struct {
			day *string
			at  int
		}{{&out.FirstDay, 0}, {&out.BulkFrom, n / 20}, {&out.BulkTo, n - 1 - n/20}, {&out.LastDay, n - 1}} {
			a, err := v.Meta(dated[x.at])
			if err != nil {
				return nil, err
			}
			*x.day = report.Day(a.Clock())
		}
	}
	if err := traces.Each(y.cluster, y.single); err != nil {
		return nil, err
	}
	for k, t := range y.byOutlet {
		out.Words += t.words
		out.Outlets = append(out.Outlets, t.view(r.Catalog.Sources[k]))
	}
	slices.SortFunc(out.Outlets, func(a, b report.OutletView) int { return cmp.Compare(a.Source, b.Source) })
	out.Links = y.links.list(r.Catalog.Sources)
	return out, nil
}

// A period counts what each outlet printed since a point in time.
type period struct {
	r        *results
	since    int64
	byOutlet map[uint32]*outletCounts // by outlet number
	links    outletLinks
}

// wants reports whether an article belongs to the period. An article without a time belongs only to the
// period without a beginning.
func (y *period) wants(d store.Doc) bool {
	t := y.r.Catalog
	return int(d) < len(t.Live) && t.Live[d] && (y.since == 0 || t.Known[d] && t.Clock[d] >= y.since)
}

func (y *period) counts(d store.Doc) *outletCounts {
	k := y.r.Catalog.Source[d]
	t := y.byOutlet[k]
	if t == nil {
		t = &outletCounts{agencies: map[string]*agencyCounts{}}
		y.byOutlet[k] = t
	}
	return t
}

func (y *period) cluster(c *record.Cluster) error {
	y.r.links(&y.links, c, y.wants)
	for i := range c.Members {
		if m := &c.Members[i]; y.wants(m.Doc) {
			y.r.count(y.counts(m.Doc), m, c)
		}
	}
	return nil
}

func (y *period) single(a *record.Article) error {
	if y.wants(a.Doc) {
		y.r.count(y.counts(a.Doc), a, nil)
	}
	return nil
}

// count adds an article's words by their owner. Words that others print too count as the outlet's own if
// its article is the origin and names no agency.
func (r *results) count(t *outletCounts, x *record.Article, c *record.Cluster) {
	others := 0
	for i := range x.Passages {
		if x.Passages[i].Owner == record.OwnerCluster {
			others += x.Passages[i].Words
		}
	}
	if c == nil && x.Agency != "" {
		others = x.Words // an agency's text that no other article here has
	}
	t.words += x.Words
	root, first := r.firstAtOutlet(x, c)
	if x.Feed || others == 0 || root && first && x.Agency == "" {
		t.own += x.Words
		return
	}
	t.own += x.Words - others
	t.copies++
	switch {
	case x.Agency != "":
		t.supplied(x.Agency, others)
	case !root || c == nil:
		t.outlets += others
	default:
		t.unseen += others
	}
}

// supplied adds words that are an agency's.
func (t *outletCounts) supplied(agency string, words int) {
	a := t.agencies[agency]
	if a == nil {
		a = &agencyCounts{}
		t.agencies[agency] = a
	}
	a.articles++
	a.words += words
	t.agency += words
}

// firstAtOutlet follows an article's parents as long as they are of the same outlet. root is set if this
// reaches no other outlet, first if it ends at the cluster's origin.
func (r *results) firstAtOutlet(x *record.Article, c *record.Cluster) (root, first bool) {
	if c == nil {
		return true, false
	}
	outlet := r.Catalog.Source[x.Doc]
	for x.Parent != record.Unseen {
		if x = &c.Members[x.Parent]; r.Catalog.Source[x.Doc] != outlet {
			return false, false
		}
	}
	o := c.Origin.Member
	return true, o != record.Unseen && c.Members[o].Doc == x.Doc
}

func (t *outletCounts) view(source string) report.OutletView {
	out := report.OutletView{Source: source, Articles: t.articles, Copies: t.copies, Words: t.words}
	if t.words == 0 {
		return out
	}
	share := func(n int) float64 { return report.Round(float64(n) / float64(t.words)) }
	out.Own, out.Agency, out.Outlets, out.Unseen = share(t.own), share(t.agency), share(t.outlets), share(t.unseen)
	for _, name := range slices.Sorted(maps.Keys(t.agencies)) {
		a := t.agencies[name]
		out.Agencies = append(out.Agencies, report.AgencyShare{Agency: name, Articles: a.articles, Share: share(a.words)})
	}
	return out
}
