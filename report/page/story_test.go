package page

import (
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// TestStoryDays sees that a story is found by its days where its oldest or newest article is of a year
// alone.
func TestStoryDays(t *testing.T) {
	v := &report.ClusterView{}
	for _, published := range []string{"2026", "2026-05-02", "2026-05-09T10:00:00Z", "2027"} {
		v.Members = append(v.Members, report.MemberView{Article: article.Article{ID: published, Published: article.ParseTime(published, "published")}})
	}
	s := newStory(v, 1, &keys{}, "")
	if s.FirstDay != "2026-05-02" || s.LastDay != "2026-05-09" {
		t.Errorf("from %q to %q, want 2026-05-02 to 2026-05-09", s.FirstDay, s.LastDay)
	}
}
