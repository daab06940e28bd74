package main

import (
	"math"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// An example is what the model sees of a pair, and whether it is one text.
type example struct {
	x    []float64
	same bool
}

// fit returns the logistic regression of same on the examples' features, their
// squares and products, by Newton's method. Examples are summed in the order
// given: the same examples give the same weights.
func fit(examples []example, ridge float64) pair.Logit {
	l := standardise(examples)
	n := pair.Terms(len(l.Mean))
	l.Weights = make([]float64, n)
	terms := make([]float64, 0, n)
	for range 25 {
		curve, slope := make([][]float64, n), make([]float64, n)
		for i := range curve {
			curve[i] = make([]float64, i+1)
		}
		for _, e := range examples {
			terms = l.Expand(terms[:0], e.x)
			accumulate(curve, slope, terms, l.Weights, e.same)
		}
		for i := range n {
			if i > 0 { // the bias is free
				slope[i] -= ridge * l.Weights[i]
				curve[i][i] += ridge
			}
			curve[i][i] += 1e-6
		}
		if !add(l.Weights, solve(curve, slope)) {
			break
		}
	}
	return l
}

// standardise returns a logit with the mean and the standard deviation of each
// feature.
func standardise(examples []example) pair.Logit {
	n := len(examples[0].x)
	l := pair.Logit{Mean: make([]float64, n), Scale: make([]float64, n)}
	for _, e := range examples {
		for i, x := range e.x {
			l.Mean[i] += x / float64(len(examples))
		}
	}
	for _, e := range examples {
		for i, x := range e.x {
			l.Scale[i] += (x - l.Mean[i]) * (x - l.Mean[i]) / float64(len(examples))
		}
	}
	for i, v := range l.Scale {
		l.Scale[i] = max(1e-6, math.Sqrt(v))
	}
	return l
}

// flat is the p(1-p) below which an example is left out of the curvature: most
// pairs are strangers for sure. The slope is exact, so only steps differ.
const flat = 1e-3

// accumulate adds one example to the slope and the lower half of the curvature.
func accumulate(curve [][]float64, slope, terms, weights []float64, same bool) {
	z, y := 0.0, 0.0
	for i, t := range terms {
		z += weights[i] * t
	}
	if same {
		y = 1
	}
	p := pair.P(z)
	v := p * (1 - p)
	if v < 1e-6 && math.Abs(y-p) < 1e-4 {
		return // far on the right side: it moves nothing
	}
	for i, t := range terms {
		slope[i] += (y - p) * t
		if v < flat {
			continue
		}
		row, tv := curve[i], t*v
		for j := range row {
			row[j] += tv * terms[j]
		}
	}
}

// add adds step to weights and reports whether that moved them.
func add(weights, step []float64) bool {
	moved := 0.0
	for i := range step {
		weights[i] += step[i]
		moved = max(moved, math.Abs(step[i]))
	}
	return moved > 1e-4
}

// solve returns x of a x = b for a positive definite a, of which the lower half
// is given, by Cholesky's method; a is overwritten.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		for j := range i + 1 {
			s := a[i][j]
			for k := range j {
				s -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(s, 1e-12))
			} else {
				a[i][j] = s / a[j][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		s := b[i]
		for k := range i {
			s -= a[i][k] * x[k]
		}
		x[i] = s / a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		s := x[i]
		for k := i + 1; k < n; k++ {
			s -= a[k][i] * x[k]
		}
		x[i] = s / a[i][i]
	}
	return x
}
