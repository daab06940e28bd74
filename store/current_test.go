package store

import (
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

// TestHistoryTakes sees that records of an article replace each other as in a store.
func TestHistoryTakes(t *testing.T) {
	long, other := strings.Repeat("a long text ", 50), strings.Repeat("another text ", 50)
	at := func(day int64, text string) article.Article {
		return article.Article{ID: "a", Text: text, Published: article.Time{Unix: day * 86400, Precision: article.PrecisionDay}}
	}
	teaser := at(9, "a short text")
	teaser.Teaser = true
	steps := []struct {
		what string
		a    article.Article
		want bool
	}{
		{"the first", at(2, long), true},
		{"an earlier one", at(1, other), false},
		{"a teaser", teaser, false},
		{"the first text, later", at(3, long), false}, // known already
		{"the earlier text, later", at(4, other), false},
		{"a third text", at(5, long+other), true},
	}
	var h History
	for _, s := range steps {
		if got := h.Take(&s.a); got != s.want {
			t.Errorf("%s: current %v, want %v", s.what, got, s.want)
		}
	}
}
