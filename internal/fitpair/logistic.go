package main

import (
	"math"
	"slices"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// An example is what the model sees of a pair, and whether it is one text.
type example struct {
	x    []float64
	same bool
}

// fit returns the logistic regression of same on the examples' features, their
// squares and products. Examples are summed in the order given: the same examples
// give the same weights.
func fit(examples []example, ridge float64) pair.Logit {
	l := standardise(examples)
	n := pair.Terms(len(l.Mean))
	l.Weights = make([]float64, n)
	newton(&l, examples, ridge)
	return l
}

// enough is how many examples a weight needs for a good estimate of the curvature,
// which costs a hundred times as much as the slope and only sets the steps. Of
// more examples an evenly spaced sample replaces them.
const enough = 600

// Bounds of Newton's method: the steps, how small they end, and by how much one
// must be smaller than the last for the curvature to be kept.
const (
	maxSteps = 80
	minStep  = 1e-3
	shrink   = .6
)

// newton improves the weights of l until they move no more. A step that makes the
// fit worse is halved.
func newton(l *pair.Logit, examples []example, ridge float64) {
	var root [][]float64
	var step []float64
	last, best, from := math.Inf(1), math.Inf(1), slices.Clone(l.Weights)
	for range maxSteps {
		s := survey(l, examples, ridge, root == nil)
		if !(s.loss <= best+1e-9*math.Abs(best)) { // NaN too
			for i := range step {
				step[i] /= 2
			}
			copy(l.Weights, from)
			add(l.Weights, step)
			continue
		}
		if s.curve != nil {
			root = factor(s.curve)
		}
		best, from, step = s.loss, slices.Clone(l.Weights), solve(root, s.slope)
		moved := add(l.Weights, step)
		if moved < minStep {
			return
		}
		if moved > shrink*last {
			root = nil
		}
		last = moved
	}
}

// A surveyed is what the fit is like at some weights: how bad, in which direction it
// gets better, and how fast that changes.
type surveyed struct {
	loss  float64
	slope []float64
	curve [][]float64 // lower half; nil if it was not asked for
}

func survey(l *pair.Logit, examples []example, ridge float64, curved bool) surveyed {
	n := len(l.Weights)
	thin := max(1, len(examples)/(enough*n))
	s := surveyed{slope: make([]float64, n)}
	if curved {
		s.curve = make([][]float64, n)
		for i := range s.curve {
			s.curve[i] = make([]float64, i+1)
		}
	}
	terms := make([]float64, 0, n)
	for i, e := range examples {
		terms = l.Expand(terms[:0], e.x)
		curve := s.curve
		if i%thin != 0 {
			curve = nil
		}
		s.loss += accumulate(curve, s.slope, terms, l.Weights, e.same)
	}
	for i := 1; i < n; i++ { // the bias is free
		s.slope[i] -= ridge * l.Weights[i]
		s.loss += ridge * l.Weights[i] * l.Weights[i] / 2
	}
	if curved {
		penalise(s.curve, float64(thin), ridge)
	}
	return s
}

// penalise scales the curvature to all examples and adds the penalty's.
func penalise(curve [][]float64, scale, ridge float64) {
	for i, row := range curve {
		for j := range row {
			row[j] *= scale
		}
		row[i] += 1e-6
		if i > 0 {
			row[i] += ridge
		}
	}
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
// pairs are certainly unrelated. The slope is exact, so only steps differ.
const flat = 1e-3

// accumulate adds one example to the slope and, if there is one, to the lower half
// of the curvature. It returns how surprising the example is.
func accumulate(curve [][]float64, slope, terms, weights []float64, same bool) float64 {
	z, y := 0.0, 0.0
	for i, t := range terms {
		z += weights[i] * t
	}
	wrong := z // log-odds of the wrong answer
	if same {
		y, wrong = 1, -z
	}
	p := pair.P(z)
	loss := max(wrong, 0) + math.Log1p(math.Exp(-math.Abs(wrong)))
	v := p * (1 - p)
	if v < 1e-6 && math.Abs(y-p) < 1e-4 {
		return loss // far on the right side: it moves nothing
	}
	for i, t := range terms {
		slope[i] += (y - p) * t
	}
	if curve == nil || v < flat {
		return loss
	}
	for i, t := range terms {
		row, tv := curve[i], t*v
		for j, u := range terms[:len(row)] {
			row[j] += tv * u
		}
	}
	return loss
}

// add adds step to weights and returns how far that moved them.
func add(weights, step []float64) float64 {
	moved := 0.0
	for i := range step {
		weights[i] += step[i]
		moved = max(moved, math.Abs(step[i]))
	}
	return moved
}

// factor returns the root of a positive definite matrix, whose lower half
// is given, by Cholesky's method, in its place.
func factor(a [][]float64) [][]float64 {
	for i := range a {
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
	return a
}

// solve returns x of a x = b, given the root of a.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
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
