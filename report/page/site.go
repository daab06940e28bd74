package page

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed" // the templates are part of the program
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

//go:embed site.html
var siteTemplates string

// A Site renders a report as pages that link to each other: an index of stories, a page for each story,
// article, day and outlet, a list for search, and a feed of the newest stories. Names of pages are made
// from ids, so that addresses stay the same. It is not safe for concurrent use.
type Site struct {
	// Create creates a file of the site. name has slashes.
	Create func(name string) (File, error)
	Owners map[string]string // owner of each outlet

	index   *Day
	out     File // of the index; nil: not open
	sum     report.Summary
	front   *template.Template // of the index
	t       *template.Template // of the lists
	story   *template.Template // of the pages of stories and articles; parsed once, since parsing takes most of the time of a page
	article *template.Template
	cluster *report.ClusterView
	entries []siteEntry
	written map[string]bool            // stories with a page
	days    map[string][]int           // by day: indices of entries
	outlets map[string][]OutletArticle // by outlet
	err     error
}

// A File is a file of a site. It is complete when Close returns no error. Abandon is called instead of
// Close if the file can't be completed; an earlier file of the name then stays.
type File interface {
	io.WriteCloser
	Abandon() error
}

// SiteMark is text that every page in a folder of a site has, and no page outside a site. Pages of earlier
// versions have it too.
const SiteMark = `<p class="kicker"><a href="../index.html">wiretrace`

// A siteEntry is a story in the lists of the site.
type siteEntry struct {
	ID, Title, First, Agency string
	Outlets, Articles        int
	Link                     string
}

// A Linker returns the address of a page, relative to the page with the link, or "" if there is no such
// page. kind and id identify the article, story, outlet or day.
type Linker func(kind, id string) string

// noLinks is the Linker of a page outside a site.
func noLinks(string, string) string { return "" }

// links returns a Linker for pages whose path to the folder of the site is up. Outlets without shared
// texts and stories outside the report have no page.
func (s *Site) links(up string) Linker {
	return func(kind, id string) string {
		switch {
		case kind == "home":
			return up + "index.html"
		case kind == "stories", kind == "days", kind == "outlets" && s.sum.Day != nil:
			return up + "index.html#" + kind
		case kind == "feed":
			return up + "feed.xml"
		case kind == "outlets":
			return ""
		case id == "", kind == "outlet" && s.outlets[id] == nil:
			return ""
		case kind == "story" && s.sum.Shown < s.sum.Clusters && !s.written[id]:
			return ""
		}
		return up + kind + "/" + pageName(id)
	}
}

// maxPageName is the most bytes of the part of a page's name that is made from an id. File systems allow
// 255 bytes for a name.
const maxPageName = 120

// pageName returns the file name for an id. It has lower-case letters, digits and a few marks, so that it
// works on every file system. Other bytes become an underscore and two hexadecimal digits.
func pageName(id string) string {
	var b strings.Builder
	for i := range len(id) {
		c := id[i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' && i > 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "_%02x", c)
	}
	name := b.String()
	if len(name) > maxPageName {
		sum := sha256.Sum256([]byte(id))
		name = name[:maxPageName-17] + "_" + hex.EncodeToString(sum[:8])
	}
	return name + ".html"
}

// Wants asks for the members of clusters, since each has a page.
func (s *Site) Wants() report.Wants { return report.Wants{Members: true} }

// Single does nothing: the site has only clusters.
func (s *Site) Single(*report.MemberView) error { return s.err }

// Pair does nothing.
func (s *Site) Pair(*report.PairView) error { return s.err }

// Summary begins the index.
func (s *Site) Summary(sum report.Summary) error {
	s.sum, s.written, s.days, s.outlets = sum, map[string]bool{}, map[string][]int{}, map[string][]OutletArticle{}
	a := usual()
	for _, x := range []struct {
		t    **template.Template
		text string
		up   string
	}{
		{&s.front, dayText(), ""},
		{&s.t, outletTemplates + siteTemplates, "../"},
		{&s.story, sharedTemplates + clusterTemplates, "../"},
		{&s.article, articleTemplates, "../"},
	} {
		if *x.t, s.err = parseWith(a.shared(x.up), x.text, s.links(x.up)); s.err != nil {
			return s.err
		}
	}
	for name, text := range map[string]string{sheetName: a.style, codeName: a.script} {
		if s.err = s.file(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); s.err != nil {
			return s.err
		}
	}
	if s.out, s.err = s.Create("index.html"); s.err != nil {
		return s.err
	}
	s.index = &Day{Out: s.out, t: s.front, Owners: s.Owners, days: func() []string {
		days := slices.Sorted(maps.Keys(s.days))
		slices.Reverse(days)
		return days
	}}
	s.err = s.index.Summary(sum)
	return s.err
}

// Cluster writes the page of a story.
func (s *Site) Cluster(v *report.ClusterView) error {
	if s.err != nil {
		return s.err
	}
	s.cluster = v
	s.note(v)
	if s.err = s.index.Cluster(v); s.err != nil {
		return s.err
	}
	s.err = s.file("story/"+pageName(v.Cluster.ID), func(w io.Writer) error {
		p := &Cluster{Out: w, t: s.story}
		return errors.Join(p.Summary(s.sum), p.Cluster(v), p.End())
	})
	return s.err
}

// note records the data of a story for the lists of the site.
func (s *Site) note(v *report.ClusterView) {
	c := &v.Cluster
	s.written[c.ID] = true
	e := siteEntry{ID: c.ID, Title: titleOf(v, v.Keep), Outlets: c.Outlets, Articles: c.Size, Link: pageName(c.ID)}
	if c.First != nil {
		e.First = *c.First
	}
	if c.Origin.Agency != nil {
		e.Agency = *c.Origin.Agency
	}
	at := len(s.entries)
	s.entries = append(s.entries, e)
	days, name := map[string]bool{}, articleNames(v, namedArticle)
	for i := range v.Members {
		m := &v.Members[i]
		if d := dayOf(m.Article.Clock()); d != "" {
			days[d] = true
		}
		s.outlets[m.Article.Source] = append(s.outlets[m.Article.Source], newOutletArticle(v, i, name))
	}
	for d := range days {
		s.days[d] = append(s.days[d], at)
	}
}

// dayOf returns the day of a time as shown to readers, or "" if it is unknown.
func dayOf(t article.Time) string {
	if d := report.Day(t); len(d) == len(time.DateOnly) {
		return d
	}
	return ""
}

// Article writes the page of a member of the last cluster.
func (s *Site) Article(v *report.ArticleView) error {
	if s.err != nil {
		return s.err
	}
	s.err = s.file("article/"+pageName(v.Article.ID), func(w io.Writer) error {
		p := &Article{Out: w, t: s.article, Links: s.links("../")}
		return errors.Join(p.Summary(s.sum), p.Cluster(s.cluster), p.Article(v), p.End())
	})
	return s.err
}

// End writes the index, the days, the outlets, the list for search and the feed.
func (s *Site) End() error {
	if s.err != nil || s.index == nil {
		return errors.Join(s.err, s.Abandon())
	}
	if s.err = s.index.End(); s.err != nil {
		return errors.Join(s.err, s.Abandon())
	}
	s.err, s.out = s.out.Close(), nil
	for _, write := range []func() error{s.writeDays, s.writeOutlets, s.writeSearch, s.writeFeed} {
		if s.err == nil {
			s.err = write()
		}
	}
	return s.err
}

// Abandon ends a site that can't be completed. The index of an earlier site stays.
func (s *Site) Abandon() error {
	if s.out == nil {
		return nil
	}
	out := s.out
	s.out = nil
	return out.Abandon()
}

// file writes one file of the site.
func (s *Site) file(name string, write func(w io.Writer) error) error {
	f, err := s.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	if err := errors.Join(write(w), w.Flush()); err != nil {
		return errors.Join(err, f.Abandon())
	}
	return f.Close()
}

// A sitePage is the page of a day.
type sitePage struct {
	head
	Name           string
	Entries        []siteEntry
	Previous, Next string
}

func (s *Site) list(name, title, define string, p any) error {
	return s.file(name, func(w io.Writer) error { return write(w, s.t, head{Title: title}, define, p) })
}

// writeDays writes a page for each day, with links to the days before and after.
func (s *Site) writeDays() error {
	days := slices.Sorted(maps.Keys(s.days))
	for i, d := range days {
		p := &sitePage{head: head{Title: "Stories of " + Date(d)}, Name: d}
		for _, at := range s.days[d] {
			p.Entries = append(p.Entries, s.entries[at])
		}
		if i > 0 {
			p.Previous = days[i-1]
		}
		if i+1 < len(days) {
			p.Next = days[i+1]
		}
		if err := s.list("day/"+pageName(d), p.Title, "site-day", p); err != nil {
			return err
		}
	}
	return nil
}

// writeOutlets writes a page for each outlet: its articles that others also have, and their sources.
func (s *Site) writeOutlets() error {
	names := slices.Sorted(maps.Keys(s.outlets))
	houses := map[string][]string{}
	for _, name := range names {
		if house := s.Owners[name]; house != "" {
			houses[house] = append(houses[house], name)
		}
	}
	words, flows := s.byOutlet()
	for _, name := range names {
		if name == "" {
			continue
		}
		rows := s.outlets[name]
		slices.SortStableFunc(rows, func(a, b OutletArticle) int { return cmp.Or(cmp.Compare(b.order, a.order), cmp.Compare(a.ID, b.ID)) })
		o := &Outlet{Name: name, House: s.Owners[name], Articles: rows, Words: words[name], Flows: flows[name]}
		for _, other := range houses[o.House] {
			if other != name {
				o.Sisters = append(o.Sisters, other)
			}
		}
		p := o.page()
		if err := s.list("outlet/"+pageName(name), p.Title, "outlet-page", p); err != nil {
			return err
		}
	}
	return nil
}

// byOutlet returns, for each outlet, whose words it printed, and the outlets it took text from or gave
// text to.
func (s *Site) byOutlet() (words map[string]*report.OutletView, flows map[string][]report.OutletLink) {
	words, flows = map[string]*report.OutletView{}, map[string][]report.OutletLink{}
	if s.sum.Day == nil {
		return words, flows
	}
	for i := range s.sum.Day.Outlets {
		o := &s.sum.Day.Outlets[i]
		words[o.Source] = o
	}
	for _, l := range s.sum.Day.Links {
		flows[l.From] = append(flows[l.From], l)
		flows[l.To] = append(flows[l.To], l)
	}
	return words, flows
}

// writeSearch writes the stories as JSON for programs that search the site.
func (s *Site) writeSearch() error {
	type story struct {
		ID       string `json:"id"`
		Title    string `json:"title"`
		Page     string `json:"page"`
		First    string `json:"first"`
		Agency   string `json:"agency"`
		Outlets  int    `json:"outlets"`
		Articles int    `json:"articles"`
	}
	list := make([]story, len(s.entries))
	for i, e := range s.entries {
		list[i] = story{e.ID, e.Title, "story/" + e.Link, e.First, e.Agency, e.Outlets, e.Articles}
	}
	return s.file("search.json", func(w io.Writer) error { return json.NewEncoder(w).Encode(list) })
}
