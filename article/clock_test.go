package article_test

import (
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

func TestTimeCompare(t *testing.T) {
	day := article.Time{Unix: 1714521600, Precision: article.PrecisionDay}
	noon := article.Time{Unix: 1714521600 + 12*3600, Precision: article.PrecisionSecond}
	next := article.Time{Unix: 1714521600 + 86400, Precision: article.PrecisionMinute}
	tests := []struct {
		name string
		a, b article.Time
		want int
	}{
		{"exact before the day's end", noon, day, -1},
		{"day before the next day", day, next, -1},
		{"unknown last", article.Time{}, day, 1},
		{"both unknown", article.Time{}, article.Time{}, 0},
		{"same", noon, noon, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.a.Compare(tt.b); got != tt.want {
				t.Errorf("Compare(%v, %v) = %d, want %d", tt.a, tt.b, got, tt.want)
			}
			if got := tt.b.Compare(tt.a); got != -tt.want {
				t.Errorf("Compare(%v, %v) = %d, want %d", tt.b, tt.a, got, -tt.want)
			}
		})
	}
}

func TestArticleClock(t *testing.T) {
	pub := article.Time{Unix: 10, Precision: article.PrecisionSecond}
	fetched := article.Time{Unix: 20, Precision: article.PrecisionSecond}
	a := article.Article{Fetched: fetched}
	if got := a.Clock(); got != fetched {
		t.Errorf("without published: %v, want fetched", got)
	}
	a.Published = pub
	if got := a.Clock(); got != pub {
		t.Errorf("with published: %v, want published", got)
	}
}
