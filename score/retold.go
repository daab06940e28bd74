package score

import (
	"fmt"
	"math"
)

// A Retelling is what two texts have in common whatever the order of their words, as
// rewriting leaves it.
type Retelling struct {
	Known bool // whether there is a background
	// Share are the log-odds of the share of the later text that the earlier one has, and Near
	// those of the share that others on the subject have; of the side where the difference is
	// less if no clock tells which is the later.
	Share, Near float64
	// Rest are the log-odds of the share of what is stated outside of the runs that the
	// other text has, of the side where it is less.
	Rest float64
	// Taken is how much of what is shared is speech or recurs: n/(n+20) of n words. Who
	// prints the same statement writes on the same subject.
	Taken float64
	// Apart is 1 if the articles are farDays or more apart: who retells does so at once.
	Apart float64
}

// Bounds of a retelling.
const (
	// shortRest is the length of a rest that tells anything, in grams: some 25 words. A
	// shorter one counts as that of texts on two subjects.
	shortRest     = 150
	unrelatedRest = -2
	// leastNear is the share that others have at the least, whatever the sample holds:
	// about as much as two reports on different subjects share in English, Arabic and Urdu.
	leastNear = .1
)

// shareOdds returns the log-odds of a share, as if a fiftieth more were shared and a
// fiftieth more were not.
func shareOdds(x float64) float64 { return math.Log((x + .02) / (1.02 - x)) }

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

// takenHalf is the number of words of speech and recurring runs that count half.
const takenHalf = 20

// outside returns how much of the text of s outside of the words left out is in o, and the number
// of its grams.
func (c *Comparer) outside(g *Background, s, o *Side, left []bool) (Overlap, int) {
	c.rest.outside(s.Text, s.Content, left)
	return c.overlaps.Measure(g, &c.rest, o.Content, s.Doc, o.Doc), len(c.rest.grams)
}

// later returns the log-odds of both shares of the later text, of the one with the lesser
// difference if that is not known.
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

// doubt is how much faster log-odds below 0 fall: texts that are not very alike are no sign
// of a retelling, and reports of one event are somewhat alike. On labelled pairs, each collection
// left out once, 1 to 4 make no difference to what is found and 4 has the best calibration.
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
