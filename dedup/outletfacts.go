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

// learn samples the words of all clusters whose articles changed. Unless the epoch has the profiles
// of outlets, it traces clusters a first time to count them. The result does not depend on the
// order or the number of workers.
func (t *tracing) learn(ctx context.Context, view *store.View, o *Options) error {
	n := len(t.r.Live)
	t.observations = make([]*trace.Observation, n)
	observed := make([]bool, n)
	learning := t.memory.facts == nil
	if learning {
		observed = t.observed()
	}
	t.cores = make([]uint64, n)
	err := t.share(ctx, view, o, n, func(v *store.View, k int) (err error) {
		if t.cores[k], err = t.core(v, t.r.InOrder(k)); err != nil {
			return err
		}
		if s, ok := t.memory.stories[t.cores[k]]; ok {
			t.observations[k] = observationOf(&s)
			return nil
		}
		c, err := t.read(v, k)
		if err != nil {
			return fmt.Errorf("cluster %s: %w", t.r.Live[k].ID, err)
		}
		if observed[k] {
			t.observations[k] = t.tracer.Observe(c.members)
		} else {
			t.observations[k] = trace.Samples(c.members)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if learning {
		t.memory.observed, t.profiles = map[store.Doc]bool{}, &trace.Profiles{}
	} else {
		t.profiles = t.memory.facts.profiles
	}
	for k, s := range t.observations {
		t.stories[t.cores[k]] = storyOf(t.cores[k], s)
		if observed[k] {
			t.profiles.Add(s)
			for _, d := range t.r.Live[k].Members {
				t.memory.observed[d] = true
			}
		}
	}
	return t.findOutsideByText(ctx, view, o)
}

// enoughClusters is the number of clusters that are enough for an outlet's profile: the error of a
// share is then at most .03, and outlets differ by about .3.
const enoughClusters = 300

// observed chooses the clusters from which profiles are counted. A cluster is left out if each of its
// outlets is in enough other clusters. The choice is random, with the ids of articles as the seed.
func (t *tracing) observed() []bool {
	order := make([]int, len(t.r.Live))
	chance := make([]uint64, len(order))
	for k := range order {
		order[k], chance[k] = k, xxhash.Sum64String(t.r.Catalog.ID(t.r.Catalog.Order[t.first[k]]))
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
		out[k] = slices.ContainsFunc(outlets, func(o uint32) bool { return seen[o] < enoughClusters })
		for _, o := range outlets {
			if out[k] {
				seen[o]++
			}
		}
	}
	return out
}

// observation returns what the members of cluster k added to the profiles when these were learnt, or
// nil if they added nothing.
func (t *tracing) observation(k int, c *traced) *trace.Observation {
	if t.memory.facts == nil {
		return t.observations[k]
	}
	var members []*trace.Member
	for i, d := range c.docs {
		if t.memory.observed[d] {
			members = append(members, c.members[i])
		}
	}
	if len(members) < 2 {
		return nil
	}
	return t.tracer.Observe(members)
}

// outletFacts holds what was learnt about outlets and agencies, for a generation.
type outletFacts struct {
	clocks   *clock.Clocks
	unlisted []string // agencies that the list lacks
	profiles *trace.Profiles
}

// append appends the encoded clocks with their uvarint length before them, the uvarint number of
// agencies that the list lacks, each name with its uvarint length before it, and the outlets'
// profiles.
func (l *outletFacts) append(dst []byte) []byte {
	clocks := l.clocks.Encode(nil)
	dst = append(binary.AppendUvarint(dst, uint64(len(clocks))), clocks...)
	dst = binary.AppendUvarint(dst, uint64(len(l.unlisted)))
	for _, name := range l.unlisted {
		dst = append(binary.AppendUvarint(dst, uint64(len(name))), name...)
	}
	return l.profiles.Encode(dst)
}

// decodeOutletFacts decodes the bytes that append wrote.
func decodeOutletFacts(b []byte) (l outletFacts, err error) {
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
	l.profiles, err = trace.DecodeProfiles(b)
	return l, err
}
