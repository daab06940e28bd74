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

// A Passage is a part of one article and a part of another that are the same text except for
// edits. Offsets are in runes of the stored texts, half-open.
type Passage struct {
	Start, End         int // in the first
	FromStart, FromEnd int // in the second
	Words              int // words of the article that has fewer in it
}

// A side is one of two articles that are compared.
type side struct {
	article *article.Article
	text    pair.Text
	words   score.Text
	anchors []shingle.Anchor
	set     []uint64 // sorted distinct shingles
	content uint64   // identity of the set
	total   float64  // weight of the anchors; set by Collection.weigh
	weighed bool
	mask    masker
	page    item.Page         // the items of the text
	parts   map[int]*itemText // prepared items, by number
}

// An itemText is an item of a side, prepared for comparison.
type itemText struct {
	text  pair.Text
	words score.Text
}

// A judge compares two articles for a check or for [Comparer], as a run does. It reuses its
// buffers and is not safe for concurrent use.
type judge struct {
	model    *pair.Model
	sketcher sketcher
	preparer pair.Preparer
	comparer pair.Comparer
	scoring  score.Preparer
	evidence pair.Evidence
	reuse    *score.Model
	known    score.Context // recurring runs of the collection
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

// before orders sides in the same order as a run orders texts, so that both get the same result.
func (s *side) before(o *side) bool {
	return cmp.Or(cmp.Compare(s.content, o.content), cmp.Compare(len(s.set), len(o.set))) <= 0
}

// judged is the result of a judge.
type judged struct {
	pair     cluster.Pair // counts of shingles; numbers are not set
	z        float64      // log-odds that both are one story's text, before the context passes
	reuse    float64      // log-odds that both share reporting
	kind     score.Kind
	words    int // in passages
	passages []Passage
}

// compare compares a and b. r is their rarity in this order. cal corrects the odds that they share
// reporting. In covered it marks the characters of a that b has too, except for short quotes. cal
// and covered may be nil.
func (j *judge) compare(a, b *side, r pair.Rarity, cal *cluster.Calibration, covered []bool) judged {
	out := j.whole(a, b, r, cal, covered)
	j.items(&out, a, b, r, cal)
	return out
}

// whole is like [judge.compare], but compares only the whole texts and not their items.
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
		out.z = pair.MaxLogOdds // identical texts are always in one cluster, even if they are short
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

// items raises the odds of two texts to those of their best pair of items. Afterwards the evidence of
// the judge belongs to these odds: it is of the items if they were better, and otherwise of the
// whole texts.
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

// part returns item i of a side, or its whole text.
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

// statementOdds applies to two texts that share a statement. It bounds by how much the log-odds that
// they are one text may exceed those that they share reporting. Of such pairs of two simulated
// collections that were joined, 2 of 114 were one story with p of reporting below .1, 31 of 77 from
// .1 to .2, and 37 of 54 from .2 to .3.
const statementOdds = 2

// sameText returns the log-odds that two texts are one story's text. z is the log-odds by their
// passages, which depend on the order of the passages. A text with its paragraphs or sentences in
// another order is the same text, so its odds are raised. Texts that share little more than a
// statement or a post are hardly one text, so their odds are lowered.
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

// turn turns evidence of (b, a) into evidence of (a, b).
func turn(e *pair.Evidence) {
	e.LenA, e.LenB = e.LenB, e.LenA
	for i := range e.Passages {
		e.Passages[i].A, e.Passages[i].B = e.Passages[i].B, e.Passages[i].A
	}
	slices.SortFunc(e.Passages, func(x, y align.Passage) int { return cmp.Compare(x.A.Start, y.A.Start) })
}

// passage returns p with its places in bytes; toRunes converts them to runes.
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
