package score

import (
	"cmp"
	"math"
	"slices"
)

// A Background is a sample of a collection. It gives the words that many articles have a low
// weight when two articles are compared. It is read-only and safe for concurrent use.
type Background struct {
	contents []Content
	entries  []uint64 // gram << 32 | article, sorted
	from     []uint32 // by the first bits of a gram: index of its first entry
}

// SampleSize is the number of articles in a background. With 1000 articles most texts
// find others on their subject, and building the index takes some tenths of a second.
const SampleSize = 1000

// leastSample is the least number of articles from which the frequency of a gram is
// estimated.
const leastSample = 20

// headBits is the number of leading bits of a gram that index Background.from.
const headBits = 16

// NewBackground returns a background of these contents, and keeps the slice. The order of
// contents sets the numbers that [OverlapScorer.Measure] takes, and nothing else. With
// fewer than 20 contents the background is empty.
func NewBackground(contents []Content) *Background {
	b := &Background{}
	if len(contents) < leastSample {
		return b
	}
	b.contents = contents
	all := 0
	for i := range contents {
		all += len(contents[i].grams)
	}
	b.entries = make([]uint64, 0, all)
	for i := range contents {
		for _, g := range contents[i].grams {
			b.entries = append(b.entries, uint64(g)<<32|uint64(i))
		}
	}
	slices.Sort(b.entries)
	b.from = make([]uint32, 1<<headBits+1)
	for _, e := range b.entries {
		b.from[e>>(64-headBits)+1]++
	}
	for i := 1; i < len(b.from); i++ {
		b.from[i] += b.from[i-1]
	}
	return b
}

// Len returns the number of articles.
func (b *Background) Len() int { return len(b.contents) }

// having returns the entries of a gram.
func (b *Background) having(g uint32) []uint64 {
	head := g >> (32 - headBits)
	list := b.entries[b.from[head]:b.from[head+1]]
	first, _ := slices.BinarySearch(list, uint64(g)<<32)
	end := first
	for end < len(list) && uint32(list[end]>>32) == g {
		end++
	}
	return list[first:end]
}

// An Overlap is how much of an article another article has, and how much unrelated articles
// have of it. Both are shares of the weight of the article's grams, in [0,1].
type Overlap struct {
	Share float64 // share that the other article has
	Near  float64 // share that the fifth nearest article of the background has
}

// nearest is the number of nearest articles that are passed over when Overlap.Near is
// measured: some of them may be about the same event.
const nearest = 4

// printShare is the share of an article's anchors from which on another article is a copy
// of it. Copies do not show what unrelated articles share, so Overlap.Near leaves them out.
const printShare = .2

// An OverlapScorer computes overlaps. It reuses its buffers and is not safe for concurrent use.
// The zero value is ready to use.
type OverlapScorer struct {
	weights []float64 // by article of the background: weight of the grams it shares with a
	touched []uint32
}

// Measure returns how much of a is in o. docA and docO are the numbers of a and o in the
// background, or negative if they are not in it.
func (s *OverlapScorer) Measure(b *Background, a, o *Content, docA, docO int) Overlap {
	s.weights = append(s.weights[:0], make([]float64, b.Len())...)
	s.touched = s.touched[:0]
	shared, total, at := 0.0, 0.0, 0
	for _, g := range a.grams {
		for at < len(o.grams) && o.grams[at] < g {
			at++
		}
		w := s.weigh(b, g, docA, docO)
		total += w
		if at < len(o.grams) && o.grams[at] == g {
			shared += w
		}
	}
	var out Overlap
	if total > 0 {
		out.Share = shared / total
		out.Near = s.near(b, a) / total
	}
	return out
}

// weigh returns the weight of a gram: 1 if no third article has it, 0 if all have it. It
// adds the weight to each article that has the gram, unless more than a quarter of all
// articles have it.
func (s *OverlapScorer) weigh(b *Background, g uint32, docA, docO int) float64 {
	if b.Len() == 0 {
		return 1
	}
	list := b.having(g)
	df := 0
	for _, e := range list {
		if d := int(uint32(e)); d != docA && d != docO {
			df++
		}
	}
	w := max(0, 1-math.Log(float64(df+1))/math.Log(float64(b.Len()+1)))
	if df > b.Len()/4 {
		return w
	}
	for _, e := range list {
		d := uint32(e)
		if int(d) == docA || int(d) == docO {
			continue
		}
		if s.weights[d] == 0 {
			s.touched = append(s.touched, d)
		}
		s.weights[d] += w
	}
	return w
}

// printOf reports whether article d is a copy of a or of a part of it.
func (b *Background) printOf(a *Content, d uint32) bool {
	return float64(common(a.anchors, b.contents[d].anchors)) >= printShare*float64(max(1, len(a.anchors)))
}

// near returns the weight of the grams that a shares with the fifth nearest article which
// is not a copy of a.
func (s *OverlapScorer) near(b *Background, a *Content) float64 {
	slices.SortFunc(s.touched, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(s.weights[y], s.weights[x]), cmp.Compare(x, y))
	})
	left := nearest
	for _, d := range s.touched {
		if b.printOf(a, d) {
			continue
		}
		if left == 0 {
			return s.weights[d]
		}
		left--
	}
	return 0
}

// Nearest returns the numbers of up to n articles of the background that share most with a
// and are not copies of it. doc is the number of a in the background.
func (s *OverlapScorer) Nearest(b *Background, a *Content, doc, n int) []int {
	s.Measure(b, a, a, doc, doc)
	var out []int
	for _, d := range s.touched {
		if len(out) < n && !b.printOf(a, d) {
			out = append(out, int(d))
		}
	}
	return out
}
