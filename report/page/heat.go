package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/report"
)

// A heat is one text and who has each part of it.
type heat struct {
	Base       string
	Origin     bool
	Members    int
	Outlets    int
	Runes      int
	RTL        bool // the text runs from right to left
	Strip      []heatRect
	Paragraphs []heatParagraph
	Rest       int // runes that are not printed
	Every      []heatQuote
	Nobody     []heatQuote
	MoreEvery  int
	MoreNobody int
}

// A heatRect is a part of the strip.
type heatRect struct{ X, Width, Opacity string }

// A heatParagraph is a paragraph of the text.
type heatParagraph struct {
	Gutter string // how many outlets have it, in figures
	Parts  []heatPart
}

// A heatPart is a run of the text.
type heatPart struct {
	Text       string
	Level      string // h0 to h10; empty: outside of runs
	Furniture  bool
	Start, End int
	Title      string
}

// A heatQuote is a run that everybody or nobody has.
type heatQuote struct {
	Text       string
	Start, End int
	Cut        bool
}

const (
	// maxHeat bounds the text that is printed, in runes: 20 times a usual article.
	maxHeat = 60_000
	// maxQuotes is how many runs are listed.
	maxQuotes = 6
	// quoteRunes is how much of a run is quoted.
	quoteRunes = 240
	// quoteLeast leaves out runs of a word or two.
	quoteLeast = 20
	stripWidth = 1000
)

// newHeat shows how a text survived; nil: there is none, or nothing to compare it with.
func newHeat(s *report.Survival) *heat {
	if s == nil || s.Members == 0 || len(s.Runs) == 0 {
		return nil
	}
	text := []rune(s.Text)
	h := &heat{Base: legible(s.Base), Origin: s.Origin, Members: s.Members, Outlets: s.Outlets, Runes: len(text), RTL: runs(s.Text) == "rtl"}
	list := usable(s.Runs, len(text))
	for _, r := range list {
		h.Strip = append(h.Strip, heatRect{
			X:     fmt.Sprintf("%.1f", stripWidth*float64(r.Start)/float64(len(text))),
			Width: fmt.Sprintf("%.1f", max(stripWidth*float64(r.End-r.Start)/float64(len(text)), .5)), Opacity: fmt.Sprintf("%.2f", share(r.Outlets, s.Outlets)),
		})
	}
	h.Every, h.MoreEvery = quotes(text, list, func(r report.SurvivalRun) bool { return r.Outlets == s.Outlets })
	h.Nobody, h.MoreNobody = quotes(text, list, func(r report.SurvivalRun) bool { return r.Members == 0 })
	if len(text) > maxHeat {
		h.Rest = len(text) - maxHeat
		text = text[:maxHeat]
		list = usable(list, len(text))
	}
	h.paragraphs(text, list)
	return h
}

// usable drops runs that are not within the text.
func usable(runs []report.SurvivalRun, n int) []report.SurvivalRun {
	var out []report.SurvivalRun
	at := 0
	for _, r := range runs {
		if r.Start >= at && r.Start < r.End && r.End <= n {
			out = append(out, r)
			at = r.End
		}
	}
	return out
}

func share(n, of int) float64 {
	if of <= 0 {
		return 0
	}
	return min(float64(n)/float64(of), 1)
}

// level returns the step of the colours: h0 nobody, h10 every outlet.
func (h *heat) level(r report.SurvivalRun) string {
	switch {
	case r.Members == 0:
		return "h0"
	case r.Outlets >= h.Outlets:
		return "h10"
	}
	return fmt.Sprintf("h%d", 1+int(share(r.Outlets, h.Outlets)*8.99))
}

// paragraphs lays the runs over the text, a paragraph after the other.
func (h *heat) paragraphs(text []rune, runs []report.SurvivalRun) {
	from := 0
	for _, to := range append(linesOf(text), len(text)) {
		first := 0
		for first < len(runs) && runs[first].End <= from {
			first++
		}
		runs = runs[first:]
		if strings.TrimSpace(string(text[from:to])) != "" {
			h.Paragraphs = append(h.Paragraphs, h.paragraph(text, runs, from, to))
		}
		if from = to; to < len(text) && text[to] == '\n' {
			from++
		}
	}
}

func (h *heat) paragraph(text []rune, runs []report.SurvivalRun, from, to int) heatParagraph {
	var p heatParagraph
	least, most, at := -1, -1, from
	for _, r := range runs {
		if r.Start >= to {
			break
		}
		start, end := max(r.Start, from), min(r.End, to)
		p.plain(text, at, start)
		// A full stop belongs to the words before it; offsets stay those of the record.
		tail := end
		for tail < to && !hasWords(text[tail:tail+1]) && !unicode.Is(unicode.Ps, text[tail]) {
			tail++
		}
		for tail > end && unicode.IsSpace(text[tail-1]) {
			tail--
		}
		p.Parts = append(p.Parts, heatPart{
			Text: string(text[start:tail]), Level: h.level(r), Start: start, End: end,
			Title: fmt.Sprintf("%s, %s; %s, %d–%d", ofAll(r.Outlets, h.Outlets, "outlet"), ofAll(r.Members, h.Members, "article"), isolated(h.Base), r.Start, r.End),
		})
		if least < 0 || r.Outlets < least {
			least = r.Outlets
		}
		most, at = max(most, r.Outlets), tail
	}
	p.plain(text, at, to)
	switch {
	case least < 0:
		p.Gutter = "furniture"
	case least == most:
		p.Gutter = fmt.Sprintf("%d of %d", most, h.Outlets)
	default:
		p.Gutter = fmt.Sprintf("%d–%d of %d", least, most, h.Outlets)
	}
	return p
}

func ofAll(n, all int, what string) string { return fmt.Sprintf("%d of %s", n, plural(all, what)) }

// plain adds what is outside of the runs: punctuation, or furniture if it has words.
func (p *heatParagraph) plain(text []rune, from, to int) {
	if from >= to {
		return
	}
	p.Parts = append(p.Parts, heatPart{Text: string(text[from:to]), Furniture: hasWords(text[from:to]), Start: from, End: to})
}

func hasWords(text []rune) bool {
	return slices.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// quotes returns the longest runs of a kind, joined where nothing but punctuation parts
// them, in the order of the text; and how many more there are.
func quotes(text []rune, runs []report.SurvivalRun, is func(report.SurvivalRun) bool) (list []heatQuote, more int) {
	for _, r := range runs {
		if !is(r) {
			continue
		}
		if n := len(list); n > 0 && !hasWords(text[list[n-1].End:r.Start]) {
			list[n-1].End = r.End
			continue
		}
		list = append(list, heatQuote{Start: r.Start, End: r.End})
	}
	list = slices.DeleteFunc(list, func(q heatQuote) bool { return q.End-q.Start < quoteLeast })
	slices.SortStableFunc(list, func(a, b heatQuote) int { return cmp.Compare(b.End-b.Start, a.End-a.Start) })
	if len(list) > maxQuotes {
		list, more = list[:maxQuotes], len(list)-maxQuotes
	}
	slices.SortFunc(list, func(a, b heatQuote) int { return cmp.Compare(a.Start, b.Start) })
	for i := range list {
		q := &list[i]
		q.Cut = q.End-q.Start > quoteRunes
		q.Text = legible(string(text[q.Start:min(q.End, q.Start+quoteRunes)]))
	}
	return list, more
}
