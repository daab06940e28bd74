package main

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/cluster"
)

// TestFitFindsWeights: samples drawn from a model give back its weights, and
// the model is calibrated on them.
func TestFitFindsWeights(t *testing.T) {
	want := []float64{.5, 1.2, .8, -.3}
	m := cluster.NearModel()
	m.Weights = want
	r := rand.New(rand.NewPCG(1, 2))
	var samples []sample
	for range 100_000 {
		p := cluster.Pair{SizeA: 20 + uint32(r.IntN(800)), SizeB: 20 + uint32(r.IntN(800))}
		p.Common = uint32(r.IntN(int(min(p.SizeA, p.SizeB)) + 1))
		samples = append(samples, sample{p, r.Float64() < m.P(p)})
	}
	got := fitLogistic(samples)
	for i := range want {
		if math.Abs(got[i]-want[i]) > .1 {
			t.Errorf("weight %d is %.3f, want %.3f", i, got[i], want[i])
		}
	}
	if e := ece(m, samples, .05, .95); e > .02 {
		t.Errorf("ECE of the true model is %.3f", e)
	}
	if out := reliability(m, samples); strings.Count(out, "\n") < 10 {
		t.Errorf("reliability:\n%s", out)
	}
}

func TestParse(t *testing.T) {
	if _, err := parse(nil); err == nil {
		t.Error("nothing to do was accepted")
	}
	o, err := parse([]string{"-train", "a,b", "-check", "c"})
	if err != nil || len(o.train) != 2 || len(o.check) != 1 {
		t.Errorf("parse: %+v, %v", o, err)
	}
}
