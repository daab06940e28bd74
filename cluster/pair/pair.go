// Package pair computes the probability that two articles have the same text.
//
// Make a [Text] of each article with [Preparer.Prepare]. [Comparer.Compare] aligns two
// of them and returns the [Evidence]. [Model.LogOdds] turns it into log-odds, and
// [Model.Reasons] lists the reasons for and against. [Model.InContext] scores the pair
// again when clusters are known.
//
// The length of the shared text is not enough. Two reports on one event share quotes
// and figures and are not copies, and a copy that was cut to its lead shares little of
// the longer text. So the evidence also holds whether the texts agree before and after
// the passages, how rare the shared anchors are in the collection, whether the figures
// in the passages agree, and where the passages are in both texts.
//
// The package is pure: it has no access to storage and does not choose the pairs.
package pair

import (
	"math"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/shingle"
)

// A Source is what an article is made from.
type Source struct {
	Text   string
	Skip   []shingle.Range // furniture, sorted, disjoint
	Title  string
	Outlet string
	Second int64 // clock, in seconds since 1970
	Timed  bool  // whether there is a clock
}

// A Text is an article made ready for comparison. It is read-only once prepared
// and then safe for concurrent use.
type Text struct {
	align.Text
	title  []string // words of the headline
	joined string   // the same words with spaces between
	outlet string
	second int64
	timed  bool
}

// Headline returns the words of the headline, with spaces between.
func (t *Text) Headline() string { return t.joined }

// maxTitle bounds the part of a title that is compared, in words. A longer title is a lead.
const maxTitle = 40

// A Preparer makes texts and reuses its buffers. The zero value is ready to use. It is not
// safe for concurrent use.
type Preparer struct {
	shingler shingle.Shingler
}

// Prepare fills t, whose memory it reuses, from s.
func (p *Preparer) Prepare(t *Text, s *Source) {
	p.shingler.Stream(&t.Stream, s.Text, s.Skip)
	t.Prepare(shingle.Spaced(s.Text))
	t.outlet, t.second, t.timed = s.Outlet, s.Second, s.Timed
	t.title, t.joined = t.title[:0], ""
	for i, w := range shingle.Tokens(s.Title, nil) {
		if i == maxTitle {
			break
		}
		t.title = append(t.title, w.Text)
		if i > 0 {
			t.joined += " "
		}
		t.joined += w.Text
	}
}

// Clone returns a copy that takes no more memory than it needs and refers to no other text.
func (t *Text) Clone() Text {
	c := Text{
		Text: t.Text.Clone(), title: slices.Clone(t.title), joined: strings.Clone(t.joined),
		outlet: strings.Clone(t.outlet), second: t.second, timed: t.timed,
	}
	at := 0
	for i, w := range c.title {
		c.title[i] = c.joined[at : at+len(w)]
		at += len(w) + len(" ")
	}
	return c
}

// Bytes returns the memory that t takes.
func (t *Text) Bytes() int { return t.Text.Bytes() + 16*len(t.title) + len(t.joined) + len(t.outlet) }

// Rarity is how rare the shared anchors of a pair are, from the search for candidates. Weights
// are from anchor.Weight. The zero value means "not known".
type Rarity struct {
	Known    bool
	Shared   int     // anchors on the best common diagonal
	Sum      float64 // weight of all shared anchors
	TotalA   float64 // weight of all anchors of A
	TotalB   float64
	AnchorsA int
	AnchorsB int
}

// Evidence is the result of the comparison of a pair.
type Evidence struct {
	Passages []align.Passage // by place in A
	Matched  int             // characters in them that are equal
	LenA     int             // characters of A outside furniture
	LenB     int
	InA, InB Mask // places of the passages in both texts
	Rare     bool // Features has the features that need a collection
	Features [NumFeatures]float64
}

// CoverageA returns the share of A that B has too, in [0,1].
func (e *Evidence) CoverageA() float64 { return ratio(e.Matched, e.LenA) }

// CoverageB returns the share of B that A has too, in [0,1].
func (e *Evidence) CoverageB() float64 { return ratio(e.Matched, e.LenB) }

func ratio(part, whole int) float64 {
	if whole <= 0 {
		return 0
	}
	return min(1, float64(part)/float64(whole))
}

// P returns the probability with log-odds z.
func P(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
