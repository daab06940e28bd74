package score

import (
	"fmt"
	"math"
)

// A Retelling is what two texts have in common without regard to the order of their words.
// It survives rewriting.
type Retelling struct {
	Known bool // whether there is a background
	// Share is the log-odds of the share of the later text that the earlier text has. Near is
	// the log-odds of the share that other articles on the subject have. If the publication
	// times do not show which text is later, both are of the text where Share - Near is less.
	Share, Near float64
	// Rest is the log-odds of the share that the other text has of the words outside of the
	// runs, of the text where it is less.
	Rest float64
	// Taken is n/(n+20) for n shared words that are speech or recur. Outlets that print the
	// same statement write on the same subject without copying.
	Taken float64
	// Apart is 1 if the articles are farDays or more apart: outlets retell a report at once.
	Apart float64
}

// Bounds of a retelling.
const (
	// shortRest is the least length of a usable rest, in grams: about 25 words. A shorter rest
	// counts as that of two texts on different subjects.
	shortRest     = 150
	unrelatedRest = -2
	// leastNear is the least value of the share of other articles, for any sample. It is about
	// what two reports on different subjects share in English, Arabic and Urdu.
	leastNear = .1
)

// shareOdds returns the log-odds of a share. It adds .02 on both sides, so that shares of 0
// and 1 stay finite.
func shareOdds(x float64) float64 { return math.Log((x + .02) / (1.02 - x)) }

// A Side is one of two texts that are compared with the help of a background.
type Side struct {
	Text    *Text
	Content *Content
	Doc     int // its number in the background, or negative if it is not in it
}

// Retell sets e.Retelling. e must be the last result of c.Compare, for the texts of a and b.
func (c *Comparer) Retell(e *Evidence, g *Background, a, b *Side) {
	r := &e.Retelling
	*r = Retelling{}
	if g == nil || g.Len() == 0 {
		return
	}
	used, taken := [2][]bool{c.usedA, c.usedB}, [2][]bool{c.takenA, c.takenB}
	if !a.Text.before(b.Text) {
		used[0], used[1], taken[0], taken[1] = used[1], used[0], taken[1], taken[0]
	}
	var whole [2]Overlap
	rest := 0.0
	for i, s := range [2][2]*Side{{a, b}, {b, a}} {
		whole[i], _ = c.outside(g, s[0], s[1], taken[i])
		part, n := c.outside(g, s[0], s[1], used[i])
		if n < shortRest {
			rest = min(rest, unrelatedRest)
		} else {
			rest = min(rest, shareOdds(part.Share))
		}
	}
	*r = Retelling{Known: true, Rest: rest, Taken: (e.Speech + e.Recurring) / (e.Speech + e.Recurring + takenHalf)}
	r.Share, r.Near = later(a.Text, b.Text, whole)
	if a.Text.day != NoDay && b.Text.day != NoDay && far(a.Text.day, b.Text.day) {
		r.Apart = 1
	}
}

// takenHalf is the number of words of speech and recurring runs at which Taken is one half.
const takenHalf = 20

// outside returns how much of s.Text is in o, and the number of grams of that text. The words
// marked in left are left out.
func (c *Comparer) outside(g *Background, s, o *Side, left []bool) (Overlap, int) {
	c.rest.outside(s.Text, s.Content, left)
	return c.overlaps.Measure(g, &c.rest, o.Content, s.Doc, o.Doc), len(c.rest.grams)
}

// later returns the log-odds of both shares of the later text. If it is not known which text
// is later, it takes the text where share - near is less.
func later(a, b *Text, of [2]Overlap) (share, near float64) {
	var s, n [2]float64
	for i := range of {
		s[i], n[i] = shareOdds(of[i].Share), shareOdds(max(leastNear, of[i].Near))
	}
	i := 1
	switch {
	case a.day == NoDay || b.day == NoDay || a.second == b.second:
		if s[0]-n[0] < s[1]-n[1] {
			i = 0
		}
	case a.second > b.second:
		i = 0
	}
	return s[i], n[i]
}

// Retold weighs a [Retelling].
type Retold struct {
	Bias  float64 `json:"bias"`
	Share float64 `json:"share"`
	Near  float64 `json:"near"`
	Rest  float64 `json:"rest"`
	Taken float64 `json:"taken"`
	Apart float64 `json:"apart"`
}

func (r *Retold) check() error {
	if !(r.Share > 0 && r.Near <= 0 && r.Rest >= 0 && r.Taken <= 0 && r.Apart <= 0) || math.IsNaN(r.Bias) {
		return fmt.Errorf("%w: a weight of what is retold is missing or has the wrong sign: fit it again", ErrModel)
	}
	return nil
}

// LogOdds returns the log-odds that one text was retold from the other.
func (r *Retold) LogOdds(x *Retelling) float64 {
	return r.Bias + r.Share*x.Share + r.Near*x.Near + r.Rest*x.Rest + r.Taken*x.Taken + r.Apart*x.Apart
}

// doubt multiplies log-odds below 0 of a retelling. Reports of one event are somewhat alike
// without being retold, so moderate likeness must not raise the odds of a pair. On labelled
// pairs, each collection left out once, values of 1 to 4 find the same pairs, and 4 has the
// best calibration.
const doubt = 4

// add returns the log-odds z of a pair combined with those of a retelling. Either of the two
// is enough for a pair to be reporting.
func (r *Retold) add(e *Evidence, z float64) float64 {
	if !e.Retelling.Known {
		return z
	}
	y := r.LogOdds(&e.Retelling)
	if y < 0 {
		y *= doubt
	}
	return max(z, y)
}
