package page_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/report/page"
)

// TestStoryListSaysWhatIsLeftOut sees that a list that has not all stories says how many there are.
func TestStoryListSaysWhatIsLeftOut(t *testing.T) {
	const want = "The latest 1 of 12,500 stories."
	for of, says := range map[int]bool{0: false, 12500: true} {
		l := page.StoryList{Title: "Stories", Links: func(kind, id string) string { return "/" + kind + "/" + id }, Stories: []page.StoryItem{{ID: "c1", Title: "Ferry stops"}}, Of: of}
		var b bytes.Buffer
		if err := l.Write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), want) != says {
			t.Errorf("of %d: the page says %q: %v, want %v:\n%s", of, want, !says, says, b.String())
		}
	}
}
