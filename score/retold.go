package score

import (
	"fmt"
	"math"
)

// A Retelling is what two texts have in common whatever the order of their words, as
// rewriting leaves it.
type Retelling struct {
	Known bool // whether there is a background
	// Excess is how much more of the later text the earlier one has than others on the
	// subject have, as a difference of log-odds of shares, in [-3,3]; of the side where
	// it is less if no clock tells which is the later.
	Excess float64
	// Rest are the log-odds of the share of what is said outside of the runs that the
	// other text has, of the side where it is less.
	Rest float64
	// Taken is how much of what is shared is speech or recurs: n/(n+20) of n words. Who
	// prints the same statement writes on the same subject.
	Taken float64
}

// Bounds of a retelling.
const (
	mostExcess = 3
	// shortRest is the length of a rest that tells anything, in grams: some 25 words. A
	// shorter one counts as that of texts on two subjects.
	shortRest     = 150
	strangersRest = -2
	// leastNear is the share that others have at the least, whatever the sample holds:
	// about as much as two reports on different subjects share in English, Arabic and Urdu.
	leastNear = .1
)

// shareOdds returns the log-odds of a share, as if a fiftieth more were shared and a
// fiftieth more were not.
func shareOdds(x float64) float64 { return math.Log((x + .02) / (1.02 - x)) }

// excess returns how much more of an article the other one has than others have.
func (s *Overlap) excess() float64 {
	x := shareOdds(s.Share) - shareOdds(max(leastNear, s.Near))
	return max(-mostExcess, min(mostExcess, x))
}

// A Side is one of two texts that are compared in front of a background.
type Side struct {
	Text    *Text
	Content *Content
	Doc     int // its number in the background, below 0 if it is not in it
}

// Retell computes the Retelling of e, the last evidence that c found in a and b.
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
	var excess [2]float64
	rest := 0.0
	for i, s := range [2][2]*Side{{a, b}, {b, a}} {
		whole, _ := c.outside(g, s[0], s[1], taken[i])
		excess[i] = whole.excess()
		part, n := c.outside(g, s[0], s[1], used[i])
		if n < shortRest {
			rest = min(rest, strangersRest)
		} else {
			rest = min(rest, shareOdds(part.Share))
		}
	}
	away := e.Speech + e.Recurring
	*r = Retelling{Known: true, Excess: later(a.Text, b.Text, excess), Rest: rest, Taken: away / (away + netHalf)}
}

// outside returns how much of the text of s outside of the words left out is in o, and the number
// of its grams.
func (c *Comparer) outside(g *Background, s, o *Side, left []bool) (Overlap, int) {
	c.rest.outside(s.Text, s.Content, left)
	return c.overlaps.Measure(g, &c.rest, o.Content, s.Doc, o.Doc), len(c.rest.grams)
}

// later returns the value of the later text, the lesser one if that is not known.
func later(a, b *Text, of [2]float64) float64 {
	switch {
	case a.day == NoDay || b.day == NoDay || a.second == b.second:
		return min(of[0], of[1])
	case a.second > b.second:
		return of[0]
	}
	return of[1]
}

// Retold weighs a [Retelling].
type Retold struct {
	Bias   float64 `json:"bias"`
	Excess float64 `json:"excess"`
	Rest   float64 `json:"rest"`
	Taken  float64 `json:"taken"`
}

func (r *Retold) check() error {
	if !(r.Excess >= 0 && r.Rest >= 0 && r.Taken <= 0) || math.IsNaN(r.Bias) {
		return fmt.Errorf("%w: a weight of what is retold is missing or has the wrong sign: fit it again", ErrModel)
	}
	return nil
}

// LogOdds returns the log-odds that one text was retold from the other.
func (r *Retold) LogOdds(x *Retelling) float64 {
	return r.Bias + r.Excess*x.Excess + r.Rest*x.Rest + r.Taken*x.Taken
}

// doubt is how much faster log-odds below 0 fall: texts that are not very alike are no sign
// of a retelling, and reports of one event are somewhat alike. With 4 to 8 the area under the
// curve on labelled pairs is .974 (each collection left out once), with 1 it is .967.
const doubt = 4

// add returns the log-odds with what a retelling adds: either is enough.
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
