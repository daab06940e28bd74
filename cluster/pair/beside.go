package pair

import (
	"math"
	"slices"

	"github.com/wiretrace/wiretrace/align"
)

// A Beside is what speaks for and against a pair that someone chose, beside the
// passages that it shares: whether it stands out among articles on its subject,
// whether what is shared is what somebody said, and what the rest of both texts
// has in common, as rewriting leaves it.
type Beside struct {
	Known bool // whether there is a background: without one nothing else is set
	// Odds are the log-odds by the passages, before a look at the texts as
	// likely as not, cut to [-4,6].
	Odds float64
	// StandsOut is how much more of each other the two have than others have of
	// them, as a difference of log-odds of shares, the mean of both sides. In
	// [-3,1.5]: reports from one template stand out as much as copies do.
	StandsOut float64
	// Quoted is the share of the passages that is between quotation marks, of
	// the side where it is more.
	Quoted float64
	// Rest is as StandsOut, of what the later text says outside the passages; of
	// the side where it is less if no clock tells which is the later. In [-3,3].
	Rest float64
	// RestLeast are the log-odds of the share of what is outside the passages
	// that the other has, of the side where it is less.
	RestLeast float64
	// Weight is how much there is of the passages, 1 from the length on that makes
	// them more than a quote.
	Weight float64
}

// Bounds of [Beside].
const (
	leastOdds, mostOdds = -4, 6
	mostStandsOut       = 1.5
	mostRest            = 3
	// A rest of fewer grams than shortRest says nothing, and it takes fullRest
	// for a full say: some 25 and 50 words.
	shortRest, fullRest = 150, 300
	// strangers are the log-odds of the share of a text that one on another
	// subject has: what a rest that says nothing counts as.
	strangers = -2
	// leastNear is the share that others have at the least, whatever the sample
	// holds: about as much two reports on different subjects share in English,
	// Arabic and Urdu.
	leastNear = .1
)

// shareOdds returns the log-odds of a share, as if a fiftieth more were
// shared and a fiftieth more were not.
func shareOdds(x float64) float64 { return math.Log((x + .02) / (1.02 - x)) }

// excess returns how much more of an article the other one has than others have.
func (s *Standing) excess() float64 { return shareOdds(s.Share) - shareOdds(max(leastNear, s.Near)) }

// A BesideSide is one of the two articles.
type BesideSide struct {
	Text    *Text
	Source  string // its text, where quotation marks are
	Content *Content
	Doc     int // its number in the background, below 0 if it is not in it
}

// A Besider looks beside the passages and reuses its buffers. The zero value is
// ready; it is not safe for concurrent use.
type Besider struct {
	stander Stander
	content Content
	spans   []align.Span
}

// Look fills out from a, b, the passages of e, which are those of (a, b), and
// odds, which are theirs.
func (x *Besider) Look(out *Beside, g *Background, a, b *BesideSide, e *Evidence, odds float64) {
	*out = Beside{Odds: max(leastOdds, min(mostOdds, odds))}
	if g == nil || g.Len() == 0 {
		return
	}
	out.Known = true
	out.Weight = min(1, float64(e.Matched)/passageLen)
	var rest, excess [2]float64
	for i, s := range [2][2]*BesideSide{{a, b}, {b, a}} {
		whole := x.stander.Stand(g, s[0].Content, s[1].Content, s[0].Doc, s[1].Doc)
		out.StandsOut += whole.excess() / 2
		x.spans = x.spans[:0]
		for _, p := range e.Passages {
			x.spans = append(x.spans, [2]align.Span{p.A, p.B}[i])
		}
		rest[i], excess[i] = x.besides(g, s[0], s[1])
		out.Quoted = max(out.Quoted, quotedShare(s[0], x.spans))
	}
	out.StandsOut = max(-mostRest, min(mostStandsOut, out.StandsOut))
	out.RestLeast = leastRest(rest)
	out.Rest = max(-mostRest, min(mostRest, later(a.Text, b.Text, excess)))
}

// besides returns the log-odds of the share of what s says outside x.spans, which
// it sorts, that o has, NaN if that is too little to tell; and by how much it
// exceeds what others have.
func (x *Besider) besides(g *Background, s, o *BesideSide) (rest, excess float64) {
	x.content.rest(s.Text, s.Content, x.spans)
	part := x.stander.Stand(g, &x.content, o.Content, s.Doc, o.Doc)
	n := len(x.content.grams)
	rest, excess = shareOdds(part.Share), part.excess()*min(1, float64(n)/fullRest)
	if n < shortRest {
		rest = math.NaN()
	}
	return rest, excess
}

// leastRest returns the lesser of two log-odds, what strangers have if one says
// nothing.
func leastRest(rest [2]float64) float64 {
	if slices.ContainsFunc(rest[:], math.IsNaN) {
		return strangers
	}
	return min(rest[0], rest[1])
}

// later returns the value of the later text, the lesser one if that is not
// known.
func later(a, b *Text, of [2]float64) float64 {
	switch {
	case !a.timed || !b.timed || a.second == b.second:
		return min(of[0], of[1])
	case a.second > b.second:
		return of[0]
	}
	return of[1]
}

// quotedShare returns the share of spans that is between quotation marks.
func quotedShare(s *BesideSide, spans []align.Span) float64 {
	all := 0
	for _, p := range spans {
		all += p.Len()
	}
	return ratio(quotedIn(s.Text, quotations(s.Source), spans), all)
}
