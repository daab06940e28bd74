package pair

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/align"
)

func load(t testing.TB) *Model {
	t.Helper()
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func prepared(s *Source) *Text {
	t := new(Text)
	new(Preparer).Prepare(t, s)
	return t
}

// evidence compares two texts of two outlets without clocks.
func evidence(a, b string) *Evidence {
	e := new(Evidence)
	new(Comparer).Compare(e, prepared(&Source{Text: a, Outlet: "a"}), prepared(&Source{Text: b, Outlet: "b"}), Rarity{})
	return e
}

// A failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkEvidence fails if a feature is not what its comment says.
func checkEvidence(t failer, e *Evidence) {
	t.Helper()
	logs := []int{fMatched, fLongest, fPassages, fApart, fShort, fRareSum}
	flags := []int{fOutlet, fNoClock, fLeadBoth, fLeadOne}
	for i, x := range e.Features {
		name := FeatureNames()[i]
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0) || x < 0:
			t.Fatalf("%s is %v", name, x)
		case !slices.Contains(logs, i) && x > 1:
			t.Fatalf("%s is %v, want a share", name, x)
		case slices.Contains(flags, i) && x != 0 && x != 1:
			t.Fatalf("%s is %v, want 0 or 1", name, x)
		case i >= NumBare && !e.Rare && x != 0:
			t.Fatalf("%s is %v without a collection", name, x)
		}
	}
	f := &e.Features
	switch {
	case f[fShorter] < f[fLonger], f[fMatched] < f[fLongest], f[fAlone]+f[fHalfAlone] > 1+1e-9, f[fLeadBoth] > f[fLeadOne], f[fRare] < f[fRareLong]:
		t.Fatalf("features contradict each other: %v", *f)
	case e.Matched > min(e.LenA, e.LenB) || e.Matched < 0:
		t.Fatalf("%d characters of %d and %d", e.Matched, e.LenA, e.LenB)
	case len(e.Passages) == 0 && (e.Matched > 0 || f[fPassages] > 0):
		t.Fatalf("no passages with %d characters", e.Matched)
	}
}

func checkOdds(t failer, m *Model, e *Evidence) {
	t.Helper()
	z := m.LogOdds(e)
	if !(z >= -MaxLogOdds && z <= MaxLogOdds) {
		t.Fatalf("log-odds %v of %v", z, e.Features)
	}
	n := NumBare
	if e.Rare {
		n = NumFeatures
	}
	reasons := m.Reasons(e)
	var names []string
	for i, r := range reasons {
		names = append(names, r.Feature)
		if i > 0 && math.Abs(r.Effect) > math.Abs(reasons[i-1].Effect) || math.IsNaN(r.Effect) {
			t.Fatalf("reason %d is stronger than that before: %v", i, reasons)
		}
		if k := slices.Index(FeatureNames(), r.Feature); k < 0 || r.Value != e.Features[k] {
			t.Fatalf("reason %+v: not as measured", r)
		}
	}
	slices.Sort(names)
	want := slices.Sorted(slices.Values(FeatureNames()[:n]))
	if !slices.Equal(names, want) {
		t.Fatalf("reasons name %q, want each of %q once", names, want)
	}
}

// FuzzCompare holds bounds for any texts: they are what others wrote.
func FuzzCompare(f *testing.F) {
	f.Add(bridgeEN, bridgeRival, "Bridge stays closed", "Norhaven: bridge closed", int64(3600))
	f.Add(storyZH, storyZH[:600], "石桥封闭", "", int64(-1))
	f.Add(storyRU, "", "", "", int64(math.MinInt64))
	f.Add(strings.Repeat("12 34 ", 60), strings.Repeat("12 35 ", 60), "1", "1", int64(0))
	f.Add("\xff\xfe one two \x00", "\u200b\u0301", "\xff", "\u0301", int64(1)<<62)
	m := load(f)
	var p Preparer
	var c Comparer
	f.Fuzz(func(t *testing.T, a, b, titleA, titleB string, seconds int64) {
		if len(a)+len(b) > 1<<14 || len(titleA)+len(titleB) > 1<<10 {
			return
		}
		var x, y Text
		var e Evidence
		p.Prepare(&x, &Source{Text: a, Title: titleA, Outlet: "a", Second: seconds, Timed: seconds != 0})
		p.Prepare(&y, &Source{Text: b, Title: titleB, Outlet: "b", Second: -seconds, Timed: true})
		c.Compare(&e, &x, &y, Rarity{})
		checkEvidence(t, &e)
		checkOdds(t, m, &e)
		r := Rarity{Known: true, Shared: len(e.Passages), Sum: float64(e.Matched) / 4, TotalA: float64(e.LenA) / 4, TotalB: float64(e.LenB) / 4}
		c.Compare(&e, &x, &y, r)
		checkEvidence(t, &e)
		checkOdds(t, m, &e)
	})
}

// TestLogOddsOfAnything: whatever features there are, the odds are bounded.
func TestLogOddsOfAnything(t *testing.T) {
	m := load(t)
	rapid.Check(t, func(t *rapid.T) {
		e := Evidence{Rare: rapid.Bool().Draw(t, "rare")}
		for i := range e.Features {
			e.Features[i] = rapid.Float64Range(-1e9, 1e9).Draw(t, FeatureNames()[i])
		}
		checkOdds(t, m, &e)
	})
}

// TestBuffersSayNothing: a comparer and texts that were used before say what
// fresh ones say.
func TestBuffersSayNothing(t *testing.T) {
	all := []string{bridgeEN, bridgeRival, storyZH, rivalZH, "", briefEN, storyRU, paras(bridgeEN, 2, 4), rivalRU}
	var p Preparer
	var c Comparer
	var x, y Text
	var e Evidence
	for _, a := range all {
		for _, b := range all {
			p.Prepare(&x, &Source{Text: a, Outlet: "a"})
			p.Prepare(&y, &Source{Text: b, Outlet: "b"})
			c.Compare(&e, &x, &y, Rarity{})
			if len(e.Passages) == 0 {
				e.Passages = nil // or an empty buffer
			}
			if diff := cmp.Diff(evidence(a, b), &e); diff != "" {
				t.Fatalf("%.30q and %.30q (-fresh +used):\n%s", a, b, diff)
			}
		}
	}
}

// TestFeatures: what single features say of texts made for it.
func TestFeatures(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	p, q, s := prose(r, 40), prose(r, 40), prose(r, 40)
	own := func() string { return prose(r, 40) }
	wine := func(year, price string) string {
		return "The cooperative sold the wine of " + year + " for " + price + " crowns a litre, and nobody complained about it at all. "
	}
	tests := []struct {
		name, a, b string
		feature    int
		low, high  float64
	}{
		{"whole", p, p, fShorter, 1, 1},
		{"whole stands not alone", p, p, fAlone, 0, 0},
		{"cut stands not alone", p + q, p, fAlone, 0, 0},
		{"strange text around", own() + p + own(), own() + p + own(), fAlone, .95, 1},
		{"strange text before", own() + p, own() + p, fHalfAlone, .95, 1},
		{"merged article: one side only", p + own(), own() + p + own(), fAlone, 0, 0},
		{"in order", p + own() + q + own() + s, p + q + s, fMoved, 0, 0},
		{"moved", p + own() + q + own() + s, s + q + p, fMoved, .6, .7},
		{"same figures", wine("2019", "4.20") + p, wine("2019", "4.20") + p, fDigits, 0, 0},
		{"other figures", wine("2019", "420") + p, wine("2021", "377") + p, fDigits, 1, 1},
		{"one of two figures", wine("2019", "420") + p, wine("2019", "377") + p, fDigits, .5, .5},
		{"lead of both", p + own(), p + own(), fLeadBoth, 1, 1},
		{"lead of one", p + own(), own() + p, fLeadOne, 1, 1},
		{"lead of one, not of both", p + own(), own() + p, fLeadBoth, 0, 0},
		{"lead of none", own() + p, own() + p, fLeadOne, 0, 0},
		{"nothing", p, q, fMatched, 0, 0},
		{"nothing at all", "", "", fLengths, 0, 0},
		{"no clock", p, p, fNoClock, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := evidence(tt.a, tt.b)
			checkEvidence(t, e)
			if got := e.Features[tt.feature]; got < tt.low || got > tt.high {
				t.Errorf("%s is %.3f, want %.2f to %.2f; %v", FeatureNames()[tt.feature], got, tt.low, tt.high, e.Passages)
			}
		})
	}
}

func TestTitlesAndClocks(t *testing.T) {
	const hour = 3600
	tests := []struct {
		name         string
		a, b         Source
		title, in    float64
		apart, clock float64
	}{
		{"equal but for case and stops", Source{Title: "Bridge closed!"}, Source{Title: "bridge CLOSED"}, 1, 1, unknownApart, 1},
		{"one is in the other", Source{Title: "Bridge closed"}, Source{Title: "Old bridge closed for weeks"}, .48, 1, unknownApart, 1},
		{"no word in common", Source{Title: "Bridge"}, Source{Title: "Bride"}, 0, 0, unknownApart, 1},
		{"no title", Source{}, Source{Title: "Bridge"}, 0, 0, unknownApart, 1},
		{"one clock", Source{Second: 5, Timed: true}, Source{}, 0, 0, unknownApart, 1},
		{"clocks", Source{Second: 8 * hour, Timed: true}, Source{Second: hour, Timed: true}, 0, 0, math.Log(8), 0},
		{"at once", Source{Second: hour, Timed: true}, Source{Second: hour, Timed: true}, 0, 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var e Evidence
			new(Comparer).Compare(&e, prepared(&tt.a), prepared(&tt.b), Rarity{})
			f := e.Features
			got := [4]float64{f[fTitle], f[fTitleIn], f[fApart], f[fNoClock]}
			for i, want := range [4]float64{tt.title, tt.in, tt.apart, tt.clock} {
				if math.Abs(got[i]-want) > .005 {
					t.Errorf("title, title_in, apart, no_clock: %.3f, want %.3f as number %d", got, want, i)
				}
			}
		})
	}
	if !slices.Equal(prepared(&Source{Title: strings.Repeat("word ", 99)}).title, slices.Repeat([]string{"word"}, maxTitle)) {
		t.Error("a long title is not cut")
	}
}

// flat returns a logit that gives the same odds to everything.
func flat(n int, z float64) Logit {
	l := Logit{Mean: make([]float64, n), Scale: slices.Repeat([]float64{1}, n), Weights: make([]float64, Terms(n))}
	l.Weights[0] = z
	return l
}

func flatModel() *Model {
	return &Model{
		Version: "flat", Prior: .5, PassPrior: .5, Features: FeatureNames(),
		Full: flat(NumFeatures, 1), Bare: flat(NumBare, 2), Passes: []Logit{flat(NumContext, 3)},
	}
}

func TestBareWithoutRarity(t *testing.T) {
	m := flatModel()
	if got := m.LogOdds(&Evidence{}); got != 2 {
		t.Errorf("without rarity: log-odds %v, want those of the part bare", got)
	}
	if got := m.LogOdds(&Evidence{Rare: true}); got != 1 {
		t.Errorf("with rarity: log-odds %v, want those of the part full", got)
	}
	m.Full, m.Bare = flat(NumFeatures, -99), flat(NumBare, 99)
	if low, high := m.LogOdds(&Evidence{Rare: true}), m.LogOdds(&Evidence{}); low != -MaxLogOdds || high != MaxLogOdds {
		t.Errorf("log-odds %v and %v are not cut", low, high)
	}
}

// TestExpand recomputes a logit by its comment.
func TestExpand(t *testing.T) {
	l := Logit{Mean: []float64{1, 0}, Scale: []float64{2, .5}, Weights: []float64{.1, .2, .3, .4, .5, .6}}
	x := []float64{2, 100} // 0.5 and 4: cut
	want := .1 + .2*.5 + .3*4 + .4*.25 + .5*2 + .6*16
	if got := l.LogOdds(x); math.Abs(got-want) > 1e-12 {
		t.Errorf("log-odds %v, want %v", got, want)
	}
	if n := Terms(2); n != len(l.Weights) {
		t.Errorf("%d terms of 2 features, want 6", n)
	}
}

func TestParse(t *testing.T) {
	change := func(fn func(m *Model)) []byte {
		m := flatModel()
		fn(m)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	good := change(func(*Model) {})
	m, err := Parse(good)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(flatModel(), m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, data := range map[string][]byte{
		"nothing":             nil,
		"no JSON":             []byte("model"),
		"cut":                 good[:len(good)-2],
		"and more":            append(slices.Clone(good), '{'),
		"a list":              []byte("[]"),
		"empty":               []byte("{}"),
		"no version":          change(func(m *Model) { m.Version = "" }),
		"a feature less":      change(func(m *Model) { m.Features = m.Features[1:] }),
		"features swapped":    change(func(m *Model) { m.Features[0], m.Features[1] = m.Features[1], m.Features[0] }),
		"a weight less":       change(func(m *Model) { m.Full.Weights = m.Full.Weights[1:] }),
		"a mean more":         change(func(m *Model) { m.Bare.Mean = append(m.Bare.Mean, 0) }),
		"no prior of passes":  change(func(m *Model) { m.PassPrior = 0 }),
		"an empty pass":       change(func(m *Model) { m.Passes[0] = Logit{} }),
		"scale 0":             change(func(m *Model) { m.Bare.Scale[2] = 0 }),
		"scale below 0":       change(func(m *Model) { m.Passes[0].Scale[2] = -1 }),
		"number out of range": []byte(strings.Replace(string(good), `"weights":[1`, `"weights":[1e999`, 1)),
	} {
		if _, err := Parse(data); !errors.Is(err, ErrModel) {
			t.Errorf("%s: %v, want ErrModel", name, err)
		}
	}
	if Version() != load(t).Version || Version() == "none" {
		t.Errorf("version %q", Version())
	}
}

// TestInContext: the order of a pair says nothing, and the odds are bounded.
func TestInContext(t *testing.T) {
	m := load(t)
	odds, share := rapid.Float64Range(-MaxLogOdds, MaxLogOdds), rapid.Float64Range(0, 1)
	side := rapid.Custom(func(t *rapid.T) Side {
		return Side{
			Mean: odds.Draw(t, "mean"), Best: odds.Draw(t, "best"), Shared: share.Draw(t, "shared"), Missed: share.Draw(t, "missed"),
			Own: share.Draw(t, "own"), Only: share.Draw(t, "only"), Members: rapid.IntRange(0, 5000).Draw(t, "members"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		c := Context{
			Z: odds.Draw(t, "z"), A: side.Draw(t, "a"), B: side.Draw(t, "b"), Bridge: odds.Draw(t, "bridge"),
			Within: share.Draw(t, "within"), Against: share.Draw(t, "against"), Apart: share.Draw(t, "apart"),
			Same: rapid.Bool().Draw(t, "same"), Size: rapid.IntRange(0, 5000).Draw(t, "size"),
		}
		other := c
		other.A, other.B = c.B, c.A
		for k := range m.Passes {
			z := m.InContext(k, &c)
			if z != m.InContext(k, &other) {
				t.Fatalf("%+v: %v, and %v the other way round", c, z, m.InContext(k, &other))
			}
			if !(z >= -MaxLogOdds && z <= MaxLogOdds) {
				t.Fatalf("%+v: log-odds %v", c, z)
			}
		}
	})
}

// TestMask: a stretch is marked if the passages cover half of it.
func TestMask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(0, 300).Draw(t, "length")
		covered, at := make([]bool, length), 0
		var ps []align.Passage
		for range rapid.IntRange(0, 5).Draw(t, "passages") {
			from := rapid.IntRange(at, length).Draw(t, "from")
			to := rapid.IntRange(from, length).Draw(t, "to")
			for i := from; i < to; i++ {
				covered[i] = true
			}
			ps, at = append(ps, align.Passage{A: align.Span{Start: from, End: to}}), to
		}
		got := mask(ps, length, sideA)
		for k := range maskBits {
			n := 0 // in 32nds of a character
			for i, has := range covered {
				if has {
					n += max(0, min((i+1)*maskBits, (k+1)*length)-max(i*maskBits, k*length))
				}
			}
			if want := length > 0 && 2*n >= length; want != (got>>k&1 == 1) {
				t.Fatalf("stretch %d of %d characters: marked %v, covered %d of %d", k, length, !want, n, length)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	m := load(b)
	var c Comparer
	var e Evidence
	for name, s := range map[string]string{"cut": paras(bridgeEN, 0, 3), "rival": bridgeRival, "other": ferryEN} {
		x, y := prepared(&Source{Text: bridgeEN}), prepared(&Source{Text: s})
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.Compare(&e, x, y, Rarity{})
				m.LogOdds(&e)
			}
		})
	}
}
