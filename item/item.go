// Package item cuts a page that prints several texts into its items: the entries of a
// live blog, the stories of a digest, the article loaded below another one, and
// pieces of a very long page.
//
// [Cut] takes a text and the places where other articles begin in it, which the caller
// has found. It returns the items, and which of them is the article itself.
//
// The package is pure. It does not compare articles.
package item

import (
	"cmp"
	"slices"
)

// An Item is a part of a text that is compared by itself, in bytes, half-open.
type Item struct {
	Start, End int
	Head       int // where its headline ends; 0: it has none
}

// Values of Page.Home for pages without one item that is the article.
const (
	// Whole is the Home of a page that is one article and was cut only because of its length.
	Whole = -1
	// None is the Home of a page that prints several texts and is none of them.
	None = -2
	// Others is the Home of a page that prints only other articles. Front is the Home of a page
	// that prints only a headline and a sentence of each.
	Others = -3
	Front  = -4
)

// A Page is a text that was cut. The zero value is a text that is not cut.
type Page struct {
	Items []Item // in order, disjoint
	Home  int    // the item that is the article, or one of the above
}

// Several reports whether the page prints several texts and is none of them.
func (p *Page) Several() bool { return p.Cut() && p.Home <= None }

// Cut reports whether the text is cut.
func (p *Page) Cut() bool { return len(p.Items) > 0 }

// IsHome reports whether the article is in item i.
func (p *Page) IsHome(i int) bool { return !p.Cut() || p.Home == Whole || p.Home == i }

// At returns the number of the item that contains byte at, or -1.
func (p *Page) At(at int) int {
	i, ok := slices.BinarySearchFunc(p.Items, at, func(x Item, at int) int { return x.Start - at })
	if !ok {
		i--
	}
	if i < 0 || at >= p.Items[i].End {
		return -1
	}
	return i
}

const (
	// longPage is the least number of words of a page that is cut without signs of several texts.
	// A page with endlessPage words or more is not a single article: of 13,523 pages of the German
	// press, those with more are live blogs.
	longPage    = 1500
	endlessPage = 6000
	// ownWords is the least number of words before the first headline of another article that
	// are an article themselves. A page with such words and manyStories headlines is a front page
	// or a roundup, unless the words are half of the page.
	ownWords    = 40
	manyStories = 3
	// frontWords is the mean number of words of each story from which on a page is more than a
	// front page.
	frontWords = 50
	// foundShare is the least share of the text after the first headline that must be in other
	// articles, so that a teaser within an article does not cut it.
	foundShare = 1. / 3
	// Items of more than longItem words are cut into pieces of about pieceWords.
	longItem   = 600
	pieceWords = 300
)

// Cut cuts a text. found has the places of other articles in it: from a line that is the headline
// of another article to the end of that article's text.
func Cut(text string, found []Item) Page {
	if at := entries(text); at != nil {
		return Page{Items: pieces(text, between(at, len(text))), Home: None}
	}
	if p, ok := headed(text, join(found)); ok {
		return p
	}
	return long(text)
}

// join sorts the found items and drops those that overlap.
func join(found []Item) []Item {
	found = slices.Clone(found)
	slices.SortFunc(found, func(a, b Item) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	var out []Item
	for _, x := range found {
		if n := len(out); n > 0 && x.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, x.End)
			continue
		}
		out = append(out, x)
	}
	return out
}

// headed cuts at headlines of other articles.
func headed(text string, found []Item) (Page, bool) {
	if len(found) == 0 {
		return Page{}, false
	}
	own, known, itemWords := Item{End: found[0].Start}, 0, 0.0
	stories := slices.Clone(found)
	for i, x := range found {
		known += x.End - x.Start
		itemWords += countWords(text[x.Start:x.End])
		stories[i].End = len(text)
		if i > 0 {
			stories[i-1].End = x.Start
		}
	}
	if float64(known) < foundShare*float64(len(text)-own.End) {
		return Page{}, false
	}
	items := pieces(text, stories)
	before, after := countWords(text[:own.End]), countWords(text[own.End:])
	switch {
	case before >= ownWords && (len(found) < manyStories || before >= after):
		return Page{Items: slices.Insert(items, 0, own), Home: 0}, true
	case len(found) > 1 && itemWords < frontWords*float64(len(found)):
		return Page{Items: items, Home: Front}, true
	case len(found) > 1:
		return Page{Items: items, Home: Others}, true
	}
	return Page{}, false // a text with its own headline above it
}

// long cuts a long text without signs of several texts.
func long(text string) Page {
	if len(text) < 4*longPage { // bytes: most texts need not be read
		return Page{}
	}
	n := countWords(text)
	if n < longPage {
		return Page{}
	}
	p := Page{Items: pieces(text, []Item{{End: len(text)}}), Home: Whole}
	if n >= endlessPage {
		p.Home = None
	}
	return p
}

// between returns the items that begin at some places and end at the next.
func between(starts []int, end int) []Item {
	out := make([]Item, len(starts))
	for i, at := range starts {
		out[i] = Item{Start: at, End: end}
		if i > 0 {
			out[i-1].End = at
		}
	}
	return out
}

// pieces cuts items that are long into pieces that end with a sentence. Where no sentence ends
// within twice its length, a piece ends with a word.
func pieces(text string, items []Item) []Item {
	var out []Item
	for _, x := range items {
		body := text[x.Start:x.End]
		rest := countWords(body)
		if rest <= longItem {
			out = append(out, x)
			continue
		}
		start, n, head := x.Start, 0.0, x.Head
		for w := range words(body) {
			if n >= pieceWords && (w.first || n >= 2*pieceWords) && rest >= pieceWords/2 {
				out = append(out, Item{start, x.Start + w.at, head})
				start, n, head = x.Start+w.at, 0, 0
			}
			n += w.weight
			rest -= w.weight
		}
		out = append(out, Item{start, x.End, head})
	}
	return out
}
