package report

import (
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/article"
)

// The forms in which times are written for readers, by how precisely they are known.
const (
	formDay    = "Mon 2 Jan 2006"
	formMinute = "Mon 2 Jan 2006, 15:04"
)

// When writes a time for readers: with the day of the week, as precisely as it is known, and "UTC"
// if its zone is known. Midnight to the second is written as a date: it is what programs
// print that know the date alone. An unknown time is "no date".
func When(t article.Time) string {
	if day, ok := bareDate(t); ok {
		return day.Format(formDay)
	}
	return Moment(t)
}

// Moment is like When, for a time that is known to be more than a bare date.
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

// BareDate reports whether a time is midnight to the second, in UTC or in the zone in which the
// input gave it.
func BareDate(t article.Time) bool {
	_, ok := bareDate(t)
	return ok
}

// Day returns the date of a time as [When] shows it, as "2026-05-01", or less where less is known. An
// unknown time gives "".
func Day(t article.Time) string {
	if day, ok := bareDate(t); ok {
		return day.Format(time.DateOnly)
	}
	s := t.String()
	return s[:min(len(s), len(time.DateOnly))]
}

// bareDate returns the day of a time that says no more than that.
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
