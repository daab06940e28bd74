// Package minhash turns sets of hashes into small sketches and sketches into
// estimates of their Jaccard similarity.
//
// [Sketch] fills a [Signature] by Fast Similarity Sketching. [Signature.Pack] shrinks it
// to [PackedSize] bytes that [EstimatePacked] compares. [Signature.BandHashes] returns
// hashes of which similar sets have at least one in common, with high probability. Short
// sets are found with certainty by [Prefix]. The package has no access to text or storage.
package minhash

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// Parameters of the sketches. They belong to stored data: a change is a new
// [Version].
const (
	K          = 128 // bins of a signature
	Bands      = 25  // bands of Rows bins: P(found | J=.7) = 1-(1-.7^5)^25 = .990
	Rows       = 5
	PackedSize = K / 2              // bytes of a packed signature: 4 bits a bin
	Seed       = 0x9E3779B97F4A7C15 // golden ratio; salts the rounds
	Version    = 1                  // meaning of signatures, bands and packing
)

const mix = 0xD6E8FEB86659FD93 // odd constant of the multiplicative mixer

// A Signature is the sketch of one set. Bins of the empty set are all
// math.MaxUint32.
type Signature [K]uint32

// mum is the multiply-and-fold mixer of wyhash.
func mum(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// Sketch fills sig with the sketch of a set of well-mixed 64-bit hashes;
// repeats are harmless. It is Fast Similarity Sketching (Dahlgaard, Knudsen,
// Thorup 2017) in a form that needs one multiplication a hash and round:
// because a bin filled in an earlier round always wins, "empty at the start of
// the round" is all that need be known, and with some 500 hashes nearly all
// bins fill in round 0, which needs no rehash. The error is at most that of
// classic MinHash (testdata/rmse.golden).
func Sketch(sig *Signature, hashes []uint64) {
	for i := range sig {
		sig[i] = math.MaxUint32
	}
	if len(hashes) == 0 {
		return
	}
	var filled [2]uint64
	for _, h := range hashes {
		bin := h >> 57
		filled[bin>>6] |= 1 << (bin & 63)
		sig[bin] = min(sig[bin], uint32(h))
	}
	salt := uint64(0)
	for r := 1; r < K && filled[0]&filled[1] != math.MaxUint64; r++ {
		salt += Seed
		now := filled
		for _, h := range hashes {
			x := mum(h^salt, mix)
			bin := x >> 57
			if filled[bin>>6]>>(bin&63)&1 == 0 {
				now[bin>>6] |= 1 << (bin & 63)
				sig[bin] = min(sig[bin], uint32(x))
			}
		}
		filled = now
	}
	fillRest(sig, &filled, hashes)
}

// fillRest fills bins that no round filled, which happens with tiny sets only. Each gets the
// minimum of a hash function of its own.
func fillRest(sig *Signature, filled *[2]uint64, hashes []uint64) {
	for i := range sig {
		if filled[i>>6]>>(i&63)&1 != 0 {
			continue
		}
		for _, h := range hashes {
			sig[i] = min(sig[i], uint32(mum(h^uint64(i+1000)*Seed, mix)))
		}
	}
}

// Estimate returns the share of equal bins: an unbiased estimate of the
// Jaccard similarity, in [0,1].
func Estimate(a, b *Signature) float64 {
	n := 0
	for i := range a {
		if a[i] == b[i] {
			n++
		}
	}
	return float64(n) / K
}

// BandHashes returns one hash a band of Rows bins. The last K-Bands*Rows bins
// are in no band.
func (s *Signature) BandHashes() [Bands]uint32 {
	var out [Bands]uint32
	for b := range out {
		r := s[b*Rows : b*Rows+Rows : b*Rows+Rows]
		h := uint64(b+1) * Seed
		h = mum(h^uint64(r[0])^uint64(r[1])<<32, mix)
		h = mum(h^uint64(r[2])^uint64(r[3])<<32, mix)
		h = mum(h^uint64(r[4]), mix)
		out[b] = uint32(h >> 32)
	}
	return out
}

// Pack writes the signature's PackedSize bytes to dst: 4 bits a bin, taken
// from the remixed value because minima crowd near zero. Packing raises the
// error at J = .8 from .0305 to .032.
func (s *Signature) Pack(dst []byte) {
	_ = dst[PackedSize-1]
	for i := range PackedSize {
		lo := s[2*i] * 0x9E3779B1 >> 28
		hi := s[2*i+1] * 0x9E3779B1 >> 28
		dst[i] = byte(lo | hi<<4)
	}
}

// EstimatePacked estimates the Jaccard similarity from two packed signatures,
// in [0,1]: the share of equal 4-bit bins, corrected for the sixteenth of the
// unequal ones that agree by chance.
func EstimatePacked(a, b []byte) float64 {
	const low = 0x1111111111111111
	equal := 0
	a, b = a[:PackedSize], b[:PackedSize]
	for i := 0; i < PackedSize; i += 8 {
		x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:])
		x |= x >> 1
		x |= x >> 2
		equal += 16 - bits.OnesCount64(x&low)
	}
	return max(0, (float64(equal)/K-1./16)/(1-1./16))
}
