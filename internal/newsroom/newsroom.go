// Package newsroom makes a simulated press of any size with the truth about
// it: which articles have one text, and who took it from which outlet.
//
// Call [Make]; cmd/mknewsroom writes what it returns as the files that
// "wiretrace evaluate --gold" reads. The texts come from small grammars, one a
// language (lang/*.txt), written for this project; outlets, agencies, people and
// places are made up. What newsrooms do to a text, and how often, is the table
// profiles.tsv. The same options give the same articles on every machine.
//
// The package knows nothing of how copies are found.
package newsroom

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

// Languages returns the languages in which articles are written, as BCP 47 tags.
func Languages() []string { return []string{"en", "de", "sq", "ru", "ar", "zh"} }

// Options say which press to make.
type Options struct {
	Seed    uint64
	Profile string // one of [Profiles]
	Stories int    // events that an agency reported; each makes some nine articles
}

// Root is the parent of an article whose source nobody crawled.
const Root = "ROOT"

// The owners of passages that are of no cluster.
const (
	Own         = "own"         // words of this article alone
	Boilerplate = "boilerplate" // furniture, credits, datelines
)

// ownerShare is the least share of an article's words, without boilerplate,
// that a story must have for the article to be in its cluster.
const ownerShare = .2

// A Passage is a run of an article's text in runes, half-open, with its owner:
// a cluster, [Own] or [Boilerplate].
type Passage struct {
	Start, End int
	Owner      string
}

// An Item is one article with the truth about it.
type Item struct {
	Article  article.Article
	Clusters []string // the one with most of its words first
	Parent   string   // id of the crawled article that it was taken from, or [Root]
	Agency   string   // that sent the text, or empty
	How      string   // original, copy, merged, update, note, own, live
	Passages []Passage
}

// Make returns the articles of a press in the order of their ids, which tell
// nothing else.
func Make(o Options) ([]Item, error) {
	p, err := loadProfile(o.Profile)
	if err != nil {
		return nil, err
	}
	m := &maker{profile: p, grammars: map[string]*grammar{}, recent: map[string][]*draft{}}
	for _, lang := range Languages() {
		if m.grammars[lang], err = loadGrammar(lang); err != nil {
			return nil, err
		}
	}
	m.rng = rand.New(rand.NewPCG(o.Seed, 0))
	m.outlets = newOutlets(m)
	for i := range o.Stories {
		m.rng = rand.New(rand.NewPCG(o.Seed, uint64(i)+1)) // a story does not move when others change
		m.event(i)
	}
	slices.SortFunc(m.items, func(a, b Item) int { return cmp.Compare(a.Article.ID, b.Article.ID) })
	return m.items, nil
}

// A block is a paragraph with its owner. It is made of sentences, or of a line
// that nobody rewrites.
type block struct {
	sentences []sentence
	line      string
	owner     string
	pattern   string // of the grammar that it was drawn from, in stories
}

func (b block) text(between string) string {
	if b.sentences == nil {
		return b.line
	}
	parts := make([]string, len(b.sentences))
	for i, s := range b.sentences {
		parts[i] = s.String()
	}
	return strings.Join(parts, between)
}

// setText joins printed paragraphs into the article's text and notes whose
// they are.
func (it *Item) setText(paras, owners []string) {
	var b strings.Builder
	at := 0
	for i, p := range paras {
		if i+1 < len(paras) {
			p += "\n\n"
		}
		b.WriteString(p)
		n := utf8.RuneCountInString(p)
		if last := len(it.Passages) - 1; last >= 0 && it.Passages[last].Owner == owners[i] {
			it.Passages[last].End += n
		} else {
			it.Passages = append(it.Passages, Passage{at, at + n, owners[i]})
		}
		at += n
	}
	it.Article.Text = b.String()
	it.Clusters = clustersOf(it)
}

// clustersOf returns the stories with at least ownerShare of the words, most
// words first; an article with none of them is alone.
func clustersOf(it *Item) []string {
	share := map[string]int{}
	all := 0
	for _, p := range it.Passages {
		if p.Owner != Boilerplate {
			share[p.Owner] += p.End - p.Start
			all += p.End - p.Start
		}
	}
	var out []string
	for owner, n := range share {
		if owner != Own && float64(n) >= ownerShare*float64(all) {
			out = append(out, owner)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(share[b], share[a]), cmp.Compare(a, b)) })
	if len(out) == 0 {
		out = []string{fmt.Sprintf("alone-%s", it.Article.ID)}
	}
	return out
}
