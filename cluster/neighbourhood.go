package cluster

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// A Neighbourhood holds what each position has in common with each cluster, for
// the context passes, see [pair.Context], in 32 bytes an edge. All but
// [Neighbourhood.Fill] only reads and is safe for concurrent use.
type Neighbourhood struct {
	label []int32
	size  []int32 // by label
	from  []int   // by position: where its rows begin; and the end of the last
	rows  []neighbour
}

// A neighbour is one end of an edge as the other end sees it.
type neighbour struct {
	q            int32
	z            float32
	mine, theirs pair.Mask
}

// NewNeighbourhood sums up edges (each pair once) by position and cluster.
func NewNeighbourhood(edges []OddsEdge, label []int32) *Neighbourhood {
	nb := new(Neighbourhood)
	nb.Fill(edges, label)
	return nb
}

// Fill makes nb what [NewNeighbourhood] returns, in the memory that it has: of a million
// articles that is half a gigabyte.
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

// Context returns what the clusters say of the pair of positions p and q, which
// was seen in e.
func (nb *Neighbourhood) Context(e *OddsEdge) pair.Context {
	p, q := e.A, e.B
	lp, lq := nb.label[p], nb.label[q]
	c := pair.Context{
		Z: e.Z, Same: lp == lq, Bridge: pair.Missing,
		Size: int(max(nb.size[lp], nb.size[lq])),
		A:    nb.side(p, q, e.Z, e.InA), B: nb.side(q, p, e.Z, e.InB),
	}
	var m meeting
	m.over(p, q, nb.in(p, lp), nb.in(q, lp))
	if lp != lq {
		m.over(p, q, nb.in(p, lq), nb.in(q, lq))
	}
	m.into(&c)
	return c
}

// side returns what the clusters say of p in the pair with q.
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
		return z, z // q is all that its cluster can say
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

// A meeting sums up what two positions have in common with third ones.
type meeting struct {
	n          int
	more, less float64 // by how much the first shares more, and less
	bridge     float64
	within     float64
	met        bool
}

// over adds the members of one cluster, of which p and q have these neighbours.
func (m *meeting) over(p, q int32, ps, qs []neighbour) {
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

func (m *meeting) add(x, y neighbour) {
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

func (m *meeting) into(c *pair.Context) {
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

// GuestOdds is the mean log-odds of a position to a cluster from which on it may
// have text of it in addition to that of its own: below the 0 that would join, since an
// article cut for a merger matches some members badly.
const GuestOdds = -1

// Unseen returns the pairs that no search brought together but that the clusters
// ask for, by A, then B: those within a cluster, and those of a position with the
// members of a further one that it is like. Of clusters with more than most
// positions it returns none: most pairs there were compared, and the others
// would be a flood.
func (nb *Neighbourhood) Unseen(most int) []OddsEdge {
	members := make([][]int32, len(nb.label))
	for p, l := range nb.label {
		members[l] = append(members[l], int32(p))
	}
	var out []OddsEdge
	for p := range int32(len(nb.label)) {
		for _, l := range nb.hosts(p) {
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

// hosts returns the labels of the cluster that p is in and of those that it is like.
func (nb *Neighbourhood) hosts(p int32) []int32 {
	own := nb.label[p]
	out := []int32{own}
	for rows := nb.rows[nb.from[p]:nb.from[p+1]]; len(rows) > 0; {
		l, n := nb.label[rows[0].q], 1
		for n < len(rows) && nb.label[rows[n].q] == l {
			n++
		}
		rows = rows[n:]
		if l != own && nb.Mean(p, l) >= GuestOdds {
			out = append(out, l)
		}
	}
	return out
}

// leastCommon is how many articles must be like both of two that share no passage, before
// these may be one text: a page that prints two stories is like both of them. On a
// simulated web (seed 2) 125 of 132 such pairs with four or more are right, 10 of 30 with
// fewer.
const leastCommon = 4

// Supported reports whether an edge may be weighed by its neighbours: its texts share a
// passage, or enough articles are like both.
func (nb *Neighbourhood) Supported(e *OddsEdge) bool {
	if !e.Bare {
		return true
	}
	common := 0
	ps, qs := nb.likes(e.A), nb.likes(e.B)
	for _, p := range ps {
		if _, ok := slices.BinarySearch(qs, p); ok {
			if common++; common == leastCommon {
				return true
			}
		}
	}
	return false
}

// likes returns the positions that p is like, ascending.
func (nb *Neighbourhood) likes(p int32) []int32 {
	var out []int32
	for _, r := range nb.rows[nb.from[p]:nb.from[p+1]] {
		if r.z >= 0 {
			out = append(out, r.q)
		}
	}
	slices.Sort(out)
	return out
}
