package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// Check writes the verdict on one article in one line, the four lines, the evidence for its source, and
// the matches, nearest first.
func (t *Text) Check(v *CheckView) error {
	t.wrapped("", "  ", checkVerdict(v, name), true)
	t.checkLines(v)
	t.checkSource(v)
	t.closest(v)
	if old := oldest(v); old != nil && v.As == nil {
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
		if notes := slices.DeleteFunc([]string{state(m.Revision, m.Status), clockName(&m.Article)}, func(s string) bool { return s == "" }); len(notes) > 0 {
			remark = " (" + strings.Join(notes, ", ") + ")"
		}
		line := fmt.Sprintf("  %s  %s  %4s alike  %4s of it  %s%s", clockColumn(&m.Article),
			column(clean(m.Article.Source), width), percent(m.Jaccard), percent(m.Containment), clean(m.Article.ID), remark)
		t.entry(line, headline(&m.Article), false)
	}
	if rest := len(v.Matches) - shown; rest > 0 {
		t.printf("  … and %s more (--all lists them)\n", Number(rest))
	}
	return t.err
}

// closest names the nearest match and the cluster that the article would be in.
func (t *Text) closest(v *CheckView) {
	var parts []string
	if len(v.Matches) > 0 {
		m := &v.Matches[0]
		parts = append(parts, fmt.Sprintf("closest: %s (%s alike)", name(m.Article.Source), percent(m.Jaccard)))
	}
	if v.Cluster != "" {
		parts = append(parts, fmt.Sprintf("cluster %s, %s in %s", clean(v.Cluster), count(v.Size, "article"), count(v.Outlets, "outlet")))
	}
	if len(parts) > 0 {
		t.wrapped("", "  ", strings.Join(parts, "; "), false)
	}
}

// name makes the name of an outlet, an agency or an id safe to print.
func name(s string) string {
	s = cut(words(s), maxSource)
	return s + mark(s)
}

// oldest returns the match with the earliest known time, if there are several.
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

// Compare writes what two articles share.
func (t *Text) Compare(a, b *article.Article, c *Comparison) error {
	t.wrapped("", "  ", compareVerdict(c), true)
	width := t.sourceWidth(t.sourceWidth(8, a), b)
	for _, side := range []struct {
		name string
		of   *article.Article
	}{{"a", a}, {"b", b}} {
		line := fmt.Sprintf("  %s  %s  %s", side.name, clockColumn(side.of), column(clean(side.of.Source), width))
		t.entry(line, headline(side.of), false)
	}
	t.printf("  %s alike; %s of a is in b, %s of b is in a (%s shingles in common, of %s and %s)\n", percent(c.Jaccard),
		percent(c.ContainmentA), percent(c.ContainmentB), Number(c.Common), Number(c.SizeA), Number(c.SizeB))
	t.passages(a.Text, c.Where)
	t.reasons(c.Reasons)
	return t.err
}

// How many passages and reasons are printed: a screen.
const (
	maxPassages = 5
	maxReasons  = 4
	// leastEffect is the least effect on the log-odds that is printed: a factor of 1.3 in the odds.
	leastEffect = .25
)

// A quoted is a passage with its words.
type quoted struct {
	words int
	text  string
}

// longest returns the longest shared passages, at most maxPassages.
func longest(text string, list []Where) []quoted {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(x, y Where) int { return y.Words - x.Words })
	runes := []rune(text)
	var out []quoted
	for _, w := range sorted[:min(len(sorted), maxPassages)] {
		if w.Start >= 0 && w.Start <= w.End && w.End <= len(runes) {
			out = append(out, quoted{w.Words, words(string(runes[w.Start:w.End]))})
		}
	}
	return out
}

// passages quotes the longest shared passages.
func (t *Text) passages(text string, list []Where) {
	if len(list) == 0 {
		return
	}
	t.printf("  %s in common:\n", count(len(list), "passage"))
	for _, q := range longest(text, list) {
		head := fmt.Sprintf("    %s: ", count(q.words, "word"))
		t.printf("%s%s\n", head, cut(q.text, max(20, t.width()-columns(head))))
	}
	if rest := len(list) - maxPassages; rest > 0 {
		t.printf("    … and %s more\n", Number(rest))
	}
}

// A side holds the reasons for one text, or those against.
type side struct {
	name  string
	lines []string
}

// sides separates the reasons to print into both sides.
func sides(list []Reason) []side {
	out := []side{{name: "for"}, {name: "against"}}
	for k, sign := range []float64{1, -1} {
		for _, r := range list {
			if r.Effect*sign >= leastEffect && r.plain() && len(out[k].lines) < maxReasons {
				out[k].lines = append(out[k].lines, reasonLine(r))
			}
		}
	}
	return out
}

// reasons writes the reasons for one text and those against.
func (t *Text) reasons(list []Reason) {
	for _, s := range sides(list) {
		if len(s.lines) > 0 {
			t.wrapped("  ", "    ", s.name+": "+strings.Join(s.lines, "; "), false)
		}
	}
}

// plain reports whether a reason is clear to a reader: more of a sign of a copy speaks for one text, and
// more of a sign of a form against it. The feature words says the same as net. --json has all reasons.
func (r *Reason) plain() bool {
	switch r.Feature {
	case "words":
		return false
	case "figures", "subject":
		return r.Effect < 0
	}
	return r.Effect*(r.Value-r.Mean) > 0
}

// netHalf is the number of shared words for which the feature net is one half.
const netHalf = 30

// reasonLine describes the value of a feature. The scales are those of package score.
func reasonLine(r Reason) string {
	share := percent(min(1, r.Value))
	switch r.Feature {
	case "net": // n words give n²/(n²+netHalf²)
		n := int(math.Round(netHalf * math.Sqrt(r.Value/max(1e-9, 1-r.Value))))
		return count(n, "word") + " of reporting in common, outside quotations and form texts"
	case "own":
		return percent(min(1, r.Value*r.Value)) + " of one text is in the other, quotations left out" // the feature is the square root of the share
	case "head":
		return share + " of both beginnings is the same"
	case "title_in":
		return share + " of one headline is in the other text"
	case "figures":
		return "figures differ where the sentences are the same"
	case "subject":
		return "words of the headlines differ where the sentences are the same"
	case "retold":
		return "outside the passages they have more words in common than reports of one event have"
	}
	return words(r.Feature)
}

func compareLine(c *Comparison) string {
	switch {
	case c.Verdict == "copy" && c.Jaccard >= 1:
		return "the same text"
	case c.Verdict == "copy":
		return "the same text, or nearly all of one is in the other"
	case c.Retold:
		return "probably retold: more is the same than the passages"
	case c.Verdict == "part":
		return "a part of the text is the same"
	case c.Verdict == "related":
		return "some words in common"
	}
	return "nothing in common"
}

// Stats writes the counts of a store.
func (t *Text) Stats(s *Stats) error {
	row := func(name, value string) { t.printf("%-12s%s\n", name, value) }
	size := func(b int64) string {
		return fmt.Sprintf("%s bytes, %s an article", Number(b), Number(b/max(1, int64(s.Articles))))
	}
	row("articles", fmt.Sprintf("%s (%s ever)", Number(s.Articles), count(s.Revisions, "revision")))
	if s.Generation == 0 {
		row("generation", "none yet: run \"wiretrace dedup\"")
	} else {
		row("generation", fmt.Sprintf("%d: %s, %s compared", s.Generation, count(s.Clusters, "cluster"), count(s.Pairs, "pair")))
	}
	if s.Notices+s.Several > 0 {
		row("no articles", fmt.Sprintf("%s under many headlines, %s of several stories", count(s.Notices, "text"), count(s.Several, "page")))
	}
	if s.Epoch > 0 {
		row("epoch", fmt.Sprintf("%d, learnt from %s; the next begins with %s more", s.Epoch, count(s.EpochArticles, "article"), Number(int64(s.EpochNext))))
	}
	row("texts", size(s.TextBytes))
	row("metadata", size(s.MetaBytes))
	row("index", size(s.IndexBytes)+", in "+count(s.Segments, "segment"))
	if s.Anchored > 0 {
		row("anchors", fmt.Sprintf("%s, of %s", size(s.AnchorBytes), count(s.Anchored, "revision")))
	}
	if s.GenerationBytes > 0 {
		row("conclusions", size(s.GenerationBytes))
	}
	if s.OverheadBytes > 0 {
		row("overhead", Number(s.OverheadBytes)+" bytes of the database's own files, logs and settings")
	}
	row("on disk", size(s.DiskBytes))
	if s.FreeableBytes > 0 {
		row("freeable", fmt.Sprintf("%s bytes at most, in %s; \"wiretrace nightly\" gives them back", Number(s.FreeableBytes), count(s.Files, "file")))
	}
	if s.Owed > 0 {
		row("owed", owed(s.Owed))
	}
	row("made with", fmt.Sprintf("format %d, %s", s.Format, clean(s.Meaning)))
	return t.err
}

// owed describes deleted articles whose texts are still in the files.
func owed(n int) string {
	return fmt.Sprintf("the texts of %s are still in the files; the next command that writes removes them", count(n, "deleted article"))
}

// Verify writes the problems that a verification listed, or that there are none.
func (t *Text) Verify(v *Verify) error {
	for _, p := range v.Problems {
		t.printf("%s\n", clean(p))
	}
	if rest := v.Checked.Problems - len(v.Problems); rest > 0 {
		t.printf("… and %s more\n", Number(rest))
	}
	if v.Checked.Owed > 0 {
		t.printf("%s\n", owed(v.Checked.Owed))
	}
	if v.OK {
		t.printf("no problem found: %s, %s\n", count(v.Checked.Articles, "article"), count(v.Checked.Values, "value"))
	}
	return t.err
}
