package credit

import (
	"strings"
	"unicode/utf8"
)

// maxNamed is the greatest number of words for people and papers in a list with a cue.
const maxNamed = 8

// sourced returns the form of an item in a list after a cue and a colon, "Quelle: hoe./dpa", or
// in a list at the end of the text, "RND/dpa" or "Nachrichtenagenturen dpa und AFP". Pages
// without line breaks have such lists in the middle of a line.
func (f *finder) sourced(it item) form {
	first := f.listBegins(it)
	if first < 0 || f.person(it) {
		return formNone
	}
	unknown, names := 0, 0
	for j := first; j < int(it.last); j++ {
		switch kd := f.kindAt(j); {
		case kd == kindPhoto:
			return formPhoto
		case kd == kindSays, kd == kindTold:
			return formNone
		case kd.names():
			names++
		case kd == kindNone && !digits(f.ts.raw(j)):
			unknown++
		}
	}
	if unknown > maxNamed {
		return formNone
	}
	switch f.kindAt(first) {
	case kindLead:
		return formLine
	case kindNoun:
		if f.listEnds(it) {
			return formLine
		}
	case kindBy:
		if unknown >= maxPerson && f.listEnds(it) {
			return formLine // "verfasst von Ana Roe, dpa"
		}
	default:
		for j := int(it.last); j < len(f.ts.list) && strings.Contains(f.ts.gap(j), "/"); j++ {
			if f.kindAt(j).names() {
				names++
			}
		}
		if f.listEnds(it) && names > 1 {
			return formLine
		}
	}
	return formNone
}

// listBegins goes back from an item to the beginning of its list and returns the token there: a
// lead-in with a colon, the noun of an agency, an author's "by", or the first of names joined by
// slashes. It returns a negative number if the item is not in a list.
func (f *finder) listBegins(it item) int {
	slashed := -1
	if f.slashed(it) {
		slashed = f.chain(it)
	}
	person := false
	for j := int(it.first) - 1; j >= 0 && int(it.first)-j <= maxListWords; j-- {
		gap := f.ts.gap(j + 1)
		if strings.Contains(gap, "\n") || sentenceEnd(gap) && f.kindAt(j) != kindLead {
			break
		}
		person = person || strings.Contains(gap, ",")
		switch kd := f.kindAt(j); kd {
		case kindLead:
			if strings.ContainsAny(gap, ":：") {
				return j
			}
		case kindNoun:
			if f.nounOfList(j, gap) {
				return j
			}
		case kindBy:
			if person && f.kindAt(j+1) == kindNone && int(it.first)-j <= maxUnknown+2 {
				return j
			}
		}
	}
	return slashed
}

// nounOfList reports whether the noun at token j begins a list: it has a capital, no article,
// and a name directly after it: "Nachrichtenagenturen dpa, AFP".
func (f *finder) nounOfList(j int, gap string) bool {
	if strings.TrimSpace(gap) != "" || !f.kindAt(j+1).names() || !capital(f.ts.raw(j)) {
		return false
	}
	switch f.kindAt(j - 1) {
	case kindArt, kindTold, kindSays, kindBy, kindNoun:
		return false
	}
	return true
}

// chain returns the first element of the names and short words that slashes join it to.
func (f *finder) chain(it item) int {
	j := int(it.first)
	for j > 0 && strings.TrimLeft(strings.TrimSpace(f.ts.gap(j)), ".") == "/" && utf8.RuneCountInString(f.ts.raw(j-1)) <= maxInitials {
		j--
	}
	return j
}

// maxInitials is the greatest length of an author's sign in a list of credits.
const maxInitials = 12

// listEnds reports whether only further elements of the list follow an item up to the end of
// the text.
func (f *finder) listEnds(it item) bool {
	const most = 6
	for j := int(it.last); ; j++ {
		gap := f.ts.gap(j)
		if j == len(f.ts.list) {
			return true
		}
		if j-int(it.last) == most || sentenceEnd(gap) || strings.Contains(gap, "\n\n") {
			return false
		}
		switch kd := f.kindAt(j); {
		case kd.names(), kd == kindJoin, kd == kindNoun, kd == kindRole, kd == kindLead:
		case strings.ContainsAny(gap, "/"), digits(f.ts.raw(j)):
		default:
			return false
		}
	}
}

// piped recognises "PTI | New Delhi": the agency before the place.
func (f *finder) piped(it item) bool {
	begins := it.first == 0 || strings.Contains(f.ts.gap(int(it.first)), "\n") || f.kindAt(int(it.first)-1) == kindBy
	right := strings.TrimSpace(f.ts.gap(int(it.last)))
	if !begins || right != "|" && right != "｜" || f.small(it) && it.kind != kindName || int(it.last) == len(f.ts.list) {
		return false
	}
	return capital(f.ts.raw(int(it.last))) || f.ts.text[f.ts.list[it.last].start] >= utf8.RuneSelf
}

// stopped recognises "Bern, 12. Mai. ag. Der Rat": an abbreviation in small letters after a
// place and a date, with stops instead of brackets.
func (f *finder) stopped(it item) bool {
	if it.kind == kindName || it.first == 0 || !f.dated(it) {
		return false
	}
	left, right := strings.TrimSpace(f.ts.gap(int(it.first))), f.ts.gap(int(it.last))
	if !strings.HasPrefix(right, ".") || left != "" && left != "." && left != "," && left != ".," && left != ")" {
		return false
	}
	return f.dateline(int(f.ts.list[it.first].start), int(f.ts.list[it.last-1].end)+1, int(it.first))
}
