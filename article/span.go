package article

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// maxDays is the longest span, in days: a hundred years.
const maxDays = 36500

// The errors of ParseSpan.
var (
	errSpan     = errors.New("not a length of time, as in 36h or 30d")
	errNegative = errors.New("a length of time can't be negative")
)

// ParseSpan parses a length of time: what [time.ParseDuration] accepts, and days as in "30d".
func ParseSpan(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		if n > maxDays {
			err = errSpan
		}
		d = time.Duration(max(n, -1)) * 24 * time.Hour
	}
	switch {
	case err != nil:
		return 0, errSpan
	case d < 0:
		return 0, errNegative
	}
	return d, nil
}
