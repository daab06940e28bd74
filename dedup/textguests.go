package dedup

import (
	"cmp"
	"context"
	"slices"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
)

// A guest is an article that may have text of a cluster that it is not in.
type guest struct {
	doc     store.Doc
	cluster int // index
}

// inviteByText adds the guests that no pair ties to a cluster, but words that their
// own cluster does not have, or few of it.
func (t *tracing) inviteByText(ctx context.Context, st *store.Store) error {
	g := textGuests{t: t, finder: trace.NewFinder(t.sketches), taken: map[store.Doc]int{}}
	t.byText = map[guest]bool{}
	for _, docs := range t.guests {
		for _, d := range docs {
			g.taken[d]++
		}
	}
	if err := st.View(func(v *store.View) error { return g.alone(ctx, v) }); err != nil {
		return err
	}
	for k, s := range t.sketches {
		for i, d := range t.inOrder(k) {
			g.invite(d, s.Loose[i])
		}
		s.DropSamples()
	}
	for _, docs := range t.guests {
		slices.Sort(docs)
	}
	return nil
}

// textGuests finds guests.
type textGuests struct {
	t      *tracing
	finder *trace.Finder
	taken  map[store.Doc]int // by article: the clusters that it is a guest of
}

// alone invites articles that are in no cluster. What an agency's own outlet has is
// its own.
func (g *textGuests) alone(ctx context.Context, v *store.View) error {
	for i, d := range g.t.r.t.docs {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if g.t.r.of[d] >= 0 {
			continue
		}
		m, _, err := g.t.member(v, d)
		if err != nil {
			return err
		}
		if m.Feed == "" {
			g.invite(d, trace.SampleOf(m))
		}
	}
	return nil
}

func (g *textGuests) invite(d store.Doc, grams trace.Sample) {
	t := g.t
	list := g.finder.Find(grams, int(t.r.of[d]))
	slices.SortFunc(list, func(a, b trace.Found) int {
		return cmp.Or(cmp.Compare(b.Grams, a.Grams), cmp.Compare(t.first[a.Story], t.first[b.Story]))
	})
	for _, f := range list {
		id := t.r.live[f.Story].ID
		if g.taken[d] == maxGuest {
			return
		}
		if slices.Contains(t.guests[id], d) {
			continue
		}
		t.guests[id] = append(t.guests[id], d)
		t.visits[d] = true
		t.byText[guest{d, f.Story}] = true
		g.taken[d]++
	}
}
