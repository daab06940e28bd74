package dedup

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

const (
	// noticeJaccard is the least similarity of two texts of one outlet that may be the same
	// notice. Its dates and names may differ.
	noticeJaccard = .8
	// relatedShare is the least share of a headline's words that are in a text it is about.
	relatedShare = 1. / 3
	// A text is a notice if one outlet prints it under noticeTitles unrelated headlines, or
	// several outlets together under one more. Without headlines it must be on noticeBare pages.
	noticeTitles = 2
	noticeBare   = 5
	// A text of fewer than noticeWords words that an outlet prints on noticeBare pages is a notice
	// with any headline: "The document has moved here." on 14 pages under "Moved Permanently".
	noticeWords = 12
	// stem is the number of letters at the beginning of a word that are compared, so that
	// inflected forms agree.
	stem = 4
	// fewPages bounds the number of pages of one text that are examined.
	fewPages = 200
)

// setAside removes the texts that are not articles, such as paywalls, consent dialogs, errors and
// placeholders. Outlets print them under headlines that have nothing to do with them.
func (f *full) setAside(pairs []cluster.Pair) error {
	groups := f.repeated(pairs)
	found := make([]bool, len(groups))
	err := f.each(len(groups), func(v *store.View, from, to int) (err error) {
		for i := from; i < to && err == nil; i++ {
			if err = f.ctx.Err(); err == nil {
				found[i], err = f.notice(v, groups[i])
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	out := make([]bool, len(f.texts))
	for i, group := range groups {
		for _, p := range group {
			if out[p] = found[i]; found[i] {
				for _, d := range f.texts[p].members {
					f.pageKinds = append(f.pageKinds, generation.Page{Doc: d, Kind: generation.PageNotice})
				}
			}
		}
	}
	kept := f.texts[:0]
	for p := range f.texts {
		if !out[p] {
			kept = append(kept, f.texts[p])
		}
	}
	f.texts = kept
	slices.SortFunc(f.pageKinds, func(x, y generation.Page) int { return cmp.Compare(x.Doc, y.Doc) })
	return nil
}

// repeated returns groups of positions whose texts are nearly the same, if one outlet printed them
// twice or several outlets three times.
func (f *full) repeated(pairs []cluster.Pair) [][]int32 {
	at := f.positions()
	var edges []cluster.OddsEdge
	for _, p := range pairs {
		a, b := at[p.A], at[p.B]
		if a >= 0 && b >= 0 && a != b && p.Jaccard() >= noticeJaccard && f.shareOutlet(a, b) {
			edges = append(edges, cluster.OddsEdge{A: min(a, b), B: max(a, b)})
		}
	}
	groups := map[int32][]int32{}
	count := map[int32]int{}
	for p, root := range cluster.Tied(len(f.texts), edges) {
		groups[root] = append(groups[root], int32(p))
		count[root] += len(f.texts[p].members)
	}
	var out [][]int32
	for root, g := range groups {
		if count[root] >= noticeTitles {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, slices.Compare[[]int32])
	return out
}

// shareOutlet reports whether an outlet printed both texts.
func (f *full) shareOutlet(a, b int32) bool {
	for _, x := range f.texts[a].members[:min(8, len(f.texts[a].members))] {
		for _, y := range f.texts[b].members[:min(8, len(f.texts[b].members))] {
			if f.table.Source[x] == f.table.Source[y] {
				return true
			}
		}
	}
	return false
}

// notice reports whether the texts at some positions are a notice.
func (f *full) notice(v *store.View, group []int32) (bool, error) {
	var docs []store.Doc
	for _, p := range group {
		docs = append(docs, f.texts[p].members...)
	}
	docs = docs[:min(len(docs), fewPages)]
	pages := map[string]int{} // by outlet
	for _, d := range docs {
		pages[f.table.Outlet(d)]++
	}
	first, words, err := f.stems(v, docs[0])
	if err != nil {
		return false, err
	}
	last := first
	if len(group) > 1 {
		if last, _, err = f.stems(v, f.texts[group[len(group)-1]].doc); err != nil {
			return false, err
		}
	}
	h := headlines{by: map[string][]string{}}
	for i, d := range docs {
		a, err := v.Meta(d)
		if err != nil {
			return false, fmt.Errorf("article %d: %w", d, err)
		}
		text := last // a page may print its headline above the notice
		if i > 0 {
			text = first
		}
		h.add(a.Source, a.Title, text)
	}
	if h.titled == 0 || words < noticeWords {
		for _, n := range pages {
			if n >= noticeBare {
				return true, nil
			}
		}
	}
	return h.notice(), nil
}

// stems returns the beginnings of the words of a stored text, and the number of its words.
func (f *full) stems(v *store.View, d store.Doc) (map[string]bool, int, error) {
	s, err := v.Text(d)
	if err != nil {
		return nil, 0, fmt.Errorf("article %d: %w", d, err)
	}
	tokens := shingle.Tokens(s, nil)
	out := map[string]bool{}
	for _, w := range stemsIn(tokens, shingle.Spaced(s)) {
		out[w] = true
	}
	return out, int(float64(len(tokens)) / shingle.TokensPerWord(s)), nil
}

// stemsOf returns the stems of a text.
func stemsOf(s string) []string { return stemsIn(shingle.Tokens(s, nil), shingle.Spaced(s)) }

// stemsIn returns the beginnings of the longer words, or of all words in a script without spaces.
func stemsIn(tokens []shingle.Token, spaced bool) (out []string) {
	for _, w := range tokens {
		switch n := utf8.RuneCountInString(w.Text); {
		case !spaced:
			out = append(out, w.Text)
		case n > stem:
			out = append(out, string([]rune(w.Text)[:stem]))
		case n == stem:
			out = append(out, w.Text)
		}
	}
	return out
}

// headlines has the headlines of the pages that print one text.
type headlines struct {
	titled  int                 // pages with a headline
	foreign int                 // pages with a headline that is unrelated to the text
	by      map[string][]string // by outlet: distinct unrelated headlines
}

// add counts the headline of a page.
func (h *headlines) add(outlet, title string, text map[string]bool) {
	words := stemsOf(title)
	if len(words) < 2 {
		return
	}
	h.titled++
	if related(words, func(w string) bool { return text[w] }) {
		return
	}
	h.foreign++
	for _, known := range h.by[outlet] {
		others := stemsOf(known)
		if related(words, func(w string) bool { return slices.Contains(others, w) }) {
			return
		}
	}
	h.by[outlet] = append(h.by[outlet], title)
}

// related reports whether has returns true for at least relatedShare of the words.
func related(words []string, has func(string) bool) bool {
	n := 0
	for _, w := range words {
		if has(w) {
			n++
		}
	}
	return float64(n) >= relatedShare*float64(len(words))
}

// notice reports whether the text under the headlines is a notice.
func (h *headlines) notice() bool {
	all, most := 0, 0
	for _, titles := range h.by {
		all += len(titles)
		most = max(most, len(titles))
	}
	return 2*h.foreign >= h.titled && (most >= noticeTitles || all > noticeTitles)
}
