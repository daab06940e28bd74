package minhash

import (
	"math"
	"math/bits"
	"slices"
)

// ShortMax is the size of the largest set that is indexed by prefix. The largest sets that must
// be found with certainty have 19 elements. They can reach a Jaccard similarity of .7 with a set
// of at most 27.
const ShortMax = 29

// Target is the Jaccard similarity that bands and prefixes are designed to find.
const Target = .7

// Prefix appends the prefix of a sorted, distinct set of at most ShortMax
// hashes: its n-ceil(.7n)+1 smallest, in 32 bits. Two sets with a Jaccard of at
// least [Target] share one of them (prefix filtering, Chaudhuri, Ganti, Kaushik
// 2006). Larger sets and the empty one have no prefix.
func Prefix(dst []uint32, sorted []uint64) []uint32 {
	n := len(sorted)
	if n == 0 || n > ShortMax {
		return dst
	}
	// The smallest overlap with any set that reaches the target is ceil(.7n).
	least := int(math.Ceil(Target*float64(n) - 1e-9))
	for _, h := range sorted[:n-least+1] {
		dst = append(dst, uint32(mum(h^Seed, mix)>>32))
	}
	return dst
}

// Intersection counts the common elements of two sorted, distinct sets.
func Intersection(a, b []uint64) int {
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		x, y := a[i], b[j]
		if x == y {
			n++
		}
		if x <= y {
			i++
		}
		if y <= x {
			j++
		}
	}
	return n
}

// Distinct sorts h in place and drops repeats.
func Distinct(h []uint64) []uint64 {
	slices.Sort(h)
	return slices.Compact(h)
}

// A Sorter sorts sets of well-mixed hashes faster than [Distinct]: it scatters
// them by their top bits into about one bucket a hash and sorts what is then
// nearly in order (500 hashes: 1.4 us against 4.4). It reuses its buffers and is
// not safe for concurrent use; the zero value is ready.
type Sorter struct {
	out  []uint64
	ends []uint32
}

// Distinct returns the sorted distinct hashes of h, and does not change h. The result is valid
// until the next call.
func (s *Sorter) Distinct(h []uint64) []uint64 {
	s.out = slices.Grow(s.out[:0], len(h))[:len(h)]
	if !s.scatter(h) {
		copy(s.out, h)
		return Distinct(s.out)
	}
	for i := 1; i < len(s.out); i++ {
		x, j := s.out[i], i
		for ; j > 0 && s.out[j-1] > x; j-- {
			s.out[j] = s.out[j-1]
		}
		s.out[j] = x
	}
	return slices.Compact(s.out)
}

// fullest is the largest size of a bucket for which insertion sort is fast enough. Repeated texts
// and hashes that are not well mixed have fuller buckets.
const fullest = 32

// scatter copies h into s.out in the order of their top bits. It reports
// whether no bucket is too full.
func (s *Sorter) scatter(h []uint64) bool {
	width := bits.Len(uint(len(h)))
	shift := 64 - width
	s.ends = slices.Grow(s.ends[:0], 1<<width)[:1<<width]
	clear(s.ends)
	for _, x := range h {
		s.ends[x>>shift]++
	}
	sum := uint32(0)
	for i, n := range s.ends {
		if n > fullest {
			return false
		}
		s.ends[i] = sum
		sum += n
	}
	for _, x := range h {
		at := &s.ends[x>>shift]
		s.out[*at] = x
		*at++
	}
	return true
}

// A Counter counts the distinct hashes of sets without sorting them. It reuses
// its table and is not safe for concurrent use; the zero value is ready.
type Counter struct {
	slots []slot
	turn  uint32
}

type slot struct {
	hash uint64
	turn uint32
}

// sortedFrom is how many hashes a Counter sorts: a table would take up to 64 bytes a hash.
const sortedFrom = 1 << 18

// Count returns the number of distinct hashes and the identity of the set, its content. Equal
// sets have equal content, in any order and with any repeats. Two different sets have equal
// content with a chance of one in 2^64. The content of the empty set is 0. Count sorts a very
// large set in place.
func (c *Counter) Count(hashes []uint64) (distinct int, content uint64) {
	if len(hashes) < sortedFrom {
		distinct, content = c.table(hashes)
	} else {
		slices.Sort(hashes)
		for i, h := range hashes {
			if i == 0 || h != hashes[i-1] {
				distinct++
				content += mum(h^mix, Seed)
			}
		}
	}
	if distinct > 0 && content == 0 {
		content = 1
	}
	return distinct, content
}

// table counts by a hash table.
func (c *Counter) table(hashes []uint64) (distinct int, content uint64) {
	size := 256
	for size < 2*len(hashes) {
		size *= 2
	}
	c.turn++
	if len(c.slots) < size || c.turn == 0 {
		c.slots, c.turn = make([]slot, size), 1
	}
	mask := uint64(len(c.slots) - 1)
	for _, h := range hashes {
		i := h & mask
		for c.slots[i].turn == c.turn && c.slots[i].hash != h {
			i = (i + 1) & mask
		}
		if c.slots[i].turn != c.turn {
			c.slots[i] = slot{h, c.turn}
			distinct++
			content += mum(h^mix, Seed)
		}
	}
	return distinct, content
}

// Content returns the identity of a set alone, see [Counter.Count].
func Content(hashes []uint64) uint64 {
	var c Counter
	_, content := c.Count(hashes)
	return content
}
