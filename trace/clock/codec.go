package clock

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// ErrCodec is returned by [Decode] for bytes that [Clocks.Encode] did not write.
var ErrCodec = errors.New("outlets' clocks are damaged or of another version")

// The stored flags of an outlet, see outletClock.
const (
	flagZoned = 1 << iota // its zoned offset was learnt
	flagLocal             // its local offset was learnt
	flagPrompt
	flagWild
	flagCollected
	flagsKnown = 1<<iota - 1
)

// Encode appends the clocks, sorted by the outlets' names:
//
//	uvarint number of outlets; for each outlet:
//	  uvarint length of its name, name
//	  byte    flags
//	  varint  offset of times with a named zone, in seconds
//	  varint  offset of times without a zone, in seconds
//	  uvarint usual delay, in seconds
//	byte flags, uvarint usual delay of outlets with too few articles
func (c *Clocks) Encode(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(c.outlets)))
	for _, name := range slices.Sorted(maps.Keys(c.outlets)) {
		h := c.outlets[name]
		dst = append(binary.AppendUvarint(dst, uint64(len(name))), name...)
		dst = binary.AppendVarint(append(dst, h.flags()), h.zoned.seconds)
		dst = binary.AppendVarint(dst, h.local.seconds)
		dst = binary.AppendUvarint(dst, uint64(h.delay))
	}
	return binary.AppendUvarint(append(dst, c.others.flags()), uint64(c.others.delay))
}

func (h *outletClock) flags() (flags byte) {
	for i, set := range []bool{h.zoned.sure, h.local.sure, h.prompt, h.wild, h.collected} {
		if set {
			flags |= 1 << i
		}
	}
	return flags
}

// Decode reads what [Clocks.Encode] appended. It returns [ErrCodec] if b has anything else
// before or after. The result shares no memory with b.
func Decode(b []byte) (*Clocks, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, ErrCodec
	}
	b = b[k:]
	c := &Clocks{outlets: make(map[string]outletClock)}
	for range n {
		size, k := binary.Uvarint(b)
		if k <= 0 || size >= uint64(len(b)-k) {
			return nil, ErrCodec
		}
		name, flags := string(b[k:k+int(size)]), b[k+int(size)]
		b = b[k+int(size)+1:]
		zoned, i := binary.Varint(b)
		local, j := binary.Varint(b[max(i, 0):])
		if i <= 0 || j <= 0 || flags&^flagsKnown != 0 || abs(zoned) > ahead || abs(local) > ahead {
			return nil, ErrCodec
		}
		delay, m := binary.Uvarint(b[i+j:])
		if m <= 0 || delay > usual {
			return nil, ErrCodec
		}
		b = b[i+j+m:]
		c.outlets[name] = outletClock{
			zoned: offset{zoned, flags&flagZoned != 0}, local: offset{local, flags&flagLocal != 0},
			prompt: flags&flagPrompt != 0, wild: flags&flagWild != 0, collected: flags&flagCollected != 0, delay: int64(delay),
		}
	}
	if len(b) == 0 || b[0]&^flagWild != 0 || len(c.outlets) != int(n) {
		return nil, ErrCodec
	}
	delay, k := binary.Uvarint(b[1:])
	if k <= 0 || 1+k != len(b) || delay > usual {
		return nil, ErrCodec
	}
	c.others = outletClock{wild: b[0] == flagWild, delay: int64(delay)}
	return c, nil
}

func abs(x int64) int64 { return max(x, -x) }
