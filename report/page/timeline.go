package page

import (
	"fmt"

	"github.com/wiretrace/wiretrace/report"
)

// A timeline shows when each member appeared, as exactly as that is known: a time
// of day is a mark, a date a band, a time of the crawl an interval that is open to the
// left.
type timeline struct {
	Height, AxisY, Bottom int
	Rows                  []timeRow
	Ticks                 []svgTick
	Left                  int // members that are not drawn
	Unknown               int // of all members, those without a clock
	Points, Bands, Opens  bool
}

// A timeRow is one member on the timeline.
type timeRow struct {
	N                 int
	ID, Name, Title   string
	Y, TextY          int
	Band, Open, Point bool
	X, From, Width    string // of the mark, and of the band
	Clock             string
}

// A svgTick is a mark of an axis.
type svgTick struct {
	X, Label string
	Break    bool
}

const (
	// maxTimes is how many members the timeline has: two screens of lines.
	maxTimes  = 60
	timeLeft  = 210
	timeRight = 700
	timeRow0  = 48
	timeStep  = 20
)

// newTimeline draws the clocks of a cluster; nil: no member has one.
func newTimeline(v *report.ClusterView) *timeline {
	order, at := byTime(v)
	t := &timeline{Unknown: len(v.Members) - len(order), Left: max(len(order)-maxTimes, 0)}
	var all []moment
	var instants []int64
	for _, i := range order[:len(order)-t.Left] {
		m := at[i]
		t.Rows = append(t.Rows, timeRow{N: i})
		all = append(all, m)
		instants = append(instants, m.Best, m.To)
		if !m.Upper {
			instants = append(instants, m.From)
		}
	}
	if len(all) == 0 {
		return nil
	}
	s := newScale(instants, timeLeft, timeRight, breakWidth)
	for i := range t.Rows {
		r := &t.Rows[i]
		r.draw(&v.Members[r.N], &all[i], s, timeRow0+i*timeStep)
		t.Points, t.Bands, t.Opens = t.Points || r.Point, t.Bands || r.Band, t.Opens || r.Open
	}
	t.Bottom = timeRow0 + len(t.Rows)*timeStep - 6
	t.Height, t.AxisY = t.Bottom+8, timeRow0-14
	t.Ticks = svgTicks(s)
	return t
}

// breakApart is how far apart the words at two breaks must be.
const breakApart = 130.

func svgTicks(s *scale) []svgTick {
	var out []svgTick
	last := -breakApart
	for _, k := range s.ticks(84) {
		if k.Break && k.X-last < breakApart {
			k.Label = "" // it would be over the one before
		} else if k.Break {
			last = k.X
		}
		out = append(out, svgTick{X: fmt.Sprintf("%.1f", k.X), Label: k.Label, Break: k.Break})
	}
	return out
}

func (r *timeRow) draw(m *report.MemberView, at *moment, s *scale, y int) {
	a := &m.Article
	r.ID, r.Name, r.Y, r.TextY = a.ID, isolated(short(legible(a.Source), 28)), y, y+4
	r.Clock = at.Text
	r.Title = fmt.Sprintf("%s, %s: %s", isolated(a.ID), isolated(a.Source), at.Text)
	if at.Note != "" {
		r.Title += " (" + at.Note + ")"
	}
	from, to := s.x(at.From), s.x(at.To)
	switch {
	case at.Upper:
		r.Open, from = true, timeLeft
	case at.Exact && at.To-at.From <= 2*minute:
		r.Point = true
	default:
		r.Band = true
		r.Point = at.Exact
	}
	r.X = fmt.Sprintf("%.1f", s.x(at.Best))
	r.From, r.Width = fmt.Sprintf("%.1f", from), fmt.Sprintf("%.1f", max(to-from, 3))
	if at.Upper {
		r.X = fmt.Sprintf("%.1f", to)
	}
}
