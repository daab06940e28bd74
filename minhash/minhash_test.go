package minhash_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/minhash"
)

var update = flag.Bool("update", false, "rewrite golden files")

// twoSets returns two sets of n random hashes each with a Jaccard similarity
// as near to j as n allows, and that similarity.
func twoSets(r *rand.Rand, n int, j float64) (a, b []uint64, exact float64) {
	common := int(math.Round(2 * float64(n) * j / (1 + j)))
	for range common {
		h := r.Uint64()
		a, b = append(a, h), append(b, h)
	}
	for range n - common {
		a, b = append(a, r.Uint64()), append(b, r.Uint64())
	}
	return a, b, float64(common) / float64(2*n-common)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestErrors holds the error of the estimates against exact Jaccard. With 600
// trials a figure has a sampling error of 2.9 %; three of these are allowed
// above the theory of classic MinHash, sqrt(J(1-J)/K).
func TestErrors(t *testing.T) {
	const trials = 600
	var out bytes.Buffer
	fmt.Fprintf(&out, "RMSE x 1000 of the estimate, k=%d, %d trials, seed 1: full, packed, theory of classic MinHash\n", minhash.K, trials)
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{50, 200, 500, 2000} {
		for _, j := range []float64{.1, .3, .5, .7, .8, .9, .95} {
			var full, packed float64
			var exact float64
			for range trials {
				var a, b []uint64
				a, b, exact = twoSets(r, n, j)
				var sa, sb minhash.Signature
				minhash.Sketch(&sa, a)
				minhash.Sketch(&sb, b)
				var pa, pb [minhash.PackedSize]byte
				sa.Pack(pa[:])
				sb.Pack(pb[:])
				full += sq(minhash.Estimate(&sa, &sb) - exact)
				packed += sq(minhash.EstimatePacked(pa[:], pb[:]) - exact)
			}
			rmse, rmsePacked := math.Sqrt(full/trials), math.Sqrt(packed/trials)
			theory := math.Sqrt(exact * (1 - exact) / minhash.K)
			if rmse > theory*1.09 {
				t.Errorf("n=%d J=%.2f: RMSE %.4f, theory %.4f", n, j, rmse, theory)
			}
			fmt.Fprintf(&out, "n=%-4d J=%.2f  %5.1f %5.1f %5.1f\n", n, j, 1000*rmse, 1000*rmsePacked, 1000*theory)
		}
	}
	golden(t, "rmse.golden", out.Bytes())
}

func sq(x float64) float64 { return x * x }

// TestBandRecall holds how often sets meet in a band.
func TestBandRecall(t *testing.T) {
	const trials = 2000
	var out bytes.Buffer
	fmt.Fprintf(&out, "share of pairs that meet in one of %d bands of %d rows, %d trials, seed 2: measured, theory\n", minhash.Bands, minhash.Rows, trials)
	r := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{20, 50, 200, 500} {
		for _, j := range []float64{.3, .5, .6, .7, .8} {
			met, exact := 0, 0.
			for range trials {
				var a, b []uint64
				a, b, exact = twoSets(r, n, j)
				var sa, sb minhash.Signature
				minhash.Sketch(&sa, a)
				minhash.Sketch(&sb, b)
				ha, hb := sa.BandHashes(), sb.BandHashes()
				for i := range ha {
					if ha[i] == hb[i] {
						met++
						break
					}
				}
			}
			got := float64(met) / trials
			theory := 1 - math.Pow(1-math.Pow(exact, minhash.Rows), minhash.Bands)
			fmt.Fprintf(&out, "n=%-3d J=%.3f  %.4f %.4f\n", n, exact, got, theory)
			if exact >= .7 && got < .99-.005 {
				t.Errorf("n=%d J=%.3f: recall %.4f, want .99 within its sampling error of .002", n, exact, got)
			}
		}
	}
	golden(t, "bands.golden", out.Bytes())
}

// TestGoldenSignatures pins what stores hold.
func TestGoldenSignatures(t *testing.T) {
	var out bytes.Buffer
	for _, n := range []int{0, 1, 7, 500} {
		r := rand.New(rand.NewPCG(3, uint64(n)))
		var h []uint64
		for range n {
			h = append(h, r.Uint64())
		}
		var s minhash.Signature
		minhash.Sketch(&s, h)
		packed := make([]byte, minhash.PackedSize)
		s.Pack(packed)
		fmt.Fprintf(&out, "n=%d content=%016x\nfirst=%08x\nbands=%08x\npacked=%x\n", n, minhash.Content(h), s[:4], s.BandHashes(), packed)
	}
	golden(t, "signatures.golden", out.Bytes())
}

func anySet(most int) *rapid.Generator[[]uint64] {
	return rapid.Map(rapid.SliceOfN(rapid.Uint64Range(0, 60), 0, most), func(s []uint64) []uint64 {
		for i := range s {
			s[i] = (s[i] + 1) * 0x9E3779B97F4A7C15
		}
		return minhash.Distinct(s)
	})
}

func TestPrefixMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anySet(minhash.ShortMax).Draw(t, "a")
		b := slices.Clone(a)
		for range rapid.IntRange(0, 8).Draw(t, "edits") { // near copies, or J is never high
			if len(b) > 0 {
				i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
				b[i] = rapid.Uint64().Draw(t, "with")
			}
		}
		b = minhash.Distinct(b)
		common := minhash.Intersection(a, b)
		union := len(a) + len(b) - common
		if union == 0 || float64(common) < minhash.Target*float64(union) {
			return
		}
		for _, x := range minhash.Prefix(nil, a) {
			if slices.Contains(minhash.Prefix(nil, b), x) {
				return
			}
		}
		t.Fatalf("J=%d/%d, no common prefix: %x %x", common, union, a, b)
	})
}

func TestIntersectionIsTheSlowOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anySet(80).Draw(t, "a"), anySet(80).Draw(t, "b")
		want := 0
		for _, x := range a {
			if slices.Contains(b, x) {
				want++
			}
		}
		if got := minhash.Intersection(a, b); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

func TestSorterIsTheSlowOne(t *testing.T) {
	var s minhash.Sorter
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.OneOf(
			rapid.SliceOfN(rapid.Uint64(), 0, 700),
			rapid.SliceOfN(rapid.Uint64Range(0, 50), 0, 700),
		).Draw(t, "h")
		before := slices.Clone(h)
		got := s.Distinct(h)
		if !slices.Equal(h, before) {
			t.Fatal("the argument was changed")
		}
		if want := minhash.Distinct(before); !slices.Equal(got, want) {
			t.Fatalf("%x, want %x", got, want)
		}
	})
}

// TestCounterOfMany counts a set that is too large for a table, and finds the same hashes in it afterwards.
func TestCounterOfMany(t *testing.T) {
	set := make([]uint64, 1000)
	for i := range set {
		set[i] = uint64(i+1) * 0x9E3779B97F4A7C15
	}
	var c minhash.Counter
	many := slices.Repeat(set, 300)
	if n, content := c.Count(many); n != len(set) || content != minhash.Content(set) {
		t.Errorf("%d distinct with content %x, want %d, %x", n, content, len(set), minhash.Content(set))
	}
	slices.Sort(set)
	if got := slices.Compact(many); !slices.Equal(set, got) {
		t.Errorf("%d distinct hashes are left, want %d", len(got), len(set))
	}
}

func TestCounter(t *testing.T) {
	var c minhash.Counter
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.SliceOfN(rapid.Uint64Range(0, 300), 0, 600).Draw(t, "h")
		n, content := c.Count(h)
		shuffled := rapid.Permutation(h).Draw(t, "shuffled")
		n2, content2 := c.Count(append(shuffled, h...))
		set := minhash.Distinct(slices.Clone(h))
		if n != len(set) || n2 != n {
			t.Fatalf("%d and %d distinct, want %d", n, n2, len(set))
		}
		if content != content2 || content != minhash.Content(set) {
			t.Fatalf("content depends on order or repeats")
		}
		if (content == 0) != (n == 0) {
			t.Fatalf("content %x of %d", content, n)
		}
	})
}

func TestSketchProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.SliceOfN(rapid.Uint64(), 1, 300).Draw(t, "h")
		var a, b minhash.Signature
		minhash.Sketch(&a, h)
		minhash.Sketch(&b, append(rapid.Permutation(h).Draw(t, "order"), h[0]))
		if a != b {
			t.Fatal("a signature depends on order or repeats")
		}
		if e := minhash.Estimate(&a, &b); e != 1 {
			t.Fatalf("estimate of equal sets %v", e)
		}
		var p [minhash.PackedSize]byte
		a.Pack(p[:])
		if e := minhash.EstimatePacked(p[:], p[:]); e != 1 {
			t.Fatalf("packed estimate of equal sets %v", e)
		}
	})
}

func BenchmarkSketch(b *testing.B) {
	for _, n := range []int{50, 200, 500, 2000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			h, _, _ := twoSets(r, n, 0)
			var s minhash.Signature
			for b.Loop() {
				minhash.Sketch(&s, h)
			}
		})
	}
}

func BenchmarkCounter500(b *testing.B) {
	h, _, _ := twoSets(rand.New(rand.NewPCG(1, 1)), 500, 0)
	var c minhash.Counter
	for b.Loop() {
		c.Count(h)
	}
}

func BenchmarkDistinct500(b *testing.B) {
	h, _, _ := twoSets(rand.New(rand.NewPCG(1, 1)), 500, 0)
	buf := make([]uint64, len(h))
	for b.Loop() {
		copy(buf, h)
		minhash.Distinct(buf)
	}
}

func BenchmarkSorter500(b *testing.B) {
	h, _, _ := twoSets(rand.New(rand.NewPCG(1, 1)), 500, 0)
	var s minhash.Sorter
	for b.Loop() {
		s.Distinct(h)
	}
}

func BenchmarkEstimatePacked(b *testing.B) {
	var x, y [minhash.PackedSize]byte
	for b.Loop() {
		minhash.EstimatePacked(x[:], y[:])
	}
}

func ExampleEstimate() {
	var a, b minhash.Signature
	minhash.Sketch(&a, []uint64{0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93})
	minhash.Sketch(&b, []uint64{0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93})
	fmt.Println(minhash.Estimate(&a, &b))
	// Output: 1
}
