package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// A moment is the time of an article, for readers and for drawings.
type moment struct {
	Text    string // at its precision
	Machine string // RFC 3339
	Day     string // the date in Text, for filters; empty: unknown
	Note    string // how reliable it is; empty: a publication time known to the minute
	Known   bool
	Exact   bool // known to the minute, from publication or change
	Upper   bool // an upper bound: it had appeared by then
	Local   bool // the time of day has no known zone
	Best    int64
	From    int64 // bounds; From is unused for an upper bound
	To      int64
}

// flagWords describes a flag of a time.
func flagWords(flag string) string {
	switch flag {
	case "backdated":
		return "dated long before it was fetched"
	case "updated-only":
		return "time of a change, none of publication"
	case "zoneless":
		return "no zone given"
	case "redated":
		return "its address has a date more than a year away"
	}
	return "" // date-only, fetched-only and after-fetch are described elsewhere
}

// momentOf returns the time of a member: the one that tracing used or, without tracing, its own.
func momentOf(m *report.MemberView) moment {
	t := m.Article.Clock()
	if m.Traced == nil {
		return untracedMoment(&m.Article, t)
	}
	c := &m.Traced.Clock
	if !c.Known {
		return moment{Text: "not known", Note: "neither a time of publication nor of the crawl"}
	}
	switch c.Clock {
	case "published":
		t = m.Article.Published
	case "updated":
		t = m.Article.Updated
	case "fetched":
		t = m.Article.Fetched
	}
	out := moment{Known: true, Exact: c.Precise, Upper: !c.Bounded, Best: c.Best, From: c.Earliest, To: c.Latest, Machine: t.String()}
	var notes []string
	name := c.Clock
	switch printed := timeText(t, c.Precise); {
	case slices.Contains(c.Flags, "after-fetch"):
		notes = append(notes, "its own clock says "+report.When(t)+", which is later and so not trusted")
		t, name = m.Article.Fetched, "fetched"
		out.Machine, out.Exact = t.String(), false
	case c.Precise && c.Offset != 0:
		notes = append(notes, fmt.Sprintf("printed as %s; this outlet’s clock is off by %s", printed, lasting(int64(c.Offset))))
		t.Unix += int64(c.Offset)
		t.Zone = true
		out.Machine = t.String()
	}
	out.Text = timeText(t, out.Exact)
	for _, f := range c.Flags {
		out.Local = out.Local || f == "zoneless"
		if w := flagWords(f); w != "" {
			notes = append(notes, w)
		}
	}
	out.finish(t, name, notes)
	return out
}

// untracedMoment returns an article's own time.
func untracedMoment(a *article.Article, t article.Time) moment {
	if !t.Known() {
		return moment{Text: "not known", Note: "neither a time of publication nor of the crawl"}
	}
	name := "published"
	switch {
	case a.Published.Known():
	case a.Updated.Known() && !a.Fetched.Known():
		name = "updated"
	case a.Fetched.Known():
		name = "fetched"
	}
	out := moment{
		Known: true, Exact: t.Precision >= article.PrecisionMinute && name != "fetched" && !report.BareDate(t), Upper: name == "fetched",
		From: t.Unix, To: t.Latest(), Best: t.Unix + (t.Latest()-t.Unix)/2, Machine: t.String(),
	}
	if out.Exact {
		out.Best = t.Unix
	}
	out.Local = out.Exact && !t.Zone
	out.Text = timeText(t, false)
	var notes []string
	if name == "updated" {
		notes = append(notes, flagWords("updated-only"))
	}
	if out.Local {
		notes = append(notes, flagWords("zoneless"))
	}
	out.finish(t, name, notes)
	return out
}

// finish adds how reliable the time is.
func (m *moment) finish(t article.Time, clock string, notes []string) {
	if m.Day = dayOf(t); m.Exact {
		m.Day = dayAt(t.Unix)
	}
	if m.Upper && clock != "fetched" {
		m.Text = "by " + m.Text
		notes = append([]string{"its outlet’s times say only that it had appeared by then"}, notes...)
	} else if clock == "fetched" {
		m.Text = "by " + m.Text
		notes = append([]string{"fetched then, so it had appeared by then"}, notes...)
	} else if what := [...]string{"", "year", "month", "date"}[min(t.Precision, article.PrecisionDay)]; t.Precision < article.PrecisionMinute || !m.Exact && report.BareDate(t) {
		notes = append([]string{"a " + what + " without a time"}, notes...)
	}
	m.Note = strings.Join(notes, "; ")
}

// timeText formats a time for readers. An exact time is never shown as a bare date, even at midnight.
func timeText(t article.Time, exact bool) string {
	switch {
	case !t.Known():
		return "time not known"
	case exact:
		return report.Moment(t)
	}
	return report.When(t)
}

// Date formats a day such as "2026-05-01" for readers.
func Date(day string) string { return report.When(article.ParseTime(day, "day")) }

// dayAt returns the day of a time.
func dayAt(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.DateOnly) }

// byTime returns the members with a time, sorted by their corrected times, and those times. The order of
// the records uses the times as printed.
func byTime(v *report.ClusterView) (order []int, at []moment) {
	at = make([]moment, len(v.Members))
	for i := range v.Members {
		if at[i] = momentOf(&v.Members[i]); at[i].Known {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a].Best, at[b].Best) })
	return order, at
}
