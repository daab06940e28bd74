package main

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/cluster"
)

// bins is the number of equal steps of p in which it is compared with the
// rate of positives.
const bins = 15

type bin struct {
	n, same int
	p       float64
}

// binned counts samples with p in [low, high] by p.
func binned(m *cluster.Model, samples []sample, low, high float64) (out [bins]bin, total int) {
	for _, s := range samples {
		p := m.P(s.pair)
		if p < low || p > high {
			continue
		}
		b := &out[min(bins-1, int(p*bins))]
		b.n++
		b.p += p
		if s.same {
			b.same++
		}
		total++
	}
	return out, total
}

// ece returns the expected calibration error: the mean distance of p from the
// rate of positives, over bins weighted by their samples.
func ece(m *cluster.Model, samples []sample, low, high float64) float64 {
	all, total := binned(m, samples, low, high)
	sum := 0.0
	for _, b := range all {
		sum += max(b.p-float64(b.same), float64(b.same)-b.p)
	}
	return sum / float64(max(total, 1))
}

// calibration describes a model on samples: all of them, and those that it
// does not find easy.
func calibration(m *cluster.Model, samples []sample) string {
	same, brier := 0, 0.0
	for _, s := range samples {
		y := 0.0
		if s.same {
			same++
			y = 1
		}
		d := m.P(s.pair) - y
		brier += d * d
	}
	_, open := binned(m, samples, .05, .95)
	return fmt.Sprintf("%d pairs, %d positive, Brier %.4f, ECE %.4f; p in [.05,.95]: %d pairs, ECE %.4f",
		len(samples), same, brier/float64(max(len(samples), 1)), ece(m, samples, 0, 1), open, ece(m, samples, .05, .95))
}

// reliability is a table of p against the rate of positives.
func reliability(m *cluster.Model, samples []sample) string {
	all, _ := binned(m, samples, 0, 1)
	var b strings.Builder
	for _, x := range all {
		if x.n > 0 {
			fmt.Fprintf(&b, "    p %.3f  positive %.3f  of %d\n", x.p/float64(x.n), float64(x.same)/float64(x.n), x.n)
		}
	}
	return b.String()
}
