package article

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// maxRawTime bounds what is read as a time and kept as [Time.Raw]: the longest
// form seen, a JavaScript date with its zone's name, has 62 bytes.
const maxRawTime = 128

// The years that are believed. Outside of them a number was no year; the
// bound also keeps minutes since 1970 within 32 bits.
const (
	minYear = 1000
	maxYear = 2999
)

// ParseTime reads a date or time as articles carry them. from says where raw
// was found and is kept as Time.From. It reads RFC 3339 and ISO 8601 forms at
// every precision, with or without a zone, RFC 1123 and 822, JavaScript's and
// Unix's forms, epoch seconds, milliseconds, microseconds and nanoseconds,
// dates with the month's name in seven languages, 2024年5月1日, and numeric
// forms as far as they have one meaning: 31.12.2024, 12/31/2024, but not
// 5/6/2024.
//
// It never fails: what cannot be read gives PrecisionNone with Raw kept, cut
// to 128 bytes. So do the marks of "no date": the instant 1970-01-01T00:00:00
// and years outside 1000 to 2999. A date's zone is dropped: 2024-05-01+02:00
// is the day, not 22:00 of the day before. The future is kept; no clock is
// consulted.
func ParseTime(raw, from string) Time {
	t := Time{Raw: raw, From: from}
	if len(raw) > maxRawTime {
		t.Raw = strings.ToValidUTF8(raw[:maxRawTime], "")
		return t
	}
	s := strings.TrimSpace(raw)
	if s == "" {
		return t
	}
	c, ok := isoTime(s)
	if !ok {
		c, ok = numberTime(s)
	}
	if !ok {
		c, ok = wordTime(s)
	}
	if !ok || !c.valid() {
		return t
	}
	unix := c.unix()
	if c.precision > PrecisionYear && (unix == 0 || c.isEpoch()) {
		return t
	}
	t.Unix, t.Precision, t.Zone = unix, c.precision, c.zone && c.precision >= PrecisionMinute
	return t
}

// A reading is a date and time taken apart, as it was written.
type reading struct {
	year, month, day     int // month and day are 1 where not written
	hour, minute, second int
	offset               int // seconds east of UTC
	zone                 bool
	precision            Precision
}

var monthDays = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// valid reports whether r is a date that exists. Hour 24 is the end of a day,
// second 60 a leap second.
func (r *reading) valid() bool {
	if r.year < minYear || r.year > maxYear || r.month < 1 || r.month > 12 ||
		r.day < 1 || r.day > monthDays[r.month] {
		return false
	}
	if r.month == 2 && r.day == 29 && (r.year%4 != 0 || r.year%100 == 0 && r.year%400 != 0) {
		return false
	}
	if r.hour == 24 && r.minute == 0 && r.second == 0 {
		return true
	}
	return r.hour < 24 && r.minute < 60 && r.second <= 60
}

// isEpoch reports whether r is midnight of 1970-01-01 wherever it was written.
func (r *reading) isEpoch() bool {
	return r.year == 1970 && r.month == 1 && r.day == 1 && r.hour == 0 && r.minute == 0 && r.second == 0
}

func (r *reading) unix() int64 {
	offset := r.offset
	if r.precision < PrecisionMinute {
		offset = 0
	}
	return time.Date(r.year, time.Month(r.month), r.day, r.hour, r.minute, r.second, 0, time.UTC).Unix() - int64(offset)
}

// isoTime reads 2024, 2024-05, 2024-05-01 (also with / and .), with a time
// after T or a space, and the compact 20240501T1000.
func isoTime(s string) (reading, bool) {
	r := reading{month: 1, day: 1, precision: PrecisionYear}
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
	r.precision = PrecisionMonth
	if len(s) == 7 {
		return r, true
	}
	if r.day, ok = digits(s, 8, 2); !ok || s[7] != sep {
		return r, false
	}
	r.precision = PrecisionDay
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
	r.precision = PrecisionMinute
	switch end {
	case 13:
	case 15:
		r.second, okS = digits(s, 13, 2)
		r.precision = PrecisionSecond
	default:
		return r, false
	}
	return r, okH && okM && okS && r.zoneOf(s[end:])
}

// clock reads HH:MM[:SS[.fraction]][zone], all of s.
func (r *reading) clock(s string) bool {
	var ok bool
	if r.hour, ok = digits(s, 0, 2); !ok || len(s) < 5 || s[2] != ':' {
		return false
	}
	if r.minute, ok = digits(s, 3, 2); !ok {
		return false
	}
	r.precision = PrecisionMinute
	s = s[5:]
	if s != "" && s[0] == ':' {
		if r.second, ok = digits(s, 1, 2); !ok {
			return false
		}
		r.precision = PrecisionSecond
		s = skipFraction(s[3:])
	}
	return r.zoneOf(strings.TrimLeft(s, " "))
}

// skipFraction drops .123 or ,123 from the head of s.
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

// zoneOf reads a zone that is all of s: nothing, Z, UTC, GMT, +02, +0200 or
// +02:00.
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
	h, ok := digits(s, 1, 2)
	if !ok || h > 15 {
		return false
	}
	m := 0
	switch {
	case len(s) == 3:
	case len(s) == 5:
		m, ok = digits(s, 3, 2)
	case len(s) == 6 && s[3] == ':':
		m, ok = digits(s, 4, 2)
	default:
		return false
	}
	if !ok || m > 59 {
		return false
	}
	r.offset = h*3600 + m*60
	if s[0] == '-' {
		r.offset = -r.offset
	}
	r.zone = true
	return true
}

// numberTime reads a bare number: 20240501, 20240501100000 or an epoch.
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
	if err != nil {
		return reading{}, false
	}
	return epochTime(f)
}

// epochTime reads a number of seconds since 1970 or of the thousandth,
// millionth or billionth part of one, told apart by their size: 1e8 seconds
// is March 1973 and 1e11 the year 5138.
func epochTime(f float64) (reading, bool) {
	switch {
	case f < 1e8:
		return reading{}, false
	case f < 1e11:
	case f < 1e14:
		f /= 1e3
	case f < 1e17:
		f /= 1e6
	case f < 1e20:
		f /= 1e9
	default:
		return reading{}, false
	}
	u := time.Unix(int64(math.Floor(f)), 0).UTC()
	return reading{
		year: u.Year(), month: int(u.Month()), day: u.Day(),
		hour: u.Hour(), minute: u.Minute(), second: u.Second(),
		zone: true, precision: PrecisionSecond,
	}, true
}

// digitDate reads 20240501.
func digitDate(s string) (reading, bool) {
	y, okY := digits(s, 0, 4)
	m, okM := digits(s, 4, 2)
	d, okD := digits(s, 6, 2)
	return reading{year: y, month: m, day: d, precision: PrecisionDay}, okY && okM && okD
}

// digits reads exactly n decimal digits of s at i.
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
