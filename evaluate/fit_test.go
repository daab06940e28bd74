package evaluate

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster"
)

// distorted makes labelled pairs whose true probability is far(p): each pair of
// its own two articles.
func distorted(n int, far func(p float64) float64) (*Labels, *Predictions) {
	rng := rand.New(rand.NewPCG(7, 7))
	l, p := &Labels{Format: Pairs}, &Predictions{paired: true, Model: "near-1"}
	for i := range n {
		a, b := fmt.Sprintf("a%05d", i), fmt.Sprintf("b%05d", i)
		x := rng.Float64()
		l.Pairs = append(l.Pairs, Label{a, b, rng.Float64() < far(x)})
		p.pairs = append(p.pairs, pair{a: p.intern(a), b: p.intern(b), p: x}.ordered())
	}
	return l, p
}

// TestFitFinds makes probabilities wrong in a known way and sees that the way
// back is found.
func TestFitFinds(t *testing.T) {
	for _, truth := range []cluster.Calibration{
		{Method: "identity", A: 1, B: 1},
		{Method: "platt", A: 2, B: 2, C: -1},
		{Method: "beta", A: .4, B: 3, C: .5},
	} {
		l, p := distorted(4000, truth.Apply)
		r, err := Evaluate(l, p, Options{Fit: true})
		if err != nil {
			t.Fatal(err)
		}
		f := r.Calibration
		if err := f.Calibration.Validate(); err != nil {
			t.Error(err)
		}
		if f.Calibration.Model != "near-1" || f.Positives+f.Negatives != 4000 || f.Tested != 4000 {
			t.Errorf("%s: %+v", truth.Method, f)
		}
		for x := .05; x < 1; x += .05 {
			if got, want := f.Calibration.Apply(x), truth.Apply(x); math.Abs(got-want) > .05 {
				t.Errorf("%s: %.2f becomes %.3f, should be %.3f (%+v)", truth.Method, x, got, want, f.Calibration)
			}
		}
		if f.After.LogLoss > f.Before.LogLoss || truth.Method != "identity" && f.After.ECE > f.Before.ECE/2 {
			t.Errorf("%s: before %+v, after %+v", truth.Method, f.Before, f.After)
		}
	}
}

func TestFitRefuses(t *testing.T) {
	few := func(positive int) (*Labels, *Predictions) {
		n := 0
		return distorted(200, func(float64) float64 {
			if n++; n <= positive {
				return 1
			}
			return 0
		})
	}
	for _, positive := range []int{0, 29, 171, 200} {
		l, p := few(positive)
		_, err := Evaluate(l, p, Options{Fit: true})
		if !errors.Is(err, ErrFewLabels) || !strings.Contains(err.Error(), fmt.Sprintf("%d are labelled as copies and %d as none; 30 of each", positive, 200-positive)) {
			t.Errorf("%d positive of 200: %v", positive, err)
		}
	}
	l, p := few(30)
	if _, err := Evaluate(l, p, Options{Fit: true}); err != nil {
		t.Errorf("30 positive of 200: %v", err)
	}
	l.Pairs, p.pairs, p.settled = l.Pairs[:100], p.pairs[:1], nil // labelled, but not listed
	if _, err := Evaluate(l, p, Options{Fit: true}); !errors.Is(err, ErrFewLabels) {
		t.Errorf("one listed pair: %v", err)
	}
	if _, err := Evaluate(labels(t, "id\tcluster\na\tx\n"), predictions(t, `{"id":"a","cluster":null}`, ""), Options{Fit: true}); !errors.Is(err, ErrFewLabels) {
		t.Errorf("no pairs: %v", err)
	}
}

// TestFitStaysNear sees that a few labels move little, whatever they say.
func TestFitStaysNear(t *testing.T) {
	list := []sample{{math.Log(.9), -math.Log(.1), 0, 1}}
	c := solveFor(list, "beta")
	if c.Apply(.9) > .9 || c.Apply(.9) < .4 {
		t.Errorf("one label against .9 makes it %v (%+v)", c.Apply(.9), c)
	}
}

// TestFolds sees that no article is both fitted and tested, and that each fold
// has its share.
func TestFolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "articles")
		g := &gold{ids: make([]string, n)}
		var list []obs
		for range rapid.IntRange(1, 80).Draw(t, "pairs") {
			a, b := int32(rapid.IntRange(0, n-1).Draw(t, "a")), int32(rapid.IntRange(0, n-1).Draw(t, "b"))
			if a != b {
				list = append(list, obs{a: min(a, b), b: max(a, b), same: rapid.IntRange(0, 3).Draw(t, "same") == 0})
			}
		}
		d := split(g, list)
		for _, o := range list {
			if o.same && d.fold[o.a] != d.fold[o.b] {
				t.Fatalf("a true pair is across folds: %+v", o)
			}
		}
		for k := range folds {
			train, weight, test := d.part(list, k)
			if len(train) != len(weight) {
				t.Fatalf("%d weights of %d pairs", len(weight), len(train))
			}
			fitted := map[int32]bool{}
			for _, o := range train {
				fitted[o.a], fitted[o.b] = true, true
			}
			for _, o := range test {
				if fitted[o.a] || fitted[o.b] {
					t.Fatalf("fold %d tests %+v, whose article it was fitted on", k, o)
				}
			}
		}
	})
}

func TestSuggest(t *testing.T) {
	points := []Point{{.9, decide(20, 20, 40)}, {.7, decide(29, 30, 40)}, {.5, decide(38, 50, 40)}, {.2, decide(39, 90, 40)}}
	got := suggest(points, 40, 60, .95)
	if got.BestF1.Threshold != .5 || got.AtTarget.Threshold != .7 || got.Remark != "" {
		t.Errorf("got %+v", got)
	}
	low, high := wilson(95, 100)
	if math.Abs(low-.888) > .001 || math.Abs(high-.978) > .001 {
		t.Errorf("wilson(95, 100) = %v, %v: the comment says .888 and .978", low, high)
	}
	for name, x := range map[string]struct {
		got  *Thresholds
		want string
	}{
		"few":      {suggest(points, 29, 60, .95), "too few labels to suggest a threshold: 29 positive, 30 are needed"},
		"none":     {suggest(nil, 40, 60, .95), "no labelled pair has a probability above 0"},
		"unlikely": {suggest(points[2:], 40, 60, .95), "no threshold reaches a precision of 0.95"},
		"all pass": {suggest(points[:2], 40, 60, .95), "every pair listed passes: the labels say nothing of pairs with p below 0.7"},
	} {
		if diff := cmp.Diff(x.want, x.got.Remark); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestInterval sees that intervals hold the value and shrink with the labels.
func TestInterval(t *testing.T) {
	width := func(n int) float64 {
		l, p := distorted(n, func(p float64) float64 { return p })
		r, err := Evaluate(l, p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := r.Pairs.F1
		if e.Value < e.CI95[0] || e.Value > e.CI95[1] {
			t.Errorf("%d labels: %+v", n, e)
		}
		return float64(e.CI95[1] - e.CI95[0])
	}
	few, many := width(100), width(10_000)
	if many > few/5 {
		t.Errorf("intervals of %v and, with 100 times the labels, %v", few, many)
	}
}
