package evaluate

import (
	"cmp"
	"slices"
)

// cutoff is the p from which a pair counts as a copy.
const cutoff = .5

// PairScores measure the probabilities of pairs. Labelled pairs that are missing in the predictions have p
// = 0. With labelled clusters, a true pair shares one of them, and calibration errors are over the listed
// pairs. With labelled pairs they are over all labelled pairs.
type PairScores struct {
	Pairs      int `json:"pairs"`             // number of judged pairs
	True       int `json:"true_pairs"`        // according to the labels
	TrueListed int `json:"true_pairs_listed"` // true pairs listed by the predictions

	Precision   Estimate `json:"precision"` // at p >= .5
	Recall      Estimate `json:"recall"`
	F1          Estimate `json:"f1"`
	RecallAt99  Num      `json:"recall_at_precision_99"`
	Average     Estimate `json:"average_precision"`
	ECEGrey     Num      `json:"ece_grey"` // of pairs with p in [.05,.95]
	AdaptGrey   Num      `json:"adaptive_ece_grey"`
	BrierGrey   Num      `json:"brier_grey"`
	Grey        int      `json:"pairs_grey"`
	ECE         Num      `json:"ece"`
	AdaptiveECE Num      `json:"adaptive_ece"`
	Brier       Num      `json:"brier"`

	// The following fields are null unless pairs are labelled: the area under the ROC curve, the F1 of
	// calling every labelled pair a copy, and how well the predicted clusters separate the labelled pairs.
	AUC       *Estimate `json:"auc"`
	AllYesF1  *Num      `json:"all_yes_f1"`
	Clustered *Decision `json:"clustered"`
}

// A Decision measures yes-or-no answers.
type Decision struct {
	Precision Num `json:"precision"`
	Recall    Num `json:"recall"`
	F1        Num `json:"f1"`
	Predicted int `json:"predicted"`
	Right     int `json:"right"`
}

func decide(right, predicted, positive int) Decision {
	p, r := ratio(float64(right), float64(predicted)), ratio(float64(right), float64(positive))
	return Decision{Num(p), Num(r), Num(harmonic(p, r)), predicted, right}
}

// rank sorts pairs by falling p.
func rank(list []obs) {
	slices.SortFunc(list, func(x, y obs) int {
		return cmp.Or(cmp.Compare(y.p, x.p), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
}

// measures are the figures of a ranking for which intervals are computed.
type measures struct{ precision, recall, f1, recall99, average, auc float64 }

// measure computes the figures of a ranking. Pairs are weighted by their groups; nil means 1 each. Equal
// probabilities are one step.
func measure(g *gold, list []obs, weight []float64) (m measures) {
	positives := 0.0
	for i, h := range g.half {
		positives += h * weightOf(weight, int32(i))
	}
	var n, right, before, beforeN, above float64
	for k := range list {
		o := &list[k]
		w := (weightOf(weight, g.group[o.a]) + weightOf(weight, g.group[o.b])) / 2
		n += w
		if o.same {
			right += w
		}
		if o.p >= cutoff {
			m.precision, m.recall = ratio(right, n), ratio(right, positives)
		}
		if k+1 < len(list) && list[k+1].p == o.p {
			continue
		}
		stepN, stepRight := n-beforeN, right-before
		m.average += ratio(right, n) * ratio(stepRight, positives)
		// Subtract the area for negatives above or at the same p; at the same p, half a unit.
		m.auc -= stepRight * (above + (stepN-stepRight)/2)
		above += stepN - stepRight
		before, beforeN = right, n
		if right >= .99*n && n > 0 {
			m.recall99 = ratio(right, positives)
		}
	}
	m.auc = 1 + ratio(m.auc, right*(n-right))
	m.f1 = harmonic(m.precision, m.recall)
	return m
}

func weightOf(weight []float64, group int32) float64 {
	if weight == nil {
		return 1
	}
	return weight[group]
}

// scorePairs measures a ranking.
func scorePairs(g *gold, p *Predictions, list []obs) *PairScores {
	m := measure(g, list, nil)
	spread := bootstrap(len(g.half), func(weight []float64) []float64 {
		d := measure(g, list, weight)
		return []float64{d.precision, d.recall, d.f1, d.average, d.auc}
	})
	middle := grey(list)
	s := &PairScores{
		Pairs: len(list), True: g.positives(),
		Precision: estimate(m.precision, spread[0]), Recall: estimate(m.recall, spread[1]), F1: estimate(m.f1, spread[2]),
		RecallAt99: Num(m.recall99), Average: estimate(m.average, spread[3]),
		ECEGrey: Num(ece(middle)), AdaptGrey: Num(adaptiveECE(middle)), BrierGrey: Num(brier(middle)), Grey: len(middle),
		ECE: Num(ece(list)), AdaptiveECE: Num(adaptiveECE(list)), Brier: Num(brier(list)),
	}
	for _, o := range list {
		if o.same && o.listed {
			s.TrueListed++
		}
	}
	if g.clusters != nil {
		return s
	}
	if s.True > 0 && s.True < len(list) {
		auc := estimate(m.auc, spread[4])
		s.AUC = &auc
	}
	s.AllYesF1 = new(decide(s.True, len(list), s.True).F1)
	s.Clustered = clusteredPairs(g, p)
	return s
}

// clusteredPairs measures "in one cluster" as the answer for labelled pairs. It returns nil if there are
// no predicted clusters.
func clusteredPairs(g *gold, p *Predictions) *Decision {
	if !p.clustered {
		return nil
	}
	right, predicted := 0, 0
	for _, l := range g.labels {
		if p.together(l.A, l.B) {
			predicted++
			if l.Same {
				right++
			}
		}
	}
	d := decide(right, predicted, g.positives())
	return &d
}

// together reports whether two articles share a predicted cluster.
func (p *Predictions) together(a, b string) bool {
	x, y := p.articles[a], p.articles[b]
	for _, c := range append([]string{x.Cluster}, x.Also...) {
		if c != "" && (c == y.Cluster || slices.Contains(y.Also, c)) {
			return true
		}
	}
	return false
}
