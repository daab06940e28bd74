package dedup

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
)

// A Passage is a run of one article and a run of another that are one text but
// for edits, in runes of the texts as stored, half-open.
type Passage struct {
	Start, End         int // in the first
	FromStart, FromEnd int // in the second
	Words              int // of the side that has fewer
}

// A side is one of two articles that are compared.
type side struct {
	article *article.Article
	text    pair.Text
	words   score.Text
	anchors []shingle.Anchor
	set     []uint64 // sorted distinct shingles
	content uint64   // their identity
	total   float64  // weight of the anchors, once weighed
	weighed bool
	mask    masker
	page    item.Page         // how the text is cut
	parts   map[int]*itemText // its items that were made ready, by number
}

// An itemText is an item of a side that is ready for comparison.
type itemText struct {
	text  pair.Text
	words score.Text
}

// A judge compares two articles with everything that is known of a pair. It
// reuses its buffers and is not safe for concurrent use.
type judge struct {
	model    *pair.Model
	sketcher sketcher
	preparer pair.Preparer
	comparer pair.Comparer
	scoring  score.Preparer
	evidence pair.Evidence
	reuse    *score.Model
	known    score.Context // what the collection knows of runs of words
	scorer   score.Comparer
	shared   score.Evidence
	partial  pair.Evidence // of items
}

// newJudge returns a judge with the models of this version.
func newJudge(known score.Context) (judge, error) {
	m, err := pair.Load()
	if err != nil {
		return judge{}, err
	}
	r, err := score.Load()
	return judge{model: m, reuse: r, known: known}, err
}

// prepare makes a side of an article.
func (j *judge) prepare(s *side, a *article.Article, m masker) {
	s.article, s.weighed, s.mask = a, false, m
	s.page, s.parts = item.Cut(a.Text, nil), nil
	prepare(&j.preparer, &s.text, a, m)
	j.scoring.Prepare(&s.words, scoreSource(a, &s.text.Stream))
	s.anchors = shingle.Anchors(s.anchors[:0], &s.text.Stream)
	h := j.sketcher.shingles(a.Text, a.Furniture)
	_, s.content = j.sketcher.counter.Count(h)
	s.set = append(s.set[:0], j.sketcher.sorter.Distinct(h)...)
}

// before orders sides as a dedup run orders texts, so that it and a judge see a
// pair from the same side.
func (s *side) before(o *side) bool {
	return cmp.Or(cmp.Compare(s.content, o.content), cmp.Compare(len(s.set), len(o.set))) <= 0
}

// judged is what a judge finds.
type judged struct {
	pair     cluster.Pair // counts of shingles; numbers are not set
	z        float64      // log-odds that both are one story's text, without a context pass
	reuse    float64      // log-odds that both share reporting
	kind     score.Kind
	words    int // in passages
	passages []Passage
}

// compare weighs a and b; r is their rarity in this order, and cal, which may be nil,
// corrects the odds that they share reporting. covered, which may
// be nil, gets marks for the characters of a that b has too and that are more
// than a quote.
func (j *judge) compare(a, b *side, r pair.Rarity, cal *cluster.Calibration, covered []bool) judged {
	out := j.whole(a, b, r, cal, covered)
	j.items(&out, a, b, r, cal)
	return out
}

// whole weighs a and b as they are, whether or not they are cut into items. See [judge.compare].
func (j *judge) whole(a, b *side, r pair.Rarity, cal *cluster.Calibration, covered []bool) judged {
	e := &j.evidence
	if a.before(b) {
		j.comparer.Compare(e, &a.text, &b.text, r)
	} else {
		r.TotalA, r.TotalB, r.AnchorsA, r.AnchorsB = r.TotalB, r.TotalA, r.AnchorsB, r.AnchorsA
		j.comparer.Compare(e, &b.text, &a.text, r)
		turn(e)
	}
	out := judged{
		pair: cluster.Pair{
			SizeA: uint32(len(a.set)), SizeB: uint32(len(b.set)), Common: uint32(minhash.Intersection(a.set, b.set)),
		},
		z: j.model.LogOdds(e),
	}
	if a.content == b.content && len(a.set) == len(b.set) {
		out.z = pair.MaxLogOdds // a dedup run puts identical texts together, however short
	}
	j.scorer.Compare(&j.shared, &a.words, &b.words, j.known)
	out.z = sameText(out.z, &j.shared, j.reuse)
	out.reuse = calibrated(cal, j.reuse.LogOdds(&j.shared))
	if out.z == pair.MaxLogOdds && out.pair.Common == out.pair.SizeA && out.pair.SizeA == out.pair.SizeB {
		out.reuse = score.MaxLogOdds
	}
	out.kind = j.shared.Kind(out.reuse)
	for _, p := range e.Passages {
		x := passage(&a.text, &b.text, p)
		out.words += x.Words
		out.passages = append(out.passages, x)
		if covered != nil && out.kind.Reporting() {
			for i := p.A.Start; i < p.A.End; i++ {
				covered[i] = true
			}
		}
	}
	toRunes(out.passages, a.article.Text, b.article.Text)
	return out
}

// items raises the odds of two texts that are cut to those of their best items. The evidence that
// the judge has afterwards is that of the odds: of the items or of the texts as they are.
func (j *judge) items(out *judged, a, b *side, r pair.Rarity, cal *cluster.Calibration) {
	if !a.page.Cut() && !b.page.Cut() {
		return
	}
	best := j.shared
	defer func() { j.shared = best }()
	e := &j.partial
	for _, x := range itemPairs(&a.text, &b.text, &a.page, &b.page, j.evidence.Passages) {
		p, q := j.part(a, x.a), j.part(b, x.b)
		j.comparer.Compare(e, &p.text, &q.text, partRarity(r, lengthShare(&p.text, &a.text), lengthShare(&q.text, &b.text)))
		j.scorer.Compare(&j.shared, &p.words, &q.words, j.known)
		if reuse := calibrated(cal, j.reuse.LogOdds(&j.shared)); reuse > out.reuse {
			out.reuse, out.kind, best = reuse, j.shared.Kind(reuse), j.shared
		}
		if hasStory(e) {
			out.z = max(out.z, sameText(j.model.LogOdds(e), &j.shared, j.reuse))
		}
	}
}

// part returns an item of a side, or the side as it is.
func (j *judge) part(s *side, i int) *itemText {
	if p, ok := s.parts[i]; ok {
		return p
	}
	p := &itemText{text: s.text, words: s.words}
	if i >= 0 {
		a := itemOf(s.article, &s.page, i)
		p = &itemText{}
		prepare(&j.preparer, &p.text, &a, s.mask)
		j.scoring.Prepare(&p.words, scoreSource(&a, &p.text.Stream))
	}
	if s.parts == nil {
		s.parts = map[int]*itemText{}
	}
	s.parts[i] = p
	return p
}

// statementOdds is how much more likely than reporting two texts that have a statement in common
// may be one text, in log-odds. Of 114 such pairs of two simulated collections that were joined with
// a p of reporting below .1, 2 were one story; from .1 to .2 it was 31 of 77, from .2 to .3 37 of 54.
const statementOdds = 2

// sameText returns the log-odds that two texts are one story's text, given those by their
// passages. The order of passages counts there, and a text whose paragraphs or sentences
// were put in another order is the same text. Texts that have little but somebody's post or
// statement in common are hardly one text.
func sameText(z float64, e *score.Evidence, m *score.Model) float64 {
	reuse := m.LogOdds(e)
	switch {
	case e.Whole():
		return max(z, reuse)
	case e.Kind(reuse) == score.KindStatement:
		return min(z, reuse+statementOdds)
	}
	return z
}

// turn gives evidence of (b, a) the order (a, b).
func turn(e *pair.Evidence) {
	e.LenA, e.LenB = e.LenB, e.LenA
	for i := range e.Passages {
		e.Passages[i].A, e.Passages[i].B = e.Passages[i].B, e.Passages[i].A
	}
	slices.SortFunc(e.Passages, func(x, y align.Passage) int { return cmp.Compare(x.A.Start, y.A.Start) })
}

// passage gives the places of p in bytes; toRunes converts them.
func passage(a, b *pair.Text, p align.Passage) Passage {
	x, y := a.Range(p.A), b.Range(p.B)
	return Passage{
		Start: x.Start, End: x.End, FromStart: y.Start, FromEnd: y.End,
		Words: min(a.Stream.WordsIn(p.A.Start, p.A.End), b.Stream.WordsIn(p.B.Start, p.B.End)),
	}
}

// toRunes converts the offsets of passages from bytes.
func toRunes(ps []Passage, a, b string) {
	var inA, inB []*int
	for i := range ps {
		inA = append(inA, &ps[i].Start, &ps[i].End)
		inB = append(inB, &ps[i].FromStart, &ps[i].FromEnd)
	}
	article.ToRunes(a, inA...)
	article.ToRunes(b, inB...)
}
