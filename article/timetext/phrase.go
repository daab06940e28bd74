package timetext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// phrase reads the longest known phrase at this position, or skips a word.
func (sc *scanner) phrase() {
	var ends [maxPhrase]int
	var keys [maxPhrase]string
	n, at := 0, sc.at
	for n < maxPhrase {
		end := wordEnd(sc.text, at)
		if end == at {
			break
		}
		keys[n] = sc.text[at:end]
		if n > 0 {
			keys[n] = keys[n-1] + " " + keys[n]
		}
		ends[n] = end
		n++
		if at = gapEnd(sc.text, end); at == end || !words().starts[keys[0]] && !placeStarts(keys[0]) {
			break
		}
	}
	for n--; n >= 0; n-- {
		sc.end = ends[n]
		if sc.take(keys[n]) {
			sc.at = ends[n]
			return
		}
	}
	word := keys[0]
	if sc.prefixed(word) {
		return
	}
	if inflected, ok := strings.CutPrefix(word, "ב"); ok && sc.take(inflected) { // Hebrew: in November
		sc.at = ends[0]
		return
	}
	sc.at = ends[0]
	sc.pass(word)
}

// pass skips an unknown word. If it follows a time on the 12-hour clock, it may mean am or pm, so the time
// is dropped and only the day is kept.
func (sc *scanner) pass(word string) {
	sc.unknown++
	if sc.fresh && sc.hour <= 12 && strings.IndexFunc(word, func(c rune) bool { return c > unicode.MaxASCII }) >= 0 {
		sc.dropTime()
	}
	sc.fresh = false
}

func wordEnd(s string, at int) int {
	for at < len(s) {
		c, size := utf8.DecodeRuneInString(s[at:])
		if !isWord(c) {
			break
		}
		at += size
	}
	return at
}

// gapEnd returns where the next word of a phrase may begin.
func gapEnd(s string, at int) int {
	for at < len(s) && strings.IndexByte(" .'-", s[at]) >= 0 {
		at++
	}
	return at
}

// take reads a phrase and reports whether it is known.
func (sc *scanner) take(key string) bool {
	t := words()
	fresh := sc.fresh
	m, ok := t.find(key, language(sc.in.Lang), func(k kind) bool { return k != kindHalf })
	half, isHalf := t.find(key, language(sc.in.Lang), func(k kind) bool { return k == kindHalf })
	switch {
	case isHalf && (fresh || !ok || spaceless(key)) && (fresh || sc.hourNear(key) || spaceless(key) || !ok && sc.beforeHour(key)):
		sc.half = half.value
		return true
	case sc.zoneName(key):
		sc.fresh = false
		return true
	case isHalf && !ok:
		return false
	case !ok:
		return false
	}
	sc.fresh = false
	sc.apply(key, m)
	return true
}

// hourNear reports whether an hour without minutes was just read.
func (sc *scanner) hourNear(string) bool {
	before := strings.TrimRight(sc.text[:sc.at], " ")
	return before != "" && isDigit(before[len(before)-1])
}

// beforeHour reports whether a phrase for a half of the day comes right before a
// time, as in Hindi. Short ones and Latin ones are too often other words.
func (sc *scanner) beforeHour(key string) bool {
	if sc.timed || key[0] < utf8.RuneSelf || utf8.RuneCountInString(key) < 3 {
		return false
	}
	rest := strings.TrimLeft(sc.text[sc.end:], " ")
	i := 0
	for i < len(rest) && isDigit(rest[i]) {
		i++
	}
	return (i == 1 || i == 2) && i+1 < len(rest) && (rest[i] == ':' || rest[i] == '.') && isDigit(rest[i+1])
}

// apply applies the meaning of a phrase.
func (sc *scanner) apply(key string, m meaning) {
	if (key == "月" || key == "월") && sc.n == 1 {
		sc.monthFirst = true
	}
	switch m.kind {
	case kindMonth:
		sc.thai = sc.thai || unicode.Is(unicode.Thai, firstRune(key))
		_, doubt := words().find(key, "", func(k kind) bool { return k == kindWeekday })
		if sc.named == 0 || sc.doubt && !doubt {
			sc.named, sc.doubt = m.value, doubt
		}
	case kindPersian:
		if sc.named == 0 {
			sc.named, sc.persian = m.value, true
		}
	case kindEthiopic:
		if sc.named == 0 {
			sc.named, sc.ethiopian = m.value, true
		}
	case kindIslamic:
		if sc.named == 0 && sc.n > 0 {
			sc.n--
		}
		sc.skipYear = true
	case kindDay:
		sc.relative, sc.days = true, -m.value
	case kindEra:
		sc.era, sc.hasEra = m.value, true
		if strings.HasPrefix(sc.text[sc.at+len(key):], "元") { // the first year
			sc.text = sc.text[:sc.at+len(key)] + "1" + sc.text[sc.at+len(key)+len("元"):]
		}
	case kindMonthIs:
		sc.monthIs = true
	}
}

// prefixed reads phrases from the start of a word in a script without spaces, and skips what is between
// them.
func (sc *scanner) prefixed(word string) bool {
	if !spaceless(word) {
		return false
	}
	runes := []rune(word)
	for n := min(len(runes), words().maxBytes); n > 0; n-- {
		if key := string(runes[:n]); sc.take(key) {
			sc.at += len(key)
			return true
		}
	}
	sc.at += utf8.RuneLen(runes[0])
	sc.unknown++
	return true
}

// spaceless reports whether a word is in a script without spaces between words, or in Hangul, whose
// endings are part of the word.
func spaceless(word string) bool {
	return unicode.In(firstRune(word), unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// language returns the tag without its region: "pt" for "pt-BR".
func language(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return tag
}

func firstRune(s string) rune {
	c, _ := utf8.DecodeRuneInString(s)
	return c
}
