package dedup

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
)

// learn takes a first look at all clusters for the habits of their outlets. What is
// learnt does not depend on the order or the number of workers.
func (t *tracing) learn(ctx context.Context, st *store.Store, workers int) error {
	n := len(t.r.live)
	t.sketches = make([]*trace.Sketch, n)
	workers = max(1, min(workers, n/16))
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			errs[i] = st.View(func(v *store.View) error {
				for k := i; k < n; k += workers {
					if err := ctx.Err(); err != nil {
						return err
					}
					c, err := t.read(v, k)
					if err != nil {
						return fmt.Errorf("cluster %s: %w", t.r.live[k].ID, err)
					}
					t.sketches[k] = t.tracer.Sketch(c.members)
				}
				return nil
			})
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	h := &trace.Habits{}
	for _, s := range t.sketches {
		h.Add(s)
	}
	t.habits = h
	return t.inviteByText(ctx, st)
}

// sketch returns what cluster k told of habits, nil if they were not learnt.
func (t *tracing) sketch(k int) *trace.Sketch {
	if t.habits == nil {
		return nil
	}
	return t.sketches[k]
}
