package cluster

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// A Neighbourhood holds the edges of each position, grouped by cluster. The context
// passes compute [pair.Context] from it. It takes 32 bytes an edge. All methods but
// [Neighbourhood.Fill] only read and are safe for concurrent use.
type Neighbourhood struct {
	label []int32
	size  []int32 // by label
	from  []int   // by position: index of its first row; and the end of the last
	rows  []neighbour
}

// A neighbour is the other end of an edge of a position.
type neighbour struct {
	q            int32
	z            float32
	mine, theirs pair.Mask
}

// NewNeighbourhood groups edges by position and cluster. edges has each pair once.
func NewNeighbourhood(edges []OddsEdge, label []int32) *Neighbourhood {
	nb := new(Neighbourhood)
	nb.Fill(edges, label)
	return nb
}

// Fill sets nb to the result of [NewNeighbourhood] and reuses its memory, which is half a
// gigabyte for a million articles.
func (nb *Neighbourhood) Fill(edges []OddsEdge, label []int32) {
	nb.label, nb.size, nb.from = label, make([]int32, len(label)), make([]int, len(label)+1)
	if n := 2 * len(edges); cap(nb.rows) < n {
		nb.rows = make([]neighbour, n, n+n/16)
	} else {
		nb.rows = nb.rows[:n]
	}
	for _, l := range label {
		nb.size[l]++
	}
	for _, e := range edges {
		nb.from[e.A+1]++
		nb.from[e.B+1]++
	}
	for p := 1; p < len(nb.from); p++ {
		nb.from[p] += nb.from[p-1]
	}
	next := slices.Clone(nb.from)
	put := func(p int32, r neighbour) {
		nb.rows[next[p]] = r
		next[p]++
	}
	for _, e := range edges {
		put(e.A, neighbour{e.B, float32(e.Z), e.InA, e.InB})
		put(e.B, neighbour{e.A, float32(e.Z), e.InB, e.InA})
	}
	for p := range label {
		slices.SortFunc(nb.rows[nb.from[p]:nb.from[p+1]], func(x, y neighbour) int {
			return cmp.Or(cmp.Compare(label[x.q], label[y.q]), cmp.Compare(x.q, y.q))
		})
	}
}

// in returns the neighbours of a position that are in a cluster, ascending.
func (nb *Neighbourhood) in(p, label int32) []neighbour {
	rows := nb.rows[nb.from[p]:nb.from[p+1]]
	i, _ := slices.BinarySearchFunc(rows, label, func(r neighbour, l int32) int { return cmp.Compare(nb.label[r.q], l) })
	n := i
	for n < len(rows) && nb.label[rows[n].q] == label {
		n++
	}
	return rows[i:n]
}

// Context returns the context of the pair e: how its texts relate to their clusters.
func (nb *Neighbourhood) Context(e *OddsEdge) pair.Context {
	p, q := e.A, e.B
	lp, lq := nb.label[p], nb.label[q]
	c := pair.Context{
		Z: e.Z, Same: lp == lq, Bridge: pair.Missing,
		Size: int(max(nb.size[lp], nb.size[lq])),
		A:    nb.side(p, q, e.Z, e.InA), B: nb.side(q, p, e.Z, e.InB),
	}
	var m commonCount
	m.over(p, q, nb.in(p, lp), nb.in(q, lp))
	if lp != lq {
		m.over(p, q, nb.in(p, lq), nb.in(q, lq))
	}
	m.into(&c)
	return c
}

// side returns the context of p in the pair of p and q.
func (nb *Neighbourhood) side(p, q int32, z float64, in pair.Mask) pair.Side {
	own, other := nb.label[p], nb.label[q]
	s := pair.Side{Shared: in.Share()}
	s.Mean, s.Best = nb.link(p, q, z)
	var mine, theirs pair.Mask
	all, missed := 0, 0
	for _, r := range nb.in(p, own) {
		if r.q == q || r.z < 0 {
			continue
		}
		s.Members++
		mine |= r.mine
		all += r.mine.Len()
		missed += (r.mine &^ in).Len()
	}
	if all > 0 {
		s.Missed = float64(missed) / float64(all)
	}
	if n := in.Len(); n > 0 {
		s.Own = float64((in & mine).Len()) / float64(n)
	}
	if own == other {
		return s
	}
	theirs = in
	for _, r := range nb.in(p, other) {
		if r.z >= 0 {
			theirs |= r.mine
		}
	}
	s.Only = (theirs &^ mine).Share()
	return s
}

// link returns the mean and the highest log-odds of p to the members of q's
// cluster other than q.
func (nb *Neighbourhood) link(p, q int32, z float64) (mean, best float64) {
	l := nb.label[q]
	others := nb.size[l] - 1
	if nb.label[p] == l {
		others--
	}
	if others <= 0 {
		return z, z // q is the only member of its cluster
	}
	sum, n := 0.0, int32(0)
	best = pair.Missing
	for _, r := range nb.in(p, l) {
		if r.q != q {
			sum += float64(r.z)
			n++
			best = max(best, float64(r.z))
		}
	}
	return (sum + pair.Missing*float64(others-n)) / float64(others), best
}

// A commonCount sums up the neighbours that two positions have in common.
type commonCount struct {
	n          int
	more, less float64 // by how much the first one shares more with them, and less
	bridge     float64
	within     float64
	met        bool
}

// over adds the members of one cluster. ps and qs are the neighbours of p and q in it.
func (m *commonCount) over(p, q int32, ps, qs []neighbour) {
	for len(ps) > 0 || len(qs) > 0 {
		var x, y neighbour
		switch {
		case len(qs) == 0 || len(ps) > 0 && ps[0].q < qs[0].q:
			x, ps = ps[0], ps[1:]
			y = neighbour{q: x.q, z: pair.Missing}
		case len(ps) == 0 || qs[0].q < ps[0].q:
			y, qs = qs[0], qs[1:]
			x = neighbour{q: y.q, z: pair.Missing}
		default:
			x, y, ps, qs = ps[0], qs[0], ps[1:], qs[1:]
		}
		if x.q != p && x.q != q {
			m.add(x, y)
		}
	}
}

func (m *commonCount) add(x, y neighbour) {
	m.n++
	d := x.mine.Share() - y.mine.Share()
	m.more += max(d, 0)
	m.less += max(-d, 0)
	z := float64(min(x.z, y.z))
	short := min(x.theirs.Len(), y.theirs.Len())
	if m.met && z < m.bridge || short == 0 {
		return
	}
	within := float64((x.theirs & y.theirs).Len()) / float64(short)
	if !m.met || z > m.bridge || within > m.within {
		m.met, m.bridge, m.within = true, z, within
	}
}

func (m *commonCount) into(c *pair.Context) {
	if m.met {
		c.Bridge, c.Within = m.bridge, m.within
	}
	if m.n > 0 {
		c.Against = min(m.more, m.less) / float64(m.n)
		c.Apart = (m.more + m.less) / float64(m.n)
	}
}

// Mean returns the mean log-odds of a position to all members of a cluster that
// it is not in, [pair.Missing] for each that it was not compared with.
func (nb *Neighbourhood) Mean(p, label int32) float64 {
	rows, n := nb.in(p, label), int(nb.size[label])
	if n == 0 {
		return pair.Missing
	}
	sum := pair.Missing * float64(n-len(rows))
	for _, r := range rows {
		sum += float64(r.z)
	}
	return sum / float64(n)
}

// OutsideOdds is the least mean log-odds of a position to another cluster that it may have text
// of. It is below 0, the bound for joining, because an article that was shortened for a merger
// matches some members badly.
const OutsideOdds = -1

// Unseen returns pairs that no search found but whose clusters suggest to compare them, sorted
// by A, then B. They are the pairs within a cluster, and those of a position with the members of
// other clusters that it may have text of. It returns no pairs of clusters with more than most
// positions: most pairs there were compared, and the others would be too many.
func (nb *Neighbourhood) Unseen(most int) []OddsEdge {
	members := make([][]int32, len(nb.label))
	for p, l := range nb.label {
		members[l] = append(members[l], int32(p))
	}
	var out []OddsEdge
	for p := range int32(len(nb.label)) {
		for _, l := range nb.similarClusters(p) {
			if len(members[l]) > most {
				continue
			}
			rows := nb.in(p, l)
			for _, q := range members[l] {
				for len(rows) > 0 && rows[0].q < q {
					rows = rows[1:]
				}
				if q != p && (len(rows) == 0 || rows[0].q != q) {
					out = append(out, OddsEdge{A: min(p, q), B: max(p, q), Z: pair.Missing, Bare: true})
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y OddsEdge) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return slices.CompactFunc(out, func(x, y OddsEdge) bool { return x.A == y.A && x.B == y.B })
}

// similarClusters returns the label of p's cluster and the labels of clusters that it may have
// text of.
func (nb *Neighbourhood) similarClusters(p int32) []int32 {
	own := nb.label[p]
	out := []int32{own}
	for rows := nb.rows[nb.from[p]:nb.from[p+1]]; len(rows) > 0; {
		l, n := nb.label[rows[0].q], 1
		for n < len(rows) && nb.label[rows[n].q] == l {
			n++
		}
		rows = rows[n:]
		if l != own && nb.Mean(p, l) >= OutsideOdds {
			out = append(out, l)
		}
	}
	return out
}

// leastCommon applies to two texts that share no passage. At least so many articles must be
// similar to both before the two may be one text. With fewer, the articles may be pages that
// print two stories. On a simulated web (seed 2) 125 of 132 such pairs with four or more are
// right, and 10 of 30 with fewer.
const leastCommon = 4

// Supported reports whether the context may change the odds of an edge: its texts share a
// passage, or enough articles are similar to both.
func (nb *Neighbourhood) Supported(e *OddsEdge) bool {
	if !e.Bare {
		return true
	}
	common := 0
	ps, qs := nb.similar(e.A), nb.similar(e.B)
	for _, p := range ps {
		if _, ok := slices.BinarySearch(qs, p); ok {
			if common++; common == leastCommon {
				return true
			}
		}
	}
	return false
}

// similar returns the positions that p is similar to, ascending.
func (nb *Neighbourhood) similar(p int32) []int32 {
	var out []int32
	for _, r := range nb.rows[nb.from[p]:nb.from[p+1]] {
		if r.z >= 0 {
			out = append(out, r.q)
		}
	}
	slices.Sort(out)
	return out
}
