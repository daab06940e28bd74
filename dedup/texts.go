package dedup

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// A masker tells the furniture that an outlet's other articles give away, in
// bytes of the text.
type masker func(outlet, text string) []shingle.Range

// mask returns what of an article does not count: the furniture that
// extraction marked, and what m finds.
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

// prepare makes an article ready for comparison.
func prepare(p *pair.Preparer, t *pair.Text, a *article.Article, m masker) {
	clock := a.Clock()
	p.Prepare(t, &pair.Source{
		Text: a.Text, Skip: mask(m, a.Source, a.Text, a.Furniture), Title: a.Title,
		Outlet: a.Source, Second: clock.Unix, Timed: clock.Known(),
	})
}

// scoreSource returns what package score reads of an article.
func scoreSource(a *article.Article, stream *shingle.Stream) *score.Source {
	clock := a.Clock()
	return &score.Source{
		Text: a.Text, Stream: stream, Title: a.Title, Lang: a.Lang, Second: clock.Unix, Timed: clock.Known(),
	}
}

// heldTexts bounds the prepared texts that one worker holds: 1,024 of 500 words
// take some 60 MB. Candidates come story by story, and few stories have more
// texts.
const heldTexts = 1024

// A ready is an article that is ready for comparison.
type ready struct {
	pair.Text
	words score.Text
	set   []uint64 // sorted distinct shingles
}

// texts prepares stored articles and holds the last ones. It is not safe for
// concurrent use.
type texts struct {
	view     *store.View
	mask     masker
	preparer pair.Preparer
	scoring  score.Preparer
	sketcher sketcher
	held     map[store.Doc]*ready
	ring     []store.Doc // held, in the order in which they came
	next     int
	last     store.Doc // asked for last: it stays
}

func newTexts(v *store.View, m masker) *texts {
	return &texts{view: v, mask: m, held: make(map[store.Doc]*ready, heldTexts)}
}

// get returns a prepared article, valid until the next call but one.
func (x *texts) get(d store.Doc) (*ready, error) {
	defer func() { x.last = d }()
	if t, ok := x.held[d]; ok {
		return t, nil
	}
	a, err := x.view.Article(d)
	if err != nil {
		return nil, fmt.Errorf("article %d: %w", d, err)
	}
	t := &ready{}
	if len(x.ring) < heldTexts {
		x.ring = append(x.ring, d)
	} else {
		if x.ring[x.next] == x.last {
			x.next = (x.next + 1) % heldTexts
		}
		old := x.ring[x.next]
		t = x.held[old]
		delete(x.held, old)
		x.ring[x.next] = d
		x.next = (x.next + 1) % heldTexts
	}
	prepare(&x.preparer, &t.Text, &a, x.mask)
	x.scoring.Prepare(&t.words, scoreSource(&a, &t.Stream))
	t.set = append(t.set[:0], x.sketcher.set(a.Text, a.Furniture)...)
	x.held[d] = t
	return t, nil
}
