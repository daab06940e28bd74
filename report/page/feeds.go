package page

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/report"
)

// An outletRow is what an outlet printed, and whose it was. Widths are in per
// cent.
type outletRow struct {
	Source                     string // legible
	Name                       string // as stored
	Articles, Copies, Words    string
	Own, Agency, Other, Unseen string // shares, in words
	Parts                      []barPart
	Agencies, Title            string
	Nothing                    bool
	House                      bool // a house: the sum of its outlets, which follow
	Within                     bool // an outlet of the house above
}

// A barPart is one part of a bar.
type barPart struct {
	Class    string
	X, Width string
}

// outletRows returns the outlets of a period, those that print the most first. Outlets of one house are
// together, below their sum; owners has the house of each outlet.
func outletRows(d *report.DayView, owners map[string]string) []outletRow {
	houses := map[string][]report.OutletView{}
	for _, o := range d.Outlets {
		name := owners[o.Source]
		houses[name] = append(houses[name], o)
	}
	var groups [][]report.OutletView // of one house, else of one outlet
	for _, name := range slices.Sorted(maps.Keys(houses)) {
		list := houses[name]
		slices.SortStableFunc(list, byWords)
		if name != "" && len(list) > 1 {
			all := sumOutlets(list)
			all.Source = name
			groups = append(groups, append([]report.OutletView{all}, list...))
			continue
		}
		for _, o := range list {
			groups = append(groups, []report.OutletView{o})
		}
	}
	slices.SortStableFunc(groups, func(a, b []report.OutletView) int { return byWords(a[0], b[0]) })
	out := make([]outletRow, 0, len(d.Outlets))
	for _, g := range groups {
		for i := range g {
			r := newOutletRow(&g[i])
			r.House, r.Within = len(g) > 1 && i == 0, i > 0
			if r.House {
				r.Name = "" // it has no page
			}
			out = append(out, r)
		}
	}
	return out
}

// byWords orders outlets by their words, the most first.
func byWords(a, b report.OutletView) int {
	return cmp.Or(cmp.Compare(b.Words, a.Words), cmp.Compare(a.Source, b.Source))
}

// leastAgency is the share of an outlet's words from which an agency is named.
const leastAgency = .005

func newOutletRow(o *report.OutletView) outletRow {
	r := outletRow{
		Source: legible(o.Source), Name: o.Source, Articles: report.Number(o.Articles), Copies: report.Number(o.Copies), Words: report.Number(o.Words),
		Own: percent(o.Own), Agency: percent(o.Agency), Other: percent(o.Outlets), Unseen: percent(o.Unseen),
		Nothing: o.Words == 0,
	}
	x := 0.0
	for _, p := range []struct {
		class string
		share float64
	}{{"own", o.Own}, {"agency", o.Agency}, {"other", o.Outlets}, {"nowhere", o.Unseen}} {
		if p.share > 0 {
			r.Parts = append(r.Parts, barPart{p.class, fmt.Sprintf("%.2f", x), fmt.Sprintf("%.2f", 100*p.share)})
			x += 100 * p.share
		}
	}
	r.Title = fmt.Sprintf("own %s, agencies %s, other outlets %s, a source not here %s", r.Own, r.Agency, r.Other, r.Unseen)
	agencies := slices.Clone(o.Agencies)
	slices.SortStableFunc(agencies, func(a, b report.AgencyShare) int { return cmp.Compare(b.Share, a.Share) })
	rest := 0
	for _, a := range agencies {
		if a.Share < leastAgency {
			rest++
			continue
		}
		if r.Agencies != "" {
			r.Agencies += ", "
		}
		r.Agencies += isolated(a.Agency) + " " + percent(a.Share)
	}
	if rest > 0 && r.Agencies != "" {
		r.Agencies += ", and " + report.Number(rest) + " below 1%"
	}
	return r
}

// totalRow sums up all outlets of a period; nil: they have no words.
func totalRow(d *report.DayView) *outletRow {
	all := sumOutlets(d.Outlets)
	if all.Words == 0 {
		return nil
	}
	r := newOutletRow(&all)
	return &r
}

// sumOutlets sums up outlets. Shares are of all their words.
func sumOutlets(list []report.OutletView) report.OutletView {
	var all report.OutletView
	for i := range list {
		o := &list[i]
		n := float64(o.Words)
		all.Articles += o.Articles
		all.Words += o.Words
		all.Copies += o.Copies
		all.Own += o.Own * n
		all.Agency += o.Agency * n
		all.Outlets += o.Outlets * n
		all.Unseen += o.Unseen * n
	}
	if all.Words > 0 {
		for _, x := range []*float64{&all.Own, &all.Agency, &all.Outlets, &all.Unseen} {
			*x /= float64(all.Words)
		}
	}
	return all
}

// byStrength returns links in order, those of the most articles first.
func byStrength(links []report.OutletLink) []report.OutletLink {
	list := slices.Clone(links)
	slices.SortStableFunc(list, func(a, b report.OutletLink) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return list
}

// A linkRow is one outlet that took text from another.
type linkRow struct {
	From, To      string
	Giver, Taker  string // as stored
	Articles      int
	Count         string
	Share, Agency string
	Delay         string
	agency        int
}

// linkRows returns the links of a period, the strongest first.
func linkRows(links []report.OutletLink) []linkRow {
	list := byStrength(links)
	out := make([]linkRow, 0, len(list))
	for _, l := range list {
		r := linkRow{
			From: legible(l.From), To: legible(l.To), Giver: l.From, Taker: l.To, Articles: l.Articles, Count: report.Number(l.Articles), Share: percent(l.Share),
			Agency: report.Number(l.Agency), Delay: "no clocks", agency: l.Agency,
		}
		if l.MedianDelay != nil {
			r.Delay = lasting(*l.MedianDelay)
		}
		out = append(out, r)
	}
	return out
}

// maxFeeds is how many links are drawn: more are a hairball, and the table has
// them all.
const maxFeeds = 40

// A feedDrawing shows which outlets copy from which: senders left, receivers right. An outlet
// that does both is on both sides.
type feedDrawing struct {
	Height      int
	Left, Right []feedNode
	Links       []feedLink
	Drawn, All  int
}

// A feedNode is an outlet at the edge of the drawing.
type feedNode struct {
	Name, Full string
	Y, TextY   string
	H          string
	Count      int
}

// A feedLink is a band between two of them.
type feedLink struct {
	Path, Width, Title string
	Agency             bool // most of it is an agency's text
	From, To           string
}

const (
	feedLeft   = 240 // where the bands begin
	feedRight  = 720
	feedHeight = 420 // room for all bands
	feedGap    = 14  // between nodes, at least the height of a line
)

// side lays out the nodes of one side.
type side struct {
	names  []string
	counts map[string]int
	top    map[string]float64
	used   map[string]float64
}

func newSide(links []linkRow, name func(*linkRow) string) *side {
	s := &side{counts: map[string]int{}, top: map[string]float64{}, used: map[string]float64{}}
	for i := range links {
		n := name(&links[i])
		if s.counts[n] == 0 {
			s.names = append(s.names, n)
		}
		s.counts[n] += links[i].Articles
	}
	return s
}

// place puts the nodes below each other and returns the height of all.
func (s *side) place(unit float64) float64 {
	y := 8.0
	for _, n := range s.names {
		s.top[n] = y
		y += max(float64(s.counts[n])*unit, 2) + feedGap
	}
	return y
}

func (s *side) nodes(unit float64) []feedNode {
	out := make([]feedNode, 0, len(s.names))
	for _, n := range s.names {
		h := max(float64(s.counts[n])*unit, 2)
		out = append(out, feedNode{
			Name: isolated(short(n, 30)), Full: fmt.Sprintf("%s: %s", isolated(n), plural(s.counts[n], "article")),
			Y: fmt.Sprintf("%.1f", s.top[n]), H: fmt.Sprintf("%.1f", h), TextY: fmt.Sprintf("%.1f", s.top[n]+h/2+4), Count: s.counts[n],
		})
	}
	return out
}

// drawFeeds draws the strongest links; nil: there are none.
func drawFeeds(rows []linkRow) *feedDrawing {
	if len(rows) == 0 {
		return nil
	}
	links := rows[:min(len(rows), maxFeeds)]
	from, to := newSide(links, func(l *linkRow) string { return l.From }), newSide(links, func(l *linkRow) string { return l.To })
	byCount := func(s *side) {
		slices.SortStableFunc(s.names, func(a, b string) int { return cmp.Compare(s.counts[b], s.counts[a]) })
	}
	byCount(from)
	total := 0
	for i := range links {
		total += links[i].Articles
	}
	unit := feedHeight / float64(total)
	height := from.place(unit)
	to.facing(links, from)
	height = max(height, to.place(unit))
	d := &feedDrawing{Height: int(height) + 8, Left: from.nodes(unit), Right: to.nodes(unit), Drawn: len(links), All: len(rows)}
	ordered := slices.Clone(links)
	slices.SortStableFunc(ordered, func(a, b linkRow) int {
		return cmp.Or(cmp.Compare(from.top[a.From], from.top[b.From]), cmp.Compare(to.top[a.To], to.top[b.To]))
	})
	for i := range ordered {
		d.Links = append(d.Links, band(&ordered[i], from, to, unit))
	}
	return d
}

// facing orders the nodes by where the links that end there come from, so that few cross.
func (s *side) facing(links []linkRow, from *side) {
	mean := map[string]float64{}
	for i := range links {
		l := &links[i]
		mean[l.To] += (from.top[l.From] + float64(from.counts[l.From])) * float64(l.Articles) / float64(s.counts[l.To])
	}
	slices.SortStableFunc(s.names, func(a, b string) int { return cmp.Or(cmp.Compare(mean[a], mean[b]), cmp.Compare(a, b)) })
}

// band draws one link.
func band(l *linkRow, from, to *side, unit float64) feedLink {
	w := float64(l.Articles) * unit
	y1 := from.top[l.From] + from.used[l.From] + w/2
	y2 := to.top[l.To] + to.used[l.To] + w/2
	from.used[l.From] += w
	to.used[l.To] += w
	mid := (feedLeft + feedRight) / 2
	return feedLink{
		Path:   fmt.Sprintf("M%d %.1fC%d %.1f %d %.1f %d %.1f", feedLeft, y1, mid, y1, mid, y2, feedRight, y2),
		Width:  fmt.Sprintf("%.1f", max(w, 1)),
		Agency: 2*l.agency >= l.Articles,
		Title: fmt.Sprintf("%s to %s: %s, %s of them an agency’s text; median delay %s",
			isolated(l.From), isolated(l.To), plural(l.Articles, "article"), l.Agency, l.Delay),
		From: l.From, To: l.To,
	}
}
