package anchor

import (
	"math"
	"slices"
)

// NoDay is the day of an article without a clock.
const NoDay = math.MinInt32

const (
	// recurringDays is the number of further days on which a gram recurs.
	recurringDays = 3
	// awayDays is the least distance, in days, of a further day from those of both articles. The
	// copies of one story appear within two days.
	awayDays = 3
)

// SetDays tells the index on which day each article appeared, by number, before it is built. A
// gram that two articles share recurs if it was also in articles of three days or more that are
// three days or more from both: a sentence of daily reports, not of one story.
func (x *Index) SetDays(days []int32) { x.days = days }

// A daySet is the days of a gram that are away from the article that is searched for.
type daySet struct{ list []int32 }

// of collects the days of a gram that df articles had, and reports whether it can recur.
func (s *daySet) of(x *Index, d Doc, hash uint32, df int) bool {
	s.list = s.list[:0]
	if x.days == nil || df < recurringDays+2 || x.days[d] == NoDay {
		return false
	}
	own := x.days[d]
	for _, day := range x.table.daysOf(hash) {
		if away(day, own) {
			s.list = append(s.list, day)
		}
	}
	return len(s.list) >= recurringDays
}

func away(x, y int32) bool { return max(x-y, y-x) >= awayDays }

// recurs reports whether enough of the days are away from a further article's day too.
func (s *daySet) recurs(day int32) bool {
	if day == NoDay {
		return false
	}
	from, _ := slices.BinarySearch(s.list, day-awayDays+1)
	to, _ := slices.BinarySearch(s.list, day+awayDays)
	return len(s.list)-(to-from) >= recurringDays
}
