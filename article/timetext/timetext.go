// Package timetext parses dates and times in text: ISO 8601 and similar forms, epoch numbers, and words of
// about 80 languages. The result is only as precise as the text: a date is not midnight.
//
// Libraries did not suffice: go-dateparser takes 0.2 s and 78 MB at every start and has no precisions;
// itlightning/dateparse reads only English. The words come from Unicode CLDR. They take 100 KB of the
// program, and some milliseconds when the first time in words is parsed.
package timetext

import (
	"strings"
	"time"
)

// Precision says how exactly a time is written.
type Precision uint8

// The precisions, from none to exact.
const (
	None Precision = iota
	Year
	Month
	Day
	Minute
	Second
)

// The range of accepted years. The first newspapers are of 1605. Years after 2060 belong to another
// calendar (Nepal's 2083 is 2026) or are not years.
const (
	minYear = 1600
	maxYear = 2060
)

// A Context holds what is known about the page with the time. The zero Context knows nothing.
type Context struct {
	// Fetched is when the page was read, in seconds since 1970. Relative times ("3 hours ago") are counted
	// back from it, and a date without a year is the last such day before it. If it is 0, neither is
	// parsed.
	Fetched int64
	// Lang is the page's language as a BCP 47 tag. It decides between two meanings of a word, because "listopad"
	// is November in Polish and October in Croatian, and between the two of 5/6/2024.
	Lang string
}

// A Time is a parsed time.
type Time struct {
	Unix      int64 // start of the interval, in seconds since 1970 UTC
	Precision Precision
	Zone      bool // the zone is written; without it UTC is assumed
}

// Read parses s and reports whether it is a date or time. It does not accept marks of "no date" (the
// instant 1970-01-01T00:00:00), years out of range, dates that do not exist, and dates such as 5/6/2024
// if the language does not say which number is the month.
//
//   - The zone of a date is ignored: 2024-05-01+02:00 is the day.
//   - If the time is not understood or has no minutes, only the day is returned.
//   - Persian years and months, Ethiopian dates, Buddhist years, Japanese eras and years of the Republic of
//     China are converted. Lunar Islamic dates are not accepted, because their days differ by country. Dates
//     of Nepal's calendar are not accepted either.
//   - A zone with several meanings (IST) is ignored.
//   - A 12-hour time "at night" is accepted from six to eleven only.
//   - Relative hours and minutes are counted back from Context.Fetched. Days are days of UTC. Weeks and
//     longer units get a precision that includes all days they may mean.
func Read(s string, in Context) (t Time, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Time{}, false
	}
	r, ok := isoTime(s)
	if !ok {
		r, ok = numberTime(s)
	}
	if !ok {
		if folded := fold(s); folded != s {
			if r, ok = isoTime(folded); ok && !r.convert() {
				return Time{}, false
			}
		}
	} else if !r.convert() {
		return Time{}, false
	}
	if !ok || !r.valid() {
		if t, ok := relativeTime(s, in); ok {
			return t, true
		}
		if r, ok = wordTime(s, in); !ok {
			return Time{}, false
		}
	}
	unix := r.unix()
	if r.precision > Year && (unix == 0 || r.isEpoch()) {
		return Time{}, false
	}
	return Time{Unix: unix, Precision: r.precision, Zone: r.zone && r.precision >= Minute}, true
}

// A reading holds the parts of a date and time as written.
type reading struct {
	year, month, day     int // month and day are 1 if they are not written
	hour, minute, second int
	offset               int // seconds east of UTC
	place                *time.Location
	zone                 bool
	precision            Precision
}

var monthDays = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// valid reports whether the date of r exists. Hour 24 is the end of a day, second 60 a leap second.
func (r *reading) valid() bool {
	return r.validDate() && r.validClock()
}

func (r *reading) validDate() bool {
	if r.year < minYear || r.year > maxYear || r.month < 1 || r.month > 12 || r.day < 1 || r.day > monthDays[r.month] {
		return false
	}
	return r.month != 2 || r.day != 29 || r.year%4 == 0 && (r.year%100 != 0 || r.year%400 == 0)
}

func (r *reading) validClock() bool {
	if r.hour == 24 && r.minute == 0 && r.second == 0 {
		return true
	}
	return r.hour < 24 && r.minute < 60 && r.second <= 60
}

// isEpoch reports whether r is midnight of 1970-01-01 in its own zone.
func (r *reading) isEpoch() bool {
	return r.year == 1970 && r.month == 1 && r.day == 1 && r.hour == 0 && r.minute == 0 && r.second == 0
}

func (r *reading) unix() int64 {
	if r.place != nil && r.precision >= Minute {
		return time.Date(r.year, time.Month(r.month), r.day, r.hour, r.minute, r.second, 0, r.place).Unix()
	}
	offset := r.offset
	if r.precision < Minute {
		offset = 0
	}
	return time.Date(r.year, time.Month(r.month), r.day, r.hour, r.minute, r.second, 0, time.UTC).Unix() - int64(offset)
}
