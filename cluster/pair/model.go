package pair

import (
	"cmp"
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
var ErrModel = errors.New("pair model")

// A Logit is a logistic regression on standardised features, with their squares
// and products. It is read-only and safe for concurrent use.
type Logit struct {
	// Mean and Scale standardise the features: (x-Mean)/Scale, cut to [-4,4] so that values
	// far from those of the fit cannot dominate.
	Mean  []float64 `json:"mean"`
	Scale []float64 `json:"scale"`
	// Weights has the weight of 1, of each feature, and of each product of feature i with
	// feature j >= i, in that order.
	Weights []float64 `json:"weights"`
}

// maxStandard bounds a standardised feature.
const maxStandard = 4

// Terms returns the number of weights for n features.
func Terms(n int) int { return 1 + n + n*(n+1)/2 }

// Expand appends the terms of x, in the order of Weights.
func (l *Logit) Expand(dst, x []float64) []float64 {
	from := len(dst) + 1
	dst = append(dst, 1)
	for i := range l.Mean {
		dst = append(dst, max(-maxStandard, min(maxStandard, (x[i]-l.Mean[i])/l.Scale[i])))
	}
	to := len(dst)
	for i := from; i < to; i++ {
		for j := i; j < to; j++ {
			dst = append(dst, dst[i]*dst[j])
		}
	}
	return dst
}

// maxTerms is the number of terms of all features: buffers of this size stay on
// the stack.
const maxTerms = 1 + NumFeatures + NumFeatures*(NumFeatures+1)/2

// LogOdds returns the natural logarithm of the odds at x.
func (l *Logit) LogOdds(x []float64) float64 {
	var buf [maxTerms]float64
	z := 0.0
	for i, t := range l.Expand(buf[:0], x) {
		z += l.Weights[i] * t
	}
	return z
}

func (l *Logit) check(name string, n int) error {
	if len(l.Mean) != n || len(l.Scale) != n || len(l.Weights) != Terms(n) {
		return fmt.Errorf("%w: part %q has not the size of %d features: fit it again with this version", ErrModel, name, n)
	}
	for _, list := range [][]float64{l.Mean, l.Scale, l.Weights} {
		for _, x := range list {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("%w: part %q holds no number: fit it again", ErrModel, name)
			}
		}
	}
	if slices.Min(l.Scale) <= 0 {
		return fmt.Errorf("%w: part %q has a scale that is not positive: fit it again", ErrModel, name)
	}
	return nil
}

// A Model weighs evidence. It is data, made by internal/fit. It is read-only and
// safe for concurrent use.
type Model struct {
	Version  string   `json:"version"`
	FittedOn string   `json:"fitted_on"`
	Features []string `json:"features"`
	// Prior is the share of one-text pairs among the candidates that it was fitted on.
	Prior float64 `json:"prior"`
	// Full is for all features, Bare for those that need no collection.
	Full Logit `json:"full"`
	Bare Logit `json:"bare"`
	// Passes score a pair again in its [Context]. Each uses the clusters of the pass before.
	Passes []Logit `json:"looks"`
	// PassPrior is the share of one-text pairs among those that the last pass was fitted
	// on.
	PassPrior float64 `json:"look_prior"`
}

// Parse reads a model from its JSON form.
func Parse(data []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if m.Version == "" || !slices.Equal(m.Features, FeatureNames()) {
		return nil, fmt.Errorf("%w %q: has features %q, this program computes %q: fit it again with this version",
			ErrModel, m.Version, m.Features, FeatureNames())
	}
	if !(m.Prior > 0 && m.Prior < 1) {
		return nil, fmt.Errorf("%w %q: its prior is %v, not between 0 and 1: fit it again", ErrModel, m.Version, m.Prior)
	}
	if !(m.PassPrior > 0 && m.PassPrior < 1) {
		return nil, fmt.Errorf("%w %q: its look_prior is %v, not between 0 and 1: fit it again", ErrModel, m.Version, m.PassPrior)
	}
	errs := []error{m.Full.check("full", NumFeatures), m.Bare.check("bare", NumBare)}
	for i := range m.Passes {
		errs = append(errs, m.Passes[i].check(fmt.Sprintf("looks %d", i), NumContext))
	}
	return &m, errors.Join(errs...)
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

// MaxLogOdds bounds the log-odds of a pair; it corresponds to p = .99967. Beyond it the model
// extrapolates, and one pair would outweigh many others in a cluster.
const MaxLogOdds = 8

// LogOdds returns the natural logarithm of the odds that the pair is one text, in
// [-8,8].
func (m *Model) LogOdds(e *Evidence) float64 {
	l, x := &m.Full, e.Features[:]
	if !e.Rare {
		l, x = &m.Bare, x[:NumBare]
	}
	return bound(l.LogOdds(x))
}

func bound(z float64) float64 { return max(-MaxLogOdds, min(MaxLogOdds, z)) }

// A Reason is what one feature adds to the log-odds of a pair: how much they would fall if the
// feature had its mean value.
type Reason struct {
	Feature string
	Value   float64 // as measured
	Mean    float64 // over the pairs that the model was fitted on
	Effect  float64
}

// Reasons returns the features with their effect on the log-odds, the strongest first.
func (m *Model) Reasons(e *Evidence) []Reason {
	l, n := &m.Full, NumFeatures
	if !e.Rare {
		l, n = &m.Bare, NumBare
	}
	x := slices.Clone(e.Features[:n])
	z := l.LogOdds(x)
	names := FeatureNames()
	out := make([]Reason, n)
	for i := range x {
		value := x[i]
		x[i] = l.Mean[i]
		out[i] = Reason{names[i], value, l.Mean[i], z - l.LogOdds(x)}
		x[i] = value
	}
	sortReasons(out)
	return out
}

// sortReasons puts the strongest first.
func sortReasons(list []Reason) {
	slices.SortStableFunc(list, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Effect), math.Abs(a.Effect)) })
}
