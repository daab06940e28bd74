package dedup

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

// candidates returns the candidates of near mode. It searches only for the new articles if that is
// enough. It is not enough after an article died, or if a new article is in a run that is too
// large, see [cluster.NewCandidates].
func (l *linker) candidates(same bool) ([]uint64, error) {
	l.opts.stage("candidates", 0)
	o := cluster.Options{Window: windowMinutes(l.opts.Window)}
	if same && len(l.died) == 0 {
		cands, flooded, err := l.newCandidates(o)
		if err != nil || !flooded {
			return cands, err
		}
	}
	l.out.Full = true
	return cluster.AllCandidates(l.idx, o)
}

// newCandidates searches for the new articles in several goroutines that have a view each.
func (l *linker) newCandidates(o cluster.Options) (cands []uint64, flooded bool, err error) {
	workers := max(1, min(l.opts.workers(), len(l.fresh)/64))
	found := make([][]uint64, workers)
	floods := make([]bool, workers)
	err = inParallel(l.idx.View, workers, func(i int, v *store.View) (err error) {
		found[i], floods[i], err = cluster.NewCandidates(&index{View: v}, l.fresh, cluster.Share{Number: i, Of: workers}, o)
		return err
	})
	cands = slices.Concat(found...)
	slices.Sort(cands)
	return slices.Compact(cands), slices.Contains(floods, true), err
}

// windowMinutes returns the window in minutes. A window that is too long for the index counts as
// no window.
func windowMinutes(d time.Duration) int32 {
	m := int64(d / time.Minute)
	if d > 0 && m == 0 {
		m = 1
	}
	if m > math.MaxInt32 {
		return 0
	}
	return int32(m)
}

// verify counts the shingles of the candidates in parallel, and sets the pairs of this generation.
func (l *linker) verify(cands []uint64) error {
	l.out.Candidates = len(cands)
	known := l.prev.Pairs
	var open []uint64
	for _, c := range cands {
		if p, ok := findPair(known, c); ok {
			if l.out.Full {
				l.next.Pairs = append(l.next.Pairs, p)
			}
			continue
		}
		open = append(open, c)
	}
	if !l.out.Full {
		l.next.Pairs = append(l.next.Pairs, known...)
	}
	l.out.Counted = len(open)
	l.opts.stage("compare", int64(len(open)))
	pairs, err := l.count(open)
	if err != nil {
		return err
	}
	l.next.Pairs = cluster.MergePairs(l.next.Pairs, pairs)
	return nil
}

// count verifies the candidates in several goroutines that have a view each.
func (l *linker) count(open []uint64) ([]cluster.Pair, error) {
	shares := cluster.SplitCandidates(open, l.opts.workers())
	found := make([][]cluster.Pair, len(shares))
	err := inParallel(l.idx.View, len(shares), func(i int, v *store.View) (err error) {
		x := &index{View: v}
		set := func(d cluster.Doc) ([]uint64, error) {
			if err := l.ctx.Err(); err != nil {
				return nil, err
			}
			return x.Set(d)
		}
		found[i], err = cluster.VerifyPairs(shares[i], set, nil, 0)
		return err
	})
	return cluster.MergePairs(found...), err
}

// findPair looks a candidate up among pairs sorted by A, then B.
func findPair(pairs []cluster.Pair, c uint64) (cluster.Pair, bool) {
	i, ok := slices.BinarySearchFunc(pairs, c, func(p cluster.Pair, c uint64) int {
		return cmp.Compare(kept.Key(p.A, p.B), c)
	})
	if !ok {
		return cluster.Pair{}, false
	}
	return pairs[i], true
}
