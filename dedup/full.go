package dedup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// A full links articles by the passages they share, even if they were cut, merged or
// given a new lead: anchors bring pairs together, alignment and the pair model score them.
//
// Furniture lines, recurring runs of words and the rarity of anchors are learnt over all live
// articles, once for each epoch. Within an epoch the evidence of a pair does not change, so a run
// takes the evidence that the last run kept. It aligns only changed pairs, and pairs with a text
// that is cut into items. The result is the same as that of a run from scratch in the same epoch.
//
// A position is a distinct text, or a group of near-identical texts, see [full.collapse].
// Positions are ordered by content, so that nothing depends on the order of arrival.
type full struct {
	ctx       context.Context
	st        *store.Store
	view      *store.View // of the whole run
	opts      *Options
	model     *pair.Model
	reuse     *score.Model
	known     score.Context // recurring runs of the collection
	table     *generation.Catalog
	history   *revisions        // of articles with several revisions
	texts     []text            // by position
	ready     *textCache        // of all stages that compare
	pageKinds []generation.Page // pages that are not articles
	pages     pages             // texts that are cut into items
	holds     map[int32][]int32 // by position of a page that prints several stories: a text of each story
	learnt    learnt            // by the epoch
	earlier   earlier           // evidence that the last run kept
	answers   *answers
	keep      *kept.Writer // for the next run
	// anchored has the weight of the anchors of each text.
	anchored []anchored
	cands    []candidate
	aligned  []cluster.Scored // text that the aligned candidates share
	compared int              // number of alignments in this run, of texts and of items
	// edges has all pairs for clustering, with their last odds. It is nil before clustering.
	edges      []cluster.OddsEdge
	neighbours cluster.Neighbourhood // of the last pass
	// uncompared has the candidates that share too little to be compared. They are most of all.
	uncompared *cluster.Uncompared
	// groupPairs are the pairs of near-identical texts with their leaders.
	groupPairs []cluster.Scored
}

// A text is a position: the articles with one text, or with near-identical texts.
type text struct {
	doc     store.Doc // represents all: a current revision, the earliest, then the one with the smallest id
	members []store.Doc
	joined  []store.Doc // the representatives of the near-identical texts that joined it
	span    span        // from the first to the last clock of the members
}

// A candidate is a pair of positions, a < b.
type candidate struct {
	a, b    int32
	shared  int32
	sum     float32
	recurs  float32 // of sum: what recurs on other days
	z       float32
	bare    bool      // they share no passage
	apart   bool      // they are not one text, whatever the context is
	form    bool      // they have the same sentences with different figures
	within  bool      // most of one text is in the other
	aligned int32     // index in full.aligned plus 1; 0: not aligned yet
	inA     pair.Mask // where the shared passages are in each text
	inB     pair.Mask
}

// newFull groups the live articles and the earlier revisions that are compared.
func newFull(ctx context.Context, st *store.Store, v *store.View, o *Options) (*full, error) {
	m, err := pair.Load()
	if err != nil {
		return nil, err
	}
	history, err := findRevisions(v)
	if err != nil {
		return nil, err
	}
	t, err := generation.ReadCatalog(ctx, v, history.compared)
	if err != nil {
		return nil, err
	}
	r, err := score.Load()
	if err != nil {
		return nil, err
	}
	f := &full{
		ctx: ctx, st: st, view: v, opts: o, model: m, reuse: r, table: t, history: history, ready: newTextCache(readyBytes), answers: newAnswers(nil),
	}
	f.group(v)
	return f, nil
}

// group makes the positions.
func (f *full) group(v *store.View) {
	t := f.table
	docs := slices.DeleteFunc(slices.Clone(t.Order), func(d store.Doc) bool { return t.Size[d] == 0 })
	slices.SortFunc(docs, func(x, y store.Doc) int {
		return cmp.Or(cmp.Compare(t.Content[x], t.Content[y]), cmp.Compare(t.Size[x], t.Size[y]), t.Before(x, y))
	})
	for len(docs) > 0 {
		n := 1
		for n < len(docs) && t.Content[docs[n]] == t.Content[docs[0]] && t.Size[docs[n]] == t.Size[docs[0]] {
			n++
		}
		g := text{doc: docs[0], members: docs[:n:n], span: spanOf(t, v, docs[0])}
		for _, d := range g.members[1:] {
			g.span = g.span.with(spanOf(t, v, d))
		}
		f.texts = append(f.texts, g)
		docs = docs[n:]
	}
}

// minShare is the least size of a share of work, and maxShares the number of shares of each worker.
// With fewer shares, the worker with the longest texts would be busy when all others have ended.
const (
	minShare  = 64
	maxShares = 16
)

// each divides the numbers from 0 to n-1 into shares and calls work for each, in several goroutines
// that have a view each.
func (f *full) each(n int, work func(v *store.View, from, to int) error) error {
	shares := max(1, min(f.opts.workers()*maxShares, n/minShare))
	var next atomic.Int64
	return inParallel(f.view, min(f.opts.workers(), shares), func(_ int, v *store.View) error {
		for i := int(next.Add(1)) - 1; i < shares; i = int(next.Add(1)) - 1 {
			if err := work(v, n*i/shares, n*(i+1)/shares); err != nil {
				return err
			}
		}
		return nil
	})
}

// furniture learns the furniture lines of all live articles.
func (f *full) furniture() error {
	f.opts.stage("furniture", int64(2*len(f.table.Docs)))
	counter := furniture.NewCounter(len(f.table.Docs))
	if err := f.eachText(func(outlet, text string, _ map[uint64]struct{}) { counter.Add(outlet, text) }, nil); err != nil {
		return err
	}
	found := map[uint64]struct{}{}
	err := f.eachText(func(outlet, text string, found map[uint64]struct{}) { counter.Mask(nil, outlet, text, found) }, found)
	f.learnt.lines = furniture.NewLines(found)
	return err
}

// eachText calls work with the texts of all live articles, in several goroutines that have a set of
// hashes each. It adds the hashes to found.
func (f *full) eachText(work func(outlet, text string, found map[uint64]struct{}), found map[uint64]struct{}) error {
	order := slices.Sorted(slices.Values(f.table.Docs)) // by arrival, since neighbours are in one block
	var mu sync.Mutex
	return f.each(len(order), func(v *store.View, from, to int) error {
		mine := map[uint64]struct{}{}
		for _, d := range order[from:to] {
			if err := f.ctx.Err(); err != nil {
				return err
			}
			s, err := v.Text(d)
			if err != nil {
				return fmt.Errorf("article %d: %w", d, err)
			}
			work(f.table.Outlet(d), s, mine)
		}
		mu.Lock()
		defer mu.Unlock()
		for h := range mine {
			found[h] = struct{}{}
		}
		return nil
	})
}

// mask masks the furniture lines of the epoch.
func (f *full) mask(outlet, s string) []shingle.Range { return f.learnt.lines.Mask(nil, outlet, s) }

// rarity returns the rarity of the anchors of a candidate, which the search found.
func (f *full) rarity(c *candidate) pair.Rarity {
	r := pair.Rarity{Known: true, Shared: int(c.shared), Sum: float64(c.sum)}
	a, b := &f.anchored[c.a], &f.anchored[c.b]
	r.TotalA, r.AnchorsA = float64(a.weight), int(a.count)
	r.TotalB, r.AnchorsB = float64(b.weight), int(b.count)
	return r
}

// compare aligns the chosen candidates and calls done after each. Candidates with a common text
// come close together, so that most prepared texts are in the cache.
func (f *full) compare(stage string, chosen []int32, done func(w *pairWorker, i int32) error) error {
	f.opts.stage(stage, int64(len(chosen)))
	f.walk(chosen)
	return f.each(len(chosen), func(v *store.View, from, to int) error {
		w := f.worker(v)
		for _, i := range chosen[from:to] {
			if err := f.ctx.Err(); err != nil {
				return err
			}
			if err := w.compare(&f.cands[i]); err != nil {
				return err
			}
			if err := done(w, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// walk orders candidates so that those with a common text are close together.
func (f *full) walk(chosen []int32) {
	number := cluster.Walk(len(f.texts), len(chosen), func(k int) (a, b int32) { return f.cands[chosen[k]].a, f.cands[chosen[k]].b })
	key := func(i int32) uint64 {
		x, y := number[f.cands[i].a], number[f.cands[i].b]
		return pairOf(max(x, y), min(x, y))
	}
	slices.SortFunc(chosen, func(i, j int32) int { return cmp.Compare(key(i), key(j)) })
}

// A pairWorker compares candidates in one goroutine. It reuses its buffers.
type pairWorker struct {
	aligner

	full    *full
	texts   *texts
	partial pair.Evidence // of items
}

func (f *full) worker(v *store.View) *pairWorker {
	return &pairWorker{
		aligner: aligner{model: f.model, reuse: f.reuse, known: f.known, calibration: f.opts.Calibration},
		full:    f, texts: newTexts(v, f.mask, f.ready),
	}
}

func (w *pairWorker) compare(c *candidate) error {
	if err := w.fetch(c); err != nil {
		return err
	}
	w.align(w.full.rarity(c))
	return nil
}

// fetch prepares the texts of a candidate.
func (w *pairWorker) fetch(c *candidate) (err error) {
	if w.a, err = w.texts.get(w.full.texts[c.a].doc); err != nil {
		return err
	}
	w.b, err = w.texts.get(w.full.texts[c.b].doc)
	return err
}

// weigh sets the log-odds of all candidates. It aligns those without kept evidence of the last run,
// unless Options.Evidence has their evidence.
func (f *full) weigh() error {
	f.aligned = make([]cluster.Scored, len(f.cands))
	open := f.takeOver()
	f.compared = len(open)
	var err error
	if f.opts.Evidence != nil {
		err = f.takeEvidence(open)
	} else {
		err = f.alignAll(open)
	}
	if err == nil {
		f.keepPairs()
	}
	return err
}

func (f *full) alignAll(open []int32) error {
	return f.compare("align", open, func(w *pairWorker, i int32) error {
		c := &f.cands[i]
		s, beginsA, beginsB := w.weigh(c, f.sameDay(c))
		f.setEvidence(i, s, beginsA, beginsB)
		return nil
	})
}

// sameDay reports whether the texts of a candidate may be of one day.
func (f *full) sameDay(c *candidate) bool { return f.texts[c.a].span.near(f.texts[c.b].span, oneDay) }

// setEvidence sets the text that the texts of candidate i share, and where each text begins in the other.
func (f *full) setEvidence(i int32, s cluster.Scored, beginsA, beginsB item.Item) {
	c := &f.cands[i]
	f.aligned[i], c.aligned = f.numbered(s, c), i+1
	f.pages.note(c.a, c.b, beginsA)
	f.pages.note(c.b, c.a, beginsB)
}

// numbered returns s with the numbers of the articles of a candidate, turned so that A is the lower one.
func (f *full) numbered(s cluster.Scored, c *candidate) cluster.Scored {
	s.A, s.B = f.texts[c.a].doc, f.texts[c.b].doc
	if s.A > s.B {
		s.A, s.B, s.SizeA, s.SizeB, s.LenA, s.LenB = s.B, s.A, s.SizeB, s.SizeA, s.LenB, s.LenA
	}
	return s
}
