package evaluate

import (
	"errors"
	"fmt"
	"math"

	"github.com/wiretrace/wiretrace/cluster"
)

// ErrFewLabels is returned if there are too few labels for a calibration.
var ErrFewLabels = errors.New("too few labels to fit a calibration")

const (
	// fitLeast is how many positive and how many negative pairs a fit needs.
	fitLeast = 30
	// folds is into how many parts labels are divided for cross-validation.
	folds = 5
	// ridge is the strength with which parameters are drawn to those of no correction, in labels.
	ridge = 1
	// clip is half of the last digit of p in records: a p written as 1 was at least .99995.
	clip = 5e-5
	// Slopes stay within the range that cluster.Calibration accepts.
	minSlope = .05
	maxSlope = 20
)

// A Quality measures how well probabilities predict labels on which they were not fitted.
type Quality struct {
	LogLoss Num `json:"log_loss"`
	ECE     Num `json:"ece"`
}

// Tried is a method of calibration with its cross-validated quality.
type Tried struct {
	Method string `json:"method"`
	Quality
}

// A Fit is a calibration fitted on labels, with its quality.
type Fit struct {
	Calibration cluster.Calibration `json:"calibration"`
	// Pairs are the labelled and listed pairs on which it was fitted.
	Pairs     int `json:"pairs"`
	Positives int `json:"positives"`
	Negatives int `json:"negatives"`
	Folds     int `json:"folds"`
	// Tested are the pairs predicted in cross-validation: none of their articles is among those on which
	// the fold was fitted.
	Tested int     `json:"tested"`
	Before Quality `json:"before"`
	After  Quality `json:"after"` // cross-validated
	Tried  []Tried `json:"tried"`
}

// A sample is a pair in the form used by fits.
type sample struct {
	lp, lq float64 // ln p, -ln(1-p)
	y      float64
	weight float64
}

// fit calibrates the listed pairs. It chooses between no correction, Platt scaling and beta calibration by
// how well they predict held-out labels.
func fit(g *gold, list []obs, model string) (*Fit, error) {
	f := &Fit{Folds: folds}
	var listed []obs
	for _, o := range list {
		if !o.listed {
			continue // no model has given it a probability
		}
		listed = append(listed, o)
		if o.same {
			f.Positives++
		} else {
			f.Negatives++
		}
	}
	f.Pairs = len(listed)
	if f.Positives < fitLeast || f.Negatives < fitLeast {
		return nil, fmt.Errorf("%w: of the pairs that the predictions list %d are labelled as copies and %d as none; %d of each are needed: label more, above all pairs with p between .05 and .95",
			ErrFewLabels, f.Positives, f.Negatives, fitLeast)
	}
	parts := split(g, listed)
	var best string
	for i, method := range []string{"identity", "platt", "beta"} {
		q, tested := crossValidate(listed, parts, method)
		f.Tried, f.Tested = append(f.Tried, Tried{method, q}), tested
		if i == 0 {
			f.Before = q
		}
		if i == 0 || q.LogLoss < f.After.LogLoss {
			best, f.After = method, q
		}
	}
	if f.Tested < fitLeast {
		return nil, fmt.Errorf("%w: nearly all labelled pairs are of one story, so that nothing is left to test a fit on: label pairs of more stories", ErrFewLabels)
	}
	c := solveFor(samples(listed, nil), best)
	c.Model, c.Positives, c.Negatives = model, f.Positives, f.Negatives
	f.Calibration = c.Stamp()
	return f, f.Calibration.Validate()
}

// samples prepares pairs. A nil weight means 1 for each.
func samples(list []obs, weight []float64) []sample {
	out := make([]sample, len(list))
	for i, o := range list {
		p := min(max(o.p, clip), 1-clip)
		out[i] = sample{math.Log(p), -math.Log1p(-p), o.y(), 1}
		if weight != nil {
			out[i].weight = weight[i]
		}
	}
	return out
}

// solveFor finds the parameters of a method. If a slope would reverse or flatten the order, it is set to
// its bound and the other parameters are fitted again.
func solveFor(list []sample, method string) cluster.Calibration {
	c := cluster.Calibration{Method: method, A: 1, B: 1}
	switch method {
	case "platt":
		x := newton(list, func(s *sample) [3]float64 { return [3]float64{s.lp + s.lq, 0, 1} }, [3]bool{false, true, false}, [3]float64{1, 0, 0})
		if s := bounded(x[0]); s != x[0] {
			x = newton(list, func(s *sample) [3]float64 { return [3]float64{s.lp + s.lq, 0, 1} }, [3]bool{true, true, false}, [3]float64{s, 0, 0})
		}
		c.A, c.B, c.C = x[0], x[0], x[2]
	case "beta":
		features := func(s *sample) [3]float64 { return [3]float64{s.lp, s.lq, 1} }
		x, held := [3]float64{1, 1, 0}, [3]bool{}
		for {
			x = newton(list, features, held, x)
			again := false
			for i := range 2 {
				if s := bounded(x[i]); s != x[i] && !held[i] {
					x[i], held[i], again = s, true, true
				}
			}
			if !again {
				break
			}
		}
		c.A, c.B, c.C = x[0], x[1], x[2]
	}
	c.C = min(max(c.C, -maxSlope), maxSlope)
	return c
}

func bounded(slope float64) float64 { return min(max(slope, minSlope), maxSlope) }

// newton minimises the log loss and the ridge penalty over the parameters that are not held, by Newton's
// method. It halves steps until they help. The penalty draws slopes to 1 and the shift to 0.
func newton(list []sample, features func(*sample) [3]float64, held [3]bool, x [3]float64) [3]float64 {
	loss := objective(list, features, held, x)
	for range 60 {
		step := direction(list, features, held, x)
		size, moved := 1.0, false
		for range 30 {
			next := x
			for i := range next {
				next[i] += size * step[i]
			}
			if l := objective(list, features, held, next); l < loss {
				moved = loss-l > 1e-12*(1+loss)
				x, loss = next, l
				break
			}
			size /= 2
		}
		if !moved {
			break
		}
	}
	return x
}

// centre is the value to which the penalty draws a parameter.
func centre(i int) float64 {
	if i < 2 {
		return 1
	}
	return 0
}

func objective(list []sample, features func(*sample) [3]float64, held [3]bool, x [3]float64) float64 {
	sum := 0.0
	for i := range x {
		if !held[i] {
			sum += ridge / 2.0 * (x[i] - centre(i)) * (x[i] - centre(i))
		}
	}
	for i := range list {
		f := features(&list[i])
		sum += list[i].weight * logLoss(x[0]*f[0]+x[1]*f[1]+x[2]*f[2], list[i].y)
	}
	return sum
}

// logLoss is -ln of the probability that logit z gives to the label y. It does not overflow.
func logLoss(z, y float64) float64 {
	if y == 1 {
		z = -z
	}
	return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
}

// direction returns Newton's step: minus the gradient over the curvature.
func direction(list []sample, features func(*sample) [3]float64, held [3]bool, x [3]float64) [3]float64 {
	var slope [3]float64
	var curve [3][3]float64
	for i := range x {
		curve[i][i], slope[i] = ridge, -ridge*(x[i]-centre(i))
	}
	for k := range list {
		s := &list[k]
		f := features(s)
		q := 1 / (1 + math.Exp(-(x[0]*f[0] + x[1]*f[1] + x[2]*f[2])))
		for i := range x {
			slope[i] += s.weight * (s.y - q) * f[i]
			for j := range x {
				curve[i][j] += s.weight * q * (1 - q) * f[i] * f[j]
			}
		}
	}
	for i := range x {
		if held[i] {
			slope[i] = 0
			for j := range x {
				curve[i][j], curve[j][i] = 0, 0
			}
			curve[i][i] = 1
		}
	}
	return solve(curve, slope)
}

// solve solves a x = b for a positive definite a, by elimination.
func solve(a [3][3]float64, b [3]float64) [3]float64 {
	for i := range b {
		for k := i + 1; k < 3; k++ {
			f := a[k][i] / a[i][i]
			for j := i; j < 3; j++ {
				a[k][j] -= f * a[i][j]
			}
			b[k] -= f * b[i]
		}
	}
	for i := 2; i >= 0; i-- {
		for j := i + 1; j < 3; j++ {
			b[i] -= a[i][j] * b[j]
		}
		b[i] /= a[i][i]
	}
	return b
}
