package trace

import (
	"fmt"
	"testing"

	"github.com/wiretrace/wiretrace/trace/credit"
)

// TestCrowdWithRevisions: in a large cluster the revisions of an article take no place of the texts
// that are weighed as its parents.
func TestCrowdWithRevisions(t *testing.T) {
	text := func(n int) string {
		s := ""
		for i := range 30 {
			s += fmt.Sprintf("word%d ", i*(1+n%7))
		}
		return s
	}
	var members []*Member
	for i := range maxDense {
		members = append(members, &Member{ID: fmt.Sprint(i), Outlet: fmt.Sprint(i), Text: text(i)})
	}
	for i := range nearest {
		members[0].Earlier = append(members[0].Earlier, &Member{ID: "0", Outlet: "0", Text: fmt.Sprintf("%s and %d", text(0), i)})
	}
	s := newStory(members)
	if got := len(s.parents[s.first(0)]); got != nearest {
		t.Errorf("%d parents of the first revision are weighed, want %d", got, nearest)
	}
	for _, u := range s.parents[s.first(0)] {
		if s.of(u) == 0 {
			t.Errorf("revision %d is weighed as the parent of its own article", u)
		}
	}
}

// TestRevisionsNameOnce: an article with earlier revisions counts once for an agency.
func TestRevisionsNameOnce(t *testing.T) {
	m := func(id string) *Member {
		return &Member{ID: id, Outlet: id, Text: "The bridge is closed.", Credits: []credit.Credit{{Agency: "Tidewire", Weight: 1, Role: credit.RoleCredit}}}
	}
	a, b := m("a"), m("b")
	a.Earlier = []*Member{m("a"), m("a")}
	n := newStory([]*Member{a, b}).namings()
	if n.count["Tidewire"] != 2 || n.any != 2 || n.size != 2 {
		t.Errorf("%d members of the agency, %d of any, of %d; want 2 each", n.count["Tidewire"], n.any, n.size)
	}
}
