package dedup

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

const (
	// spoolMemory is up to how many bytes the anchors of all articles are held in
	// memory: those of 50,000 articles. More go to a file: 1.1 GB for a million.
	spoolMemory = 64 << 20
	// indexMemory is up to how many bytes the index of the anchors is held in memory, that
	// of 150,000 articles. More is in pages of a file: .9 GB for a million.
	indexMemory = 128 << 20
	// spoolBatch is up to how many articles are read from the scratch together, some 80 KB.
	spoolBatch = 64
)

// A spool keeps the anchors of all texts, in the order of arrival, while they
// are indexed and searched for. Those that the last run kept are read where they are; what is made is in the scratch.
type spool struct {
	scratch *store.Scratch
	mu      sync.Mutex
	total   int // anchors
	batches []spooled
}

// A spooled batch is in the scratch, or of one text whose anchors were kept.
type spooled struct {
	first anchor.Doc
	size  int
	at    int64
	kept  []byte
}

// put adds a batch of successive articles.
func (s *spool) put(first anchor.Doc, records []byte, anchors int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, err := s.scratch.Append(records)
	if err != nil {
		return fmt.Errorf("anchors: %w", err)
	}
	s.total += anchors
	s.batches = append(s.batches, spooled{first: first, at: at, size: len(records)})
	return nil
}

// take adds texts whose anchors were kept.
func (s *spool) take(list []spooled) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range list {
		s.total += len(list[i].kept) / anchorBytes
	}
	s.batches = append(s.batches, list...)
}

// sort puts the batches into their order, when all are there.
func (s *spool) sort() {
	slices.SortFunc(s.batches, func(x, y spooled) int { return cmp.Compare(x.first, y.first) })
}

// Batches implements [anchor.Feed].
func (s *spool) Batches() int { return len(s.batches) }

// Batch implements [anchor.Feed].
func (s *spool) Batch(i int, buf *[]byte) (anchor.Doc, []byte, error) {
	b := &s.batches[i]
	if b.kept != nil {
		return b.first, b.kept, nil
	}
	if cap(*buf) < b.size {
		*buf = make([]byte, b.size+b.size/4)
	}
	*buf = (*buf)[:b.size]
	if _, err := s.scratch.ReadAt(*buf, b.at); err != nil {
		return 0, nil, fmt.Errorf("anchors: %w", err)
	}
	return b.first, *buf, nil
}

// anchored says what the anchors of a text weigh together, and how many there are.
type anchored struct {
	weight float32
	count  uint16
}

// candidates searches for the pairs that are compared: those that anchors bring
// together, and pairs that the bands found.
func (f *full) candidates(banded []cluster.Pair) (err error) {
	f.opts.stage("anchors", int64(len(f.texts)))
	order := f.byArrival()
	s := &spool{scratch: f.st.NewScratch(spoolMemory)}
	defer func() { err = errors.Join(err, s.scratch.Close()) }()
	if err := f.spool(s, order); err != nil {
		return err
	}
	pages := f.st.NewScratch(indexMemory)
	defer func() { err = errors.Join(err, pages.Close()) }()
	h := &hitSearch{full: f, line: f.timeline(order), spool: s, keepRuns: pages.Keep}
	if err := h.prepare(); err != nil {
		return err
	}
	if err := h.build(h.changed); err != nil {
		return err
	}
	f.learnt.table = h.index.Table()
	f.anchored = make([]anchored, len(order))
	for n, p := range h.line.texts {
		weight, anchors := h.index.Total(anchor.Doc(n))
		f.anchored[p] = anchored{float32(weight), uint16(anchors)}
	}
	if err := f.keepTexts(s, order); err != nil {
		return err
	}
	f.opts.stage("candidates", int64(len(f.texts)))
	return f.search(h, order, banded)
}

// spool collects the anchors of all texts, and learns the recurring runs unless the epoch knows
// them. Anchors that the last run kept are not made again.
func (f *full) spool(s *spool, order []int32) error {
	learning := f.learnt.recurring == nil
	runs := score.NewBuilder(len(f.texts))
	var mu sync.Mutex
	err := f.each(len(order), func(v *store.View, from, to int) error {
		w := spooler{
			anchorer: anchorer{mask: f.mask, learning: learning, cut: map[int32]item.Page{}},
			full:     f, view: v, spool: s, runs: score.NewBuilder(len(f.texts)),
		}
		if err := w.texts(order, from, to); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		f.pages.add(w.cut)
		runs.Join(w.runs)
		return nil
	})
	s.sort()
	if learning {
		f.learnt.recurring = runs.Build()
	}
	f.known.Recurring = f.learnt.recurring
	return err
}

// A spooler fills a spool in one goroutine.
type spooler struct {
	anchorer

	full    *full
	view    *store.View
	spool   *spool
	runs    *score.Builder
	records []byte // of the texts from first on, which the spool has not got yet
	count   int    // their anchors
	first   int
}

// texts adds the texts of some places in the order of arrival.
func (w *spooler) texts(order []int32, from, to int) error {
	var taken []spooled
	w.first = from
	for i := from; i < to; i++ {
		if err := w.full.ctx.Err(); err != nil {
			return err
		}
		p := order[i]
		if t, ok := w.full.earlier.text(w.full.texts[p].doc); ok {
			if err := errors.Join(w.recall(p, t), w.flush(i)); err != nil {
				return err
			}
			taken = append(taken, spooled{first: anchor.Doc(i), kept: t.Anchors})
			w.first = i + 1
			continue
		}
		if err := w.make(p); err != nil {
			return err
		}
		if i+1-w.first == spoolBatch {
			if err := w.flush(i + 1); err != nil {
				return err
			}
		}
	}
	w.spool.take(taken)
	return w.flush(to)
}

// flush gives the spool the texts up to one.
func (w *spooler) flush(to int) (err error) {
	if to > w.first {
		err = w.spool.put(anchor.Doc(w.first), w.records, w.count)
	}
	w.records, w.count, w.first = w.records[:0], 0, to
	return err
}

// anchorBytes is the size of an anchor in a record, about.
const anchorBytes = 6

// recall cuts a text whose anchors were kept, if it has several texts.
func (w *spooler) recall(p int32, t *kept.Text) error {
	if !t.Cut {
		return nil
	}
	s, err := w.view.Text(t.Doc)
	if err != nil {
		return fmt.Errorf("article %d: %w", t.Doc, err)
	}
	w.see(p, s)
	return nil
}

// make makes the anchors of a text.
func (w *spooler) make(p int32) error {
	d := w.full.texts[p].doc
	s, marks, err := w.view.Body(d)
	if err != nil {
		return fmt.Errorf("article %d: %w", d, err)
	}
	w.see(p, s)
	size := len(w.records)
	w.records = anchor.AppendRecord(w.records, w.anchors(w.full.table.Outlet(d), s, marks))
	w.count += (len(w.records) - size) / anchorBytes
	if w.learning {
		w.runs.Add(&w.text, w.full.days(p)...)
	}
	return nil
}

// days returns the days of the articles with a text, each once.
func (f *full) days(p int32) []int32 {
	var out []int32
	for _, d := range f.texts[p].members {
		second, ok := f.table.Second(d)
		out = append(out, score.Day(second, ok))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// An anchorer makes anchors of texts and reuses its buffers.
type anchorer struct {
	mask     masker
	learning bool                // text is made, too
	cut      map[int32]item.Page // by position: the texts that say themselves that they have several
	shingler shingle.Shingler
	stream   shingle.Stream
	out      []shingle.Anchor
	scoring  score.Preparer
	text     score.Text // of the last article: its runs of words
}

func (w *anchorer) anchors(outlet, s string, marks []article.Furniture) []shingle.Anchor {
	w.shingler.Stream(&w.stream, s, mask(w.mask, outlet, s, marks))
	w.out = shingle.Anchors(w.out[:0], &w.stream)
	if w.learning {
		w.scoring.Grams(&w.text, &score.Source{Text: s, Stream: &w.stream})
	}
	return w.out
}

// see cuts the text at a position, if it says itself that it has several.
func (w *anchorer) see(p int32, s string) {
	if page := item.Cut(s, nil); page.Cut() {
		w.cut[p] = page
	}
}

// byArrival returns the positions in the order of their articles' numbers.
func (f *full) byArrival() []int32 {
	order := make([]int32, len(f.texts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(f.texts[x].doc, f.texts[y].doc) })
	return order
}

// search finds the candidates of all texts by anchors, and adds those of the bands.
func (f *full) search(h *hitSearch, order []int32, banded []cluster.Pair) error {
	err := h.run()
	h.index.Release()
	if err != nil {
		return err
	}
	giants, err := h.withGiants()
	if err != nil {
		return err
	}
	f.keepFinds(order, h.hits)
	f.earlier.finds = nil
	var list cluster.UncomparedList
	var worth []candidate
	for p := range h.hits {
		worth = h.split(worth, &list, int32(p), giants)
	}
	slices.SortFunc(worth, candidate.compare)
	f.uncompared = cluster.NewUncompared(len(f.texts), []cluster.UncomparedList{list}, anchor.HopelessOdds)
	more := append(f.banded(banded), giants...)
	slices.SortFunc(more, candidate.compare)
	f.cands = mergeCandidates(worth, more)
	return nil
}

// split adds the hits of a text that are worth comparing to worth, and the others to the list.
func (h *hitSearch) split(worth []candidate, list *cluster.UncomparedList, p int32, giants []candidate) []candidate {
	from := len(list.Others)
	for _, x := range h.hits[p] {
		q := h.at[x.Doc]
		if anchor.Hopeless(float64(x.Sum), float64(h.anchored[p].weight), float64(h.anchored[q].weight)) && !hasPair(giants, p, q) {
			list.Others = append(list.Others, q)
			continue
		}
		worth = append(worth, candidate{a: min(p, q), b: max(p, q), shared: x.Shared, sum: x.Sum, recurs: x.Recurs})
	}
	h.hits[p] = nil
	list.Add(p, len(list.Others)-from)
	return worth
}

// compare orders candidates by their positions; of a pair that was found twice, the better
// find comes first.
func (c candidate) compare(d candidate) int {
	if r := cmp.Compare(pairOf(c.a, c.b), pairOf(d.a, d.b)); r != 0 {
		return r
	}
	return cmp.Or(cmp.Compare(d.sum, c.sum), cmp.Compare(d.shared, c.shared))
}

// mergeCandidates returns what sorted lists have, each pair once: most are found from
// both sides.
func mergeCandidates(lists ...[]candidate) []candidate {
	each := func(fn func(c candidate)) {
		at, last := make([]int, len(lists)), uint64(math.MaxUint64)
		for {
			best := -1
			for i, l := range lists {
				if at[i] < len(l) && (best < 0 || l[at[i]].compare(lists[best][at[best]]) < 0) {
					best = i
				}
			}
			if best < 0 {
				return
			}
			c := lists[best][at[best]]
			at[best]++
			if p := pairOf(c.a, c.b); p != last {
				fn(c)
				last = p
			}
		}
	}
	n := 0
	each(func(candidate) { n++ })
	out := make([]candidate, 0, n)
	each(func(c candidate) { out = append(out, c) })
	return out
}

// banded turns pairs of articles into candidates that share no anchor, unless they
// count as uncompared.
func (f *full) banded(pairs []cluster.Pair) []candidate {
	at := f.positions()
	var out []candidate
	for _, p := range pairs {
		a, b := at[p.A], at[p.B]
		if a >= 0 && b >= 0 && a != b && p.Jaccard() >= cluster.MinJaccard && !f.uncompared.Has(a, b) {
			out = append(out, candidate{a: min(a, b), b: max(a, b)})
		}
	}
	return out
}

// positions returns the positions of the articles, by number; -1: none.
func (f *full) positions() []int32 {
	at := slices.Repeat([]int32{-1}, len(f.table.Rank))
	for i := range f.texts {
		for _, d := range f.texts[i].members {
			at[d] = int32(i)
		}
	}
	return at
}
