package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPieces sees that the things that a sentence names come out of it as they went in, whatever their
// names and ids are.
func TestPieces(t *testing.T) {
	got := pieces("taken from " + namedArticle("coast.example", "c-9") + ", and " + otherStories([]string{"s1", "s2"}) + ".")
	want := []sentencePart{
		{Text: "taken from "},
		{Text: "coast.example", Kind: "article", ID: "c-9", Shown: "c-9"},
		{Text: ", and 2 other stories ("},
		{Text: "story 1", Kind: "story", ID: "s1", Shown: "s1"},
		{Text: ", "},
		{Text: "story 2", Kind: "story", ID: "s2", Shown: "s2"},
		{Text: ")."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	rapid.Check(t, func(t *rapid.T) {
		outlet, id := rapid.String().Draw(t, "outlet"), rapid.String().Draw(t, "id")
		list := pieces("from " + namedArticle(outlet, id))
		if len(list) != 2 || list[1].Kind != "article" || strings.ToValidUTF8(id, "") == id && list[1].ID != id || legible(outlet) != "" && list[1].Text != legible(outlet) {
			t.Errorf("%q, %q: %+v", outlet, id, list)
		}
	})
}
