package timetext

import (
	"strconv"
	"strings"
	"time"
)

// relativeTime reads phrases such as "3 hours ago" in the languages of the table.
func relativeTime(s string, in Context) (Time, bool) {
	if in.Fetched == 0 {
		return Time{}, false
	}
	unit, n, ok := findAgo(fold(s))
	if !ok {
		return Time{}, false
	}
	now := time.Unix(in.Fetched, 0).UTC()
	day := func(t time.Time) int64 { return t.Truncate(24 * time.Hour).Unix() }
	switch unit {
	case "second", "minute":
		return Time{Unix: in.Fetched - int64(n)*map[string]int64{"second": 1, "minute": 60}[unit], Precision: Minute, Zone: true}.floor(), true
	case "hour":
		return Time{Unix: in.Fetched - int64(n)*3600, Precision: Minute, Zone: true}.floor(), true
	case "day":
		return Time{Unix: day(now.AddDate(0, 0, -n)), Precision: Day}, true
	case "week":
		return span(now.AddDate(0, 0, -7*n-6), now.AddDate(0, 0, -7*n))
	case "month":
		return span(now.AddDate(0, -n-1, 1), now.AddDate(0, -n, 0))
	case "year":
		return span(now.AddDate(-n-1, 0, 1), now.AddDate(-n, 0, 0))
	}
	return Time{}, false
}

// floor removes the seconds, which relative times do not have.
func (t Time) floor() Time {
	t.Unix -= t.Unix % 60
	return t
}

// span returns the year or month that contains both days, preferably the month.
func span(from, to time.Time) (Time, bool) {
	switch {
	case from.Year() != to.Year():
		return Time{}, false
	case from.Month() != to.Month():
		return Time{Unix: time.Date(to.Year(), 1, 1, 0, 0, 0, 0, time.UTC).Unix(), Precision: Year}, true
	}
	return Time{Unix: time.Date(to.Year(), to.Month(), 1, 0, 0, 0, 0, time.UTC).Unix(), Precision: Month}, true
}

// findAgo finds such a phrase in s. Some words may precede it.
func findAgo(s string) (unit string, n int, ok bool) {
	t := words()
	fields := strings.Fields(s)
	for skip := range min(len(fields), maxPhrase) {
		rest := strings.Join(fields[skip:], " ")
		number, pattern := cutNumber(rest)
		if a, ok := t.ago[agoKey(pattern)]; ok && (number > 0 || a.count > 0) {
			return a.unit, max(number, a.count), true
		}
		if number > 0 {
			continue
		}
		for i, f := range fields[skip:] { // for example "an hour ago"
			if !isOne(f) {
				continue
			}
			one := append(append([]string{}, fields[skip:skip+i]...), "#")
			if a, ok := t.ago[agoKey(strings.Join(append(one, fields[skip+i+1:]...), " "))]; ok {
				return a.unit, 1, true
			}
		}
	}
	return "", 0, false
}

// cutNumber replaces the only number of s, of at most three digits, by #.
func cutNumber(s string) (n int, pattern string) {
	start := strings.IndexFunc(s, func(c rune) bool { return '0' <= c && c <= '9' })
	if start < 0 {
		return 0, s
	}
	end := start
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	n, err := strconv.Atoi(s[start:end])
	if err != nil || end-start > 3 {
		return 0, s
	}
	return n, s[:start] + " # " + s[end:]
}

func isOne(word string) bool {
	switch word {
	case "a", "an", "one", "eine", "einer", "einem", "einen", "un", "une", "una", "um", "uma", "een", "en", "et", "ett", "ein", "jedna", "jednu", "jeden", "bir", "satu":
		return true
	}
	return false
}
