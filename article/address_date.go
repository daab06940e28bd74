package article

import "strings"

// AddressDate returns the day or month in the path of a web address: /2024/05/01/, /2024-05-01-,
// /20240501/, /2024/0501/, /2024/may/01/, /2024/05/. Its From is "url". The result is unknown if the path
// has no date.
func AddressDate(address string) Time {
	_, path, ok := strings.Cut(address, "://")
	if !ok {
		return Time{}
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	month := ""
	for i := strings.IndexByte(path, '/'); i >= 0 && i < len(path); i++ {
		if !digitAt(path, i) || digitAt(path, i-1) {
			continue
		}
		day, mon := dateAt(path[i:])
		if day != "" {
			return ParseTime(day, "url")
		}
		if month == "" {
			month = mon
		}
	}
	if month == "" {
		return Time{}
	}
	return ParseTime(month, "url")
}

// dateAt reads a date at the start of s, which begins with a digit: a day, or a month if a separator and
// no day follows.
func dateAt(s string) (day, month string) {
	if day = dayFirst(s); day != "" {
		return day, ""
	}
	year, rest := digits(s, 4)
	if year < 1990 || year > 2099 {
		return "", ""
	}
	sep := byte(0)
	if rest != "" && strings.IndexByte("/-_.", rest[0]) >= 0 {
		sep, rest = rest[0], rest[1:]
	}
	mon, rest := monthAt(rest)
	if mon == 0 {
		return "", ""
	}
	if rest != "" && sep != 0 && strings.IndexByte("/-_.", rest[0]) >= 0 {
		if d, after := digits(rest[1:], 0); d >= 1 && d <= 31 && len(rest)-len(after) <= 3 {
			return formatDate(year, mon, d), ""
		}
		if sep == '/' {
			return "", formatDate(year, mon, 0)
		}
		return "", ""
	}
	if d, after := digits(rest, 2); d >= 1 && d <= 31 && !digitAt(after, 0) {
		return formatDate(year, mon, d), ""
	}
	return "", ""
}

// dayFirst reads a date such as 29-10-2021 at the start of s, if the first number cannot be a month.
func dayFirst(s string) string {
	day, rest := digits(s, 2)
	if day <= 12 || day > 31 || rest == "" || strings.IndexByte("-_.", rest[0]) < 0 {
		return ""
	}
	sep := rest[0]
	month, rest := digits(rest[1:], 2)
	if month < 1 || month > 12 || rest == "" || rest[0] != sep {
		return ""
	}
	year, rest := digits(rest[1:], 4)
	if year < 1990 || year > 2099 || digitAt(rest, 0) {
		return ""
	}
	return formatDate(year, month, day)
}

// monthAt reads two digits, or the first three letters of an English month.
func monthAt(s string) (month int, rest string) {
	if m, rest := digits(s, 2); m >= 1 && m <= 12 {
		return m, rest
	}
	if m, rest := digits(s, 1); m >= 1 && !digitAt(rest, 0) {
		return m, rest
	}
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(s) >= 3 {
		if i := strings.Index(names, strings.ToLower(s[:3])); i >= 0 && i%3 == 0 {
			return i/3 + 1, s[3:]
		}
	}
	return 0, s
}

// digits reads exactly n digits of s or, if n is 0, as many as there are, up to 4. It returns -1 if there
// are fewer.
func digits(s string, n int) (value int, rest string) {
	i := 0
	for i < 4 && (n == 0 || i < n) && digitAt(s, i) {
		value = value*10 + int(s[i]-'0')
		i++
	}
	if i == 0 || i < n {
		return -1, s
	}
	return value, s[i:]
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

// formatDate formats a date as ISO 8601. If day is 0, it has no day.
func formatDate(year, month, day int) string {
	two := func(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }
	s := two(year/100) + two(year%100) + "-" + two(month)
	if day == 0 {
		return s
	}
	return s + "-" + two(day)
}
