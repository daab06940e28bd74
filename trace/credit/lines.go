package credit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A line of credits is short: "Quelle: ntv.de, mau/dpa", "By Ana Roe | AP".
const (
	maxListWords = 16
	maxUnknown   = 4 // words that are neither names nor cues: people, initials, the paper
)

// A segment is the part of a line after its last sentence.
type segment struct {
	first, last int
	own         bool // the whole line
}

// segmentOf returns the segment of an item, if it is in one.
func (f *finder) segmentOf(it item) (s segment, ok bool) {
	s.first, s.last = int(it.first), int(it.last)
	for ; ; s.first-- {
		gap := f.ts.gap(s.first)
		if s.first == 0 || strings.Contains(gap, "\n") {
			s.own = true
			break
		}
		if sentenceEnd(gap) && !f.initial(s.first-1) {
			break
		}
		if s.last-s.first > maxListWords {
			return s, false
		}
	}
	for s.last < len(f.ts.list) {
		gap := f.ts.gap(s.last)
		if strings.Contains(gap, "\n") {
			break
		}
		if sentenceEnd(gap) || s.last-s.first > maxListWords {
			return s, false
		}
		s.last++
	}
	return s, s.last-s.first <= maxListWords
}

// initial reports whether token i is a capital letter: "Ana G. Roe".
func (f *finder) initial(i int) bool {
	raw := f.ts.raw(i)
	return utf8.RuneCountInString(raw) == 1 && capital(raw)
}

// listed returns the form of an item in a line of credits.
func (f *finder) listed(it item) form {
	s, ok := f.segmentOf(it)
	if !ok || !f.parted(it) || f.person(it) {
		return formNone
	}
	unknown, numbers, lead := 0, 0, false
	for j := s.first; j < s.last; j++ {
		switch kd := f.kindAt(j); kd {
		case kindPhoto:
			return formPhoto
		case kindSays:
			return formNone
		case kindLead:
			lead = true
		case kindNone:
			if digits(f.ts.raw(j)) {
				numbers++
			} else {
				unknown++
			}
		}
	}
	if it.kind != kindName && unknown+numbers > 0 && !lead && !f.slashed(it) &&
		(!s.own || int(it.last) != s.last || !f.separated(it) || f.small(it)) {
		return formNone
	}
	if it.kind != kindName && s.own && !lead && !f.separate(s) {
		return formNone
	}
	switch {
	case unknown > maxUnknown, unknown > 0 && !s.own && !lead && !f.slashed(it):
		return formNone
	case unknown > 1 && !lead && !f.separated(it):
		return formNone
	}
	if unknown >= maxPerson && f.slashed(it) && !lead && f.adjacent(it) >= maxPerson {
		return formPhoto // "Ana Roe/AFP"
	}
	return formLine
}

// separate reports whether a line of credits is separate from the lines before it: at the
// beginning or end of the text, after an empty line, or after a line that ends a sentence.
func (f *finder) separate(s segment) bool {
	before := f.ts.gap(s.first)
	if s.first == 0 || s.last == len(f.ts.list) || strings.Contains(before, "\n\n") {
		return true
	}
	line, _, _ := strings.Cut(before, "\n")
	return sentenceEnd(line+" ") || strings.ContainsAny(line, ")]")
}

// adjacent counts the unknown words that are next to the item, separated by a slash.
func (f *finder) adjacent(it item) (n int) {
	if strings.Contains(f.ts.gap(int(it.first)), "/") {
		for j := int(it.first) - 1; j >= 0 && f.kindAt(j) == kindNone && strings.IndexFunc(f.ts.gap(j+1), notSpaceOrSlash) < 0; j-- {
			n++
		}
	}
	if strings.Contains(f.ts.gap(int(it.last)), "/") {
		for j := int(it.last); j < len(f.ts.list) && f.kindAt(j) == kindNone && strings.IndexFunc(f.ts.gap(j), notSpaceOrSlash) < 0; j++ {
			n++
		}
	}
	return n
}

func notSpaceOrSlash(r rune) bool { return r != ' ' && r != '/' }

// parted reports whether the item is an element of a list by itself: marks or
// cues on both sides.
func (f *finder) parted(it item) bool {
	return f.edge(int(it.first), int(it.first)-1) && f.edge(int(it.last), int(it.last))
}

// edge reports whether an element may end at the gap before token i; adjacent is
// the token beyond it.
func (f *finder) edge(i, adjacent int) bool {
	gap := f.ts.gap(i)
	if adjacent < 0 || adjacent >= len(f.ts.list) || strings.IndexFunc(gap, separates) >= 0 || sentenceEnd(gap) {
		return true
	}
	switch f.kindAt(adjacent) {
	case kindLead, kindBy, kindJoin, kindNoun, kindArt, kindRole, kindName, kindStrict, kindInitials, kindCopy, kindWired:
		return true
	}
	return digits(f.ts.raw(adjacent))
}

func separates(r rune) bool {
	return r == '\n' || strings.ContainsRune("/,;+&|-–—•·:()[]{}©=、，；：（）【】［］／", r) || r == '،' || r == '؛'
}

// separated reports whether a mark of a list is before or after the item.
func (f *finder) separated(it item) bool {
	return strings.ContainsAny(f.ts.gap(int(it.first)), "/,;|+&-–—•·:") || strings.ContainsAny(f.ts.gap(int(it.last)), "/|+&") ||
		f.kindAt(int(it.first)-1) == kindJoin || f.kindAt(int(it.last)) == kindJoin
}

// small reports whether the item is written without a capital.
func (f *finder) small(it item) bool {
	r, _ := utf8.DecodeRuneInString(f.ts.raw(int(it.first)))
	return unicode.IsLower(r)
}

func (f *finder) slashed(it item) bool {
	return strings.Contains(f.ts.gap(int(it.first)), "/") || strings.Contains(f.ts.gap(int(it.last)), "/")
}

// misreadAll adds names that differ by one letter from a known name, because a scanner misread
// them. It tries words in a bracket at a dateline or the end of a line, and words next to a
// noun such as "agency".
func (f *finder) misreadAll() {
	for i := range f.ts.list {
		if f.fuzzy == 0 {
			return
		}
		if f.ts.list[i].item != 0 {
			continue
		}
		gap := f.ts.gap(i)
		if r, _ := utf8.DecodeLastRuneInString(gap); opening(r) {
			f.misreadGroup(i)
		} else if kd := f.kindAt(i - 1); (kd == kindNoun || kd == kindTold) && capital(f.ts.raw(i)) && len(gap) <= 2 {
			f.misreadAt(i, i+1)
		}
	}
}

func (f *finder) misreadGroup(i int) {
	last, at := f.closes(i + 1)
	if at < 0 || last-i > 3 || !capital(f.ts.raw(i)) {
		return
	}
	for j := i; j < last; j++ {
		if f.ts.list[j].item != 0 {
			return
		}
	}
	open := int(f.ts.list[i].start) - 1
	rest := restOfLine(f.ts.text, at+1)
	if !f.dateline(open, at+1, i) && !lineEnds(rest) {
		return
	}
	f.misreadAt(i, last)
}

func (f *finder) misreadAt(first, last int) {
	agency, ok := f.misread(first, last)
	if !ok {
		return
	}
	f.items = append(f.items, item{first: int32(first), last: int32(last), agency: agency, kind: kindStrict, fuzzy: true})
	for j := first; j < last; j++ {
		f.ts.list[j].item = int32(len(f.items))
	}
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
