package article_test

import (
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

func TestAddressDate(t *testing.T) {
	tests := []struct{ address, want string }{
		{"https://o.example/2031/05/01/x", "2031-05-01"},
		{"https://o.example/x/2031-05-01-title", "2031-05-01"},
		{"https://o.example/x/20310501/title", "2031-05-01"},
		{"https://o.example/x/2031/0501/c90000-1.html", "2031-05-01"},
		{"https://o.example/2031/5/1/x", "2031-05-01"},
		{"https://o.example/2031/may/01/x", "2031-05-01"},
		{"https://o.example/2031/05/x", "2031-05"},
		{"https://o.example/news/29-10-2031", "2031-10-29"},
		{"https://o.example/news/a-29-10-2031-b", "2031-10-29"},
		{"https://o.example/news/09-10-2031", ""},
		{"https://o.example/news/29-10-20311", ""},
		{"https://o.example/x/a-20310501123456.html", ""},
		{"https://o.example/x/123456789", ""},
		{"https://o.example/x/2031-13-01", ""},
		{"https://o.example/x/2031-05", ""},
		{"https://o.example/x?d=2031-05-01", ""},
		{"https://2031-05-01.example/", ""},
		{"https://o.example/1984-05-01", ""},
		{"2031/05/01", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got := article.AddressDate(tt.address)
		if got.String() != tt.want || got.Known() && got.From != "url" {
			t.Errorf("AddressDate(%q) = %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestAddressContradicts(t *testing.T) {
	tests := []struct {
		url, published string
		want           bool
	}{
		{"https://o.example/2021/03/04/x", "2026-11-28T06:00:00Z", true},
		{"https://o.example/2021/03/x", "2026-11-28", true},
		{"https://o.example/2026/11/28/x", "2021-03-04", true},
		{"https://o.example/2021/03/04/x", "2022-03-01", false}, // less than a year
		{"https://o.example/2021/03/04/x", "2021", false},       // the year is no day
		{"https://o.example/2021/03/04/x", "", false},
		{"https://o.example/x", "2026-11-28", false},
	}
	for _, tt := range tests {
		a := article.Article{URL: tt.url, Published: article.ParseTime(tt.published, "json-ld")}
		if _, got := a.AddressContradicts(); got != tt.want {
			t.Errorf("%s, %s: %v", tt.url, tt.published, got)
		}
	}
	a := article.Article{URL: "https://o.example/2021/03/04/x", Published: article.ParseTime("2026-11-28", "url")}
	if _, got := a.AddressContradicts(); got {
		t.Error("a date from the address contradicts the address")
	}
}

func TestParseTime(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"2024-05-01T10:00:30-05:00", "2024-05-01T15:00:30Z"},
		{"2024-05-01T10:00", "2024-05-01T10:00"},
		{"1714557600123456", "2024-05-01T10:00:00Z"}, // microseconds
		{"2024-05-01", "2024-05-01"},
		{"2024-05", "2024-05"},
		{"2024", "2024"},
		{"soon", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got := article.ParseTime(tt.raw, "meta")
		if got.String() != tt.want || got.Raw != tt.raw || got.From != "meta" || got.Known() != (tt.want != "") {
			t.Errorf("ParseTime(%q) = %q, %+v, want %q", tt.raw, got, got, tt.want)
		}
	}
	long := strings.Repeat("é", 100)
	if got := article.ParseTime(long, "meta"); got.Known() || got.Raw != long[:128] {
		t.Errorf("an overlong time is kept as %q", got.Raw)
	}
}

func TestReadTimes(t *testing.T) {
	a := article.Article{
		Lang: "hr", Fetched: article.ParseTime("2026-11-29T12:00:00Z", "field"),
		Published: article.ParseTime("29. listopada 2026.", "field"), Updated: article.ParseTime("3 hours ago", "meta"),
	}
	if a.Published.String() != "2026-11-29" || a.Updated.Known() {
		t.Errorf("before: %v, %v", a.Published, a.Updated)
	}
	a.ReadTimes()
	if a.Published.String() != "2026-10-29" || a.Updated.String() != "2026-11-29T09:00Z" || a.Updated.From != "meta" {
		t.Errorf("after: %v, %v", a.Published, a.Updated)
	}
	before := a
	if a.ReadTimes(); a.Published != before.Published || a.Updated != before.Updated {
		t.Errorf("again: %v, %v", a.Published, a.Updated)
	}
	// A year is no day to count back from.
	b := article.Article{Fetched: article.ParseTime("2026", "field"), Updated: article.ParseTime("3 hours ago", "meta")}
	if b.ReadTimes(); b.Updated.Known() {
		t.Errorf("counted back from a year: %v", b.Updated)
	}
}

func TestClock(t *testing.T) {
	p, f, u := article.ParseTime("2024-05-02", ""), article.ParseTime("2024-05-03", ""), article.ParseTime("2024-05-04", "")
	for _, tt := range []struct {
		a    article.Article
		want article.Time
	}{
		{article.Article{Published: p, Fetched: f, Updated: u}, p},
		{article.Article{Fetched: f, Updated: u}, f},
		{article.Article{Updated: u}, u},
		{article.Article{}, article.Time{}},
	} {
		if got := tt.a.Clock(); got != tt.want {
			t.Errorf("Clock() = %v, want %v", got, tt.want)
		}
	}
}

func TestLatest(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"2024", "2024-12-31T23:59:59Z"},
		{"2024-02", "2024-02-29T23:59:59Z"},
		{"2024-02-29", "2024-02-29T23:59:59Z"},
		{"2024-05-01T10:00Z", "2024-05-01T10:00:59Z"},
		{"2024-05-01T10:00:30Z", "2024-05-01T10:00:30Z"},
	}
	for _, tt := range tests {
		if got, want := article.ParseTime(tt.raw, "").Latest(), article.ParseTime(tt.want, "").Unix; got != want {
			t.Errorf("%s: Latest() = %d, want %d", tt.raw, got, want)
		}
	}
	if got := (article.Time{}).Latest(); got != 0 {
		t.Errorf("Latest of no time is %d", got)
	}
}

// FuzzParseTime checks that nothing panics, that what is read can be written
// and read again, and that no year is believed that cannot be one.
func FuzzParseTime(f *testing.F) {
	for _, s := range []string{
		"2024-05-01T10:00:00+02:00", "1714557600123", "1e18", "Wed, 01 May 2024 10:00:00 GMT", "29 listopada 2026", "۱۴۰۵/۰۹/۰۸", "8 آذر 1405",
		"3 hours ago", "gestern, 14:10", "2分鐘前", "26 novembre 2026 à 17 h 05", "令和元年5月1日", "5 PM Europe/Kyiv 29/11/2569", "+", "1:", "31.12.2024 24:00", "พ.ศ.",
	} {
		f.Add(s, "", int64(1_795_953_600))
	}
	f.Fuzz(func(t *testing.T, raw, lang string, fetched int64) {
		a := article.Article{
			Lang: lang, Published: article.ParseTime(raw, "f"), Updated: article.ParseTime(raw, "f"),
			Fetched: article.Time{Unix: fetched % 4_000_000_000, Precision: article.PrecisionSecond},
		}
		a.ReadTimes()
		for _, got := range []article.Time{a.Published, a.Updated} {
			if !got.Known() {
				continue
			}
			again := article.ParseTime(got.String(), "f")
			if again.Unix != got.Unix || again.Precision != got.Precision || again.Zone != got.Zone {
				t.Fatalf("%q is read as %v, which is read as %v", raw, got, again)
			}
		}
	})
}

func BenchmarkParseTime(b *testing.B) {
	for _, bb := range []struct{ name, raw string }{
		{"iso", "2024-05-01T10:00:00+02:00"}, {"rfc1123", "Wed, 01 May 2024 10:00:00 GMT"}, {"words", "29. listopada 2026., 17.05"}, {"none", "no date at all here"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				article.ParseTime(bb.raw, "field")
			}
		})
	}
}
