package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// A story is a cluster on the page of a period.
type story struct {
	N        int
	ID       string
	Title    string
	Outlets  int
	Articles int
	Reports  string // independent reports in words if there are several; else empty
	// ReportCount, FirstDay, LastDay and Alike are used to sort and filter stories.
	ReportCount       int // 0: not traced
	FirstDay, LastDay string
	Alike             float64
	Agency            string
	AgencyP           string
	Origin            string // the origin in words
	First             moment
	FirstAt           string // the outlet of the first article
	Pace              pace
	Spark             *spark
	Keys              string
	Members           []storyMember
	Rest              int // members that are not listed
	Gone              int
	Command           string
	Untraced          bool
	Later             bool // with scripts, the browser lays it out when needed
}

// A storyMember is a line of a cluster's list.
type storyMember struct {
	ID, Outlet, Link, Title string
	When                    moment
	Class                   string
	From                    string
}

// firstStories is how many stories a browser lays out at once: several screens. For the others it lays out
// the headline; the rest is in noscript elements, which cost almost nothing. The page's script lays them
// out before they are seen or printed.
const firstStories = 60

// maxListed is how many members of a cluster the page of a period lists.
const maxListed = 200

func newStory(v *report.ClusterView, n int, k *keys, store string) *story {
	c := &v.Cluster
	s := &story{
		N: n, ID: c.ID, Outlets: c.Outlets, Articles: c.Size, Gone: v.Gone, Untraced: !v.Traced, Later: n >= firstStories,
		Title: titleOf(v, v.Keep), Command: clusterCommand(store, c.ID),
	}
	s.Alike = report.Round(max(c.SimilarityMin, c.SimilarityMean))
	if c.Independent != nil {
		s.ReportCount, s.Reports = *c.Independent, reportsWords(v)
	}
	if o := &c.Origin; o.Agency != nil {
		s.Agency, s.AgencyP = legible(*o.Agency), likely(o.AgencyP)
	}
	s.Origin = originWords(v)
	s.First = moment{Text: "not known"}
	if order, at := byTime(v); len(order) > 0 {
		s.First, s.FirstAt = at[order[0]], legible(v.Members[order[0]].Article.Source)
		for _, i := range order { // skip times that are only known to the year
			s.FirstDay, s.LastDay = cmp.Or(s.FirstDay, at[i].Day), cmp.Or(at[i].Day, s.LastDay)
		}
	}
	s.Pace = paceOf(v)
	s.Spark = newSpark(v)
	s.Keys = k.of(v)
	name := articleNames(v, namedArticle)
	for i := range v.Members[:min(len(v.Members), maxListed)] {
		s.Members = append(s.Members, newStoryMember(v, i, s.Title, name))
	}
	s.Rest = len(v.Members) - len(s.Members)
	return s
}

func newStoryMember(v *report.ClusterView, i int, title string, name func(id string) string) storyMember {
	m := &v.Members[i]
	a := &m.Article
	out := storyMember{ID: a.ID, Outlet: legible(a.Source), Link: report.Link(a.URL), When: momentOf(m)}
	if t := headlineOf(a); t != title {
		out.Title = t
	}
	if m.Traced != nil {
		if m.Traced.Class != "" {
			out.Class = m.Traced.Class + ", " + percent(m.Traced.Copied)
		}
	}
	out.From = fromWords(m, name)
	if isOrigin(v, i) {
		out.From = "the origin"
	}
	return out
}

// isOrigin reports whether a member is the cluster's origin.
func isOrigin(v *report.ClusterView, i int) bool {
	o := v.Cluster.Origin.Article
	return o != nil && *o == v.Members[i].Article.ID
}

// articleNames returns a function that names members of a cluster by their ids.
func articleNames(v *report.ClusterView, name func(outlet, id string) string) func(id string) string {
	at := indexOf(v)
	return func(id string) string {
		if i, ok := at[id]; ok {
			return name(v.Members[i].Article.Source, id)
		}
		return name("", id)
	}
}

// plainArticle names an article by its outlet, where no link is possible.
func plainArticle(outlet, id string) string { return isolated(cmp.Or(legible(outlet), id)) }

// fromWords names the source of a member, or returns "" if it is not traced.
func fromWords(m *report.MemberView, name func(id string) string) string {
	c := m.Source
	switch {
	case c == nil:
		return ""
	case c.Parent == unseen:
		return from(c.P) + "no article here (" + likely(c.P) + ")"
	case m.Traced != nil && m.Traced.TwinCount > 0:
		return fmt.Sprintf("from %s (%s) or %s with the same text", name(c.Parent), report.Chance(c.P), oneOf(m.Traced.TwinCount))
	}
	return from(c.P) + name(c.Parent) + " (" + likely(c.P) + ")"
}

// from returns words for a parent that fit its probability.
func from(p float64) string {
	if p <= likelyParent {
		return "perhaps from "
	}
	return "from "
}

func oneOf(n int) string {
	if n == 1 {
		return "another"
	}
	return "one of " + report.Number(n) + " others"
}

// unseen is the id, in records, of a source that is not in the collection.
const unseen = "unseen"

// originWords describes the origin of a cluster's text.
func originWords(v *report.ClusterView) string {
	o := &v.Cluster.Origin
	switch {
	case v.Cluster.Independent == nil:
		return ""
	case o.Article != nil:
		return originAt(v, *o.Article) + " (" + likely(o.P) + ")"
	}
	return "not in the collection (" + likely(o.P) + ")"
}

// titleOf returns the title of a cluster: the headline of the member to keep.
func titleOf(v *report.ClusterView, keep int) string {
	if keep < 0 || keep >= len(v.Members) {
		return v.Cluster.ID
	}
	return headlineOf(&v.Members[keep].Article)
}

// headlineOf returns the name of an article.
func headlineOf(a *article.Article) string {
	for _, s := range []string{a.Title, a.URL, a.ID} {
		if s = short(legible(s), maxTitle); s != "" {
			return s
		}
	}
	return "without a headline"
}

// clusterCommand returns the command that makes the page of a cluster.
func clusterCommand(store, id string) string {
	at := ""
	if store != "" {
		at = " --store " + argument(store)
	}
	return "wiretrace report" + at + " --cluster " + argument(id) + " --format html -o " + fileName(id)
}

// evenChance is the probability below which the agency filter ignores an agency.
const evenChance = .5

// classKey returns the number of a class in the filter; 3 means unknown.
func classKey(m *report.MemberView) int {
	if m.Traced != nil {
		if i := slices.Index([]string{report.ClassWhole, report.ClassPart, report.ClassNone}, m.Traced.Class); i >= 0 {
			return i
		}
	}
	return 3
}

// of returns the data for the filters, for each distinct kind of member: the numbers of its outlet, agency
// (0: none), language (0: none) and class.
func (k *keys) of(v *report.ClusterView) string {
	if len(k.Agencies) == 0 {
		k.key(&k.Agencies, 'a', "")
		k.key(&k.Languages, 'l', "")
	}
	list := make([][4]int, 0, len(v.Members))
	for i := range v.Members {
		m := &v.Members[i]
		lang, _, _ := strings.Cut(strings.ToLower(m.Article.Lang), "-")
		agency := m.Agency
		if m.AgencyP < evenChance {
			agency = "" // it is as likely another agency's, or no agency's
		}
		list = append(list, [4]int{
			k.key(&k.Outlets, 'o', m.Article.Source), k.key(&k.Agencies, 'a', agency), k.key(&k.Languages, 'l', lang), classKey(m),
		})
	}
	slices.SortFunc(list, func(a, b [4]int) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]), cmp.Compare(a[2], b[2]), cmp.Compare(a[3], b[3]))
	})
	var b strings.Builder
	for i, x := range slices.Compact(list) {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d.%d.%d.%d", x[0], x[1], x[2], x[3])
	}
	return b.String()
}

// A pace says how fast others copied, from the most likely parents and times known to the minute.
type pace struct {
	N      int // number of copies with a known delay
	Least  string
	Outlet string // of the fastest
	ID     string // of the fastest
	Median string
	Local  bool // some time has no zone
}

// paceOf measures the delays of copies of another outlet's article, if the parent is at least likely. It
// ignores a copy that is dated before its parent.
func paceOf(v *report.ClusterView) pace {
	at := indexOf(v)
	var lags []int64
	least, local := -1, false
	for i := range v.Members {
		p := parentOf(v, at, i)
		if p < 0 || v.Members[p].Article.Source == v.Members[i].Article.Source {
			continue
		}
		if v.Members[i].Source.P <= likelyParent {
			continue
		}
		child, parent := momentOf(&v.Members[i]), momentOf(&v.Members[p])
		lag := child.Best - parent.Best
		if !child.Exact || !parent.Exact || lag < 0 {
			continue
		}
		if least < 0 || lag < slices.Min(lags) {
			least = i
		}
		lags = append(lags, lag)
		local = local || child.Local || parent.Local
	}
	if least < 0 {
		return pace{}
	}
	slices.Sort(lags)
	a := &v.Members[least].Article
	return pace{
		N: len(lags), Least: lag(lags[0]), Outlet: legible(a.Source), ID: a.ID, Median: lag(lags[(len(lags)-1)/2]), Local: local,
	}
}

// lag formats a delay between two times. It is empty if the delay is below their precision.
func lag(seconds int64) string {
	if seconds < minute {
		return "under 1 min"
	}
	return lasting(seconds)
}

// indexOf maps the ids of a cluster's members to their indices.
func indexOf(v *report.ClusterView) map[string]int {
	at := make(map[string]int, len(v.Members))
	for i := range v.Members {
		at[v.Members[i].Article.ID] = i
	}
	return at
}

// parentOf returns the index of a member's most likely parent, or -1 if it is not here.
func parentOf(v *report.ClusterView, at map[string]int, i int) int {
	if c := v.Members[i].Source; c != nil && c.Parent != unseen {
		if p, ok := at[c.Parent]; ok && p != i {
			return p
		}
	}
	return -1
}
