package cluster

import "slices"

// An UncomparedList lists, for some positions, the candidates that share too little with them to
// be compared. The zero value is ready to use.
type UncomparedList struct {
	Others    []int32 // the candidates of all positions, one position after the other
	positions []int32
	counts    []int32
}

// Add assigns the last n of Others to a position.
func (l *UncomparedList) Add(position int32, n int) {
	if n > 0 {
		l.positions, l.counts = append(l.positions, position), append(l.counts, int32(n))
	}
}

// each calls fn with each pair.
func (l *UncomparedList) each(fn func(p, q int32)) {
	others := l.Others
	for i, p := range l.positions {
		for _, q := range others[:l.counts[i]] {
			fn(p, q)
		}
		others = others[l.counts[i]:]
	}
}

// Uncompared holds the candidate pairs that share too little to be compared. They are
// most of what a search finds, and they count in the means of clusters. All have the same
// log-odds, so that a pair takes 8 bytes. It is read-only and safe for concurrent use.
type Uncompared struct {
	z    float32
	from []int   // by position: index of the first in its row; and the end of the last
	to   []int32 // by position, ascending
}

// NewUncompared returns the pairs of n positions in the lists. All have log-odds z. A pair may
// be in the lists several times and in both orders. The lists must not be used afterwards.
func NewUncompared(n int, lists []UncomparedList, z float64) *Uncompared {
	s := &Uncompared{z: float32(z), from: make([]int, n+1)}
	for i := range lists {
		lists[i].each(func(p, q int32) {
			s.from[p+1]++
			s.from[q+1]++
		})
	}
	for p := 1; p <= n; p++ {
		s.from[p] += s.from[p-1]
	}
	s.to = make([]int32, s.from[n])
	next := slices.Clone(s.from)
	for i := range lists {
		lists[i].each(func(p, q int32) {
			s.to[next[p]], s.to[next[q]] = q, p
			next[p]++
			next[q]++
		})
		lists[i] = UncomparedList{}
	}
	s.compact()
	return s
}

// compact sorts the rows and removes duplicates.
func (s *Uncompared) compact() {
	end := 0
	for p := range len(s.from) - 1 {
		row := s.to[s.from[p]:s.from[p+1]]
		slices.Sort(row)
		s.from[p] = end
		end += copy(s.to[end:], slices.Compact(row))
	}
	s.from[len(s.from)-1] = end
	s.to = slices.Clone(s.to[:end])
}

// Len returns the number of pairs.
func (s *Uncompared) Len() int { return len(s.to) / 2 }

// Of returns the positions that a position was not compared with, ascending. The caller must
// not change them.
func (s *Uncompared) Of(p int32) []int32 { return s.to[s.from[p]:s.from[p+1]] }

// Odds returns the log-odds of every pair.
func (s *Uncompared) Odds() float64 { return float64(s.z) }

// Has reports whether a and b are an uncompared pair.
func (s *Uncompared) Has(a, b int32) bool {
	_, ok := slices.BinarySearch(s.Of(a), b)
	return ok
}
