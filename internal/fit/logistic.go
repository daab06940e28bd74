package main

import (
	"math"

	"github.com/wiretrace/wiretrace/cluster"
)

// ridge keeps weights finite when a feature parts the samples without error.
const ridge = 1e-3

// fitLogistic returns the weights of a logistic regression of same on the
// features of [cluster.Features], by Newton's method. Samples are summed in
// the order given: the same samples give the same weights.
func fitLogistic(samples []sample) []float64 {
	n := len(cluster.Features(nil, cluster.Pair{Common: 1, SizeA: 1, SizeB: 1}))
	weights := make([]float64, n)
	x := make([]float64, 0, n)
	for range 40 {
		slope := make([]float64, n)
		curve := make([][]float64, n)
		for i := range curve {
			curve[i] = make([]float64, n)
			curve[i][i] = ridge
			slope[i] = -ridge * weights[i]
		}
		for _, s := range samples {
			x = cluster.Features(x[:0], s.pair)
			p := logistic(weights, x)
			y := 0.0
			if s.same {
				y = 1
			}
			for i := range n {
				slope[i] += (y - p) * x[i]
				for j := range n {
					curve[i][j] += p * (1 - p) * x[i] * x[j]
				}
			}
		}
		if step := solve(curve, slope); !add(weights, step) {
			break
		}
	}
	return weights
}

func logistic(weights, x []float64) float64 {
	z := 0.0
	for i := range x {
		z += weights[i] * x[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// add adds step to weights and reports whether that moved them.
func add(weights, step []float64) bool {
	moved := 0.0
	for i := range step {
		weights[i] += step[i]
		moved = max(moved, math.Abs(step[i]))
	}
	return moved > 1e-9
}

// solve returns x of a x = b by Gaussian elimination with pivots; a and b are
// overwritten.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		top := i
		for k := i + 1; k < n; k++ {
			if math.Abs(a[k][i]) > math.Abs(a[top][i]) {
				top = k
			}
		}
		a[i], a[top], b[i], b[top] = a[top], a[i], b[top], b[i]
		for k := i + 1; k < n; k++ {
			f := a[k][i] / a[i][i]
			for j := i; j < n; j++ {
				a[k][j] -= f * a[i][j]
			}
			b[k] -= f * b[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			b[i] -= a[i][j] * b[j]
		}
		b[i] /= a[i][i]
	}
	return b
}
