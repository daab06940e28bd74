package record

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrCodec is returned by the decoders for bytes that are damaged or of a version that this
// program does not know. Nothing is lost: a run can trace the sources again.
var ErrCodec = errors.New("traces are damaged or of another version")

// A cursor decodes from the beginning of b. After the first error it is bad and returns only
// zero values, so callers check once, at the end. It never allocates memory by a stored length
// alone.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) fail() { c.bad, c.b = true, nil }

func (c *cursor) byte() byte {
	if len(c.b) == 0 {
		c.fail()
		return 0
	}
	x := c.b[0]
	c.b = c.b[1:]
	return x
}

func (c *cursor) uvarint() uint64 {
	x, n := binary.Uvarint(c.b)
	if n <= 0 {
		c.fail()
		return 0
	}
	c.b = c.b[n:]
	return x
}

func (c *cursor) varint() int64 {
	x, n := binary.Varint(c.b)
	if n <= 0 {
		c.fail()
		return 0
	}
	c.b = c.b[n:]
	return x
}

// number reads a number below limit.
func (c *cursor) number(limit int) int {
	x := c.uvarint()
	if limit < 0 || x >= uint64(limit) {
		c.fail()
		return 0
	}
	return int(x)
}

// instant reads a number of seconds, bounded so that differences do not overflow.
func (c *cursor) instant() int64 {
	x := c.varint()
	if x > maxInstant || x < -maxInstant {
		c.fail()
		return 0
	}
	return x
}

// maxInstant is a hundred thousand years in seconds.
const maxInstant = 1 << 42

// count reads the number of elements that follow. Each takes at least size bytes.
func (c *cursor) count(size int) int {
	x := c.uvarint()
	if x > uint64(len(c.b)/size) {
		c.fail()
		return 0
	}
	return int(x)
}

func (c *cursor) bytes() []byte {
	n := c.count(1)
	out := c.b[:n:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) str() string { return string(c.bytes()) }

func (c *cursor) strs() []string {
	var out []string
	for range c.count(1) {
		out = append(out, c.str())
	}
	return out
}

// share reads a number in [0,1].
func (c *cursor) share() float64 { return float64(c.number(shareScale+1)) / shareScale }

// shareScale is the precision of shares: four decimal places, as in result files.
const shareScale = 10000

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendStrings(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendString(b, s)
	}
	return b
}

func appendInt(b []byte, x int) []byte { return binary.AppendUvarint(b, uint64(max(0, x))) }

func appendShare(b []byte, x float64) []byte {
	if !(x > 0) {
		return append(b, 0)
	}
	return binary.AppendUvarint(b, uint64(math.Round(min(x, 1)*shareScale)))
}

// weight converts log-odds to an integer with the precision of records.
func weight(x float64) int64 {
	if math.IsNaN(x) {
		return 0
	}
	return int64(math.Round(max(-maxWeight, min(maxWeight, x)) * shareScale))
}

// weight reads log-odds.
func (c *cursor) weight() float64 {
	x := c.varint()
	if x > maxWeight*shareScale || x < -maxWeight*shareScale {
		c.fail()
	}
	return float64(x) / shareScale
}

// maxWeight bounds log-odds in records.
const maxWeight = 1e6
