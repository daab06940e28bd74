// Package timetext reads dates and times as people and programs write them:
// ISO 8601 and its relatives, epoch numbers, and words of some 80 languages.
// It returns no more than what is written: a date is not midnight.
//
// It is our own and no library because of what libraries lose: go-dateparser
// takes 0.2 s and 78 MB at every start, whatever the program does, and has no
// precisions; itlightning/dateparse reads English alone. The words come from
// Unicode CLDR and cost 100 KB of the program and some milliseconds when the
// first time in words is read.
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

// The years that are believed. The first newspapers are of 1605. What is
// beyond 2060 counts in another calendar (Nepal's 2083 is 2026) or is no year.
const (
	minYear = 1600
	maxYear = 2060
)

// A Context is what is known of the page that a time was found on. The zero
// Context knows nothing.
type Context struct {
	// Fetched is when the page was read, in seconds since 1970: relative times
	// ("3 hours ago") are counted back from it, and a date without a year is
	// taken for the last such day. 0: not known, and neither is read.
	Fetched int64
	// Lang is the page's language as a BCP 47 tag. It decides between two
	// meanings of a word: Polish "listopad" is November, Croatian October.
	Lang string
}

// A Time is what was read.
type Time struct {
	Unix      int64 // seconds since 1970 UTC of the beginning of the interval
	Precision Precision
	Zone      bool // the zone is written; without it UTC is assumed
}

// Read reads s and reports whether it is a date or time. Of these it reads
// nothing: the marks of "no date" (the instant 1970-01-01T00:00:00), years
// that are not believed, dates that do not exist, and 5/6/2024, which has two
// meanings.
//
//   - The zone of a date is dropped: 2024-05-01+02:00 is the day.
//   - The day is kept if the hour is not understood, and if it has no minutes.
//   - Persian years and months, Buddhist years, Japanese eras and years of the
//     Republic of China are converted. Lunar Islamic dates are not read: which
//     day one is differs by country.
//   - A zone with several meanings (IST) is dropped, as if none were written.
//   - Relative hours and minutes count back from Context.Fetched, days are days
//     of UTC, weeks and more have the precision that holds all days that the
//     words can mean.
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

// A reading is a date and time taken apart, as it was written.
type reading struct {
	year, month, day     int // month and day are 1 where not written
	hour, minute, second int
	offset               int // seconds east of UTC
	place                *time.Location
	zone                 bool
	precision            Precision
}

var monthDays = [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// valid reports whether r is a date that exists. Hour 24 is the end of a day,
// second 60 a leap second.
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

// isEpoch reports whether r is midnight of 1970-01-01 wherever it was written.
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
