// Package evaluate compares conclusions with labels: clusters, probabilities of pairs, and passages.
//
// Read labels with [ReadLabels] or a [PANReader], and predictions with the methods of [Predictions]. Then
// call [Evaluate]. [Text] and [Reliability] render the [Report]. With [Options.Fit] the probabilities are
// calibrated on the labels.
//
// The same labels and predictions give the same report, including intervals. The package knows neither
// stores nor files, nor how copies are found.
package evaluate

import (
	"fmt"
)

// Options are the options of an evaluation. The zero value is usable.
type Options struct {
	// Precision is the least precision of the suggested threshold. 0 means .99.
	Precision float64
	// Worst is how many errors of each kind are listed.
	Worst int
	// Fit asks for a calibration of the probabilities on the labels.
	Fit bool
	// Describe returns the outlet and title of an article, or empty strings if they are unknown. It may be
	// nil.
	Describe func(id string) (source, title string)
}

// Evaluate compares predictions with labels. It compares labelled pairs with p (reuse), and labelled
// clusters with p_same (one story's text). With Fit it always uses p, which the fit corrects. It returns
// [ErrNoOverlap] if labels and predictions have no article in common, and [ErrFewLabels] if there are too
// few labels for a fit. It may rename labels, see [Labels.Notes].
func Evaluate(l *Labels, p *Predictions, o Options) (*Report, error) {
	if o.Precision == 0 {
		o.Precision = .99
	}
	g, err := newGold(l, p)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Schema: Schema, Gold: g.summary(l), Predictions: p.summary(), Worst: Worst{[]Miss{}, []Miss{}},
		Curve: []Point{}, Reliability: []Bin{}, Notes: append([]string{}, l.Notes...),
	}
	p.judge(g.clusters != nil && !o.Fit)
	if g.clusters != nil && p.clustered {
		r.Clusters = scoreClusters(g, p)
	}
	if p.paired || g.clusters == nil && p.clustered {
		list := g.observed(p)
		rank(list)
		r.addPairs(g, p, list, o)
		if o.Fit {
			if r.Calibration, err = fit(g, list, p.Model); err != nil {
				return nil, err
			}
		}
	} else if o.Fit {
		return nil, fmt.Errorf("%w: the predictions have no pairs to calibrate", ErrFewLabels)
	}
	if len(l.Cases) > 0 && p.aligned {
		r.Passages = scorePassages(l, p.passages)
	} else if len(l.Cases) > 0 {
		r.Notes = append(r.Notes, "the predictions have no passages to compare with the labelled ones")
	}
	return r, nil
}

// addPairs adds the results for ranked pairs.
func (r *Report) addPairs(g *gold, p *Predictions, list []obs, o Options) {
	r.Pairs = scorePairs(g, p, list)
	if !p.paired {
		r.Notes = append(r.Notes, "the predictions have clusters alone: every labelled pair has p = 0, judge by the clusters")
		return
	}
	negative := 0
	for _, x := range list {
		if !x.same {
			negative++
		}
	}
	r.Steps = curve(g, list)
	r.Curve = sampled(r.Steps, r.Pairs.True)
	r.Thresholds = suggest(r.Steps, r.Pairs.True, negative, o.Precision)
	r.Reliability = binned(list)
	j := &judge{g, p, o.Describe}
	r.Worst = j.worst(list, max(0, o.Worst))
}

func (g *gold) summary(l *Labels) GoldSummary {
	s := GoldSummary{
		Format: l.Format, Articles: len(g.ids), Positive: g.positives(), Missing: len(g.missing),
		Unknown: append([]string{}, g.missing[:min(10, len(g.missing))]...),
	}
	if g.clusters == nil {
		s.Negative = new(len(g.labels) - s.Positive)
		return s
	}
	s.Clusters = len(g.members)
	return s
}

func (p *Predictions) summary() Predicted {
	clusters := map[string]bool{}
	for _, a := range p.articles {
		if a.Cluster != "" {
			clusters[a.Cluster] = true
		}
	}
	return Predicted{From: p.From, Model: p.Model, Articles: len(p.known()), Clusters: len(clusters), Pairs: len(p.pairs)}
}
