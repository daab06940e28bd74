package dedup

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// learn takes a first look at all clusters for the habits of their outlets. What is
// learnt does not depend on the order or the number of workers.
func (t *tracing) learn(ctx context.Context, st *store.Store, o *Options) error {
	n := len(t.r.Live)
	t.sketches = make([]*trace.Sketch, n)
	observed := t.observed()
	err := t.share(ctx, st, o, n, func(v *store.View, k int) error {
		c, err := t.read(v, k)
		if err != nil {
			return fmt.Errorf("cluster %s: %w", t.r.Live[k].ID, err)
		}
		if observed[k] {
			t.sketches[k] = t.tracer.Sketch(c.members)
		} else {
			t.sketches[k] = trace.Samples(c.members)
		}
		return nil
	})
	if err != nil {
		return err
	}
	h := &trace.Habits{}
	for _, s := range t.sketches {
		h.Add(s)
	}
	t.habits = h
	return t.inviteByText(ctx, st, o)
}

// habitClusters is the number of clusters that are enough to know an outlet's habits: a share
// is then off by .03 at most, where outlets differ by some .3.
const habitClusters = 300

// observed chooses the clusters that habits are learnt from: all, unless each of a cluster's
// outlets is in enough others. The choice is by chance, but follows from the ids.
func (t *tracing) observed() []bool {
	order := make([]int, len(t.r.Live))
	chance := make([]uint64, len(order))
	for k := range order {
		order[k], chance[k] = k, xxhash.Sum64String(t.r.Catalog.ID(t.r.Catalog.Docs[t.first[k]]))
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(chance[x], chance[y]), cmp.Compare(t.first[x], t.first[y]))
	})
	seen := make([]int, len(t.r.Catalog.Sources))
	out := make([]bool, len(order))
	var outlets []uint32
	for _, k := range order {
		outlets = outlets[:0]
		for _, d := range t.r.Live[k].Members {
			outlets = append(outlets, t.r.Catalog.Source[d])
		}
		slices.Sort(outlets)
		outlets = slices.Compact(outlets)
		out[k] = slices.ContainsFunc(outlets, func(o uint32) bool { return seen[o] < habitClusters })
		for _, o := range outlets {
			if out[k] {
				seen[o]++
			}
		}
	}
	return out
}

// sketch returns what cluster k told of habits, nil if they were not learnt.
func (t *tracing) sketch(k int) *trace.Sketch {
	if t.habits == nil {
		return nil
	}
	return t.sketches[k]
}

// A learnt is what was learnt of outlets and agencies, as a generation keeps it.
type learnt struct {
	clocks   *clock.Clocks
	unlisted []string // agencies that the list lacks
	habits   *trace.Habits
}

// append appends the uvarint length of what is known of clocks, that, the uvarint number of
// agencies that the list lacks, of each the uvarint length of its name and the name, and the
// outlets' habits.
func (l *learnt) append(dst []byte) []byte {
	clocks := l.clocks.Encode(nil)
	dst = append(binary.AppendUvarint(dst, uint64(len(clocks))), clocks...)
	dst = binary.AppendUvarint(dst, uint64(len(l.unlisted)))
	for _, name := range l.unlisted {
		dst = append(binary.AppendUvarint(dst, uint64(len(name))), name...)
	}
	return l.habits.Encode(dst)
}

// decodeLearnt reads what append appended.
func decodeLearnt(b []byte) (l learnt, err error) {
	failed := false
	next := func() []byte {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			failed = true
			return nil
		}
		part := b[k : k+int(n)]
		b = b[k+int(n):]
		return part
	}
	if l.clocks, err = clock.Decode(next()); err != nil {
		return l, err
	}
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return l, clock.ErrCodec
	}
	b = b[k:]
	for range n {
		l.unlisted = append(l.unlisted, string(next()))
	}
	if failed {
		return l, clock.ErrCodec
	}
	l.habits, err = trace.DecodeHabits(b)
	return l, err
}
