package evaluate

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// scoreCase is a case of testdata/score.json: labels and predictions about
// made-up ids, with what the scoring program of our simulated crawls, which is
// written in Python and shares nothing with this one, found for them before it
// rounded.
type scoreCase struct {
	Name     string              `json:"name"`
	Gold     map[string][]string `json:"gold"`
	Clusters map[string]string   `json:"clusters"`
	Pairs    [][3]any            `json:"pairs"`
	Want     map[string]float64  `json:"want"`
}

func (c *scoreCase) predictions(t *testing.T) *Predictions {
	t.Helper()
	var clusters, pairs strings.Builder
	for id, name := range c.Clusters {
		fmt.Fprintf(&clusters, "{\"id\":%q,\"cluster\":%q}\n", id, name)
	}
	for _, p := range c.Pairs {
		fmt.Fprintf(&pairs, "{\"a\":%q,\"b\":%q,\"p\":%v}\n", p[0], p[1], p[2])
	}
	return predictions(t, clusters.String(), pairs.String())
}

// predictions reads predictions from text.
func predictions(t testing.TB, articles, pairs string) *Predictions {
	t.Helper()
	p := &Predictions{From: "test"}
	if articles != "" {
		if err := p.ReadArticles(strings.NewReader(articles), "articles.jsonl"); err != nil {
			t.Fatal(err)
		}
	}
	if pairs != "" {
		if err := p.ReadPairs(strings.NewReader(pairs), "pairs.jsonl"); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func labels(t testing.TB, text string) *Labels {
	t.Helper()
	l, err := ReadLabels(strings.NewReader(text), "labels", Auto, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func readJSON(t testing.TB, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestScores compares every measure with the other program's.
func TestScores(t *testing.T) {
	var cases []scoreCase
	readJSON(t, "testdata/score.json", &cases)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			r, err := Evaluate(&Labels{Format: Clusters, Clusters: c.Gold}, c.predictions(t), Options{})
			if err != nil {
				t.Fatal(err)
			}
			k, p := r.Clusters, r.Pairs
			got := map[string]float64{
				"articles": float64(k.Articles), "stories": float64(k.Stories), "ari": float64(k.ARI.Value),
				"b3_precision": float64(k.B3Precision), "b3_recall": float64(k.B3Recall), "b3_f1": float64(k.B3F1.Value),
				"pair_precision": float64(k.PairPrecision), "pair_recall": float64(k.PairRecall), "pair_f1": float64(k.PairF1.Value),
				"exact_clusters": float64(k.Exact), "exact_clusters_and_singletons": float64(k.ExactAll),
				"pairs": float64(p.Pairs), "true_pairs": float64(p.True), "true_pairs_listed": float64(p.TrueListed),
				"precision": float64(p.Precision.Value), "recall": float64(p.Recall.Value), "f1": float64(p.F1.Value),
				"recall_at_precision_99": float64(p.RecallAt99), "average_precision": float64(p.Average.Value),
				"ece_grey": float64(p.ECEGrey), "adaptive_ece_grey": float64(p.AdaptGrey), "pairs_grey": float64(p.Grey),
			}
			for name, want := range c.Want {
				if name == "missing" {
					continue // there: in no predicted cluster; here: named nowhere
				}
				if x, ok := got[name]; !ok || math.Abs(x-want) > 1e-9 {
					t.Errorf("%s = %v, want %v", name, x, want)
				}
			}
		})
	}
}

// TestPlagdet compares with the formula of PAN's own program, and with values
// of its unit tests.
func TestPlagdet(t *testing.T) {
	var cases []struct {
		Name              string
		Cases, Detections [][6]any
		Want              map[string]float64
	}
	readJSON(t, "testdata/plagdet.json", &cases)
	list := func(rows [][6]any) (out []Passage) {
		for _, r := range rows {
			n := func(i int) int { return int(r[i].(float64)) }
			out = append(out, Passage{r[0].(string), n(1), n(1) + n(2), r[3].(string), n(4), n(4) + n(5)})
		}
		return out
	}
	for _, c := range cases {
		l := &Labels{Cases: list(c.Cases)}
		found := list(c.Detections)
		for _, p := range append(found, l.Cases...) {
			l.Pairs = append(l.Pairs, newLabel(p.ID, p.From, true))
		}
		s := scorePassages(l, found)
		got := map[string]float64{"recall": float64(s.Recall), "precision": float64(s.Precision), "granularity": float64(s.Granularity), "plagdet": float64(s.Plagdet)}
		for name, want := range c.Want {
			if math.Abs(got[name]-want) > 1e-9 {
				t.Errorf("%s: %s = %v, want %v", c.Name, name, got[name], want)
			}
		}
	}
}

func TestPlagdetByHand(t *testing.T) {
	at := func(ref, start, n int) Passage {
		return Passage{fmt.Sprint("this", ref), start, start + n, fmt.Sprint("source", ref), start, start + n}
	}
	one, three, four, seven, nine, ten := at(1, 0, 100), at(1, 100, 100), at(1, 0, 200), at(2, 0, 100), at(2, 50, 100), at(2, 25, 75)
	for _, x := range []struct {
		cases, detections []Passage
		recall            float64
	}{
		{nil, nil, 1},
		{[]Passage{one}, nil, 0},
		{nil, []Passage{one}, 0},
		{[]Passage{one, seven}, []Passage{one}, .5},
		{[]Passage{one}, []Passage{three}, 0},
		{[]Passage{one}, []Passage{four, seven}, 1},
		{[]Passage{seven}, []Passage{nine}, .5},
		{[]Passage{seven}, []Passage{nine, ten}, .75},
		{[]Passage{four}, []Passage{one}, .5},
	} {
		if got := macro(x.cases, x.detections); got != x.recall {
			t.Errorf("recall of %v by %v = %v, want %v", x.cases, x.detections, got, x.recall)
		}
	}
	if got := granularity([]Passage{one, three}, []Passage{one, four}); got != 1.5 {
		t.Errorf("granularity = %v, want 1.5", got)
	}
}

// TestPassagesTurned sees that a detection may name the source first.
func TestPassagesTurned(t *testing.T) {
	l := &Labels{Pairs: []Label{newLabel("s", "w", true)}, Cases: []Passage{{"s", 10, 20, "w", 0, 10}}}
	got := scorePassages(l, []Passage{{"w", 0, 10, "s", 10, 20}, {"s", 10, 20, "w", 0, 10}, {"s", 0, 5, "x", 0, 5}})
	if got.Plagdet != 1 || got.Detections != 1 || got.Outside != 1 {
		t.Errorf("got %+v, want plagdet 1 of 1 detection, 1 outside", got)
	}
}
