package shingle

import (
	"math/bits"
	"slices"
)

// AnchorVersion is the meaning of anchors: grams, their hash, the sample. An
// index of anchors is of one version, and made anew for another.
const AnchorVersion = 2

// AnchorGram is the length of an anchor in symbols of the stream.
const AnchorGram = 9

// An Anchor is a sampled gram of a text's characters that occurs once in it.
// Texts that share a passage share the anchors in it, at places that differ by
// a constant.
type Anchor struct {
	Hash uint32 // of the gram
	Pos  uint32 // where it begins, in characters of the stream
}

// Limits of the sample: a text of 880 symbols and less keeps a gram in four,
// one of 3,520 and more a gram in sixteen, those between about anchorGoal.
const (
	anchorGoal   = 220
	anchorDense  = 4
	anchorSparse = 16
)

// Anchors appends the anchors of a stream to dst, in the order of their
// places. The sample is by hash (FracMinHash, Irber et al. 2022), and that of
// a longer text is part of that of a shorter one.
func Anchors(dst []Anchor, s *Stream) []Anchor {
	from := len(dst)
	every := min(max(uint64(len(s.Symbols))/anchorGoal, anchorDense), anchorSparse)
	limit := ^uint64(0) / every
	EachGram(s.Symbols, AnchorGram, func(at int, h uint64) {
		if h <= limit {
			dst = append(dst, Anchor{uint32(h), uint32(at)})
		}
	})
	return append(dst[:from], once(dst[from:])...)
}

// once removes the anchors whose hash comes more than once.
func once(as []Anchor) []Anchor {
	if len(as) <= fewAnchors {
		return onceFew(as)
	}
	hashes := make([]uint32, len(as))
	for i, a := range as {
		hashes[i] = a.Hash
	}
	slices.Sort(hashes)
	return slices.DeleteFunc(as, func(a Anchor) bool {
		i, _ := slices.BinarySearch(hashes, a.Hash)
		return i+1 < len(hashes) && hashes[i+1] == a.Hash
	})
}

// fewAnchors is the number of anchors up to which a table on the stack finds the
// repeated ones: those of 8,000 characters. Sorting took six times as long.
const fewAnchors = 512

func onceFew(as []Anchor) []Anchor {
	var table [2 * fewAnchors]uint16 // places in as plus 1, by hash, then the next free one
	var twice [fewAnchors]bool
	for i, a := range as {
		at := a.Hash % uint32(len(table))
		for table[at] > 0 && as[table[at]-1].Hash != a.Hash {
			at = (at + 1) % uint32(len(table))
		}
		if table[at] > 0 {
			twice[i], twice[table[at]-1] = true, true
		} else {
			table[at] = uint16(i + 1)
		}
	}
	kept := 0
	for i, a := range as {
		if !twice[i] {
			as[kept] = a
			kept++
		}
	}
	return as[:kept]
}

// EachGram calls fn with the place and the well-mixed hash of each gram of
// size symbols, in order. The hash is a polynomial of the symbols, mixed.
func EachGram(symbols []uint16, size int, fn func(at int, hash uint64)) {
	if len(symbols) < size {
		return
	}
	out := uint64(1) // gramBase to the power of size
	for range size {
		out *= gramBase
	}
	h := uint64(0)
	for _, x := range symbols[:size-1] {
		h = h*gramBase + uint64(x)
	}
	for i, x := range symbols[size-1:] {
		h = h*gramBase + uint64(x)
		if i > 0 {
			h -= out * uint64(symbols[i-1])
		}
		hi, lo := bits.Mul64(h^k0, k3)
		fn(i, hi^lo)
	}
}

// gramBase is odd and large, so that no power of it is small.
const gramBase = 0x9E3779B97F4A7C15
