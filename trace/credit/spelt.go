package credit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSpelt is the most words that are examined before a bracket for what it abbreviates.
const maxSpelt = 10

// spellings notes the abbreviations that the text itself explains: "the Society of Port
// Anglers (SPA)" is no Saudi Press Agency, there and further down.
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

// spellsOut reports whether the initials of the words before a bracket are its letters,
// the last first. Words without a capital may be left out; the agency's own name is no
// other meaning.
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

// unlessSpelt takes a form back where the text explains the name as something else. A
// dateline with a dash remains: an agency's report can explain what else is called so.
func (f *finder) unlessSpelt(it item, fm form) form {
	if fm == formDateline && strings.ContainsAny(f.ts.gap(int(it.last)), "-–—―") || it.kind != kindStrict || it.last-it.first != 1 || !f.spelt[f.ts.raw(int(it.first))] {
		return fm
	}
	return formNone
}
