package kept

import (
	"encoding/binary"
	"math"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/score"
)

// A cursor decodes b from its start. After the first missing or invalid field, it is bad and returns zero
// values.
type cursor struct {
	b    []byte
	last uint64
	bad  bool
}

func (c *cursor) fail() { c.bad, c.b = true, nil }

// ascend reads a number that is encoded as the difference from the previous one.
func (c *cursor) ascend(limit uint64) uint64 {
	c.last += c.number(limit - c.last)
	return c.last
}

func (c *cursor) number(limit uint64) uint64 {
	x, k := binary.Uvarint(c.b)
	if k <= 0 || x > limit {
		c.fail()
		return 0
	}
	c.b = c.b[k:]
	return x
}

func (c *cursor) fixed(n int) []byte {
	if len(c.b) < n {
		c.fail()
		return make([]byte, n)
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) byte() byte  { return c.fixed(1)[0] }
func (c *cursor) u32() uint32 { return binary.LittleEndian.Uint32(c.fixed(4)) }
func (c *cursor) u64() uint64 { return binary.LittleEndian.Uint64(c.fixed(8)) }

// float reads a number that is not NaN.
func (c *cursor) float() float32 {
	x := math.Float32frombits(c.u32())
	if x != x {
		c.fail()
		return 0
	}
	return x
}

// odds reads log-odds in steps of 1/[cluster.OddsStep].
func (c *cursor) odds() int16 {
	x, k := binary.Varint(c.b)
	if k <= 0 || x < -pair.MaxLogOdds*cluster.OddsStep || x > pair.MaxLogOdds*cluster.OddsStep {
		c.fail()
		return 0
	}
	c.b = c.b[k:]
	return int16(x)
}

func (c *cursor) item() Item {
	x := Item{int(c.number(math.MaxInt32)), int(c.number(math.MaxInt32)), int(c.number(math.MaxInt32))}
	if x.Start >= x.End || x.Head > x.End {
		c.fail()
	}
	return x
}

func (c *cursor) counts() (s cluster.Scored) {
	s.SizeA, s.SizeB = uint32(c.number(math.MaxUint32)), uint32(c.number(math.MaxUint32))
	s.Common, s.Passages = uint32(c.number(math.MaxUint32)), uint16(c.number(math.MaxUint16))
	for _, x := range [4]*uint32{&s.Words, &s.Matched, &s.LenA, &s.LenB} {
		*x = uint32(c.number(math.MaxUint32))
	}
	s.Z, s.Reuse, s.Kind = c.odds(), c.odds(), score.Kind(c.byte())
	if !s.Kind.Valid() || s.Common > min(s.SizeA, s.SizeB) {
		c.fail()
	}
	return s
}
