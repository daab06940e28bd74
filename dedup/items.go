package dedup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/shingle"
)

// itemOf returns the item of an article with a number, as an article.
func itemOf(a *article.Article, p *item.Page, i int) article.Article {
	out, x := *a, p.Items[i]
	out.Text = a.Text[x.Start:x.End]
	if i != p.Home {
		out.Title = strings.TrimSpace(a.Text[x.Start:max(x.Start, x.Head)])
	}
	out.Furniture = nil
	for _, f := range a.Furniture {
		f.Start, f.End = max(f.Start, x.Start)-x.Start, min(f.End, x.End)-x.Start
		if f.Start < f.End {
			out.Furniture = append(out.Furniture, f)
		}
	}
	return out
}

// onePage is the share of a page that prints several texts that another article must have for
// both to be one page: a live blog that is printed twice, or one long article.
const onePage = .6

// mostItems is how many pairs of items of two texts are compared, those that share most.
const mostItems = 4

// An itemPair is an item of each of two texts; [item.Whole]: the text as it is.
type itemPair struct{ a, b int }

// itemPairs returns the items of two texts that their passages lie in, those that share most
// first. A page that is not cut is one item.
func itemPairs(a, b *pair.Text, pa, pb *item.Page, ps []align.Passage) []itemPair {
	count := map[itemPair]int{}
	for _, p := range ps {
		for at := p.A.Start; at < p.A.End; {
			// What follows in the same item of both counts as one piece.
			x := itemPair{itemAt(a, pa, at), itemAt(b, pb, p.B.Start+min(at-p.A.Start, p.B.Len()-1))}
			n := min(p.A.End-at, itemStep)
			count[x] += n
			at += n
		}
	}
	var out []itemPair
	for x := range count {
		out = append(out, x)
	}
	slices.SortFunc(out, func(x, y itemPair) int {
		return cmp.Or(cmp.Compare(count[y], count[x]), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return out[:min(len(out), mostItems)]
}

// itemStep is how exactly passages are parted among items, in characters.
const itemStep = 32

// itemAt returns the item that symbol i of a text lies in.
func itemAt(t *pair.Text, p *item.Page, i int) int {
	if len(p.Items) == 0 {
		return item.Whole
	}
	return p.At(t.Range(align.Span{Start: i, End: i + 1}).Start)
}

// partRarity scales what is known of a whole text to one with a share of its symbols.
func partRarity(r pair.Rarity, shareA, shareB float64) pair.Rarity {
	r.TotalA, r.TotalB = r.TotalA*shareA, r.TotalB*shareB
	r.AnchorsA, r.AnchorsB = int(float64(r.AnchorsA)*shareA), int(float64(r.AnchorsB)*shareB)
	r.Sum = min(r.Sum, max(r.TotalA, r.TotalB))
	r.Shared = min(r.Shared, max(r.AnchorsA, r.AnchorsB))
	return r
}

// lengthShare returns which share of a text a part of it is.
func lengthShare(part, whole *pair.Text) float64 {
	return min(1, float64(part.Len())/float64(max(1, whole.Len())))
}

// storyShare is the share of the longer one of two items that they must have in common for a page
// to have text of the other's story: a headline and a sentence, as on a front, are too little.
const storyShare = .35

// hasStory reports whether two items have that much in common.
func hasStory(e *pair.Evidence) bool {
	return float64(e.Matched) >= storyShare*float64(max(e.LenA, e.LenB))
}

// A line of a text that can be a headline.
type line struct {
	words      string // as [pair.Text.Headline] has them
	start, end int
}

// Headlines have headlineWords to headlineBytes; a story begins within headlineGap bytes behind it:
// a byline, a place, a time.
const (
	headlineWords = 3
	headlineBytes = 200
	headlineGap   = 300
)

// headlineLines appends the lines of a text that can be headlines, if it has several lines.
func headlineLines(dst []line, text string) []line {
	if strings.IndexByte(text, '\n') < 0 {
		return dst
	}
	start := 0
	for s := range strings.SplitSeq(text, "\n") {
		end := start + len(s)
		if n := len(strings.TrimSpace(s)); n > 0 && n <= headlineBytes {
			if words := joinWords(s); words != "" {
				dst = append(dst, line{words, start, end})
			}
		}
		start = end + 1
	}
	return dst
}

// joinWords returns the words of a line with spaces between, or nothing if they are few.
func joinWords(s string) string {
	tokens := shingle.Tokens(s, nil)
	if len(tokens) < headlineWords {
		return ""
	}
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// beginsIn returns where the headline of o is a line of t and what both share follows, up to the
// end of that. spans are the places of what they share in t.
func beginsIn(t, o *ready, spans []align.Span) (item.Item, bool) {
	h := o.Headline()
	if h == "" || h == t.Headline() || len(spans) == 0 {
		return item.Item{}, false
	}
	for _, l := range t.lines {
		if l.words != h {
			continue
		}
		inside, all, first, end := 0, 0, -1, l.end
		for _, s := range spans {
			r := t.Range(s)
			all += s.Len()
			if r.Start < l.start {
				continue
			}
			inside += s.Len()
			if r.End > l.end && (first < 0 || r.Start < first) {
				first = r.Start
			}
			end = max(end, r.End)
		}
		if first >= 0 && first <= l.end+headlineGap && 5*inside >= 4*all {
			return item.Item{Start: l.start, End: end, Head: l.end}, true
		}
	}
	return item.Item{}, false
}
