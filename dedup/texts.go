package dedup

import (
	"container/list"
	"fmt"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// A masker returns the furniture lines of a text, which other articles of the outlet have too, in
// bytes of the text.
type masker func(outlet, text string) []shingle.Range

// mask returns the parts of an article that do not count: the furniture that extraction marked, and
// the furniture that m finds.
func mask(m masker, outlet, text string, marks []article.Furniture) []shingle.Range {
	skip := make([]shingle.Range, 0, len(marks))
	for _, f := range marks {
		skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
	}
	if m == nil {
		return skip
	}
	return furniture.Join(skip, m(outlet, text))
}

// prepare prepares an article for comparison.
func prepare(p *pair.Preparer, t *pair.Text, a *article.Article, m masker) {
	clock := a.Clock()
	p.Prepare(t, &pair.Source{
		Text: a.Text, Skip: mask(m, a.Source, a.Text, a.Furniture), Title: a.Title,
		Outlet: a.Source, Second: clock.Unix, Timed: clock.Known(),
	})
}

// scoreSource returns the source of an article for package score.
func scoreSource(a *article.Article, stream *shingle.Stream) *score.Source {
	clock := a.Clock()
	return &score.Source{
		Text: a.Text, Stream: stream, Title: a.Title, Lang: a.Lang, Second: clock.Unix, Timed: clock.Known(),
	}
}

// A ready is an article that was prepared for comparison. It is read-only and safe for
// concurrent use.
type ready struct {
	pair.Text
	words score.Text
	set   []uint64 // sorted distinct shingles
	lines []line   // lines that can be headlines
}

// clone returns a copy that takes no more memory than it needs.
func (r *ready) clone() *ready {
	c := &ready{Text: r.Clone(), set: slices.Clone(r.set), lines: slices.Clone(r.lines)}
	c.words = r.words.Clone(&c.Stream)
	return c
}

// bytes returns the memory that r takes.
func (r *ready) bytes() int {
	return r.Bytes() + r.words.Bytes() + 8*len(r.set) + headlineBytes*len(r.lines)
}

// readyBytes bounds the memory of the cached texts: about 3,200 of 500 words. Preparing a text
// takes as long as ten comparisons. Over the pairs of 13,500 German articles, a text is
// prepared 1.13 times with room for 2,048 texts and once with room for 4,096. Over a simulated
// web of 6,700 articles it is 2.95 and 1.24 times.
const readyBytes = 128 << 20

// A textCache holds the prepared texts of a run that were used last. It is safe for concurrent
// use.
type textCache struct {
	mu    sync.Mutex
	texts map[store.Doc]*cachedText
	order *list.List // of cachedText; the one that was used last comes first
	bytes int
	limit int
}

// A cachedText is a text in a cache, or a text that is being prepared.
type cachedText struct {
	doc   store.Doc
	at    *list.Element // nil: it is not in the cache any more
	bytes int
	once  sync.Once // guards text and err
	text  *ready
	err   error
}

func newTextCache(limit int) *textCache {
	return &textCache{texts: map[store.Doc]*cachedText{}, order: list.New(), limit: limit}
}

// get returns a text. It calls prepare if the text is not in the cache.
func (s *textCache) get(d store.Doc, prepare func() (*ready, error)) (*ready, error) {
	s.mu.Lock()
	t := s.texts[d]
	if t == nil {
		t = &cachedText{doc: d}
		t.at = s.order.PushFront(t)
		s.texts[d] = t
	}
	if t.at != nil {
		s.order.MoveToFront(t.at)
	}
	s.mu.Unlock()
	t.once.Do(func() {
		if t.text, t.err = prepare(); t.err == nil {
			s.grow(t, t.text.bytes())
		}
	})
	return t.text, t.err
}

// grow adds the memory of a new text, and removes the texts that were not used for the longest
// time.
func (s *textCache) grow(t *cachedText, bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.at == nil {
		return
	}
	t.bytes = bytes
	s.bytes += bytes
	for s.bytes > s.limit {
		old := s.order.Remove(s.order.Back()).(*cachedText)
		delete(s.texts, old.doc)
		s.bytes -= old.bytes
		old.at = nil
	}
}

// texts prepares stored articles for comparison. It is not safe for concurrent use, but several
// may share a cache.
type texts struct {
	view     *store.View
	mask     masker
	cache    *textCache
	preparer pair.Preparer
	scoring  score.Preparer
	sketcher sketcher
	buffer   ready
	last     [2]held
	items    map[itemKey]*ready

	itemBytes int // memory of items
}

// A held is a text that was returned last. Most pairs have a text of the pair before.
type held struct {
	doc  store.Doc
	text *ready
}

func newTexts(v *store.View, m masker, s *textCache) *texts {
	return &texts{view: v, mask: m, cache: s}
}

// get returns a stored article, prepared for comparison.
func (x *texts) get(d store.Doc) (*ready, error) {
	for _, h := range x.last {
		if h.text != nil && h.doc == d {
			return h.text, nil
		}
	}
	t, err := x.cache.get(d, func() (*ready, error) { return x.prepare(d) })
	if err == nil {
		x.last[1], x.last[0] = x.last[0], held{d, t}
	}
	return t, err
}

func (x *texts) prepare(d store.Doc) (*ready, error) {
	a, err := x.view.Article(d)
	if err != nil {
		return nil, fmt.Errorf("article %d: %w", d, err)
	}
	return x.ready(&a), nil
}

// ready prepares a whole article for comparison.
func (x *texts) ready(a *article.Article) *ready {
	t := &x.buffer
	x.make(t, a)
	t.set = append(t.set[:0], x.sketcher.set(a.Text, a.Furniture)...)
	t.lines = headlineLines(t.lines[:0], a.Text)
	return t.clone()
}

// make prepares an article, or a part of one, for comparison.
func (x *texts) make(t *ready, a *article.Article) {
	prepare(&x.preparer, &t.Text, a, x.mask)
	x.scoring.Prepare(&t.words, scoreSource(a, &t.Stream))
}

// An itemKey identifies an item of an article.
type itemKey struct {
	doc  store.Doc
	item int
}

// itemBytes bounds the memory of the prepared items of a worker: about 300 of 300 words.
const itemBytes = 8 << 20

// item returns an item of an article, prepared for comparison.
func (x *texts) item(d store.Doc, p *item.Page, i int) (*ready, error) {
	key := itemKey{d, i}
	if r, ok := x.items[key]; ok {
		return r, nil
	}
	a, err := x.view.Article(d)
	if err != nil {
		return nil, fmt.Errorf("article %d: %w", d, err)
	}
	part := itemOf(&a, p, i)
	t := &x.buffer
	x.make(t, &part)
	t.set, t.lines = t.set[:0], t.lines[:0]
	r := t.clone()
	x.hold(key, r)
	return r, nil
}

// hold keeps a prepared item. If there is no room, it removes all others.
func (x *texts) hold(key itemKey, r *ready) {
	if x.itemBytes += r.bytes(); x.items == nil || x.itemBytes > itemBytes {
		x.items, x.itemBytes = map[itemKey]*ready{}, r.bytes()
	}
	x.items[key] = r
}
