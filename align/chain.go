package align

import (
	"math/bits"
	"slices"
)

// lookBack is the number of earlier blocks that are tried as the predecessor of a block.
const lookBack = 60

// unit is a character in the integers of scores.
const unit = 100

// overlapMax is the greatest overlap of two neighbours of a chain in one text, in characters. If
// "a a" became "a", both blocks contain the same a.
const overlapMax = 12

// bestChain sets al.chain to the chain with the highest score, and reports whether it has at
// least least equal characters. Of equal scores it takes the first block.
//
//	v = v(prev) + n - overlap - .02 dd - .6 ln(1+dd) - .01 gap
//
// dd is the change of diagonal and gap the larger distance. Cuts and insertions cost little,
// because they are frequent in news.
func (al *Aligner) bestChain(least int) bool {
	best := int32(-1)
	for i := range al.blocks {
		bl := &al.blocks[i]
		if bl.used {
			continue
		}
		bl.score, bl.prev = bl.n*unit, -1
		for j := i - 1; j >= 0 && j >= i-lookBack; j-- {
			if s, ok := link(&al.blocks[j], bl); ok && s > bl.score {
				bl.score, bl.prev = s, int32(j)
			}
		}
		if best < 0 || bl.score > al.blocks[best].score {
			best = int32(i)
		}
	}
	al.chain = al.chain[:0]
	if best < 0 {
		return false
	}
	n := 0
	for k := best; k >= 0; k = al.blocks[k].prev {
		al.chain = append(al.chain, k)
		n += int(al.blocks[k].n)
	}
	slices.Reverse(al.chain)
	return n >= least
}

// link returns the score of a chain that continues from p to q.
func link(p, q *block) (int32, bool) {
	if p.used {
		return 0, false
	}
	overlap := max(p.a+p.n-q.a, p.b+p.n-q.b, 0)
	if q.a <= p.a || q.b <= p.b || overlap > overlapMax || overlap >= q.n {
		return 0, false
	}
	dd := (q.a - q.b) - (p.a - p.b)
	if dd < 0 {
		dd = -dd
	}
	gap := max(q.a-p.a-p.n, q.b-p.b-p.n, 0)
	cost := overlap*unit + 2*dd + logCost(dd) + gap
	return p.score + q.n*unit - cost, true
}

// logCost returns .6 ln(1+dd) in units, by the integer logarithm and one step
// of interpolation.
func logCost(dd int32) int32 {
	x := uint32(dd) + 1
	k := bits.Len32(x) - 1
	frac := int32((uint64(x) << 8 >> k) & 0xFF)
	const perOctave = 42 // .6 ln 2 in units
	return perOctave*int32(k) + perOctave*frac>>8
}

// cutBlocks marks the blocks of the chain as used. It shortens all other blocks by the parts that
// these cover in either text.
func (al *Aligner) cutBlocks() {
	for _, k := range al.chain {
		al.blocks[k].used = true
	}
	for i := range al.blocks {
		bl := &al.blocks[i]
		if bl.used {
			continue
		}
		for _, p := range al.passages {
			if !bl.clip(p) {
				bl.used = true
				break
			}
		}
	}
}

// minClipped is the least length of a block that is kept after it was shortened.
const minClipped = 6

// clip removes the part of bl that p covers in either text, and reports whether the rest is long
// enough.
func (bl *block) clip(p Passage) bool {
	bl.trim(int32(p.A.Start)-bl.a, int32(p.A.End)-bl.a)
	bl.trim(int32(p.B.Start)-bl.b, int32(p.B.End)-bl.b)
	return bl.n >= minClipped
}

// trim removes [from, to) of the block, keeping the longer of what is before
// and after.
func (bl *block) trim(from, to int32) {
	from, to = max(from, 0), min(to, bl.n)
	if from >= to {
		return
	}
	if from >= bl.n-to {
		bl.n = from
		return
	}
	bl.a, bl.b, bl.n = bl.a+to, bl.b+to, bl.n-to
}
