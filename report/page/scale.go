package page

import (
	"slices"
	"time"
)

// A scale maps times to positions from left to right. Gaps without events that would take three quarters
// of the space are shortened to breaks, so that one article dated 1970 does not shrink a day to a dot.
type scale struct {
	dates       bool    // no instant is known better than to the day
	x0, x1, gap float64 // gap is the room of a break
	pieces      []piece
}

// A piece is a time range that is drawn to scale.
type piece struct {
	from, to int64
	a, b     float64 // positions of its ends
}

const (
	// emptyShare is the share of the time range from which a gap becomes a break. The range is
	// without the gaps that are breaks already.
	emptyShare = .75
	// maxBreaks is how many breaks a scale may have.
	maxBreaks = 4
	// breakWidth is the width of a break in a drawing, in its units.
	breakWidth = 26
)

// newScale lays out times, given in any order, between x0 and x1.
func newScale(instants []int64, x0, x1, gap float64) *scale {
	s := &scale{x0: x0, x1: x1, gap: gap}
	at := slices.Clone(instants)
	slices.Sort(at)
	at = slices.Compact(at)
	if len(at) == 0 {
		return s
	}
	s.pieces = stretches(at)
	length := int64(0)
	for _, p := range s.pieces {
		length += p.to - p.from
	}
	room := x1 - x0 - gap*float64(len(s.pieces)-1)
	x := x0
	// Every piece gets some space, even one with a single time.
	least := min(12, room/float64(2*len(s.pieces)))
	room -= least * float64(len(s.pieces))
	for i := range s.pieces {
		p := &s.pieces[i]
		width := least
		if length > 0 {
			width += room * float64(p.to-p.from) / float64(length)
		} else {
			width += room / float64(len(s.pieces))
		}
		p.a, p.b = x, x+width
		x += width + gap
	}
	return s
}

// stretches splits ascending times at the breaks.
func stretches(at []int64) []piece {
	cuts := []int{}
	span := at[len(at)-1] - at[0]
	for len(cuts) < maxBreaks {
		best := -1
		for i := 1; i < len(at); i++ {
			gap := at[i] - at[i-1]
			if float64(gap) < emptyShare*float64(span) || gap < 2*day || slices.Contains(cuts, i) {
				continue
			}
			if best < 0 || gap > at[best]-at[best-1] {
				best = i
			}
		}
		if best < 0 {
			break
		}
		cuts = append(cuts, best)
		span -= at[best] - at[best-1]
	}
	slices.Sort(cuts)
	var out []piece
	from := 0
	for _, c := range append(cuts, len(at)) {
		out = append(out, piece{from: at[from], to: at[c-1]})
		from = c
	}
	return out
}

// x returns the position of a time. Times outside are at the edge.
func (s *scale) x(t int64) float64 {
	if len(s.pieces) == 0 {
		return s.x0
	}
	for i, p := range s.pieces {
		switch {
		case t < p.from && i == 0:
			return p.a
		case t < p.from: // within a break
			return (s.pieces[i-1].b + p.a) / 2
		case t <= p.to && p.to == p.from:
			return (p.a + p.b) / 2
		case t <= p.to:
			return p.a + (p.b-p.a)*float64(t-p.from)/float64(p.to-p.from)
		}
	}
	return s.pieces[len(s.pieces)-1].b
}

// A tick is a mark on an axis.
type tick struct {
	X     float64
	Label string
	Break bool // a break
}

// tickSteps are the possible distances of ticks, in seconds.
func tickSteps() []int64 {
	return []int64{
		minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour,
		day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day, 1826 * day, 3652 * day,
	}
}

// least returns the precision of a mark on a single instant.
func (s *scale) least() int64 {
	if s.dates {
		return day
	}
	return minute
}

// ticks returns marks that are at least so far apart, and one at each break.
func (s *scale) ticks(apart float64) []tick {
	var out []tick
	last := s.x0 - apart
	for i, p := range s.pieces {
		if i > 0 {
			out = append(out, tick{X: (s.pieces[i-1].b + p.a) / 2, Label: lasting(p.from - s.pieces[i-1].to), Break: true})
		}
		if p.to == p.from {
			if x := (p.a + p.b) / 2; x-last >= apart {
				out = append(out, tick{X: x, Label: tickText(p.from, s.least(), true)})
				last = x
			}
			continue
		}
		step := stepFor(p, apart)
		before := int64(-1 << 62)
		for t := (p.from + step - 1) / step * step; t <= p.to; t += step {
			x := s.x(t)
			if x-last < apart {
				continue
			}
			out = append(out, tick{X: x, Label: tickText(t, step, before/day != t/day)})
			last, before = x, t
		}
	}
	return out
}

func stepFor(p piece, apart float64) int64 {
	steps := tickSteps()
	for _, step := range steps {
		if (p.b-p.a)*float64(step)/float64(p.to-p.from) >= apart {
			return step
		}
	}
	return max(steps[len(steps)-1], p.to-p.from)
}

// tickText formats a time at the precision of the step.
func tickText(t, step int64, newDay bool) string {
	u := time.Unix(t, 0).UTC()
	switch {
	case step >= 91*day:
		return u.Format("Jan 2006")
	case step >= day || u.Hour() == 0 && u.Minute() == 0:
		return u.Format("2 Jan 2006")
	case newDay:
		return u.Format("2 Jan 15:04")
	}
	return u.Format("15:04")
}
