package cluster

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/score"
)

func randomScored(r *rand.Rand, n int) []Scored {
	var out []Scored
	for _, p := range randomPairs(r, n) {
		out = append(out, Scored{
			Pair: p, Z: FixOdds(-pair.MaxLogOdds + 2*pair.MaxLogOdds*r.Float64()), Kind: score.Kind(r.IntN(5)),
			Passages: uint16(r.Uint32() >> uint(16+r.IntN(16))), Words: r.Uint32() >> uint(r.IntN(32)),
			Matched: r.Uint32() >> uint(r.IntN(32)), LenA: r.Uint32() >> uint(r.IntN(32)), LenB: r.Uint32(),
		})
	}
	return out
}

// edgeScored are pairs with every field at its end.
func edgeScored() []Scored {
	const all = math.MaxUint32
	return []Scored{
		{Pair: Pair{A: 0, B: 1}, Z: FixOdds(-pair.MaxLogOdds)},
		{
			Pair: Pair{A: 0, B: all, Common: all, SizeA: all, SizeB: all}, Z: FixOdds(pair.MaxLogOdds), Kind: score.KindSame,
			Passages: math.MaxUint16, Words: all, Matched: all, LenA: all, LenB: all,
		},
		{Pair: Pair{A: all - 1, B: all}, Kind: score.KindPassage},
	}
}

func TestScoredRoundTrip(t *testing.T) {
	check := func(t failer, pairs []Scored) {
		t.Helper()
		got, err := DecodeScored(EncodeScored(pairs))
		if err != nil {
			t.Fatal(err)
		}
		if len(pairs)+len(got) > 0 && !cmp.Equal(pairs, got) {
			t.Fatal(cmp.Diff(pairs, got))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 8))
		check(t, randomScored(r, rapid.IntRange(0, 50).Draw(t, "n")))
	})
	check(t, edgeScored())
}

func TestFixOdds(t *testing.T) {
	for z, want := range map[float64]int16{0: 0, 8: 8192, -8: -8192, .0004: 0, -.0006: -1} {
		s := Scored{Z: FixOdds(z)}
		if s.Z != want || math.Abs(s.LogOdds()-z) > .5/OddsStep {
			t.Errorf("FixOdds(%v) = %d, back %v; want %d", z, s.Z, s.LogOdds(), want)
		}
	}
	s := Scored{Matched: 30, LenA: 40, LenB: 20}
	if s.CoverageA() != .75 || s.CoverageB() != 1 || (&Scored{}).CoverageA() != 0 {
		t.Errorf("coverage %v and %v", s.CoverageA(), s.CoverageB())
	}
}

// TestScoredSize holds what the comment of EncodeScored promises.
func TestScoredSize(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	var pairs []Scored
	for a := range Doc(5000) {
		for b := a + 1; b < a+4; b++ {
			n := 400 + uint32(r.IntN(200))
			pairs = append(pairs, Scored{
				Pair: Pair{a * 40, b * 40, n - 90, n, n + 20}, Z: FixOdds(4 + 4*r.Float64()), Kind: score.KindSame,
				Passages: 2, Words: n, Matched: 5 * n, LenA: 5*n + 300, LenB: 5*n + 500,
			})
		}
	}
	if got := float64(len(EncodeScored(pairs))) / float64(len(pairs)); got > 25 {
		t.Errorf("%.1f bytes a pair, want at most 25", got)
	}
}

func TestDecodeDamagedScored(t *testing.T) {
	good := EncodeScored(edgeScored())
	one := func(fn func(s *Scored)) []byte {
		s := Scored{Pair: Pair{A: 1, B: 2, Common: 3, SizeA: 4, SizeB: 5}}
		fn(&s)
		return EncodeScored([]Scored{s})
	}
	pairs := EncodePairs([]Pair{{1, 2, 3, 4, 5}})
	for name, data := range map[string][]byte{
		"other version":          {9, 0},
		"no count":               {1},
		"count beyond the bytes": {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
		"cut":                    good[:len(good)-1],
		"and more":               append(slices.Clone(good), 0),
		"plain pairs":            pairs,
		"a pair of one article":  one(func(s *Scored) { s.B = s.A }),
		"b before a":             one(func(s *Scored) { s.B = 0 }),
		"more in common":         one(func(s *Scored) { s.Common = 9 }),
		"a pair twice":           EncodeScored([]Scored{{Pair: Pair{A: 1, B: 2}}, {Pair: Pair{A: 1, B: 2}}}),
		"out of order":           EncodeScored([]Scored{{Pair: Pair{A: 1, B: 3}}, {Pair: Pair{A: 1, B: 2}}}),
		"odds too high":          one(func(s *Scored) { s.Z = 8193 }),
		"odds too low":           one(func(s *Scored) { s.Z = math.MinInt16 }),
		"no such kind":           one(func(s *Scored) { s.Kind = 200 }),
	} {
		if got, err := DecodeScored(data); !errors.Is(err, ErrCodec) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for _, none := range [][]byte{nil, EncodeScored(nil)} {
		if got, err := DecodeScored(none); err != nil || len(got) != 0 {
			t.Errorf("no pairs from %v: %v, %v", none, got, err)
		}
	}
}

func FuzzDecodeScored(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte{1, 0})
	f.Add(EncodeScored(edgeScored()))
	f.Add(EncodeScored(randomScored(rand.New(rand.NewPCG(3, 3)), 30)))
	f.Fuzz(func(t *testing.T, data []byte) {
		pairs, err := DecodeScored(data)
		if err != nil {
			return
		}
		for i, p := range pairs {
			if p.A >= p.B || p.Common > min(p.SizeA, p.SizeB) || math.Abs(p.LogOdds()) > pair.MaxLogOdds || p.Kind > score.KindSame {
				t.Fatalf("pair %d of %d: %+v", i, len(pairs), p)
			}
			if i > 0 && comparePairs(pairs[i-1].Pair, p.Pair) >= 0 {
				t.Fatalf("pair %d of %d is not in order: %+v", i, len(pairs), p)
			}
		}
		again, err := DecodeScored(EncodeScored(pairs))
		if err != nil || len(pairs) > 0 && !cmp.Equal(pairs, again) {
			t.Fatalf("round trip: %v\n%s", err, cmp.Diff(pairs, again))
		}
	})
}
