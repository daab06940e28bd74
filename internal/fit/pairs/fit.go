package pairs

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"github.com/wiretrace/wiretrace/score"
)

// A problem is a logistic regression: rows of features with their labels. A
// sign of 1 or -1 says that a weight may not be below or above 0; 0: it is free.
type problem struct {
	x     [][]float64
	y     []bool
	signs []float64
	ridge float64
	known []float64 // log-odds of each row that are given
	fixed bool      // the constant is 0
}

// add adds a row. Log-odds of known are given.
func (p *problem) add(x []float64, y bool, known float64) {
	p.x, p.y, p.known = append(p.x, x), append(p.y, y), append(p.known, known)
}

// weights returns the weights of the regression, that of the constant first. A weight
// with a sign is that sign times a square, so that the search is free.
func (p *problem) weights() ([]float64, error) {
	of := func(u []float64) []float64 {
		out := []float64{u[0]}
		if p.fixed {
			out[0] = 0
		}
		for i, s := range p.signs {
			v := u[i+1]
			if s != 0 {
				v = s * v * v
			}
			out = append(out, v)
		}
		return out
	}
	loss := func(u []float64) float64 {
		b, sum := of(u), 0.0
		for i, x := range p.x {
			z := p.known[i] + dot(b, x)
			if p.y[i] {
				z = -z
			}
			sum += softplus(z)
		}
		for _, v := range b[1:] {
			sum += p.ridge / 2 * v * v
		}
		return sum
	}
	slope := func(grad, u []float64) {
		b := of(u)
		clear(grad)
		for i, x := range p.x {
			d := score.P(p.known[i]+dot(b, x)) - number(p.y[i])
			grad[0] += d
			for k, v := range x {
				grad[k+1] += d * v
			}
		}
		if p.fixed {
			grad[0] = 0
		}
		for k, s := range p.signs {
			grad[k+1] += p.ridge * b[k+1]
			if s != 0 {
				grad[k+1] *= 2 * s * u[k+1]
			}
		}
	}
	start := make([]float64, len(p.signs)+1)
	for i := range p.signs {
		start[i+1] = 1
	}
	r, err := optimize.Minimize(optimize.Problem{Func: loss, Grad: slope}, start, &optimize.Settings{GradientThreshold: 1e-6}, &optimize.BFGS{})
	if r == nil {
		return nil, fmt.Errorf("logistic regression: %w", err)
	}
	return of(r.X), nil // it may stop where steps no longer help: that is the minimum
}

func dot(b, x []float64) float64 {
	z := b[0]
	for i, v := range x {
		z += b[i+1] * v
	}
	return z
}

func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

func number(y bool) float64 {
	if y {
		return 1
	}
	return 0
}

// Strengths of the penalty on weights, and the pairs that must not pass for retold, in addition to those
// of the collection of rewritten texts: labelled ones with few words of reporting in common, and
// unrelated reports.
const (
	ridge       = .1
	retoldRidge = .1
	fewNet      = 25
)

// A training set is what a model is fitted to.
type training struct {
	judged    []sample // labelled pairs
	rewritten []sample // labelled pairs of texts that were rewritten
	unrelated []sample // reports on one subject that are days apart
	forms     []sample // labelled pairs that a model without forms calls copies
}

// without returns t without the pairs of a collection.
func (t *training) without(name string) training {
	others := func(list []sample) []sample {
		return slices.DeleteFunc(slices.Clone(list), func(s sample) bool { return s.collection == name })
	}
	return training{others(t.judged), t.rewritten, others(t.unrelated), others(t.forms)}
}

// fit returns the model that a training set gives.
func (t *training) fit() (*score.Model, error) {
	judged := t.judged
	m := &score.Model{
		Features: score.FeatureNames(), Weights: make([]float64, score.NumFeatures), Means: make([]float64, score.NumFeatures),
	}
	for i := range judged {
		for k, x := range judged[i].evidence.Features {
			m.Means[k] += x / float64(len(judged))
		}
	}
	p := problem{signs: score.Signs()[:score.FormFeatures], ridge: ridge}
	for i := range judged {
		p.add(judged[i].evidence.Features[:score.FormFeatures], judged[i].copied, 0)
	}
	w, err := p.weights()
	if err != nil {
		return nil, err
	}
	m.Bias = w[0]
	copy(m.Weights, w[1:])
	if err := t.weighForms(m); err != nil {
		return nil, err
	}
	if m.Alone, err = factor(m, judged, func(s *sample) *score.Evidence { return &s.alone }); err != nil {
		return nil, err
	}
	if m.Undated, err = factor(m, judged, func(s *sample) *score.Evidence { return &s.undated }); err != nil {
		return nil, err
	}
	m.Retold, err = t.retold()
	round(m)
	return m, err
}

// factor returns the factor of log-odds for pairs about which less is known.
func factor(m *score.Model, judged []sample, of func(*sample) *score.Evidence) (float64, error) {
	p := problem{signs: []float64{1}, ridge: ridge}
	for i := range judged {
		p.add([]float64{m.Linear(of(&judged[i]))}, judged[i].copied, 0)
	}
	w, err := p.weights()
	if err != nil {
		return 0, err
	}
	return max(.1, min(1, w[1])), nil
}

func (t *training) retold() (score.Retold, error) {
	p := problem{signs: []float64{1, -1, 1, -1, -1}, ridge: retoldRidge}
	add := func(s *sample) {
		r := &s.evidence.Retelling
		if !r.Known {
			return
		}
		p.add([]float64{r.Share, r.Near, r.Rest, r.Taken, r.Apart}, s.copied, 0)
	}
	for i := range t.rewritten {
		add(&t.rewritten[i])
	}
	for i := range t.judged {
		if s := &t.judged[i]; s.evidence.Net < fewNet && !s.copied {
			add(s)
		}
	}
	for i := range t.unrelated {
		add(&t.unrelated[i])
	}
	w, err := p.weights()
	if err != nil {
		return score.Retold{}, err
	}
	return score.Retold{Bias: w[0], Share: w[1], Near: w[2], Rest: w[3], Taken: w[4], Apart: w[5]}, nil
}

// round leaves four digits, so that a model file is the same on every machine.
func round(m *score.Model) {
	r := &m.Retold
	list := []*float64{&m.Bias, &m.Alone, &m.Undated, &r.Bias, &r.Share, &r.Near, &r.Rest, &r.Taken, &r.Apart}
	for i := range m.Weights {
		list = append(list, &m.Weights[i], &m.Means[i])
	}
	for _, x := range list {
		*x = math.Round(*x*1e4) / 1e4
	}
}
