package pair

import (
	"math"
	"math/bits"

	"github.com/wiretrace/wiretrace/align"
)

// Missing is the log-odds of two articles that were not compared because no search found
// the pair. On simulated crawls -4 gives better clusters than -2 for all profiles, and -6 is
// not better.
const Missing = -4

// A Mask is the place of shared text in a text: one bit for each of 32 equal stretches, set if
// at least half of the stretch is shared.
type Mask uint32

// maskBits is the number of stretches of a text: 44 characters each in an article of
// 1,400, less than a sentence.
const maskBits = 32

// Len returns the number of stretches that are shared.
func (m Mask) Len() int { return bits.OnesCount32(uint32(m)) }

// Share returns the share of the text that is shared, in [0,1].
func (m Mask) Share() float64 { return float64(m.Len()) / maskBits }

// mask returns the stretches that the passages cover in a text of length characters.
func mask(ps []align.Passage, length int, side func(*align.Passage) align.Span) (m Mask) {
	if length <= 0 {
		return 0
	}
	var covered [maskBits]int
	for i := range ps {
		s := side(&ps[i])
		for k := s.Start * maskBits / length; k < maskBits && k*length < s.End*maskBits; k++ {
			covered[k] += max(0, min(s.End*maskBits, (k+1)*length)-max(s.Start*maskBits, k*length))
		}
	}
	for k, n := range covered {
		if 2*n >= length {
			m |= 1 << k
		}
	}
	return m
}

func sideA(p *align.Passage) align.Span { return p.A }
func sideB(p *align.Passage) align.Span { return p.B }

// A Side compares one article of a pair with the clusters of both articles. The clusters are from
// the pass before.
type Side struct {
	Mean float64 // mean log-odds to the other members of the other's cluster
	Best float64 // highest log-odds to one of them
	// Shared is the share of the article that the other has.
	Shared float64
	// Missed is, of the text that it shares with its own cluster, the share that the other
	// article lacks.
	Missed float64
	// Own is, of the text that it shares with the other article, the share that members of its
	// own cluster have too.
	Own float64
	// Only is the share of the article that the other's cluster has and its own cluster
	// lacks.
	Only    float64
	Members int // other members of its cluster that it is similar to
}

// A Context describes a pair within the clusters of its articles. Two short copies that share
// little are one text if both share much with a long copy. Two agencies' reports that took
// paragraphs from each other are not one text: each shares the rest with its own cluster.
type Context struct {
	Z    float64 // log-odds of the pair itself, [Missing] if it was not compared
	A, B Side
	// Bridge is the highest of the lower log-odds that both have to a third article of
	// their clusters, [Missing] without one.
	Bridge float64
	// Within is the share of the shorter of both shared parts of the bridge that is in the
	// longer one.
	Within float64
	// Against is how much more each article shares with some members than the other article
	// does, on the side where that is less, in [0,1].
	Against float64
	Apart   float64 // mean difference of the shares that both have in common with members, in [0,1]
	Same    bool    // both are in one cluster
	Size    int     // number of members of the larger cluster
}

// NumContext is the number of features of a context.
const NumContext = 19

// FeaturesOf returns the features of a context pass. They do not depend on the order of the
// pair.
func (c *Context) FeaturesOf() [NumContext]float64 {
	same := 0.0
	if c.Same {
		same = 1
	}
	a, b := &c.A, &c.B
	return [NumContext]float64{
		c.Z, min(a.Mean, b.Mean), max(a.Mean, b.Mean), min(a.Best, b.Best), same, math.Log(float64(max(c.Size, 1))),
		min(a.Shared, b.Shared), max(a.Shared, b.Shared),
		min(a.Missed, b.Missed), max(a.Missed, b.Missed),
		min(a.Own, b.Own), max(a.Own, b.Own),
		min(a.Only, b.Only), max(a.Only, b.Only),
		c.Bridge, c.Within, c.Against, c.Apart,
		math.Log1p(float64(min(a.Members, b.Members))),
	}
}

// InContext returns the log-odds of a pair after the given context pass, in [-8,8]. The first
// pass is 0.
func (m *Model) InContext(pass int, c *Context) float64 {
	x := c.FeaturesOf()
	return bound(m.Passes[pass].LogOdds(x[:]))
}
