package timetext

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxUnknown = 6 // most unknown words in a text with a date
	maxExtra   = 3 // most unknown numbers after a date
)

// A scanner collects the parts of a date in words.
type scanner struct {
	reading
	in       Context
	text     string // folded
	at       int
	numbers  [3]int
	widths   [3]int // digits of each number
	seps     [3]byte
	ends     [3]int // where each number ends
	n        int
	end      int  // where the current phrase ends
	named    int  // month given by name
	doubt    bool // the name may also be a weekday
	persian  bool // the month is Persian
	thai     bool // the month's name is Thai
	relative bool // today, yesterday
	days     int  // how many days before today
	era      int
	hasEra   bool
	skipYear bool // the next number is the year of a lunar date
	monthIs  bool // the next number is the month

	ethiopian  bool // the month is Ethiopian
	monthFirst bool // a word says that the first number is the month
	timed      bool
	fresh      bool // the last part read was the time
	half       int  // 1 am, 2 pm, 3 night
	unknown    int
	extra      int
}

// wordTime reads dates with names or without leading zeros: "Wed, 01 May 2024 10:00:00 GMT", "1. Mai 2024,
// 10:00 Uhr", "1/31/2024". A few unknown words are skipped.
func wordTime(s string, in Context) (reading, bool) {
	s, place := cutPlace(s)
	sc := scanner{reading: reading{month: 1, day: 1}, in: in, text: fold(hanNumbers(s))}
	for sc.at < len(sc.text) {
		if sc.next() {
			continue
		}
		if !sc.another() {
			return reading{}, false
		}
		break
	}
	if !sc.date() {
		return reading{}, false
	}
	sc.clock12()
	if !sc.validClock() {
		sc.dropTime()
	}
	if sc.timed && place != nil && !sc.zone {
		sc.place, sc.zone = place, true
	}
	return sc.reading, sc.validDate()
}

// another reports whether the date that was read is whole, its time included, so
// that what follows may be a second one: "12.05.2031 - 14:18 Updated: ...".
func (sc *scanner) another() bool {
	return sc.unknown <= maxUnknown && sc.extra > maxExtra && sc.timed && sc.complete()
}

// next reads one number, phrase or sign.
func (sc *scanner) next() bool {
	rest := sc.text[sc.at:]
	c, size := utf8.DecodeRuneInString(rest)
	switch {
	case isDigit(rest[0]):
		return sc.number()
	case isWord(c):
		sc.phrase()
		return sc.unknown <= maxUnknown
	case (c == '+' || c == '-' || c == '−') && sc.timed:
		return sc.sign(size)
	}
	sc.at += size
	return true
}

// number reads a time or a part of the date.
func (sc *scanner) number() bool {
	rest := sc.text[sc.at:]
	end := 1
	for end < len(rest) && isDigit(rest[end]) {
		end++
	}
	v, err := strconv.Atoi(rest[:end])
	if err != nil || end > 4 {
		sc.at += end
		sc.extra++
		return err == nil && end <= 8 && sc.complete() && sc.extra <= maxExtra
	}
	if end <= 2 && !sc.timed && sc.clockTime(v, rest[end:]) {
		return true
	}
	sc.at += end
	if sc.skipYear && end == 4 {
		sc.skipYear = false
		return true
	}
	if sc.hasEra {
		v, end, sc.hasEra = v+sc.era, 4, false
	}
	if sc.monthIs && end <= 2 {
		sc.named, sc.monthIs = v, false
		return true
	}
	if sc.complete() || sc.n == len(sc.numbers) {
		sc.extra++
		return sc.complete() && sc.extra <= maxExtra
	}
	sc.numbers[sc.n], sc.widths[sc.n], sc.ends[sc.n] = v, end, sc.at
	if sc.at < len(sc.text) {
		sc.seps[sc.n] = sc.text[sc.at]
	}
	sc.n++
	return true
}

// complete reports whether the date needs no more numbers.
func (sc *scanner) complete() bool {
	return sc.n == 3 || sc.relative || sc.named != 0 && sc.n == 2
}

// clockTime reads what follows an hour: 17:05:30, 17h05, 17 h 05, 5 pm, or 17.05 after a date or before a
// word for hours. It reports whether v is an hour.
func (sc *scanner) clockTime(hour int, after string) bool {
	start := len(sc.text) - len(after)
	rest := strings.TrimLeft(after, " ")
	c, size := utf8.DecodeRuneInString(rest)
	switch {
	case strings.HasPrefix(after, ":"):
		return sc.minutes(hour, start+1)
	case strings.HasPrefix(after, ".") && len(after) >= 3 && isDigit(after[1]) && isDigit(after[2]) &&
		(len(after) == 3 || !isDigit(after[3]) && after[3] != '.') && (sc.complete() || hourWord(after[3:])):
		return sc.minutes(hour, start+1)
	case strings.ContainsRune("時时點点시", c) && size > 1:
		return sc.minutesAfter(hour, rest[size:])
	case c == 'h' && (len(rest) == 1 || !isLetterAt(rest, 1)):
		return sc.minutesAfter(hour, rest[1:])
	case hourWord(after) && (sc.complete() || sc.half == 0 && hour <= 24):
		sc.at = start
		return true // an hour without minutes: keep the day only
	}
	return false
}

// minutesAfter reads the minutes after a word for hours. An hour without minutes is not precise enough.
func (sc *scanner) minutesAfter(hour int, rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	if len(rest) < 2 || !isDigit(rest[0]) || !isDigit(rest[1]) || len(rest) > 2 && isDigit(rest[2]) {
		sc.at = len(sc.text) - len(rest)
		return true
	}
	return sc.minutes(hour, len(sc.text)-len(rest))
}

// minutes reads MM[:SS[.fraction]] at an offset.
func (sc *scanner) minutes(hour, at int) bool {
	s := sc.text[at:]
	minute, ok := digits(s, 0, 2)
	if !ok {
		return false
	}
	sc.hour, sc.minute, sc.timed, sc.fresh, sc.precision = hour, minute, true, true, Minute
	s = s[2:]
	if s != "" && s[0] == ':' {
		if second, ok := digits(s, 1, 2); ok {
			sc.second, sc.precision = second, Second
			s = skipFraction(s[3:])
		}
	}
	for s != "" && isDigit(s[0]) {
		s = s[1:]
		sc.hour = 99 // too many digits for a time: make it invalid
	}
	sc.at = len(sc.text) - len(s)
	return true
}

// hourWord reports whether s begins with a word that follows an hour.
func hourWord(s string) bool {
	s = strings.TrimLeft(s, " ")
	end := strings.IndexFunc(s, func(c rune) bool { return !isWord(c) })
	if end < 0 {
		end = len(s)
	}
	switch s[:end] {
	case "uhr", "h", "hs", "hrs", "am", "pm", "uur", "u", "heures", "horas", "giờ", "gio":
		return true
	}
	return (s[:end] == "a" || s[:end] == "p") && strings.HasPrefix(strings.TrimLeft(s[end:], ". "), "m")
}

// sign reads +0200 or +02:00. Any other sign is a dash.
func (sc *scanner) sign(size int) bool {
	s := sc.text[sc.at+size:]
	end := 0
	for end < len(s) && (isDigit(s[end]) || s[end] == ':') {
		end++
	}
	sign := "-"
	if sc.text[sc.at] == '+' {
		sign = "+"
	}
	sc.at += size
	var zone reading
	if end > 0 && zone.zoneOf(sign+s[:end]) {
		sc.offset, sc.zone, sc.place = zone.offset, true, nil
		sc.at += end
	}
	return true
}

// clock12 applies am and pm. If they contradict the hour, the time is invalid.
func (sc *scanner) clock12() {
	switch {
	case sc.half == 0 || !sc.timed:
	case sc.half >= 2 && sc.hour > 12:
	case sc.hour > 12, sc.hour == 0 && sc.half == 2:
		sc.dropTime()
	case sc.half == 1:
		sc.hour %= 12
	case sc.half == 3 && (sc.hour == 12 || sc.hour < 6):
		sc.dropTime()
	case sc.hour < 12:
		sc.hour += 12
	}
}

// dropTime keeps only the date.
func (sc *scanner) dropTime() {
	sc.hour, sc.minute, sc.second, sc.timed, sc.zone, sc.place = 0, 0, 0, false, false, nil
	sc.precision = min(sc.precision, Day)
}

// date sets year, month and day from the numbers.
func (sc *scanner) date() bool {
	precision := Day
	switch {
	case sc.relative && sc.n == 0 && sc.named == 0:
		if sc.in.Fetched == 0 {
			return false
		}
		t := time.Unix(sc.in.Fetched, 0).UTC().AddDate(0, 0, -sc.days)
		sc.year, sc.month, sc.day = t.Year(), int(t.Month()), t.Day()
	case sc.named != 0 && sc.n == 2:
		a, b := 0, 1
		if sc.widths[0] == 4 {
			a, b = 1, 0
		}
		sc.month, sc.day, sc.year = sc.named, sc.numbers[a], fullYear(sc.numbers[b], sc.widths[b])
		if sc.thai && sc.widths[b] == 2 {
			sc.year = 2500 + sc.numbers[b] // as Thais write their years
		}
	case sc.named != 0 && sc.n == 1 && sc.widths[0] == 4 && !sc.timed:
		sc.month, sc.year, precision = sc.named, sc.numbers[0], Month
	case sc.named != 0 && sc.n == 1 && sc.widths[0] <= 2 && !sc.persian && !sc.ethiopian:
		if !sc.lastSuch() {
			return false
		}
	case sc.named == 0 && sc.n == 3:
		if !sc.numeric() {
			return false
		}
	case sc.named == 0 && sc.n == 2 && sc.dayOfMonth():
		sc.named, sc.numbers[0] = sc.numbers[0], sc.numbers[1]
		if !sc.lastSuch() {
			return false
		}
	case sc.named == 0 && sc.n == 2 && sc.widths[1] == 4 && !sc.timed && strings.IndexByte("/.-", sc.seps[0]) >= 0 && sc.ends[0]+1+sc.widths[1] == sc.ends[1]:
		sc.month, sc.year, precision = sc.numbers[0], sc.numbers[1], Month
	default:
		return false
	}
	if !sc.timed {
		sc.precision = precision
	}
	switch {
	case sc.persian:
		return sc.reading.persian()
	case sc.ethiopian:
		return sc.ethiopic()
	}
	return sc.year != 0 && sc.convert()
}

// dayOfMonth reports whether two numbers are a month and a day without a year:
// 5月12日, and 5/12 with a time on Japanese pages.
func (sc *scanner) dayOfMonth() bool {
	if sc.widths[0] > 2 || sc.widths[1] > 2 || sc.numbers[0] > 12 {
		return false
	}
	return sc.monthFirst || language(sc.in.Lang) == "ja" && sc.timed && sc.seps[0] == '/'
}

// lastSuch completes a day without a year: it is the last such day before the page was read.
func (sc *scanner) lastSuch() bool {
	if sc.in.Fetched == 0 {
		return false
	}
	limit := time.Unix(sc.in.Fetched, 0).UTC().AddDate(0, 0, 1) // the day may begin earlier in other zones
	sc.month, sc.day, sc.year = sc.named, sc.numbers[0], limit.Year()
	if time.Date(sc.year, time.Month(sc.month), sc.day, 0, 0, 0, 0, time.UTC).After(limit) {
		sc.year--
	}
	return true
}

// numeric assigns three numbers. If the year is last, full stops mean that the day is first, as in all
// countries that use them. With other signs the order is that of the language, see [dayFirst]. Without a
// language the order is used only if one number cannot be a month or both are equal.
func (sc *scanner) numeric() bool {
	a, b, c := sc.numbers[0], sc.numbers[1], sc.numbers[2]
	day, month := dayFirst(sc.in.Lang)
	short := sc.widths[0] <= 2 && sc.widths[2] == 2 && (day || month) && sc.ends[0]+1+sc.widths[1] == sc.ends[1]
	switch {
	case sc.widths[0] == 4:
		sc.year, sc.month, sc.day = a, b, c
		return true
	case sc.widths[2] != 4 && !short || sc.seps[0] != sc.seps[1]:
		return false
	case a > 12 || a == b || sc.seps[0] == '.' && b <= 12:
		sc.day, sc.month = a, b
	case b > 12:
		sc.day, sc.month = b, a
	case day:
		sc.day, sc.month = a, b
	case month:
		sc.day, sc.month = b, a
	default:
		return false
	}
	sc.year = fullYear(c, sc.widths[2])
	return true
}

// dayFirst reports the order of 5/6/2024 in a language: the day first, the month first, or unknown if both
// are false. English has both orders, and languages that write the year first do not write such dates.
func dayFirst(lang string) (day, month bool) {
	switch strings.ReplaceAll(strings.ToLower(lang), "_", "-") {
	case "en-us", "en-ph", "fil", "tl":
		return false, true
	case "en-gb", "en-ie", "en-au", "en-nz", "en-in":
		return true, false
	}
	switch language(lang) {
	case "", "und", "en", "zh", "ja", "ko", "hu", "lt", "mn", "eu", "sv", "ne", "dz", "si", "fa":
		return false, false
	}
	return true, false
}

// fullYear returns the year of a two-digit year as POSIX does (69 is 1969, 68 is 2068), or 0 if v is not a
// year.
func fullYear(v, width int) int {
	switch {
	case width == 4:
		return v
	case width != 2:
		return 0
	case v >= 69:
		return 1900 + v
	}
	return 2000 + v
}

// isWord reports whether c is part of a word.
func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.Is(unicode.M, c) }

func isLetterAt(s string, i int) bool {
	c, _ := utf8.DecodeRuneInString(s[i:])
	return isWord(c)
}
