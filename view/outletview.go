package view

import (
	"context"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// Outlets returns what the outlets printed, of all times, and which outlets copied from which. It returns
// nil if the last run did not trace sources.
func Outlets(ctx context.Context, st *store.Store) (*report.DayView, error) {
	var day *report.DayView
	err := st.View(func(v *store.View) error {
		r, traces, err := loadResults(ctx, v)
		if err != nil || traces == nil {
			return err
		}
		day, err = r.day(v, traces, 0)
		return err
	})
	return day, err
}

// Clusters calls fn with the clusters of the given ids, in this order, without the parts that need the
// texts of articles. It skips clusters that no longer exist. If the last run did not trace sources, it
// never calls fn.
func Clusters(ctx context.Context, st *store.Store, ids []string, fn func(*report.ClusterView) error) error {
	return st.View(func(v *store.View) error {
		traces, err := generation.OpenTraces(v, v.Generation())
		if err != nil || traces == nil {
			return err
		}
		w := newViewer(v)
		w.brief = true
		for _, id := range ids {
			if err := ctx.Err(); err != nil {
				return err
			}
			c, err := traces.ByID(id)
			if err != nil {
				return err
			}
			if c == nil {
				continue
			}
			if err := w.open(c, true); err != nil {
				return err
			}
			if len(w.metas) < 2 {
				continue
			}
			x, err := w.cluster()
			if err == nil {
				err = fn(x)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
