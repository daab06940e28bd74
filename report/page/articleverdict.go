package page

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/report"
)

// An articleVerdict is what a reader should know first.
type articleVerdict struct {
	Head  string
	Lines []string
	// Figures are the numbers behind it.
	Figures []articleFigure
}

// An articleFigure is a number with its name and the field of the record that has it.
type articleFigure struct{ Name, Value, Words, Field string }

func verdictOf(sum report.Summary, c *articleCluster, v *report.ArticleView, t *articleText) articleVerdict {
	var d articleVerdict
	switch {
	case v.Article.Status.Blocked():
		d.Head = "Not for publication"
		d.add("Its source says that it is %s. Its text is not shown and not compared.", v.Article.Status)
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
	d.agency(v)
	if v.Article.LowConfidence {
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
		d.Head = "In no cluster, with text of others"
		d.add("%s of its words stand in the text of %s.", percent(v.Traced.Copied), joined(v.Traced.Also))
	case !sum.Traced:
		d.Head = "No near-identical copy found"
		d.add("It is in no cluster. The last run %s, so passages that it shares with others were not looked for.", nearWords(sum))
	default:
		d.Head = "No copy found"
		d.add("It is in no cluster: no article in the store has enough of its text. What is not in the store was not compared.")
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
	like := "It was not compared with the member to keep"
	switch {
	case c != nil && c.rec.Keep == v.Article.ID:
		like = "It is the member of its cluster to keep, where only one can be"
	case v.Same:
		like = "But for furniture its text is that of the member to keep, word for word"
	case v.Similarity > 0:
		like = "It is " + percent(v.Similarity) + " like the member to keep"
	}
	if c != nil {
		d.add("%s; the cluster has %s in %s.", like, plural(c.rec.Size, "article"), plural(c.rec.Outlets, "outlet"))
	}
	d.add("The last run %s: who took it from whom is not known, nor whose its passages are. Run “wiretrace dedup” without --near to know.", nearWords(sum))
}

// traced is the verdict on a member of a traced cluster.
func (d *articleVerdict) traced(c *articleCluster, v *report.ArticleView) {
	own, further := ownShares(v)
	if v.Source.Parent != unseenParent {
		d.copied(c, v, own, further)
		return
	}
	not := "That it was taken from no article of its cluster is put at " + odds(v.Source.P) + " (" + report.Likelihood(v.Source.P) + ")"
	origin := c != nil && c.rec.Origin.Article != nil && *c.rec.Origin.Article == v.Article.ID
	switch {
	case v.Traced.Feed:
		d.Head = "An agency’s own text"
		d.add("It stands in the agency’s own outlet. %s %s.", elsewhereWords(v, own, further), not)
	case origin:
		d.Head = "The origin, as far as the store can tell"
		d.add("%s %s: it may be its own work, or from a source that nobody here has seen.", elsewhereWords(v, own, further), not)
	case further > own:
		d.Head = "Mostly the text of another cluster"
		d.add("%s %s.", elsewhereWords(v, own, further), not)
	case v.Traced.Class == report.ClassNone || v.Traced.Class == "":
		d.Head = "Mostly its own text"
		d.add("%s %s.", elsewhereWords(v, own, further), not)
	case v.Traced.Class == report.ClassPart:
		d.Head = "In part from a source that is not in the store"
		d.add("%s %s.", elsewhereWords(v, own, further), not)
	default:
		d.Head = "From a source that is not in the store"
		d.add("%s %s.", elsewhereWords(v, own, further), not)
	}
}

// elsewhereWords says how much of an article stands in others.
func elsewhereWords(v *report.ArticleView, own, further float64) string {
	s := percent(v.Traced.Copied) + " of its words stand in other articles too"
	if further > 0 {
		s += fmt.Sprintf(": %s in those of its cluster, %s in those of %s", percent(own), percent(further), joined(v.Traced.Also))
	}
	return s + "."
}

// copied is the verdict on an article whose parent is here.
func (d *articleVerdict) copied(c *articleCluster, v *report.ArticleView, own, further float64) {
	switch v.Traced.Class {
	case report.ClassWhole:
		d.Head = "A copy"
	case report.ClassPart:
		d.Head = "In part a copy"
	default:
		d.Head = "Mostly its own text"
	}
	if further > 0 {
		d.Head += ", with the text of several clusters"
	}
	d.Lines = append(d.Lines, elsewhereWords(v, own, further))
	parent := isolated(v.Source.Parent)
	if n := c.name(v.Source.Parent); n != nil {
		parent = isolated(n.Outlet) + " (" + parent + ")"
		if n.Outlet == v.Article.Source {
			parent = "the same outlet’s article " + isolated(n.ID)
		}
	}
	if n := v.Traced.TwinCount; n > 0 {
		others := "or from the one other article with the very same text"
		if n > 1 {
			others = "or from one of the " + grouped(n) + " other articles with the very same text"
		}
		d.add("Most likely it was taken from %s, %s. They share the probability: that it was the first is put at %s.", parent, others, odds(v.Source.P))
		return
	}
	if v.Source.P <= .55 { // the bound of "likely"
		d.add("It cannot be said from whom it was taken. The likeliest of the articles here is %s: %s.", parent, likely(v.Source.P))
		return
	}
	d.add("Most likely it was taken from %s: %s.", parent, likely(v.Source.P))
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

func (d *articleVerdict) agency(v *report.ArticleView) {
	_, further := ownShares(v)
	switch {
	case v.Agency != "" && further > 0:
		d.add("The text of its cluster is %s’s: %s.", isolated(v.Agency), likely(v.AgencyP))
	case v.Agency != "":
		d.add("The text is %s’s: %s.", isolated(v.Agency), likely(v.AgencyP))
	case v.Traced != nil && v.Cluster != "" && further > 0:
		d.add("No agency is known to have supplied the text of its cluster.")
	case v.Traced != nil && v.Cluster != "":
		d.add("No agency is known to have supplied its text.")
	}
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
		add("of its words stand elsewhere", percent(t.Copied), "class: "+class, "copied, class")
	}
	if s := v.Source; s != nil && v.Traced != nil {
		name := "that it is from this parent"
		if s.Parent == unseenParent {
			name = "that its source is not here"
		}
		words := report.Likelihood(s.P)
		if n := v.Traced.TwinCount; n > 0 {
			words = "shared with " + plural(n, "identical text")
		}
		add(name, odds(s.P), words, "parent_p")
	}
	if v.Agency != "" {
		add("that it is this agency’s text", odds(v.AgencyP), report.Likelihood(v.AgencyP), "agency_p")
	}
	if v.Traced == nil && v.Similarity > 0 {
		add("like the member to keep", percent(v.Similarity), "", "similarity")
	}
}
