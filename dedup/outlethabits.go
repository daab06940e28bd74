package dedup

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// learn takes a first look at all clusters for the habits of their outlets. What is
// learnt does not depend on the order or the number of workers.
func (t *tracing) learn(ctx context.Context, st *store.Store, o *Options) error {
	n := len(t.r.live)
	t.sketches = make([]*trace.Sketch, n)
	err := t.share(ctx, st, o, n, func(v *store.View, k int) error {
		c, err := t.read(v, k)
		if err != nil {
			return fmt.Errorf("cluster %s: %w", t.r.live[k].ID, err)
		}
		t.sketches[k] = t.tracer.Sketch(c.members)
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

// sketch returns what cluster k told of habits, nil if they were not learnt.
func (t *tracing) sketch(k int) *trace.Sketch {
	if t.habits == nil {
		return nil
	}
	return t.sketches[k]
}

// appendLearnt appends what was learnt of outlets, as a generation keeps it: the uvarint
// length of what is known of their clocks, that, and their habits.
func appendLearnt(dst []byte, c *clock.Clocks, h *trace.Habits) []byte {
	clocks := c.Encode(nil)
	dst = append(binary.AppendUvarint(dst, uint64(len(clocks))), clocks...)
	return h.Encode(dst)
}

// decodeLearnt reads what appendLearnt appended.
func decodeLearnt(b []byte) (*clock.Clocks, *trace.Habits, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k) {
		return nil, nil, clock.ErrCodec
	}
	c, err := clock.Decode(b[k : k+int(n)])
	if err != nil {
		return nil, nil, err
	}
	h, err := trace.DecodeHabits(b[k+int(n):])
	return c, h, err
}
