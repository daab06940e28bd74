package dedup

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// learnt is what an epoch froze. It is empty while it is learnt.
type learnt struct {
	lines     *furniture.Lines
	recurring *score.Recurring
	table     *anchor.Table
	shift     float64 // of the log-odds of pairs
	fitted    bool    // shift is known
}

// earlier is the evidence that the last run of the epoch kept. The zero value has none.
type earlier struct {
	texts []kept.Text // by article
	pairs []kept.Pair // by key
	count []cluster.Scored
	finds []kept.Find // by article
}

// A lastKept holds the blocks that the last run kept, as long as the view does. The zero value is ready to read them.
type lastKept struct {
	blocks [][]byte
	from   int // how many other blocks the generation has before them
	done   bool
	err    error
}

// read reads the blocks, once.
func (l *lastKept) read(v *store.View, generationNumber uint64) error {
	if !l.done {
		l.done = true
		l.blocks, l.err = generation.KeptBlocks(v, generationNumber)
		l.from = v.Blocks() - len(l.blocks)
	}
	return l.err
}

// recall reads what the last run of the epoch learnt and kept.
// With fresh set it takes what was learnt alone, so that all evidence is made again.
func recall(v *store.View, c *generation.Conclusions, last *lastKept, fresh bool) (l learnt, e earlier, a *answers, err error) {
	if err := last.read(v, c.Number); err != nil {
		return l, e, nil, err
	}
	r, err := kept.Open(last.blocks)
	if err != nil {
		return l, e, nil, err
	}
	l = learnt{lines: c.Lines, recurring: c.Recurring, shift: c.Epoch.Shift, fitted: c.Epoch.Fitted}
	if l.table, err = r.Table(); err != nil || fresh {
		return l, e, newAnswers(nil), err
	}
	var errs [5]error
	var known map[uint64]kept.Answer
	e.texts, errs[0] = r.Texts()
	e.pairs, errs[1] = r.Pairs()
	e.count, errs[2] = r.Counts()
	e.finds, errs[4] = r.Finds()
	known, errs[3] = r.Answers()
	return l, e, newAnswers(known), errors.Join(errs[:]...)
}

// epoch takes over what the epoch learnt and what the last run kept, or begins a new epoch. An
// epoch that cannot be read is learnt anew.
func (l *linker) epoch(f *full) (err error) {
	if !l.learn {
		f.learnt, f.earlier, f.answers, err = recall(f.view, l.prev, &l.last, l.opts.afresh)
		l.learn = l.damaged(err)
		if err != nil && !l.learn {
			return err
		}
	}
	f.keep = kept.NewWriter(l.last.blocks)
	l.next.Epoch = l.prev.Epoch
	if l.learn {
		f.learnt, f.earlier, f.answers = learnt{}, earlier{}, newAnswers(nil)
		l.next.Epoch = generation.Epoch{Number: l.prev.Epoch.Number + 1, Articles: len(f.table.Docs), Horizon: f.view.Docs()}
		err = f.furniture()
	}
	l.out.Epoch, l.out.Learnt = l.next.Epoch, l.learn
	return err
}

// damaged reports whether err says that what the last run kept cannot be read.
func (l *linker) damaged(err error) bool {
	return errors.Is(err, kept.ErrCodec) || errors.Is(err, clock.ErrCodec) || errors.Is(err, trace.ErrProfiles) || generation.Unreadable(err) || errors.Is(err, store.ErrDamaged)
}

// text returns what was kept of the text that an article speaks for.
func (e *earlier) text(d store.Doc) (*kept.Text, bool) {
	i, ok := slices.BinarySearchFunc(e.texts, d, func(t kept.Text, d store.Doc) int { return cmp.Compare(t.Doc, d) })
	if !ok {
		return nil, false
	}
	return &e.texts[i], true
}

// find returns what the search found of the text that an article speaks for.
func (e *earlier) find(d store.Doc) ([]kept.Hit, bool) {
	i, ok := slices.BinarySearchFunc(e.finds, d, func(f kept.Find, d store.Doc) int { return cmp.Compare(f.Doc, d) })
	if !ok {
		return nil, false
	}
	return e.finds[i].Hits, true
}

// pair returns the evidence of two texts by the articles that speak for them.
func (e *earlier) pair(x, y store.Doc) (*kept.Pair, bool) {
	i, ok := slices.BinarySearchFunc(e.pairs, kept.Key(min(x, y), max(x, y)), func(p kept.Pair, key uint64) int {
		return cmp.Compare(kept.Key(p.Counts.A, p.Counts.B), key)
	})
	if !ok {
		return nil, false
	}
	return &e.pairs[i], true
}

// counts returns what two texts share that no search brought together.
func (e *earlier) counts(x, y store.Doc) (cluster.Scored, bool) {
	i, ok := slices.BinarySearchFunc(e.count, kept.Key(min(x, y), max(x, y)), func(s cluster.Scored, key uint64) int {
		return cmp.Compare(kept.Key(s.A, s.B), key)
	})
	if !ok {
		return cluster.Scored{}, false
	}
	return e.count[i], true
}

// digest identifies the articles of a text, without those that it may have in common with others.
func (t *text) digest() uint64 {
	b := make([]byte, 0, 4*(len(t.members)+len(t.joined)+1))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(t.joined)))
	for _, list := range [2][]store.Doc{t.members, t.joined} {
		for _, d := range list {
			b = binary.LittleEndian.AppendUint32(b, d)
		}
	}
	return xxhash.Sum64(b)
}

// question identifies a question about texts by the articles that speak for them.
func question(kind string, lists ...[]store.Doc) uint64 {
	s := sign(kind)
	for _, list := range lists {
		s.docs(list)
	}
	return s.sum()
}

// answers holds the answers to questions that take alignments. It is safe for concurrent use.
type answers struct {
	mu    sync.Mutex
	known map[uint64]kept.Answer // of the last run
	asked map[uint64]kept.Answer // of this run
}

func newAnswers(known map[uint64]kept.Answer) *answers {
	return &answers{known: known, asked: map[uint64]kept.Answer{}}
}

// get returns the answer of the last run, and keeps it.
func (a *answers) get(q uint64) (kept.Answer, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	x, ok := a.known[q]
	if ok {
		a.asked[q] = x
	}
	return x, ok
}

func (a *answers) put(x kept.Answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked[x.Question] = x
}

// keepTexts keeps the anchors of all texts, and what they weigh.
func (f *full) keepTexts(s *spool, order []int32) error {
	f.keep.Table(f.learnt.table)
	at := 0
	var buf []byte
	for i := range s.Batches() {
		_, records, err := s.Batch(i, &buf)
		if err != nil {
			return err
		}
		for len(records) > 0 {
			_, rest, err := anchor.CutRecord(records)
			if err != nil {
				return fmt.Errorf("anchors: %w", err)
			}
			t := &f.texts[order[at]]
			f.keep.Text(&kept.Text{
				Doc: t.doc, Digest: t.digest(), Cut: f.pages.of(order[at]).Cut(), Anchors: records[:len(records)-len(rest)],
				Weight: f.anchored[order[at]].weight, Weighed: true,
			})
			records = rest
			at++
		}
	}
	return nil
}

// unchanged reports for each position whether its articles are those of the last run.
func (f *full) unchanged() []bool {
	out := make([]bool, len(f.texts))
	for p := range f.texts {
		t, ok := f.earlier.text(f.texts[p].doc)
		out[p] = ok && t.Digest == f.texts[p].digest()
	}
	return out
}

// takeOver fills in the evidence of the candidates whose texts did not change and of which the search
// found the same, and returns the others.
func (f *full) takeOver() (open []int32) {
	same := f.unchanged()
	for i := range f.cands {
		c := &f.cands[i]
		p, ok := f.earlier.pair(f.texts[c.a].doc, f.texts[c.b].doc)
		if !ok || !same[c.a] || !same[c.b] || p.Shared != c.shared || p.Sum != c.sum || p.Recurs != c.recurs {
			open = append(open, int32(i))
			continue
		}
		c.aligned, f.aligned[i] = int32(i)+1, p.Counts
		c.z, c.bare, c.apart, c.form, c.within, c.inA, c.inB = p.Z, p.Bare, p.Apart, p.Form, p.Within, p.InA, p.InB
		beginsA, beginsB := p.BeginsA, p.BeginsB
		if f.texts[c.a].doc > f.texts[c.b].doc {
			c.inA, c.inB = c.inB, c.inA
			beginsA, beginsB = beginsB, beginsA
		}
		f.pages.note(c.a, c.b, item.Item(beginsA))
		f.pages.note(c.b, c.a, item.Item(beginsB))
	}
	f.earlier.pairs = nil
	return open
}

// keepPairs keeps the evidence of all candidates.
func (f *full) keepPairs() {
	order := make([]int32, len(f.cands))
	for i := range order {
		order[i] = int32(i)
	}
	key := func(i int32) uint64 { return kept.Key(f.aligned[i].A, f.aligned[i].B) }
	slices.SortFunc(order, func(i, j int32) int { return cmp.Compare(key(i), key(j)) })
	for _, i := range order {
		c := &f.cands[i]
		p := kept.Pair{
			Counts: f.aligned[i], Shared: c.shared, Sum: c.sum, Recurs: c.recurs, Z: c.z,
			InA: c.inA, InB: c.inB, Bare: c.bare, Apart: c.apart, Form: c.form, Within: c.within,
			BeginsA: kept.Item(f.pages.begins[pairOf(c.a, c.b)]), BeginsB: kept.Item(f.pages.begins[pairOf(c.b, c.a)]),
		}
		if f.texts[c.a].doc > f.texts[c.b].doc {
			p.InA, p.InB = p.InB, p.InA
			p.BeginsA, p.BeginsB = p.BeginsB, p.BeginsA
		}
		f.keep.Pair(&p)
	}
}

// keepFinds keeps what the search found of all texts.
func (f *full) keepFinds(order []int32, hits [][]kept.Hit) {
	for _, p := range order {
		f.keep.Find(&kept.Find{Doc: f.texts[p].doc, Hits: hits[p]})
	}
}

// keepCounts keeps what texts share that no search brought together.
func (f *full) keepCounts(list []cluster.Scored) {
	slices.SortFunc(list, byDocs)
	for i := range list {
		s := list[i]
		s.Z = 0
		f.keep.Counts(&s)
	}
}

// byDocs orders pairs by their articles.
func byDocs(x, y cluster.Scored) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) }

// keepAnswers keeps the answers that this run asked for.
func (f *full) keepAnswers() {
	for _, q := range slices.Sorted(maps.Keys(f.answers.asked)) {
		a := f.answers.asked[q]
		f.keep.Answer(&a)
	}
}
