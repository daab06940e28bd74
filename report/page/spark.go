package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/report"
)

// A spark is a small line that shows how many outlets had a text by when.
type spark struct {
	Path   string
	EndX   string
	Title  string
	Length string
}

const (
	sparkWidth  = 160
	sparkHeight = 32
	sparkEdge   = 3
	sparkHalf   = 4 // least number of outlets for which half of them is mentioned
	sparkGap    = 8 // width of a gap
)

// newSpark draws how a cluster spread over the outlets whose times are known to the minute. It returns nil
// if there are fewer than two.
func newSpark(v *report.ClusterView) *spark {
	first := map[string]int64{}
	untimed := map[string]bool{}
	for i := range v.Members {
		source := v.Members[i].Article.Source
		m := momentOf(&v.Members[i])
		if !m.Exact {
			untimed[source] = true
			continue
		}
		if t, ok := first[source]; !ok || m.Best < t {
			first[source] = m.Best
		}
	}
	times := make([]int64, 0, len(first))
	for source, t := range first {
		delete(untimed, source)
		times = append(times, t)
	}
	if len(times) < 2 {
		return nil
	}
	slices.Sort(times)
	span := times[len(times)-1] - times[0]
	s := &spark{Length: lasting(span)}
	s.Title = fmt.Sprintf("%d outlets within %s", len(times), s.Length)
	if half := times[(len(times)-1)/2] - times[0]; len(times) >= sparkHalf && half < span {
		s.Title += fmt.Sprintf(", half of them within %s", lasting(half))
	}
	if len(newScale(times, 0, 1, 0).pieces) > 1 {
		s.Title += "; time without any is left out"
	}
	if len(untimed) > 0 {
		s.Title += fmt.Sprintf("; %d more without a time of day", len(untimed))
	}
	s.Path, s.EndX = steps(times)
	return s
}

// steps draws a line that rises by one at each of the ascending times. It has a gap where time is left
// out.
func steps(times []int64) (path, endX string) {
	s := newScale(times, sparkEdge, sparkWidth-sparkEdge, sparkGap)
	y := func(n int) float64 {
		return sparkHeight - sparkEdge - (sparkHeight-2*sparkEdge)*float64(n)/float64(len(times))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", sparkEdge, sparkHeight-sparkEdge)
	piece, done := 0, 0 // done is the number of outlets drawn
	for i, t := range times {
		if i+1 < len(times) && times[i+1] == t {
			continue
		}
		for piece+1 < len(s.pieces) && t >= s.pieces[piece+1].from {
			piece++
			fmt.Fprintf(&b, "M%.1f %.1f", s.pieces[piece].a, y(done))
		}
		done = i + 1
		fmt.Fprintf(&b, "H%.1fV%.1f", s.x(t), y(done))
	}
	return b.String(), fmt.Sprintf("%.1f", s.x(times[len(times)-1]))
}
