package view

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/shingle"
)

// A prepared is an article with its words split, for comparisons.
type prepared struct {
	article *article.Article
	skip    []shingle.Range // furniture in bytes
	text    align.Text
}

// A comparer computes the differences between the texts of two articles. It reuses its buffers
// and is not safe for concurrent use.
type comparer struct {
	shingler shingle.Shingler
	aligner  align.Aligner
}

// prepare splits the text of an article into words; skip is its furniture, in bytes.
func (f *comparer) prepare(a *article.Article, skip []shingle.Range) *prepared {
	p := &prepared{article: a, skip: skip}
	f.shingler.Stream(&p.text.Stream, a.Text, p.skip)
	p.text.Prepare(shingle.Spaced(a.Text))
	return p
}

// delta returns which words of b's text a kept, moved, cut and added. It does not set Headline and Credit.
func (f *comparer) delta(a, b *prepared) report.Delta {
	d := report.Delta{Of: b.article.ID}
	passages := f.aligner.Align(&a.text, &b.text)
	mine, theirs := make([]bool, len(a.text.Stream.Words)), make([]bool, len(b.text.Stream.Words))
	moved := make([]bool, len(mine))
	still := inOrder(passages)
	for i, p := range passages {
		markWords(mine, &a.text, p.A)
		markWords(theirs, &b.text, p.B)
		if !still[i] {
			markWords(moved, &a.text, p.A)
		}
	}
	for i, has := range mine {
		switch n := a.runes(i); {
		case has && moved[i]:
			add(&d.Kept, n)
			add(&d.Moved, n)
		case has:
			add(&d.Kept, n)
		default:
			add(&d.Added, n)
		}
	}
	for i, has := range theirs {
		if !has {
			add(&d.Cut, b.runes(i))
		}
	}
	return d
}

func add(e *report.Extent, runes int) {
	e.Words++
	e.Runes += runes
}

// runes returns the length of word i.
func (p *prepared) runes(i int) int {
	w := p.text.Stream.Words[i]
	return utf8.RuneCountInString(p.article.Text[w.Start:w.End])
}

// markWords marks the words of a span.
func markWords(dst []bool, t *align.Text, s align.Span) {
	if s.Len() <= 0 {
		return
	}
	for i := t.Stream.WordAt(s.Start); i <= t.Stream.WordAt(s.End-1); i++ {
		dst[i] = true
	}
}

// inOrder returns for each passage whether it was not moved. Passages are sorted by their position in A.
// Those in the increasing sequence with the most words in B were not moved.
func inOrder(passages []align.Passage) []bool {
	n := len(passages)
	weight, prev, last := make([]int, n), make([]int, n), -1
	for i, p := range passages {
		weight[i], prev[i] = p.Matched, -1
		for j, q := range passages[:i] {
			if q.B.End <= p.B.Start && weight[j]+p.Matched > weight[i] {
				weight[i], prev[i] = weight[j]+p.Matched, j
			}
		}
		if last < 0 || weight[i] > weight[last] {
			last = i
		}
	}
	out := make([]bool, n)
	for i := last; i >= 0; i = prev[i] {
		out[i] = true
	}
	return out
}

// where returns the passages that a and b share, in runes.
func (f *comparer) where(a, b *prepared) []report.Where {
	passages := f.aligner.Align(&a.text, &b.text)
	out := make([]report.Where, len(passages))
	var inA, inB []*int
	for i, p := range passages {
		x, y, w := a.text.Range(p.A), b.text.Range(p.B), &out[i]
		*w = report.Where{
			Start: x.Start, End: x.End, In: y.Start, InEnd: y.End,
			Words: min(a.text.Stream.WordsIn(p.A.Start, p.A.End), b.text.Stream.WordsIn(p.B.Start, p.B.End)),
		}
		inA, inB = append(inA, &w.Start, &w.End), append(inB, &w.In, &w.InEnd)
	}
	article.ToRunes(a.article.Text, inA...)
	article.ToRunes(b.article.Text, inB...)
	return out
}

// headline returns whether a headline was kept or changed.
func headline(child, parent string) string {
	a, b := shingle.Tokens(child, nil), shingle.Tokens(parent, nil)
	if len(a) == 0 || len(b) == 0 {
		return ""
	}
	if slices.EqualFunc(a, b, func(x, y shingle.Token) bool { return x.Text == y.Text }) {
		return "kept"
	}
	return "changed"
}

// A survival counts which members have each word of one text.
type survival struct {
	base                  *prepared
	members, outlets      []int  // by word
	now                   []bool // by word: the current outlet has it
	outlet                string
	compared, outletCount int // members and outlets compared so far
}

func newSurvival(base *prepared) *survival {
	n := len(base.text.Stream.Words)
	return &survival{base: base, members: make([]int, n), outlets: make([]int, n), now: make([]bool, n)}
}

// add counts a member. Members of one outlet must be added one after the other.
func (s *survival) add(f *comparer, m *prepared) {
	if s.outletCount == 0 || m.article.Source != s.outlet {
		s.flush()
		s.outlet = m.article.Source
		s.outletCount++
	}
	s.compared++
	has := make([]bool, len(s.members))
	for _, p := range f.aligner.Align(&s.base.text, &m.text) {
		markWords(has, &s.base.text, p.A)
	}
	for i, x := range has {
		if x {
			s.members[i]++
			s.now[i] = true
		}
	}
}

func (s *survival) flush() {
	for i, x := range s.now {
		if x {
			s.outlets[i]++
		}
	}
	clear(s.now)
}

// view returns the counts as runs of words. Furniture ends a run.
func (s *survival) view(origin bool) *report.Survival {
	s.flush()
	text := s.base.article.Text
	out := &report.Survival{
		Base: s.base.article.ID, Origin: origin, Text: text, Members: s.compared, Outlets: s.outletCount,
	}
	at, skip := article.NewOffsets(text), s.base.skip
	for i, w := range s.base.text.Stream.Words {
		parted := false
		for len(skip) > 0 && skip[0].End <= int(w.Start) {
			parted, skip = true, skip[1:]
		}
		n := len(out.Runs)
		if n > 0 && !parted && out.Runs[n-1].Members == s.members[i] && out.Runs[n-1].Outlets == s.outlets[i] {
			out.Runs[n-1].End = at.Rune(int(w.End))
			continue
		}
		out.Runs = append(out.Runs, report.SurvivalRun{
			Start: at.Rune(int(w.Start)), End: at.Rune(int(w.End)), Members: s.members[i], Outlets: s.outlets[i],
		})
	}
	return out
}

// byOutlet compares articles by outlet.
func byOutlet(x, y *article.Article) int {
	return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.ID, y.ID))
}
