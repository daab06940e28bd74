package dedup

import (
	"cmp"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

const (
	// groupTexts is the least number of near-identical texts that become one position. Fewer
	// texts are compared pair by pair: 31 texts make 465 pairs. TestQualityNearIdentical has
	// 300, 400 and 700 copies of one story and 60 short copies. Without groups 46, 59 and 447
	// of them are not in the largest cluster; with 24, 32 or 48 it is 0, 0 and 15, and with 64
	// it is 12 of 300.
	groupTexts = 32
	// For two texts to be in one group, the longer one must have groupContained of the shorter
	// one's shingles and groupShare of its characters without furniture. The shorter one must
	// have more than leaderShare of the longer one, so that any two members of a group share a
	// run.
	groupContained = .7
	groupShare     = .75
	leaderShare    = .5
	// One word in groupEdits may differ. A reworded text is a position by itself.
	groupEdits = 50
	// groupProbe is the number of neighbours of which a leader must be able to lead half.
	// Otherwise it is given up, so that reports made from a template cost at most this number of
	// alignments each.
	groupProbe = 16
)

// nearIdentical finds groups of near-identical texts: a leader and its members. Each member is
// compared with the leader itself, so that a chain of texts, each slightly different from the one
// before, does not become one group. All orders are by content.
type nearIdentical struct {
	*full
	like     map[int32][]int32 // by position: the texts that it may lead, ascending
	leader   []int32           // by position: its leader, or the position itself
	toLeader []cluster.Scored  // by position: its pair with its leader
}

// collapse turns each group of near-identical texts into one position, before anchors are
// counted. Otherwise the anchors of the group would be too frequent to be evidence, and 400
// prints would cost 80,000 alignments.
func (f *full) collapse(pairs []cluster.Pair) error {
	c := &nearIdentical{full: f, leader: make([]int32, len(f.texts)), toLeader: make([]cluster.Scored, len(f.texts))}
	for p := range c.leader {
		c.leader[p] = int32(p)
	}
	c.neighbours(pairs)
	parts := c.parts()
	f.opts.stage("collapse", int64(len(parts)))
	err := f.each(len(parts), func(v *store.View, from, to int) error {
		w := f.worker(v)
		for _, hubs := range parts[from:to] {
			if err := c.gather(w, hubs); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		c.join()
	}
	return err
}

// neighbours lists the texts that may be in one group.
func (c *nearIdentical) neighbours(pairs []cluster.Pair) {
	c.like = map[int32][]int32{}
	at, window := c.positions(), windowMinutes(c.opts.Window)
	for _, p := range pairs {
		a, b := at[p.A], at[p.B]
		if a < 0 || b < 0 || a == b || !c.texts[a].span.near(c.texts[b].span, window) {
			continue
		}
		long, short := a, b
		if cmp.Or(cmp.Compare(c.size(a), c.size(b)), cmp.Compare(b, a)) < 0 {
			long, short = b, a
		}
		if float64(p.Common) >= groupContained*float64(c.size(short)) {
			c.like[long] = append(c.like[long], short)
		}
	}
	for p, qs := range c.like {
		slices.Sort(qs)
		c.like[p] = slices.Compact(qs)
	}
}

// size returns the number of shingles of a text.
func (c *nearIdentical) size(p int32) uint32 { return c.table.Size[c.texts[p].doc] }

// parts returns for each connected component the texts with enough neighbours to lead a group,
// those with most neighbours first.
func (c *nearIdentical) parts() [][]int32 {
	var parts [][]int32
	for _, at := range c.connected() {
		hubs := slices.DeleteFunc(at, func(p int32) bool { return len(c.like[p])+1 < c.least() })
		slices.SortFunc(hubs, func(x, y int32) int {
			return cmp.Or(cmp.Compare(len(c.like[y]), len(c.like[x])), cmp.Compare(x, y))
		})
		if len(hubs) > 0 {
			parts = append(parts, hubs)
		}
	}
	return parts
}

// connected returns the positions that may lead or be led, by connected component.
func (c *nearIdentical) connected() [][]int32 {
	var edges []cluster.OddsEdge
	for p, qs := range c.like {
		for _, q := range qs {
			edges = append(edges, cluster.OddsEdge{A: p, B: q})
		}
	}
	by := map[int32][]int32{}
	for p, root := range cluster.Tied(len(c.texts), edges) {
		if len(c.like[int32(p)]) > 0 || root != int32(p) {
			by[root] = append(by[root], int32(p))
		}
	}
	parts := slices.Collect(maps.Values(by))
	slices.SortFunc(parts, slices.Compare[[]int32])
	return parts
}

func (c *nearIdentical) least() int { return cmp.Or(c.opts.groupSize, groupTexts) }

// gather makes the groups of one connected component.
func (c *nearIdentical) gather(w *pairWorker, hubs []int32) error {
	taken := map[int32]bool{}
	for _, h := range hubs {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		free := slices.DeleteFunc(slices.Clone(c.like[h]), func(p int32) bool { return taken[p] })
		if taken[h] || len(free)+1 < c.least() {
			continue
		}
		members, err := c.members(w, h, free)
		if err != nil {
			return err
		}
		if len(members)+1 < c.least() {
			continue
		}
		taken[h] = true
		for _, p := range members {
			taken[p], c.leader[p] = true, h
		}
	}
	return nil
}

// members returns the free texts that h can lead, at most one of each outlet. So daily reports
// that one outlet makes from a template are not a group, even if they differ only in a few words.
func (c *nearIdentical) members(w *pairWorker, h int32, free []int32) ([]int32, error) {
	outlets := map[string]bool{c.table.Outlet(c.texts[h].doc): true}
	var out []int32
	for i, p := range free {
		if i >= groupProbe && 2*len(out) < groupProbe {
			return nil, nil
		}
		outlet := c.table.Outlet(c.texts[p].doc)
		if outlets[outlet] {
			continue
		}
		ok, err := c.canLead(w, h, p)
		if err != nil {
			return nil, err
		}
		if ok {
			outlets[outlet] = true
			out = append(out, p)
		}
	}
	return out, nil
}

// canLead reports whether p is a copy of h or of a part of h: nearly all of p is in h, more than
// half of h is in p, and they have the same figures. If so, it stores the pair in toLeader.
func (c *nearIdentical) canLead(w *pairWorker, h, p int32) (bool, error) {
	x := candidate{a: min(h, p), b: max(h, p)}
	q := question("lead", []store.Doc{c.texts[h].doc, c.texts[p].doc})
	if known, ok := c.answers.get(q); ok {
		c.toLeader[p] = known.Counts
		return known.Yes, nil
	}
	yes, err := c.leads(w, &x, h, p)
	if err != nil {
		return false, err
	}
	a := kept.Answer{Question: q, Yes: yes}
	if yes {
		a.Counts = c.toLeader[p]
	}
	c.answers.put(a)
	return yes, nil
}

// leads is like [nearIdentical.canLead], for the pair x of h and p.
func (c *nearIdentical) leads(w *pairWorker, x *candidate, h, p int32) (bool, error) {
	if err := w.fetch(x); err != nil {
		return false, err
	}
	e := &w.evidence
	w.comparer.Compare(e, &w.a.Text, &w.b.Text, pair.Rarity{})
	z := c.model.LogOdds(e)
	led, leader := e.CoverageB(), e.CoverageA()
	if h == x.b {
		led, leader = leader, led
	}
	if z < 0 || led < groupShare || leader <= leaderShare {
		return false, nil
	}
	fill := w.fill()
	if min(fill.NumbersA, fill.NumbersB) > 0 || groupEdits*min(fill.WordsA, fill.WordsB) > fill.Words {
		return false, nil
	}
	c.toLeader[p] = c.numbered(w.count(), x)
	c.toLeader[p].Z = cluster.FixOdds(c.groupOdds(e, z))
	return true, nil
}

// groupOdds returns the log-odds of a text with its leader after all passes, as if both had the
// same log-odds with all other members of the group.
func (c *nearIdentical) groupOdds(e *pair.Evidence, z float64) float64 {
	others := c.least() - 2
	for k := range c.model.Passes {
		ctx := pair.Context{
			Z: z, Same: true, Size: c.least(), Bridge: z, Within: 1,
			A: pair.Side{Mean: z, Best: z, Shared: e.InA.Share(), Own: 1, Members: others},
			B: pair.Side{Mean: z, Best: z, Shared: e.InB.Share(), Own: 1, Members: others},
		}
		z = c.model.InContext(k, &ctx)
	}
	return z
}

// join adds the articles of the members to their leaders and drops the members' positions.
func (c *nearIdentical) join() {
	var kept []text
	for p, h := range c.leader {
		if int32(p) == h {
			continue
		}
		t, m := &c.texts[h], &c.texts[p]
		t.members = append(t.members, m.members...)
		t.joined = append(t.joined, m.doc)
		t.span = t.span.with(m.span)
		c.groupPairs = append(c.groupPairs, c.toLeader[p])
	}
	for p, h := range c.leader {
		if int32(p) == h {
			kept = append(kept, c.texts[p])
		}
	}
	c.texts = kept
}
