package report

import (
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/article"
)

// The forms of times for readers, by precision.
const (
	formDay    = "Mon 2 Jan 2006"
	formMinute = "Mon 2 Jan 2006, 15:04"
)

// When formats a time for readers: with the day of the week, at its precision, and with "UTC" if its zone
// is known. Midnight to the second is written as a date, since programs that know only the date print it.
// An unknown time is "no date".
func When(t article.Time) string {
	if day, ok := bareDate(t); ok {
		return day.Format(formDay)
	}
	return Moment(t)
}

// Moment is like When, for a time that is known to be exact.
func Moment(t article.Time) string {
	u := time.Unix(t.Unix, 0).UTC()
	switch t.Precision {
	case article.PrecisionYear:
		return u.Format("2006")
	case article.PrecisionMonth:
		return u.Format("January 2006")
	case article.PrecisionDay:
		return u.Format(formDay)
	case article.PrecisionMinute, article.PrecisionSecond:
		s := u.Format(formMinute)
		if t.Zone {
			s += " UTC"
		}
		return s
	case article.PrecisionNone:
	}
	return "no date"
}

// BareDate reports whether a time is midnight to the second, in UTC or in the zone of the input.
func BareDate(t article.Time) bool {
	_, ok := bareDate(t)
	return ok
}

// Day returns the date of a time as [When] shows it, such as "2026-05-01", or less at a lower precision.
// It returns "" for an unknown time.
func Day(t article.Time) string {
	if day, ok := bareDate(t); ok {
		return day.Format(time.DateOnly)
	}
	s := t.String()
	return s[:min(len(s), len(time.DateOnly))]
}

// bareDate returns the day of a time that is only known to the day.
func bareDate(t article.Time) (time.Time, bool) {
	if t.Precision < article.PrecisionMinute {
		return time.Time{}, false
	}
	const date, clock = len("2006-01-02"), len("2006-01-02T15:04:05")
	if len(t.Raw) >= clock && strings.IndexByte("T ", t.Raw[date]) >= 0 && t.Raw[date+1:clock] == "00:00:00" {
		if day, err := time.Parse(time.DateOnly, t.Raw[:date]); err == nil {
			return day, true
		}
	}
	u := time.Unix(t.Unix, 0).UTC()
	return u, u.Hour() == 0 && u.Minute() == 0 && u.Second() == 0
}
