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
	// In a group of giantTexts and more, a text may have more text of its own: looseShare of its
	// characters must be in the leader, and the log-odds of both must be at least looseOdds.
	// Outlets print much of their own around a short story. Of 917 copies of a story of 50 words,
	// on pages of 75 to 200 words, 821 are in one cluster so, and 107 were before.
	looseShare = .4
	looseOdds  = 2
	// One word in groupEdits may differ. A reworded text is a position by itself.
	groupEdits = 50
	// A leader is tried on groupProbe texts, and on triesForEach more for each that it leads. So
	// reports made from a template cost few alignments each.
	groupProbe   = 32
	triesForEach = 3
	// mostFailures is the number of leaders without a group, one after the other, after which a
	// connected component is given up. A flood of 4,000 reports made from one template takes 18 CPU
	// seconds without it.
	mostFailures = 256
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
		if float64(p.Common) >= leaderShare*float64(c.size(short)) {
			c.like[short] = append(c.like[short], long)
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
	failures := 0
	for _, h := range hubs {
		if err := c.ctx.Err(); err != nil || failures == mostFailures {
			return err
		}
		free := 0
		for _, p := range c.like[h] {
			if !taken[p] {
				free++
			}
		}
		if taken[h] || free+1 < c.least() {
			continue
		}
		members, err := c.members(w, h, taken)
		if err != nil {
			return err
		}
		if len(members)+1 < c.least() {
			failures++
			continue
		}
		failures, taken[h] = 0, true
		for _, p := range members {
			taken[p], c.leader[p] = true, h
		}
	}
	return nil
}

// members returns the texts that h can lead and that are not taken, at most one of each outlet.
// So daily reports that one outlet makes from a template are not a group, even if they differ
// only in a few words. The texts that are like a member are tried as well: the bands find only
// some of the copies that have much text of their own outlets. Texts that h leads loosely count
// only in a large group.
func (c *nearIdentical) members(w *pairWorker, h int32, taken map[int32]bool) ([]int32, error) {
	outlets := map[string]bool{c.table.Outlet(c.texts[h].doc): true}
	tried := map[int32]bool{h: true}
	var out, closely []int32
	for next, like := 0, c.like[h]; ; next++ {
		for _, p := range like {
			outlet := c.table.Outlet(c.texts[p].doc)
			if tried[p] || taken[p] || outlets[outlet] {
				continue
			}
			if len(tried)-1 >= triesForEach*len(out)+groupProbe {
				return ledBy(out, closely), nil
			}
			tried[p] = true
			l, err := c.canLead(w, h, p)
			if err != nil {
				return nil, err
			}
			if l == leadsNot {
				continue
			}
			outlets[outlet] = true
			if out = append(out, p); l == leadsClosely {
				closely = append(closely, p)
			}
		}
		if next == len(out) {
			return ledBy(out, closely), nil
		}
		like = c.like[out[next]]
	}
}

// ledBy returns the members of a group, of all texts that its leader leads and of those that it
// leads closely.
func ledBy(all, closely []int32) []int32 {
	if len(all)+1 >= giantTexts {
		return all
	}
	return closely
}

// A leading says how a text can lead another one.
type leading int

const (
	leadsNot     leading = iota
	leadsLoosely         // more than half of the leader is in the other text, with the same figures
	leadsClosely         // and nearly all of the other text is in the leader
)

// leadingOf returns the answer to both questions.
func leadingOf(loosely, closely bool) leading {
	switch {
	case closely:
		return leadsClosely
	case loosely:
		return leadsLoosely
	}
	return leadsNot
}

// canLead returns how h can lead p. If it can, it stores the pair in toLeader.
func (c *nearIdentical) canLead(w *pairWorker, h, p int32) (leading, error) {
	x := candidate{a: min(h, p), b: max(h, p)}
	docs := []store.Doc{c.texts[h].doc, c.texts[p].doc}
	loosely, closely := question("lead loosely", docs), question("lead closely", docs)
	if known, ok := c.answers.get(loosely); ok {
		if !known.Yes {
			return leadsNot, nil
		}
		c.toLeader[p] = known.Counts
		also, _ := c.answers.get(closely)
		return leadingOf(true, also.Yes), nil
	}
	l, err := c.leads(w, &x, h, p)
	if err != nil {
		return leadsNot, err
	}
	if l == leadsNot {
		c.answers.put(kept.Answer{Question: loosely})
		return l, nil
	}
	c.answers.put(kept.Answer{Question: loosely, Yes: true, Counts: c.toLeader[p]})
	c.answers.put(kept.Answer{Question: closely, Yes: l == leadsClosely, Counts: c.toLeader[p]})
	return l, nil
}

// leads is like [nearIdentical.canLead], for the pair x of h and p.
func (c *nearIdentical) leads(w *pairWorker, x *candidate, h, p int32) (leading, error) {
	if err := w.fetch(x); err != nil {
		return leadsNot, err
	}
	e := &w.evidence
	w.comparer.Compare(e, &w.a.Text, &w.b.Text, pair.Rarity{})
	z := c.model.LogOdds(e)
	led, leader := e.CoverageB(), e.CoverageA()
	if h == x.b {
		led, leader = leader, led
	}
	closely := z >= 0 && led >= groupShare
	loosely := z >= looseOdds && led >= looseShare
	if leader <= leaderShare || !closely && !loosely {
		return leadsNot, nil
	}
	fill := w.fill()
	if min(fill.NumbersA, fill.NumbersB) > 0 || groupEdits*min(fill.WordsA, fill.WordsB) > fill.Words {
		return leadsNot, nil
	}
	c.toLeader[p] = c.numbered(w.count(), x)
	c.toLeader[p].Z = cluster.FixOdds(c.groupOdds(e, z))
	return leadingOf(true, closely), nil
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
