package serve_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/serve"
)

// TestStoriesPage narrows the list by what it offers, orders it, and empties it: the page then says which
// filter to leave out.
func TestStoriesPage(t *testing.T) {
	s := newSite(t, serve.Options{Dedup: dedup.Options{Newsroom: generation.Newsroom{Owners: map[string]string{"islandradio.example": "Nordhus"}}}}).fill()
	page := func(query string) string { return string(s.want(s.get("/stories"+query), 200).body) }
	all := page("")
	choice := regexp.MustCompile(`<a href="(/stories\?outlet=islandradio\.example)"><bdi>islandradio\.example</bdi></a> <span class="soft">(\d+)</span>`).FindStringSubmatch(all)
	if choice == nil {
		t.Fatalf("the list does not offer the outlet:\n%s", all)
	}
	narrowed := page(strings.TrimPrefix(choice[1], "/stories"))
	if !strings.Contains(narrowed, choice[2]+" stories</p>") {
		t.Errorf("the choice of %s stories leads to another number", choice[2])
	}
	if house := page("?house=Nordhus"); !strings.Contains(house, choice[2]+" stories</p>") || !strings.Contains(house, "<b><bdi>Nordhus</bdi></b>") {
		t.Error("the house has not the stories of its only outlet")
	}
	if rare := page("?outlet=ilesmatin.example"); strings.Contains(all, "outlet=ilesmatin.example") || !strings.Contains(rare, "<b><bdi>ilesmatin.example</bdi></b>") {
		t.Error("an outlet that is not among the first ten is not marked when it is chosen")
	}
	if wide := page("?order=outlets&limit=1"); !strings.Contains(wide, "8 outlets") || !strings.Contains(wide, "page=1") {
		t.Errorf("the story in the most outlets is not first:\n%s", wide)
	}
	if last := page("?order=outlets&limit=1&page=1"); strings.Contains(last, "8 outlets") {
		t.Error("the second page has the first story")
	}
	note := `<p class="notice">The list has no page 1,000. This is the last one.</p>` + "\n"
	last, past := page("?order=outlets&limit=4&page=4"), page("?order=outlets&limit=4&page=999")
	if !strings.Contains(past, note) || last != strings.ReplaceAll(strings.Replace(past, note, "", 1), "page=999", "page=4") {
		t.Errorf("a page behind the last is not the last, or does not say so:\n%s", cmp.Diff(last, past))
	}
	none := page("?" + url.Values{"outlet": {"islandradio.example"}, "q": {"<b>nothing</b>"}}.Encode())
	if !strings.Contains(none, "No story matches.") || !strings.Contains(none, "Leave out the words “&lt;b&gt;nothing&lt;/b&gt;”: "+choice[2]+" stories") {
		t.Errorf("the empty list does not say what to leave out:\n%s", none)
	}
	if got := page("?outlet=islandradio.example&other=" + strings.Repeat("x", 1000) + "&outlet=zzz9"); strings.Contains(got, "other=x") || strings.Contains(got, "zzz9") {
		t.Error("links repeat what is no filter")
	}
	s.want(s.get("/stories?order="+strings.Repeat("a", 11)), 400)
	s.want(s.get("/stories?house="+strings.Repeat("a", 501)), 400)
}

// TestArticleWith compares an article with the copy that a reader chooses in the form of its page.
func TestArticleWith(t *testing.T) {
	s := newSite(t, serve.Options{}).fill()
	got := string(s.want(s.get("/articles/p109"), 200).body)
	if !strings.Contains(got, `method="get" action="/articles/p109#made"`) || !strings.Contains(got, `<option value="p003">`) || strings.Contains(got, "versus-chosen\"") {
		t.Errorf("the page does not offer another copy:\n%s", got)
	}
	if got := string(s.want(s.get("/articles/p109?with=p003"), 200).body); !strings.Contains(got, `id="versus-chosen"`) || !strings.Contains(got, `<option value="p003" selected>`) {
		t.Error("the page does not compare with the copy that was chosen")
	}
	s.want(s.get("/articles/p109?with=p092"), 404)
}
