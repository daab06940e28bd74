package page

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/diff"
)

// An articleAgainst is a comparison with one other article.
type articleAgainst struct {
	Key      string // chosen, parent, origin or nearest
	Role     string // in words
	Other    *article.Article
	Title    string
	Figures  string // of the record; empty: none
	Headline []articlePart
	Credit   string
	Items    []articleItem
	Result   *diff.Result
	Same     bool // nothing differs
	Hidden   bool // one of the texts is not for publication: nothing was compared
}

// An articleItem is a stretch of a comparison, in reading order.
type articleItem struct {
	Kind       string // same, edited, added, cut, moved or away
	Key        string // of the comparison
	Paragraphs [][]articlePart
	Fold       bool
	Begins     string // first words of what is folded
	Words      int
	Move       int
	Later      bool // what was moved is further down than here
	Here       string
	There      string
	Dir        string // ltr or rtl: how its text runs
}

// An articlePart is a run of words that both have (Kind is empty), or that were added
// (ins) or cut (del).
type articlePart struct{ Kind, Text string }

// compare shows the text with the differences from its sources.
func (p *articlePage) compare(v *report.ArticleView) {
	skip := furnitureOf(v)
	if v.Chosen != nil {
		p.Against = append(p.Against, newAgainst("chosen", "the copy that you chose", v, v.Chosen, skip, v.FromChosen))
	}
	if v.Parent != nil {
		role := "the source"
		switch {
		case v.Source != nil && v.Traced != nil && openSource(v):
			role = "the best candidate for its source"
		case v.Parent == v.Origin:
			role = "the source, which is the original"
		}
		p.Against = append(p.Against, newAgainst("parent", role, v, v.Parent, skip, v.Traced.FromParent))
	}
	if v.Origin != nil && v.Origin != v.Parent {
		p.Against = append(p.Against, newAgainst("origin", "the original", v, v.Origin, skip, v.Traced.FromOrigin))
	}
	if v.Nearest != nil {
		p.Against = append(p.Against, newAgainst("nearest", "the nearest copy here, which need not be its source", v, v.Nearest, skip, v.FromNearest))
	}
}

// furnitureOf returns the furniture of an article, in runes.
func furnitureOf(v *report.ArticleView) []diff.Span {
	var out []diff.Span
	for i := range v.Passages {
		if p := &v.Passages[i]; p.Owner == "furniture" {
			out = append(out, diff.Span{Start: p.Start, End: p.End})
		}
	}
	return out
}

// markedFurniture returns what is marked as furniture in an article, in runes.
func markedFurniture(a *article.Article) []diff.Span {
	at := make([]int, 0, 2*len(a.Furniture))
	for _, f := range a.Furniture {
		at = append(at, f.Start, f.End)
	}
	article.RuneOffsets(a.Text, at)
	out := make([]diff.Span, len(a.Furniture))
	for i := range out {
		out[i] = diff.Span{Start: at[2*i], End: at[2*i+1]}
	}
	return out
}

func newAgainst(key, role string, v *report.ArticleView, o *report.TextView, skip []diff.Span, d *report.Delta) *articleAgainst {
	out := &articleAgainst{Key: key, Role: role, Other: &o.Article, Title: articleTitle(&o.Article), Figures: deltaWords(d)}
	if v.Article.Text == "" || o.Article.Text == "" {
		out.Hidden = true
		return out
	}
	now := diff.Text{Runes: []rune(v.Article.Text), Skip: skip}
	old := diff.Text{Runes: []rune(o.Article.Text)}
	for _, f := range o.Furniture {
		old.Skip = append(old.Skip, diff.Span{Start: f.Start, End: f.End})
	}
	shared := make([]diff.Match, len(o.Shared))
	for i, w := range o.Shared {
		shared[i] = diff.Match{New: diff.Span{Start: w.Start, End: w.End}, Old: diff.Span{Start: w.In, End: w.InEnd}, Words: w.Words}
	}
	out.Result = diff.Compare(now, old, shared)
	out.Same = !out.Result.TooLong && out.Result.Added == 0 && out.Result.Cut == 0 && out.Result.Moved == 0
	out.Items = items(key, now.Runes, old.Runes, out.Result.Blocks)
	if v.Article.Title != "" && o.Article.Title != "" {
		a, b := []rune(short(legible(v.Article.Title), maxTitle)), []rune(short(legible(o.Article.Title), maxTitle))
		for _, x := range diff.Compare(diff.Text{Runes: a}, diff.Text{Runes: b}, nil).Blocks {
			for _, part := range slices.Concat(partsOf(a, b, x.Ops)...) {
				out.Headline = appendPart(out.Headline, part)
			}
		}
	}
	return out
}

// deltaWords writes the figures of the record.
func deltaWords(d *report.Delta) string {
	if d == nil {
		return ""
	}
	s := fmt.Sprintf("%s kept, %s of the other’s cut, %s added", plural(d.Kept.Words, "word"), report.Number(d.Cut.Words), report.Number(d.Added.Words))
	if d.Moved.Words > 0 {
		s += ", " + report.Number(d.Moved.Words) + " of those kept moved"
	}
	switch d.Headline {
	case "kept":
		s += "; same headline"
	case "changed":
		s += "; headline changed"
	}
	switch d.Credit {
	case "kept", "dropped", "added", "changed":
		s += "; agency credit " + d.Credit
	}
	return s + "."
}

// foldWords is from how many words on a stretch that is the same is folded: some three
// lines.
const foldWords = 40

// maxMarksAlone is up to how many characters of punctuation that are added or cut on their own
// are not printed: what is left over where a sentence was moved.
const maxMarksAlone = 8

// items makes of blocks what is printed: stretches that are the same as one, folded if they
// are long.
func items(key string, now, old []rune, blocks []diff.Block) []articleItem {
	var out []articleItem
	here := map[int]int{} // of moves
	for i := range blocks {
		if blocks[i].Kind == diff.MovedHere {
			here[blocks[i].Move] = blocks[i].New.Start
		}
	}
	at := 0 // in now
	for i := range blocks {
		b := &blocks[i]
		item := articleItem{Kind: kindName(b.Kind), Key: key, Words: b.Words, Move: b.Move, Here: place(b.New), There: place(b.Old)}
		if b.Kind == diff.MovedAway {
			item.Later = here[b.Move] >= at
			item.Begins = beginning(old[b.Old.Start:b.Old.End])
			out = append(out, item)
			continue
		}
		at = max(at, b.New.End)
		if b.Words == 0 && b.Kind != diff.Same && b.New.Len()+b.Old.Len() <= maxMarksAlone {
			continue
		}
		if item.Paragraphs = partsOf(now, old, b.Ops); len(item.Paragraphs) == 0 {
			continue
		}
		if n := len(out); n > 0 && item.Kind == "same" && out[n-1].Kind == "same" {
			last := &out[n-1]
			last.Paragraphs, last.Words = append(last.Paragraphs, item.Paragraphs...), last.Words+item.Words
			last.Here, last.There = extend(last.Here, item.Here), extend(last.There, item.There)
			continue
		}
		out = append(out, item)
	}
	for i := range out {
		out[i].Dir = direction(&out[i])
		if o := &out[i]; o.Kind == "same" && o.Words >= foldWords {
			o.Fold, o.Begins = true, short(o.Paragraphs[0][0].Text, 60)
		}
	}
	return out
}

// direction returns how a text runs: as its first letter does.
func direction(o *articleItem) string {
	for _, p := range append(o.Paragraphs, []articlePart{{Text: o.Begins}}) {
		for i := range p {
			if d := runs(p[i].Text); d != "" {
				return d
			}
		}
	}
	return "ltr"
}

// runs returns rtl or ltr, as the first letter of a text runs; "" if it has none.
func runs(text string) string {
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
		case unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko):
			return "rtl"
		default:
			return "ltr"
		}
	}
	return ""
}

func kindName(k diff.Kind) string {
	return [...]string{diff.Same: "same", diff.Added: "added", diff.Cut: "cut", diff.Edited: "edited", diff.MovedHere: "moved", diff.MovedAway: "away"}[k]
}

// place writes a span.
func place(s diff.Span) string {
	if s.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("%d–%d", s.Start, s.End)
}

// extend joins two places that follow one another.
func extend(a, b string) string {
	from, _, ok := strings.Cut(a, "–")
	_, to, also := strings.Cut(b, "–")
	if !ok || !also {
		return a + b
	}
	return from + "–" + to
}

// appendPart appends a part, separated by a space if it replaces the last one.
func appendPart(list []articlePart, p articlePart) []articlePart {
	if n := len(list); n > 0 && p.Kind == "ins" && list[n-1].Kind == "del" {
		list[n-1].Text = strings.TrimRight(list[n-1].Text, " ") + " "
	}
	return append(list, p)
}

// partsOf returns the runs of ops, by paragraph; those without a word to print are left
// out.
func partsOf(now, old []rune, ops []diff.Op) [][]articlePart {
	var out [][]articlePart
	var open []articlePart
	add := func(kind string, text []rune) {
		if s := visible(text); strings.TrimSpace(s) != "" {
			open = appendPart(open, articlePart{kind, s})
		}
	}
	for _, op := range ops {
		kind, text := "", now[op.New.Start:op.New.End]
		switch op.Kind {
		case diff.Added:
			kind = "ins"
		case diff.Cut:
			kind, text = "del", old[op.Old.Start:op.Old.End]
		case diff.Same, diff.Edited, diff.MovedHere, diff.MovedAway:
		}
		for {
			line := slices.Index(text, '\n')
			if line < 0 || strings.TrimSpace(string(text[line:])) == "" {
				add(kind, text)
				break
			}
			add(kind, text[:line])
			if len(open) > 0 {
				out = append(out, open)
			}
			open, text = nil, text[line+1:]
		}
	}
	if len(open) > 0 {
		out = append(out, open)
	}
	return out
}
