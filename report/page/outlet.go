package page

import (
	"cmp"
	_ "embed" // the templates are part of the program
	"io"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/report"
)

//go:embed outlets.html
var outletTemplates string

// An Outlet is the page of one outlet: whose words it printed, whom it took text from and how fast, who
// took text from it, and what it printed that others have too.
type Outlet struct {
	Links   Linker
	Name    string   // as stored
	House   string   // that owns it; empty: not known
	Sisters []string // other outlets of the house with a page, as stored
	// Words are whose words it printed; nil: no sources were traced.
	Words *report.OutletView
	// Flows are the outlets that took text from each other. Flows between other outlets are ignored.
	Flows          []report.OutletLink
	Articles       []OutletArticle
	Note           string    // for the reader, above its articles; empty: none
	Previous, Next *PageLink // to neighbouring pages of its articles
}

// An OutletArticle is an article of an outlet that others have too. Without an ID it is the story alone,
// by the story's headline.
type OutletArticle struct {
	ID, Title, When string
	From            string // its source, for the template "words"
	Story           string
	order           string
}

// OutletArticles returns the articles of a story that an outlet printed.
func OutletArticles(v *report.ClusterView, outlet string) []OutletArticle {
	var out []OutletArticle
	name := articleNames(v, namedArticle)
	for i := range v.Members {
		if v.Members[i].Article.Source == outlet {
			out = append(out, newOutletArticle(v, i, name))
		}
	}
	return out
}

func newOutletArticle(v *report.ClusterView, i int, name func(id string) string) OutletArticle {
	m := &v.Members[i]
	from := fromWords(m, name)
	if isOrigin(v, i) {
		from = "the original"
	}
	return OutletArticle{
		ID: m.Article.ID, Title: headlineOf(&m.Article), When: momentOf(m).Text, From: from, Story: v.Cluster.ID, order: m.Article.Clock().String(),
	}
}

// An outletPage is what the template shows.
type outletPage struct {
	*Outlet
	Title          string
	Bar            *outletRow // nil: not traced, or no words
	Givers, Takers []siteFlow
}

// Write writes the page.
func (o *Outlet) Write(w io.Writer) error {
	t, err := parseWith(served(), outletTemplates, o.Links)
	if err != nil {
		return err
	}
	p := o.page()
	return write(w, t, head{Title: p.Title + " – wiretrace"}, "outlet-page", p)
}

func (o *Outlet) page() *outletPage {
	p := &outletPage{Outlet: o, Title: cmp.Or(legible(o.Name), "without a name")}
	if o.Words != nil && o.Words.Words > 0 {
		r := newOutletRow(o.Words)
		p.Bar = &r
	}
	for _, l := range byStrength(o.Flows) {
		switch o.Name {
		case l.From:
			p.Takers = addFlow(p.Takers, l.To, &l)
		case l.To:
			p.Givers = addFlow(p.Givers, l.From, &l)
		}
	}
	return p
}

// A siteFlow is an outlet that gave text to the outlet of a page, or took text from it.
type siteFlow struct {
	Name            string // as stored
	Articles, Delay string
}

// maxFlows is how many outlets are listed that text came from, or went to.
const maxFlows = 12

func addFlow(list []siteFlow, other string, l *report.OutletLink) []siteFlow {
	if len(list) == maxFlows {
		return list
	}
	f := siteFlow{Name: other, Articles: plural(l.Articles, "article")}
	if l.MedianDelay != nil && *l.MedianDelay > 0 {
		if f.Delay = lasting(*l.MedianDelay) + " later"; l.Articles > 1 {
			f.Delay = "median " + f.Delay
		}
	}
	return append(list, f)
}

// An OutletList is a page of a server that lists all outlets.
type OutletList struct {
	Links  Linker
	Day    *report.DayView   // what they printed; nil: no sources were traced
	Owners map[string]string // the house of each outlet that has one
	Counts map[string]int    // articles by outlet, where no sources were traced
}

// outletTables are what the template "outlets" shows.
type outletTables struct {
	Title       string
	Day         *report.DayView
	Outlets     []outletRow
	MoreOutlets []outletRow
	Feeds       *feedDrawing
	Links       []linkRow
	Counted     []siteFlow
}

// newOutletTables returns the tables of a period; d may be nil.
func newOutletTables(d *report.DayView, owners map[string]string) outletTables {
	t := outletTables{Title: "Outlets", Day: d}
	if d != nil {
		t.Outlets, t.MoreOutlets = fold(outletRows(d, owners))
		t.Links = linkRows(d.Links)
		t.Feeds = drawFeeds(t.Links)
	}
	return t
}

// Write writes the page.
func (l *OutletList) Write(w io.Writer) error {
	t, err := parseWith(served(), outletTemplates, l.Links)
	if err != nil {
		return err
	}
	tables := newOutletTables(l.Day, l.Owners)
	for _, name := range slices.Sorted(maps.Keys(l.Counts)) {
		if name != "" {
			tables.Counted = append(tables.Counted, siteFlow{Name: name, Articles: plural(l.Counts[name], "article")})
		}
	}
	return write(w, t, head{Title: "Outlets – wiretrace"}, "outlet-list", tables)
}
