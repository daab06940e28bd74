package timetext

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// convert turns a year of another calendar into one of the common calendar,
// and reports whether the reading can be believed.
//
//   - 2484 to 2603 are Buddhist years, 543 ahead. Thailand has begun its years in
//     January since 2484 (1941).
//   - 1300 to 1419 are Persian years (1921 to 2041). In the lunar Islamic
//     calendar they would be 1882 to 1999, before the pages that are read.
func (r *reading) convert() bool {
	switch {
	case 2484 <= r.year && r.year <= 2603:
		r.year -= 543
	case 1300 <= r.year && r.year <= 1419:
		return r.persian()
	}
	return true
}

// persian converts a date of the Persian (Jalali) calendar. It returns false if the date has no day, because a
// Persian month or year spans two common ones.
func (r *reading) persian() bool {
	if r.precision < Day || r.month < 1 || r.month > 12 || r.day < 1 || r.day > 31 || r.month > 6 && r.day > 30 {
		return false
	}
	nowruz, leap := persianYear(r.year)
	if r.month == 12 && r.day == 30 && !leap {
		return false
	}
	day := (r.month-1)*31 - r.month/7*(r.month-7) + r.day - 1
	t := time.Date(r.year+621, time.March, nowruz+day, 0, 0, 0, 0, time.UTC)
	r.year, r.month, r.day = t.Year(), int(t.Month()), t.Day()
	return true
}

// persianYear returns the day in March on which a Persian year begins, and whether it has 366 days. Leap
// years are four years apart, or five at certain breaks (K. M. Borkowski, The Persian calendar for 3000
// years, 1996).
func persianYear(year int) (march int, leap bool) {
	breaks := [...]int{
		-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
	}
	common, leaps, jump, start := year+621, -14, 0, breaks[0]
	for _, next := range breaks[1:] {
		jump = next - start
		if year < next {
			break
		}
		leaps += jump/33*8 + jump%33/4
		start = next
	}
	n := year - start
	leaps += n/33*8 + (n%33+3)/4
	if jump%33 == 4 && jump-n == 4 {
		leaps++
	}
	march = 20 + leaps - (common/4 - (common/100+1)*3/4 - 150)
	if jump-n < 6 {
		n += -jump + (jump+4)/33*33
	}
	return march, ((n+1)%33-1)%4 == 0
}

// ethiopic converts a date of the Ethiopian calendar: twelve months of 30 days and
// one of five, six before a leap year. 1 Mäskäräm 2000 was 2007-09-12.
func (r *reading) ethiopic() bool {
	if r.precision < Day || r.year < 1600 || r.year > 2060 || r.day < 1 || r.day > 30 || r.month == 13 && r.day > 5+r.year%4/3 {
		return false
	}
	years := r.year - 2000
	leaps := r.year/4 - 500
	day := years*365 + leaps + (r.month-1)*30 + r.day - 1
	t := time.Date(2007, time.September, 12+day, 0, 0, 0, 0, time.UTC)
	r.year, r.month, r.day = t.Year(), int(t.Month()), t.Day()
	return true
}

// hanNumbers writes the numbers of a date in Chinese characters as digits:
// 二〇三一年五月十二日 is 2031年5月12日.
func hanNumbers(s string) string {
	if !strings.ContainsAny(s, "年月日") || !strings.ContainsAny(s, hanDigits) {
		return s
	}
	return hanNumber().ReplaceAllStringFunc(s, func(m string) string {
		unit := m[len(m)-len("年"):]
		n, ok := hanValue(strings.TrimSuffix(m, unit))
		if !ok {
			return m
		}
		return strconv.Itoa(n) + unit
	})
}

const hanDigits = "〇一二三四五六七八九十零○"

var hanNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("[" + hanDigits + "]{1,4}[年月日]") })

// hanValue returns the number that digits or tens are: 二〇三一, 十二, 二十, 三十一.
func hanValue(s string) (n int, ok bool) {
	if before, after, found := strings.Cut(s, "十"); found {
		n = 10 * max(hanDigit(before), 1)
		if before != "" && hanDigit(before) < 1 || after != "" && hanDigit(after) < 1 {
			return 0, false
		}
		return n + max(hanDigit(after), 0), true
	}
	for _, c := range s {
		n = n*10 + hanDigit(string(c))
	}
	return n, true
}

// hanDigit returns the value of one digit, or -1.
func hanDigit(s string) int {
	switch s {
	case "〇", "零", "○":
		return 0
	case "":
		return -1
	}
	for i, c := range []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"} {
		if c == s {
			return i + 1
		}
	}
	return -1
}
