package credit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxGroup is the greatest number of words in a bracket that is a credit. In a
// Chinese dateline each character is a word.
const maxGroup = 20

// A group is the bracket around an item.
type group struct {
	first, last int // tokens within
	open, close int // bytes of the brackets themselves, or of the text within if a bracket is missing
	both        bool
}

func opening(r rune) bool { return strings.ContainsRune("([{（［【〔《", r) }
func closing(r rune) bool { return strings.ContainsRune(")]}）］】〕》", r) }

// bracket returns the group around it. One bracket is enough if it is next to the item,
// because scanners lose brackets.
func (f *finder) bracket(it item) (g group, ok bool) {
	g.first, g.open = f.opens(int(it.first))
	g.last, g.close = f.closes(int(it.last))
	switch {
	case g.open >= 0 && g.close >= 0:
		g.both = true
		return g, g.last-g.first <= maxGroup
	case g.open >= 0 && g.first == int(it.first):
		g.last, g.close = int(it.last), int(f.ts.list[it.last-1].end)
		return g, true
	case g.close >= 0 && g.last == int(it.last):
		g.first, g.open = int(it.first), int(f.ts.list[it.first].start)
		return g, true
	}
	return g, false
}

// opens goes back from token i to the token after an opening bracket. at is the byte of the
// bracket, or -1 if there is none.
func (f *finder) opens(i int) (first, at int) {
	for j := i; j >= 0 && i-j < maxGroup; j-- {
		gap := f.ts.gap(j)
		end := int(f.ts.list[j].start)
		for len(gap) > 0 {
			r, size := utf8.DecodeLastRuneInString(gap)
			end -= size
			gap = gap[:len(gap)-size]
			switch {
			case opening(r):
				return j, end
			case closing(r), r == '\n' && strings.HasSuffix(gap, "\n"):
				return i, -1
			}
			if int(f.ts.list[j].start)-end > 16 {
				return i, -1
			}
		}
	}
	return i, -1
}

// closes goes on from token i-1 to the closing bracket.
func (f *finder) closes(i int) (last, at int) {
	for j := i; j <= len(f.ts.list) && j-i < maxGroup; j++ {
		gap := f.ts.gap(j)
		start := int(f.ts.list[j-1].end)
		for k, r := range gap {
			switch {
			case closing(r):
				return j, start + k
			case opening(r), r == '\n' && strings.HasPrefix(gap[k+1:], "\n"), k > 16:
				return i, -1
			}
		}
	}
	return i, -1
}

// maxLine is how far a line is read before and after an item, in bytes.
const maxLine = 160

// lineStart returns where the line of byte at begins. whole is false if the line is longer
// than what is read.
func lineStart(text string, at int) (start int, whole bool) {
	from := max(0, at-maxLine)
	if i := strings.LastIndexByte(text[from:at], '\n'); i >= 0 {
		return from + i + 1, true
	}
	for from > 0 && from < at && !utf8.RuneStart(text[from]) {
		from++
	}
	return from, from == 0
}

// restOfLine returns the line from byte at on, and at most maxLine bytes.
func restOfLine(text string, at int) string {
	rest := text[at:min(len(text), at+maxLine)]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// The words of a place and a date before an agency, as in "QUITO/LIMA, May 3".
const (
	maxPlaceWords    = 12
	maxPlaceLower    = 2 // "de", "sur", a misread letter
	maxPlaceCaseless = 4 // in scripts without capitals
)

// placed reports whether the words between byte start and token last can be a place and a
// date. n is the number of words, and lower the number of words without a capital.
func (f *finder) placed(start, last int) (ok bool, n, lower int) {
	caseless := 0
	for j := last - 1; j >= 0 && int(f.ts.list[j].start) >= start; j-- {
		if n++; n > maxPlaceWords {
			return false, n, lower
		}
		switch f.kindAt(j) {
		case kindSays, kindTold, kindLead, kindContrib, kindOrigin, kindPhoto, kindNoun:
			return false, n, lower
		case kindMonth, kindArt:
			continue
		}
		r, _ := utf8.DecodeRuneInString(f.ts.raw(j))
		switch {
		case unicode.IsLower(r):
			lower++
		case unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.Is(unicode.Han, r):
			caseless++
		}
		if lower > maxPlaceLower || caseless > maxPlaceCaseless {
			return false, n, lower
		}
	}
	return true, n, lower
}

// kindAt returns the kind of the item that token i is of, or kindNone.
func (f *finder) kindAt(i int) kind {
	if i < 0 || i >= len(f.ts.list) || f.ts.list[i].item == 0 {
		return kindNone
	}
	return f.items[f.ts.list[i].item-1].kind
}

// isDash reports whether r separates a dateline from the text after it.
func isDash(r rune) bool { return strings.ContainsRune("-–—―‐‑−:=.,、。：／/|~;", r) }

// dateline reports whether the bytes [open, end), with the words from token first on, are the
// agency of a dateline. It needs a place or nothing before it, and a dash, a stop, the end of
// the line or a new sentence after it.
func (f *finder) dateline(open, end, first int) bool {
	start, whole := lineStart(f.ts.text, open)
	if !whole {
		return false
	}
	ok, n, lower := f.placed(start, first)
	if !ok {
		return false
	}
	rest := strings.TrimLeft(restOfLine(f.ts.text, end), " \u00a0\t")
	if rest == "" {
		return n > 0 && lower == 0 || start == 0 // a bracket on a line of its own closes
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if isDash(r) {
		return true
	}
	return !unicode.IsLower(r) && (n > 0 || unicode.IsLetter(r))
}
