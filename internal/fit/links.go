package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/minhash"
)

// memory is an index of a corpus, as a store keeps one.
type memory struct {
	corpus *corpus
	packed [][]byte
	bands  [][]uint32
	runs   []map[uint32][]cluster.Doc
}

func newMemory(c *corpus) *memory {
	x := &memory{corpus: c, runs: make([]map[uint32][]cluster.Doc, cluster.ContentBand+1)}
	for i := range x.runs {
		x.runs[i] = map[uint32][]cluster.Doc{}
	}
	for d, e := range c.articles {
		var sig minhash.Signature
		minhash.Sketch(&sig, e.set)
		packed := make([]byte, minhash.PackedSize)
		sig.Pack(packed)
		hashes := sig.BandHashes()
		bands := minhash.Prefix(hashes[:], e.set)
		x.packed, x.bands = append(x.packed, packed), append(x.bands, bands)
		for i, h := range bands {
			run := x.runs[min(i, cluster.PrefixBand)]
			run[h] = append(run[h], cluster.Doc(d))
		}
		content := uint32(minhash.Content(e.set))
		x.runs[cluster.ContentBand][content] = append(x.runs[cluster.ContentBand][content], cluster.Doc(d))
	}
	return x
}

func (x *memory) Docs() cluster.Doc                     { return cluster.Doc(len(x.packed)) }
func (x *memory) Live(cluster.Doc) bool                 { return true }
func (x *memory) Packed(d cluster.Doc) []byte           { return x.packed[d] }
func (x *memory) Bands(d cluster.Doc) ([]uint32, error) { return x.bands[d], nil }
func (x *memory) sets(d cluster.Doc) ([]uint64, error)  { return x.corpus.articles[d].set, nil }
func (x *memory) Row(d cluster.Doc) (uint64, uint32, int32) {
	e := &x.corpus.articles[d]
	return minhash.Content(e.set), uint32(len(e.set)), e.minute
}

func (x *memory) Run(dst []cluster.Doc, band int, hash uint32) []cluster.Doc {
	return append(dst, x.runs[band][hash]...)
}

func (x *memory) EachRun(band int, fn func(uint32, []cluster.Doc) bool) {
	for h, docs := range x.runs[band] {
		if len(docs) > 1 && !fn(h, docs) {
			return
		}
	}
}

// links clusters a corpus with a range of bounds and reports how well that
// agrees with the main clusters of the gold, and what is lost before.
func links(c *corpus, w io.Writer) error {
	x := newMemory(c)
	cands, err := cluster.AllCandidates(x, cluster.Options{})
	if err != nil {
		return err
	}
	pairs, err := cluster.VerifyPairs(cands, x.sets, nil, cluster.MinJaccard)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "  %d candidates, %d pairs of distinct texts; %s\n", len(cands), len(pairs), c.found(x, pairs))
	for _, link := range []float64{.3, .35, .4, .45, .5, .55, .6, .65, .7, .8} {
		p, r, ari := c.score(cluster.Partition(x, pairs, link))
		fmt.Fprintf(w, "  link %.2f  precision %.4f  recall %.4f  ARI %.4f\n", link, p, r, ari)
	}
	return nil
}

// found says how many of the pairs of articles from some Jaccard on were found.
func (c *corpus) found(x *memory, pairs []cluster.Pair) string {
	known := cluster.Known(pairs)
	bounds := [3]float64{.5, .7, .8}
	var all, got [3]int
	for _, s := range c.samples() {
		a, b := cluster.Representative(x, s.pair.A), cluster.Representative(x, s.pair.B)
		_, ok := known(min(a, b), max(a, b))
		for i, bound := range bounds {
			if s.pair.Jaccard() >= bound {
				all[i]++
				if ok || a == b {
					got[i]++
				}
			}
		}
	}
	var parts []string
	for i, bound := range bounds {
		parts = append(parts, fmt.Sprintf("J>=%.1f: %d of %d", bound, got[i], all[i]))
	}
	return strings.Join(parts, ", ")
}

// score compares parts with the main clusters, over pairs of articles: the
// precision, the recall and the adjusted Rand index.
func (c *corpus) score(parts [][]cluster.Doc) (precision, recall, ari float64) {
	of := make([]int, len(c.articles))
	for i, part := range parts {
		for _, d := range part {
			of[d] = i + 1
		}
	}
	choose2 := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	gold, found, both := map[string]int{}, map[int]int{}, map[string]int{}
	for d, e := range c.articles {
		main := e.id
		if len(e.gold) > 0 {
			main = e.gold[0]
		}
		gold[main]++
		if of[d] > 0 {
			found[of[d]]++
			both[fmt.Sprint(main, " ", of[d])]++
		}
	}
	var g, f, b float64
	for _, n := range gold {
		g += choose2(n)
	}
	for _, n := range found {
		f += choose2(n)
	}
	for _, n := range both {
		b += choose2(n)
	}
	chance := g * f / choose2(len(c.articles))
	return b / max(f, 1), b / max(g, 1), (b - chance) / max((g+f)/2-chance, 1e-9)
}
