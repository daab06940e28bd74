package report

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
)

// Check writes the verdict on one article in one line, then the matches,
// nearest first.
func (t *Text) Check(v *CheckView) error {
	t.printf("%s\n", t.bold(verdictLine(v)))
	if old := oldest(v); old != nil {
		outlet := clean(old.Source)
		t.printf("oldest of these: %s  %s%s  %s\n", clean(Clock(old)), cut(outlet, maxSource), mark(outlet), clean(old.ID))
	}
	shown := len(v.Matches)
	if !t.All && shown > foldAbove {
		shown = foldAbove
	}
	width := 8
	for i := range v.Matches[:shown] {
		width = t.sourceWidth(width, &v.Matches[i].Article)
	}
	for i := range v.Matches[:shown] {
		m := &v.Matches[i]
		remark := ""
		if by := clockName(&m.Article); by != "" {
			remark = " (" + by + ")"
		}
		line := fmt.Sprintf("  %s  %s  %4s alike  %4s of it  %s%s", clockColumn(&m.Article),
			column(clean(m.Article.Source), width), percent(m.Jaccard), percent(m.Containment), clean(m.Article.ID), remark)
		t.entry(line, headline(&m.Article), false)
	}
	if rest := len(v.Matches) - shown; rest > 0 {
		t.printf("  … and %s more (--all lists them)\n", number(rest))
	}
	return t.err
}

// oldest returns the match with the first known clock, if there is a choice.
func oldest(v *CheckView) *article.Article {
	if len(v.Matches) < 2 {
		return nil
	}
	first := &v.Matches[0].Article
	for i := range v.Matches {
		if a := &v.Matches[i].Article; a.Clock().Compare(first.Clock()) < 0 {
			first = a
		}
	}
	if !first.Clock().Known() {
		return nil
	}
	return first
}

// verdictLine says what a check found, and no more than that: that a text
// stands elsewhere does not say who took it from whom.
func verdictLine(v *CheckView) string {
	where := ""
	if len(v.Matches) > 0 {
		m := &v.Matches[0]
		outlet := clean(m.Article.Source)
		where = fmt.Sprintf("; closest: %s%s (%s alike)", cut(outlet, maxSource), mark(outlet), percent(m.Jaccard))
	}
	if v.Cluster != "" {
		where += fmt.Sprintf("; cluster %s, %s in %s", clean(v.Cluster), count(v.Size, "article"), count(v.Outlets, "outlet"))
	}
	switch {
	case v.Unusable:
		return "can't tell: no article was found in the page"
	case v.Verdict == "copy" || v.Verdict == "part":
		return fmt.Sprintf("%s: %s of it stands in another article%s", v.Verdict, percent(v.Copied), where)
	case v.Verdict == "related":
		return "related: too little in common to call it a copy" + where
	}
	return "none: no copy found among " + count(v.Stored, "article")
}

// Compare writes what two articles share.
func (t *Text) Compare(a, b *article.Article, c *Comparison) error {
	t.printf("%s\n", t.bold(words(c.Verdict)+": "+compareLine(c)))
	width := t.sourceWidth(t.sourceWidth(8, a), b)
	for _, side := range []struct {
		name string
		of   *article.Article
	}{{"a", a}, {"b", b}} {
		line := fmt.Sprintf("  %s  %s  %s", side.name, clockColumn(side.of), column(clean(side.of.Source), width))
		t.entry(line, headline(side.of), false)
	}
	t.printf("  %s alike; %s of a is in b, %s of b is in a (%s shingles in common, of %s and %s)\n", percent(c.Jaccard),
		percent(c.ContainmentA), percent(c.ContainmentB), number(c.Common), number(c.SizeA), number(c.SizeB))
	return t.err
}

func compareLine(c *Comparison) string {
	switch {
	case c.Verdict == "copy" && c.Jaccard >= 1:
		return "the same text"
	case c.Verdict == "copy":
		return "the same text, or nearly all of one is in the other"
	case c.Verdict == "part":
		return "a part of the text is the same"
	case c.Verdict == "related":
		return "some words in common"
	}
	return "nothing in common"
}

// Stats writes what is in a store.
func (t *Text) Stats(s *Stats) error {
	row := func(name, value string) { t.printf("%-12s%s\n", name, value) }
	size := func(b int64) string {
		return fmt.Sprintf("%s bytes, %s an article", number(b), number(b/max(1, int64(s.Articles))))
	}
	row("articles", fmt.Sprintf("%s (%s ever)", number(s.Articles), count(s.Revisions, "revision")))
	if s.Generation == 0 {
		row("generation", "none yet: run \"wiretrace dedup\"")
	} else {
		row("generation", fmt.Sprintf("%d: %s, %s compared", s.Generation, count(s.Clusters, "cluster"), count(s.Pairs, "pair")))
	}
	row("texts", size(s.TextBytes))
	row("metadata", size(s.MetaBytes))
	row("index", size(s.IndexBytes)+", in "+count(s.Segments, "segment"))
	row("on disk", size(s.DiskBytes))
	row("made with", fmt.Sprintf("format %d, %s", s.Format, clean(s.Meaning)))
	return t.err
}

// Verify writes what a verification found: every problem that is listed, or
// that there is none.
func (t *Text) Verify(v *Verify) error {
	for _, p := range v.Problems {
		t.printf("%s\n", clean(p))
	}
	if rest := v.Checked.Problems - len(v.Problems); rest > 0 {
		t.printf("… and %s more\n", number(rest))
	}
	if v.OK {
		t.printf("no problem found: %s, %s\n", count(v.Checked.Articles, "article"), count(v.Checked.Values, "value"))
	}
	return t.err
}
