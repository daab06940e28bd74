package article

import (
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article/timetext"
)

// maxRawTime is the most bytes that are parsed as a time and kept as [Time.Raw]. The longest form seen, a
// JavaScript date with its zone's name, has 62 bytes.
const maxRawTime = 128

// ParseTime parses a date or time, see [timetext.Read]. from says where raw was found and becomes
// Time.From.
//
// It never fails: if raw cannot be parsed, the result has PrecisionNone and Raw, cut to 128 bytes. Times
// in the future are accepted: the machine's clock is not used.
func ParseTime(raw, from string) Time { return parseTime(raw, from, timetext.Context{}) }

// ParseTimeIn is [ParseTime] for a text in a language, given as a BCP 47 tag, which
// says what 5/6/2024 means.
func ParseTimeIn(raw, from, lang string) Time {
	return parseTime(raw, from, timetext.Context{Lang: lang})
}

// Undated returns the precision of a time that is read only if one knows when its
// page was fetched: "3 hours ago", "yesterday at 18:20", "12 May, 18:20".
func Undated(s, lang string) Precision {
	const fetched = 1 << 30
	if len(s) > maxRawTime || parseTime(s, "", timetext.Context{Lang: lang}).Known() {
		return PrecisionNone
	}
	return parseTime(s, "", timetext.Context{Lang: lang, Fetched: fetched}).Precision
}

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

// ReadTimes parses the times of a again. Readers call it when an article is complete: relative times ("3
// hours ago") are counted back from Fetched, and Lang decides between two meanings of a month's name.
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

// isForeign reports whether c may belong to a word with two meanings. The letters of ISO 8601 cannot.
func isForeign(c rune) bool { return unicode.IsLetter(c) && c != 'T' && c != 'Z' }

// AddressContradicts reports whether the date in a's address is more than a year away from its time: an
// old page with a new date, or the reverse. date is the date in the address.
func (a *Article) AddressContradicts() (date Time, contradicts bool) {
	date = AddressDate(a.URL)
	if !date.Known() || a.Published.Precision < PrecisionDay || a.Published.From == "url" {
		return date, false
	}
	const year = 366 * 24 * 60 * 60
	early, late := a.Published.Unix-date.Latest() > year, date.Unix-a.Published.Latest() > year
	return date, early || late
}
