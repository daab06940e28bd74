package cluster

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// TestShiftFindsTheShare: scores of two kinds of pairs are made into log-odds
// for a prior of .2; in a collection where the true share is another, the shift is
// the difference of both priors' log-odds.
func TestShiftFindsTheShare(t *testing.T) {
	const prior = .2
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	for _, share := range []float64{.1, .2, .35} {
		r := rand.New(rand.NewPCG(1, uint64(share*100)))
		var edges []OddsEdge
		for range 400_000 {
			x := r.NormFloat64() - 1.5 // normal around -1.5 or 1.5: log-odds 3x and the prior's
			if r.Float64() < share {
				x += 3
			}
			edges = append(edges, OddsEdge{Z: 3*x + logit(prior)})
		}
		if got, want := Shift(edges, UnrelatedPairs{}, prior), logit(share)-logit(prior); math.Abs(got-want) > .05 {
			t.Errorf("share %.2f: shift %.3f, want %.3f", share, got, want)
		}
	}
}

// TestShiftOfFew: few pairs shift next to nothing, none shift nothing, and no
// collection by more than 1.
func TestShiftOfFew(t *testing.T) {
	same := func(n int, z float64) (edges []OddsEdge) {
		for range n {
			edges = append(edges, OddsEdge{Z: z})
		}
		return edges
	}
	if got := Shift(nil, UnrelatedPairs{}, .2); math.Abs(got) > 1e-4 {
		t.Errorf("no pairs: %v", got)
	}
	if got := Shift(same(30, pair.MaxLogOdds), UnrelatedPairs{}, .2); !(got > 0 && got < .1) {
		t.Errorf("30 copies: %v", got)
	}
	for _, z := range []float64{-pair.MaxLogOdds, pair.MaxLogOdds} {
		if got := Shift(nil, UnrelatedPairs{1_000_000, z}, .2); got != math.Copysign(1, z) {
			t.Errorf("a million at %v: %v", z, got)
		}
	}
	if got := Shift(same(10, 1), UnrelatedPairs{}, 0); got != 0 {
		t.Errorf("without a prior: %v", got)
	}
}
