package article_test

import (
	"testing"
	"time"

	"github.com/wiretrace/wiretrace/article"
)

func TestParseSpan(t *testing.T) {
	const day = 24 * time.Hour
	for s, want := range map[string]time.Duration{"0": 0, "0d": 0, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute, "30d": 30 * day, "36500d": 36500 * day} {
		if got, err := article.ParseSpan(s); got != want || err != nil {
			t.Errorf("ParseSpan(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "d", "30", "1.5d", "-1d", "-36h", "36501d", "99999999999999999999d", "30 d", "30dd", "soon"} {
		if got, err := article.ParseSpan(s); err == nil || got != 0 {
			t.Errorf("ParseSpan(%q) = %v, want an error", s, got)
		}
	}
}
