package article

import (
	"cmp"
	"time"
)

// Clock returns the best known time of a's appearance: published, else fetched (an upper bound), else
// updated, else the zero Time.
func (a *Article) Clock() Time {
	switch {
	case a.Published.Known():
		return a.Published
	case a.Fetched.Known():
		return a.Fetched
	}
	return a.Updated
}

// Latest returns the last second, since 1970 UTC, that t may mean: a date may mean any instant of its day.
// It is 0 if t is unknown.
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

// Compare orders times by which came first. It compares the last instant that each may mean, so a bare
// date never comes before an exact time of the same day. Unknown times come last.
func (t Time) Compare(o Time) int {
	if t.Known() != o.Known() {
		if t.Known() {
			return -1
		}
		return 1
	}
	return cmp.Compare(t.Latest(), o.Latest())
}
