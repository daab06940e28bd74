package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/wiretrace/wiretrace/article"
)

// foldAbove is how many members of a cluster are listed before the rest is
// only counted: what fits a screen.
const foldAbove = 12

// titleWidth is the narrowest column that still tells a headline.
const titleWidth = 24

// A Text renders for people, in lines of at most Width columns. It is not
// safe for concurrent use.
type Text struct {
	Out   io.Writer
	Width int  // columns; 0: 100
	Color bool // for terminals
	All   bool // list every member of a cluster
	err   error
}

// Summary writes the head of a report.
func (t *Text) Summary(s Summary) error {
	if s.Generation == 0 {
		t.printf("nothing clustered yet: run \"wiretrace dedup\"\n")
		return t.err
	}
	since := ""
	if s.Since != "" {
		since = " since " + s.Since
	}
	t.printf("%s in %s%s; %d shown\n", count(s.Clusters, "cluster"), count(s.Articles, "article"), since, s.Shown)
	return t.err
}

// Cluster writes one cluster: a head line, then a line a member.
func (t *Text) Cluster(v *ClusterView) error {
	c := &v.Cluster
	t.printf("\n%s  %s in %s", t.bold(c.ID), count(c.Size, "article"), count(c.Outlets, "outlet"))
	if c.SimilarityMin > 0 {
		t.printf(", similarity %s to %s", percent(c.SimilarityMin), percent(max(c.SimilarityMin, c.SimilarityMean)))
	}
	t.printf("\n%s\n", t.bold(text.Trim(clean(title(&v.Members[v.Keep].Article)), t.width())))
	shown := len(v.Members)
	if !t.All && shown > foldAbove {
		shown = foldAbove
	}
	keepShown := v.Keep < shown
	width := sourceWidth(v.Members[:shown])
	for i := range v.Members[:shown] {
		t.member(v, i, width)
	}
	if rest := len(v.Members) - shown; rest > 0 {
		t.printf("  … and %d more (--all lists them)\n", rest)
		if !keepShown {
			t.member(v, v.Keep, width)
		}
	}
	return t.err
}

func sourceWidth(members []MemberView) int {
	width := 8
	for i := range members {
		width = max(width, text.StringWidth(clean(members[i].Article.Source)))
	}
	return min(width, 28)
}

// member writes the line of a member: time, outlet, similarity, headline if it
// is another one, id.
func (t *Text) member(v *ClusterView, i, width int) {
	m := &v.Members[i]
	note := percent(m.Similarity)
	switch {
	case i == v.Keep:
		note = "keep"
	case m.Same:
		note = "same"
	case m.Similarity == 0:
		note = "-"
	}
	line := fmt.Sprintf("  %-20s  %s  %5s  %s", Clock(&m.Article), column(m.Article.Source, width), note, clean(m.Article.ID))
	if own := title(&m.Article); own != title(&v.Members[v.Keep].Article) {
		if room := t.width() - text.StringWidth(line) - 2; room >= titleWidth {
			line += "  " + text.Trim(clean(own), room)
		}
	}
	if i == v.Keep {
		line = t.bold(line)
	}
	t.printf("%s\n", strings.TrimRight(line, " "))
}

// Check writes the verdict on one article in one line, then the matches.
func (t *Text) Check(v *CheckView) error {
	t.printf("%s\n", t.bold(verdictLine(v)))
	width := 8
	for _, m := range v.Matches {
		width = max(width, min(28, text.StringWidth(clean(m.Article.Source))))
	}
	for i := range v.Matches {
		if !t.All && i == foldAbove {
			t.printf("  … and %d more (--all lists them)\n", len(v.Matches)-i)
			break
		}
		m := &v.Matches[i]
		line := fmt.Sprintf("  %-20s  %s  %4s alike  %4s of it  %s", Clock(&m.Article), column(m.Article.Source, width),
			percent(m.Jaccard), percent(m.Containment), clean(m.Article.ID))
		if room := t.width() - text.StringWidth(line) - 2; room >= titleWidth {
			line += "  " + text.Trim(clean(title(&m.Article)), room)
		}
		t.printf("%s\n", line)
	}
	return t.err
}

func verdictLine(v *CheckView) string {
	where := ""
	if v.Cluster != "" {
		where = fmt.Sprintf("; cluster %s, %s in %s", v.Cluster, count(v.Size, "article"), count(v.Outlets, "outlet"))
	}
	switch {
	case v.Unusable:
		return "can't tell: no article was found in the page"
	case v.Verdict == "copy":
		return fmt.Sprintf("copy: %s of it stands in another article%s", percent(v.Copied), where)
	case v.Verdict == "part":
		return fmt.Sprintf("part: %s of it stands in another article%s", percent(v.Copied), where)
	case v.Verdict == "related":
		return "related: too little in common to call it a copy" + where
	}
	return "none: no copy found among " + count(v.Stored, "article")
}

// Compare writes what two articles share.
func (t *Text) Compare(a, b *article.Article, c *Comparison) error {
	t.printf("%s\n", t.bold(c.Verdict+": "+compareLine(c)))
	t.printf("  a  %-20s  %s  %s\n", Clock(a), clean(a.Source), text.Trim(clean(title(a)), t.width()-30))
	t.printf("  b  %-20s  %s  %s\n", Clock(b), clean(b.Source), text.Trim(clean(title(b)), t.width()-30))
	t.printf("  %s alike; %s of a is in b, %s of b is in a (%d shingles of %d and %d)\n", percent(c.Jaccard),
		percent(c.ContainmentA), percent(c.ContainmentB), c.Common, c.SizeA, c.SizeB)
	return t.err
}

func compareLine(c *Comparison) string {
	switch c.Verdict {
	case "copy":
		return "the same text"
	case "part":
		return "a part of the text is the same"
	case "related":
		return "some words in common"
	}
	return "nothing in common"
}

// A Comparison is a line of compare --json.
type Comparison struct {
	Schema       string    `json:"schema"`
	A            string    `json:"a"`
	B            string    `json:"b"`
	Verdict      string    `json:"verdict"`
	P            float64   `json:"p"`
	Jaccard      float64   `json:"jaccard"`
	ContainmentA float64   `json:"containment_a"`
	ContainmentB float64   `json:"containment_b"`
	MatchedWords int       `json:"matched_words"`
	Passages     int       `json:"passages"`
	Kind         string    `json:"kind"`
	Direction    Direction `json:"direction"`
	Common       int       `json:"-"`
	SizeA        int       `json:"-"`
	SizeB        int       `json:"-"`
}

// A Direction says who had a text first; null where that is not traced.
type Direction struct {
	PAFirst *float64 `json:"p_a_first"`
}

// Clock formats the best known time of an article as it is known: a date
// stays a date.
func Clock(a *article.Article) string {
	s := a.Clock().String()
	if s == "" {
		return "no date"
	}
	return s
}

// title returns what to call an article: its headline or where it stands.
func title(a *article.Article) string {
	switch {
	case strings.TrimSpace(a.Title) != "":
		return a.Title
	case a.URL != "":
		return a.URL
	}
	return a.ID
}

// column pads or cuts s to a width in columns.
func column(s string, width int) string {
	s = text.Trim(clean(s), width)
	return text.Pad(s, width, ' ')
}

// clean replaces what could move the cursor, reverse the line or hide text: the
// words of an article are not ours.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != 0x200C && r != 0x200D:
			return '\uFFFD'
		}
		return r
	}, s)
}

func percent(x float64) string {
	if x > .995 && x < 1 {
		return "99%" // never rounded up to "the same"
	}
	return fmt.Sprintf("%.0f%%", 100*x)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (t *Text) width() int {
	if t.Width > 0 {
		return t.Width
	}
	return 100
}

func (t *Text) bold(s string) string {
	if !t.Color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (t *Text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.Out, format, args...)
	}
}
