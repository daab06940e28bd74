package article_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

func TestParseStatus(t *testing.T) {
	tests := []struct {
		in   string
		want article.Status
		ok   bool
	}{
		{"usable", article.StatusUsable, true},
		{"stat:usable", article.StatusUsable, true},
		{" Withheld ", article.StatusWithheld, true},
		{"embargoed", article.StatusWithheld, true},
		{"canceled", article.StatusCancelled, true},
		{"STAT:CANCELED", article.StatusCancelled, true},
		{"killed", article.StatusCancelled, true},
		{"correction", article.StatusCorrected, true},
		{"200", 0, false},
		{"", 0, false},
		{"published", 0, false},
	}
	for _, tt := range tests {
		if got, ok := article.ParseStatus(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("ParseStatus(%q) = %v, %v, want %v, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
	for s := article.StatusUsable; s <= article.StatusCorrected; s++ {
		if got, ok := article.ParseStatus(s.String()); got != s || !ok {
			t.Errorf("ParseStatus(%q) = %v, %v", s, got, ok)
		}
		if want := s == article.StatusWithheld || s == article.StatusCancelled; s.Blocked() != want {
			t.Errorf("%v.Blocked() = %v", s, !want)
		}
	}
	if got := article.Status(99).String(); got != "usable" {
		t.Errorf("an unknown status is called %q", got)
	}
}

func TestAddLink(t *testing.T) {
	var a article.Article
	for _, l := range []struct {
		rel, url string
		want     bool
	}{
		{"via", " https://wire.example/1 ", true},
		{"via", "https://wire.example/1", false},
		{"canonical", "https://wire.example/1", true},
		{"via", "", false},
		{"", "https://wire.example/2", false},
		{"via", strings.Repeat("x", article.MaxLinkURL+1), false},
		{strings.Repeat("x", article.MaxLinkRel+1), "https://wire.example/2", false},
	} {
		if got := a.AddLink(l.rel, l.url); got != l.want {
			t.Errorf("AddLink(%.20q, %.40q) = %v", l.rel, l.url, got)
		}
	}
	if got := a.Link(article.RelVia); got != "https://wire.example/1" {
		t.Errorf("Link(via) = %q", got)
	}
	if got := a.Link(article.RelAMP); got != "" {
		t.Errorf("Link(amp) = %q", got)
	}
	for i := range 2 * article.MaxLinks {
		a.AddLink("via", fmt.Sprintf("https://wire.example/more/%d", i))
	}
	if len(a.Links) != article.MaxLinks {
		t.Errorf("%d links", len(a.Links))
	}
}

func TestValidate(t *testing.T) {
	good := func() article.Article {
		return article.Article{
			ID: "a", Text: "One two.", Furniture: []article.Furniture{{Start: 0, End: 3}, {Start: 3, End: 4}},
			Revision: "2", Status: article.StatusCorrected, Links: []article.Link{{Rel: "via", URL: "https://wire.example/"}},
			Origin: article.Origin{File: "a.warc", Offset: 1, Record: "r"},
		}
	}
	if a := good(); a.Validate() != nil {
		t.Fatal(a.Validate())
	}
	long := strings.Repeat("x", 5000)
	tests := []struct {
		name   string
		change func(a *article.Article)
		want   error
	}{
		{"no text", func(a *article.Article) { a.Text = " .—\n" }, article.ErrNoText},
		{"digits are text", func(a *article.Article) { a.Text, a.Furniture = "٣", nil }, nil},
		{"no id", func(a *article.Article) { a.ID = "" }, article.ErrNoID},
		{"longest id", func(a *article.Article) { a.ID = long[:article.MaxID] }, nil},
		{"long id", func(a *article.Article) { a.ID = long[:article.MaxID+1] }, article.ErrLongID},
		{"furniture overlaps", func(a *article.Article) { a.Furniture[1].Start = 2 }, article.ErrFurniture},
		{"furniture ends before it starts", func(a *article.Article) { a.Furniture[1].End = 2 }, article.ErrFurniture},
		{"furniture beyond the text", func(a *article.Article) { a.Furniture[1].End = 9 }, article.ErrFurniture},
		{"furniture to the end", func(a *article.Article) { a.Furniture[1].End = 8 }, nil},
		{"long revision", func(a *article.Article) { a.Revision = long[:article.MaxRevision+1] }, article.ErrRevision},
		{"unknown status", func(a *article.Article) { a.Status = 4 }, article.ErrStatus},
		{"many links", func(a *article.Article) { a.Links = make([]article.Link, article.MaxLinks+1) }, article.ErrLinks},
		{"empty link", func(a *article.Article) { a.Links[0].URL = "" }, article.ErrLinks},
		{"long link", func(a *article.Article) { a.Links[0].URL = long }, article.ErrLinks},
		{"long file name", func(a *article.Article) { a.Origin.File = long }, article.ErrOrigin},
		{"long record id", func(a *article.Article) { a.Origin.Record = long }, article.ErrOrigin},
		{"negative offset", func(a *article.Article) { a.Origin.Offset = -1 }, article.ErrOrigin},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := good()
			tt.change(&a)
			if err := a.Validate(); !errors.Is(err, tt.want) {
				t.Errorf("Validate() = %v, want %v", err, tt.want)
			}
		})
	}
}

// TestCloneSharesNothing fills an article from one buffer, clones it and
// overwrites the buffer, as a reader does.
func TestCloneSharesNothing(t *testing.T) {
	a := article.Article{
		ID: "id", Text: "text", Furniture: []article.Furniture{{Start: 0, End: 1}},
		Links: []article.Link{{Rel: "via", URL: "https://wire.example/"}}, Extra: []byte(`{"a":1}`),
		Origin: article.Origin{File: "f"},
	}
	c := a.Clone()
	if diff := cmp.Diff(a, c); diff != "" {
		t.Errorf("(-article +clone):\n%s", diff)
	}
	a.Furniture[0].End, a.Links[0].URL, a.Extra[1] = 2, "", 'x'
	if c.Furniture[0].End != 1 || c.Links[0].URL == "" || string(c.Extra) != `{"a":1}` {
		t.Errorf("the clone changed with its article: %+v", c)
	}
}

func TestBody(t *testing.T) {
	a := article.Article{Text: "Share this\nThe vote.\nTags"}
	if got := a.Body(); got != a.Text {
		t.Errorf("Body() = %q", got)
	}
	a.Furniture = []article.Furniture{{Start: 0, End: 11}, {Start: 20, End: 25}}
	if got := a.Body(); got != "The vote." {
		t.Errorf("Body() = %q", got)
	}
}

func TestRuneOffsets(t *testing.T) {
	text := "aß漢😀b"
	got := []int{0, 1, 3, 6, 10, 11}
	article.RuneOffsets(text, got)
	if diff := cmp.Diff([]int{0, 1, 2, 3, 4, 5}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := article.KindOther; k <= article.KindCookies; k++ {
		s := k.String()
		if got, ok := article.ParseKind(s); got != k || !ok {
			t.Errorf("ParseKind(%q) = %v, %v", s, got, ok)
		}
		if s == "" || seen[s] {
			t.Errorf("kind %d is called %q", k, s)
		} else {
			seen[s] = true
		}
	}
	if k, ok := article.ParseKind("banner"); ok {
		t.Errorf("an unknown name is kind %v", k)
	}
	if got := article.Kind(99).String(); got != "other" {
		t.Errorf("an unknown kind is called %q", got)
	}
}
