package trace

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
var ErrModel = errors.New("trace model")

// A Scorer computes a log-weight from features. It is a weighted sum of the standardised
// features, their squares and their products. It is read-only and safe for concurrent use.
type Scorer struct {
	// Mean and Scale standardise the features: (x-Mean)/Scale, cut to [-4,4].
	Mean  []float64 `json:"mean"`
	Scale []float64 `json:"scale"`
	// Weights has the weight of 1, of each feature, and of each product of feature i with
	// feature j >= i, in that order.
	Weights []float64 `json:"weights"`
}

// maxStandard bounds a standardised feature, so that values far from those of the fit cannot
// dominate the sum.
const maxStandard = 4

// Terms returns the number of weights for n features.
func Terms(n int) int { return 1 + n + n*(n+1)/2 }

// Standard standardises features in place.
func (s *Scorer) Standard(x []float64) {
	for i := range s.Mean {
		x[i] = max(-maxStandard, min(maxStandard, (x[i]-s.Mean[i])/s.Scale[i]))
	}
}

// Score returns the natural logarithm of the weight at x.
func (s *Scorer) Score(x []float64) float64 {
	var buf [numEdge]float64
	t := buf[:copy(buf[:], x)]
	s.Standard(t)
	n := len(t)
	z, at := s.Weights[0], 1+n
	for i, v := range t {
		sum := s.Weights[1+i]
		for j, w := range s.Weights[at : at+n-i] {
			sum += w * t[i+j]
		}
		z += v * sum
		at += n - i
	}
	return z
}

func (s *Scorer) check(name string, n int) error {
	if len(s.Mean) != n || len(s.Scale) != n || len(s.Weights) != Terms(n) {
		return fmt.Errorf("%w: part %q has not the size of %d features: fit it again with this version", ErrModel, name, n)
	}
	for _, list := range [][]float64{s.Mean, s.Scale, s.Weights} {
		if slices.ContainsFunc(list, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }) {
			return fmt.Errorf("%w: part %q holds a number that is none", ErrModel, name)
		}
	}
	if slices.ContainsFunc(s.Scale, func(x float64) bool { return x <= 0 }) {
		return fmt.Errorf("%w: part %q has a scale of 0", ErrModel, name)
	}
	return nil
}

// A Model gives weights to the edges between articles and their possible parents. It is data;
// doc/tracing.md describes how it was fitted.
type Model struct {
	Version  string   `json:"version"`
	FittedOn string   `json:"fitted_on"`
	Edges    []string `json:"edge_features"`
	Roots    []string `json:"root_features"`
	Agencies []string `json:"agency_features"`
	// First is used without profiles of outlets, Second with them.
	First  EdgeModel `json:"first"`
	Second EdgeModel `json:"second"`
	// Agency gives the log-odds that an article has text of an agency.
	Agency Scorer `json:"agency"`
}

// An EdgeModel gives weights to edges. Edge is for a member as parent, Root for the unseen
// source. Only their difference has a meaning.
type EdgeModel struct {
	Edge Scorer `json:"edge"`
	Root Scorer `json:"root"`
	// Order has the weights of the features of clocks; see order.go.
	Order []float64 `json:"order"`
	// Temperature divides the log-weights before the sum over trees.
	Temperature float64 `json:"temperature"`
}

// EdgeNames and RootNames return the names of the features in model files, in
// order.
func EdgeNames() []string {
	return []string{
		"strange", "strange_more", "strange_share", "common", "runs", "own_lost", "lost", "tail", "head", "only",
		"rare_less", "same", "longer", "title", "title_like", "title_rare", "outlet",
		"clock", "nearest", "feed", "feed_credit", "feed_other", "child_feed", "credit",
		"credit_lost", "credit_new", "named", "address", "strange_rare", "own_lost_in",
		"scraps", "scarred", "scarred_parent", "hub", "wire", "second", "keeps", "titled", "novel", "cut", "store_second",
		"link_to", "linked", "sourced", "sourced_else", "arm", "sole", "sole_credit", "sole_own",
		"known", "child_known", "store",
	}
}

// RootNames returns the names of the features of the edge from the unseen source.
func RootNames() []string {
	return []string{
		"feed", "feed_in", "feed_credit", "credit", "strange", "strange_share", "common", "own", "first", "earlier",
		"longest", "size", "same", "title", "clock", "outlet", "address", "crowd", "wire", "second", "keeps", "novel",
		"store_second", "store_roots", "sourced", "sourced_else", "arm", "sole", "sole_in", "told", "unnamed", "known", "store",
	}
}

// Parse reads a model and checks that it fits this program.
func Parse(data []byte) (*Model, error) {
	m := &Model{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if !slices.Equal(m.Edges, EdgeNames()) || !slices.Equal(m.Roots, RootNames()) || !slices.Equal(m.Agencies, AgencyNames()) {
		return nil, fmt.Errorf("%w %q: made for other features: fit it again with this version", ErrModel, m.Version)
	}
	return m, errors.Join(m.First.check("first"), m.Second.check("second"), m.Agency.check("agency", numAgency))
}

func (w *EdgeModel) check(name string) error {
	if !(w.Temperature > 0) {
		return fmt.Errorf("%w: temperature %v of part %q is not above 0", ErrModel, w.Temperature, name)
	}
	if len(w.Order) != numOrder {
		return fmt.Errorf("%w: part %q has not %d weights of clocks: fit it again with this version", ErrModel, name, numOrder)
	}
	for i, x := range w.Order {
		if math.IsNaN(x) || math.IsInf(x, 0) || x*orderSign(i) < 0 {
			return fmt.Errorf("%w: weight %d of the clocks in part %q has the wrong sign", ErrModel, i, name)
		}
	}
	return errors.Join(w.Edge.check(name+" edge", numEdge), w.Root.check(name+" root", numRoot))
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
