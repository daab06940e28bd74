package dedup_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// TestNotices: a text under headlines that have nothing to do with it is no article; a story
// that is printed several times is one, whatever its headlines.
func TestNotices(t *testing.T) {
	const (
		consent = "We and our partners store information on your device and process personal data to show advertising. You can agree or choose in detail under settings."
		arabic  = "هذا المحتوى متاح للمشتركين فقط. سجل الدخول أو اشترك الآن لمواصلة القراءة والوصول إلى جميع المقالات"
		story   = "The council of Norhaven voted on Monday to build a tram line between the ferry dock and the old mill quarter, ending nine years of argument over the cost."
	)
	pages := func(outlet, text string, titles ...string) (out []sheet) {
		for i, title := range titles {
			out = append(out, sheet{ID: fmt.Sprintf("%s%d", outlet[:2], i), Source: outlet, Title: title, Published: day(i, 8), Text: text})
		}
		return out
	}
	for _, c := range []struct {
		name   string
		sheets []sheet
		want   int // notices
	}{
		{"consent", pages("north.example", consent, "Bridge closes for repairs", "Herring prices rise again"), 2},
		{"another script", pages("north.example", arabic, "فوز المنتخب في المباراة النهائية", "أسعار النفط ترتفع بشدة", "زلزال قوي يضرب الساحل"), 3},
		{"three outlets", append(append(pages("north.example", consent, "Bridge closes for repairs"),
			pages("south.example", consent, "Herring prices rise again")...), pages("west.example", consent, "Mayor of Skarvik resigns")...), 3},
		{"one headline", pages("north.example", consent, "Bridge closes for repairs", "Bridge closes for repairs"), 0},
		{"a story in two sections", pages("north.example", story, "Norhaven council backs tram line", "Norhaven council backs tram line"), 0},
		{"a story with a new headline", pages("north.example", story, "Council backs tram line", "Tram line to reach the mill quarter"), 0},
		{"a story in three outlets", append(pages("north.example", story, "Council backs tram line"),
			append(pages("south.example", story, "Nine years of argument end"), pages("west.example", story, "Yes!")...)...), 0},
		{"placeholders", pages("north.example", "blah", "", "", "", "", ""), 5},
		{"a few words under one headline", pages("north.example", "This page is somewhere else now.",
			"Page not here", "Page not here", "Page not here", "Page not here", "Page not here"), 5},
		{"a short text four times", pages("north.example", "The ferry runs again.", "The ferry runs again", "The ferry runs again", "The ferry runs again", "The ferry runs again"), 0},
		{"a few without headline", pages("north.example", story, "", ""), 0},
	} {
		st := openStore(t, t.TempDir())
		got := linkedSheets(t, st, append(c.sheets, newWriter(3).background(3)...), dedup.Options{})
		if len(got.Pages) != c.want {
			t.Errorf("%s: %d notices, want %d", c.name, len(got.Pages), c.want)
		}
		for _, p := range got.Pages {
			checkAside(t, st, got, p)
		}
	}
}

// checkAside checks that a page that is no article is in no pair and no cluster.
func checkAside(t *testing.T, st *store.Store, c *generation.Conclusions, p generation.Page) {
	t.Helper()
	if p.Kind != generation.PageNotice {
		t.Errorf("page %d is %q", p.Doc, p.Kind)
	}
	for _, k := range c.Clusters {
		if slices.Contains(k.Members, p.Doc) {
			t.Errorf("notice %d is in cluster %s", p.Doc, k.ID)
		}
	}
	for i := range c.Scored {
		if c.Scored[i].A == p.Doc || c.Scored[i].B == p.Doc {
			t.Errorf("notice %d is in a pair", p.Doc)
		}
	}
	if err := st.View(func(v *store.View) error {
		_, err := v.Article(p.Doc)
		return err
	}); err != nil {
		t.Errorf("notice %d is not stored: %v", p.Doc, err)
	}
}
