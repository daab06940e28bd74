package article

import "time"

// Precision says how exactly a [Time] is known: a date is not midnight.
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

// A Time is a clock reading with its precision and where it came from. The
// zero Time is "not known".
type Time struct {
	Unix      int64     // seconds since 1970 UTC of the interval's start
	Precision Precision // PrecisionNone: not known
	Zone      bool      // whether the input named a zone; without one UTC is assumed
	Raw       string    // as the input had it, also when it could not be read
	From      string    // where it was found: "field", "json-ld", "meta", "url", "time", ...
}

// Known reports whether t is a reading at all.
func (t Time) Known() bool { return t.Precision != PrecisionNone }

// String formats t in RFC 3339 at its precision: "2024-05-01",
// "2024-05-01T10:00Z", without the Z where no zone was named; "" if not known.
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
