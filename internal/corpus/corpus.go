// Package corpus makes benchmark corpora: any number of news-like articles of
// made-up words, the same for the same seed on every machine.
//
// Most callers range over [Articles] in a benchmark, or over [Lines] for the
// JSON Lines a crawler would deliver; the command in cmd/gencorpus writes them
// to a file. What is made resembles a month of crawls where it matters for
// speed (lengths, vocabulary, share of copies, non-ASCII bytes) and for nothing
// else: recall and precision are measured on other texts.
//
// The package knows nothing of the rest of the program, so that a change there
// cannot change the input of its benchmarks.
package corpus

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"time"
)

// Kind says how an article came about.
type Kind string

// The kinds of articles. Of every ten, about six are Own, one Wire, three are copies.
const (
	Own      Kind = "own"      // written for this article alone
	Wire     Kind = "wire"     // an agency's original, which copies are made of
	Copy     Kind = "copy"     // the original with 0 to 4 % of its words replaced
	Cut      Kind = "cut"      // a copy that ends early
	Extended Kind = "extended" // a copy with paragraphs dropped, added or both
)

// A Doc is one article with the answer to where it is from.
type Doc struct {
	ID        string
	URL       string
	Source    string // the outlet, a name under ".example"
	Title     string
	Published string // RFC 3339, UTC, to the second; ascending
	Fetched   string // RFC 3339, after Published
	Text      string // paragraphs separated by a blank line

	Kind     Kind
	Original string // ID of the article this one is a copy of; empty for Own and Wire
}

const (
	outlets  = 400
	agencies = 8 // the first so many outlets

	// shareCopies and shareWire leave each original three copies in the mean.
	shareCopies = 0.30
	shareWire   = 0.10

	// poolSize is how many originals are open for copying at a time. With one
	// article in ten an original, each stays for about 10,000 articles: a day.
	poolSize = 1000

	// secondsPerArticle is 86,400 s over the 10,000 articles a day of a
	// middling aggregator.
	secondsPerArticle = 8.64
)

// epoch is when the first article appears.
var epoch = time.Date(2024, time.May, 1, 0, 0, 0, 0, time.UTC)

// Articles yields n articles made from seed, in the order of their numbers. A
// longer sequence begins with the shorter one of the same seed. Nothing of what
// is yielded is used again.
func Articles(seed uint64, n int) iter.Seq[Doc] {
	return func(yield func(Doc) bool) {
		g := newGenerator(seed)
		for i := range n {
			if !yield(g.next(i)) {
				return
			}
		}
	}
}

// Lines yields the articles of [Articles] as JSON Lines, each with its line
// end. A line is valid until the next one is asked for.
func Lines(seed uint64, n int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var line []byte
		for d := range Articles(seed, n) {
			line = AppendLine(line[:0], &d)
			if !yield(line) {
				return
			}
		}
	}
}

// A generator makes one sequence of articles.
type generator struct {
	rng   *rand.Rand
	words *vocabulary
	out   []outlet
	pool  []original // open for copying
	buf   []byte     // reused by render
	toks  []token    // reused for what is not kept
}

// An outlet has properties that all of its articles show.
type outlet struct {
	name   string
	curly  bool   // typographic quotes
	footer string // last paragraph of every article, or empty
}

// An original is a wire text that copies are made of.
type original struct {
	id    string
	title string
	toks  []token
}

func newGenerator(seed uint64) *generator {
	rng := rand.New(rand.NewPCG(seed, 0x77697265)) // the second word only has to stay the same
	g := &generator{rng: rng, words: newVocabulary(rng)}
	for i := range outlets {
		o := outlet{
			name:  fmt.Sprintf("%s%d.example", g.words.list[2000+i], i),
			curly: i%2 == 0,
		}
		if i >= agencies && rng.Float64() < 0.6 {
			g.toks = g.sentence(g.toks[:0], 12+rng.IntN(14))
			o.footer = string(g.appendText(nil, g.toks, o.curly))
		}
		g.out = append(g.out, o)
	}
	return g
}

// next makes article i.
func (g *generator) next(i int) Doc {
	var d Doc
	var toks []token
	var o *outlet
	switch u := g.rng.Float64(); {
	case u < shareCopies && len(g.pool) > 0:
		o = &g.out[agencies+g.rng.IntN(outlets-agencies)]
		from := &g.pool[g.popular()]
		d.Original, d.Title = from.id, from.title
		toks, d.Kind = g.edit(from.toks)
		if g.rng.Float64() < 0.5 {
			d.Title = g.title()
		}
	case u < shareCopies+shareWire:
		o, d.Kind, d.Title = &g.out[g.rng.IntN(agencies)], Wire, g.title()
		toks = g.story(nil)
		g.keep(original{id: articleID(i), title: d.Title, toks: toks})
	default:
		o, d.Kind, d.Title = &g.out[agencies+g.rng.IntN(outlets-agencies)], Own, g.title()
		g.toks = g.story(g.toks[:0])
		toks = g.toks
	}
	d.Text = g.text(toks, o, d.Kind)
	f := g.framed(i, o)
	f.Title, f.Text, f.Kind, f.Original = d.Title, d.Text, d.Kind, d.Original
	return f
}

// framed makes article i of an outlet without a text.
func (g *generator) framed(i int, o *outlet) Doc {
	d := Doc{ID: articleID(i), Source: o.name}
	published := epoch.Add(time.Duration(float64(i)*secondsPerArticle) * time.Second)
	d.Published = published.Format(time.RFC3339)
	d.Fetched = published.Add(time.Duration(60+g.rng.IntN(6*3600)) * time.Second).Format(time.RFC3339)
	d.URL = fmt.Sprintf("https://%s/%s/%s-%d", o.name, published.Format("2006/01/02"), g.words.list[g.rng.IntN(2000)], i)
	return d
}

func articleID(i int) string { return fmt.Sprintf("a%08d", i) }

// popular draws an original of the pool. The square makes the low places some
// fifty times as popular as the middle, so that clusters of a hundred copies
// exist next to many of one or two.
func (g *generator) popular() int {
	u := g.rng.Float64()
	return int(u * u * float64(len(g.pool)))
}

// keep opens an original for copying, in the place of a random other one once
// the pool is full.
func (g *generator) keep(o original) {
	if len(g.pool) < poolSize {
		g.pool = append(g.pool, o)
		return
	}
	g.pool[g.rng.IntN(poolSize)] = o
}
