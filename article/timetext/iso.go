package timetext

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// isoTime reads 2024, 2024-05, 2024-05-01 (also with / and .), with an optional time after T or a space,
// and the compact form 20240501T1000.
func isoTime(s string) (reading, bool) {
	r := reading{month: 1, day: 1, precision: Year}
	var ok bool
	if r.year, ok = digits(s, 0, 4); !ok {
		return r, false
	}
	if len(s) == 4 {
		return r, true
	}
	if len(s) > 8 && (s[8] == 'T' || s[8] == 't') {
		return compactTime(s)
	}
	sep := s[4]
	if sep != '-' && sep != '/' && sep != '.' {
		return r, false
	}
	if r.month, ok = digits(s, 5, 2); !ok {
		return r, false
	}
	r.precision = Month
	if len(s) == 7 {
		return r, true
	}
	if r.day, ok = digits(s, 8, 2); !ok || s[7] != sep {
		return r, false
	}
	r.precision = Day
	if len(s) == 10 {
		return r, true
	}
	switch s[10] {
	case 'T', 't', ' ':
		ok := r.clock(strings.TrimLeft(s[11:], " "))
		return r, ok
	case 'Z', '+', '-':
		ok := r.zoneOf(s[10:])
		return r, ok
	}
	return r, false
}

// compactTime reads 20240501T1000[00][zone].
func compactTime(s string) (reading, bool) {
	r, ok := digitDate(s[:8])
	if !ok {
		return r, false
	}
	end := 9
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	var okH, okM bool
	okS := true
	r.hour, okH = digits(s, 9, 2)
	r.minute, okM = digits(s, 11, 2)
	r.precision = Minute
	switch end {
	case 13:
	case 15:
		r.second, okS = digits(s, 13, 2)
		r.precision = Second
	default:
		return r, false
	}
	return r, okH && okM && okS && r.zoneOf(s[end:])
}

// clock reads HH:MM[:SS[.fraction]][zone]. It must be all of s.
func (r *reading) clock(s string) bool {
	var ok bool
	if r.hour, ok = digits(s, 0, 2); !ok || len(s) < 5 || s[2] != ':' {
		return false
	}
	if r.minute, ok = digits(s, 3, 2); !ok {
		return false
	}
	r.precision = Minute
	s = s[5:]
	if s != "" && s[0] == ':' {
		if r.second, ok = digits(s, 1, 2); !ok {
			return false
		}
		r.precision = Second
		s = skipFraction(s[3:])
	}
	return r.zoneOf(strings.TrimLeft(s, " "))
}

// skipFraction removes .123 or ,123 from the start of s.
func skipFraction(s string) string {
	if len(s) < 2 || s[0] != '.' && s[0] != ',' || !isDigit(s[1]) {
		return s
	}
	i := 1
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return s[i:]
}

// zoneOf reads a zone, which must be all of s: nothing, Z, UTC, GMT, +2, +02, +0200, +2:00 or +02:00.
func (r *reading) zoneOf(s string) bool {
	switch s {
	case "":
		return true
	case "Z", "z", "UTC", "GMT":
		r.zone = true
		return true
	}
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	hours, minutes, colon := strings.Cut(s[1:], ":")
	if !colon && len(hours) == 4 {
		hours, minutes, colon = hours[:2], hours[2:], true
	}
	h, ok := digits(hours, 0, len(hours))
	if !ok || len(hours) < 1 || len(hours) > 2 || h > 15 {
		return false
	}
	m := 0
	if colon {
		if m, ok = digits(minutes, 0, 2); !ok || len(minutes) != 2 || m > 59 {
			return false
		}
	}
	r.offset = h*3600 + m*60
	if s[0] == '-' {
		r.offset = -r.offset
	}
	r.zone = true
	return true
}

// numberTime reads a number: 20240501, 20240501100000 or an epoch time.
func numberTime(s string) (reading, bool) {
	point := false
	for i := range len(s) {
		if !isDigit(s[i]) {
			if i == 0 || strings.IndexByte(".eE+", s[i]) < 0 {
				return reading{}, false
			}
			point = true
		}
	}
	if !point {
		switch len(s) {
		case 8:
			return digitDate(s)
		case 12, 14:
			return compactTime(s[:8] + "T" + s[8:])
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || round(s) {
		return reading{}, false
	}
	return epochTime(f)
}

// round reports whether a number is one digit and zeros, such as 1e18 or 1000000000. These are limits or
// ids, not times.
func round(s string) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(s), "e")
	return len(strings.Trim(mantissa, "0.")) <= 1
}

// The accepted range of epoch times, 1980 to 2060. As units differ by factors of 1000, the range also
// identifies the unit.
const (
	minEpoch = 315_532_800
	maxEpoch = 2_840_140_800
)

// epochTime reads a time since 1970 in seconds, milliseconds, microseconds or nanoseconds. Its size tells
// the unit.
func epochTime(f float64) (reading, bool) {
	for f > maxEpoch && f <= maxEpoch*1e9 {
		f /= 1e3
	}
	if !(minEpoch <= f && f <= maxEpoch) {
		return reading{}, false
	}
	u := time.Unix(int64(math.Floor(f)), 0).UTC()
	return reading{
		year: u.Year(), month: int(u.Month()), day: u.Day(),
		hour: u.Hour(), minute: u.Minute(), second: u.Second(),
		zone: true, precision: Second,
	}, true
}

// digitDate reads 20240501.
func digitDate(s string) (reading, bool) {
	y, okY := digits(s, 0, 4)
	m, okM := digits(s, 4, 2)
	d, okD := digits(s, 6, 2)
	return reading{year: y, month: m, day: d, precision: Day}, okY && okM && okD
}

// digits reads exactly n decimal digits of s at offset i.
func digits(s string, i, n int) (int, bool) {
	if i+n > len(s) {
		return 0, false
	}
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		if !isDigit(c) {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
