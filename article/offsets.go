package article

import (
	"cmp"
	"slices"
)

// Offsets converts byte offsets of a text to rune offsets. It is fast for ascending offsets. It is not
// safe for concurrent use.
type Offsets struct {
	text        string
	byteAt, run int
}

// NewOffsets returns the Offsets of a text.
func NewOffsets(text string) *Offsets { return &Offsets{text: text} }

// Rune returns the number of runes before byte b, which must be in [0, len(text)].
func (o *Offsets) Rune(b int) int {
	if b < o.byteAt {
		o.byteAt, o.run = 0, 0
	}
	for range o.text[o.byteAt:b] {
		o.run++
	}
	o.byteAt = b
	return o.run
}

// ToRunes converts byte offsets of a text to rune offsets, in any order, in one pass over the text.
func ToRunes(text string, places ...*int) {
	slices.SortFunc(places, func(x, y *int) int { return cmp.Compare(*x, *y) })
	at := NewOffsets(text)
	for _, p := range places {
		*p = at.Rune(*p)
	}
}
