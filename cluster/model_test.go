package cluster

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNearModel(t *testing.T) {
	m, err := ParseModel([]byte(nearJSON))
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != NearModel().Version || m.FittedOn == "" {
		t.Errorf("model %q, fitted on %q", m.Version, m.FittedOn)
	}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Uint32Range(1, 5000).Draw(t, "size")
		p := Pair{SizeA: size, SizeB: size + rapid.Uint32Range(0, size).Draw(t, "more")}
		p.Common = rapid.Uint32Range(0, size).Draw(t, "common")
		q := p
		q.Common = rapid.Uint32Range(p.Common, size).Draw(t, "more common")
		if x, y := m.P(p), m.P(q); !(x >= 0 && x <= y && y <= 1) {
			t.Fatalf("p(%+v) = %v, p(%+v) = %v: want it to rise with what is common", p, x, q, y)
		}
		swapped := Pair{Common: p.Common, SizeA: p.SizeB, SizeB: p.SizeA}
		if m.P(p) != m.P(swapped) {
			t.Fatalf("p depends on the order of %+v", p)
		}
	})
}

// TestFeatures recomputes the formulas of the comment.
func TestFeatures(t *testing.T) {
	got := Features(nil, Pair{Common: 300, SizeA: 400, SizeB: 500})
	want := []float64{1, 0, math.Log(300.5 / 100.5), math.Log(4.01)}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("%s is %v, want %v", featureNames()[i], got[i], want[i])
		}
	}
}

func TestParseModelRefuses(t *testing.T) {
	for _, data := range []string{
		``, `[]`, `{}`,
		`{"version": "x", "features": ["1"], "weights": [1]}`,
		`{"version": "x", "features": ["1", "logit_jaccard", "logit_containment", "log_smaller"], "weights": [1]}`,
		`{"version": "", "features": ["1", "logit_jaccard", "logit_containment", "log_smaller"], "weights": [1, 2, 3, 4]}`,
	} {
		if m, err := ParseModel([]byte(data)); err == nil {
			t.Errorf("ParseModel(%q) = %+v, want an error", data, m)
		}
	}
}
