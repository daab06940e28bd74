package cluster

import "math/bits"

// A matrix holds the clusters of one component while they are merged. Slot i is the cluster
// whose lowest member is at index i of the given positions. Sums are weighted and over all
// cross pairs; only the upper triangle is stored.
type matrix struct {
	n      int
	weight []uint64
	sum    []uint64
	alive  []bool
	best   []int32 // by slot: the nearest slot above it, or -1
	bound  []ratio // by slot: upper bound of the mean similarity to best; exact if not stale
	stale  []bool
}

// A ratio is a mean: a sum of similarities over the product of two weights.
type ratio struct{ sum, over uint64 }

// above reports whether r > s, exactly.
func (r ratio) above(s ratio) bool {
	rh, rl := bits.Mul64(r.sum, s.over)
	sh, sl := bits.Mul64(s.sum, r.over)
	return rh > sh || rh == sh && rl > sl
}

// dense clusters the given positions (ascending) with the full matrix and writes their labels.
// After a merge, the mean similarity of a third cluster is at most the higher of its two means
// before. So the stored best of a row stays an upper bound, and is computed again only when the
// row has the highest bound.
func (l *linker) dense(at []int32) {
	if len(at) < 2 {
		return
	}
	m := l.matrix(at)
	slot := make([]int32, len(at)) // by index: slot of its cluster
	for i := range slot {
		slot[i] = int32(i)
	}
	for {
		i, ok := m.next(l.link)
		if !ok {
			break
		}
		j := int(m.best[i])
		m.merge(i, j)
		slot[j] = int32(i)
	}
	for i := range at { // the slot of i is at most i, so its label is final already
		slot[i] = slot[slot[i]]
		l.label[at[i]] = at[slot[i]]
	}
}

func (l *linker) matrix(at []int32) *matrix {
	n := len(at)
	m := &matrix{
		n: n, weight: make([]uint64, n), sum: make([]uint64, n*(n-1)/2),
		alive: make([]bool, n), best: make([]int32, n), bound: make([]ratio, n), stale: make([]bool, n),
	}
	for i, p := range at {
		m.weight[i], m.alive[i], m.stale[i] = l.weight[p], true, true
	}
	for i, p := range at {
		row := m.row(i)
		l.fill(row, p, at[i+1:])
		for j := range row {
			row[j] *= m.weight[i] * m.weight[i+1+j]
		}
		m.refresh(i)
	}
	return m
}

// fill writes the similarities of p to the positions of to, both ascending.
func (l *linker) fill(row []uint64, p int32, to []int32) {
	edges := l.rows[p]
	for j, q := range to {
		for len(edges) > 0 && edges[0].to < q {
			edges = edges[1:]
		}
		switch {
		case len(edges) > 0 && edges[0].to == q:
			row[j] = edges[0].sim
		case l.missing != nil:
			row[j] = fixed(l.missing(p, q))
		}
	}
}

// row returns the sums of slot i with the slots above it.
func (m *matrix) row(i int) []uint64 {
	from := i * (2*m.n - i - 1) / 2
	return m.sum[from : from+m.n-i-1]
}

// next returns the slot with the highest mean similarity to its best partner, and the lowest of
// several. ok is false if the mean does not reach link.
func (m *matrix) next(link uint64) (int, bool) {
	for {
		first := -1
		for i := range m.n {
			if m.alive[i] && m.best[i] >= 0 && (first < 0 || m.bound[i].above(m.bound[first])) {
				first = i
			}
		}
		if first < 0 || m.bound[first].sum < link*m.bound[first].over {
			return 0, false
		}
		if !m.stale[first] {
			return first, true
		}
		m.refresh(first)
	}
}

// refresh finds the best partner of slot i above it.
func (m *matrix) refresh(i int) {
	m.stale[i], m.best[i], m.bound[i] = false, -1, ratio{0, 1}
	for j, sum := range m.row(i) {
		if sum == 0 || !m.alive[i+1+j] {
			continue
		}
		if r := (ratio{sum, m.weight[i] * m.weight[i+1+j]}); r.above(m.bound[i]) {
			m.best[i], m.bound[i] = int32(i+1+j), r
		}
	}
}

// merge adds slot j to slot i < j.
func (m *matrix) merge(i, j int) {
	ri, rj := m.row(i), m.row(j)
	for k := range i {
		rk := m.row(k)
		rk[i-k-1] += rk[j-k-1]
	}
	for k := i + 1; k < j; k++ {
		ri[k-i-1] += m.row(k)[j-k-1]
	}
	for k := j + 1; k < m.n; k++ {
		ri[k-i-1] += rj[k-j-1]
	}
	m.weight[i] += m.weight[j]
	m.alive[j] = false
	m.stale[i] = true
	for k := range j {
		if b := m.best[k]; b == int32(i) || b == int32(j) {
			m.stale[k] = true
		}
	}
}
