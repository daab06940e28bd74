package page

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// TestGraphFits sees that all dots are in the frame and apart, however many one outlet has at one time.
func TestGraphFits(t *testing.T) {
	for _, n := range []int{2, 40, 60, 500} {
		v := &report.ClusterView{Traced: true, Keep: -1}
		for i := range n {
			a := article.Article{ID: fmt.Sprint("a", i), Source: "one.example", Published: article.ParseTime("2026-05-01T08:00:00Z", "field")}
			v.Members = append(v.Members, report.MemberView{Article: a, Source: &report.Copy{Child: a.ID, Parent: "a0", P: .9}, Traced: &report.SourceView{
				Clock: report.ClockView{Known: true, Clock: "published", Precise: true, Bounded: true, Best: 1777622400, Earliest: 1777622400, Latest: 1777622400},
			}})
		}
		g, last := newGraph(v), 0.
		for _, k := range g.Nodes {
			x, err := strconv.ParseFloat(k.X, 64)
			if err != nil || x < graphLeft || x > graphRight || x-last < 10 {
				t.Fatalf("%d articles: a dot at %s, after one at %.1f: %v", n, k.X, last, err)
			}
			last = x
		}
	}
}
