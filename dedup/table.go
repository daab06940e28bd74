package dedup

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// A table holds of every live article what ordering and result files need, in
// some 90 bytes each: a million articles fit beside the job's other memory.
type table struct {
	docs      []store.Doc // live articles, in the order of their ids
	rank      []uint32    // by doc: its place in docs
	idEnds    []uint32    // by place before sorting: end of the id in ids
	ids       []byte
	sources   []string            // distinct outlets
	source    []uint32            // by doc: index of its outlet
	clock     []int64             // by doc: last second the article can stand for, see article.Time.Compare
	known     []bool              // by doc: whether it has a clock
	marked    []bool              // by doc: whether its text has furniture
	size      []uint32            // by doc: shingles, the length that matching sees
	content   []uint64            // by doc: identity of its shingles
	at        []uint32            // by doc: place of its id in idEnds
	live      []bool              // by doc
	unix      []int64             // by doc: the clock itself
	zone      []bool              // by doc: whether the clock names its zone
	precision []article.Precision // by doc
	fetched   []bool              // by doc: the clock only says when the article was there at the latest
}

// loadTable reads the metadata of all live articles once.
func loadTable(ctx context.Context, v *store.View) (*table, error) {
	n := int(v.Docs())
	t := &table{
		rank: make([]uint32, n), source: make([]uint32, n), clock: make([]int64, n), unix: make([]int64, n),
		known: make([]bool, n), marked: make([]bool, n), size: make([]uint32, n), at: make([]uint32, n),
		content: make([]uint64, n), live: make([]bool, n), zone: make([]bool, n), precision: make([]article.Precision, n),
		fetched: make([]bool, n),
	}
	outlets := map[string]uint32{}
	err := v.EachMeta(0, func(d store.Doc, a *article.Article) error {
		if d%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		t.add(d, a, outlets)
		marked, err := v.Marked(d)
		if err != nil {
			return err
		}
		row := v.Row(d)
		t.marked[d] = marked
		t.size[d], t.content[d] = row.Shingles, row.Content
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(t.docs, func(x, y store.Doc) int { return bytes.Compare(t.idBytes(x), t.idBytes(y)) })
	for i, d := range t.docs {
		t.rank[d] = uint32(i)
	}
	return t, nil
}

func (t *table) add(d store.Doc, a *article.Article, outlets map[string]uint32) {
	t.at[d] = uint32(len(t.idEnds))
	t.ids = append(t.ids, a.ID...)
	t.idEnds = append(t.idEnds, uint32(len(t.ids)))
	t.docs = append(t.docs, d)
	k, ok := outlets[a.Source]
	if !ok {
		k = uint32(len(t.sources))
		name := string(append([]byte(nil), a.Source...))
		outlets[name] = k
		t.sources = append(t.sources, name)
	}
	t.source[d] = k
	clock := a.Clock()
	t.clock[d], t.known[d] = clock.Latest(), clock.Known()
	t.unix[d], t.zone[d], t.precision[d] = clock.Unix, clock.Zone, clock.Precision
	t.fetched[d] = !a.Published.Known() && a.Fetched.Known()
	t.live[d] = true
}

// id returns the id of a live article.
func (t *table) id(d store.Doc) string { return string(t.idBytes(d)) }

func (t *table) idBytes(d store.Doc) []byte {
	at := t.at[d]
	start := uint32(0)
	if at > 0 {
		start = t.idEnds[at-1]
	}
	return t.ids[start:t.idEnds[at]]
}

// outlet returns the outlet of a live article.
func (t *table) outlet(d store.Doc) string { return t.sources[t.source[d]] }

// earlier orders articles by time, those without a clock last, then by id.
func (t *table) earlier(x, y store.Doc) int {
	if t.known[x] != t.known[y] {
		if t.known[x] {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(t.clock[x], t.clock[y]), cmp.Compare(t.rank[x], t.rank[y]))
}

// keep returns the member to keep: the earliest, then the longest, then the
// one with the smallest id. A date alone counts as the end of its day.
func (t *table) keep(members []store.Doc) store.Doc {
	return slices.MinFunc(members, func(x, y store.Doc) int {
		if t.known[x] && t.known[y] && t.clock[x] != t.clock[y] || t.known[x] != t.known[y] {
			return t.earlier(x, y)
		}
		return cmp.Or(cmp.Compare(t.size[y], t.size[x]), cmp.Compare(t.rank[x], t.rank[y]))
	})
}

// time formats the clock of a live article.
func (t *table) time(d store.Doc) string {
	return article.Time{Unix: t.unix[d], Zone: t.zone[d], Precision: t.precision[d]}.String()
}

// byTime returns the articles in the order of time, those without a clock last.
func (t *table) byTime(docs []store.Doc) []store.Doc {
	return slices.SortedFunc(slices.Values(docs), t.earlier)
}
