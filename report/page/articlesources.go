package page

import (
	"fmt"
	"math"
	"slices"

	"github.com/wiretrace/wiretrace/report"
)

// An articleSource is an article that this one may be from, or the lack of one.
type articleSource struct {
	Role  string
	Name  *articleName // nil: none in the store
	ID    string       // where the store has it no longer
	Odds  string
	Notes []string
}

// An articleEvidence is what spoke for the parent, or against it.
type articleEvidence struct {
	*report.Evidence
	Text, Odds, Weight string
	For                bool
	X, Width           string // in a drawing 100 wide with its middle at 50
}

// maxWeight is the weight that fills half of a drawing: more than e to the power of 5, 148
// times the odds, gets the number alone.
const maxWeight = 5

// sources sets the likely sources of the article and the evidence for them.
func (p *articlePage) sources(c *articleCluster, v *report.ArticleView) {
	s := v.Source
	if s == nil || v.Traced == nil {
		return
	}
	p.Seen = s.Parent != unseenParent
	parent := c.source("Most likely source", s.Parent, s.P)
	if !p.Seen {
		parent.Notes = append(parent.Notes, "No article of its cluster is its source, as it seems: it was written by this outlet, or taken from what is not in the collection.")
	}
	if n := v.Traced.TwinCount; n > 0 {
		parent.Odds = report.Chance(s.P)
		parent.Notes = append(parent.Notes, "The probability is shared with "+plural(n, "article")+" of the very same text.")
	}
	p.Sources = append(p.Sources, parent)
	if r := s.RunnerUp; r != nil {
		up := c.source("Next most likely", r.Parent, r.P)
		if slices.Contains(v.Traced.Twins, r.Parent) {
			up.Odds = report.Chance(r.P)
			up.Notes = append(up.Notes, "It has the same words as the source, so the wording cannot tell which was used.")
		} else if r.P > 0 {
			up.Notes = append(up.Notes, "The first is favoured "+ratio(s.P, r.P)+" to 1.")
		}
		p.Sources = append(p.Sources, up)
	}
	if c != nil {
		p.Sources = append(p.Sources, c.origin(v.Article.ID))
		p.Sources = append(p.Sources, c.first(v.Article.ID))
	}
	for i := range s.Evidence {
		p.Evidence = append(p.Evidence, newArticleEvidence(&s.Evidence[i], p.Seen))
	}
	for _, id := range v.Traced.Twins {
		n := c.name(id)
		if n == nil {
			n = &articleName{ID: id}
		}
		p.Twins = append(p.Twins, n)
	}
	p.MoreTwins = v.Traced.TwinCount - len(p.Twins)
}

// ratio writes the odds of one probability against another.
func ratio(p, q float64) string {
	x := p / q
	switch {
	case x > 1000:
		return "over 1,000"
	case x >= 9.95:
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", math.Max(x, 1))
}

func (c *articleCluster) source(role, id string, p float64) articleSource {
	s := articleSource{Role: role, Odds: likely(p)}
	if id != unseenParent {
		s.ID, s.Name = id, c.name(id)
	}
	return s
}

// origin tells where the text of the cluster is from.
func (c *articleCluster) origin(self string) articleSource {
	o := &c.rec.Origin
	if o.Article == nil {
		s := articleSource{Role: "Original of the story", Odds: likely(o.P)}
		s.Notes = []string{"Not in the collection: several copies were taken from what is not here, or they print the text of an agency whose own copy is not here."}
		return s
	}
	s := c.source("Original of the story", *o.Article, o.P)
	s.Notes = []string{"The article here that the others come from. Who supplied it in turn cannot be seen from here."}
	if *o.Article == self {
		s.Notes[0] = "This article. " + s.Notes[0]
	}
	return s
}

// first tells which member is the oldest.
func (c *articleCluster) first(self string) articleSource {
	s := articleSource{Role: "Oldest copy we hold", Name: c.oldest}
	if c.oldest == nil {
		s.Notes = []string{"No copy has a time."}
		return s
	}
	s.ID = c.oldest.ID
	s.Notes = []string{"Oldest copy we hold, not necessarily the source: an older one may not have been stored, and times can be wrong."}
	if s.ID == self {
		s.Notes[0] = "This article. " + s.Notes[0]
	}
	return s
}

func newArticleEvidence(e *report.Evidence, seen bool) articleEvidence {
	out := articleEvidence{Evidence: e, Text: legible(e.Sentence(seen)), Odds: e.Odds(), For: e.Weight >= 0}
	out.Weight = fmt.Sprintf("%+.1f", e.Weight)
	if e.Weight < 0 {
		out.Weight = fmt.Sprintf("−%.1f", -e.Weight)
	}
	width := 50 * min(math.Abs(report.Round(e.Weight)), maxWeight) / maxWeight
	x := 50.0
	if e.Weight < 0 {
		x -= width
	}
	out.X, out.Width = fmt.Sprintf("%.1f", x), fmt.Sprintf("%.1f", width)
	return out
}
