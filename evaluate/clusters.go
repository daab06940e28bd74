package evaluate

import (
	"cmp"
	"slices"
)

// ClusterScores compare two partitions of the labelled articles. An article without a predicted cluster is
// a cluster of one. An article in several clusters counts for its main one.
type ClusterScores struct {
	ARI           Estimate `json:"ari"` // adjusted Rand index
	B3Precision   Num      `json:"b3_precision"`
	B3Recall      Num      `json:"b3_recall"`
	B3F1          Estimate `json:"b3_f1"` // B-cubed
	PairPrecision Num      `json:"pair_precision"`
	PairRecall    Num      `json:"pair_recall"`
	PairF1        Estimate `json:"pair_f1"` // of pairs within one cluster
	// Exact is the share of labelled clusters of two or more articles that were found exactly; ExactAll is
	// the share of all.
	Exact    Num `json:"exact_clusters"`
	ExactAll Num `json:"exact_clusters_and_singletons"`
	// Articles is the number of compared articles, Stories that of their labelled clusters, and Several
	// that of labelled clusters of two or more.
	Articles int `json:"articles"`
	Stories  int `json:"stories"`
	Several  int `json:"stories_of_several"`
}

// sums are counts that can be added over labelled clusters. A predicted pair across two clusters counts
// half for each.
type sums struct {
	n, right, same, predicted float64 // articles; pairs that are right, labelled, predicted
	precision, recall         float64 // B-cubed, summed over articles
}

func (s *sums) add(t *sums, weight float64) {
	s.n += weight * t.n
	s.right += weight * t.right
	s.same += weight * t.same
	s.predicted += weight * t.predicted
	s.precision += weight * t.precision
	s.recall += weight * t.recall
}

// ari returns (right-expected)/(mean-expected). expected is the number of right pairs of a random
// partition with clusters of the same sizes; mean is the mean of labelled and predicted pairs. Equal
// partitions have 1.
func (s *sums) ari() float64 {
	expected := ratio(s.same*s.predicted, s.n*(s.n-1)/2)
	best := (s.same + s.predicted) / 2
	if best == expected {
		return 1
	}
	return (s.right - expected) / (best - expected)
}

func (s *sums) b3() float64   { return harmonic(ratio(s.precision, s.n), ratio(s.recall, s.n)) }
func (s *sums) pair() float64 { return harmonic(ratio(s.right, s.predicted), ratio(s.right, s.same)) }

// partition returns the number of the predicted cluster of each labelled article, and the sizes of the
// clusters. An article without a cluster is a cluster of one.
func (g *gold) partition(p *Predictions) (label []int32, sizes []int) {
	label = make([]int32, len(g.ids))
	number := map[string]int32{}
	for i, id := range g.ids {
		c := p.articles[id].Cluster
		n, ok := number[c]
		if c == "" || !ok {
			n = int32(len(sizes))
			sizes = append(sizes, 0)
			number[c] = n
		}
		label[i] = n
		sizes[n]++
	}
	return label, sizes
}

// scoreClusters compares the labelled with the predicted partition.
func scoreClusters(g *gold, p *Predictions) *ClusterScores {
	label, sizes := g.partition(p)
	parts, exact := stories(g, label, sizes)
	var total sums
	score := &ClusterScores{Articles: len(g.ids)}
	several, all := 0, 0
	for c := range parts {
		if parts[c].n == 0 {
			continue // no article's main cluster
		}
		total.add(&parts[c], 1)
		score.Stories++
		if parts[c].n > 1 {
			score.Several++
		}
		if exact[c] {
			all++
			if parts[c].n > 1 {
				several++
			}
		}
	}
	score.B3Precision, score.B3Recall = Num(ratio(total.precision, total.n)), Num(ratio(total.recall, total.n))
	score.PairPrecision, score.PairRecall = Num(ratio(total.right, total.predicted)), Num(ratio(total.right, total.same))
	score.Exact, score.ExactAll = Num(ratio(float64(several), float64(score.Several))), Num(ratio(float64(all), float64(score.Stories)))
	parts = slices.DeleteFunc(parts, func(s sums) bool { return s.n == 0 })
	spread := bootstrap(len(parts), func(weight []float64) []float64 {
		var s sums
		for c := range parts {
			s.add(&parts[c], weight[c])
		}
		return []float64{s.ari(), s.b3(), s.pair()}
	})
	score.ARI, score.B3F1, score.PairF1 = estimate(total.ari(), spread[0]), estimate(total.b3(), spread[1]), estimate(total.pair(), spread[2])
	return score
}

// stories returns the sums of each labelled cluster, and whether it is exactly one predicted cluster. Sums
// are added in the order of labels, so that they do not depend on map order.
func stories(g *gold, label []int32, sizes []int) (parts []sums, exact []bool) {
	order := make([]int32, len(g.ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(g.group[x], g.group[y]), cmp.Compare(label[x], label[y]))
	})
	parts, exact = make([]sums, len(g.members)), make([]bool, len(g.members))
	for _, i := range order {
		parts[g.group[i]].n++
	}
	for from := 0; from < len(order); {
		c, l := g.group[order[from]], label[order[from]]
		to := from
		for to < len(order) && g.group[order[to]] == c && label[order[to]] == l {
			to++
		}
		k, size, s := float64(to-from), float64(sizes[l]), &parts[c]
		s.right += k * (k - 1) / 2
		s.predicted += k*(k-1)/2 + k*(size-k)/2
		s.same = s.n * (s.n - 1) / 2
		s.precision += k * k / size
		s.recall += k * k / s.n
		exact[c] = s.n == k && size == k
		from = to
	}
	return parts, exact
}
