package store

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

// TestHistory: the revisions of an article are listed in the order in which they replace each other,
// whatever the order of arrival, without those that were deleted.
func TestHistory(t *testing.T) {
	long := strings.Repeat("The harbour council voted. ", 40)
	revision := func(id string, second int64) article.Article {
		return article.Article{
			ID: id, Source: "north.example", Text: long + id + strings.Repeat("!", int(second)),
			Updated: article.Time{Unix: second, Precision: article.PrecisionSecond},
		}
	}
	s := openTest(t, t.TempDir(), Options{Create: true})
	add(t, s, []article.Article{revision("b", 2), revision("a", 1), revision("b", 3), revision("c", 1)}, 3)
	add(t, s, []article.Article{revision("b", 1), revision("c", 2), revision("c", 3)}, 3)
	check := func(want [][]Doc) {
		t.Helper()
		if err := s.View(func(v *View) error {
			got, err := v.Histories()
			if err != nil {
				return err
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("histories %v, want %v", got, want)
			}
			for _, h := range got {
				if v.Live(h[0]) || !v.Live(h[len(h)-1]) {
					t.Errorf("history %v does not end in the current revision", h)
				}
			}
			one, err := v.History("a")
			if err != nil || !slices.Equal(one, []Doc{1}) {
				t.Errorf("history of an article with one revision: %v, %v", one, err)
			}
			none, err := v.History("d")
			if err != nil || len(none) != 0 {
				t.Errorf("history of no article: %v, %v", none, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	check([][]Doc{{4, 0, 2}, {3, 5, 6}})
	if _, _, err := s.Delete([]string{"b"}); err != nil {
		t.Fatal(err)
	}
	check([][]Doc{{3, 5, 6}})
}

// TestInclude: a view that includes an earlier revision finds it by its bands.
func TestInclude(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	a := article.Article{ID: "a", Text: strings.Repeat("The harbour council voted. ", 40)}
	add(t, s, []article.Article{a}, 1)
	a.Text += "It was the second vote."
	add(t, s, []article.Article{a}, 1)
	if err := s.View(func(v *View) error {
		hash := uint32(v.Row(0).Content)
		if got := v.Band(nil, BandContent, hash); slices.Contains(got, 0) {
			t.Errorf("an earlier revision is found: %v", got)
		}
		v.Include([]Doc{0})
		return v.Fork(func(v *View) error {
			if got := v.Band(nil, BandContent, hash); !slices.Contains(got, 0) {
				t.Errorf("an included revision is not found: %v", got)
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
}
