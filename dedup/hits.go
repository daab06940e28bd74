package dedup

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

// A hitSearch finds what each text shares with others. It searches with the texts that changed, and
// puts what they share into the lists that the last run kept of the others.
type hitSearch struct {
	*full
	index    *anchor.Index
	line     *timeline
	spool    *spool
	keepRuns func([]byte) ([]byte, error) // of the index
	part     bool                         // the index has the anchors of some texts alone

	at      map[store.Doc]int32 // by the article that speaks for a text: its position
	numbers []anchor.Doc        // by position
	changed []bool              // by position
	hits    [][]kept.Hit        // by position, the best first

	mu    sync.Mutex
	added [][]kept.Hit // by position of a text that did not change
}

// byRank puts the hits that share most first.
func byRank(x, y kept.Hit) int {
	return cmp.Or(cmp.Compare(y.Sum, x.Sum), cmp.Compare(y.Shared, x.Shared), cmp.Compare(x.Doc, y.Doc))
}

// prepare finds the texts that changed.
func (h *hitSearch) prepare() error {
	h.at, h.numbers = map[store.Doc]int32{}, make([]anchor.Doc, len(h.texts))
	for p := range h.texts {
		h.at[h.texts[p].doc] = int32(p)
	}
	for n, p := range h.line.texts {
		h.numbers[p] = anchor.Doc(n)
	}
	return h.findChanged()
}

// fewTexts is the share of texts, one in so many, up to which an index of their anchors alone is made for a
// search with them.
const fewTexts = 8

// build makes an index for searches with some texts.
func (h *hitSearch) build(with []bool) error {
	plan := anchor.Plan{
		Numbers: h.line.numbers, Days: h.line.days(), Feed: h.spool, Total: h.spool.total, Table: h.learnt.table,
		Keep: h.keepRuns, Workers: h.opts.workers(),
	}
	if totals, ok := h.totals(with); ok {
		anchors := 0
		if err := h.eachOf(with, func(r anchor.Record) { anchors += r.Len() }); err != nil {
			return err
		}
		plan.Only, plan.Totals, plan.Total = anchor.NewSelection(anchors), totals, min(plan.Total, 8*anchors)
		if err := h.eachOf(with, func(r anchor.Record) {
			for i := range r.Len() {
				plan.Only.Add(r.Hash(i))
			}
		}); err != nil {
			return err
		}
	}
	h.part = plan.Only != nil
	var err error
	h.index, err = anchor.Build(&plan)
	return err
}

// totals returns the weights of texts that are known, by number. ok is false if an index of the anchors of
// the given texts alone is not possible, or not worth it.
func (h *hitSearch) totals(with []bool) (totals []float32, ok bool) {
	if h.learnt.table == nil || len(h.earlier.finds) == 0 {
		return nil, false
	}
	totals = make([]float32, len(h.texts))
	n := 0
	for p := range h.texts {
		if with[p] {
			n++
		}
		switch t, ok := h.earlier.text(h.texts[p].doc); {
		case h.index != nil:
			total, _ := h.index.Total(h.numbers[p])
			totals[h.numbers[p]] = float32(total)
		case ok && t.Weighed:
			totals[h.numbers[p]] = t.Weight
		case with[p]:
			totals[h.numbers[p]] = -1
		default:
			return nil, false
		}
	}
	return totals, n <= len(h.texts)/fewTexts
}

// run fills in the hits of all texts.
func (h *hitSearch) run() error {
	h.hits, h.added = make([][]kept.Hit, len(h.texts)), make([][]kept.Hit, len(h.texts))
	if err := h.search(h.changed, len(h.earlier.finds) > 0); err != nil {
		return err
	}
	again := make([]bool, len(h.texts))
	for p := range h.texts {
		if !h.changed[p] {
			again[p] = !h.update(int32(p))
		}
	}
	h.added = nil
	if !slices.Contains(again, true) {
		return nil
	}
	if h.part {
		if err := h.build(again); err != nil {
			return err
		}
	}
	return h.search(again, false)
}

// findChanged finds the texts that changed, and those with an anchor that became too frequent to
// count or is no more.
func (h *hitSearch) findChanged() error {
	h.changed = make([]bool, len(h.texts))
	for p, same := range h.unchanged() {
		_, has := h.earlier.find(h.texts[p].doc)
		h.changed[p] = !same || !has
	}
	if len(h.earlier.finds) == 0 {
		return nil
	}
	t := frequencies{more: map[uint32]int{}}
	err := errors.Join(
		h.eachEarlier(func(d store.Doc, r anchor.Record) {
			if p, ok := h.at[d]; !ok || h.changed[p] {
				t.watch(r, -1)
			}
		}),
		h.eachOf(h.changed, func(r anchor.Record) { t.watch(r, 1) }),
	)
	if err != nil {
		return err
	}
	t.begin()
	if err := h.eachRecord(func(_ int32, r anchor.Record) { t.count(r) }); err != nil {
		return err
	}
	flipped := t.flipped()
	if len(flipped) == 0 {
		return nil
	}
	return h.eachRecord(func(p int32, r anchor.Record) {
		for i := range r.Len() {
			h.changed[p] = h.changed[p] || flipped[r.Hash(i)]
		}
	})
}

// frequencies count how many texts have an anchor, of those that texts have which changed.
type frequencies struct {
	more  map[uint32]int // texts that have it now, less those before
	now   map[uint32]int
	likes *anchor.Selection // of those in more: most other anchors are told apart by it
}

// watch counts the anchors of a text that came (1) or went (-1).
func (t *frequencies) watch(r anchor.Record, by int) {
	for i := range r.Len() {
		t.more[r.Hash(i)] += by
	}
}

// begin begins to count, when all anchors are watched.
func (t *frequencies) begin() {
	t.now, t.likes = make(map[uint32]int, len(t.more)), anchor.NewSelection(len(t.more))
	for hash := range t.more {
		t.likes.Add(hash)
	}
}

func (t *frequencies) count(r anchor.Record) {
	for i := range r.Len() {
		hash := r.Hash(i)
		if !t.likes.Has(hash) {
			continue
		}
		if _, ok := t.more[hash]; ok {
			t.now[hash]++
		}
	}
}

// flipped returns the anchors that are too frequent to count now and were not before, or the other
// way round.
func (t *frequencies) flipped() map[uint32]bool {
	out := map[uint32]bool{}
	for hash, more := range t.more {
		if n := t.now[hash]; (n > anchor.Cap) != (n-more > anchor.Cap) {
			out[hash] = true
		}
	}
	return out
}

// eachOf calls fn with the anchors of some texts.
func (h *hitSearch) eachOf(with []bool, fn func(r anchor.Record)) error {
	return h.eachRecord(func(p int32, r anchor.Record) {
		if with[p] {
			fn(r)
		}
	})
}

// eachEarlier calls fn with the anchors of each text of the last run.
func (h *hitSearch) eachEarlier(fn func(d store.Doc, r anchor.Record)) error {
	for i := range h.earlier.texts {
		t := &h.earlier.texts[i]
		r, _, err := anchor.CutRecord(t.Anchors)
		if err != nil {
			return fmt.Errorf("anchors: %w", err)
		}
		fn(t.Doc, r)
	}
	return nil
}

// eachRecord calls fn with the anchors of each text.
func (h *hitSearch) eachRecord(fn func(p int32, r anchor.Record)) error {
	var buf []byte
	for i := range h.spool.Batches() {
		if err := h.batch(i, &buf, fn); err != nil {
			return err
		}
	}
	return nil
}

func (h *hitSearch) batch(i int, buf *[]byte, fn func(p int32, r anchor.Record)) error {
	if err := h.ctx.Err(); err != nil {
		return err
	}
	d, records, err := h.spool.Batch(i, buf)
	if err != nil {
		return err
	}
	for ; len(records) > 0; d++ {
		var r anchor.Record
		if r, records, err = anchor.CutRecord(records); err != nil {
			return fmt.Errorf("anchors: %w", err)
		}
		fn(h.line.texts[h.line.numbers[d]], r)
	}
	return nil
}

// search searches with some texts. With spread set it adds what they share with texts that did not
// change.
func (h *hitSearch) search(with []bool, spread bool) error {
	var next atomic.Int64
	return inParallel(h.view, min(h.opts.workers(), max(1, h.spool.Batches())), func(int, *store.View) error {
		var s anchor.Searcher
		var buf []byte
		for i := int(next.Add(1)) - 1; i < h.spool.Batches(); i = int(next.Add(1)) - 1 {
			if err := h.batch(i, &buf, func(p int32, r anchor.Record) {
				if with[p] {
					h.one(&s, p, r, spread)
				}
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// one searches with a text.
func (h *hitSearch) one(s *anchor.Searcher, p int32, r anchor.Record, spread bool) {
	top, n := anchor.Top, h.numbers[p]
	if spread {
		top = 0 // all
	}
	var list []kept.Hit
	for _, x := range s.SearchRecord(h.index, n, r, top, h.line.reach(n)) {
		hit := kept.Hit{Doc: h.texts[h.line.texts[x.Doc]].doc, Shared: int32(x.Shared), Sum: float32(x.Sum), Recurs: float32(x.Recurring)}
		list = append(list, hit)
	}
	slices.SortFunc(list, byRank)
	if spread {
		h.mu.Lock()
		for _, x := range list {
			if q := h.at[x.Doc]; !h.changed[q] {
				back := x
				back.Doc = h.texts[p].doc
				h.added[q] = append(h.added[q], back)
			}
		}
		h.mu.Unlock()
		list = slices.Clone(h.chosen(p, list))
	}
	h.hits[p] = list
}

// chosen returns the hits that count of a list with the best first, as [anchor.Searcher] chooses
// them.
func (h *hitSearch) chosen(p int32, list []kept.Hit) []kept.Hit {
	n := min(len(list), anchor.Top)
	for n > 0 && n < len(list) && list[n].Sum == list[n-1].Sum && list[n].Shared == list[n-1].Shared {
		n++
	}
	own, _ := h.index.Total(h.numbers[p])
	for _, x := range list[n:] {
		other, _ := h.index.Total(h.numbers[h.at[x.Doc]])
		if anchor.Strong(float64(x.Sum), own, other) {
			list[n] = x
			n++
		}
	}
	return list[:n]
}

// update puts what changed into the list that was kept of a text. It reports false if a text that
// is not in the list may belong there now.
func (h *hitSearch) update(p int32) bool {
	old, _ := h.earlier.find(h.texts[p].doc)
	list := make([]kept.Hit, 0, len(old)+len(h.added[p]))
	for _, x := range old {
		if q, ok := h.at[x.Doc]; ok && !h.changed[q] {
			list = append(list, x)
		}
	}
	list = append(list, h.added[p]...)
	slices.SortFunc(list, byRank)
	if len(old) >= anchor.Top {
		if len(list) < anchor.Top {
			return false
		}
		last, bar := list[anchor.Top-1], old[anchor.Top-1]
		if cmp.Or(cmp.Compare(last.Sum, bar.Sum), cmp.Compare(last.Shared, bar.Shared)) < 0 {
			return false
		}
	}
	h.hits[p] = h.chosen(p, list)
	return true
}
