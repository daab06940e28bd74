package dedup

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

// pages holds the texts that are cut into items. Each item is compared by itself. A page that
// prints several texts is in no cluster; it has text of the cluster of each item.
type pages struct {
	mu     sync.Mutex
	cut    map[int32]item.Page  // by position
	begins map[uint64]item.Item // by a text and another one: where the other one begins in it
	hits   map[uint64]itemHit   // by pair of positions
}

// An itemHit is the best pair of items of two texts.
type itemHit struct {
	z     float32 // log-odds that they are one story's text
	items itemPair
}

// add adds texts that are cut by their own marks, such as "News in brief".
func (p *pages) add(cut map[int32]item.Page) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut == nil {
		p.cut = map[int32]item.Page{}
	}
	maps.Copy(p.cut, cut)
}

// of returns the items of the text at a position.
func (p *pages) of(at int32) *item.Page {
	page := p.cut[at]
	return &page
}

// pairOf returns the positions of two texts as one number.
func pairOf(at, other int32) uint64 { return kept.Key(uint32(at), uint32(other)) }

// note records where another text begins in the text at a position, if it does.
func (p *pages) note(at, other int32, f item.Item) {
	if f == (item.Item{}) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begins == nil {
		p.begins = map[uint64]item.Item{}
	}
	p.begins[pairOf(at, other)] = f
}

// cutPages cuts the texts in which others begin.
func (f *full) cutPages() error {
	found := map[int32][]item.Item{}
	for k, x := range f.pages.begins {
		at := int32(k >> 32)
		found[at] = append(found[at], x)
	}
	order := slices.Sorted(maps.Keys(found))
	return f.each(len(order), func(v *store.View, from, to int) error {
		cut := map[int32]item.Page{}
		for _, at := range order[from:to] {
			s, err := v.Text(f.texts[at].doc)
			if err != nil {
				return fmt.Errorf("article %d: %w", f.texts[at].doc, err)
			}
			if slices.ContainsFunc(found[at], func(x item.Item) bool { return x.End > len(s) }) {
				return fmt.Errorf("article %d: %w: an item ends behind its text", f.texts[at].doc, ErrEvidence)
			}
			if p := item.Cut(s, found[at]); len(p.Items) > 0 {
				cut[at] = p
			}
		}
		f.pages.add(cut)
		return nil
	})
}

// weighItems sets the odds of pairs with a text that is cut, by their items.
func (f *full) weighItems() error {
	if err := f.cutPages(); err != nil {
		return err
	}
	f.pages.hits = map[uint64]itemHit{}
	var chosen []int32
	for i := range f.cands {
		if c := &f.cands[i]; !c.bare && !c.apart && (len(f.pages.of(c.a).Items) > 0 || len(f.pages.of(c.b).Items) > 0) {
			chosen = append(chosen, int32(i))
		}
	}
	f.compared += len(chosen)
	return f.compare("items", chosen, func(w *pairWorker, i int32) error { return w.byItems(&f.cands[i]) })
}

// byItems compares the items of a pair whose whole texts were compared before, and sets the odds of
// the pair from the items. A page that prints several texts is in no story, unless the other text
// has most of the page.
func (w *pairWorker) byItems(c *candidate) error {
	pa, pb := w.full.pages.of(c.a), w.full.pages.of(c.b)
	if onPage(pa, w.evidence.CoverageA()) && onPage(pb, w.evidence.CoverageB()) {
		return nil
	}
	best, home, err := w.bestItems(c, pa, pb)
	if err != nil {
		return err
	}
	if pa.Home != item.Front && pb.Home != item.Front {
		w.full.pages.hit(c, best)
	}
	switch {
	case pa.Several() || pb.Several():
		c.apart = true
	case pa.Cut() && pa.Home >= 0 || pb.Cut() && pb.Home >= 0:
		c.z, c.apart = home, home <= -pair.MaxLogOdds
	}
	return nil
}

// onPage reports whether a text that has this share of a page may be a copy of the whole page.
func onPage(p *item.Page, share float64) bool {
	return !p.Cut() || p.Home == item.None && share >= onePage
}

// bestItems returns the items of a pair that are most likely one story's text, and the log-odds of
// the items that are the articles themselves.
func (w *pairWorker) bestItems(c *candidate, pa, pb *item.Page) (best itemHit, home float32, err error) {
	rarity, wholeA, wholeB := w.full.rarity(c), w.a, w.b
	best, home = itemHit{z: -pair.MaxLogOdds}, -pair.MaxLogOdds
	scored := &w.full.aligned[c.aligned-1]
	for _, x := range itemPairs(&wholeA.Text, &wholeB.Text, pa, pb, w.evidence.Passages) {
		a, err := w.item(c.a, wholeA, pa, x.a)
		if err != nil {
			return best, home, err
		}
		b, err := w.item(c.b, wholeB, pb, x.b)
		if err != nil {
			return best, home, err
		}
		z, reuse := w.weighParts(a, b, partRarity(rarity, lengthShare(&a.Text, &wholeA.Text), lengthShare(&b.Text, &wholeB.Text)))
		if z > best.z && hasStory(&w.partial) {
			best = itemHit{z, x}
		}
		if pa.IsHome(x.a) && pb.IsHome(x.b) {
			home = max(home, z)
		}
		if r := cluster.FixOdds(reuse); r > scored.Reuse {
			scored.Reuse, scored.Kind = r, w.shared.Kind(reuse)
		}
	}
	return best, home, nil
}

// item returns item i of a text, or the whole text.
func (w *pairWorker) item(at int32, whole *ready, p *item.Page, i int) (*ready, error) {
	if i < 0 {
		return whole, nil
	}
	return w.texts.item(w.full.texts[at].doc, p, i)
}

// weighParts returns the log-odds that two items are one story's text, and that they share reporting.
func (w *pairWorker) weighParts(a, b *ready, r pair.Rarity) (z float32, reuse float64) {
	w.comparer.Compare(&w.partial, &a.Text, &b.Text, r)
	w.scorer.Compare(&w.shared, &a.words, &b.words, w.known)
	reuse = calibrated(w.calibration, w.reuse.LogOdds(&w.shared))
	return float32(sameText(w.model.LogOdds(&w.partial), &w.shared, w.reuse)), reuse
}

// hit records the best items of a pair.
func (p *pages) hit(c *candidate, h itemHit) {
	if h.z < 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hits[pairOf(c.a, c.b)] = h
}

// withItems returns the pages and clusters where the page has text of the cluster, because of the
// mean log-odds of the page's items to the members.
func (f *full) withItems(label []int32) []pageStory {
	size := map[int32]int{}
	for _, l := range label {
		size[l]++
	}
	sum := map[pageStory]float64{}
	add := func(page, other int32, z float32) {
		if len(f.pages.of(page).Items) > 0 && label[page] != label[other] {
			sum[pageStory{page, label[other]}] += float64(z) - pair.Missing
		}
	}
	for _, p := range slices.Sorted(maps.Keys(f.pages.hits)) { // sorted, since sums depend on the order
		h := f.pages.hits[p]
		a, b := int32(p>>32), int32(p&math.MaxUint32)
		add(a, b, h.z)
		add(b, a, h.z)
	}
	var out []pageStory
	for k, s := range sum {
		if n := size[k.label]; s/float64(n)+pair.Missing >= cluster.OutsideOdds {
			out = append(out, k)
		}
	}
	return out
}

// A pageStory is a page and the cluster of one of its items.
type pageStory struct{ page, label int32 }

// gathered appends the memberships of pages because of their items, and records the pages that are
// in no cluster.
func (f *full) gathered(out []generation.Membership, id map[store.Doc]string, label []int32) []generation.Membership {
	for _, s := range f.withItems(label) {
		other := id[f.texts[s.label].doc]
		for _, d := range f.texts[s.page].members {
			if other != "" && id[d] != other {
				out = append(out, generation.Membership{Doc: d, Cluster: other})
			}
		}
	}
	for at, p := range f.pages.cut {
		if !p.Several() || f.holds[at] != nil {
			continue
		}
		for _, d := range f.texts[at].members {
			if id[d] == "" {
				f.pageKinds = append(f.pageKinds, generation.Page{Doc: d, Kind: generation.PageSeveral})
			}
		}
	}
	slices.SortFunc(f.pageKinds, func(x, y generation.Page) int { return cmp.Compare(x.Doc, y.Doc) })
	return out
}

// itemOdds raises the odds of pairs with a text that is cut to those of their best items. Such pages
// are in no cluster, so there is no context.
func (f *full) itemOdds(edges []cluster.OddsEdge) {
	for i := range edges {
		e := &edges[i]
		h, ok := f.pages.hits[pairOf(e.A, e.B)]
		if !ok {
			continue
		}
		z := float64(h.z)
		for k := range f.model.Passes {
			z = f.withoutNeighbours(k, z)
		}
		e.Z = max(e.Z, z)
	}
}
