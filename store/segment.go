package store

import (
	"encoding/binary"
	"sort"

	"github.com/wiretrace/wiretrace/minhash"
)

// The bands of a segment that follow the minhash bands 0 to minhash.Bands-1.
const (
	BandPrefix  = minhash.Bands     // prefixes of short sets
	BandContent = minhash.Bands + 1 // low half of Row.Content
	bandID      = minhash.Bands + 2 // ids
	bandCount   = minhash.Bands + 3
)

// entrySize is the size of a stored entry in bytes: document and hash, 32 bits each, little-endian. As one
// 64-bit number, entries are ordered by hash and then by document.
const entrySize = 8

// entries is a sorted array as stored. It is an unaligned slice of the value log and valid only while its
// image is.
type entries []byte

func (e entries) len() int { return len(e) / entrySize }

func (e entries) at(i int) uint64 { return binary.LittleEndian.Uint64(e[i*entrySize:]) }

func (e entries) hash(i int) uint32 { return binary.LittleEndian.Uint32(e[i*entrySize+4:]) }

func (e entries) doc(i int) Doc { return Doc(binary.LittleEndian.Uint32(e[i*entrySize:])) }

// find returns the index of the first entry whose hash is at least h. Hashes are uniform, so it estimates
// the position and widens the bounds in doubling steps. In the few bands with skewed hashes it takes more
// steps.
func (e entries) find(h uint32) int {
	n := e.len()
	if n == 0 {
		return 0
	}
	guess := int(uint64(h) * uint64(n) >> 32)
	lo, hi := guess, guess
	for step := 32; lo > 0 && e.hash(lo) >= h; step *= 2 {
		hi = lo
		lo = max(0, lo-step)
	}
	for step := 32; hi < n && e.hash(hi) < h; step *= 2 {
		lo = hi
		hi = min(n, hi+step)
	}
	return lo + sort.Search(hi-lo, func(i int) bool { return e.hash(lo+i) >= h })
}

// appendEntries appends sorted entries as stored.
func appendEntries(dst []byte, sorted []uint64) []byte {
	for _, e := range sorted {
		dst = binary.LittleEndian.AppendUint64(dst, e)
	}
	return dst
}

// fold returns the 32-bit index hash of a 64-bit hash.
func fold(h uint64) uint32 { return uint32(h >> 32) }
