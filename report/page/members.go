package page

import (
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/report"
)

// A memberRow is one article of a cluster.
type memberRow struct {
	N                       int
	ID, Outlet, Link, Title string
	Source                  string // as stored
	When                    moment
	Keep, Origin, Feed      bool
	State                   string // which revision it is, and what became of it; mostly empty
	Class, Copied           string
	Deltas                  []deltaRow
	Parent                  *parentRow
	Agency, AgencyP         string
	Faint                   bool // that it is the agency's is less than an even chance
	Credits                 []creditRow
	Also                    string // further stories, for the template "words"
	Report                  int    // 0: not known
	Root                    bool
	Command                 string
}

// tableRows are the rows of one table.
type tableRows struct {
	Traced, Reports bool // Reports: there are several independent reports
	Rows            []memberRow
}

// A creditRow is an agency as an article names it.
type creditRow struct{ Text, Where string }

// A deltaRow is what an article made of another one's text.
type deltaRow struct {
	memberRef
	Of                      string // "source", "original" or "nearest"
	Kept, Cut, Added, Moved string
	Headline, Credit        string
}

// A parentRow is the source of an article.
type parentRow struct {
	memberRef
	Likely  string
	Twins   string // note on identical texts
	Runner  *memberRef
	RunnerP string
}

func memberRows(v *report.ClusterView) []memberRow {
	at := indexOf(v)
	out := make([]memberRow, 0, len(v.Members))
	for i := range v.Members {
		out = append(out, newMemberRow(v, at, i))
	}
	return out
}

func newMemberRow(v *report.ClusterView, at map[string]int, i int) memberRow {
	m := &v.Members[i]
	a := &m.Article
	r := memberRow{
		N: i, ID: a.ID, Outlet: legible(a.Source), Source: a.Source, Link: report.Link(a.URL), Title: headlineOf(a), When: momentOf(m),
		Keep: i == v.Keep, Origin: isOrigin(v, i), Agency: legible(m.Agency), AgencyP: likely(m.AgencyP), Faint: m.AgencyP < evenChance, State: m.State(),
		Command: "wiretrace report --article " + argument(a.ID) + " --format html -o " + fileName(a.ID),
	}
	s := m.Traced
	if s == nil {
		return r
	}
	r.Feed, r.Class, r.Copied, r.Also = s.Feed, s.Class, percent(s.Copied), otherStories(s.Also)
	r.Report, r.Root = s.Report+1, s.Root
	for _, c := range s.Credits[:min(len(s.Credits), 4)] {
		text := short(legible(c.Text), 60)
		if slices.ContainsFunc(r.Credits, func(x creditRow) bool { return x.Text == text }) {
			continue
		}
		r.Credits = append(r.Credits, creditRow{
			Text: text, Where: fmt.Sprintf("%s, %s, %s %d–%d", legible(c.Role), legible(c.Place), legible(c.Field), c.Start, c.End),
		})
	}
	r.addDelta(v, "source", s.FromParent, at)
	if s.FromOrigin != nil && (s.FromParent == nil || s.FromParent.Of != s.FromOrigin.Of) {
		r.addDelta(v, "original", s.FromOrigin, at)
	}
	r.addDelta(v, "nearest", s.FromNearest, at)
	r.Parent = newParentRow(v, m, at)
	return r
}

func (r *memberRow) addDelta(v *report.ClusterView, of string, d *report.Delta, at map[string]int) {
	if d == nil {
		return
	}
	row := deltaRow{
		Of: of, memberRef: refer(v, at, d.Of), Kept: report.Number(d.Kept.Words), Cut: report.Number(d.Cut.Words), Added: report.Number(d.Added.Words),
		Moved: report.Number(d.Moved.Words), Headline: d.Headline, Credit: d.Credit,
	}
	r.Deltas = append(r.Deltas, row)
}

// leastRunner is the probability from which the next likely source is named: one that is likelier than
// one in twenty.
const leastRunner = .05

func newParentRow(v *report.ClusterView, m *report.MemberView, at map[string]int) *parentRow {
	c := m.Source
	if c == nil {
		return nil
	}
	p := &parentRow{memberRef: refer(v, at, c.Parent), Likely: likely(c.P)}
	if n := m.Traced.TwinCount; n > 0 && !p.Unseen {
		p.Twins = "or " + oneOf(n) + " with the same text, word for word"
		p.Likely = report.Chance(c.P)
	}
	if r := c.RunnerUp; r != nil && r.P >= leastRunner {
		next := refer(v, at, r.Parent)
		p.Runner, p.RunnerP = &next, report.Chance(r.P)
	}
	return p
}

// A reportRow is an independent report of a cluster.
type reportRow struct {
	N        int
	Articles int
	Roots    []memberRef
	Rest     int
	Why      string
}

// A memberRef names an article.
type memberRef struct {
	ID, Outlet string
	At         int  // its row; -1: not here
	Unseen     bool // a source that is not in the collection
}

// refer names the article with an id.
func refer(v *report.ClusterView, at map[string]int, id string) memberRef {
	r := memberRef{ID: legible(id), At: -1, Unseen: id == unseen}
	if n, ok := at[id]; ok && !r.Unseen {
		r.At, r.Outlet = n, legible(v.Members[n].Article.Source)
	}
	return r
}

// maxRoots is how many roots of a report are named.
const maxRoots = 24

// maxReports is how many independent reports are listed.
const maxReports = 200

func reportRows(v *report.ClusterView) []reportRow {
	at := indexOf(v)
	list := v.Cluster.Reports
	out := make([]reportRow, 0, min(len(list), maxReports))
	for i := range list[:min(len(list), maxReports)] {
		r := reportRow{N: i + 1, Articles: list[i].Articles, Why: legible(list[i].Why)}
		roots := list[i].Roots
		for _, id := range roots[:min(len(roots), maxRoots)] {
			r.Roots = append(r.Roots, refer(v, at, id))
		}
		r.Rest = len(roots) - len(r.Roots)
		out = append(out, r)
	}
	return out
}
