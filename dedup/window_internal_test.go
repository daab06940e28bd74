package dedup

import (
	"math"
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/score"
)

func TestWindowMinutes(t *testing.T) {
	for d, want := range map[time.Duration]int32{
		0: 0, time.Second: 1, time.Minute: 1, 119 * time.Second: 1, time.Hour: 60, 90 * 24 * time.Hour: 129_600, math.MaxInt64: 153_722_867,
	} {
		if got := windowMinutes(d); got != want {
			t.Errorf("windowMinutes(%v) = %d, want %d", d, got, want)
		}
	}
}

// TestInWindow checks articles at both ends of the window: a match may be exactly as far away as the window is long.
func TestInWindow(t *testing.T) {
	timed := &article.Article{Published: article.ParseTime("2024-05-01T10:00:30Z", "published")}
	minute := int32(timed.Clock().Unix / 60)
	c := &Checker{window: time.Hour}
	for _, x := range []struct {
		a      *article.Article
		minute int32
		want   bool
	}{
		{timed, minute, true},
		{timed, minute + 60, true},
		{timed, minute - 60, true},
		{timed, minute + 61, false},
		{timed, minute - 61, false},
		{timed, math.MinInt32, true}, // it has no clock
		{&article.Article{}, minute + 1000, true},
	} {
		if got := c.inWindow(x.a, x.minute); got != x.want {
			t.Errorf("%d minutes away: %v", x.minute-minute, got)
		}
	}
	c.Within(0)
	if !c.inWindow(timed, minute+1_000_000) {
		t.Error("without a window an article is too far away")
	}
}

// TestPart puts passages of several articles together: none has a part of the text, all of them have.
func TestPart(t *testing.T) {
	match := Match{Kind: score.KindPassage, Coverage: .05}
	for covered, want := range map[int]Verdict{1: VerdictRelated, 9: VerdictPart} {
		res := &CheckResult{Verdict: VerdictNone, Matches: []Match{match, match}}
		list := make([]bool, 10)
		for i := range covered {
			list[i] = true
		}
		conclude(res, list)
		if res.Verdict != want || res.Copied != float64(covered)/10 {
			t.Errorf("%d of 10 words are covered: %v, %v, want %v", covered, res.Verdict, res.Copied, want)
		}
	}
}
