package dedup

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/record"
)

// An outsideArticle is an article that may have text of a cluster that it is not in.
type outsideArticle struct {
	doc     store.Doc
	cluster int // index
}

// findOutsideByText adds the outside articles that no pair connects with a cluster: those whose
// words are in that cluster and in few or no members of their own cluster. It also makes the records
// of articles that are in no cluster and have no text of one.
func (t *tracing) findOutsideByText(ctx context.Context, view *store.View, o *Options) error {
	g := textMatcher{t: t, index: trace.NewStoryIndex(t.observations), matched: map[store.Doc]int{}}
	t.byText = map[outsideArticle]bool{}
	for _, docs := range t.outside {
		for _, d := range docs {
			g.matched[d]++
		}
	}
	unclustered := slices.Sorted(slices.Values(t.r.Catalog.Docs)) // by arrival, since neighbours are in one block
	unclustered = slices.DeleteFunc(unclustered, func(d store.Doc) bool { return t.r.Of[d] >= 0 })
	if err := t.share(ctx, view, o, len(unclustered), func(v *store.View, i int) error { return g.unclustered(v, unclustered[i]) }); err != nil {
		return err
	}
	for k, s := range t.observations {
		for i, d := range t.r.InOrder(k) {
			g.addOutside(d, g.matchStories(d, s.Loose[i]))
		}
	}
	for _, docs := range t.outside {
		slices.Sort(docs)
	}
	return nil
}

// A textMatcher finds outside articles by their words.
type textMatcher struct {
	t       *tracing
	index   *trace.StoryIndex
	mu      sync.Mutex        // guards matched, and outside, isOutside, byText and singles of t
	matched map[store.Doc]int // by article: the number of other clusters that it may have text of
}

// unclustered finds the clusters that have text of an article in no cluster. If there are none, it
// makes the article's record. It finds none for an agency's own article, since it was not copied.
func (g *textMatcher) unclustered(v *store.View, d store.Doc) error {
	t := g.t
	key := storyKey(d)
	s, known := t.memory.stories[key]
	e, has := t.memory.singles[d]
	if _, same := t.memory.records[plainSingle(d)]; !known || !same || !has {
		m, f, err := t.member(v, d)
		if err != nil {
			return err
		}
		s = kept.Story{Key: key}
		if m.Feed == "" {
			s.Words = trace.SampleOf(m)
		}
		e = record.EncodeArticle(single(t, d, m, f, nil))
	}
	var list []trace.StoryMatch
	if t.r.Pages[d] == "" {
		list = g.matchStories(d, s.Words)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	t.stories[key] = s
	g.addOutside(d, list)
	if !t.isOutside[d] {
		t.singles[d] = e
	}
	return nil
}

// matchStories returns the clusters that have words of an article, those with most words first.
func (g *textMatcher) matchStories(d store.Doc, grams trace.Sample) []trace.StoryMatch {
	list := g.index.Find(grams, int(g.t.r.Of[d]))
	slices.SortFunc(list, func(a, b trace.StoryMatch) int {
		return cmp.Or(cmp.Compare(b.Grams, a.Grams), cmp.Compare(g.t.first[a.Story], g.t.first[b.Story]))
	})
	return list
}

func (g *textMatcher) addOutside(d store.Doc, list []trace.StoryMatch) {
	t := g.t
	for _, f := range list {
		id := t.r.Live[f.Story].ID
		if g.matched[d] == maxOutside {
			return
		}
		if slices.Contains(t.outside[id], d) {
			continue
		}
		t.outside[id] = append(t.outside[id], d)
		t.isOutside[d] = true
		t.byText[outsideArticle{d, f.Story}] = true
		g.matched[d]++
	}
}
