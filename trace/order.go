package trace

import "github.com/wiretrace/wiretrace/trace/clock"

// What clocks say of an edge is weighed apart from the rest: by features that grow with the
// time between parent and child up to a bound, with weights that are never below 0 where the
// child is later, and never above 0 where it is earlier. So an earlier article never loses to
// a later one because the time between them is longer.

// The kinds of clocks that a pair of articles can have, the best first.
const (
	orderFetched = iota // both have a time of day, and it is known when the child was fetched
	orderTimed          // both have a time of day
	orderDated          // one has no more than a date
	orderCrawled        // one is known by its crawl alone, or its times are not trusted
	orderKinds
)

// The features of each kind: shares of these times, for children that are later and for
// those that are earlier.
const orderSteps = 3

// The features that are of no kind.
const (
	orderCrawl         = orderKinds * 2 * orderSteps // share of six hours that v was crawled later; then earlier
	orderExisted       = orderCrawl + 2              // share of one hour, and of one day, that u was published after v was fetched
	orderCertain       = orderExisted + 2            // 1: u had appeared before v can have; then the reverse
	numOrder           = orderCertain + 2
	minute       int64 = 60
	hour               = 60 * minute
)

// orderSign returns the sign that the weight of an order feature has.
func orderSign(i int) float64 {
	switch {
	case i < orderCrawl:
		if i/orderSteps%2 == 0 {
			return 1
		}
		return -1
	case i < orderExisted:
		return []float64{1, -1}[i-orderCrawl]
	case i < orderCertain:
		return -1
	}
	return []float64{1, -1}[i-orderCertain]
}

// OrderSigns returns the signs of the weights of clocks, in order.
func OrderSigns() []float64 {
	out := make([]float64, numOrder)
	for i := range out {
		out[i] = orderSign(i)
	}
	return out
}

// part returns the share of whole that seconds are, at most 1.
func part(seconds, whole int64) float64 { return min(1, float64(max(0, seconds))/float64(whole)) }

// order returns what the clocks say of u as the parent of v; all zero if they say nothing.
func (s *story) order(u, v int) (f [numOrder]float64) {
	p, c := s.members[u], s.members[v]
	a, b := p.Clock, c.Clock
	if p.Fetched != 0 && c.Fetched != 0 {
		f[orderCrawl], f[orderCrawl+1] = part(c.Fetched-p.Fetched, 6*hour), part(p.Fetched-c.Fetched, 6*hour)
	}
	if !a.Known || !b.Known {
		return f
	}
	kind := orderKind(a, b, c.Fetched != 0)
	steps := [orderSteps]int64{15 * minute, 3 * hour, 36 * hour}
	if kind == orderDated {
		steps = [orderSteps]int64{8 * hour, 24 * hour, 72 * hour}
	}
	gap := b.Best - a.Best
	for i, whole := range steps {
		f[kind*2*orderSteps+i], f[kind*2*orderSteps+orderSteps+i] = part(gap, whole), part(-gap, whole)
	}
	if c.Fetched != 0 {
		f[orderExisted], f[orderExisted+1] = part(a.Best-c.Fetched, hour), part(a.Best-c.Fetched, 24*hour)
	}
	f[orderCertain], f[orderCertain+1] = flag(b.Earliest > a.Latest), flag(a.Earliest > b.Latest)
	return f
}

func orderKind(a, b clock.Reading, fetched bool) int {
	const crawled = clock.FetchedOnly | clock.AfterFetch | clock.Wild | clock.Collected
	switch {
	case (a.Flags|b.Flags)&crawled != 0:
		return orderCrawled
	case !a.Precise || !b.Precise:
		return orderDated
	case fetched:
		return orderFetched
	}
	return orderTimed
}

// Order returns the log-weight that the clocks give to u as the parent of v: above 0 if they
// speak for it, below 0 if they contradict.
func (w *EdgeModel) clocks(f *[numOrder]float64) float64 {
	sum := 0.0
	for i, x := range f {
		sum += w.Order[i] * x
	}
	return sum
}
