package dedup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/trace/record"
)

// traceVersion names the version of tracing. Together with the articles, the clusters and the user's
// settings it determines the results. The number increases with changes that the model's version
// does not cover, such as another registry of agencies.
func traceVersion() string { return trace.Version() + "/7" }

// recall takes over the credits that the last generation has of articles: they follow
// from an article and the list of agencies, and finding them is a third of tracing. Of a
// damaged generation it takes nothing: it is about to be replaced.
func (t *tracing) recall(v *store.View, number uint64) error {
	err := t.recallFrom(v, number)
	if errors.Is(err, store.ErrDamaged) {
		clear(t.credits)
		return nil
	}
	return err
}

func (t *tracing) recallFrom(v *store.View, number uint64) error {
	b, err := generation.OpenTraces(v, number)
	if b == nil || err != nil {
		return err
	}
	names := map[string]string{}
	short := func(s string) string { // holds each of the few names once in memory
		if _, ok := names[s]; !ok {
			names[s] = s
		}
		return names[s]
	}
	take := func(a *record.Article) {
		if a.Doc >= store.Doc(len(t.credits)) {
			return // the article does not exist
		}
		for i := range a.Credits {
			c := &a.Credits[i]
			c.Agency, c.Text = short(c.Agency), short(c.Text)
			c.Role, c.Place, c.Field = credit.Role(short(string(c.Role))), credit.Place(short(string(c.Place))), credit.Field(short(string(c.Field)))
		}
		t.credits[a.Doc] = append([]credit.Credit{}, a.Credits...)
	}
	err = b.Each(func(c *record.Cluster) error {
		for i := range c.Members {
			take(&c.Members[i])
		}
		return nil
	}, func(a *record.Article) error {
		take(a)
		return nil
	})
	if err != nil {
		return fmt.Errorf("traces: %w: %w", store.ErrDamaged, err)
	}
	return nil
}

// traceAll traces all clusters, and returns the blocks that a generation holds of them and those that
// the next run reads.
func traceAll(ctx context.Context, v *store.View, t *tracing, o *Options) (traces [][]byte, memory []kept.Block, err error) {
	alone := 0
	for _, d := range t.r.Catalog.Docs {
		if t.r.Of[d] < 0 {
			alone++
		}
	}
	o.stage("trace", int64(2*len(t.r.Live)+alone))
	if err := t.learn(ctx, v, o); err != nil {
		return nil, nil, err
	}
	l, err := t.all(ctx, v, o)
	if err != nil {
		return nil, nil, err
	}
	b := record.NewBuilder(v.Docs(), traceVersion(), (&outletFacts{t.reader.Clocks, t.unlisted, t.profiles}).append(nil))
	for _, e := range l.entries {
		b.Add(e)
	}
	for _, d := range slices.Sorted(maps.Keys(l.singles)) {
		b.Add(l.singles[d])
	}
	w := kept.NewWriter(t.memory.last)
	t.keepTraces(w, l.plan)
	traces, err = b.Blocks()
	return traces, w.Blocks(), err
}
