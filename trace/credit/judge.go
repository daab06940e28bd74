package credit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A form is how the words and marks around a name use it.
type form uint8

const (
	formNone      form = iota
	formBare           // in running text
	formCited          // "told AFP"
	formPhoto          // "(AP Photo/…)"
	formBracket        // "(AP)" in running text
	formLine           // a line of credits: "sda/dpa"
	formLead           // "With files from AFP"
	formContrib        // "AFP contributed to this report"
	formCopyright      // "© AFP"
	formClosing        // "… . (AP)"
	formPhrase         // a phrase that names an agency
	formOrigin         // "originally published by AFP"
	formDateline       // "LIMA (AP) —"
)

func (k kind) names() bool { return k <= kindPhrase || k == kindInitials }

// judge returns the form of item k.
func (f *finder) judge(k int) form {
	it := f.items[k]
	in := f.ts.list[it.first].in
	switch {
	case in == inCaption:
		return formPhoto
	case it.cited:
		return formCited
	case f.address(it):
		return formNone
	}
	if it.kind == kindPhrase {
		if f.before(it) == formCopyright {
			return formCopyright
		}
		return formPhrase
	}
	if g, ok := f.bracket(it); ok {
		if fm := f.grouped(it, g); fm != formNone {
			return f.unlessSpelt(it, fm)
		}
	}
	if fm := f.sourced(it); fm != formNone {
		return fm
	}
	if fm := f.cued(it); fm != formNone {
		return fm
	}
	if f.dashed(it) || f.piped(it) || f.stopped(it) {
		return formDateline
	}
	if fm := f.listed(it); fm != formNone {
		return f.unlessSpelt(it, fm)
	}
	if it.kind == kindName && !f.person(it) {
		return formBare
	}
	return formNone
}

// grouped returns the form of an item in a bracket that holds a list of names and little else.
func (f *finder) grouped(it item, g group) form {
	unknown, person, cue := 0, 0, formNone
	for j := g.first; j < g.last; j++ {
		switch kd := f.kindAt(j); {
		case kd == kindPhoto:
			return formPhoto
		case kd == kindSays:
			return formNone
		case kd == kindLead && j < int(it.first):
			if cue = formLead; unknown > 0 {
				return formPhoto // "(Ana Roe via AP)"
			}
		case kd == kindWired:
			unknown, person = unknown-maxGroup, -maxGroup // a Chinese dateline has place, date and reporter in the bracket
		case kd == kindNone:
			unknown++
			if !unicode.IsLower(firstRune(f.ts.raw(j))) {
				person++
			}
		}
	}
	ideographs := g.last == int(it.last) && f.ts.text[f.ts.list[it.first].start] >= utf8.RuneSelf // 【京都共同】
	if unknown > maxUnknown || (unknown > 0 && !f.parted(it) && !ideographs) {
		return formNone
	}
	end := g.close
	if g.both {
		_, size := utf8.DecodeRuneInString(f.ts.text[g.close:])
		end += size
	}
	placed := f.dateline(g.open, end, g.first)
	if person >= maxPerson && cue == formNone && (!placed || !f.follows(g)) || f.owned(g) {
		return formPhoto // "(Ana Roe/AP)"
	}
	if f.expands(it, g) {
		return formCited
	}
	if placed {
		return formDateline
	}
	rest := restOfLine(f.ts.text, end)
	if lineEnds(rest) {
		return formClosing
	}
	if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \u00a0")); unicode.IsLetter(r) && !unicode.IsUpper(r) && it.kind != kindName && cue == formNone {
		return formNone // "the Andhra Pradesh (AP) government"
	}
	if cue != formNone {
		return cue
	}
	return formBracket
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// expands reports whether the bracket only has the short form of the name before it:
// "the Saudi Press Agency (SPA)".
func (f *finder) expands(it item, g group) bool {
	if g.last-g.first != int(it.last-it.first) {
		return false
	}
	for j := g.first - 1; j >= 0 && j >= g.first-cueBefore; j-- {
		if gap := f.ts.gap(j + 1); strings.Contains(gap, "\n") || sentenceEnd(gap) {
			return false
		}
		if i := f.ts.list[j].item; i != 0 {
			before := f.items[i-1]
			if before.kind.names() && before.agency == it.agency {
				return true
			}
			if before.kind == kindNoun || before.kind == kindTold || before.kind == kindSays {
				return true
			}
		}
	}
	return false
}

// maxPerson is the greatest number of words of a photographer's name next to an agency.
const maxPerson = 2

// owned reports whether the bracket belongs to a name with "©" before it.
func (f *finder) owned(g group) bool {
	for j := g.first; j >= 0 && j > g.first-4; j-- {
		gap := f.ts.gap(j)
		if strings.Contains(gap, "©") {
			return true
		}
		if strings.Contains(gap, "\n") || sentenceEnd(gap) {
			return false
		}
	}
	return false
}

// address reports whether the item is part of a web or mail address.
func (f *finder) address(it item) bool {
	start, end := int(f.ts.list[it.first].start), int(f.ts.list[it.last-1].end)
	before := f.ts.text[max(0, start-40):start]
	before = before[strings.LastIndexAny(before, " \n\t(")+1:]
	if strings.Contains(before, "://") || strings.Contains(before, "www.") || strings.HasSuffix(before, "@") || strings.HasSuffix(before, "_") {
		return true
	}
	return end < len(f.ts.text) && (f.ts.text[end] == '_' || f.ts.text[end] == '@')
}

// follows reports whether there are words before the bracket on its line.
func (f *finder) follows(g group) bool {
	return g.first > 0 && !strings.Contains(f.ts.gap(g.first), "\n")
}

// lineEnds reports whether the rest of a line has only marks.
func lineEnds(rest string) bool {
	for _, r := range rest {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '—' || r == '–' {
			return false
		}
	}
	return true
}

// The distances at which a cue belongs to a name, in words.
const (
	cueBefore  = 6
	cueAfter   = 3
	cueContrib = 25
)

// cued returns the form of an item from the words before and after it.
func (f *finder) cued(it item) form {
	if fm := f.before(it); fm != formNone {
		return fm
	}
	for j := int(it.last); j < len(f.ts.list) && j < int(it.last)+cueContrib; j++ {
		gap := f.ts.gap(j)
		if strings.Contains(gap, "\n") || (sentenceEnd(gap) && j-int(it.last) > 1) {
			break
		}
		switch near := j < int(it.last)+cueAfter && gap != "" && !strings.ContainsAny(gap, ".:;()"); f.kindAt(j) {
		case kindContrib:
			return formContrib
		case kindSays:
			if near && (it.kind == kindName || f.ts.list[it.last-1].end-f.ts.list[it.first].start >= minFuzzy) && !f.person(it) {
				return formCited
			}
		case kindPhoto:
			if near {
				return formPhoto
			}
		}
	}
	return formNone
}

// before returns the form from a cue before the name. Other names, articles and nouns may be
// between the two.
func (f *finder) before(it item) form {
	noun := false
	for j := int(it.first) - 1; j >= -1 && j >= int(it.first)-cueBefore; j-- {
		gap := f.ts.gap(j + 1)
		if strings.Contains(gap, "©") {
			return formCopyright
		}
		if j < 0 || strings.Contains(gap, "\n\n") || (sentenceEnd(gap) && f.kindAt(j) != kindLead) {
			break
		}
		switch kd := f.kindAt(j); kd {
		case kindTold, kindSays:
			return formCited
		case kindLead:
			// "from AP" is a credit on a line of its own, but not in running text.
			if f.lineBegins(j) || f.items[f.ts.list[j].item-1].last-f.items[f.ts.list[j].item-1].first > 1 {
				return formLead
			}
			return formNone
		case kindOrigin:
			return formOrigin
		case kindCopy:
			if f.kindAt(j-1) == kindPhoto {
				return formPhoto // "Image copyright"
			}
			return formCopyright
		case kindPhoto:
			return formPhoto
		case kindNoun:
			noun = true
		case kindArt, kindJoin, kindName, kindStrict, kindInitials, kindBy:
		default:
			if !digits(f.ts.raw(j)) {
				j = -1
			}
		}
		if j < 0 {
			break
		}
	}
	if noun {
		return formCited
	}
	return formNone
}

// lineBegins reports whether the item of token j begins a line, or a bracket
// or a list within one.
func (f *finder) lineBegins(j int) bool {
	first := int(f.items[f.ts.list[j].item-1].first)
	gap := f.ts.gap(first)
	return first == 0 || strings.ContainsAny(gap, "\n([|/–—-,;.") || strings.Contains(gap, "。")
}

func digits(s string) bool {
	for _, r := range s {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// dashed judges "LONDRES, 12. — Reuter. —", "MOSCOW. /TASS/." and "واس- جدة:".
func (f *finder) dashed(it item) bool {
	if f.small(it) && it.kind != kindName {
		return false // "ap-" is more often the half of a word
	}
	left, right := f.ts.gap(int(it.first)), f.ts.gap(int(it.last))
	begins := it.first == 0 || strings.Contains(left, "\n")
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	from := int(it.first)
	slashes := strings.HasPrefix(right, "/")
	if from > 0 && f.kindAt(from-1) == kindRole && !strings.HasSuffix(left, "/") {
		from-- // "/Корр. БЕЛТА/"
	}
	slashes = slashes && strings.HasSuffix(strings.TrimSpace(f.ts.gap(from)), "/")
	dash := strings.ContainsAny(right, "-–—―") || !begins && strings.HasPrefix(right, ":")
	switch {
	case slashes:
	case begins:
		if !dash && (it.kind != kindName || !strings.HasPrefix(right, ":")) {
			return f.wired(it)
		}
	case strings.ContainsAny(left, "-–—―") && (dash || strings.HasPrefix(right, ".")):
	case strings.ContainsAny(left, ",.") && dash && (it.kind == kindName || f.dated(it)):
	default:
		return f.wired(it)
	}
	end := int(f.ts.list[it.last-1].end)
	rest := restOfLine(f.ts.text, end)
	end += len(rest) - len(strings.TrimLeft(rest, " \u00a0\t/"))
	return f.dateline(int(f.ts.list[from].start), end, from)
}

// dated reports whether a number or a month is among the words before the item.
func (f *finder) dated(it item) bool {
	for j := int(it.first) - 1; j >= 0 && j >= int(it.first)-4; j-- {
		if f.kindAt(j) == kindMonth || digits(f.ts.raw(j)) {
			return true
		}
	}
	return false
}

// wired judges "新华社北京4月24日电": the dateline ends with 电.
func (f *finder) wired(it item) bool {
	if f.ts.text[f.ts.list[it.last-1].start] < utf8.RuneSelf {
		return false
	}
	for j := int(it.last); j < len(f.ts.list) && j < int(it.last)+16; j++ {
		if strings.ContainsAny(f.ts.gap(j), "\n，。,") {
			return false
		}
		if f.kindAt(j) == kindWired {
			return true
		}
	}
	return false
}

// person reports whether a name of one word is somebody's.
func (f *finder) person(it item) bool {
	i := int(it.first)
	if it.last-it.first != 1 || i == 0 || len(f.ts.gap(i)) > 2 || strings.Contains(f.ts.gap(i), "/") {
		return false
	}
	if f.kindAt(i-1) == kindHonor {
		return true
	}
	return i > 1 && f.kindAt(i-1) == kindArt && f.kindAt(i-2) == kindHonor
}

// sentenceEnd reports whether a gap between two words ends a sentence.
func sentenceEnd(gap string) bool {
	for i, r := range gap {
		switch r {
		case '。', '！', '？':
			return true
		case '.', '!', '?', '…', '»', '”', '؟', '।':
			rest := gap[i+utf8.RuneLen(r):]
			if rest != "" && strings.IndexFunc(rest, unicode.IsSpace) >= 0 {
				return true
			}
		}
	}
	return false
}
