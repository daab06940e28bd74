package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// A night is what the nightly job does with this package.
type night struct {
	idx   *fakeIndex
	opts  Options
	state State
	cands []uint64 // of the state, for the test
	fulls int
}

func (n *night) run(t failer, fresh []Doc, deaths bool) {
	t.Helper()
	found, hot, err := NewCandidates(n.idx, fresh, Whole(), n.opts)
	if err != nil {
		t.Fatal(err)
	}
	asked := n.idx.asked
	n.inShares(t, fresh, found, hot)
	n.idx.asked = asked
	if hot || deaths {
		n.fulls++
		if found, err = AllCandidates(n.idx, n.opts); err != nil {
			t.Fatal(err)
		}
		n.cands = nil
	}
	verified, err := VerifyPairs(found, n.idx.sets, Known(n.state.Pairs), MinJaccard)
	if err != nil {
		t.Fatal(err)
	}
	pairs := verified
	if !hot && !deaths {
		pairs = MergePairs(n.state.Pairs, verified)
	}
	seen := map[uint64]bool{}
	for _, c := range n.cands {
		seen[c] = true
	}
	for _, c := range found {
		if !seen[c] {
			n.cands = append(n.cands, c)
		}
	}
	parts := Update(n.idx, n.state, pairs, fresh, 0)
	clusters, _ := Assign(n.state.Clusters, parts, n.idx.identity())
	n.state = State{Pairs: pairs, Clusters: clusters}
}

// inShares checks that shares of the fresh articles find together what one search did.
func (n *night) inShares(t failer, fresh []Doc, want []uint64, hot bool) {
	t.Helper()
	var found []uint64
	touched := false
	for i := range 3 {
		some, x, err := NewCandidates(n.idx, fresh, Share{i, 3}, n.opts)
		if err != nil {
			t.Fatal(err)
		}
		found, touched = append(found, some...), touched || x
	}
	slices.Sort(found)
	if touched != hot || !slices.Equal(slices.Compact(found), want) {
		t.Fatal("the shares of fresh articles found something else than one search for all")
	}
}

func (n *night) parts() [][]Doc {
	var parts [][]Doc
	for _, c := range n.state.Clusters {
		parts = append(parts, c.Members)
	}
	return parts
}

func shuffled[T any](r *rand.Rand, in []T) []T {
	out := append([]T(nil), in...)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestNightsEqualScratch: whatever the order of arrival, the batches and the
// deaths on the way, candidates and clusters are those of a run from scratch.
func TestNightsEqualScratch(t *testing.T) {
	fulls, nights := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		articles := crawl(r, rapid.IntRange(1, 40).Draw(t, "articles"))
		opts := Options{
			Window: rapid.SampledFrom([]int32{0, 1, 30, 120}).Draw(t, "window"),
			Hot:    rapid.SampledFrom([]int{2, 3, 5, 1000}).Draw(t, "hot"),
		}
		dying := rapid.SampledFrom([]int{0, 0, 3}).Draw(t, "dying")
		n := &night{idx: newFakeIndex(), opts: opts}
		for left := shuffled(r, articles); len(left) > 0; nights++ {
			size := 1 + r.IntN(len(left))
			var fresh []Doc
			for _, a := range left[:size] {
				fresh = append(fresh, n.idx.add(a))
			}
			left = left[size:]
			deaths := false
			for range r.IntN(dying + 1) {
				d := Doc(r.IntN(len(n.idx.articles)))
				deaths = deaths || !n.idx.dead[d]
				n.idx.dead[d] = true
			}
			alive := fresh[:0]
			for _, d := range fresh {
				if n.idx.Live(d) {
					alive = append(alive, d)
				}
			}
			n.run(t, alive, deaths)
		}
		fulls += n.fulls
		compareWithScratch(t, r, n)
	})
	if fulls == 0 || fulls == nights {
		t.Errorf("%d of %d nights searched from scratch: one of the two ways was never taken", fulls, nights)
	}
}

func compareWithScratch(t *rapid.T, r *rand.Rand, n *night) {
	t.Helper()
	var live []fakeArticle
	for d, a := range n.idx.articles {
		if n.idx.Live(Doc(d)) {
			live = append(live, a)
		}
	}
	other := indexOfArticles(shuffled(r, live))
	cands, err := AllCandidates(other, n.opts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(other.texts(cands), n.idx.texts(n.cands)); diff != "" {
		t.Fatalf("candidates differ (-scratch +nights):\n%s", diff)
	}
	pairs, err := VerifyPairs(cands, other.sets, nil, MinJaccard)
	if err != nil {
		t.Fatal(err)
	}
	want := other.names(Partition(other, pairs, 0))
	if diff := cmp.Diff(want, n.idx.names(n.parts())); diff != "" {
		t.Fatalf("clusters differ (-scratch +nights):\n%s", diff)
	}
}

// TestUpdateTouchesLittle: a night that brings one story does not examine the
// others.
func TestUpdateTouchesLittle(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	idx := newFakeIndex()
	n := &night{idx: idx}
	var fresh []Doc
	for range 50 {
		base := randomSet(r, 80)
		for range 4 {
			fresh = append(fresh, idx.add(fakeArticle{id: string(rune('a' + len(fresh))), set: edited(r, base, .05)}))
		}
	}
	n.run(t, fresh, false)
	if got := len(n.state.Clusters); got != 50 {
		t.Fatalf("%d clusters, want 50", got)
	}
	before := n.parts()
	d := idx.add(fakeArticle{id: "late", set: edited(r, idx.articles[0].set, .05)})
	idx.asked = 0
	n.run(t, []Doc{d}, false)
	if idx.asked != 1 {
		t.Errorf("bands of %d articles were recomputed for one new article", idx.asked)
	}
	same := 0
	for _, p := range n.parts() {
		for _, q := range before {
			if &p[0] == &q[0] {
				same++
			}
		}
	}
	if same != 49 {
		t.Errorf("%d of 50 clusters were reused, want 49", same)
	}
}
