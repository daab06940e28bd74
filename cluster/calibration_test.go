package cluster_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster"
)

func calibrations() *rapid.Generator[cluster.Calibration] {
	return rapid.Custom(func(t *rapid.T) cluster.Calibration {
		return cluster.Calibration{
			Model: rapid.SampledFrom([]string{"", "near-1"}).Draw(t, "model"), Method: "beta",
			A: rapid.Float64Range(.05, 20).Draw(t, "a"), B: rapid.Float64Range(.05, 20).Draw(t, "b"), C: rapid.Float64Range(-20, 20).Draw(t, "c"),
			Positives: rapid.IntRange(0, 1e6).Draw(t, "positives"), Negatives: rapid.IntRange(0, 1e6).Draw(t, "negatives"),
		}.Stamp()
	})
}

// TestCalibrationApply holds the worked number of the comment and the ends.
func TestCalibrationApply(t *testing.T) {
	c := cluster.Calibration{A: 2, B: 2}
	for _, x := range []struct{ p, want float64 }{
		{.75, .9}, {.5, .5}, {0, 0}, {1, 1}, {-1, 0}, {2, 1}, {math.NaN(), 0}, {math.Inf(1), 1},
	} {
		if got := c.Apply(x.p); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("Apply(%v) = %v, want %v", x.p, got, x.want)
		}
	}
}

func TestCalibrationKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calibrations().Draw(t, "calibration")
		p, q := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0, 1).Draw(t, "q")
		if p > q {
			p, q = q, p
		}
		x, y := c.Apply(p), c.Apply(q)
		if x > y {
			t.Fatalf("%+v: %v < %v become %v > %v", c, p, q, x, y)
		}
		if open := p > 0 && p < 1; open != (x > 0 && x < 1) {
			t.Fatalf("%+v: %v becomes %v", c, p, x)
		}
	})
}

func TestCalibrationJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calibrations().Draw(t, "calibration")
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cluster.ParseCalibration(data)
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatalf("through JSON (-want +got):\n%s", diff)
		}
	})
}

func TestIdentityCalibration(t *testing.T) {
	c := cluster.IdentityCalibration()
	if err := c.Validate(); err != nil || !c.Identity() {
		t.Errorf("%+v: %v, identity %v", c, err, c.Identity())
	}
	rapid.Check(t, func(t *rapid.T) {
		if p := rapid.Float64Range(0, 1).Draw(t, "p"); c.Apply(p) != p {
			t.Fatalf("Apply(%v) = %v", p, c.Apply(p))
		}
	})
}

func TestCalibrationValidate(t *testing.T) {
	good := cluster.Calibration{Method: "platt", A: 1.5, B: 1.5, C: -.2, Positives: 40, Negatives: 50}.Stamp()
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*cluster.Calibration){
		"falls":      func(c *cluster.Calibration) { c.A = -1 },
		"flat":       func(c *cluster.Calibration) { c.B = 0 },
		"steep":      func(c *cluster.Calibration) { c.A = 1e3 },
		"no number":  func(c *cluster.Calibration) { c.C = math.NaN() },
		"far":        func(c *cluster.Calibration) { c.C = 1e9 },
		"counts":     func(c *cluster.Calibration) { c.Positives = -1 },
		"zero value": func(c *cluster.Calibration) { *c = cluster.Calibration{} },
	} {
		c := good
		change(&c)
		c = c.Stamp()
		if err := c.Validate(); !errors.Is(err, cluster.ErrCalibration) {
			t.Errorf("%s: %+v: %v", name, c, err)
		}
	}
	edited := good
	edited.A = 1.6
	if err := edited.Validate(); !errors.Is(err, cluster.ErrCalibration) {
		t.Errorf("edited by hand: %v", err)
	}
	for _, data := range []string{"", "[]", `{"a":"1"}`, `{"version":"cal-1","a":1,"b":1,"c":0}`} {
		if c, err := cluster.ParseCalibration([]byte(data)); !errors.Is(err, cluster.ErrCalibration) {
			t.Errorf("%q gives %+v, %v", data, c, err)
		}
	}
}

func FuzzParseCalibration(f *testing.F) {
	data, err := json.Marshal(cluster.IdentityCalibration())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"a":1e999}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := cluster.ParseCalibration(data)
		if err != nil {
			return
		}
		if x, y := c.Apply(.2), c.Apply(.8); !(0 < x && x <= y && y < 1) {
			t.Errorf("%s: .2 and .8 become %v and %v", data, x, y)
		}
	})
}
