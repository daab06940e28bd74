package report

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A Line is one of the four lines on an article: what it is a copy of, who had it first here, whose text
// it is, what was changed.
type Line struct{ Label, Text string }

// The labels of the four lines, in order.
const (
	LabelCopy    = "A copy of"
	LabelFirst   = "First here"
	LabelText    = "Text of"
	LabelChanged = "Changed"
	LabelOpen    = "Open"
)

// A Speller formats names for one output form.
type Speller struct {
	Quote func(string) string // escapes the name of an article, outlet or agency
	// Article formats the name of an article. If it is nil, the name is made of outlet and id.
	Article func(outlet, id string) string
}

func (s Speller) article(a *article.Article) string {
	if s.Article != nil {
		return s.Article(a.Source, a.ID)
	}
	return s.Quote(a.Source) + ", " + s.Quote(a.ID)
}

// text formats the name of an article's text.
func (s Speller) text(a *article.Article) string {
	if s.Article != nil {
		return s.Article(a.Source, a.ID)
	}
	return s.Quote(a.ID) + " of " + s.Quote(a.Source)
}

// Lines returns the four lines on an article, and a fifth if its times, credits or source contradict each
// other. There are fewer if the article is in no cluster or not traced.
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

// openLine returns the line on contradictions, or none.
func (s *SourceView) openLine(quote func(string) string) []Line {
	if s == nil || len(s.Odd) == 0 {
		return nil
	}
	return []Line{{LabelOpen, OddWords(s.Odd, s.Agencies, quote)}}
}

// OddWords describes contradictions in an article's times, credits and source.
func OddWords(odd, agencies []string, quote func(string) string) string {
	words := map[string]string{
		"published-after-fetch":   "it is dated after it was fetched",
		"backdated":               "it is dated long before it was fetched",
		"redated":                 "its address has another date",
		"unlikely-year":           "its year can't be right and is not used",
		"clock-not-trusted":       "its outlet's times are often wrong and are not used",
		"published-is-collection": "its outlet's times say when it was collected, not when it was published",
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

// likelySource is the probability above which a single article is named as the source.
const likelySource = .55

// noSource is the text of the first line if most words of an article are its own.
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
		return v.unseenLine()
	}
	from := by.Quote(s.Parent)
	if v.Parent != nil {
		from = by.article(&v.Parent.Article)
	}
	if n := v.Traced.TwinCount; n > 0 {
		one := OneOf(s.P, n, v.Traced.RootP)
		if one <= likelySource {
			return fmt.Sprintf("no single source stands out%s; the best candidates are %s with the same words, %s among them (%s in all)", some, count(n+1, "article"), from, Chance(one))
		}
		return fmt.Sprintf("one of %s with the same words, %s among them%s: %s in all", count(n+1, "article"), from, some, odds(one))
	}
	if s.P <= likelySource {
		return fmt.Sprintf("no single source stands out%s; the best candidate is %s (%s)", some, from, Chance(s.P))
	}
	return from + some + ": " + odds(s.P)
}

// unseenLine is the first line if the likeliest source is not in the collection. It never calls the text of
// an agency the outlet's own work.
func (v *ArticleView) unseenLine() string {
	some := ""
	if v.Traced.Class == ClassPart {
		some = fmt.Sprintf("; %s of its words are in other articles too", percent(v.Traced.Copied))
	}
	p := v.Source.P
	switch agency := v.Agency != "" && v.AgencyP > likelySource; {
	case p <= likelySource:
		return "open: a source that is not in the collection (" + odds(p) + "), or one of the copies here" + some
	case agency:
		return "nothing here: it has the agency's text from a source that is not in the collection (" + odds(p) + ")" + some
	}
	return "nothing here: it is its own work, or from a source that is not in the collection (" + odds(p) + ")" + some
}

// OneOf returns the probability that the source is one of several identical texts. p is the probability of
// one of them, twins the number of the others, and rootP the probability that the source is no member.
func OneOf(p float64, twins int, rootP float64) float64 {
	return max(p, min(1-rootP, p*float64(twins+1)))
}

func (v *ArticleView) firstLine(by Speller) string {
	switch {
	case v.Oldest == nil:
		return "not known: no copy here has a date"
	case v.Oldest.ID == v.Article.ID:
		return "this article, " + v.oldestClock() + "; it need not be the source"
	case v.isSource(v.Oldest.ID):
		return by.article(v.Oldest) + ", " + v.oldestClock()
	}
	return fmt.Sprintf("%s, %s; it need not be the source", by.article(v.Oldest), v.oldestClock())
}

// isSource reports whether the first line names the article with this id as the source.
func (v *ArticleView) isSource(id string) bool {
	return v.Source != nil && v.Source.Parent == id && (v.Source.P > likelySource || v.Traced != nil && v.Traced.TwinCount > 0)
}

// oldestClock describes when the oldest copy appeared, as a time or as a bound.
func (v *ArticleView) oldestClock() string {
	s, t := Clock(v.Oldest), v.Oldest.Clock()
	switch {
	case t.Precision < article.PrecisionMinute || BareDate(t):
		s += " (a date without a time: copies of that day may be older)"
	case !t.Zone:
		s += " (no zone given)"
	}
	if by := clockName(v.Oldest); by != "" {
		s += " (" + by + ")"
	}
	return s
}

// textLine returns the line on whose text it is.
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
		if OneOf(v.Source.P, v.Traced.TwinCount, v.Traced.RootP) <= likelySource {
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

// chosenLine describes the differences from the copy that the reader chose.
func (v *ArticleView) chosenLine(by Speller) string {
	if v.FromChosen == nil {
		return "not shown against the copy that you chose, " + by.text(&v.Chosen.Article) + ": the text of one of the two is not for publication"
	}
	return againstLine("the copy that you chose", v.FromChosen, &v.Chosen.Article, by)
}

// Lines returns the four lines on a checked article. a is the view of that article. If it would be in no
// cluster, the nearest match is shown instead of the source.
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
