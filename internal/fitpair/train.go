package main

import (
	"encoding/json"
	"os"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
)

// train fits the model on all corpora together: first the pairs by themselves,
// then among their neighbours.
func train(corpora []*corpus, o options) (*pair.Model, error) {
	m, err := firstPass(corpora, o)
	if err != nil {
		return nil, err
	}
	contexts(m, corpora, o)
	return m, nil
}

func write(file string, m *pair.Model) error {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o666)
}

// firstPass fits the model of single pairs, or takes that of this version.
func firstPass(corpora []*corpus, o options) (*pair.Model, error) {
	if o.keep {
		m, err := pair.Load()
		if err != nil {
			return nil, err
		}
		first := *m
		first.Version, first.FittedOn, first.Passes = o.version, o.fittedOn, nil
		return &first, nil
	}
	m := &pair.Model{Version: o.version, FittedOn: o.fittedOn, Features: pair.FeatureNames()}
	all := examples(corpora, every, pair.NumFeatures)
	m.Prior = share(all)
	m.Full, m.Bare = fit(all, o.ridge), fit(examples(corpora, every, pair.NumBare), o.ridge)
	return m, nil
}

// share returns the share of the examples that are one text.
func share(all []example) float64 {
	n := 0
	for _, e := range all {
		if e.same {
			n++
		}
	}
	return float64(n) / float64(max(len(all), 1))
}

func every(int) bool { return true }

// examples returns the pairs of the corpora that are in, with their first n features.
func examples(corpora []*corpus, in func(int) bool, n int) (out []example) {
	for i, c := range corpora {
		if !in(i) {
			continue
		}
		for i := range c.samples {
			if s := &c.samples[i]; !s.hopeless {
				out = append(out, example{s.evidence.Features[:n], s.same})
			}
		}
	}
	return out
}

// passes is how often pairs are scored again in their contexts.
const passes = 1

// contexts fits the further passes. The first pass was fitted on the same pairs,
// so each fold of the corpora gets the odds of a first pass that was fitted on the
// others, if there are any.
func contexts(m *pair.Model, corpora []*corpus, o options) {
	edges := firsts(m, corpora, o)
	for k := range passes {
		var all []example
		pairs, ctx := make([][]seen, len(corpora)), make([][]pair.Context, len(corpora))
		for i, c := range corpora {
			pairs[i], ctx[i] = c.pass(edges[i])
			for j := range pairs[i] {
				x := ctx[i][j].FeaturesOf()
				all = append(all, example{x[:], pairs[i][j].same})
			}
		}
		m.Passes, m.PassPrior = append(m.Passes, fit(all, o.ridge)), share(all)
		for i := range corpora {
			edges[i] = again(m, k, pairs[i], ctx[i])
		}
	}
}

// firsts returns the pairs of each corpus with the odds of a first pass that was fitted
// on other corpora.
func firsts(m *pair.Model, corpora []*corpus, o options) [][]cluster.OddsEdge {
	edges := make([][]cluster.OddsEdge, len(corpora))
	folds := min(o.folds, len(corpora))
	if o.keep {
		folds = 1
	}
	for k := range folds {
		first := *m
		if folds > 1 {
			first.Full = fit(examples(corpora, func(i int) bool { return i%folds != k }, pair.NumFeatures), o.ridge)
		}
		for i, c := range corpora {
			if i%folds == k {
				edges[i] = c.first(&first)
			}
		}
	}
	return edges
}
