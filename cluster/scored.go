package cluster

import (
	"encoding/binary"
	"math"

	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/score"
)

// A Scored pair is a pair that was aligned, with the shared text and the odds.
type Scored struct {
	Pair           // exact counts of shingles
	Z        int16 // log-odds that both are one story's text, in steps of 1/[OddsStep]
	Reuse    int16 // log-odds that both share reporting, in the same steps
	Kind     score.Kind
	Passages uint16 // passages in common
	Words    uint32 // words of A in them
	Matched  uint32 // characters in them that are equal
	LenA     uint32 // characters of A, without furniture
	LenB     uint32
}

// OddsStep is the precision of log-odds in conclusions.
const OddsStep = 1024

// FixOdds converts log-odds in [-8,8] to the integers of a [Scored].
func FixOdds(z float64) int16 { return int16(math.Round(z * OddsStep)) }

// LogOdds returns the natural logarithm of the odds that both are one story's text.
func (s *Scored) LogOdds() float64 { return float64(s.Z) / OddsStep }

// ReuseOdds returns the natural logarithm of the odds that both share reporting.
func (s *Scored) ReuseOdds() float64 { return float64(s.Reuse) / OddsStep }

// CoverageA returns the share of A that B has too, in [0,1].
func (s *Scored) CoverageA() float64 { return covered(s.Matched, s.LenA) }

// CoverageB returns the share of B that A has too, in [0,1].
func (s *Scored) CoverageB() float64 { return covered(s.Matched, s.LenB) }

func covered(matched, length uint32) float64 {
	if length == 0 {
		return 0
	}
	return min(1, float64(matched)/float64(length))
}

// scoredVersion is the version of the encoding of scored pairs.
const scoredVersion = 2

// EncodeScored returns scored pairs (sorted by A, then B) as bytes, about 25 for each:
//
//	version byte
//	uvarint  number of pairs
//	for each pair:
//	  uvarint  A minus the A before it (the first: A)
//	  uvarint  B - A, at least 1
//	  uvarint  SizeA, SizeB, Common: three of them
//	  varint   Z, Reuse
//	  byte     Kind
//	  uvarint  Passages, Words, Matched, LenA, LenB: five of them
func EncodeScored(pairs []Scored) []byte {
	b := binary.AppendUvarint([]byte{scoredVersion}, uint64(len(pairs)))
	last := Doc(0)
	for i := range pairs {
		p := &pairs[i]
		for _, x := range [5]uint32{p.A - last, p.B - p.A, p.SizeA, p.SizeB, p.Common} {
			b = binary.AppendUvarint(b, uint64(x))
		}
		b = binary.AppendVarint(binary.AppendVarint(b, int64(p.Z)), int64(p.Reuse))
		b = append(b, byte(p.Kind))
		for _, x := range [5]uint32{uint32(p.Passages), p.Words, p.Matched, p.LenA, p.LenB} {
			b = binary.AppendUvarint(b, uint64(x))
		}
		last = p.A
	}
	return b
}

// DecodeScored reads what [EncodeScored] wrote. An empty b has no pairs.
func DecodeScored(b []byte) ([]Scored, error) {
	r, count, err := newReader("scored pairs", b, scoredVersion, 13)
	if err != nil || count == 0 {
		return nil, err
	}
	pairs := make([]Scored, 0, count)
	a := uint64(0)
	for uint64(len(pairs)) < count && r.err == nil {
		a += r.uvarint()
		p := Scored{Pair: Pair{A: r.doc(a)}}
		step := r.uvarint()
		if step == 0 {
			r.fail()
		}
		p.B = r.doc(a + step)
		if n := len(pairs); n > 0 && comparePairs(pairs[n-1].Pair, p.Pair) >= 0 {
			r.fail()
		}
		p.SizeA, p.SizeB, p.Common = r.count(), r.count(), r.count()
		p.Z, p.Reuse, p.Kind = r.odds(), r.odds(), score.Kind(r.byte())
		passages := r.count()
		p.Words, p.Matched, p.LenA, p.LenB = r.count(), r.count(), r.count(), r.count()
		if p.Common > min(p.SizeA, p.SizeB) || !p.Kind.Valid() || passages > math.MaxUint16 {
			r.fail()
		}
		p.Passages = uint16(passages)
		pairs = append(pairs, p)
	}
	return pairs, r.end()
}

// doc, count, odds and byte take one value each and check its range.
func (r *reader) doc(v uint64) Doc {
	if !fits(v) {
		r.fail()
		return 0
	}
	return Doc(v)
}

func (r *reader) count() uint32 { return r.doc(r.uvarint()) }

func (r *reader) odds() int16 {
	v := r.varint()
	if v < -pair.MaxLogOdds*OddsStep || v > pair.MaxLogOdds*OddsStep {
		r.fail()
		return 0
	}
	return int16(v)
}

func (r *reader) byte() byte {
	if b := r.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}
