package clock

import (
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// enough is the least number of delays from which an offset is learnt.
	enough = 8
	// many is the least number of delays from which an offset of quarters of an hour is learnt.
	// With fewer delays the shortest one is not known to a quarter of an hour.
	many = 32
	// quarter is the unit of offsets.
	quarter = 15 * minute
	// near bounds the shortest delay of an outlet whose clock is right and whose articles are
	// fetched when they appear.
	near = 30 * minute
	// peers is the least number of such outlets that other outlets are compared with.
	peers = 3
	// fits bounds by how much the shortest corrected delay may exceed that of the peers.
	fits = 20 * minute
	// steady is a bound on how much most delays of an outlet may exceed its shortest. Only then
	// can its clock be the reason for its long delays.
	steady = 2 * hour
	// wildShare is the share of articles with a stated time after the crawl from which on an
	// outlet's times are not trusted. In web simulations it is a twentieth of the articles. If
	// all clocks are a day wrong in either direction, it is half of them.
	wildShare = .25
)

// A Learner collects the delays between publication and crawl. The zero value is
// ready. The order of articles does not matter.
type Learner struct {
	outlets map[string]*history
}

// A history holds the delays of one outlet, in seconds. A delay is negative if the stated time
// is after the crawl.
type history struct {
	zoned, local, dates []int64
	times               []int64 // stated times of publication, to the minute
}

// Add adds an article of an outlet. It keeps no reference to the article's memory.
func (l *Learner) Add(outlet string, a *article.Article) {
	if a.Published.Precision < article.PrecisionDay || !believed(a.Published).Known() {
		return
	}
	if l.outlets == nil {
		l.outlets = make(map[string]*history)
	}
	h := l.outlets[outlet]
	if h == nil {
		h = new(history)
		l.outlets[outlet] = h
	}
	if exact(a.Published) {
		h.times = append(h.times, a.Published.Unix)
	}
	if !exact(a.Fetched) {
		return
	}
	delay := a.Fetched.Unix - a.Published.Unix
	switch {
	case !exact(a.Published):
		h.dates = append(h.dates, delay)
	case a.Published.Zone:
		h.zoned = append(h.zoned, delay)
	default:
		h.local = append(h.local, delay)
	}
}

// Learn returns the clocks of all outlets, from the articles added so far.
func (l *Learner) Learn() *Clocks {
	names := slices.Sorted(maps.Keys(l.outlets))
	var lows []int64
	for _, name := range names {
		h := l.outlets[name]
		for _, delays := range [][]int64{h.zoned, h.local} {
			slices.Sort(delays)
			if len(delays) >= enough {
				lows = append(lows, low(delays))
			}
		}
	}
	base, judged := baseline(lows)
	c := &Clocks{outlets: make(map[string]outletClock, len(names))}
	var all history
	for _, name := range names {
		h := l.outlets[name]
		if len(h.zoned)+len(h.local)+len(h.dates) == 0 && !collected(h.times) {
			continue // nothing is known of it
		}
		x := outletClock{zoned: learn(h.zoned, base, judged), local: learn(h.local, base, judged), prompt: prompt(h)}
		var right history
		right.take(h.zoned, x.zoned.seconds)
		right.take(h.local, x.local.seconds)
		all.zoned = append(all.zoned, right.zoned...)
		x.wild, x.delay = right.usual()
		x.collected = collected(h.times)
		c.outlets[name] = x
	}
	c.others.wild, c.others.delay = all.usual()
	for name, x := range c.outlets {
		if h := l.outlets[name]; len(h.zoned)+len(h.local) < enough {
			x.wild, x.delay = c.others.wild, c.others.delay
		} else if x.wild {
			x.delay = c.others.delay
		}
		c.outlets[name] = x
	}
	return c
}

const (
	// A burst is that number of articles of an outlet within burstTime: more than it can write.
	// If the share inBursts of its articles is in bursts, its times are those of a collection.
	// A desk that posts agency reports unread posts about five in five minutes at most.
	burst     = 8
	burstTime = 5 * minute
	inBursts  = .6
	// manyTimes is the least number of times to decide that.
	manyTimes = 24
)

// collected reports whether times come in bursts.
func collected(times []int64) bool {
	if len(times) < manyTimes {
		return false
	}
	slices.Sort(times)
	n := 0
	for i, t := range times {
		first, _ := slices.BinarySearch(times, t-burstTime)
		last, _ := slices.BinarySearch(times[i:], t+burstTime+1)
		if i+last-first > burst {
			n++
		}
	}
	return float64(n) >= inBursts*float64(len(times))
}

// take adds delays, corrected by an offset.
func (h *history) take(delays []int64, seconds int64) {
	for _, d := range delays {
		h.zoned = append(h.zoned, d-seconds)
	}
}

// usual evaluates the corrected delays. wild reports whether too many times are after the
// crawl. delay is the usual delay of the others, or 0 if most were fetched late, as in an
// archive.
func (h *history) usual() (wild bool, delay int64) {
	var within []int64
	future := 0
	for _, d := range h.zoned {
		switch {
		case d < -slack:
			future++
		case d <= usual:
			within = append(within, max(0, d))
		}
	}
	if len(h.zoned) < enough {
		return false, 0
	}
	wild = float64(future) > wildShare*float64(len(h.zoned))
	if 2*len(within) < len(h.zoned)-future || len(within) == 0 {
		return wild, 0
	}
	slices.Sort(within)
	return wild, within[len(within)/2]
}

// low returns the 5th percentile of sorted delays, but never the least one, which may come from
// a single wrong date.
func low(delays []int64) int64 { return delays[max(1, len(delays)/20)] }

// baseline returns the usual shortest delay of outlets whose clock is right. judged reports
// whether at least half of all outlets are such, so that a long delay is odd. In an archive
// that is crawled late, long delays are normal.
func baseline(lows []int64) (base int64, judged bool) {
	var right []int64
	for _, x := range lows {
		if x >= -slack && x <= near {
			right = append(right, x)
		}
	}
	if len(right) == 0 {
		return 0, false
	}
	slices.Sort(right)
	return max(0, right[len(right)/2]), len(right) >= peers && 2*len(right) >= len(lows)
}

// learn returns the offset of one outlet from its sorted delays.
func learn(delays []int64, base int64, judged bool) offset {
	if len(delays) < enough {
		return offset{}
	}
	shortest := low(delays)
	switch {
	case shortest < -slack:
		return fromFuture(delays, base)
	case shortest <= near:
		return offset{sure: true}
	case judged:
		return fromDelay(delays, base)
	}
	return offset{}
}

// fromFuture returns the offset of an outlet most of whose stated times are after the crawl: its
// clock is ahead, by whole hours unless quarters of an hour clearly fit better.
func fromFuture(delays []int64, base int64) offset {
	future, _ := slices.BinarySearch(delays, -slack)
	shortest := low(delays)
	if 2*future <= len(delays) || shortest > slack-2*quarter {
		return offset{} // a few wrong dates, or a difference less than any zone
	}
	by := floor(shortest+slack, hour)
	if shortest-by > base+fits && floored(delays) {
		by = floor(shortest+slack, quarter)
	}
	if by < -ahead {
		return offset{} // not a zone
	}
	return offset{by, true}
}

// fromDelay returns the offset of an outlet that seems to be fetched some hours later than its
// peers. Its clock is behind if the shortest delay is longer by whole hours, or clearly by
// quarters, and most delays are not much longer. Otherwise the outlet is fetched late.
func fromDelay(delays []int64, base int64) offset {
	shortest := low(delays)
	within, _ := slices.BinarySearch(delays, shortest+steady)
	if 4*within < 3*len(delays) {
		return offset{}
	}
	by := floor(shortest+slack, hour)
	if shortest-by > base+fits {
		if !floored(delays) {
			return offset{}
		}
		by = floor(shortest+slack, quarter)
	}
	if by < 2*quarter || by > behind {
		return offset{}
	}
	return offset{by, true}
}

// floored reports whether the shortest delays are so close together that they show the offset
// to a quarter of an hour.
func floored(delays []int64) bool {
	until, _ := slices.BinarySearch(delays, low(delays)+quarter)
	return len(delays) >= many && 4*until >= len(delays)
}

// floor returns the greatest multiple of unit that is not above x.
func floor(x, unit int64) int64 {
	rest := x % unit
	if rest < 0 {
		rest += unit
	}
	return x - rest
}

// prompt reports whether most articles are fetched within usual. Dates count from the
// beginning of their day.
func prompt(h *history) bool {
	all := slices.Concat(h.zoned, h.local, h.dates)
	if len(all) < enough {
		return false
	}
	slices.Sort(all)
	return all[len(all)/2] < usual
}
