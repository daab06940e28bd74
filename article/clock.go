package article

import (
	"cmp"
	"time"
)

// Clock returns the reading that best says when a appeared: published, else
// fetched (an upper bound), else updated; the zero Time if none is known.
func (a *Article) Clock() Time {
	switch {
	case a.Published.Known():
		return a.Published
	case a.Fetched.Known():
		return a.Fetched
	}
	return a.Updated
}

// Latest returns the last second, since 1970 UTC, that t can stand for: a date
// may be any instant of its day. It is 0 for a time that is not known.
func (t Time) Latest() int64 {
	u := time.Unix(t.Unix, 0).UTC()
	switch t.Precision {
	case PrecisionNone:
		return 0
	case PrecisionYear:
		return u.AddDate(1, 0, 0).Unix() - 1
	case PrecisionMonth:
		return u.AddDate(0, 1, 0).Unix() - 1
	case PrecisionDay:
		return u.AddDate(0, 0, 1).Unix() - 1
	case PrecisionMinute:
		return t.Unix + 59
	}
	return t.Unix
}

// Compare orders times for "which came first": by the last instant each can
// stand for, so that a bare date never beats an exact time of the same day;
// unknown times come last.
func (t Time) Compare(o Time) int {
	if t.Known() != o.Known() {
		if t.Known() {
			return -1
		}
		return 1
	}
	return cmp.Compare(t.Latest(), o.Latest())
}
