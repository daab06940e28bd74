package record

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/shingle"
)

// Repeated is the kind of furniture that is found because other articles of the outlet have it.
const Repeated = "repeated"

// Furniture returns the page furniture of an article as passages, sorted by place. Furniture that
// extraction marked keeps its kind. The rest of skip is [Repeated]. skip is in bytes, sorted and
// disjoint.
func Furniture(a *article.Article, skip []shingle.Range) []Passage {
	type part struct {
		shingle.Range
		kind string
	}
	var parts []part
	for _, m := range a.Furniture {
		parts = append(parts, part{shingle.Range{Start: m.Start, End: m.End}, m.Kind.String()})
	}
	marks := len(parts)
	for _, s := range skip {
		at := s.Start
		for _, m := range parts[:marks] { // sorted and disjoint
			if m.End <= at || m.Start >= s.End {
				continue
			}
			if m.Start > at {
				parts = append(parts, part{shingle.Range{Start: at, End: m.Start}, Repeated})
			}
			at = m.End
		}
		if at < s.End {
			parts = append(parts, part{shingle.Range{Start: at, End: s.End}, Repeated})
		}
	}
	slices.SortFunc(parts, func(x, y part) int { return cmp.Compare(x.Start, y.Start) })
	at := article.NewOffsets(a.Text)
	var out []Passage
	for _, p := range parts {
		out = append(out, Passage{Start: at.Rune(p.Start), End: at.Rune(p.End), Owner: OwnerFurniture, Kind: p.kind})
	}
	return out
}

// FurnitureRanges returns the furniture among the passages of a text, in bytes, sorted.
func FurnitureRanges(text string, list []Passage) []shingle.Range {
	var out []shingle.Range
	byteAt, run := 0, 0
	to := func(rune int) int {
		for run < rune && byteAt < len(text) {
			_, n := utf8.DecodeRuneInString(text[byteAt:])
			byteAt, run = byteAt+n, run+1
		}
		return byteAt
	}
	for i := range list {
		if p := &list[i]; p.Owner == OwnerFurniture && p.Start >= run {
			out = append(out, shingle.Range{Start: to(p.Start), End: to(p.End)})
		}
	}
	return out
}
