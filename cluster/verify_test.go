package cluster

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// randomCandidates returns articles and candidates among them.
func randomCandidates(r *rand.Rand, n int) (*fakeIndex, []uint64) {
	idx := indexOfArticles(crawl(r, n))
	var cands []uint64
	for a := range Doc(n) {
		for b := range a {
			if r.IntN(3) == 0 {
				cands = append(cands, packPair(a, b))
			}
		}
	}
	slices.Sort(cands)
	return idx, cands
}

func slowVerify(idx *fakeIndex, cands []uint64, least float64) []Pair {
	var pairs []Pair
	for _, c := range cands {
		a, b := UnpackPair(c)
		x, y := idx.articles[a].set, idx.articles[b].set
		p := Pair{A: a, B: b, SizeA: uint32(len(x)), SizeB: uint32(len(y))}
		for _, h := range x {
			if slices.Contains(y, h) {
				p.Common++
			}
		}
		if p.Jaccard() >= least {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// TestVerifyEqualsSlow: with any bound on memory, any cache and any number
// of shares the counts are those of the sets.
func TestVerifyEqualsSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 9))
		idx, cands := randomCandidates(r, rapid.IntRange(0, 14).Draw(t, "n"))
		want := slowVerify(idx, cands, MinJaccard)
		v := &verifier{least: MinJaccard, limit: rapid.SampledFrom([]int{0, 50, 1 << 20}).Draw(t, "limit")}
		last, sweeps := -1, 0
		v.sets = func(d Doc) ([]uint64, error) {
			if int(d) <= last {
				t.Fatalf("article %d was asked for after %d in one sweep", d, last)
			}
			last = int(d)
			return idx.sets(d)
		}
		for open := cands; len(open) > 0; sweeps++ {
			last = -1
			var err error
			if open, err = v.sweep(open); err != nil {
				t.Fatal(err)
			}
		}
		if v.limit == 1<<20 && sweeps > 1 {
			t.Fatalf("%d sweeps with room for all", sweeps)
		}
		slices.SortFunc(v.pairs, comparePairs)
		if diff := cmp.Diff(want, v.pairs); diff != "" {
			t.Fatalf("pairs (-want +got):\n%s", diff)
		}
		var shares [][]Pair
		for _, share := range SplitCandidates(cands, rapid.IntRange(1, 4).Draw(t, "shares")) {
			got, err := VerifyPairs(share, idx.sets, nil, MinJaccard)
			if err != nil {
				t.Fatal(err)
			}
			shares = append(shares, got)
		}
		if got := MergePairs(shares...); len(want)+len(got) > 0 && !cmp.Equal(want, got) {
			t.Fatalf("shares (-want +got):\n%s", cmp.Diff(want, got))
		}
	})
}

func TestVerifyAsksNothingTwice(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	idx, cands := randomCandidates(r, 12)
	pairs, err := VerifyPairs(cands, idx.sets, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(d Doc) ([]uint64, error) { return nil, errors.New("asked again") }
	again, err := VerifyPairs(cands, refuse, Known(pairs), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pairs, again); diff != "" {
		t.Errorf("pairs (-first +again):\n%s", diff)
	}
	if _, err := VerifyPairs(cands, refuse, nil, 0); err == nil {
		t.Error("the error of sets was lost")
	}
}

func TestPairMeasures(t *testing.T) {
	tests := []struct {
		name    string
		pair    Pair
		j, a, b float64
	}{
		{"worked example", Pair{Common: 300, SizeA: 400, SizeB: 500}, .5, .75, .6},
		{"empty", Pair{}, 0, 0, 0},
		{"equal", Pair{Common: 7, SizeA: 7, SizeB: 7}, 1, 1, 1},
		{"huge", Pair{Common: 1<<32 - 1, SizeA: 1<<32 - 1, SizeB: 1<<32 - 1}, 1, 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := [3]float64{tt.pair.Jaccard(), tt.pair.ContainmentA(), tt.pair.ContainmentB()}
			if want := [3]float64{tt.j, tt.a, tt.b}; got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
