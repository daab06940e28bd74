package cluster

import "slices"

// A StrangerList names, for some positions, others that a search brought together
// with them and that share too little to be compared.
type StrangerList struct {
	Others    []int32 // of all positions, one after the other
	positions []int32
	counts    []int32
}

// Add says that the last n of Others are those of a position.
func (l *StrangerList) Add(position int32, n int) {
	if n > 0 {
		l.positions, l.counts = append(l.positions, position), append(l.counts, int32(n))
	}
}

// each calls fn with each pair.
func (l *StrangerList) each(fn func(p, q int32)) {
	others := l.Others
	for i, p := range l.positions {
		for _, q := range others[:l.counts[i]] {
			fn(p, q)
		}
		others = others[l.counts[i]:]
	}
}

// Strangers are pairs of positions that were found and not compared. They are
// most of what a search finds, and count in the means of clusters: each as
// much as the other, so that they need 8 bytes a pair. They are read-only and safe for
// concurrent use.
type Strangers struct {
	z    float32
	from []int   // by position: where its row begins; and the end of the last
	to   []int32 // by position, ascending
}

// NewStrangers returns the pairs of n positions that are in the lists, either way
// round and any number of times; all have log-odds z. The lists are used up.
func NewStrangers(n int, lists []StrangerList, z float64) *Strangers {
	s := &Strangers{z: float32(z), from: make([]int, n+1)}
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
		lists[i] = StrangerList{}
	}
	s.compact()
	return s
}

// compact sorts the rows and drops what is in them twice.
func (s *Strangers) compact() {
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
func (s *Strangers) Len() int { return len(s.to) / 2 }

// Of returns the strangers of a position, ascending. They must
// not be changed.
func (s *Strangers) Of(p int32) []int32 { return s.to[s.from[p]:s.from[p+1]] }

// Odds returns the log-odds of every pair.
func (s *Strangers) Odds() float64 { return float64(s.z) }

// Has reports whether a and b are strangers.
func (s *Strangers) Has(a, b int32) bool {
	_, ok := slices.BinarySearch(s.Of(a), b)
	return ok
}
