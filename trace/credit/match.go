package credit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// A finder works on one article at a time.
type finder struct {
	r     *Registry
	ts    tokens
	items []item
	fuzzy int // comparisons left
	// spelt has the abbreviations that the text explains as something other than an agency.
	spelt map[string]bool
}

// match finds the names and cues among the tokens.
func (f *finder) match() {
	f.items = f.items[:0]
	f.fuzzy = maxFuzzy
	for i := 0; i < len(f.ts.list); {
		it, ok := f.at(i)
		if !ok {
			i++
			continue
		}
		f.items = append(f.items, it)
		for j := it.first; j < it.last; j++ {
			f.ts.list[j].item = int32(len(f.items))
		}
		i = int(it.last)
	}
}

// at returns the longest item that begins with token i.
func (f *finder) at(i int) (item, bool) {
	key := f.ts.key(i)
	if len(key) == 1 {
		if it, ok := f.initials(i); ok {
			return it, true
		}
	}
	for _, e := range f.r.lex.entries[string(key)] {
		last := i + 1 + len(e.rest)
		if f.spells(i, e.rest) && (e.kind != kindStrict || f.cased(i, last, e.forms)) && f.goesOn(last, e.then) {
			return item{first: int32(i), last: int32(last), agency: e.agency, kind: e.kind}, true
		}
	}
	switch {
	case len(key) >= 9 && key[0] >= utf8.RuneSelf:
		return f.proclitic(i, key)
	case len(key) >= 9:
		return f.compound(i, key)
	case len(key) >= 3 && len(key) <= 6:
		return f.bracketed(i)
	}
	return item{}, false
}

// spells reports whether rest follows token i, with only spaces and one sign between the words.
func (f *finder) spells(i int, rest []string) bool {
	if i+len(rest) >= len(f.ts.list) {
		return false
	}
	for j, w := range rest {
		if string(f.ts.key(i+1+j)) != w {
			return false
		}
	}
	for j := range rest {
		if gap := f.ts.gap(i + 1 + j); len(gap) > 4 || strings.ContainsAny(gap, "()[]{};|") {
			return false
		}
	}
	return true
}

// maxThen is the greatest number of words between the two parts of a phrase.
const maxThen = 24

// goesOn reports whether the second part of a phrase follows token i on the same line.
func (f *finder) goesOn(i int, then []string) bool {
	if len(then) == 0 {
		return true
	}
	for j := i; j < len(f.ts.list) && j < i+maxThen; j++ {
		if strings.Contains(f.ts.gap(j), "\n") {
			return false
		}
		if string(f.ts.key(j)) == then[0] && f.spells(j, then[1:]) {
			return true
		}
	}
	return false
}

// cased reports whether the tokens [i, last) are spelt as one of forms.
func (f *finder) cased(i, last int, forms []string) bool {
	text := f.ts.text[f.ts.list[i].start:f.ts.list[last-1].end]
	if slices.Contains(forms, "") || slices.Contains(forms, text) {
		return true
	}
	if last == i+1 && ascii(text) {
		return false
	}
	return slices.Contains(forms, spelling(text))
}

// initials reads "D. N. B." as DNB.
func (f *finder) initials(i int) (item, bool) {
	var buf [5]byte
	n := 0
	for j := i; n < len(buf) && j < len(f.ts.list); j++ {
		key, raw := f.ts.key(j), f.ts.raw(j)
		if len(key) != 1 || len(raw) != 1 || raw == string(key) {
			break // not a single capital letter
		}
		if j > i {
			if gap := f.ts.gap(j); len(gap) > 2 || !strings.HasPrefix(gap, ".") {
				break
			}
		}
		buf[n] = key[0]
		n++
	}
	for ; n >= 2; n-- {
		if !strings.HasPrefix(f.ts.gap(i+n), ".") {
			continue
		}
		if e, ok := f.r.lex.initials[string(buf[:n])]; ok {
			return item{first: int32(i), last: int32(i + n), agency: e.agency, kind: kindInitials}, true
		}
	}
	return item{}, false
}

// compound reads "Reutermeldung" as Reuter.
func (f *finder) compound(i int, key []byte) (item, bool) {
	for _, suffix := range f.r.lex.suffixes {
		if len(key) < len(suffix)+minFuzzy || string(key[len(key)-len(suffix):]) != suffix {
			continue
		}
		for _, e := range f.r.lex.entries[string(key[:len(key)-len(suffix)])] {
			if len(e.rest) == 0 && (e.kind == kindName || e.kind == kindStrict) {
				return item{first: int32(i), last: int32(i + 1), agency: e.agency, kind: kindName}, true
			}
		}
	}
	return item{}, false
}

// proclitic reads "لرويترز" as Reuters: Arabic writes "to" and "and" together with the
// next word.
func (f *finder) proclitic(i int, key []byte) (item, bool) {
	r, size := utf8.DecodeRune(key)
	if r != 'ل' && r != 'و' && r != 'ب' {
		return item{}, false
	}
	for _, e := range f.r.lex.entries[string(key[size:])] {
		if e.kind == kindName && f.spells(i, e.rest) {
			last := i + 1 + len(e.rest)
			return item{first: int32(i), last: int32(last), agency: e.agency, kind: kindName, cited: r != 'و'}, true
		}
	}
	return item{}, false
}

// bracketed reads "lDNB)" as DNB: scanners misread a bracket as a thin letter.
func (f *finder) bracketed(i int) (item, bool) {
	raw := f.ts.raw(i)
	if !strings.ContainsAny(f.ts.gap(i+1), ")]}") || !strings.ContainsRune("litfrcj1", rune(raw[0])) ||
		strings.ToUpper(raw[1:]) != raw[1:] {
		return item{}, false
	}
	for _, e := range f.r.lex.entries[strings.ToLower(raw[1:])] {
		if len(e.rest) == 0 && (e.kind == kindName || e.kind == kindStrict) {
			return item{first: int32(i), last: int32(i + 1), agency: e.agency, kind: kindStrict, fuzzy: true}, true
		}
	}
	return item{}, false
}

// misread returns the agency whose name differs by one letter from the tokens
// [first, last) taken together.
func (f *finder) misread(first, last int) (agency int32, ok bool) {
	if f.fuzzy == 0 {
		return 0, false
	}
	from, to := f.ts.list[first].from, f.ts.list[last-1].to
	word := string(f.ts.folded[from:to])
	size := utf8.RuneCountInString(word)
	if size < minFuzzy || len(word) > 40 {
		return 0, false
	}
	f.fuzzy--
	for _, n := range [3]int{size, size + 1, size - 1} {
		for _, name := range f.r.lex.joined[n] {
			if alike(word, name.word) && levenshtein.ComputeDistance(word, name.word) == 1 {
				return name.agency, true
			}
		}
	}
	return 0, false
}

// alike reports whether a and b may differ by one misread letter: the first or the last halves
// must be equal. The test is cheap and avoids most comparisons.
func alike(a, b string) bool {
	half := min(len(a), len(b)) / 2
	return a[:half] == b[:half] || a[len(a)-half:] == b[len(b)-half:]
}
