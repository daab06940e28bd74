package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/diff"
)

// maxText bounds the text that is printed, in runes: the length of a novel. The rest is cut, and the
// page says so.
const maxText = 400_000

// An articleText is a text by owner.
type articleText struct {
	Paragraphs [][]articleRun
	Passages   []articlePassage
	Shares     []articleShare // of its words, by owner
	Words      int
	Runes      int  // of the whole text
	Cut        bool // the end is not printed
	Title      string
	Furniture  int // passages
}

// An articleRun is a piece of a paragraph with one owner.
type articleRun struct {
	Text   string
	Owner  string // own, agency, other, nowhere or furniture; empty: between passages
	N      int    // passage, from 1; 0: none
	First  bool   // it begins the passage
	Credit int    // it is a part of this credit; 0: none
	Begins bool   // and begins it
}

// An articlePassage is a passage for the list.
type articlePassage struct {
	*report.PassageView
	N      int
	Kind   string // as articleRun.Owner
	Whose  string
	Chance string // how likely it was taken from there; empty: nothing is known
	Begins string // its first words
}

// An articleShare is what part of the words one kind of owner has.
type articleShare struct {
	Kind, Name, Share string
	Words             int
	X, Width          string // in a drawing 100 wide
}

func newArticleText(c *articleCluster, v *report.ArticleView, credits []articleCredit) *articleText {
	runes := []rune(v.Article.Text)
	out := &articleText{Runes: len(runes)}
	if len(runes) > maxText {
		runes, out.Cut = runes[:maxText], true
	}
	at, list := 0, v.Passages
	if len(list) == 0 {
		list = markedPassages(&v.Article)
	}
	for i := range list {
		p := &list[i]
		if p.Start < at || p.End > len(runes) || p.End <= p.Start {
			continue
		}
		at = p.End
		kind, whose := passageOwner(c, v, p)
		out.Passages = append(out.Passages, articlePassage{
			PassageView: p, N: len(out.Passages) + 1, Kind: kind, Whose: whose, Chance: passageChance(p), Begins: beginning(runes[p.Start:p.End]),
		})
		if kind == "furniture" {
			out.Furniture++
		}
		out.Words += p.Words
	}
	marks := creditMarks(credits, len(runes))
	out.Paragraphs = paragraphsOf(runes, out.Passages, marks)
	out.share()
	return out
}

// markedPassages returns the furniture that is marked in an article about which nothing else is
// known.
func markedPassages(a *article.Article) []report.PassageView {
	var out []report.PassageView
	for i, s := range markedFurniture(a) {
		out = append(out, report.PassageView{Start: s.Start, End: s.End, Owner: "furniture", Furniture: a.Furniture[i].Kind.String()})
	}
	return out
}

// passageOwner says whose a passage is, by the rules of the period's shares in doc/report.md.
func passageOwner(c *articleCluster, v *report.ArticleView, p *report.PassageView) (kind, whose string) {
	switch p.Owner {
	case "furniture":
		return "furniture", "Furniture: " + report.FurnitureName(p.Furniture)
	case "cluster":
	default:
		return "own", "Its own text: no other article here has it"
	}
	elsewhere := p.Cluster != v.Cluster && v.Cluster != ""
	switch {
	case elsewhere && p.Outlet == "":
		return "nowhere", "Text of another cluster, its source is not known"
	case elsewhere:
		return "other", "Another outlet’s, of another story"
	case v.Agency != "" && v.Traced != nil && v.Traced.Feed:
		return "agency", isolated(cmp.Or(v.AgencyName, v.Agency)) + ", whose own outlet this is"
	case v.Agency != "":
		return "agency", isolated(cmp.Or(v.AgencyName, v.Agency)) + "’s (" + likely(v.AgencyP) + ")"
	case v.Source != nil && v.Source.Parent != unseenParent && v.Parent != nil && v.Parent.Article.Source == v.Article.Source:
		return "own", "This outlet’s, in an earlier article"
	case v.Source != nil && v.Source.Parent != unseenParent, v.Cluster == "" && p.Outlet != "":
		return "other", "Another outlet’s"
	case c != nil && c.rec.Origin.Article != nil && *c.rec.Origin.Article == v.Article.ID:
		return "own", "First printed here, as far as the collection can tell; others have it too"
	}
	return "nowhere", "From a source that is not in the collection; others here have it too"
}

// unseenParent is the id that records give a source that is not in the store.
const unseenParent = "unseen"

func passageChance(p *report.PassageView) string {
	if p.From == nil || p.P <= 0 {
		return ""
	}
	return likely(p.P)
}

// beginning returns the first words of a run.
func beginning(r []rune) string { return short(legible(string(r[:min(len(r), 200)])), 60) }

// creditMarks returns the places of credits in the text, disjoint, and marks them as shown.
func creditMarks(credits []articleCredit, runes int) []*articleCredit {
	var in []*articleCredit
	for i := range credits {
		c := &credits[i]
		if c.Field == "text" && c.Start >= 0 && c.Start < c.End && c.End <= runes {
			in = append(in, c)
		}
	}
	slices.SortStableFunc(in, func(a, b *articleCredit) int { return a.Start - b.Start })
	at, out := 0, in[:0]
	for _, c := range in {
		if c.Start >= at {
			c.Shown, at = true, c.End
			out = append(out, c)
		}
	}
	return out
}

// paragraphsOf parts a text at its line ends, at the ends of passages and at credits.
func paragraphsOf(runes []rune, passages []articlePassage, credits []*articleCredit) [][]articleRun {
	var out [][]articleRun
	var open []articleRun
	end := func() {
		if slices.ContainsFunc(open, func(r articleRun) bool { return strings.TrimSpace(r.Text) != "" }) {
			out = append(out, open)
		}
		open = nil
	}
	seen, marked := 0, 0
	lines := linesOf(runes)
	for at := 0; at < len(runes); {
		if len(lines) > 0 && lines[0] == at {
			end()
			lines = lines[1:]
		}
		if runes[at] == '\n' {
			at++
			continue
		}
		stop := len(runes)
		run := articleRun{}
		for len(passages) > 0 && passages[0].End <= at {
			passages = passages[1:]
		}
		if len(passages) > 0 {
			if p := &passages[0]; p.Start <= at {
				run.Owner, run.N, stop = p.Kind, p.N, p.End
			} else {
				stop = p.Start
			}
		}
		for len(credits) > 0 && credits[0].End <= at {
			credits = credits[1:]
		}
		if len(credits) > 0 {
			if c := credits[0]; c.Start <= at {
				run.Credit, stop = c.N, min(stop, c.End)
			} else {
				stop = min(stop, c.Start)
			}
		}
		if len(lines) > 0 {
			stop = min(stop, lines[0])
		}
		run.Text = visible(runes[at:stop])
		run.First, run.Begins = run.N > seen, run.Credit > 0 && run.Credit != marked
		seen = max(seen, run.N)
		if run.Begins {
			marked = run.Credit
		}
		open = append(open, run)
		at = stop
	}
	end()
	return out
}

// A paragraph of more than longLine runes is broken at sentences, at least lineRunes after one
// another: texts that lost their line ends are one block otherwise.
const (
	longLine  = 1200
	lineRunes = 400
)

// linesOf returns where the paragraphs of a text end, and where long ones are broken.
func linesOf(runes []rune) []int {
	var out []int
	for from := 0; from < len(runes); {
		to := len(runes)
		if n := slices.Index(runes[from:], '\n'); n >= 0 {
			to = from + n
		}
		if to-from >= longLine {
			last := from
			for _, at := range diff.Sentences(runes, from, to) {
				if at-last >= lineRunes && to-at >= lineRunes/2 {
					out, last = append(out, at), at
				}
			}
		}
		if to < len(runes) {
			out = append(out, to)
		}
		from = to + 1
	}
	return out
}

// visible makes a piece of a text fit to be printed as it is: what reverses the
// direction or can't be printed becomes U+FFFD, too many marks on one letter go.
func visible(runes []rune) string {
	marks := 0
	var b strings.Builder
	for _, r := range runes {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				continue
			}
			b.WriteRune(r)
			continue
		case r == '\u00ad', r == '\u200b', r == '\u200c', r == '\u200d', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff':
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point):
			r = unicode.ReplacementChar
		}
		marks = 0
		b.WriteRune(r)
	}
	return b.String()
}

// share counts the words of each owner.
func (t *articleText) share() {
	if t.Words == 0 {
		return
	}
	x := 0.0
	var parts []string
	for _, o := range []struct{ kind, name string }{
		{"own", "its own"}, {"agency", "an agency’s"}, {"other", "other outlets’"}, {"nowhere", "a source’s that is not here"},
	} {
		n := 0
		for i := range t.Passages {
			if t.Passages[i].Kind == o.kind {
				n += t.Passages[i].Words
			}
		}
		if n == 0 {
			continue
		}
		width := 100 * float64(n) / float64(t.Words)
		s := articleShare{Kind: o.kind, Name: o.name, Share: percent(width / 100), Words: n, X: fmt.Sprintf("%.2f", x), Width: fmt.Sprintf("%.2f", width)}
		x += width
		t.Shares = append(t.Shares, s)
		parts = append(parts, s.Share+" "+o.name)
	}
	t.Title = "Of " + plural(t.Words, "word") + ": " + strings.Join(parts, ", ")
}
