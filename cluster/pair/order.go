package pair

import "math"

const (
	// movedShorter and movedLonger are the shares of both texts that the other must have, and
	// movedShare the share of passages out of order, for the order to count for nothing:
	// whoever has all of a text in another order moved its paragraphs or sentences.
	movedShorter = .92
	movedLonger  = .85
	movedShare   = .3
)

// Reordered reports whether both texts of a pair have nearly all of each other, in another
// order, and returns the log-odds that they have if the order counts for nothing.
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
