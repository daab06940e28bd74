package cluster

import "encoding/binary"

// A Text is a distinct text for a search without an [Index], in which texts come one by one.
type Text struct {
	Content  uint64 // identity of the set of shingles
	Shingles uint32 // its size, above 0
	Span     Span   // of the articles that have the text
	Packed   []byte // packed signature
}

// RankSize is the length of a rank in bytes.
const RankSize = 20

// AppendRank appends the rank of t. The order of ranks, compared byte by byte, is the order of
// texts in a hot run: texts that are paired with all others come first. A rank contains the
// content and the size, see [RankedText].
func (t *Text) AppendRank(dst []byte) []byte {
	x := text{content: t.Content, shingles: t.Shingles}
	dst = binary.BigEndian.AppendUint32(dst, ^t.Shingles)
	dst = binary.BigEndian.AppendUint64(dst, x.priority())
	return binary.BigEndian.AppendUint64(dst, t.Content)
}

// RankedText returns the content and the size of the text with the given rank. ok is false if
// rank is not a rank.
func RankedText(rank []byte) (content uint64, shingles uint32, ok bool) {
	if len(rank) != RankSize {
		return 0, 0, false
	}
	x := text{content: binary.BigEndian.Uint64(rank[12:]), shingles: ^binary.BigEndian.Uint32(rank)}
	return x.content, x.shingles, x.priority() == binary.BigEndian.Uint64(rank[4:]) && x.shingles > 0
}

// A RunSearch finds the candidates of one run whose texts come in the order of their ranks. It
// finds the same candidates as [AllCandidates]. It holds at most Options.Hot texts, however long
// the run is, because the texts that a hot run pairs with all others come first.
type RunSearch struct {
	opts Options
	held []Text
}

// NewRunSearch returns a search without texts.
func NewRunSearch(o Options) *RunSearch { return &RunSearch{opts: o} }

// Reset makes m ready for another run.
func (m *RunSearch) Reset() { m.held = m.held[:0] }

// Add adds t to the run and calls pair with each earlier text that is a candidate together with
// t. A text that was added before is ignored.
func (m *RunSearch) Add(t Text, pair func(other *Text) error) error {
	for i := range m.held {
		if o := &m.held[i]; o.Content == t.Content && o.Shingles == t.Shingles {
			return nil
		}
	}
	for i := range m.held {
		o := &m.held[i]
		if m.opts.fit(o.Shingles, t.Shingles, o.Span, t.Span) && alike(o.Packed, t.Packed) {
			if err := pair(o); err != nil {
				return err
			}
		}
	}
	if len(m.held) < m.opts.hot() {
		m.held = append(m.held, t)
	}
	return nil
}
