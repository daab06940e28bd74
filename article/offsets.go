package article

import (
	"cmp"
	"slices"
)

// Offsets turns places in bytes of a text into runes. It is fast where the places ascend,
// and is not safe for concurrent use.
type Offsets struct {
	text        string
	byteAt, run int
}

// NewOffsets returns the offsets of a text.
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

// ToRunes turns places in bytes of a text into runes, in one pass over the text, whatever
// their order.
func ToRunes(text string, places ...*int) {
	slices.SortFunc(places, func(x, y *int) int { return cmp.Compare(*x, *y) })
	at := NewOffsets(text)
	for _, p := range places {
		*p = at.Rune(*p)
	}
}
