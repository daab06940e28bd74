package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
)

// newsText makes texts of made-up words with the frequencies of a language:
// a vocabulary of 100,000 by Zipf's law, lengths lognormal around 520 words.
type newsText struct {
	rng   *rand.Rand
	zipf  *rand.Zipf
	vocab []string
}

func newNewsText(seed uint64) *newsText {
	rng := rand.New(rand.NewPCG(seed, 2))
	n := &newsText{rng: rng, zipf: rand.NewZipf(rng, 1.07, 2.7, 99_999)}
	for range 100_000 {
		w := make([]byte, 2+rng.IntN(9))
		for i := range w {
			w[i] = "etaoinshrdlucmfwypvbgkjqxz"[min(rng.IntN(26), rng.IntN(26))]
		}
		n.vocab = append(n.vocab, string(w))
	}
	return n
}

func (n *newsText) next() string {
	var b []byte
	for range int(math.Exp(6.1 + 0.5*n.rng.NormFloat64())) {
		b = append(b, n.vocab[n.zipf.Uint64()]...)
		b = append(b, ' ')
	}
	return string(b)
}

// newsArticles makes articles for benchmarks and sketches with random hashes.
func newsArticles(n int) ([]article.Article, []Sketch) {
	gen := newNewsText(1)
	arts, sks := make([]article.Article, n), make([]Sketch, n)
	for i := range arts {
		id := fmt.Sprintf("%016x", gen.rng.Uint64())
		arts[i] = article.Article{
			ID: id, URL: "https://outlet.example/2024/05/01/" + id, Source: fmt.Sprintf("outlet%d.example", gen.rng.IntN(400)),
			Title: gen.vocab[gen.rng.IntN(1000)] + " " + gen.vocab[gen.rng.IntN(1000)] + " " + gen.vocab[gen.rng.IntN(100000)],
			Lang:  "en", Text: gen.next(),
			Published: article.Time{Unix: 1_714_000_000 + gen.rng.Int64N(1e6), Precision: article.PrecisionSecond, Zone: true, Raw: "2024-05-01T10:00:00Z", From: "field"},
		}
		hashes := make([]uint64, 300)
		for k := range hashes {
			hashes[k] = gen.rng.Uint64()
		}
		sks[i].Content, sks[i].Shingles = hashes[0], 300
		minhash.Sketch(&sks[i].Sig, hashes)
	}
	return arts, sks
}

// BenchmarkTextFrame measures what the size of a text frame costs: packing an
// article of about 3.2 KB, and reading one text at random.
func BenchmarkTextFrame(b *testing.B) {
	gen := newNewsText(1)
	texts := make([]string, 512)
	total := 0
	for i := range texts {
		texts[i] = gen.next()
		total += len(texts[i])
	}
	fastest, err := newEncoder()
	if err != nil {
		b.Fatal(err)
	}
	for _, limit := range []int{1, 8 << 10, 16 << 10, 32 << 10} {
		benchFrame(b, "literal", newLiteralEncoder(), limit, texts, total)
		benchFrame(b, "fastest", fastest, limit, texts, total)
	}
}

func benchFrame(b *testing.B, name string, enc compressor, limit int, texts []string, total int) {
	p := packer{limit: limit, items: math.MaxInt32}
	pack := func() {
		p.reset()
		for _, t := range texts {
			start := len(p.raw)
			p.raw = appendText(p.raw, t, nil)
			p.done(enc, start)
		}
		p.flush(enc)
	}
	b.Run(fmt.Sprintf("%s/pack/%d", name, limit), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			pack()
		}
		b.SetBytes(int64(total))
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(texts)), "ns/article")
		b.ReportMetric(float64(len(p.data))/float64(total), "ratio")
	})
	pack()
	dec, err := newDecoder()
	if err != nil {
		b.Fatal(err)
	}
	b.Run(fmt.Sprintf("%s/read/%d", name, limit), func(b *testing.B) {
		r := reader{dec: dec}
		var u unpacked
		f := p.frames()
		rng := rand.New(rand.NewPCG(1, 1))
		for b.Loop() {
			if err := r.decode(&u, f, rng.IntN(f.len())); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBlock measures a worker's part of storing an article.
func BenchmarkBlock(b *testing.B) {
	arts, sks := newsArticles(512)
	blk := NewBlock()
	for b.Loop() {
		blk.Reset()
		for i := range arts {
			blk.Add(&arts[i], &sks[i])
		}
		if err := blk.Seal(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(arts)), "ns/article")
}

// BenchmarkAppend measures the writer's part of storing 262,144 articles: all
// but the compression, with the commit.
func BenchmarkAppend(b *testing.B) {
	arts, sks := newsArticles(512)
	blocks := make([]*Block, 0, 2)
	for k := range 2 {
		blk := NewBlock()
		for i := range 256 {
			blk.Add(&arts[256*k+i], &sks[256*k+i])
		}
		if err := blk.Seal(); err != nil {
			b.Fatal(err)
		}
		blocks = append(blocks, blk)
	}
	n := uint64(0)
	for b.Loop() {
		s, err := Open(b.TempDir(), Options{Create: true})
		if err != nil {
			b.Fatal(err)
		}
		w, err := s.NewWriter()
		if err != nil {
			b.Fatal(err)
		}
		for k := range 1024 {
			blk := blocks[k%2]
			for i := range blk.ids { // other ids, without compressing again
				n++
				blk.ids[i] = n * 0x9E3779B97F4A7C15
			}
			if _, err := w.Append(blk); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Commit(); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*262144), "ns/article")
}
