package anchor

// A Plan says what an index is built from.
type Plan struct {
	// Numbers has the number of each article of the feed in the index, each below their count once: a
	// [Reach] is cheap if those that are searched together have numbers that follow each other.
	Numbers []Doc
	Days    []int32 // by number, see [Index.SetDays]
	Feed    Feed
	Total   int // anchors of the feed that go into the index, about
	// Table says how rare anchors are; without one it is learnt from the feed.
	Table *Table
	// Keep gets the runs of each part, one after the other, and returns the same bytes from where they are to
	// stay.
	Keep    func([]byte) ([]byte, error)
	Workers int
	// Only are the anchors that can be searched for; nil: all. Searches with an article find what they would
	// find in the whole index if all its anchors are among them.
	Only *Selection
	// Totals are by number the weights of articles that are known, see [Index.Total]; below 0: not known. With
	// Only they must be known of all articles that have other anchors.
	Totals []float32
}

// Build returns an index of the articles of a feed, and works on several parts at a time. In addition to the
// index it holds 16 bytes for each anchor of a part.
func Build(p *Plan) (*Index, error) {
	x := &Index{docs: len(p.Numbers), days: p.Days, table: p.Table}
	b := builder{x: x, feed: p.Feed, numbers: p.Numbers, keep: p.Keep, only: p.Only, known: p.Totals}
	b.init(len(p.Numbers), p.Total, anchorsOfPart(p.Total))
	for n, t := range p.Totals {
		x.totals[n] = max(0, t)
	}
	return x, b.run(p.Workers)
}

// A Selection is a set of anchors by their hashes. It may have a few more than were added, about one in
// selectionBits.
type Selection struct {
	bits []uint64
}

// selectionBits is how many bits there are for each anchor.
const selectionBits = 32

// NewSelection returns an empty selection for so many anchors.
func NewSelection(anchors int) *Selection {
	words := 1 << 10
	for words < anchors*selectionBits/64 {
		words *= 2
	}
	return &Selection{bits: make([]uint64, words)}
}

// Add adds an anchor.
func (s *Selection) Add(hash uint32) {
	s.bits[int(hash/64)&(len(s.bits)-1)] |= 1 << (hash % 64)
}

// Has reports whether an anchor was added, or may have been.
func (s *Selection) Has(hash uint32) bool {
	return s.bits[int(hash/64)&(len(s.bits)-1)]>>(hash%64)&1 > 0
}
