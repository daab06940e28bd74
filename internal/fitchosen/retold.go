package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A retelling says how somebody who has a report before him writes his own from
// it. The shares are assumptions; each retelling draws its own, so that all from
// light to hardly recognisable are there.
type retelling struct {
	keep  float64 // share of the sentences that are used, mostly from the top
	words float64 // share of the common words that are put otherwise
	names float64 // the same of capitalised words and of what holds a digit
	own   float64 // sentences of other reports, over those that are used
}

func newRetelling(r *rand.Rand) retelling {
	t := retelling{keep: .35 + .65*r.Float64(), words: .3 + .5*r.Float64()}
	t.names = t.words / 3
	if r.IntN(2) == 0 {
		t.own = 1.5 * r.Float64()
	}
	return t
}

// tell returns text retold; others are reports on like subjects, from which the
// other words and the sentences of its own come.
func (t retelling) tell(r *rand.Rand, text string, others []string) string {
	var stock, own []string
	for _, o := range others {
		own = append(own, sentences(o)...)
		stock = append(stock, strings.Fields(o)...)
	}
	if len(stock) == 0 {
		return text
	}
	var out []string
	for i, s := range sentences(text) {
		if i > 0 && r.Float64() > t.keep {
			continue
		}
		out = append(out, t.sentence(r, s, stock))
		for r.Float64() < t.own/(1+t.own) {
			out = append(out, own[r.IntN(len(own))])
		}
	}
	for i := 2; i < len(out); i++ {
		if r.Float64() < t.words/2 {
			out[i-1], out[i] = out[i], out[i-1]
		}
	}
	return strings.Join(out, "\n")
}

// sentence puts one sentence otherwise: other words, parts in another order.
func (t retelling) sentence(r *rand.Rand, s string, stock []string) string {
	parts := strings.Split(s, ", ")
	if len(parts) > 1 && r.Float64() < t.words {
		k := 1 + r.IntN(len(parts)-1)
		parts = slices.Concat(parts[k:], parts[:k])
	}
	var out []string
	for w := range strings.FieldsSeq(strings.Join(parts, ", ")) {
		change := t.words
		if named(w) {
			change = t.names
		}
		switch x := r.Float64(); {
		case x < change*.3: // left out
		case x < change:
			out = append(out, stock[r.IntN(len(stock))])
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// named reports whether a word looks like a name or a figure.
func named(w string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, `"'(`))
	return unicode.IsUpper(first) || strings.ContainsAny(w, "0123456789")
}

// sentences parts a text at full stops before a space; lines that end otherwise
// go on.
func sentences(text string) []string {
	var out []string
	for s := range strings.SplitSeq(strings.Join(strings.Fields(text), " "), ". ") {
		if len(s) > 20 {
			out = append(out, s+".")
		}
	}
	return out
}
