package corpus

import (
	"iter"
	"strconv"
	"strings"
)

// Template is the kind of the articles of [Flood]: all are made from one text,
// none is a copy of another.
const Template Kind = "template"

// The template of a flood: some 170 words, 12 of them different in each article.
// Two of its articles have a Jaccard similarity of word shingles of .4 to .6, about the
// bound of near-duplicates: the bands bring very many of them together.
const (
	floodSentences = 12
	floodFigures   = 8
	floodNames     = 4
)

// Flood yields n articles made from one template, as an agency's machine writes
// reports of matches, weather stations or shares: what an attacker, or a crawl that
// went wrong, gives a program that looks for copies. They are the same for the
// same seed, and a longer sequence begins with the shorter one.
func Flood(seed uint64, n int) iter.Seq[Doc] {
	return func(yield func(Doc) bool) {
		g := newGenerator(seed)
		t := g.template()
		for i := range n {
			d := g.framed(i, &g.out[g.rng.IntN(outlets)])
			d.Kind, d.Title = Template, t.title
			d.Text = t.fill(g)
			if !yield(d) {
				return
			}
		}
	}
}

// A template is a text with slots between its pieces.
type template struct {
	title  string
	pieces []string
	figure []bool // by slot: a figure, not a name
}

// template makes a template: one slot a sentence.
func (g *generator) template() template {
	t := template{title: g.title()}
	var b strings.Builder
	for i := range floodSentences {
		g.toks = g.sentence(g.toks[:0], 14)
		words := strings.Fields(string(g.appendText(nil, g.toks, false)))
		at := 3 + g.rng.IntN(len(words)-6)
		b.WriteString(strings.Join(words[:at], " ") + " ")
		t.pieces = append(t.pieces, b.String())
		t.figure = append(t.figure, i%(floodFigures+floodNames) < floodFigures)
		b.Reset()
		b.WriteString(" " + strings.Join(words[at:], " "))
		if i%3 == 2 {
			b.WriteString("\n\n")
		} else {
			b.WriteString(" ")
		}
	}
	t.pieces = append(t.pieces, strings.TrimSpace(b.String()))
	return t
}

// fill makes an article's text.
func (t *template) fill(g *generator) string {
	var b strings.Builder
	for i, figure := range t.figure {
		b.WriteString(t.pieces[i])
		if figure {
			b.WriteString(strconv.Itoa(1 + g.rng.IntN(99_999)))
		} else {
			b.WriteString(g.words.list[2000+g.rng.IntN(20_000)])
		}
	}
	b.WriteString(" " + t.pieces[len(t.pieces)-1])
	return b.String()
}
