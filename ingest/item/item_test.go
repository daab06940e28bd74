package item

import (
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

func TestEmbargo(t *testing.T) {
	tests := []struct {
		name                        string
		published, updated, embargo string
		status, want                article.Status
	}{
		{"none", "2024-05-01T10:00:00Z", "", "", article.StatusUsable, article.StatusUsable},
		{"over when the version was made", "2024-05-01T10:00:00Z", "2024-05-03T10:00:00Z", "2024-05-02T10:00:00Z", article.StatusUsable, article.StatusUsable},
		{"not over", "2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z", "2024-05-02T10:00:00Z", article.StatusUsable, article.StatusWithheld},
		{"in another zone", "2024-05-01T10:00:00Z", "", "2024-05-01T11:00:00+02:00", article.StatusUsable, article.StatusUsable},
		{"no time of its own", "", "", "2024-05-02T10:00:00Z", article.StatusUsable, article.StatusWithheld},
		{"unreadable", "2024-05-01", "", "when the minister speaks", article.StatusUsable, article.StatusUsable},
		{"cancelled as well", "2024-05-01", "", "2024-05-02", article.StatusCancelled, article.StatusCancelled},
		{"corrected", "2024-05-01", "", "2024-05-02", article.StatusCorrected, article.StatusWithheld},
	}
	for _, tt := range tests {
		it := Item{Published: tt.published, Updated: tt.updated, Embargo: tt.embargo, Status: tt.status, Body: "text"}
		if got := it.Format().Article.Status; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestFormatWithoutText(t *testing.T) {
	usable := Item{Title: "Headline", Body: "<img src='x'>", HTML: true}
	if got := usable.Format(); got.Skip == "" {
		t.Errorf("an item without text is an article: %+v", got)
	}
	cancelled := Item{Title: "Headline", Status: article.StatusCancelled}
	if got := cancelled.Format(); got.Article.Text != "Headline" {
		t.Errorf("a cancelled item is lost: %+v", got)
	}
}

func TestUnwrap(t *testing.T) {
	wrapped := "   LISSEM (WP) - The harbor pilots of Lissem went back to work on Monday,\n" +
		"ending a strike of nine days that had closed the port to all ships, the\nmayor said.\n" +
		"   The port is open.\n\nShips leave again from noon on, a spokesman for the port of Lissem said on\nMonday.\n"
	want := "LISSEM (WP) - The harbor pilots of Lissem went back to work on Monday, ending a strike of nine days that had closed the port to all ships, the mayor said.\n\n" +
		"The port is open.\n\nShips leave again from noon on, a spokesman for the port of Lissem said on Monday."
	if got := Unwrap(wrapped); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, plain := range []string{"", "One line.", "A poem\nof short\nlines", "First " + strings.Repeat("long ", 40) + "\nSecond."} {
		if got := Unwrap(plain); got != plain {
			t.Errorf("%q became %q", plain, got)
		}
	}
}

func TestIsSummary(t *testing.T) {
	long := strings.Repeat("The pilots went back to work. ", 20)
	tests := []struct {
		name, text string
		want       bool
	}{
		{"short", "The pilots went back to work.", true},
		{"long", long, false},
		{"long and cut", long + "The port is […]", true},
		{"long and cut with dots", long + "The port is...", true},
		{"Chinese, long", strings.Repeat("引航员星期一恢复工作。", 25), false},
		{"Chinese, short", "引航员星期一恢复工作。", true},
		{"Thai, long", strings.Repeat("นำร่องกลับมาทำงานในวันจันทร์", 12), false},
		{"Arabic, long", strings.Repeat("عاد المرشدون إلى العمل يوم الاثنين في الميناء. ", 14), false},
	}
	for _, tt := range tests {
		if got := IsSummary(tt.text); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestLooksLikeHTML(t *testing.T) {
	for s, want := range map[string]bool{
		"<p>x":          true,
		"a <br/> b":     true,
		"a &amp; b":     true,
		"&#8230;":       true,
		"a < b and > c": false,
		"AT&T; fine":    true,
		"Q&A":           false,
		"1 <2":          false,
		"":              false,
	} {
		if got := LooksLikeHTML(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

// FuzzText checks that no text breaks the functions on texts.
func FuzzText(f *testing.F) {
	f.Add("<p>a &amp; b</p>\n  c\n\nd…")
	f.Add("<!-- <b> --> a<b")
	f.Fuzz(func(t *testing.T, s string) {
		if got := StripTags(s); len(got) > 2*len(s) {
			t.Fatalf("%d bytes of %d", len(got), len(s))
		}
		if got := Unwrap(s); strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(s), "") {
			t.Fatalf("%q became %q", s, got)
		}
		LooksLikeHTML(s)
		IsSummary(s)
	})
}
