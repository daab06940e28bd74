package report

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A Line is one of the lines that answer at once what an article is: what it is a copy of,
// who had it first here, whose text it is, what was changed.
type Line struct{ Label, Text string }

// The labels of the four lines, in order.
const (
	LabelCopy    = "A copy of"
	LabelFirst   = "First here"
	LabelText    = "Text of"
	LabelChanged = "Changed"
	LabelOpen    = "Open"
)

// A Speller writes names in the form that is written.
type Speller struct {
	Quote func(string) string // makes a name of an article, outlet or agency harmless
	// Article names an article. Nil: by its outlet and its id.
	Article func(outlet, id string) string
}

func (s Speller) article(a *article.Article) string {
	if s.Article != nil {
		return s.Article(a.Source, a.ID)
	}
	return s.Quote(a.Source) + ", " + s.Quote(a.ID)
}

// text names the text of an article.
func (s Speller) text(a *article.Article) string {
	if s.Article != nil {
		return s.Article(a.Source, a.ID)
	}
	return s.Quote(a.ID) + " of " + s.Quote(a.Source)
}

// Lines returns the four lines on an article, and a fifth if something about its clocks, its
// credits or its source contradicts. An article in no cluster, or one that was not
// traced, has fewer.
func (v *ArticleView) Lines(by Speller) []Line {
	quote := by.Quote
	if v.Cluster == "" || !v.IsTraced || v.Traced == nil || v.Source == nil {
		var out []Line
		if v.Agency != "" {
			out = append(out, Line{LabelText, quote(v.agencyName()) + ": " + odds(v.AgencyP)})
		}
		if v.Chosen != nil {
			out = append(out, Line{LabelChanged, v.chosenLine(by)})
		}
		if v.Agency != "" {
			out = append(out, v.Traced.openLine(quote)...)
		}
		return out
	}
	return append([]Line{
		{LabelCopy, v.copyLine(by)},
		{LabelFirst, v.firstLine(by)},
		{LabelText, textLine(v.agencyName(), v.AgencyP, quote)},
		{LabelChanged, v.changedLine(by)},
	}, v.Traced.openLine(quote)...)
}

// openLine returns the line on what contradicts, if anything does.
func (s *SourceView) openLine(quote func(string) string) []Line {
	if s == nil || len(s.Odd) == 0 {
		return nil
	}
	return []Line{{LabelOpen, OddWords(s.Odd, s.Agencies, quote)}}
}

// OddWords says what contradicts about an article's clocks, credits and source.
func OddWords(odd, agencies []string, quote func(string) string) string {
	words := map[string]string{
		"published-after-fetch":   "it is dated after it was fetched",
		"backdated":               "it is dated long before it was fetched",
		"redated":                 "its address has another date",
		"unlikely-year":           "its year can't be right and is not read",
		"clock-not-trusted":       "its outlet's times are often wrong and are not read",
		"published-is-collection": "its outlet's times are those of a collection",
		"source-is-later":         "its source is dated later",
		"source-revised":          "its source has been revised since it was copied",
		"source-corrected":        "its source has been corrected since it was copied",
		"source-withdrawn":        "its source has been withdrawn",
		"source-withheld":         "its source is withheld from publication",
		"credits-another-agency":  "its outlet is an agency's, and it credits another one",
		"agency-not-listed":       "its agency is not in the list, and was learnt from how articles credit it",
		"names-another-source":    "it names another source than the one that was found",
	}
	var out []string
	for _, name := range odd {
		switch text := words[name]; {
		case name == "several-agencies":
			quoted := make([]string, len(agencies))
			for i, a := range agencies {
				quoted[i] = quote(a)
			}
			out = append(out, "whether it is text of "+strings.Join(quoted, " or ")+", or of all")
		case text == "":
			out = append(out, quote(name))
		default:
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

// likelySource is the bound of "likely": up to it no source is named as the single one.
const likelySource = .55

// noSource is what an article is a copy of where most of its words are its own.
const noSource = "nothing in the collection: most of its words are its own"

func (v *ArticleView) copyLine(by Speller) string {
	s := v.Source
	if v.Traced.Class == ClassNone || v.Traced.Class == "" {
		return noSource
	}
	some := ""
	if v.Traced.Class == ClassPart {
		some = fmt.Sprintf(" (%s of its words)", percent(v.Traced.Copied))
	}
	switch {
	case s.Parent == Unseen && v.Traced.Feed:
		return "nothing: its outlet is the agency's own"
	case s.Parent == Unseen:
		return "nothing here" + some + ": it is its own work, or from a source that is not in the collection (" + odds(s.P) + ")"
	}
	from := by.Quote(s.Parent)
	if v.Parent != nil {
		from = by.article(&v.Parent.Article)
	}
	if n := v.Traced.TwinCount; n > 0 {
		one := OneOf(s.P, n, v.Traced.RootP)
		return fmt.Sprintf("one of %s with the same words, %s among them%s: %s in all", count(n+1, "article"), from, some, odds(one))
	}
	if s.P <= likelySource {
		return fmt.Sprintf("no single source stands out%s; the best candidate is %s (%s)", some, from, Chance(s.P))
	}
	return from + some + ": " + odds(s.P)
}

// OneOf returns the probability that a source is one of several identical texts, of which p
// is that of the first; twins is the number of the others, rootP the probability that the source
// is none of the members.
func OneOf(p float64, twins int, rootP float64) float64 {
	return max(p, min(1-rootP, p*float64(twins+1)))
}

func (v *ArticleView) firstLine(by Speller) string {
	switch {
	case v.Oldest == nil:
		return "not known: no copy here has a date"
	case v.Oldest.ID == v.Article.ID:
		return "this article, " + v.oldestClock() + "; it need not be the source"
	}
	return fmt.Sprintf("%s, %s; it need not be the source", by.article(v.Oldest), v.oldestClock())
}

// oldestClock says when the oldest copy appeared, and whether that is a time or a bound.
func (v *ArticleView) oldestClock() string {
	s, t := Clock(v.Oldest), v.Oldest.Clock()
	if t.Precision >= article.PrecisionMinute && !t.Zone && !BareDate(t) {
		s += " (no zone given)"
	}
	if by := clockName(v.Oldest); by != "" {
		s += " (" + by + ")"
	}
	return s
}

// textLine says whose text it is.
func textLine(agency string, p float64, quote func(string) string) string {
	if agency == "" {
		return "no agency that is known"
	}
	return quote(agency) + ": " + odds(p)
}

func (v *ArticleView) changedLine(by Speller) string {
	against := func(what string, d *Delta, a *article.Article) string { return againstLine(what, d, a, by) }
	switch {
	case v.Chosen != nil:
		return v.chosenLine(by)
	case v.Parent != nil && v.Traced.FromParent != nil:
		what := "the source"
		if v.Traced.TwinCount == 0 && v.Source.P <= likelySource {
			what = "the best candidate"
		}
		return against(what, v.Traced.FromParent, &v.Parent.Article)
	case v.Origin != nil && v.Traced.FromOrigin != nil:
		return against("the original", v.Traced.FromOrigin, &v.Origin.Article)
	case v.Nearest != nil && v.FromNearest != nil:
		return against("the nearest copy here, which need not be its source", v.FromNearest, &v.Nearest.Article)
	}
	if v.Parent != nil && v.Parent.Article.Text == "" {
		return "not shown: the text of the source is not for publication"
	}
	return "not known: no other copy is here"
}

func againstLine(what string, d *Delta, a *article.Article, by Speller) string {
	return fmt.Sprintf("against %s, %s: %s", what, by.text(a), deltaWords(d))
}

// chosenLine says what differs from the copy that the reader chose.
func (v *ArticleView) chosenLine(by Speller) string {
	if v.FromChosen == nil {
		return "not shown against the copy that you chose, " + by.text(&v.Chosen.Article) + ": the text of one of the two is not for publication"
	}
	return againstLine("the copy that you chose", v.FromChosen, &v.Chosen.Article, by)
}

// Lines returns the four lines on a checked article. a is the view of that article. Where it would be
// in no cluster, the nearest match takes the place of the source.
func (v *CheckView) Lines(a *ArticleView, by Speller) []Line {
	quote := by.Quote
	if lines := a.Lines(by); len(lines) > 1 {
		return lines
	}
	if v.Unusable || len(v.Matches) == 0 {
		return []Line{{LabelCopy, "nothing among the " + count(v.Stored, "article") + " of the collection"}}
	}
	m := &v.Matches[0]
	out := []Line{
		{LabelCopy, fmt.Sprintf("nearest is %s: %s of this text is there", by.article(&m.Article), percent(m.Containment))},
		{LabelFirst, a.firstLine(by)},
		{LabelText, textLine(a.agencyName(), a.AgencyP, quote)},
	}
	if a.Nearest != nil || a.Parent != nil && a.Traced != nil {
		out = append(out, Line{LabelChanged, a.changedLine(by)})
	}
	return append(out, a.Traced.openLine(quote)...)
}
