package page

import "github.com/wiretrace/wiretrace/report"

// A siteFlow is an outlet that gave text to the outlet of a page, or took text from it.
type siteFlow struct {
	Name            string // as stored
	Articles, Delay string
}

// maxFlows is how many outlets are listed that text came from, or went to.
const maxFlows = 12

// flows returns of each outlet whose its words are, whom it took text from and who took text from it,
// the strongest links first.
func (s *Site) flows() (words map[string]*outletRow, givers, takers map[string][]siteFlow) {
	words, givers, takers = map[string]*outletRow{}, map[string][]siteFlow{}, map[string][]siteFlow{}
	if s.sum.Day == nil {
		return words, givers, takers
	}
	for i := range s.sum.Day.Outlets {
		if o := &s.sum.Day.Outlets[i]; o.Words > 0 {
			r := newOutletRow(o)
			words[o.Source] = &r
		}
	}
	add := func(to map[string][]siteFlow, name, other string, l *report.OutletLink) {
		if list := to[name]; len(list) < maxFlows && name != other {
			f := siteFlow{Name: other, Articles: plural(l.Articles, "article")}
			if l.MedianDelay != nil && *l.MedianDelay > 0 {
				if f.Delay = lasting(*l.MedianDelay) + " later"; l.Articles > 1 {
					f.Delay = "median " + f.Delay
				}
			}
			to[name] = append(list, f)
		}
	}
	for _, l := range byStrength(s.sum.Day.Links) {
		add(givers, l.To, l.From, &l)
		add(takers, l.From, l.To, &l)
	}
	return words, givers, takers
}
