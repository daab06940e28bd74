package article

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// months are the names of the months, without their full stop and in lower
// case, in English, German, French, Spanish, Italian, Portuguese and Dutch. No
// name means two months.
var months = map[string]int{
	"january": 1, "jan": 1, "januar": 1, "jänner": 1, "janvier": 1, "janv": 1, "enero": 1, "ene": 1, "gennaio": 1, "gen": 1, "janeiro": 1, "januari": 1,
	"february": 2, "feb": 2, "februar": 2, "février": 2, "fevrier": 2, "févr": 2, "fév": 2, "febrero": 2, "febbraio": 2, "fevereiro": 2, "fev": 2, "februari": 2,
	"march": 3, "mar": 3, "märz": 3, "mär": 3, "mrz": 3, "mars": 3, "marzo": 3, "março": 3, "maart": 3, "mrt": 3,
	"april": 4, "apr": 4, "avril": 4, "avr": 4, "abril": 4, "abr": 4, "aprile": 4,
	"may": 5, "mai": 5, "mayo": 5, "maggio": 5, "mag": 5, "maio": 5, "mei": 5,
	"june": 6, "jun": 6, "juni": 6, "juin": 6, "junio": 6, "giugno": 6, "giu": 6, "junho": 6,
	"july": 7, "jul": 7, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "luglio": 7, "lug": 7, "julho": 7,
	"august": 8, "aug": 8, "août": 8, "aout": 8, "agosto": 8, "ago": 8, "augustus": 8,
	"september": 9, "sep": 9, "sept": 9, "septembre": 9, "septiembre": 9, "settembre": 9, "set": 9, "setembro": 9,
	"october": 10, "oct": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "ottobre": 10, "ott": 10, "outubro": 10, "out": 10,
	"november": 11, "nov": 11, "novembre": 11, "noviembre": 11, "novembro": 11,
	"december": 12, "dec": 12, "dezember": 12, "dez": 12, "décembre": 12, "déc": 12, "diciembre": 12, "dic": 12, "dicembre": 12, "dezembro": 12,
}

// zones are abbreviations with one usual meaning, in minutes east of UTC (CST
// and MST as in RFC 822). IST is not among them: it is India's, Ireland's and
// Israel's.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "west": 60, "bst": 60,
	"msk": 180, "sast": 120, "eat": 180, "wat": 60, "pkt": 300, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540,
	"aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}

// fillers are words around a date that change nothing.
var fillers = map[string]bool{
	"monday": true, "mon": true, "tuesday": true, "tue": true, "tues": true, "wednesday": true, "wed": true,
	"thursday": true, "thu": true, "thur": true, "thurs": true, "friday": true, "fri": true,
	"saturday": true, "sat": true, "sunday": true, "sun": true,
	"montag": true, "mo": true, "dienstag": true, "di": true, "mittwoch": true, "mi": true, "donnerstag": true, "do": true,
	"freitag": true, "fr": true, "samstag": true, "sa": true, "sonnabend": true, "sonntag": true, "so": true,
	"lundi": true, "mardi": true, "mercredi": true, "jeudi": true, "vendredi": true, "samedi": true, "dimanche": true,
	"lunes": true, "martes": true, "miércoles": true, "jueves": true, "viernes": true, "sábado": true, "domingo": true,
	"at": true, "on": true, "of": true, "the": true, "um": true, "uhr": true, "den": true, "der": true, "le": true, "à": true,
	"de": true, "del": true, "st": true, "nd": true, "rd": true, "th": true, "er": true, "o": true, "ist": true,
	"t": true, "年": true, "月": true, "日": true, "년": true, "월": true, "일": true,
}

// A scanner collects the parts of a date written in words.
type scanner struct {
	reading
	numbers  [3]int
	widths   [3]int // digits of each number
	seps     [3]byte
	n        int
	named    int // month by name
	timed    bool
	meridiem byte // 'a', 'p' or 0
}

// wordTime reads forms with names or without leading zeros:
// "Wed, 01 May 2024 10:00:00 GMT", "1. Mai 2024, 10:00 Uhr", "1/31/2024".
// A word it does not know ends the attempt.
func wordTime(s string) (reading, bool) {
	if i := strings.IndexByte(s, '('); i > 0 { // the zone's name in JavaScript's form
		s = s[:i]
	}
	sc := scanner{reading: reading{month: 1, day: 1}}
	for s != "" {
		c, size := utf8.DecodeRuneInString(s)
		var ok bool
		switch {
		case isDigit(s[0]):
			s, ok = sc.number(s)
		case unicode.IsLetter(c):
			s, ok = sc.word(s)
		case (c == '+' || c == '-') && sc.timed:
			s, ok = sc.sign(s)
		default:
			ok = unicode.IsSpace(c) || strings.ContainsRune(",.-/|–", c)
			s = s[size:]
		}
		if !ok {
			return reading{}, false
		}
	}
	if !sc.meridian() || !sc.date() {
		return reading{}, false
	}
	return sc.reading, true
}

// number takes digits from the head of s: a time if a colon follows, else a
// part of the date.
func (sc *scanner) number(s string) (string, bool) {
	end := 1
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	v, err := strconv.Atoi(s[:end])
	if err != nil || end > 4 {
		return s, false
	}
	if !sc.timed && end <= 2 && end < len(s) && (s[end] == ':' || s[end] == 'h') {
		return sc.time(v, s[end+1:])
	}
	if sc.n == len(sc.numbers) {
		return s, false
	}
	sc.numbers[sc.n], sc.widths[sc.n] = v, end
	s = s[end:]
	if s != "" {
		sc.seps[sc.n] = s[0]
	}
	sc.n++
	return s, true
}

// time takes MM[:SS[.fraction]] after an hour.
func (sc *scanner) time(hour int, s string) (string, bool) {
	var ok bool
	if sc.minute, ok = digits(s, 0, 2); !ok {
		return s, false
	}
	sc.hour, sc.timed, sc.precision = hour, true, PrecisionMinute
	s = s[2:]
	if s != "" && s[0] == ':' {
		if sc.second, ok = digits(s, 1, 2); !ok {
			return s, false
		}
		sc.precision = PrecisionSecond
		s = skipFraction(s[3:])
	}
	return s, s == "" || !isDigit(s[0])
}

// word takes letters from the head of s.
func (sc *scanner) word(s string) (string, bool) {
	end := strings.IndexFunc(s, func(c rune) bool { return !unicode.IsLetter(c) })
	if end < 0 {
		end = len(s)
	}
	w := strings.ToLower(s[:end])
	rest := s[end:]
	if (w == "a" || w == "p") && strings.HasPrefix(strings.ToLower(rest), ".m") {
		sc.meridiem = w[0]
		return rest[2:], true
	}
	if w == "am" || w == "pm" {
		sc.meridiem = w[0]
		return rest, true
	}
	if m, ok := months[w]; ok {
		if sc.named != 0 && sc.named != m {
			return s, false
		}
		sc.named = m
		return rest, true
	}
	if minutes, ok := zones[w]; ok && sc.timed {
		if !sc.zone {
			sc.offset, sc.zone = minutes*60, true
		}
		return rest, true
	}
	return rest, fillers[w]
}

// sign takes +0200 or +02:00 from the head of s; anything else is a dash.
func (sc *scanner) sign(s string) (string, bool) {
	end := 1
	for end < len(s) && (isDigit(s[end]) || s[end] == ':') {
		end++
	}
	if end == 1 {
		return s[1:], true
	}
	return s[end:], sc.zoneOf(s[:end])
}

// meridian applies am and pm.
func (sc *scanner) meridian() bool {
	if sc.meridiem == 0 {
		return true
	}
	if !sc.timed || sc.hour < 1 || sc.hour > 12 {
		return false
	}
	sc.hour %= 12
	if sc.meridiem == 'p' {
		sc.hour += 12
	}
	return true
}

// date makes year, month and day of the numbers.
func (sc *scanner) date() bool {
	day := PrecisionDay
	switch {
	case sc.named != 0 && sc.n == 2:
		sc.month = sc.named
		a, b := 0, 1
		if sc.widths[0] == 4 {
			a, b = 1, 0
		}
		sc.day, sc.year = sc.numbers[a], fullYear(sc.numbers[b], sc.widths[b])
	case sc.named != 0 && sc.n == 1 && sc.widths[0] == 4 && !sc.timed:
		sc.month, sc.year, day = sc.named, sc.numbers[0], PrecisionMonth
	case sc.named == 0 && sc.n == 3:
		if !sc.numeric() {
			return false
		}
	case sc.named == 0 && sc.n == 2 && sc.widths[1] == 4 && !sc.timed && strings.IndexByte("/.-", sc.seps[0]) >= 0:
		sc.month, sc.year, day = sc.numbers[0], sc.numbers[1], PrecisionMonth
	default:
		return false
	}
	if !sc.timed {
		sc.precision = day
	}
	return sc.year != 0
}

// numeric reads three numbers. With the year last, full stops mean day first,
// as everywhere they are used; with other signs the order is taken only if
// one of the two cannot be a month or both are the same.
func (sc *scanner) numeric() bool {
	a, b, c := sc.numbers[0], sc.numbers[1], sc.numbers[2]
	switch {
	case sc.widths[0] == 4:
		sc.year, sc.month, sc.day = a, b, c
		return true
	case sc.widths[2] != 4 || sc.seps[0] != sc.seps[1]:
		return false
	case a > 12 || a == b || sc.seps[0] == '.' && b <= 12:
		sc.day, sc.month = a, b
	case b > 12:
		sc.day, sc.month = b, a
	default:
		return false
	}
	sc.year = c
	return true
}

// fullYear returns the year of RFC 822's two digits as POSIX has it (69 is
// 1969, 68 is 2068); 0 if there is none.
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
