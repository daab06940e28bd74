package evaluate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// partitions draws two partitions of the same few articles.
func partitions(t *rapid.T) (x, y []int) {
	n := rapid.IntRange(1, 14).Draw(t, "articles")
	x = rapid.SliceOfN(rapid.IntRange(0, 5), n, n).Draw(t, "labelled")
	return x, rapid.SliceOfN(rapid.IntRange(0, 5), n, n).Draw(t, "predicted")
}

// compare evaluates one partition by another.
func compare(t *rapid.T, labelled, predicted []int) *ClusterScores {
	l, p := &Labels{Format: Clusters, Clusters: map[string][]string{}}, &Predictions{clustered: true, articles: map[string]Article{}}
	for i := range labelled {
		id := fmt.Sprint("a", i)
		l.Clusters[id] = []string{fmt.Sprint("g", labelled[i])}
		p.articles[id] = Article{Cluster: fmt.Sprint("c", predicted[i])}
	}
	r, err := Evaluate(l, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Clusters
}

// TestClusterMeasures compares with counts of all pairs, and with the mean
// over articles that B-cubed is defined as.
func TestClusterMeasures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, c := partitions(t)
		s := compare(t, g, c)
		n := len(g)
		var both, labelled, predicted, precision, recall float64
		for i := range g {
			var together, mine, yours float64
			for j := range g {
				sameG, sameC := g[i] == g[j], c[i] == c[j]
				together += yes(sameG && sameC)
				mine += yes(sameG)
				yours += yes(sameC)
				if i < j {
					both += yes(sameG && sameC)
					labelled += yes(sameG)
					predicted += yes(sameC)
				}
			}
			precision += together / yours / float64(n)
			recall += together / mine / float64(n)
		}
		ari := 1.0
		if expected, mean := ratio(labelled*predicted, float64(n*(n-1))/2), (labelled+predicted)/2; expected != mean {
			ari = (both - expected) / (mean - expected)
		}
		for _, x := range []struct {
			name      string
			got, want float64
		}{
			{"ARI", float64(s.ARI.Value), ari},
			{"B-cubed precision", float64(s.B3Precision), precision},
			{"B-cubed recall", float64(s.B3Recall), recall},
			{"pair precision", float64(s.PairPrecision), ratio(both, predicted)},
			{"pair recall", float64(s.PairRecall), ratio(both, labelled)},
		} {
			if math.Abs(x.got-x.want) > 1e-9 {
				t.Fatalf("%s of %v by %v = %v, want %v", x.name, c, g, x.got, x.want)
			}
		}
	})
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestClusterProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, c := partitions(t)
		s, turned, equal := compare(t, g, c), compare(t, c, g), compare(t, g, g)
		if math.Abs(float64(s.ARI.Value-turned.ARI.Value)) > 1e-12 {
			t.Fatalf("ARI of %v by %v = %v, the other way %v", c, g, s.ARI.Value, turned.ARI.Value)
		}
		if math.Abs(float64(s.B3Precision-turned.B3Recall)) > 1e-12 {
			t.Fatalf("B-cubed precision %v is not the recall the other way, %v", s.B3Precision, turned.B3Recall)
		}
		if equal.ARI.Value != 1 || equal.B3F1.Value != 1 || equal.ExactAll != 1 || equal.ARI.CI95 != [2]Num{1, 1} {
			t.Fatalf("%v by itself: %+v", g, equal)
		}
		for _, x := range []Num{s.B3Precision, s.B3Recall, s.B3F1.Value, s.PairF1.Value, s.Exact, s.ExactAll} {
			if !(x >= 0 && x <= 1) {
				t.Fatalf("%v by %v: %+v", c, g, s)
			}
		}
		if s.B3Precision < Num(1/float64(len(g))) {
			t.Fatalf("B-cubed precision %v: every article is in its own cluster", s.B3Precision)
		}
	})
}

// pairLabels draws labelled pairs with probabilities that are often equal.
func pairLabels(t *rapid.T) (*Labels, *Predictions, []obs) {
	n := rapid.IntRange(1, 25).Draw(t, "pairs")
	l, p := &Labels{Format: Pairs}, &Predictions{paired: true}
	set := newPairSet()
	for range n {
		a, b := rapid.IntRange(0, 6).Draw(t, "a"), rapid.IntRange(7, 12).Draw(t, "b")
		same := rapid.Bool().Draw(t, "same")
		if set.add(fmt.Sprintf("a%02d", a), fmt.Sprintf("a%02d", b), same, "") != nil {
			continue // drawn before, with the other label
		}
	}
	l.Pairs = set.sorted()
	var list []obs
	for _, x := range l.Pairs {
		o := obs{same: x.Same, listed: rapid.IntRange(0, 4).Draw(t, "listed") > 0}
		if o.listed {
			o.p = float64(rapid.IntRange(0, 10).Draw(t, "p")) / 10
			p.pairs = append(p.pairs, pair{a: p.intern(x.A), b: p.intern(x.B), p: o.p}.ordered())
		}
		list = append(list, o)
	}
	p.intern(l.Pairs[0].A)
	return l, p, list
}

// TestPairMeasures compares with the definitions, each over all pairs.
func TestPairMeasures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, p, list := pairLabels(t)
		r, err := Evaluate(l, p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var positive, right, predicted, area, negative, average float64
		for _, o := range list {
			positive += o.y()
			predicted += yes(o.p >= .5)
			right += yes(o.p >= .5 && o.same)
		}
		for _, o := range list {
			if !o.same {
				negative++
				continue
			}
			var above, aboveRight float64
			for _, q := range list {
				above += yes(q.p >= o.p)
				aboveRight += yes(q.p >= o.p && q.same)
				if !q.same {
					area += yes(o.p > q.p) + yes(o.p == q.p)/2
				}
			}
			average += aboveRight / above / positive
		}
		s := r.Pairs
		close := func(name string, got Num, want float64) {
			if math.Abs(float64(got)-want) > 1e-9 {
				t.Fatalf("%s of %+v = %v, want %v", name, list, got, want)
			}
		}
		close("precision", s.Precision.Value, ratio(right, predicted))
		close("recall", s.Recall.Value, ratio(right, positive))
		close("average precision", s.Average.Value, average)
		if (s.AUC != nil) != (positive > 0 && negative > 0) {
			t.Fatalf("AUC %v of %v positive and %v negative", s.AUC, positive, negative)
		}
		if s.AUC != nil {
			close("AUC", s.AUC.Value, area/positive/negative)
		}
		close("ECE", s.ECE, slowECE(list))
	})
}

// slowECE is the definition: a bin at a time.
func slowECE(list []obs) float64 {
	sum := 0.0
	for b := range bins {
		p, same := 0.0, 0.0
		for _, o := range list {
			if at := int(o.p * bins); at == b || at == bins && b == bins-1 {
				p += o.p
				same += o.y()
			}
		}
		sum += math.Abs(p-same) / float64(len(list))
	}
	return sum
}

// TestBestF1 tries every threshold.
func TestBestF1(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, p, list := pairLabels(t)
		g, err := newGold(l, p)
		if err != nil {
			t.Fatal(err)
		}
		seen := g.observed(p)
		rank(seen)
		best := 0.0
		for _, cut := range list {
			if cut.p > 0 {
				right, predicted := 0, 0
				for _, o := range list {
					if o.p >= cut.p {
						predicted++
						right += int(o.y())
					}
				}
				best = max(best, float64(decide(right, predicted, g.positives()).F1))
			}
		}
		points := curve(g, seen)
		top := slices.MaxFunc(append(points, Point{}), func(x, y Point) int { return cmp.Compare(x.F1, y.F1) })
		if math.Abs(float64(top.F1)-best) > 1e-12 {
			t.Fatalf("best F1 %v, want %v: %+v", top.F1, best, points)
		}
	})
}

// TestCovered compares with a map of characters.
func TestCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ranges [][2]int
		marks := map[int]bool{}
		for range rapid.IntRange(0, 6).Draw(t, "ranges") {
			from := rapid.IntRange(0, 30).Draw(t, "from")
			to := from + rapid.IntRange(0, 12).Draw(t, "length")
			ranges = append(ranges, [2]int{from, to})
			for i := from; i < to; i++ {
				marks[i] = true
			}
		}
		if got := covered(slices.Clone(ranges)); got != len(marks) {
			t.Fatalf("covered(%v) = %d, want %d", ranges, got, len(marks))
		}
	})
}

// TestSameReport sees that neither map order nor the order of predictions has
// a say.
func TestSameReport(t *testing.T) {
	var cases []scoreCase
	readJSON(t, "testdata/score.json", &cases)
	c := cases[1]
	evaluate := func() *Report {
		r, err := Evaluate(&Labels{Format: Clusters, Clusters: c.Gold}, c.predictions(t), Options{Worst: 20})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	want := evaluate()
	for range 5 {
		slices.Reverse(c.Pairs)
		if diff := gocmp.Diff(want, evaluate(), gocmp.AllowUnexported(Bin{})); diff != "" {
			t.Fatalf("another report (-want +got):\n%s", diff)
		}
	}
}
