package trace

import (
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// TestNames says how an article names another one as its source.
func TestNames(t *testing.T) {
	r, err := credit.Load()
	if err != nil {
		t.Fatal(err)
	}
	reader := Reader{Registry: r, Clocks: &clock.Clocks{}}
	source := &Member{Outlet: "www.coast-herald.example", URL: "https://www.coast-herald.example/ferry/"}
	link := func(rel, url string) article.Article {
		return article.Article{Source: "moor.example", Links: []article.Link{{Rel: rel, URL: url}}}
	}
	printed := func(text string) article.Article { return article.Article{Source: "moor.example", Text: text} }
	for _, tt := range []struct {
		name string
		a    article.Article
		want int
	}{
		{"canonical", link(article.RelCanonical, "http://coast-herald.example/ferry"), sourcedAddress},
		{"syndication", link(article.RelSyndication, "https://coast-herald.example/other"), sourcedSite},
		{"own canonical", link(article.RelCanonical, "https://www.moor.example/ferry"), sourcedNot},
		{"another relation", link(article.RelAMP, "https://coast-herald.example/ferry"), sourcedNot},
		{"English", printed("The ferry is old.\n\nThis article first appeared on Coast Herald."), sourcedPrinted},
		{"German", printed("Die Fähre ist alt.\n\nQuelle: Coast Herald"), sourcedPrinted},
		{"German host", printed("Die Fähre ist alt.\n\nQuellen: coast-herald.example am 3. Mai"), sourcedPrinted},
		{"French", printed("Le bac est vieux.\n\nInitialement publié par Coast Herald"), sourcedPrinted},
		{"Russian", printed("Паром стар.\n\nИсточник: Coast Herald"), sourcedPrinted},
		{"Arabic", printed("العبارة قديمة.\n\nالمصدر: Coast Herald"), sourcedPrinted},
		{"byline", article.Article{Source: "moor.example", Byline: "Ana Roe for The Coast Herald"}, sourcedPrinted},
		{"in running text", printed("The editor of the Coast Herald was there, and so was the mayor of the town."), sourcedNot},
		{"of a picture", printed("The ferry is old.\n\nPhoto: Ana Roe, source: Coast Herald"), sourcedNot},
		{"another", printed("The ferry is old.\n\nSource: Harbour News"), sourcedNot},
	} {
		if got := names(reader.Read(&tt.a), source); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
