package clock

import (
	"time"

	"github.com/wiretrace/wiretrace/article"
)

// The years that a newspaper can be of. Years of other calendars that were not known as such
// lie outside of them.
const (
	firstYear = 1600
	lastYear  = 2200
)

// believed returns a time, or none if its year is of no newspaper.
func believed(t article.Time) article.Time {
	if year := time.Unix(t.Unix, 0).UTC().Year(); t.Known() && (year < firstYear || year > lastYear) {
		return article.Time{}
	}
	return t
}
