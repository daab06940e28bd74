package report_test

import (
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// TestWhen sees that a time is written as precisely as it is known, and midnight as a date.
func TestWhen(t *testing.T) {
	for in, want := range map[string]string{
		"2024-05-06T08:10:30Z": "Mon 6 May 2024, 08:10 UTC", "2024-05-06T08:10": "Mon 6 May 2024, 08:10", "2024-05-06": "Mon 6 May 2024", "2024-05": "May 2024", "2024": "2024",
		"2017-12-25T00:00:00": "Mon 25 Dec 2017", "2017-12-25T00:00:00Z": "Mon 25 Dec 2017", "2017-12-25T00:00:00+03:00": "Mon 25 Dec 2017", "2017-12-25 00:00:00": "Mon 25 Dec 2017",
		"2017-12-25T00:01:00Z": "Mon 25 Dec 2017, 00:01 UTC", "2017-12-25T02:00:00+01:00": "Mon 25 Dec 2017, 01:00 UTC", "": "no date", "soon": "no date",
	} {
		if got := report.When(article.ParseTime(in, "field")); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := report.Moment(article.ParseTime("2017-12-25T00:00:00Z", "field")); got != "Mon 25 Dec 2017, 00:00 UTC" {
		t.Errorf("midnight that is one: %q", got)
	}
}

// TestDay sees that the date of a time is the one that readers are shown, also for midnight in a zone.
func TestDay(t *testing.T) {
	for in, want := range map[string]string{
		"2024-05-06T08:10:30Z": "2024-05-06", "2017-12-25T00:00:00+03:00": "2017-12-25", "2017-12-25T02:00:00+03:00": "2017-12-24", "2024-05-06": "2024-05-06",
		"2024-05": "2024-05", "2024": "2024", "": "",
	} {
		if got := report.Day(article.ParseTime(in, "field")); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
