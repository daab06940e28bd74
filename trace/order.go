package trace

import "github.com/wiretrace/wiretrace/trace/clock"

// The clocks of an edge have features and weights of their own. The features grow with the time
// between parent and child, up to a bound. The weights are never below 0 if the child is later,
// and never above 0 if it is earlier. So a longer time between parent and child never lowers
// the weight of an earlier parent.

// The kinds of clocks that a pair of articles can have, the best first.
const (
	orderFetched = iota // both have a time of day, and it is known when the child was fetched
	orderTimed          // both have a time of day
	orderDated          // one has only a date
	orderCrawled        // one has only the time of its crawl, or times that are not trusted
	orderKinds
)

// The number of features of each kind, for later children and again for earlier ones. Each
// feature is the time difference as a share of a fixed time.
const orderSteps = 3

// The features that do not depend on the kind of clocks.
const (
	orderCrawl         = orderKinds * 2 * orderSteps // how much later v was crawled, as a share of six hours; then how much earlier
	orderExisted       = orderCrawl + 2              // how long after the fetch of v u was published, as a share of one hour; then of one day
	orderCertain       = orderExisted + 2            // 1: u certainly appeared before v; then the reverse
	numOrder           = orderCertain + 2
	minute       int64 = 60
	hour               = 60 * minute
)

// orderSign returns the sign that the weight of an order feature must have.
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

// part returns seconds as a share of whole, from 0 to 1.
func part(seconds, whole int64) float64 { return min(1, float64(max(0, seconds))/float64(whole)) }

// order returns the features of the clocks of u as the parent of v. If a publication time is not
// known, only those of the crawls are set, and none if a crawl is not known either.
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

// clocks returns the log-weight of the clocks of an edge: above 0 if they support it, below 0
// if they contradict it.
func (w *EdgeModel) clocks(f *[numOrder]float64) float64 {
	sum := 0.0
	for i, x := range f {
		sum += w.Order[i] * x
	}
	return sum
}
