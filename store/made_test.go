package store

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
)

// words are the vocabulary of made-up articles.
var words = strings.Fields(`harbour council vote bridge ferry budget minister storm
	river school market strike tram museum grain wheat orchard rail signal valley
	mayor court verdict appeal island lighthouse pilot glacier census library`)

// made returns n made-up articles, the same for the same seed.
func made(seed uint64, n int) []article.Article {
	rng := rand.New(rand.NewPCG(seed, 1))
	arts := make([]article.Article, n)
	for i := range arts {
		arts[i] = madeOne(rng, fmt.Sprintf("story-%d-%d", seed, i))
	}
	return arts
}

func madeOne(rng *rand.Rand, id string) article.Article {
	a := article.Article{
		ID: id, URL: "https://outlet.example/" + id, Source: fmt.Sprintf("outlet-%d.example", rng.IntN(9)),
		Title: sentence(rng, 6), Lang: "en", Text: sentence(rng, rng.IntN(120)),
	}
	if rng.IntN(4) > 0 {
		a.Published = article.Time{Unix: 1_700_000_000 + rng.Int64N(1e7), Precision: article.PrecisionSecond, Zone: true, Raw: "raw", From: "field"}
	}
	if rng.IntN(3) == 0 {
		a.Byline, a.Credit = "A. Writer", "Northwire"
		a.Fetched = article.Time{Unix: 1_710_000_000, Precision: article.PrecisionDay}
		a.Extra = []byte(`{"section":"news"}`)
	}
	if n := len(a.Text); n > 40 && rng.IntN(3) == 0 {
		a.Furniture = []article.Furniture{
			{Start: 2, End: 9, Kind: article.KindShare}, {Start: n - 5, End: n, Kind: article.KindRelated},
		}
	}
	return a
}

func sentence(rng *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(words[rng.IntN(len(words))])
	}
	return b.String()
}

// sketch sketches the three-word shingles of a text.
func sketch(text string) *Sketch {
	var h []uint64
	w := strings.Fields(text)
	for i := 0; i+3 <= len(w); i++ {
		h = append(h, xxhash.Sum64String(strings.Join(w[i:i+3], " ")))
	}
	h = minhash.Distinct(h)
	sk := &Sketch{Content: minhash.Content(h), Shingles: uint32(len(h)), Prefix: minhash.Prefix(nil, h)}
	minhash.Sketch(&sk.Sig, h)
	return sk
}
