package article

import "time"

// Precision says how exactly a [Time] is known: a date is not the same as midnight.
type Precision uint8

// The precisions, from unknown to exact.
const (
	PrecisionNone   Precision = iota // no time known
	PrecisionYear                    // the year
	PrecisionMonth                   // the month
	PrecisionDay                     // the day
	PrecisionMinute                  // the minute
	PrecisionSecond                  // the second or finer
)

// A Time is a time with its precision and where it was found. The zero Time is unknown.
type Time struct {
	Unix      int64     // start of the interval, in seconds since 1970 UTC
	Precision Precision // PrecisionNone: unknown
	Zone      bool      // whether the input named a zone; without one UTC is assumed
	Raw       string    // as in the input, even if it could not be parsed
	From      string    // where it was found: "field", "json-ld", "meta", "url", "time", ...
}

// Known reports whether t is known.
func (t Time) Known() bool { return t.Precision != PrecisionNone }

// String formats t in RFC 3339 at its precision: "2024-05-01", "2024-05-01T10:00Z", or without the Z if
// the zone is unknown. It returns "" if t is unknown.
func (t Time) String() string {
	u := time.Unix(t.Unix, 0).UTC()
	layout := ""
	switch t.Precision {
	case PrecisionNone:
		return ""
	case PrecisionYear:
		return u.Format("2006")
	case PrecisionMonth:
		return u.Format("2006-01")
	case PrecisionDay:
		return u.Format("2006-01-02")
	case PrecisionMinute:
		layout = "2006-01-02T15:04"
	default:
		layout = "2006-01-02T15:04:05"
	}
	s := u.Format(layout)
	if t.Zone {
		s += "Z"
	}
	return s
}
