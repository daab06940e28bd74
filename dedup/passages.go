package dedup

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/trace"
)

// guestShare is the share of an article's words from which on a further cluster's
// text counts: on a simulated web (seed 1) .05 to .15 did equally well, .25 lost two
// points of the words of merged articles.
const guestShare = .10

// textShare is the same for clusters that no pair ties the article to, but words alone;
// and of these only passages count of whose word grams the cluster has solidShare:
// less is the common frame of forecasts and earnings with other names and numbers. On web
// seed 8 such clusters gave merged articles .8805 of the words right instead of .8734, but
// took .004 from all; with textShare .002, with both nothing, and merged ones had .8817.
const (
	textShare  = .20
	solidShare = .75
)

// repeated is the kind of furniture that an outlet's other articles give away.
const repeated = "repeated"

// A furniture is a run of an article that is no text of it, in bytes.
type furniture struct {
	shingle.Range
	kind string
}

// furnitureOf returns the furniture of an article: what was marked, and what else
// is skipped.
func furnitureOf(a *article.Article, skip []shingle.Range) []furniture {
	var out []furniture
	for _, m := range a.Furniture {
		out = append(out, furniture{shingle.Range{Start: m.Start, End: m.End}, m.Kind.String()})
	}
	marks := len(out)
	for _, s := range skip {
		at := s.Start
		for _, m := range out[:marks] { // sorted and disjoint
			if m.End <= at || m.Start >= s.End {
				continue
			}
			if m.Start > at {
				out = append(out, furniture{shingle.Range{Start: at, End: m.Start}, repeated})
			}
			at = m.End
		}
		if at < s.End {
			out = append(out, furniture{shingle.Range{Start: at, End: s.End}, repeated})
		}
	}
	slices.SortFunc(out, func(x, y furniture) int { return cmp.Compare(x.Start, y.Start) })
	return out
}

// part fills in whose each passage of an article is: a cluster's, the outlet's own,
// or furniture. The cluster that the article is in comes first in covers; of others
// a few sentences do not count.
func (x *source) part(t *tracing, m *trace.Member, f []furniture, covers []cover) {
	list, words, all := parted(m, covers)
	kept := covers[:0:0]
	for i := range covers {
		n, least := words[i], guestShare
		if t.byText[guest{m.ID, covers[i].cluster}] {
			n, least = solid(list, i), textShare
		}
		if own := i == 0 && !x.single; own || float64(n) >= least*float64(all) {
			kept = append(kept, covers[i])
		}
	}
	if len(kept) < len(covers) {
		list, words, all = parted(m, kept)
	}
	x.passages, x.also = x.records(t, m, list, kept), nil
	copied := 0
	for i, n := range words {
		copied += n
		if i > 0 || x.single {
			x.also = append(x.also, t.r.live[kept[i].cluster].ID)
		}
	}
	if all > 0 {
		x.copied = float64(copied) / float64(all)
	}
	x.passages = append(x.passages, furnitureRecords(m.ID, m.Text, f)...)
	slices.SortFunc(x.passages, func(a, b report.Passage) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
}

// solid returns the words of the passages of cover i that it has nearly whole.
func solid(list []trace.Passage, i int) (words int) {
	for _, p := range list {
		if p.Story == i && float64(p.Held) >= solidShare*float64(p.Words) {
			words += p.Words
		}
	}
	return words
}

// parted parts an article among what covers it, and counts the words of each and of
// all.
func parted(m *trace.Member, covers []cover) (list []trace.Passage, words []int, all int) {
	coverages := make([]*trace.Coverage, len(covers))
	for i := range covers {
		coverages[i] = covers[i].coverage
	}
	list, words = trace.Owners(m, coverages), make([]int, len(covers))
	for _, p := range list {
		all += p.Words
		if p.Story != trace.Own {
			words[p.Story] += p.Words
		}
	}
	return list, words, all
}

// records returns passages with their places in runes.
func (x *source) records(t *tracing, m *trace.Member, list []trace.Passage, covers []cover) []report.Passage {
	offsets := newOffsets(m.Text)
	var out []report.Passage
	for _, p := range list {
		rec := report.Passage{ID: m.ID, Start: offsets.at(p.Start), End: offsets.at(p.End)}
		if p.Story != trace.Own {
			c := &covers[p.Story]
			rec.Cluster = &t.r.live[c.cluster].ID
			if from, to, ok := c.coverage.Place(p); ok && c.found {
				o := newOffsets(c.text)
				rec.From = &report.Place{ID: t.r.t.id(c.source), Start: o.at(from), End: o.at(to)}
			}
		}
		out = append(out, rec)
	}
	return out
}

func furnitureRecords(id, text string, list []furniture) []report.Passage {
	offsets := newOffsets(text)
	out := make([]report.Passage, len(list))
	for i := range list {
		out[i] = report.Passage{
			ID: id, Start: offsets.at(list[i].Start), End: offsets.at(list[i].End), Furniture: &list[i].kind,
		}
	}
	return out
}

// offsets turns places in bytes into runes, fast where they ascend.
type offsets struct {
	text        string
	byteAt, run int
}

func newOffsets(text string) *offsets { return &offsets{text: text} }

func (o *offsets) at(b int) int {
	if b < o.byteAt {
		o.byteAt, o.run = 0, 0
	}
	for range o.text[o.byteAt:b] {
		o.run++
	}
	o.byteAt = b
	return o.run
}
