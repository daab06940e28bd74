package view

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A Facet is a value of a filter, and the number of stories that have it.
type Facet struct {
	Name    string
	Stories int
}

// Facets are the values of each filter, the most frequent first.
type Facets struct {
	Outlets, Agencies, Houses []Facet
}

// Facets counts the values of the stories that q selects. The values of a filter are counted over the
// stories that all other filters select, so that the reader can switch to another value.
func (l *StoryList) Facets(q StoryQuery) Facets {
	count := func(without func(*StoryQuery), add func(s *Story, n map[string]int)) []Facet {
		q := q
		without(&q)
		n := map[string]int{}
		q.After = Place{} // count all pages
		l.each(&q, func(s *Story) bool { add(s, n); return true })
		delete(n, "")
		out := make([]Facet, 0, len(n))
		for _, name := range slices.Sorted(maps.Keys(n)) {
			out = append(out, Facet{name, n[name]})
		}
		slices.SortStableFunc(out, func(a, b Facet) int { return cmp.Compare(b.Stories, a.Stories) })
		return out
	}
	return Facets{
		Outlets: count(func(q *StoryQuery) { q.Outlet = "" }, func(s *Story, n map[string]int) {
			for _, name := range s.Outlets {
				n[name]++
			}
		}),
		Agencies: count(func(q *StoryQuery) { q.Agency = "" }, func(s *Story, n map[string]int) { n[cmp.Or(s.AgencyName, s.Agency)]++ }),
		Houses: count(func(q *StoryQuery) { q.House = "" }, func(s *Story, n map[string]int) {
			seen := map[string]bool{}
			for _, name := range s.Outlets {
				if house := q.Owners[name]; !seen[house] {
					seen[house] = true
					n[house]++
				}
			}
		}),
	}
}

// Count returns how many stories q selects, ignoring its limit.
func (l *StoryList) Count(q StoryQuery) int {
	n := 0
	q.After = Place{}
	l.each(&q, func(*Story) bool { n++; return true })
	return n
}

// each calls yield with the stories that q selects, in order, until it returns false.
func (l *StoryList) each(q *StoryQuery, yield func(*Story) bool) {
	var f folder
	words := strings.Fields(f.fold(q.Words))
	for i := l.start(q.After); i < len(l.Stories); i++ {
		s := &l.Stories[i]
		if s.LastAt < q.Since && q.Since != 0 {
			return // stories are sorted by time
		}
		if s.matches(q, words) && !yield(s) {
			return
		}
	}
}

// start returns the index of the first story after a place.
func (l *StoryList) start(after Place) int {
	if after.ID == "" {
		return 0
	}
	at, _ := slices.BinarySearchFunc(l.Stories, after, func(s Story, p Place) int {
		if c := cmp.Or(cmp.Compare(p.LastAt, s.LastAt), cmp.Compare(s.ID, p.ID)); c != 0 {
			return c
		}
		return -1 // the story at the place itself was already listed
	})
	return at
}
