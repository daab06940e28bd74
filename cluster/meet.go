package cluster

import "encoding/binary"

// A Text is a distinct text as the search for candidates sees it where texts come one
// by one and there is no [Index].
type Text struct {
	Content  uint64 // identity of the set of shingles
	Shingles uint32 // its size, above 0
	Span     Span   // of the articles that have the text
	Packed   []byte // packed signature
}

// RankSize is the length of a rank in bytes.
const RankSize = 20

// AppendRank appends the rank of t. Ranks compare byte by byte as texts do in a hot run: first
// comes what is paired with all others. A rank holds content and size, see [RankedText].
func (t *Text) AppendRank(dst []byte) []byte {
	x := text{content: t.Content, shingles: t.Shingles}
	dst = binary.BigEndian.AppendUint32(dst, ^t.Shingles)
	dst = binary.BigEndian.AppendUint64(dst, x.priority())
	return binary.BigEndian.AppendUint64(dst, t.Content)
}

// RankedText returns the content and the size of the text with the given rank, and whether it
// is one.
func RankedText(rank []byte) (content uint64, shingles uint32, ok bool) {
	if len(rank) != RankSize {
		return 0, 0, false
	}
	x := text{content: binary.BigEndian.Uint64(rank[12:]), shingles: ^binary.BigEndian.Uint32(rank)}
	return x.content, x.shingles, x.priority() == binary.BigEndian.Uint64(rank[4:]) && x.shingles > 0
}

// A Meeting finds the candidates of one run, whose texts come in the order of their ranks. It
// finds what [AllCandidates] finds in that run, and holds Options.Hot texts at most, however long the
// run is: the texts that a hot run pairs with all others are those that come first.
type Meeting struct {
	opts Options
	held []Text
}

// NewMeeting returns a meeting without texts.
func NewMeeting(o Options) *Meeting { return &Meeting{opts: o} }

// Reset makes m ready for another run.
func (m *Meeting) Reset() { m.held = m.held[:0] }

// Meet calls pair with each text before t that is a candidate together with t. m keeps t.
// A text that came before is passed over.
func (m *Meeting) Meet(t Text, pair func(other *Text) error) error {
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
