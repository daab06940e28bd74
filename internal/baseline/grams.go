package baseline

import (
	"math/bits"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/shingle"
)

const (
	// maxPostings is how many articles may have a gram that makes candidates:
	// without a bound one line of furniture pairs everything with everything.
	// Grams above it still count for pairs of articles that share another gram.
	maxPostings = 150
	// least is the probability below which a pair is not returned.
	least = .1
)

// wordGrams returns the set of word 5-shingles of each article.
func wordGrams(articles []article.Article) [][]uint64 {
	var sh shingle.Shingler
	sets := make([][]uint64, len(articles))
	for i := range articles {
		sets[i] = minhash.Distinct(sh.Hashes(nil, articles[i].Text, nil))
	}
	return sets
}

// charGrams returns the set of grams of size letters and digits of each article.
func charGrams(articles []article.Article, size int) [][]uint64 {
	sets := streams(articles, size)
	for i := range sets {
		sets[i] = minhash.Distinct(sets[i])
	}
	return sets
}

// streams returns the grams of each article in order.
func streams(articles []article.Article, size int) [][]uint64 {
	var sh shingle.Shingler
	var s shingle.Stream
	lists := make([][]uint64, len(articles))
	for i := range articles {
		sh.Stream(&s, articles[i].Text, nil)
		shingle.EachGram(s.Symbols, size, func(_ int, h uint64) { lists[i] = append(lists[i], h) })
	}
	return lists
}

// once keeps the grams that occur once in their article: passim's protection
// against text that repeats itself.
func once(list []uint64) []uint64 {
	times := make(map[uint64]int, len(list))
	for _, h := range list {
		times[h]++
	}
	out := list[:0]
	for _, h := range list {
		if times[h] == 1 {
			out = append(out, h)
		}
	}
	return minhash.Distinct(out)
}

// frequencies counts the sets that each gram is in.
func frequencies(sets [][]uint64) map[uint64]int32 {
	df := map[uint64]int32{}
	for _, set := range sets {
		for _, h := range set {
			df[h]++
		}
	}
	return df
}

// eachOverlap calls fn for each two sets that share grams which, by df, are in at most limit sets. common is
// the number of these grams. a < b; pairs are sorted by b.
func eachOverlap(sets [][]uint64, df map[uint64]int32, limit int, fn func(a, b int32, common int)) {
	index := map[uint64][]int32{}
	count := make([]int32, len(sets))
	var met []int32
	for b, set := range sets {
		met = met[:0]
		for _, h := range set {
			if df[h] < 2 || int(df[h]) > limit {
				continue
			}
			for _, a := range index[h] {
				if count[a] == 0 {
					met = append(met, a)
				}
				count[a]++
			}
			index[h] = append(index[h], int32(b))
		}
		for _, a := range met {
			fn(a, int32(b), int(count[a]))
			count[a] = 0
		}
	}
}

func jaccard(common, a, b int) float64 { return float64(common) / float64(a+b-common) }

// containment is of the smaller set in the larger one.
func containment(common, a, b int) float64 { return float64(common) / float64(min(a, b)) }

// similar links sets by a measure of exact counts: those of rare grams from
// eachOverlap, and those of frequent ones, a few thousand, from a bit for each.
func similar(sets [][]uint64, measure func(common, a, b int) float64, threshold float64) []link {
	df := frequencies(sets)
	frequent := frequentBits(sets, df)
	var out []link
	eachOverlap(sets, df, maxPostings, func(a, b int32, common int) {
		for i, w := range frequent[a] {
			common += bits.OnesCount64(w & frequent[b][i])
		}
		p := stretch(measure(common, len(sets[a]), len(sets[b])), threshold)
		if p >= least {
			out = append(out, link{a, b, p})
		}
	})
	return sorted(out)
}

// frequentBits returns a row of bits for each set, one for each gram that eachOverlap ignores.
func frequentBits(sets [][]uint64, df map[uint64]int32) [][]uint64 {
	number := map[uint64]int{}
	for _, set := range sets {
		for _, h := range set {
			if _, known := number[h]; !known && df[h] > maxPostings {
				number[h] = len(number)
			}
		}
	}
	rows := make([][]uint64, len(sets))
	for i, set := range sets {
		rows[i] = make([]uint64, (len(number)+63)/64)
		for _, h := range set {
			if k, ok := number[h]; ok {
				rows[i][k/64] |= 1 << (k % 64)
			}
		}
	}
	return rows
}

// unique25 links articles that share five 25-grams which occur once in each and
// in at most 100 articles. With n of them p is n/(n+5). Like passim it passes
// over pairs of one series, here an outlet.
func unique25(articles []article.Article) []link {
	const size, atMost, enough = 25, 100, 5
	sets := streams(articles, size)
	for i := range sets {
		sets[i] = once(sets[i])
	}
	var out []link
	eachOverlap(sets, frequencies(sets), atMost, func(a, b int32, common int) {
		if articles[a].Source == articles[b].Source {
			return
		}
		out = append(out, link{a, b, float64(common) / float64(common+enough)})
	})
	return sorted(out)
}
