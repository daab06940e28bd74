package page

import (
	"bufio"
	_ "embed" // the templates and the style are part of the program
	"html/template"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

//go:embed shared.html
var sharedTemplates string

//go:embed day.html
var dayTemplates string

// A Day renders the clusters of a period as one page: what spread, by reach; what
// each outlet printed of its own, and which outlets copy from which. It writes as it goes and holds
// no cluster. It is not safe for concurrent use.
type Day struct {
	Out    io.Writer
	Links  Linker            // nil: the page has no links to others
	Owners map[string]string // the house of each outlet that has one

	days     func() []string // the days that have a page; nil: none
	w        *bufio.Writer
	t        *template.Template
	sum      report.Summary
	keys     keys
	clusters int
	err      error
}

// keys are the names that the filters offer, in the order in which they were seen;
// clusters refer to them by number.
type keys struct {
	Outlets, Agencies, Languages []string

	at map[string]int
}

// key returns the number of a name in one of the lists.
func (k *keys) key(list *[]string, kind byte, name string) int {
	if k.at == nil {
		k.at = map[string]int{}
	}
	id := string(kind) + name
	n, ok := k.at[id]
	if !ok {
		n = len(*list)
		k.at[id] = n
		*list = append(*list, legible(name))
	}
	return n
}

// dayText is what the page is parsed from.
func dayText() string { return sharedTemplates + outletTemplates + dayTemplates }

// A dayHead is the part of the page above the clusters.
type dayHead struct {
	head
	Sum    report.Summary
	Day    *report.DayView
	Dated  string // from when to when
	Newest string // when the newest article is of, where there is none since then
	Empty  bool
	Rest   bool // there are clusters that are not on the page
	Total  *outletRow
}

// Brief says that the page shows nothing that takes the texts to tell.
func (d *Day) Brief() bool { return true }

// Summary writes the head of the page.
func (d *Day) Summary(s report.Summary) error {
	d.w = bufio.NewWriterSize(d.Out, 1<<16)
	if d.t == nil {
		if d.t, d.err = parse(dayText(), d.Links); d.err != nil {
			return d.err
		}
	}
	d.sum = s
	h := dayHead{head: head{Title: "What spread"}, Sum: s, Day: s.Day, Empty: s.Shown == 0, Rest: s.Shown > 0 && s.Shown < s.Chosen}
	if s.Since != "" {
		h.Title += " since " + legible(s.Since)
	}
	if s.Day != nil {
		h.Dated = datedWords(s.Day)
		h.Total = totalRow(s.Day)
	}
	if s.Newest != "" {
		h.Newest = s.Newest
	}
	if d.err = open(d.w, d.t, h.head); d.err == nil {
		d.err = d.t.ExecuteTemplate(d.w, "day-head", h)
	}
	return d.err
}

// wideSpan is how many times as long as the span of nine of ten dates that of all must be for the page to
// name both.
const wideSpan = 3

// datedWords says from when to when articles are dated; "": none is.
func datedWords(d *report.DayView) string {
	if d.FirstDay == "" {
		return ""
	}
	at := func(s string) int64 { return article.ParseTime(s, "record").Unix }
	date := func(s string) string { return report.When(article.ParseTime(s, "record")) }
	if at(d.LastDay)-at(d.FirstDay) < wideSpan*max(at(d.BulkTo)-at(d.BulkFrom), day) {
		return "Articles dated from " + date(d.FirstDay) + " to " + date(d.LastDay) + "."
	}
	return "Nine of ten articles are dated from " + date(d.BulkFrom) + " to " + date(d.BulkTo) +
		". The earliest date is " + date(d.FirstDay) + ", the latest " + date(d.LastDay) + ": some may be wrong."
}

// Cluster writes one cluster.
func (d *Day) Cluster(v *report.ClusterView) error {
	if d.err == nil {
		d.err = d.t.ExecuteTemplate(d.w, "day-cluster", newStory(v, d.clusters, &d.keys, d.sum.Store))
		d.clusters++
	}
	return d.err
}

// Article writes nothing: the page is of clusters.
func (d *Day) Article(*report.ArticleView) error { return d.err }

// A dayFoot is the part of the page below the clusters.
type dayFoot struct {
	outletTables
	Empty       bool
	Keys        keys
	Sum         report.Summary
	Command     string
	Likelihoods []likelihoodRow
	Days        []string // with a page of their own, the newest first
}

// End writes the part of the page below the clusters.
func (d *Day) End() error {
	if d.err != nil || d.t == nil {
		return d.err
	}
	f := dayFoot{outletTables: newOutletTables(d.sum.Day, d.Owners), Empty: d.clusters == 0, Keys: d.keys, Sum: d.sum, Command: d.command(), Likelihoods: likelihoodTable()}
	if d.days != nil {
		f.Days = d.days()
	}
	if d.err = d.t.ExecuteTemplate(d.w, "day-foot", f); d.err == nil {
		d.err = d.t.ExecuteTemplate(d.w, "close", nil)
	}
	if d.err == nil {
		d.err = d.w.Flush()
	}
	return d.err
}

// openOutlets is how many outlets are listed before the rest is folded.
const openOutlets = 40

// fold parts the outlets that are listed from the rest. The outlets of a house stay with it.
func fold(rows []outletRow) (open, more []outletRow) {
	n := min(len(rows), openOutlets)
	for n < len(rows) && rows[n].Within {
		n++
	}
	return rows[:n], rows[n:]
}

// command returns the command that gives the figures of the page to a machine.
func (d *Day) command() string {
	var b strings.Builder
	b.WriteString("wiretrace report")
	if d.sum.Store != "" {
		b.WriteString(" --store " + argument(d.sum.Store))
	}
	if d.sum.Since != "" {
		b.WriteString(" --since " + argument(d.sum.Since))
	}
	b.WriteString(" --top 0 --json")
	return b.String()
}
