package report

import (
	"cmp"
	"fmt"
	"strings"
)

// The first lines of answers, both for text and for Markdown. quote escapes the names of articles for the
// output form.

// odds formats a probability as word and number: almost certain, 97%.
func odds(p float64) string { return Likelihood(p) + ", " + Chance(p) }

// fromWords says that a text came from a named source, with the probability. twins is how many others have
// the same text and share the probability. If the probability is below a half, the sentence is empty,
// because the most likely of several is no statement.
func fromWords(name string, p float64, twins int) string {
	switch {
	case twins > 0 && p <= .8:
		return fmt.Sprintf("taken from %s or one of %s with the very same words (%s for the first)", name, count(twins, "other"), Chance(p))
	case p < .45:
		return fmt.Sprintf("perhaps taken from %s, the likeliest of several (%s)", name, Chance(p))
	}
	return fmt.Sprintf("taken from %s (%s)", name, odds(p))
}

// notHere names a source that is not in the store.
const notHere = "a source that is not in the collection"

// noneHere says that a text came from no article in the collection. Its source may be unknown, or it may
// be the outlet's own work.
func noneHere(p float64) string {
	return "taken from no article here (" + odds(p) + "): its own work, or from " + notHere
}

// checkVerdict says what a check found, and no more: if two outlets have a text, this does not show which
// copied. The four lines say the rest.
func checkVerdict(v *CheckView, quote func(string) string) string {
	var s string
	switch {
	case v.Unusable:
		return "can't tell: there is no article text to compare"
	case v.Verdict == "copy" || v.Verdict == "part":
		s = fmt.Sprintf("%s: %s of it is also elsewhere", v.Verdict, percent(v.Copied))
	case v.Verdict == "related":
		s = "related: " + relatedBy(v)
	default:
		s = "none: no copy found among " + count(v.Stored, "article")
	}
	if v.Traced == nil || v.As != nil {
		return s
	}
	if from := v.Traced.from(quote); from != "" {
		s += "; " + from
	}
	if a := v.Traced.agency(quote); a != "" {
		s += "; " + a
	}
	if odd := v.Traced.Odd; len(odd) > 0 {
		s += "; open: " + OddWords(odd, v.Traced.Agencies, quote)
	}
	return s
}

// relatedBy describes what an article shares if it is not a copy.
func relatedBy(v *CheckView) string {
	if len(v.Matches) > 0 {
		switch v.Matches[0].Kind {
		case "statement":
			return "both print the same quotation or statement, which is not a copy"
		case "template":
			return "both are made from one form, which is no copy"
		}
	}
	return "too little in common to call it a copy"
}

// from names the parent with its probability and the delay, or returns "" if there is no parent.
func (s *CheckSource) from(quote func(string) string) string {
	switch {
	case s.Source == nil:
		return ""
	case s.Parent == nil:
		return noneHere(s.Source.P)
	}
	line := fromWords(quote(s.Parent.Source), s.Source.P, s.TwinCount)
	if s.Delay != nil {
		line += ", " + before(*s.Delay)
	}
	return line
}

// agency names the agency whose text it is, or returns "" if none is known.
func (s *CheckSource) agency(quote func(string) string) string {
	if s.Agency == "" {
		return ""
	}
	line := fmt.Sprintf("text of %s (%s)", quote(cmp.Or(s.AgencyName, s.Agency)), odds(s.AgencyP))
	if !s.OwnCopy {
		line += ", whose own copy is not in the collection"
	}
	return line
}

// originLine says where the text of a cluster comes from, and how many independent reports it has. It
// never calls the oldest article in the store the origin.
func originLine(v *ClusterView, quote func(string) string) string {
	o := &v.Cluster.Origin
	s := "original: not in the collection"
	if o.Article != nil {
		s = "original: " + quote(*o.Article)
		for i := range v.Members {
			if a := &v.Members[i].Article; a.ID == *o.Article && a.Source != "" {
				s += " of " + quote(a.Source)
			}
		}
	}
	s = fmt.Sprintf("%s (%s)", s, odds(o.P))
	if o.Agency != nil {
		s += fmt.Sprintf(", text of %s (%s)", quote(o.agencyName()), odds(o.AgencyP))
	}
	return count(*v.Cluster.Independent, "independent report") + "; " + s
}

// articleVerdict says what is known about one article's text.
func articleVerdict(v *ArticleView, quote func(string) string) string {
	if v.Cluster == "" {
		s := "in no story: nothing in the collection has its text"
		if v.Agency != "" {
			s += fmt.Sprintf("; text of %s (%s)", quote(v.agencyName()), odds(v.AgencyP))
		}
		return s
	}
	if !v.IsTraced || v.Traced == nil {
		return `not traced: run "wiretrace dedup" without --near`
	}
	s := map[string]string{
		ClassWhole: "wholly a text that is also elsewhere", ClassPart: "in part a text that is also elsewhere",
		ClassNone: "nearly all its own text",
	}[v.Traced.Class]
	parts := []string{fmt.Sprintf("%s (%s of its words)", s, percent(v.Traced.Copied))}
	switch {
	case v.Source == nil:
	case v.Parent != nil:
		parts = append(parts, fromWords(quote(v.Source.Parent)+" of "+quote(v.Parent.Article.Source), v.Source.P, v.Traced.TwinCount))
	case v.Source.Parent == "unseen":
		parts = append(parts, noneHere(v.Source.P))
	default:
		parts = append(parts, fromWords(quote(v.Source.Parent), v.Source.P, v.Traced.TwinCount))
	}
	if v.Agency != "" {
		parts = append(parts, fmt.Sprintf("text of %s (%s)", quote(v.agencyName()), odds(v.AgencyP)))
	}
	return strings.Join(parts, "; ")
}

// compareVerdict says what two articles share.
func compareVerdict(c *Comparison) string {
	return fmt.Sprintf("%s: %s. That one has reporting from the other, or both from a third: %s", words(c.Verdict), compareLine(c), odds(c.P))
}

// oddsOf formats a probability for the end of a sentence: almost certain (97%).
func oddsOf(p float64) string { return fmt.Sprintf("%s (%s)", Likelihood(p), Chance(p)) }
