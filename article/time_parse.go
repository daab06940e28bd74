package article

import (
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article/timetext"
)

// maxRawTime bounds what is read as a time and kept as [Time.Raw]: the longest
// form seen, a JavaScript date with its zone's name, has 62 bytes.
const maxRawTime = 128

// ParseTime reads a date or time as articles carry them, see [timetext.Read].
// from says where raw was found and is kept as Time.From.
//
// It never fails: what cannot be read gives PrecisionNone with Raw kept, cut
// to 128 bytes. A time in the future is kept: no clock is consulted.
func ParseTime(raw, from string) Time { return parseTime(raw, from, timetext.Context{}) }

func parseTime(raw, from string, in timetext.Context) Time {
	t := Time{Raw: raw, From: from}
	if len(raw) > maxRawTime {
		t.Raw = strings.ToValidUTF8(raw[:maxRawTime], "")
		return t
	}
	if got, ok := timetext.Read(raw, in); ok {
		t.Unix, t.Precision, t.Zone = got.Unix, Precision(got.Precision), got.Zone
	}
	return t
}

// ReadTimes reads the times of a again, now that all of it is known: relative
// ones ("3 hours ago") are counted back from Fetched, and Lang decides between
// two meanings of a month's name. Readers call it when an article is complete.
func (a *Article) ReadTimes() {
	in := timetext.Context{Lang: a.Lang}
	if a.Fetched.Precision >= PrecisionDay {
		in.Fetched = a.Fetched.Unix
	}
	for _, t := range []*Time{&a.Published, &a.Updated} {
		if t.Raw == "" || t.Known() && strings.IndexFunc(t.Raw, isForeign) < 0 {
			continue
		}
		if again := parseTime(t.Raw, t.From, in); again.Known() {
			*t = again
		}
	}
}

// isForeign reports whether c may be of a word with two meanings, which the
// letters of ISO 8601 are not.
func isForeign(c rune) bool { return unicode.IsLetter(c) && c != 'T' && c != 'Z' }

// AddressContradicts reports whether the address of a has a day or month that
// is more than a year away from when the article says that it appeared: an old
// page with a new date, or the reverse. date is what the address has.
func (a *Article) AddressContradicts() (date Time, contradicts bool) {
	date = AddressDate(a.URL)
	if !date.Known() || a.Published.Precision < PrecisionDay || a.Published.From == "url" {
		return date, false
	}
	const year = 366 * 24 * 60 * 60
	early, late := a.Published.Unix-date.Latest() > year, date.Unix-a.Published.Latest() > year
	return date, early || late
}
