package view

import (
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// Source returns what is known about an article's sources, without the parts that need other articles.
func Source(x *record.Article, a *article.Article) *report.SourceView {
	out := &report.SourceView{
		RootP: x.RootP, Root: x.Root, Report: x.Report, Class: className(x.Class), Copied: x.Copied, Also: x.Also,
		Feed: x.Feed, Clock: clockView(&x.Clock, a), Agencies: Agencies(x), Odd: x.Odd,
	}
	for _, c := range x.Credits {
		out.Credits = append(out.Credits, report.CreditView{
			Agency: c.Agency, Role: string(c.Role), Place: string(c.Place), Field: string(c.Field),
			Start: c.Start, End: c.End, Text: c.Text, Weight: c.Weight,
		})
	}
	return out
}

// clockView returns when an article appeared, from the time that tracing used.
func clockView(r *clock.Reading, a *article.Article) report.ClockView {
	if !r.Known {
		return report.ClockView{}
	}
	t, name := a.Published, "published"
	switch {
	case r.Flags.Has(clock.UpdatedOnly):
		t, name = a.Updated, "updated"
	case r.Flags.Has(clock.FetchedOnly):
		t, name = a.Fetched, "fetched"
	}
	out := report.ClockView{
		Known: true, Clock: name, Precision: precision(t.Precision), Zone: t.Zone, Latest: r.Latest, Best: r.Best,
		Precise: r.Precise, Offset: r.Corrected,
	}
	if r.Earliest > clock.Unbounded {
		out.Earliest, out.Bounded = r.Earliest, true
	}
	for _, f := range []struct {
		flag clock.Flags
		name string
	}{
		{clock.DateOnly, "date-only"},
		{clock.AfterFetch, "after-fetch"},
		{clock.Backdated, "backdated"},
		{clock.UpdatedOnly, "updated-only"},
		{clock.FetchedOnly, "fetched-only"},
		{clock.Zoneless, "zoneless"},
		{clock.Wild, "wild"},
		{clock.Redated, "redated"},
		{clock.Unlikely, "unlikely"},
		{clock.Collected, "collected"},
	} {
		if r.Flags.Has(f.flag) {
			out.Flags = append(out.Flags, f.name)
		}
	}
	return out
}

func precision(p article.Precision) string {
	return [...]string{"", "year", "month", "day", "minute", "second"}[min(p, article.PrecisionSecond)]
}

// creditChange returns how the credit of agencies differs from the parent's.
func creditChange(child, parent *record.Article) string {
	had, has := agenciesOf(parent), agenciesOf(child)
	switch {
	case len(had) == 0 && len(has) == 0:
		return ""
	case len(had) == 0:
		return "added"
	case len(has) == 0:
		return "dropped"
	case slices.ContainsFunc(has, func(a string) bool { return slices.Contains(had, a) }):
		return "kept"
	}
	return "changed"
}

// agenciesOf returns the agencies that an article names as the source of its text. For an agency's own
// outlet this is the agency.
func agenciesOf(x *record.Article) []string {
	var out []string
	if x.Feed && x.Agency != "" {
		out = append(out, x.Agency)
	}
	for _, c := range x.Credits {
		switch {
		case c.Role == credit.RoleCitation || c.Role == credit.RolePhoto:
		case c.Agency != "":
			out = append(out, c.Agency)
		default:
			out = append(out, c.Text)
		}
	}
	return out
}
