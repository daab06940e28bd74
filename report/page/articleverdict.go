package page

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/report"
)

// An articleVerdict is what a reader should know first.
type articleVerdict struct {
	Head   string
	Answer []answerLine // what it is a copy of, who had it first, whose it is, what was changed
	Lines  []string
	// Figures are the numbers behind it.
	Figures []articleFigure
}

// An answerLine is one of the four lines on top, with the place of its evidence.
type answerLine struct {
	report.Line
	Link string // id of a section of the page; empty: none
}

// answer fills in the four lines.
func (d *articleVerdict) answer(p *articlePage, v *report.ArticleView) {
	places := map[string]string{report.LabelCopy: "from", report.LabelFirst: "clock", report.LabelText: "credits", report.LabelChanged: "made"}
	for _, l := range v.Lines(spelt) {
		link := places[l.Label]
		if link == "made" && len(p.Against) == 0 || link == "clock" && p.Clock == nil || link == "from" && len(p.Sources) == 0 {
			link = ""
		}
		d.Answer = append(d.Answer, answerLine{l, link})
	}
}

// An articleFigure is a number with its name and the field of the record that has it.
type articleFigure struct{ Name, Value, Words, Field string }

func verdictOf(sum report.Summary, c *articleCluster, v *report.ArticleView, t *articleText) articleVerdict {
	var d articleVerdict
	switch {
	case v.Article.Status.Blocked():
		d.Head = "Not for publication"
		d.add("Its source says that it is %s. Its text is not shown.", v.Article.Status)
		return d
	case strings.TrimSpace(v.Article.Text) == "":
		d.Head = "No text"
		d.add("The record holds no text, so there is nothing to compare.")
		return d
	case v.Traced != nil && t.Words == 0 && t.Furniture > 0 && t.Furniture == len(t.Passages), strings.TrimSpace(v.Article.Body()) == "":
		d.Head = "No text of its own"
		d.add("All that was stored is furniture of the page, as menus, forms and links are. It was compared with nothing.")
	case v.Cluster == "":
		d.alone(sum, v)
	case v.Traced == nil || v.Source == nil:
		d.untraced(sum, c, v)
	default:
		d.traced(c, v)
	}
	switch {
	case bytes.Contains(v.Article.Extra, []byte(`"index_page":true`)):
		d.add("The page lists articles and is none itself, so it was compared with nothing.")
	case v.Article.LowConfidence:
		d.add("The text was found in its page with low confidence: parts of it may be missing or foreign.")
	}
	d.figures(v)
	return d
}

func (d *articleVerdict) add(format string, args ...any) {
	d.Lines = append(d.Lines, fmt.Sprintf(format, args...))
}

// alone is the verdict on an article in no cluster.
func (d *articleVerdict) alone(sum report.Summary, v *report.ArticleView) {
	switch {
	case sum.Generation == 0:
		d.Head = "Not compared yet"
		d.add("Nothing was concluded about any article: run “wiretrace dedup”.")
	case v.Traced != nil && v.Traced.Copied > 0:
		d.Head = "In no story, with text of others"
		d.add("%s of its words are also in %s.", percent(v.Traced.Copied), otherStories(v.Traced.Also))
	case !sum.Traced:
		d.Head = "No near-identical copy found"
		d.add("It is in no cluster. The last run %s, so passages that it shares with others were not looked for.", nearWords(sum))
	default:
		d.Head = "No copy found"
		d.add("It is in no cluster: no article in the collection has enough of its text. What is not in the collection was not compared.")
	}
}

func nearWords(sum report.Summary) string {
	if sum.Near {
		return "compared whole texts alone (--near)"
	}
	return "did not trace sources"
}

// untraced is the verdict on a member of a cluster whose sources are not known.
func (d *articleVerdict) untraced(sum report.Summary, c *articleCluster, v *report.ArticleView) {
	d.Head = "Alike, source not traced"
	like := "It was not compared with the best copy"
	switch {
	case c != nil && c.rec.Keep == v.Article.ID:
		like = "It is the best copy of its story"
	case v.Same:
		like = "But for furniture its text is that of the best copy, word for word"
	case v.Similarity > 0:
		like = "It is " + percent(v.Similarity) + " like the best copy"
	}
	if c != nil {
		d.add("%s; the cluster has %s in %s.", like, plural(c.rec.Size, "article"), plural(c.rec.Outlets, "outlet"))
	}
	d.add("The last run %s: the source of each copy and the owners of its passages are not known. Run “wiretrace dedup” without --near to know.", nearWords(sum))
}

// traced is the verdict on a member of a traced cluster. What it was taken from, and how
// likely that is, are in the four lines.
func (d *articleVerdict) traced(c *articleCluster, v *report.ArticleView) {
	own, further := ownShares(v)
	d.Lines = append(d.Lines, elsewhereWords(v, own, further))
	if v.Source.Parent != unseenParent {
		d.Head = copyHead(v.Traced.Class)
		if openSource(v) && v.Traced.RootP > evenChance && v.Traced.Class != report.ClassNone && v.Traced.Class != "" {
			d.Head = openHead(v)
		}
		if further > 0 {
			d.Head += ", with the text of several stories"
		}
		return
	}
	if openSource(v) && !v.Traced.Feed && v.Traced.Class != report.ClassNone && v.Traced.Class != "" {
		d.Head = openHead(v)
		return
	}
	origin := c != nil && c.rec.Origin.Article != nil && *c.rec.Origin.Article == v.Article.ID
	switch {
	case v.Traced.Feed:
		d.Head = "An agency’s own text"
	case origin:
		d.Head = "The original, as far as the collection can tell"
		d.add("It may be its own work, or from a source that nobody here has seen.")
	case further > own:
		d.Head = "Mostly the text of another story"
	case v.Traced.Class == report.ClassNone || v.Traced.Class == "":
		d.Head = "Mostly its own text"
	case v.Traced.Class == report.ClassPart:
		d.Head = "In part also elsewhere, but taken from no article here"
	case v.Agency != "" && v.AgencyP > likelyParent:
		d.Head = "An agency’s text, taken from no article here"
	default:
		d.Head = "Also elsewhere, but taken from no article here"
	}
}

// openHead is the head for an article that others have too, if no source is likely.
func openHead(v *report.ArticleView) string {
	switch {
	case v.Traced.Class == report.ClassPart:
		return "In part also elsewhere; where it came from is open"
	case v.Agency != "" && v.AgencyP > likelyParent:
		return "An agency’s text; from where it was taken is open"
	}
	return "Also elsewhere; where it came from is open"
}

// openSource reports whether no single article here is a likely source.
func openSource(v *report.ArticleView) bool {
	return v.Source.P <= likelyParent && v.Traced.TwinCount == 0
}

func copyHead(class string) string {
	switch class {
	case report.ClassWhole:
		return "A copy"
	case report.ClassPart:
		return "In part a copy"
	}
	return "Mostly its own text"
}

// elsewhereWords says how much of an article is in others.
func elsewhereWords(v *report.ArticleView, own, further float64) string {
	s := percent(v.Traced.Copied) + " of its words are also in other articles"
	if further > 0 {
		s += fmt.Sprintf(": %s in those of its story, %s in %s", percent(own), percent(further), otherStories(v.Traced.Also))
	}
	return s + "."
}

// ownShares returns what shares of the words are text of the article's own cluster and of
// further ones.
func ownShares(v *report.ArticleView) (own, further float64) {
	all := 0
	for i := range v.Passages {
		p := &v.Passages[i]
		all += p.Words
		switch {
		case p.Owner != "cluster":
		case p.Cluster == v.Cluster:
			own += float64(p.Words)
		default:
			further += float64(p.Words)
		}
	}
	n := float64(max(all, 1))
	return own / n, further / n
}

func (c *articleCluster) name(id string) *articleName {
	if c == nil {
		return nil
	}
	return c.members[id]
}

// figures lists the numbers of the verdict with the fields that hold them.
func (d *articleVerdict) figures(v *report.ArticleView) {
	add := func(name, value, words, field string) {
		d.Figures = append(d.Figures, articleFigure{name, value, words, field})
	}
	if t := v.Traced; t != nil {
		class := t.Class
		if class == "" {
			class = report.ClassNone
		}
		add("of its words are also elsewhere", percent(t.Copied), classWords(class), "copied, class")
	}
	if s := v.Source; s != nil && v.Traced != nil {
		name, p := "that it is from this source", s.P
		if s.Parent == unseenParent {
			name = "that it was taken from no article here"
		}
		if n := v.Traced.TwinCount; s.Parent != unseenParent && openSource(v) {
			name, p = "that it is from an article here", max(p, 1-v.Traced.RootP) // from which is open
		} else if n > 0 {
			name, p = "that it is one of these "+report.Number(n+1), report.OneOf(s.P, n, v.Traced.RootP)
		}
		add(name, report.Chance(p), report.Likelihood(p), "parent_p")
	}
	if v.Agency != "" {
		add("that it is this agency’s text", report.Chance(v.AgencyP), report.Likelihood(v.AgencyP), "agency_p")
	}
	if v.Traced == nil && v.Similarity > 0 {
		add("like the best copy", percent(v.Similarity), "", "similarity")
	}
}

// classWords says a class in words.
func classWords(class string) string {
	switch class {
	case report.ClassWhole:
		return "all or nearly all"
	case report.ClassPart:
		return "a part"
	}
	return "little or nothing"
}
