package pair

import "math"

const (
	// The order of passages is ignored if the other text has at least movedShorter of the shorter
	// and movedLonger of the longer text, and at least movedShare of the passages is out of order.
	// Then somebody moved the paragraphs or sentences of the text.
	movedShorter = .92
	movedLonger  = .85
	movedShare   = .3
)

// Reordered reports whether both texts of a pair have nearly all of each other in another order.
// z is the log-odds of the pair if the order is ignored.
func (m *Model) Reordered(e *Evidence) (z float64, ok bool) {
	f := &e.Features
	if f[fShorter] < movedShorter || f[fLonger] < movedLonger || f[fMoved] < movedShare {
		return 0, false
	}
	whole := *e
	g := &whole.Features
	g[fMoved], g[fAlone], g[fHalfAlone], g[fPassages] = 0, 0, 0, math.Ln2
	g[fLongest], g[fDense], g[fLeadBoth], g[fLeadOne] = g[fMatched], g[fShorter], 1, 1
	g[fDiagonal] = max(g[fDiagonal], g[fRare])
	return m.LogOdds(&whole), true
}
