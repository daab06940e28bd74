package dedup

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// Meaning names how sketches of this version are made. A store with another meaning is refused,
// because its sketches would agree with none of ours without any error.
const Meaning = "shingles-2"

// EarlierMeanings returns the meanings of earlier versions whose stores can be read and extended.
// In "shingles-1", pointed Hebrew, Serbian in Cyrillic, traditional Chinese and words with
// look-alike letters have other sketches. Such texts in an old store are found only by their
// anchors.
func EarlierMeanings() []string { return []string{"shingles-1"} }

// A sketcher turns texts into shingle sets and sketches. It reuses its
// buffers and is not safe for concurrent use.
type sketcher struct {
	shingler shingle.Shingler
	hashes   []uint64
	skip     []shingle.Range
	prefix   []uint32
	counter  minhash.Counter
	sorter   minhash.Sorter
}

// shingles returns the shingle hashes of a text outside its furniture, in
// text order, duplicates included. They are valid until the next call.
func (s *sketcher) shingles(text string, furniture []article.Furniture) []uint64 {
	s.skip = s.skip[:0]
	for _, f := range furniture {
		s.skip = append(s.skip, shingle.Range{Start: f.Start, End: f.End})
	}
	s.hashes = s.shingler.Hashes(s.hashes[:0], text, s.skip)
	return s.hashes
}

// set returns the sorted distinct shingles of a text, valid until the next call.
func (s *sketcher) set(text string, furniture []article.Furniture) []uint64 {
	return s.sorter.Distinct(s.shingles(text, furniture))
}

// observation sets sk to the sketch of a. An article whose text must not be compared gets the empty
// sketch, which matches nothing.
func (s *sketcher) observation(sk *store.Sketch, a *article.Article) {
	*sk = store.Sketch{}
	if !a.Comparable() {
		minhash.Sketch(&sk.Sig, nil)
		return
	}
	h := s.shingles(a.Text, a.Furniture)
	n, content := s.counter.Count(h)
	sk.Shingles, sk.Content = uint32(n), content
	minhash.Sketch(&sk.Sig, h)
	if n <= minhash.ShortMax { // short texts are indexed by prefix too
		s.prefix = minhash.Prefix(s.prefix[:0], s.sorter.Distinct(h))
		sk.Prefix = s.prefix
	}
}

// A Sketcher makes the sketches of articles that [Ingest] stores. The zero value is ready to use. It is not
// safe for concurrent use.
type Sketcher struct{ sketcher sketcher }

// Sketch sets sk to the sketch of a, and returns the sorted distinct shingles of the text of a without furniture, valid
// until the next call. An article whose text must not be compared has none.
func (s *Sketcher) Sketch(sk *store.Sketch, a *article.Article) []uint64 {
	s.sketcher.observation(sk, a)
	if sk.Shingles == 0 {
		return nil
	}
	return s.sketcher.sorter.Distinct(s.sketcher.hashes)
}
