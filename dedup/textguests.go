package dedup

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A guest is an article that may have text of a cluster that it is not in.
type guest struct {
	doc     store.Doc
	cluster int // index
}

// inviteByText adds the guests that no pair ties to a cluster, but words that their
// own cluster does not have, or few of it. Articles that are in no cluster and no guests are
// read to their end on that occasion.
func (t *tracing) inviteByText(ctx context.Context, st *store.Store, o *Options) error {
	g := textGuests{t: t, finder: trace.NewFinder(t.sketches), taken: map[store.Doc]int{}}
	t.byText = map[guest]bool{}
	for _, docs := range t.guests {
		for _, d := range docs {
			g.taken[d]++
		}
	}
	alone := slices.Sorted(slices.Values(t.r.Catalog.Docs)) // by arrival: texts lie together in blocks
	alone = slices.DeleteFunc(alone, func(d store.Doc) bool { return t.r.Of[d] >= 0 })
	if err := t.share(ctx, st, o, len(alone), func(v *store.View, i int) error { return g.alone(v, alone[i]) }); err != nil {
		return err
	}
	for k, s := range t.sketches {
		for i, d := range t.r.InOrder(k) {
			g.invite(d, g.find(d, s.Loose[i]))
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
	mu     sync.Mutex        // of all that follows, and of the guests and singles of t
	taken  map[store.Doc]int // by article: the clusters that it is a guest of
}

// alone invites an article that is in no cluster, or reads it to its end. What an
// agency's own outlet has is its own.
func (g *textGuests) alone(v *store.View, d store.Doc) error {
	m, f, err := g.t.member(v, d)
	if err != nil {
		return err
	}
	var list []trace.Found
	if m.Feed == "" && g.t.r.Pages[d] == "" {
		list = g.find(d, trace.SampleOf(m))
	}
	var e record.Entry
	if len(list) == 0 {
		e = record.EncodeArticle(single(g.t, d, m, f, nil))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.invite(d, list)
	if !g.t.visits[d] {
		g.t.singles[d] = e
	}
	return nil
}

// find returns the stories that have words of an article, the likeliest first.
func (g *textGuests) find(d store.Doc, grams trace.Sample) []trace.Found {
	list := g.finder.Find(grams, int(g.t.r.Of[d]))
	slices.SortFunc(list, func(a, b trace.Found) int {
		return cmp.Or(cmp.Compare(b.Grams, a.Grams), cmp.Compare(g.t.first[a.Story], g.t.first[b.Story]))
	})
	return list
}

func (g *textGuests) invite(d store.Doc, list []trace.Found) {
	t := g.t
	for _, f := range list {
		id := t.r.Live[f.Story].ID
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
