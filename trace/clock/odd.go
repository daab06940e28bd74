package clock

import (
	"time"

	"github.com/wiretrace/wiretrace/article"
)

// The years in which newspapers appeared. A year of another calendar that was not recognised is
// outside of them.
const (
	firstYear = 1600
	lastYear  = 2200
)

// believed returns t, or the zero time if newspapers did not appear in its year.
func believed(t article.Time) article.Time {
	if year := time.Unix(t.Unix, 0).UTC().Year(); t.Known() && (year < firstYear || year > lastYear) {
		return article.Time{}
	}
	return t
}
