package credit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSpelt is the number of words before a bracket that are compared with the abbreviation in it.
const maxSpelt = 10

// spellings finds the abbreviations that the text itself explains. After "the Society of Port
// Anglers (SPA)", SPA does not mean the Saudi Press Agency.
func (f *finder) spellings() {
	clear(f.spelt)
	for k := range f.items {
		it := f.items[k]
		if it.kind != kindStrict || it.last-it.first != 1 {
			continue
		}
		g, ok := f.bracket(it)
		if !ok || !g.both || g.first != int(it.first) || g.last != int(it.last) {
			continue
		}
		if f.spellsOut(it) {
			if f.spelt == nil {
				f.spelt = map[string]bool{}
			}
			f.spelt[f.ts.raw(int(it.first))] = true
		}
	}
}

// spellsOut reports whether the letters in a bracket are the initials of the words before it,
// compared from the last word backwards. Words without a capital may be left out. It returns
// false for the agency's own name.
func (f *finder) spellsOut(it item) bool {
	left := []rune(f.ts.raw(int(it.first)))
	if len(left) < 2 {
		return false
	}
	for j := int(it.first) - 1; j >= 0 && int(it.first)-j <= maxSpelt; j-- {
		gap := f.ts.gap(j + 1)
		if strings.Contains(gap, "\n") || sentenceEnd(gap) {
			return false
		}
		if i := f.ts.list[j].item; i != 0 && f.items[i-1].kind.names() && f.items[i-1].agency == it.agency {
			return false
		}
		first, _ := utf8.DecodeRuneInString(f.ts.raw(j))
		want := left[len(left)-1]
		switch {
		case unicode.ToLower(first) == unicode.ToLower(want) && (unicode.IsUpper(first) || unicode.IsLower(want) || !unicode.IsLower(first)):
			if left = left[:len(left)-1]; len(left) == 0 {
				return true
			}
		case unicode.IsUpper(first):
			return false
		}
	}
	return false
}

// unlessSpelt returns formNone if the text explains the name as something else. A dateline with
// a dash stays a credit, since an agency's report may explain another meaning of its name.
func (f *finder) unlessSpelt(it item, fm form) form {
	if fm == formDateline && strings.ContainsAny(f.ts.gap(int(it.last)), "-–—―") || it.kind != kindStrict || it.last-it.first != 1 || !f.spelt[f.ts.raw(int(it.first))] {
		return fm
	}
	return formNone
}
