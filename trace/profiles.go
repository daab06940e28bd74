package trace

import (
	"cmp"
	"math"
	"slices"
)

// unit is the value of one article in [outletCounts]. Counts are fixed-point numbers, so that a
// sum does not depend on the order of addition.
const unit = 1 << 12

// outletCounts counts the articles of an outlet by what they are copied from, in units.
type outletCounts struct {
	articles int64            // articles in clusters
	roots    int64            // articles that were not taken from another member
	copies   int64            // articles taken from another outlet
	second   int64            // copies of an article that is not an agency's own
	credited int64            // articles that credit an agency
	titled   int64            // copies with the title of their source
	novel    int64            // sum over copies of the share that is not in their source
	cut      int64            // sum over copies of the share of the source after the last common words
	taken    int64            // articles of other outlets taken from this one
	expected int64            // what taken would be if every other member were equally likely
	by       map[string]int64 // articles that credit an agency, by its name
}

func (t *outletCounts) add(o *outletCounts, sign int64) {
	t.articles += sign * o.articles
	t.roots += sign * o.roots
	t.copies += sign * o.copies
	t.second += sign * o.second
	t.credited += sign * o.credited
	t.titled += sign * o.titled
	t.novel += sign * o.novel
	t.cut += sign * o.cut
	t.taken += sign * o.taken
	t.expected += sign * o.expected
}

// addAll adds the counts of o, multiplied by sign.
func (t *outletCounts) addAll(o *outletCounts, sign int64) {
	t.add(o, sign)
	for name, n := range o.by {
		t.credit(name, sign*n)
	}
}

// credit adds to the articles that credit an agency.
func (t *outletCounts) credit(agency string, n int64) {
	if t.by == nil {
		t.by = map[string]int64{}
	}
	if t.by[agency] += n; t.by[agency] == 0 {
		delete(t.by, agency)
	}
}

// top returns the agency that most articles credit, and their number.
func (t *outletCounts) top() (agency string, n int64) {
	for name, k := range t.by {
		if k > n || k == n && name < agency {
			agency, n = name, k
		}
	}
	return agency, n
}

// An Observation holds what the first pass over a cluster found: counts for the profiles of its
// outlets, and samples of the words of its members.
type Observation struct {
	// Loose has, by member, a sample of the words that the other members lack.
	Loose   []Sample
	Story   Sample // a sample of the words of the story
	outlets []namedCounts
}

type namedCounts struct {
	outlet string
	outletCounts
}

// Profiles holds the counts of all outlets of a store: how often each outlet is copied, copies
// others, and credits agencies. The counts come from traces, not from labels. Add is not safe
// for concurrent use; the other methods only read.
type Profiles struct {
	of  map[string]*outletCounts
	all outletCounts
}

// Add adds the counts of a cluster. The order does not matter.
func (h *Profiles) Add(s *Observation) {
	if h.of == nil {
		h.of = map[string]*outletCounts{}
	}
	for i := range s.outlets {
		o := &s.outlets[i]
		if h.of[o.outlet] == nil {
			h.of[o.outlet] = &outletCounts{}
		}
		h.of[o.outlet].addAll(&o.outletCounts, 1)
		h.all.add(&o.outletCounts, 1)
	}
}

// Observe traces a cluster without profiles and returns what it adds to the profiles of its
// outlets.
func (t *Tracer) Observe(members []*Member) *Observation {
	s := newStory(members)
	w := s.weigh(&t.model.First)
	p := marginals(w.graph(s))
	by := map[string]*outletCounts{}
	at := func(v int) *outletCounts {
		o := s.members[v].Outlet
		if by[o] == nil {
			by[o] = &outletCounts{}
		}
		return by[o]
	}
	for v := range s.members {
		if s.previous(v) == Unseen { // later revisions do not count
			s.sketch(at, v, p[v])
		}
	}
	out := &Observation{}
	out.samples(s)
	for name, x := range by {
		out.outlets = append(out.outlets, namedCounts{name, *x})
	}
	slices.SortFunc(out.outlets, func(a, b namedCounts) int { return cmp.Compare(a.outlet, b.outlet) })
	return out
}

func fixed(x float64) int64 { return int64(math.Round(x * unit)) }

// sketch adds the counts of member v, given the probabilities of its parents.
func (s *story) sketch(at func(int) *outletCounts, v int, p []float64) {
	m, t := s.members[v], at(v)
	t.articles += unit
	t.roots += fixed(p[len(s.members)])
	t.credited += fixed(flag(len(s.credited[v]) > 0))
	for _, agency := range s.credited[v] {
		t.credit(agency, unit)
	}
	others := 0
	for _, u := range s.parents[v] {
		if s.members[u].Outlet != m.Outlet {
			others++
		}
	}
	copied := 0.0
	for k, u := range s.parents[v] {
		if s.members[u].Outlet == m.Outlet {
			continue
		}
		q, up, down := p[u], &s.up[v][k], &s.down[v][k]
		copied += q
		t.copies += fixed(q)
		t.second += fixed(q * flag(s.members[u].Feed == ""))
		t.titled += fixed(q * flag(s.titles[u] == s.titles[v]))
		t.novel += fixed(q * (up.strange + up.own) / max(1, up.n))
		t.cut += fixed(q * down.tail / max(1, down.n))
		at(u).taken += fixed(q)
	}
	for _, u := range s.parents[v] {
		if s.members[u].Outlet != m.Outlet {
			at(u).expected += fixed(copied / float64(others))
		}
	}
}

// weightOfAll is the weight of the mean over the whole store in an outlet's figures, in
// articles.
const weightOfAll = 4

// A profile describes how an outlet works, as log-odds and logarithms of ratios to an average
// outlet.
type profile struct {
	hub    float64 // ln(how often it is copied / how often an average outlet is copied)
	wire   float64 // log-odds that an article is not taken from another one
	second float64 // log-odds that a copy is not taken from an agency's own article
	keeps  float64 // log-odds that an article credits an agency
	titled float64 // log-odds that a copy keeps the title
	novel  float64 // share of a copy that is new
	cut    float64 // share of a source that is cut from its end
	// topShare is the share of the articles with a credit that credit top, and sole the log-odds
	// of that share. An agency's own site credits only itself.
	sole, topShare float64
	top            string
	by             map[string]int64
	credited       int64
	known          float64 // ln(1 + articles that were counted)
}

// share returns the share of the articles with a credit that credit this agency, less the share
// that is assumed for an unknown outlet.
func (m *profile) share(agency string) float64 {
	const usual = 1. / 3
	return (float64(m.by[agency])+weightOfAll*unit*usual)/(float64(m.credited)+weightOfAll*unit) - usual
}

// clusterProfiles holds the profiles of a cluster's outlets, computed without the cluster itself.
type clusterProfiles struct {
	of       []profile // by member
	all      profile   // of the whole store
	articles float64   // ln(1 + articles in other clusters)
}

// clusterProfiles returns the profiles of a cluster's outlets without own, the counts of the
// cluster itself. It returns nil only if h is nil. With few counts the features that hold the
// number of articles are small.
func (h *Profiles) clusterProfiles(members []*Member, own *Observation) *clusterProfiles {
	if h == nil {
		return nil
	}
	all := h.all
	mine := map[string]*outletCounts{}
	if own != nil {
		for i := range own.outlets {
			o := &own.outlets[i]
			mine[o.outlet] = &o.outletCounts
			all.add(&o.outletCounts, -1)
		}
	}
	s := &clusterProfiles{all: profileOf(&outletCounts{}, &all), articles: logArticles(&all, enoughStore)}
	for _, m := range members {
		var t outletCounts
		if x := h.of[m.Outlet]; x != nil {
			t.addAll(x, 1)
		}
		if x := mine[m.Outlet]; x != nil {
			t.addAll(x, -1)
		}
		s.of = append(s.of, profileOf(&t, &all))
	}
	return s
}

// Numbers of articles of an outlet, and of a store, above which the features do not grow. The
// simulations that the model was fitted on have few outlets and stores with more. Both numbers
// were chosen, not measured.
const (
	enoughOutlet = 100
	enoughStore  = 4000
)

// logArticles returns ln(1 + articles counted), where at most enough articles are counted.
func logArticles(t *outletCounts, enough float64) float64 {
	return math.Log1p(min(enough, max(0, float64(t.articles)/unit)))
}

func profileOf(t, all *outletCounts) profile {
	share := func(part, whole, allPart, allWhole int64) float64 {
		usual := (float64(allPart) + unit) / (float64(allWhole) + 2*unit)
		return (float64(part) + weightOfAll*unit*usual) / (float64(whole) + weightOfAll*unit)
	}
	odds := func(p float64) float64 {
		p = max(1e-3, min(1-1e-3, p))
		return math.Log(p / (1 - p))
	}
	top, n := t.top()
	only := share(n, t.credited, 0, unit)
	return profile{
		sole: odds(only), topShare: only, top: top, by: t.by, credited: t.credited, known: logArticles(t, enoughOutlet),
		hub:    math.Log((float64(t.taken) + weightOfAll*unit) / (float64(t.expected) + weightOfAll*unit)),
		wire:   odds(share(t.roots, t.articles, all.roots, all.articles)),
		second: odds(share(t.second, t.copies, all.second, all.copies)),
		keeps:  odds(share(t.credited, t.articles, all.credited, all.articles)),
		titled: odds(share(t.titled, t.copies, all.titled, all.copies)),
		novel:  share(t.novel, t.copies, all.novel, all.copies),
		cut:    share(t.cut, t.copies, all.cut, all.copies),
	}
}
