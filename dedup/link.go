package dedup

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

// Linked is the result of [Link].
type Linked struct {
	Generation uint64
	Dropped    bool // the last generation could not be read: nothing was taken from it
	Fresh      int  // articles that the last generation did not have
	Candidates int  // pairs that were examined
	Counted    int  // pairs whose shingles were counted
	Full       bool // all candidates were searched, not only those of new articles
	Epoch      generation.Epoch
	Learnt     bool // the epoch began with this run
	Pairs      int
	Clusters   int
	Changes    []cluster.Change // merges, splits and ends; new and grown clusters are only counted
	New, Grown int
}

// Link finds the pairs that new articles bring, clusters what they touch and
// commits the result as a generation. With nothing new it changes nothing. A last
// generation that cannot be read is dropped, and all is drawn anew from the articles.
// The result is that of a run from scratch under the same epoch, whatever came in
// which order; only the ids of clusters have a history.
func Link(ctx context.Context, st *store.Store, o Options) (Linked, error) {
	l := newLinker(ctx, st, o)
	if err := st.View(l.run); err != nil {
		return Linked{}, err
	}
	if l.unchanged {
		return l.out, l.index()
	}
	g, err := l.next.Encode()
	if err != nil {
		return Linked{}, err
	}
	g.Number = l.out.Generation + 1
	l.addBlocks(&g)
	if err := st.SwapGeneration(g); err != nil {
		return Linked{}, err
	}
	l.out.Generation++
	return l.out, l.index()
}

// addBlocks adds the blocks to a generation. Those of the last one are named, since its view has ended.
func (l *linker) addBlocks(g *store.Generation) {
	g.Blocks, g.Held = slices.Clone(l.blocks), make([]int, len(l.blocks))
	for _, b := range l.kept {
		if b.Held > 0 {
			b.Bytes, b.Held = nil, b.Held+l.last.from
		}
		g.Blocks, g.Held = append(g.Blocks, b.Bytes), append(g.Held, b.Held)
	}
}

// index brings the anchor index up to date, unless the run is a near one.
func (l *linker) index() error {
	if l.opts.Near {
		return nil
	}
	return indexAnchors(l.ctx, l.st, &l.opts)
}

// A linker is one linking under way.
type linker struct {
	ctx        context.Context
	st         *store.Store
	opts       Options
	prev, next *generation.Conclusions
	out        Linked
	unchanged  bool
	blocks     [][]byte     // what was found of sources
	kept       []kept.Block // what the next run need not make again
	last       lastKept
	learn      bool                // begin a new epoch
	catalog    *generation.Catalog // of the articles that were compared; nil: none were

	idx   *index
	fresh []cluster.Doc // live articles that the last generation does not have
	died  []cluster.Doc // articles of the last generation that are not live any more
}

func newLinker(ctx context.Context, st *store.Store, o Options) *linker {
	return &linker{ctx: ctx, st: st, opts: o, next: &generation.Conclusions{Parameters: parameters(o)}}
}

func (l *linker) run(v *store.View) error {
	same, err := l.begin(v)
	if err != nil {
		return err
	}
	if same {
		return l.keep(v)
	}
	if l.opts.Near {
		return l.assign(l.nearClusters(l.sameMeans()))
	}
	if err := l.full(v); err != nil {
		return err
	}
	return l.trace(v)
}

// sameMeans reports whether the last run clustered by the same means.
func (l *linker) sameMeans() bool {
	return l.prev.Number > 0 && l.prev.Parameters.Clusterwise() == l.next.Parameters.Clusterwise()
}

// begin finds what came and went since the last generation, and counts the pairs that have a band in common. same is
// true if there is nothing to conclude anew.
func (l *linker) begin(v *store.View) (same bool, err error) {
	l.prev, err = generation.Load(v)
	if l.out.Dropped = generation.Unreadable(err); l.out.Dropped {
		l.prev = &generation.Conclusions{} // nothing is taken from it
	} else if err != nil {
		return false, err
	}
	l.idx = &index{View: v}
	l.out.Generation = v.Generation()
	l.survey(v)
	same = l.sameMeans()
	l.out.Epoch = l.prev.Epoch
	if same && len(l.fresh) == 0 && len(l.died) == 0 && (l.opts.Near || !l.opts.Learn) {
		return true, nil
	}
	l.learn = !same || l.opts.Learn || l.prev.Epoch.Left(v.Docs()) <= 0
	cands, err := l.candidates(l.prev.Number > 0 && l.prev.Parameters.Bands() == l.next.Parameters.Bands())
	if err != nil {
		return false, err
	}
	return false, l.verify(cands)
}

// keep takes over what the last run concluded, and traces the sources unless they were
// traced by the same means.
func (l *linker) keep(v *store.View) error {
	l.out.Pairs, l.out.Clusters = l.prev.Count(), len(l.prev.Clusters)
	if !l.opts.Near && !generation.TracesReadable(v) {
		l.out.Dropped = true
	} else if l.opts.Near || l.prev.Parameters == l.next.Parameters && v.Blocks() > 0 {
		l.unchanged, l.next = true, l.prev
		return nil
	}
	if err := l.last.read(v, l.prev.Number); err != nil && !errors.Is(err, store.ErrDamaged) {
		return err
	}
	for i, b := range l.last.blocks {
		l.kept = append(l.kept, kept.Block{Bytes: b, Held: i + 1})
	}
	next := *l.prev
	next.Parameters, next.Newsroom, next.Changes = l.next.Parameters, l.opts.Newsroom, nil
	l.next = &next
	return l.trace(v)
}

// trace finds the sources of all clusters.
func (l *linker) trace(v *store.View) error {
	t, err := l.catalog, error(nil)
	if t == nil {
		t, err = generation.ReadCatalog(l.ctx, v, l.next.EarlierDocs())
	} else {
		err = t.Recount(v, l.next.EarlierDocs())
	}
	if err != nil {
		return err
	}
	p, q := &l.prev.Parameters, &l.next.Parameters
	same := p.Trace == q.Trace && p.Newsroom == q.Newsroom
	var memory traceMemory
	if same && !l.learn {
		memory, err = remember(v, l.prev.Number, &l.last, l.opts.afresh)
		if err != nil && !l.damaged(err) {
			return err
		}
		if err != nil {
			memory = traceMemory{}
		}
	}
	tr, err := newTracing(l.ctx, v, generation.NewClustering(t, l.next), memory)
	if err != nil {
		return err
	}
	if same && memory.facts == nil {
		if err := tr.recall(v, l.prev.Number); err != nil {
			return err
		}
	}
	var more []kept.Block
	l.blocks, more, err = traceAll(l.ctx, v, tr, &l.opts)
	l.kept = append(kept.WithoutTraces(l.kept), more...)
	return err
}

// search finds the candidates of a run with alignment.
func (l *linker) search(v *store.View) (*full, error) {
	l.prev.Pairs, l.prev.Scored = nil, nil // 140 MB of a million articles that are of no more use
	f, err := newFull(l.ctx, l.st, v, &l.opts)
	if err != nil {
		return nil, err
	}
	if err := l.epoch(f); err != nil {
		return nil, err
	}
	if err := f.setAside(l.next.Pairs); err != nil {
		return nil, err
	}
	if err := f.collapse(l.next.Pairs); err != nil {
		return nil, err
	}
	err = f.candidates(l.next.Pairs)
	return f, err
}

// full makes the conclusions of a run with alignment, see [full].
func (l *linker) full(v *store.View) error {
	f, err := l.search(v)
	if err != nil {
		return err
	}
	l.out.Candidates = len(f.cands) + f.uncompared.Len()
	if err := f.weigh(); err != nil {
		return err
	}
	if err := f.weighItems(); err != nil {
		return err
	}
	l.out.Counted = f.compared
	f.forms()
	label := f.stories()
	if l.next.Scored, err = f.scored(); err != nil {
		return err
	}
	l.next.Recurring, l.next.Lines = f.learnt.recurring, f.learnt.lines
	l.next.Epoch.Shift, l.next.Epoch.Fitted = f.learnt.shift, true
	l.next.Calibration, l.next.Newsroom = l.opts.Calibration, l.opts.Newsroom
	if err := l.assign(f.parts(label)); err != nil {
		return err
	}
	l.out.Pairs = len(l.next.Scored)
	l.next.Also, err = f.also(label, l.next.Clusters)
	l.next.Pages, l.next.Revisions = f.pageKinds, f.history.list()
	f.keepAnswers()
	l.kept, l.catalog = f.keep.Blocks(), f.table
	return err
}

// survey finds what came and went since the last generation.
func (l *linker) survey(v *store.View) {
	l.next.Horizon = v.Docs()
	dead := l.prev.Dead
	for d := range v.Docs() {
		was := d < l.prev.Horizon
		if len(dead) > 0 && dead[0] == d {
			dead, was = dead[1:], false
		}
		live := v.Live(d)
		if !live {
			l.next.Dead = append(l.next.Dead, d)
		}
		switch {
		case live && !was:
			l.fresh = append(l.fresh, uint32(d))
		case was && !live:
			l.died = append(l.died, uint32(d))
		}
	}
	l.out.Fresh = len(l.fresh)
}

// identity returns the ids and clocks of articles for package cluster.
func (l *linker) identity(failed *error) cluster.Identity {
	return cluster.Identity{
		Key: func(d cluster.Doc) string {
			a, err := l.idx.Meta(store.Doc(d))
			if err != nil && *failed == nil {
				*failed = fmt.Errorf("id of article %d: %w", d, err)
			}
			return a.ID
		},
		Minute: func(d cluster.Doc) int32 {
			_, _, minute := l.idx.Row(d)
			return minute
		},
	}
}

// nearClusters clusters by the similarity of whole texts, only where something changed.
func (l *linker) nearClusters(same bool) [][]cluster.Doc {
	l.opts.stage("cluster", 0)
	old := cluster.State{Pairs: generation.Linkable(l.prev.Pairs), Clusters: l.prev.Clusters}
	pairs := generation.Linkable(l.next.Pairs)
	l.out.Pairs = len(pairs)
	if same {
		return cluster.Update(l.idx, old, pairs, l.fresh, 0)
	}
	return cluster.Partition(l.idx, pairs, 0)
}

// assign gives the clusters their ids and logs how the old ones changed.
func (l *linker) assign(parts [][]cluster.Doc) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	var failed error
	clusters, changes := cluster.Assign(l.prev.Clusters, parts, l.identity(&failed))
	if failed != nil {
		return failed
	}
	l.next.Clusters = clusters
	l.out.Clusters = len(clusters)
	for _, c := range changes {
		switch c.Kind {
		case cluster.KindNew:
			l.out.New++
		case cluster.KindGrown:
			l.out.Grown++
		default:
			l.next.Changes = append(l.next.Changes, c)
		}
	}
	l.out.Changes = l.next.Changes
	return nil
}
