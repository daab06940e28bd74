package generation

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// A Catalog holds the metadata that ordering and result files need: of all live articles, and of the
// earlier revisions that count. It takes about 90 bytes an article.
type Catalog struct {
	Docs      []store.Doc // live articles, in the order of their ids
	Order     []store.Doc // Docs and the earlier revisions that count, sorted by id; the current revision of an article comes last
	Rank      []uint32    // by doc: its index in Order
	idEnds    []uint32    // by index before sorting: end of the id in ids
	ids       []byte
	Sources   []string            // distinct outlets
	Source    []uint32            // by doc: index of its outlet
	Clock     []int64             // by doc: latest second that the time allows, see article.Time.Compare
	Known     []bool              // by doc: whether it has a time
	Marked    []bool              // by doc: whether its text has furniture
	Size      []uint32            // by doc: number of shingles, the length as matching measures it
	Content   []uint64            // by doc: identity of its shingle set
	at        []uint32            // by doc: index of its id in idEnds
	Live      []bool              // by doc
	Blocked   []bool              // by doc: its source withholds or withdrew it
	unix      []int64             // by doc: the time itself
	zone      []bool              // by doc: whether the time names its zone
	precision []article.Precision // by doc
	Fetched   []bool              // by doc: the time is only the crawl time, an upper bound
}

// ReadCatalog reads the metadata of all live articles, and of those given earlier revisions that are still
// stored.
func ReadCatalog(ctx context.Context, v *store.View, earlier []store.Doc) (*Catalog, error) {
	return readCatalog(v, earlier, func(add func(d store.Doc, a *article.Article, marked bool)) error {
		return v.EachMarked(0, func(d store.Doc, a *article.Article, marked bool) error {
			if d%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			add(d, a, marked)
			return nil
		})
	})
}

// ReadPart is like ReadCatalog, but reads only the live articles among docs, which must ascend. Ranks
// count only these.
func ReadPart(ctx context.Context, v *store.View, docs, earlier []store.Doc) (*Catalog, error) {
	return readCatalog(v, earlier, func(add func(d store.Doc, a *article.Article, marked bool)) error {
		for _, d := range docs {
			if !v.Live(d) {
				continue
			}
			a, err := v.Meta(d)
			if err != nil {
				return err
			}
			marked, err := v.Marked(d)
			if err := errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			add(d, &a, marked)
		}
		return nil
	})
}

func readCatalog(v *store.View, earlier []store.Doc, each func(add func(d store.Doc, a *article.Article, marked bool)) error) (*Catalog, error) {
	n := int(v.Docs())
	t := newCatalog(n)
	outlets := map[string]uint32{}
	err := each(func(d store.Doc, a *article.Article, marked bool) {
		t.Docs, t.Live[d], t.Marked[d] = append(t.Docs, d), true, marked
		t.add(d, a, v.Row(d), outlets)
	})
	if err != nil {
		return nil, err
	}
	err = t.count(v, earlier, outlets)
	return t, err
}

// Recount replaces the earlier revisions that count.
func (t *Catalog) Recount(v *store.View, earlier []store.Doc) error {
	for _, d := range t.Order {
		t.Rank[d] = 0
	}
	outlets := make(map[string]uint32, len(t.Sources))
	for i, name := range t.Sources {
		outlets[name] = uint32(i)
	}
	return t.count(v, earlier, outlets)
}

// count adds earlier revisions to the live articles and sorts all.
func (t *Catalog) count(v *store.View, earlier []store.Doc, outlets map[string]uint32) error {
	t.Order = slices.Clone(t.Docs)
	if err := t.addEarlier(v, earlier, outlets); err != nil {
		return err
	}
	t.sort()
	return nil
}

// An Entry is the input of a catalog for one live article.
type Entry struct {
	Article article.Article // without text
	Row     store.Row
}

// NewCatalog returns a catalog of the given articles, whose ids must differ. Document i is list[i].
func NewCatalog(list []Entry) *Catalog {
	t := newCatalog(len(list))
	outlets := map[string]uint32{}
	for i := range list {
		d := store.Doc(i)
		t.Docs, t.Live[d] = append(t.Docs, d), true
		t.add(d, &list[i].Article, list[i].Row, outlets)
	}
	t.Order = slices.Clone(t.Docs)
	t.sort()
	return t
}

func newCatalog(n int) *Catalog {
	return &Catalog{
		Rank: make([]uint32, n), Source: make([]uint32, n), Clock: make([]int64, n), unix: make([]int64, n),
		Known: make([]bool, n), Marked: make([]bool, n), Size: make([]uint32, n), at: make([]uint32, n),
		Content: make([]uint64, n), Live: make([]bool, n), zone: make([]bool, n), precision: make([]article.Precision, n),
		Fetched: make([]bool, n), Blocked: make([]bool, n),
	}
}

// sort sorts the articles by their ids and ranks them.
func (t *Catalog) sort() {
	order := func(x, y store.Doc) int {
		return cmp.Or(bytes.Compare(t.idBytes(x), t.idBytes(y)), cmp.Compare(t.Rank[x], t.Rank[y]))
	}
	slices.SortFunc(t.Docs, order)
	slices.SortFunc(t.Order, order)
	for i, d := range t.Order {
		t.Rank[d] = uint32(i)
	}
}

// addEarlier adds earlier revisions. Until all are ranked, their rank is their index in the history of the
// article.
func (t *Catalog) addEarlier(v *store.View, earlier []store.Doc, outlets map[string]uint32) error {
	current := map[store.Doc]bool{} // by current revision of a history that was read: whether it is live
	for _, d := range earlier {
		if d >= v.Docs() || t.Live[d] {
			continue
		}
		a, err := v.Meta(d)
		if errors.Is(err, store.ErrNotFound) {
			continue // deleted
		}
		if err != nil {
			return err
		}
		if _, ok := current[d]; !ok {
			history, err := v.History(a.ID)
			if err != nil {
				return err
			}
			for i, h := range history {
				current[h] = v.Live(history[len(history)-1])
				t.Rank[h] = uint32(i)
			}
		}
		if !current[d] {
			continue
		}
		t.Order = append(t.Order, d)
		t.add(d, &a, v.Row(d), outlets)
		if t.Marked[d], err = v.Marked(d); err != nil {
			return err
		}
	}
	return nil
}

// Has reports whether d is a live article or an earlier revision that counts.
func (t *Catalog) Has(d store.Doc) bool {
	return int(d) < len(t.Rank) && int(t.Rank[d]) < len(t.Order) && t.Order[t.Rank[d]] == d
}

// Same reports whether two documents are revisions of one article.
func (t *Catalog) Same(x, y store.Doc) bool { return bytes.Equal(t.idBytes(x), t.idBytes(y)) }

func (t *Catalog) add(d store.Doc, a *article.Article, row store.Row, outlets map[string]uint32) {
	t.at[d] = uint32(len(t.idEnds))
	t.ids = append(t.ids, a.ID...)
	t.idEnds = append(t.idEnds, uint32(len(t.ids)))
	k, ok := outlets[a.Source]
	if !ok {
		k = uint32(len(t.Sources))
		name := string(append([]byte(nil), a.Source...))
		outlets[name] = k
		t.Sources = append(t.Sources, name)
	}
	t.Source[d] = k
	clock := a.Clock()
	t.Clock[d], t.Known[d] = clock.Latest(), clock.Known()
	t.unix[d], t.zone[d], t.precision[d] = clock.Unix, clock.Zone, clock.Precision
	t.Fetched[d] = !a.Published.Known() && a.Fetched.Known()
	t.Blocked[d] = a.Status.Blocked()
	t.Size[d], t.Content[d] = row.Shingles, row.Content
}

// ID returns the id of an article.
func (t *Catalog) ID(d store.Doc) string { return string(t.idBytes(d)) }

func (t *Catalog) idBytes(d store.Doc) []byte {
	at := t.at[d]
	start := uint32(0)
	if at > 0 {
		start = t.idEnds[at-1]
	}
	return t.ids[start:t.idEnds[at]]
}

// Outlet returns the outlet of an article.
func (t *Catalog) Outlet(d store.Doc) string { return t.Sources[t.Source[d]] }

// Earlier compares articles by time, those without a time last, and then by id.
func (t *Catalog) Earlier(x, y store.Doc) int {
	if t.Known[x] != t.Known[y] {
		if t.Known[x] {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(t.Clock[x], t.Clock[y]), cmp.Compare(t.Rank[x], t.Rank[y]))
}

// Before orders articles with the same text by which of them represents all: current ones first, then the
// earliest.
func (t *Catalog) Before(x, y store.Doc) int {
	if t.Live[x] != t.Live[y] {
		if t.Live[x] {
			return -1
		}
		return 1
	}
	return t.Earlier(x, y)
}

// Second returns the time of an article, in seconds since 1970, and whether it is known.
func (t *Catalog) Second(d store.Doc) (second int64, known bool) { return t.unix[d], t.Known[d] }

// Offered reports whether an article is current, and its source has neither withheld nor withdrawn it.
func (t *Catalog) Offered(d store.Doc) bool { return t.Live[d] && !t.Blocked[d] }

// Keep returns the member to keep: the earliest, then the longest, then the one with the smallest id. A
// date counts as the end of its day. Earlier revisions and articles that their source does not offer come
// last.
func (t *Catalog) Keep(members []store.Doc) store.Doc {
	return slices.MinFunc(members, func(x, y store.Doc) int {
		if a := t.Offered(x); a != t.Offered(y) {
			if a {
				return -1
			}
			return 1
		}
		if t.Known[x] && t.Known[y] && t.Clock[x] != t.Clock[y] || t.Known[x] != t.Known[y] {
			return t.Earlier(x, y)
		}
		return cmp.Or(cmp.Compare(t.Size[y], t.Size[x]), cmp.Compare(t.Rank[x], t.Rank[y]))
	})
}

// Time formats the time of a live article.
func (t *Catalog) Time(d store.Doc) string {
	return article.Time{Unix: t.unix[d], Zone: t.zone[d], Precision: t.precision[d]}.String()
}

// ByTime returns the articles in the order of time, those without a time last.
func (t *Catalog) ByTime(docs []store.Doc) []store.Doc {
	return slices.SortedFunc(slices.Values(docs), t.Earlier)
}
