package dedup

import (
	"cmp"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/store"
)

const (
	// crowdTexts is the number of near-identical texts from which on they are
	// one position. Below it every pair is compared and told: 31 texts make 465.
	// Of 300, 400 and 700 prints of one story with 60 short copies (see
	// TestQualityCrowd) 46, 59 and 447 articles fell off the largest cluster
	// without crowds, 0, 0 and 15 with 24, 32 or 48, and 12 of 300 with 64.
	crowdTexts = 32
	// crowdContained is the share of the shorter text's shingles that the longer one must
	// have for both to be of one crowd, and crowdShare the share of its characters, furniture
	// aside. More than leaderShare of the longer one must be in the shorter one: so any two
	// that a text leads have a run in common.
	crowdContained = .7
	crowdShare     = .75
	leaderShare    = .5
	// One word in crowdEdits may be another one: a text that was reworded speaks for itself.
	crowdEdits = 50
	// crowdProbe is the number of neighbours after which a leader is given up
	// if half of them are not its like: the reports of a template cost so many
	// alignments each and no more.
	crowdProbe = 16
)

// crowds looks for near-identical texts: a leader and those that are its like,
// each compared with the leader itself, so that texts which drift from print
// to print are not one crowd. All orders are by content.
type crowds struct {
	*full
	like   map[int32][]int32 // texts that it may lead, by position, ascending
	leader []int32           // by position; its own: no other
	told   []cluster.Scored  // by position: what it has in common with its leader
}

// collapse makes near-identical texts one position each, before anchors are
// counted: they would be too frequent to say anything, and all pairs of 400
// prints are 80,000 alignments.
func (f *full) collapse(pairs []cluster.Pair) error {
	c := &crowds{full: f, leader: make([]int32, len(f.texts)), told: make([]cluster.Scored, len(f.texts))}
	for p := range c.leader {
		c.leader[p] = int32(p)
	}
	c.neighbours(pairs)
	parts := c.parts()
	f.opts.stage("collapse", int64(len(parts)))
	err := f.each(len(parts), func(v *store.View, from, to int) error {
		w := &weigher{full: f, texts: newTexts(v, f.mask)}
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

// neighbours lists the texts that may be of one crowd.
func (c *crowds) neighbours(pairs []cluster.Pair) {
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
		if float64(p.Common) >= crowdContained*float64(c.size(short)) {
			c.like[long] = append(c.like[long], short)
		}
	}
	for p, qs := range c.like {
		slices.Sort(qs)
		c.like[p] = slices.Compact(qs)
	}
}

// size returns the number of shingles of a text.
func (c *crowds) size(p int32) uint32 { return c.table.Size[c.texts[p].doc] }

// parts returns, of each connected part, the texts that have enough neighbours
// to lead a crowd, those with most of them first. Parts do not touch each other.
func (c *crowds) parts() [][]int32 {
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

// connected returns the positions that may lead others or be led, part by part.
func (c *crowds) connected() [][]int32 {
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

func (c *crowds) least() int { return cmp.Or(c.opts.crowd, crowdTexts) }

// gather makes the crowds of one part.
func (c *crowds) gather(w *weigher, hubs []int32) error {
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

// members returns those of the free texts that h can lead, one an outlet: the
// daily reports that one outlet makes of a template are no crowd, even where
// they differ in words alone.
func (c *crowds) members(w *weigher, h int32, free []int32) ([]int32, error) {
	outlets := map[string]bool{c.table.Outlet(c.texts[h].doc): true}
	var out []int32
	for i, p := range free {
		if i >= crowdProbe && 2*len(out) < crowdProbe {
			return nil, nil
		}
		outlet := c.table.Outlet(c.texts[p].doc)
		if outlets[outlet] {
			continue
		}
		ok, err := c.leads(w, h, p)
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

// leads tells whether p is a print of h or of a cut of it, and notes what they have in
// common: nearly all of p, more than half of h, and no other figures in it.
func (c *crowds) leads(w *weigher, h, p int32) (bool, error) {
	x := candidate{a: min(h, p), b: max(h, p)}
	if err := w.fetch(&x); err != nil {
		return false, err
	}
	e := &w.evidence
	w.comparer.Compare(e, &w.a.Text, &w.b.Text, pair.Rarity{})
	z := c.model.LogOdds(e)
	led, leader := e.CoverageB(), e.CoverageA()
	if h == x.b {
		led, leader = leader, led
	}
	if z < 0 || led < crowdShare || leader <= leaderShare {
		return false, nil
	}
	fill := w.forms.Compare(&w.a.Stream, &w.b.Stream, e.Passages)
	if min(fill.NumbersA, fill.NumbersB) > 0 || crowdEdits*min(fill.WordsA, fill.WordsB) > fill.Words {
		return false, nil
	}
	c.told[p] = w.count(&x)
	c.told[p].Z = cluster.FixOdds(c.inCrowd(e, z))
	return true, nil
}

// inCrowd returns the log-odds of a text with its leader, taking it that each goes
// with all others of the crowd as both do with each other.
func (c *crowds) inCrowd(e *pair.Evidence, z float64) float64 {
	others := c.least() - 2
	for k := range c.model.Looks {
		ctx := pair.Context{
			Z: z, Same: true, Size: c.least(), Bridge: z, Within: 1,
			A: pair.Side{Mean: z, Best: z, Shared: e.InA.Share(), Own: 1, Members: others},
			B: pair.Side{Mean: z, Best: z, Shared: e.InB.Share(), Own: 1, Members: others},
		}
		z = c.model.InContext(k, &ctx)
	}
	return z
}

// join gives the members to their leaders.
func (c *crowds) join() {
	var kept []text
	for p, h := range c.leader {
		if int32(p) == h {
			continue
		}
		t, m := &c.texts[h], &c.texts[p]
		t.members = append(t.members, m.members...)
		t.crowd = append(t.crowd, m.doc)
		t.span = t.span.with(m.span)
		c.crowded = append(c.crowded, c.told[p])
	}
	for p, h := range c.leader {
		if int32(p) == h {
			kept = append(kept, c.texts[p])
		}
	}
	c.texts = kept
}
