package cluster

import (
	_ "embed" // near.json is part of the program
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

//go:embed near.json
var nearJSON string

// A Model turns the counts of a pair into the probability that both are one text. It is a
// logistic regression on a few features. It is read-only and safe for concurrent use.
type Model struct {
	// Version names the model in results.
	Version string `json:"version"`
	// FittedOn names the data and the program that the model was fitted with.
	FittedOn string `json:"fitted_on"`
	// Features has the names of the features, in the order of Weights; see [Features].
	Features []string  `json:"features"`
	Weights  []float64 `json:"weights"`
}

// featureNames are the features of this program, in order.
func featureNames() []string {
	return []string{"1", "logit_jaccard", "logit_containment", "log_smaller"}
}

// Features appends the features of a pair: 1, the logit of its Jaccard similarity, the logit of
// the larger containment, and ln(smaller size / 100). For the logits one half is added to both
// counts, so that they stay finite at 0 and 1: logit J = ln((common+.5)/(union-common+.5)).
func Features(dst []float64, p Pair) []float64 {
	common := float64(p.Common)
	smaller := float64(min(p.SizeA, p.SizeB))
	union := float64(p.SizeA) + float64(p.SizeB) - common
	return append(dst,
		1,
		math.Log((common+.5)/(union-common+.5)),
		math.Log((common+.5)/(smaller-common+.5)),
		math.Log((smaller+1)/100))
}

// P returns the probability that both articles have the same text, in [0,1].
func (m *Model) P(p Pair) float64 {
	var buf [4]float64
	z := 0.0
	for i, f := range Features(buf[:0], p) {
		z += m.Weights[i] * f
	}
	return 1 / (1 + math.Exp(-z))
}

// ParseModel reads a model from its JSON form. It refuses features that this
// program does not compute.
func ParseModel(data []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if m.Version == "" || !slices.Equal(m.Features, featureNames()) || len(m.Weights) != len(m.Features) {
		return nil, fmt.Errorf("model %q: has %d weights for features %q, this program computes %q: fit it again with this version",
			m.Version, len(m.Weights), m.Features, featureNames())
	}
	return &m, nil
}

// NearModel returns the model of this version.
func NearModel() *Model {
	m, err := ParseModel([]byte(nearJSON))
	if err != nil { // a test makes sure that this does not happen
		return &Model{Version: "none", Weights: make([]float64, len(featureNames()))}
	}
	return m
}
