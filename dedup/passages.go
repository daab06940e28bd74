package dedup

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/record"
)

// outsideShare is the share of an article's words from which on a further cluster's
// text counts: on a simulated web (seed 1) .05 to .15 did equally well, .25 lost two
// points of the words of merged articles.
const outsideShare = .10

// textShare is the same for clusters that no pair ties the article to, but words alone;
// and of these only passages count of whose word grams the cluster has solidShare:
// less is the common frame of forecasts and earnings with other names and numbers. On web
// seed 8 such clusters gave merged articles .8805 of the words right instead of .8734, but
// took .004 from all; with textShare .002, with both nothing, and merged ones had .8817.
const (
	textShare  = .20
	solidShare = .75
)

// part fills in whose each passage of an article is: a cluster's, the outlet's own,
// or furniture. Unless single, the cluster that the article is in comes first in covers; of
// others a few sentences do not count. also are clusters that it is known to have text of.
func setPassages(a *record.Article, m *trace.Member, furniture []record.Passage, covers []cover, also []string, single bool) {
	list, words, all := split(m, covers)
	kept := covers[:0:0]
	for i := range covers {
		n, least := words[i], outsideShare
		if covers[i].byText {
			n, least = solid(list, i), textShare
		}
		if own := i == 0 && !single; own || float64(n) >= least*float64(all) {
			kept = append(kept, covers[i])
		}
	}
	if len(kept) < len(covers) {
		list, words, all = split(m, kept)
	}
	a.Passages, a.Also, a.Words = records(m, list, kept), nil, all
	copied := 0
	for i, n := range words {
		copied += n
		if (i > 0 || single) && kept[i].id != "" {
			a.Also = append(a.Also, kept[i].id)
		}
	}
	if all > 0 {
		a.Copied = float64(copied) / float64(all)
	}
	a.Class = classOf(a.Copied)
	a.Also = append(a.Also, also...)
	a.Also = slices.Compact(slices.Sorted(slices.Values(a.Also)))
	a.Passages = append(a.Passages, furniture...)
	slices.SortFunc(a.Passages, func(x, y record.Passage) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End)) })
}

// classOf returns the class of a copied share that is not rounded yet.
func classOf(copied float64) record.Class {
	switch report.ClassOf(copied) {
	case report.ClassWhole:
		return record.ClassWhole
	case report.ClassPart:
		return record.ClassPart
	}
	return record.ClassNone
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
func split(m *trace.Member, covers []cover) (list []trace.Passage, words []int, all int) {
	coverages := make([]*trace.Coverage, len(covers))
	for i := range covers {
		coverages[i] = covers[i].coverage
	}
	list, words = trace.Passages(m, coverages), make([]int, len(covers))
	for _, p := range list {
		all += p.Words
		if p.Story != trace.Own {
			words[p.Story] += p.Words
		}
	}
	return list, words, all
}

// records returns passages with their places in runes.
func records(m *trace.Member, list []trace.Passage, covers []cover) []record.Passage {
	at := article.NewOffsets(m.Text)
	var out []record.Passage
	for _, p := range list {
		rec := record.Passage{Start: at.Rune(p.Start), End: at.Rune(p.End), Words: p.Words}
		if p.Story != trace.Own {
			c := &covers[p.Story]
			rec.Owner, rec.Cluster = record.OwnerCluster, c.id
			if from, to, ok := c.coverage.Place(p); ok && c.found {
				o := article.NewOffsets(c.text)
				rec.Placed, rec.From, rec.FromStart, rec.FromEnd = true, c.source, o.Rune(from), o.Rune(to)
			}
		}
		out = append(out, rec)
	}
	return out
}
