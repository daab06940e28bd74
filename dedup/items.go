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

// itemOf returns item i of an article as an article.
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

// onePage is a share of a page that prints several texts. An article that has at least that much of
// the page is a copy of the page, such as a live blog or a long article that is printed twice.
const onePage = .6

// mostItems is the number of pairs of items of two texts that are compared: those that share most.
const mostItems = 4

// An itemPair is an item of each of two texts, by number. [item.Whole] is the whole text.
type itemPair struct{ a, b int }

// itemPairs returns the pairs of items of two texts that share passages, those that share most
// first. A page that is not cut is one item.
func itemPairs(a, b *pair.Text, pa, pb *item.Page, ps []align.Passage) []itemPair {
	count := map[itemPair]int{}
	for _, p := range ps {
		for at := p.A.Start; at < p.A.End; {
			// A piece is within one item of both texts.
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

// itemStep is the precision with which passages are divided among items, in characters.
const itemStep = 32

// itemAt returns the item that contains symbol i of a text.
func itemAt(t *pair.Text, p *item.Page, i int) int {
	if len(p.Items) == 0 {
		return item.Whole
	}
	return p.At(t.Range(align.Span{Start: i, End: i + 1}).Start)
}

// partRarity scales the rarity of whole texts to parts with these shares of their symbols.
func partRarity(r pair.Rarity, shareA, shareB float64) pair.Rarity {
	r.TotalA, r.TotalB = r.TotalA*shareA, r.TotalB*shareB
	r.AnchorsA, r.AnchorsB = int(float64(r.AnchorsA)*shareA), int(float64(r.AnchorsB)*shareB)
	r.Sum = min(r.Sum, max(r.TotalA, r.TotalB))
	r.Shared = min(r.Shared, max(r.AnchorsA, r.AnchorsB))
	return r
}

// lengthShare returns the length of a part as a share of the whole text.
func lengthShare(part, whole *pair.Text) float64 {
	return min(1, float64(part.Len())/float64(max(1, whole.Len())))
}

// storyShare is the least share of the longer of two items that both must have for a page to have
// text of the other's story. A headline and a sentence, as on a front page, are too little.
const storyShare = .35

// hasStory reports whether two items share at least storyShare.
func hasStory(e *pair.Evidence) bool {
	return float64(e.Matched) >= storyShare*float64(max(e.LenA, e.LenB))
}

// A line is a line of a text that can be a headline.
type line struct {
	words      string // as [pair.Text.Headline] has them
	start, end int
}

// A headline has at least headlineWords words and at most headlineBytes bytes. The story begins
// within headlineGap bytes after it; a byline, a place or a time may be between them.
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

// joinWords returns the words of a line with spaces between them, or "" if there are too few.
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

// beginsIn returns where o begins in t: its headline is a line of t, and shared text follows. The
// result goes to the end of the shared text. spans has the places of the shared text in t.
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
