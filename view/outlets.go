package view

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// outletLinks count how many articles each outlet copied from each other outlet. The zero value is ready
// to use.
type outletLinks struct {
	links map[outletPair]*outletLink
	taken map[uint32]int // by outlet: articles copied from others
}

// An outletPair is a pair of outlets, by their numbers.
type outletPair struct{ from, to uint32 }

type outletLink struct {
	articles, mediated int
	lags               []int64 // seconds
}

// add counts an article copied from another outlet. Copies within one outlet are ignored.
func (l *outletLinks) add(from, to uint32, agency bool, parent, child clock.Reading) {
	if from == to {
		return
	}
	if l.links == nil {
		l.links, l.taken = map[outletPair]*outletLink{}, map[uint32]int{}
	}
	k := outletPair{from, to}
	x := l.links[k]
	if x == nil {
		x = &outletLink{}
		l.links[k] = x
	}
	x.articles++
	l.taken[to]++
	if agency {
		x.mediated++
	}
	if parent.Known && child.Known {
		x.lags = append(x.lags, child.Best-parent.Best)
	}
}

// list returns the links, sorted by the names of the outlets.
func (l *outletLinks) list(names []string) []report.OutletLink {
	list := make([]report.OutletLink, 0, len(l.links))
	for k, x := range l.links {
		rec := report.OutletLink{
			From: names[k.from], To: names[k.to], Articles: x.articles, Agency: x.mediated,
			Share: report.Round(float64(x.articles) / float64(l.taken[k.to])),
		}
		if n := len(x.lags); n > 0 {
			slices.Sort(x.lags)
			median := (x.lags[(n-1)/2] + x.lags[n/2]) / 2
			rec.MedianDelay = &median
		}
		list = append(list, rec)
	}
	slices.SortFunc(list, func(a, b report.OutletLink) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return list
}
