package anchor

import (
	"encoding/binary"
	"math"
	"slices"
)

// NoDay is the day of an article without a clock.
const NoDay = math.MinInt32

const (
	// recurringDays is the number of further days on which a gram recurs.
	recurringDays = 3
	// awayDays is how far, in days, a further day is from those of both articles. The
	// prints of one story come within two days.
	awayDays = 3
)

// SetDays tells the index on which day each article appeared, by number. A gram that two
// articles share recurs if it also stands in articles of three days or more that are three
// days or more from both: a sentence of daily reports, not of one story.
func (x *Index) SetDays(days []int32) { x.days = days }

// A daySet is the days of a gram that are away from the article that is searched for.
type daySet struct{ list []int32 }

// of collects the days of a gram with n postings, and reports whether it can recur.
func (s *daySet) of(x *Index, d Doc, body []byte, n int) bool {
	s.list = s.list[:0]
	if x.days == nil || n < recurringDays+2 || x.days[d] == NoDay {
		return false
	}
	at, own := Doc(0), x.days[d]
	for len(body) > 0 {
		step, k := binary.Uvarint(body)
		at += Doc(step)
		body = body[k+2:]
		if day := x.days[at]; day != NoDay && away(day, own) {
			s.list = append(s.list, day)
		}
	}
	if len(s.list) < recurringDays {
		return false
	}
	slices.Sort(s.list)
	s.list = slices.Compact(s.list)
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
