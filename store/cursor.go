package store

import (
	"encoding/binary"
	"math"
)

// A cursor decodes a record from its start. After the first missing or invalid field, bad is set and all
// reads return zero values, so callers check once at the end. Strings alias the record. A stored length
// never makes it allocate memory.
type cursor struct {
	s   string
	bad bool
}

func (c *cursor) take(n int) string {
	if n < 0 || n > len(c.s) {
		c.bad, c.s = true, ""
		return ""
	}
	out := c.s[:n]
	c.s = c.s[n:]
	return out
}

func (c *cursor) byte() byte {
	if b := c.take(1); b != "" {
		return b[0]
	}
	return 0
}

func (c *cursor) u32() uint32 {
	b := c.take(4)
	if b == "" {
		return 0
	}
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func (c *cursor) u64() uint64 {
	lo := c.u32()
	return uint64(lo) | uint64(c.u32())<<32
}

func (c *cursor) uvarint() uint64 {
	var x uint64
	for i := range binary.MaxVarintLen64 {
		b := c.byte()
		if i == binary.MaxVarintLen64-1 && b > 1 {
			break
		}
		x |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			return x
		}
	}
	c.bad, c.s = true, ""
	return 0
}

func (c *cursor) varint() int64 {
	u := c.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// str reads a string that has its length before it.
func (c *cursor) str() string {
	n := c.uvarint()
	if n > uint64(len(c.s)) {
		c.bad, c.s = true, ""
		return ""
	}
	return c.take(int(n))
}

// count reads the number of elements that follow. It fails if the rest cannot hold so many elements of at
// least size bytes.
func (c *cursor) count(size int) int {
	n := c.uvarint()
	if n > uint64(len(c.s)/size) || n > math.MaxInt32 {
		c.bad, c.s = true, ""
		return 0
	}
	return int(n)
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}
