package cluster

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func randomPairs(r *rand.Rand, n int) []Pair {
	var pairs []Pair
	sizes := map[Doc]uint32{}
	size := func(d Doc) uint32 {
		if sizes[d] == 0 {
			sizes[d] = 1 + uint32(r.IntN(900))
		}
		return sizes[d]
	}
	for range n {
		a, b := r.Uint32()>>uint(r.IntN(32)), r.Uint32()>>uint(r.IntN(32))
		if a == b {
			continue
		}
		p := Pair{A: min(a, b), B: max(a, b)}
		p.SizeA, p.SizeB = size(p.A), size(p.B)
		p.Common = uint32(r.IntN(int(min(p.SizeA, p.SizeB)) + 1))
		pairs = append(pairs, p)
	}
	seen := map[uint64]bool{}
	kept := pairs[:0]
	for _, p := range pairs {
		if c := packPair(p.A, p.B); !seen[c] {
			seen[c] = true
			kept = append(kept, p)
		}
	}
	return MergePairs(kept)
}

func TestPairsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		pairs := randomPairs(r, rapid.IntRange(0, 60).Draw(t, "n"))
		got, err := DecodePairs(EncodePairs(pairs))
		if err != nil {
			t.Fatal(err)
		}
		if len(pairs)+len(got) > 0 && !cmp.Equal(pairs, got) {
			t.Fatal(cmp.Diff(pairs, got))
		}
	})
}

func TestClustersRoundTrip(t *testing.T) {
	clusters := []Cluster{
		{ID: "c0123456789abcdef", Members: []Doc{0, 1, 1 << 31, 1<<32 - 1}},
		{ID: "C0123456789abcdef", Members: []Doc{7}},
		{ID: "c0123456789ABCDEF", Members: []Doc{8, 9}},
		{ID: "a name of its own", Members: []Doc{10, 11}},
	}
	got, err := DecodeClusters(EncodeClusters(clusters))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(clusters, got); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
	for _, empty := range [][]byte{nil, EncodeClusters(nil)} {
		if got, err := DecodeClusters(empty); err != nil || len(got) != 0 {
			t.Errorf("no clusters from %v: %v, %v", empty, got, err)
		}
	}
}

// TestPairsSize holds what the comment of EncodePairs promises.
func TestPairsSize(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	var pairs []Pair
	for a := range Doc(5000) {
		size := 400 + uint32(r.IntN(200))
		for b := a + 1; b < a+4; b++ {
			pairs = append(pairs, Pair{a * 40, b * 40, size - 90, size, size + uint32(r.IntN(30))})
		}
	}
	if got := float64(len(EncodePairs(pairs))) / float64(len(pairs)); got > 7 {
		t.Errorf("%.1f bytes a pair, want at most 7", got)
	}
}

func TestDecodeDamaged(t *testing.T) {
	pairs := EncodePairs(randomPairs(rand.New(rand.NewPCG(1, 1)), 20))
	clusters := EncodeClusters([]Cluster{{ID: "c0123456789abcdef", Members: []Doc{1, 2, 3}}})
	tests := []struct {
		name string
		data []byte
	}{
		{"other version", []byte{9, 0}},
		{"no count", []byte{1}},
		{"count beyond the bytes", []byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}},
		{"cut pairs", pairs[:len(pairs)-1]},
		{"pairs and more", append(append([]byte(nil), pairs...), 0)},
		{"cut clusters", clusters[:len(clusters)-1]},
		{"clusters and more", append(append([]byte(nil), clusters...), 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := DecodePairs(tt.data); !errors.Is(err, ErrCodec) {
				t.Errorf("DecodePairs: %v", err)
			}
			if _, err := DecodeClusters(tt.data); !errors.Is(err, ErrCodec) {
				t.Errorf("DecodeClusters: %v", err)
			}
		})
	}
}

func FuzzDecodePairs(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte{1, 0})
	f.Add(EncodePairs([]Pair{{1, 2, 3, 4, 5}, {1, 9, 4, 4, 8}, {3, 4, 0, 1, 1}}))
	f.Add(EncodePairs(randomPairs(rand.New(rand.NewPCG(2, 2)), 30)))
	f.Fuzz(func(t *testing.T, data []byte) {
		pairs, err := DecodePairs(data)
		if err != nil {
			return
		}
		for i, p := range pairs {
			if p.A >= p.B || p.Common > min(p.SizeA, p.SizeB) || i > 0 && comparePairs(pairs[i-1], p) >= 0 {
				t.Fatalf("pair %d of %d is no pair in order: %+v", i, len(pairs), p)
			}
		}
		again, err := DecodePairs(EncodePairs(pairs))
		if err != nil || len(pairs) > 0 && !cmp.Equal(pairs, again) {
			t.Fatalf("round trip: %v\n%s", err, cmp.Diff(pairs, again))
		}
	})
}

func FuzzDecodeClusters(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte{1, 0})
	f.Add(EncodeClusters([]Cluster{{ID: "c0123456789abcdef", Members: []Doc{1, 2}}, {ID: "x", Members: []Doc{0, 5, 9}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		clusters, err := DecodeClusters(data)
		if err != nil {
			return
		}
		checkEncoded(t, data, clusters)
		again, err := DecodeClusters(EncodeClusters(clusters))
		if err != nil || len(clusters) > 0 && !cmp.Equal(clusters, again) {
			t.Fatalf("round trip: %v\n%s", err, cmp.Diff(clusters, again))
		}
	})
}

// checkEncoded looks clusters up in their bytes.
func checkEncoded(t *testing.T, b []byte, clusters []Cluster) {
	t.Helper()
	e := EncodedClusters(b)
	want, docs := map[Doc]string{}, []Doc{1 << 30}
	for _, c := range clusters {
		docs = append(docs, c.Members...)
		for _, d := range c.Members {
			want[d] = c.ID // of several, the last
		}
	}
	got, err := e.Of(docs)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("clusters of articles (-decoded +looked up):\n%s", diff)
	}
	last := map[string][]Doc{}
	for _, c := range clusters {
		last[c.ID] = c.Members
	}
	for id, members := range last {
		docs, err := e.Members(id)
		if err != nil || !slices.Equal(docs, members) {
			t.Fatalf("members of %q: %v, %v; want %v", id, docs, err, members)
		}
	}
	if docs, err := e.Members("no such cluster"); err != nil && docs != nil {
		t.Fatalf("members of no cluster: %v, %v", docs, err)
	}
}
