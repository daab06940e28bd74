package score

import (
	_ "embed" // model.json is part of the program
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

//go:embed model.json
var modelJSON []byte

// ErrModel is returned for model files that do not fit this program.
var ErrModel = errors.New("model of reuse")

// A Model weighs evidence. It is data, made by internal/fit, read-only and safe for
// concurrent use.
type Model struct {
	Version  string    `json:"version"`
	FittedOn string    `json:"fitted_on"`
	Features []string  `json:"features"`
	Bias     float64   `json:"bias"`
	Weights  []float64 `json:"weights"`
	Means    []float64 `json:"means"` // over the pairs that it was fitted on, for reasons
	// The log-odds are multiplied by these factors when something is not known. The factors
	// move p towards one half. They are fitted to the labelled pairs without the collection
	// and without publication times.
	Alone   float64 `json:"alone"`   // there is no collection that shows which runs recur
	Undated float64 `json:"undated"` // an article has no publication time
	Retold  Retold  `json:"retold"`
}

// FeatureNames returns the names of the features in model files, in order.
func FeatureNames() []string {
	return []string{"net", "words", "own", "head", "title_in", "figures", "subject"}
}

// Signs returns the sign that each weight must have; 1 means 0 or more, -1 means 0 or less.
func Signs() []float64 { return []float64{1, 1, 1, 1, 1, -1, -1} }

// Parse reads a model from its JSON form. It returns [ErrModel] if a weight is missing
// or has the wrong sign: more shared text must never lower the odds, except where both texts fill in
// something else around it.
func Parse(data []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if m.Version == "" || !slices.Equal(m.Features, FeatureNames()) || len(m.Weights) != NumFeatures || len(m.Means) != NumFeatures {
		return nil, fmt.Errorf("%w %q: has features %q, this program computes %q: fit it again with this version",
			ErrModel, m.Version, m.Features, FeatureNames())
	}
	for i, s := range Signs() {
		if w := m.Weights[i]; !(w*s >= 0) || math.IsInf(w, 0) {
			return nil, fmt.Errorf("%w %q: the weight %v of %q has the wrong sign: fit it again", ErrModel, m.Version, w, m.Features[i])
		}
	}
	for _, x := range []float64{m.Alone, m.Undated} {
		if !(x > 0 && x <= 1) {
			return nil, fmt.Errorf("%w %q: a factor is %v, not between 0 and 1: fit it again", ErrModel, m.Version, x)
		}
	}
	return &m, m.Retold.check()
}

// Load returns the model of this version.
func Load() (*Model, error) { return Parse(modelJSON) }

// Version returns the version of the model of this program. It returns "none" if the model
// cannot be read; a test makes sure that this does not happen.
func Version() string {
	m, err := Load()
	if err != nil {
		return "none"
	}
	return m.Version
}

// MaxLogOdds bounds the log-odds of a pair; it corresponds to p = .99967.
const MaxLogOdds = 8

// Linear returns the weighted sum of the features that are not of forms.
func (m *Model) Linear(e *Evidence) float64 {
	z := m.Bias
	for i, x := range e.Features[:FormFeatures] {
		z += m.Weights[i] * x
	}
	return z
}

// Forms returns the weighted sum of the features of forms, which is 0 or less.
func (m *Model) Forms(e *Evidence) (z float64) {
	for i, x := range e.Features[FormFeatures:] {
		z += m.Weights[FormFeatures+i] * x
	}
	return z
}

// LogOdds returns the natural logarithm of the odds that one of the two has reporting of
// the other, or both of a third, in [-8,8].
func (m *Model) LogOdds(e *Evidence) float64 {
	z := m.Linear(e)
	if !e.Known {
		z *= m.Alone
	}
	if e.Undated {
		z *= m.Undated
	}
	return max(-MaxLogOdds, min(MaxLogOdds, m.Retold.add(e, z)+m.Forms(e)))
}

// P returns the probability with log-odds z.
func P(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// A Reason is what one feature adds to the log-odds of a pair: how much they would fall
// if the feature had its mean value.
type Reason struct {
	Feature string
	Value   float64 // as measured
	Mean    float64 // over the pairs that the model was fitted on
	Effect  float64
}

// Reasons returns the features with their effect on the log-odds, the strongest first.
func (m *Model) Reasons(e *Evidence) []Reason {
	z := m.LogOdds(e)
	out := make([]Reason, 0, NumFeatures+1)
	for i, name := range FeatureNames() {
		x := *e
		x.Features[i] = m.Means[i]
		out = append(out, Reason{name, e.Features[i], m.Means[i], z - m.LogOdds(&x)})
	}
	if e.Retelling.Known {
		x := *e
		x.Retelling = Retelling{}
		out = append(out, Reason{"retold", e.Retelling.Share - e.Retelling.Near, 0, z - m.LogOdds(&x)})
	}
	slices.SortStableFunc(out, func(a, b Reason) int {
		switch x, y := math.Abs(a.Effect), math.Abs(b.Effect); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return out
}
