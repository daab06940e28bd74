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

// A moment is when an article appeared, for readers and for drawings.
type moment struct {
	Text    string // as precise as it is known, and no more
	Machine string // RFC 3339
	Day     string // the date that Text has, as filters compare it; empty: not known to the day
	Note    string // what it is worth; empty: a time of publication to the minute
	Known   bool
	Exact   bool // to the minute, of publication or of a change
	Upper   bool // it had appeared by then
	Local   bool // a time of day whose zone is not known
	Best    int64
	From    int64 // bounds; of an upper bound From is not used
	To      int64
}

// flagWords say what is odd about a clock.
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
	return "" // date-only, fetched-only and after-fetch have words of their own
}

// momentOf returns when a member appeared: by the clock that the tracing used, else by its
// own clock unchanged.
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

// untracedMoment reads an article's own clock.
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

// finish says what the time is worth.
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

// timeText writes a time for readers. One that is exact is no bare date, even at midnight.
func timeText(t article.Time, exact bool) string {
	switch {
	case !t.Known():
		return "time not known"
	case exact:
		return report.Moment(t)
	}
	return report.When(t)
}

// Date writes a day, as "2026-05-01", for readers.
func Date(day string) string { return report.When(article.ParseTime(day, "day")) }

// dayAt returns the day of an instant.
func dayAt(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.DateOnly) }

// byTime returns the members with a clock by the time that their clocks are worth, and those
// moments. It differs from the order of the records, which is that of the clocks as printed.
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
