package page

import (
	"fmt"

	"github.com/wiretrace/wiretrace/report"
)

// A memberRow is one article of a cluster.
type memberRow struct {
	N                       int
	ID, Outlet, Link, Title string
	When                    moment
	Keep, Origin, Feed      bool
	State                   string // which revision it is, and what became of it; mostly empty
	Class, Copied           string
	Deltas                  []deltaRow
	Parent                  *parentRow
	Agency, AgencyP         string
	Faint                   bool // that it is the agency's is less than an even chance
	Credits                 []creditRow
	Also                    []string
	Report                  int // 0: not known
	Root                    bool
	Command                 string
}

// tableRows are the rows of one table.
type tableRows struct {
	Traced bool
	Rows   []memberRow
}

// A creditRow is an agency as an article names it.
type creditRow struct{ Text, Where string }

// A deltaRow is what an article made of another one's text.
type deltaRow struct {
	Of, ID, Outlet          string // "source", "original" or "nearest", and which
	At                      int    // its row; -1: not here
	Kept, Cut, Added, Moved string
	Headline, Credit        string
}

// A parentRow is the source of an article.
type parentRow struct {
	Unseen  bool
	ID      string
	Outlet  string
	At      int // its row; -1: not here
	Likely  string
	Twins   string // note on identical texts
	Runner  *rootRow
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
		N: i, ID: a.ID, Outlet: legible(a.Source), Link: report.Link(a.URL), Title: headlineOf(a), When: momentOf(m),
		Keep: i == v.Keep, Origin: isOrigin(v, i), Agency: legible(m.Agency), AgencyP: likely(m.AgencyP), Faint: m.AgencyP < evenChance, State: m.State(),
		Command: "wiretrace report --article " + argument(a.ID) + " --format html -o " + fileName(a.ID),
	}
	s := m.Traced
	if s == nil {
		return r
	}
	r.Feed, r.Class, r.Copied, r.Also = s.Feed, s.Class, percent(s.Copied), s.Also
	r.Report, r.Root = s.Report+1, s.Root
	for _, c := range s.Credits[:min(len(s.Credits), 4)] {
		r.Credits = append(r.Credits, creditRow{
			Text: short(legible(c.Text), 60), Where: fmt.Sprintf("%s, %s, %s %d–%d", legible(c.Role), legible(c.Place), legible(c.Field), c.Start, c.End),
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
		Of: of, ID: legible(d.Of), At: -1, Kept: grouped(d.Kept.Words), Cut: grouped(d.Cut.Words), Added: grouped(d.Added.Words),
		Moved: grouped(d.Moved.Words), Headline: d.Headline, Credit: d.Credit,
	}
	if n, ok := at[d.Of]; ok {
		row.At, row.Outlet = n, legible(v.Members[n].Article.Source)
	}
	r.Deltas = append(r.Deltas, row)
}

func newParentRow(v *report.ClusterView, m *report.MemberView, at map[string]int) *parentRow {
	c := m.Source
	if c == nil {
		return nil
	}
	p := &parentRow{Unseen: c.Parent == unseen, ID: legible(c.Parent), At: -1, Likely: likely(c.P)}
	if n, ok := at[c.Parent]; ok && !p.Unseen {
		p.At, p.Outlet = n, legible(v.Members[n].Article.Source)
	}
	if n := m.Traced.TwinCount; n > 0 && !p.Unseen {
		p.Twins = "or " + oneOf(n) + " with the same text, word for word"
		p.Likely = report.Chance(c.P)
	}
	if r := c.RunnerUp; r != nil {
		p.Runner, p.RunnerP = &rootRow{ID: legible(r.Parent), At: -1}, report.Chance(r.P)
		if r.Parent == unseen {
			p.Runner.ID = "no article here"
		} else if n, ok := at[r.Parent]; ok {
			p.Runner.At, p.Runner.Outlet = n, legible(v.Members[n].Article.Source)
		}
	}
	return p
}

// A reportRow is an independent report of a cluster.
type reportRow struct {
	N        int
	Articles int
	Roots    []rootRow
	Rest     int
	Why      string
}

// A rootRow is an article that was taken from no other.
type rootRow struct {
	ID, Outlet string
	At         int
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
			root := rootRow{ID: legible(id), At: -1}
			if n, ok := at[id]; ok {
				root.At, root.Outlet = n, legible(v.Members[n].Article.Source)
			}
			r.Roots = append(r.Roots, root)
		}
		r.Rest = len(roots) - len(r.Roots)
		out = append(out, r)
	}
	return out
}
