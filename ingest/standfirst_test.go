package ingest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/article"
)

func TestStandfirst(t *testing.T) {
	const lead = "After nine days the harbour pilots of Lissem are back at work, and the ships sail again."
	head := `<meta name=description content="` + lead + `"><title>Pilots return</title>`
	tests := []struct{ name, page, want string }{
		{"the description", head + `<h1>Pilots return</h1><div><p>` + lead + `</p></div><p>Text.</p>`, lead},
		{"a longer text than the description", strings.Replace(head, ", and the ships sail again", " …", 1) + `<h1>Pilots return</h1><h2>` + lead + `</h2>`, lead},
		{"by its name", `<h1>Pilots return</h1><p class="article__standfirst">` + lead + `</p>`, lead},
		{"named dek", `<h1>Pilots return</h1><p class="story-dek">` + lead + `</p>`, lead},
		{"dek within a name", `<h1>Pilots return</h1><p class="redekop-note">` + lead + `</p>`, ""},
		{"of a related article", head + `<h1>Pilots return</h1><div class="related-box"><p class="summary">` + lead + `</p></div>`, ""},
		{"not shown", head + `<h1>Pilots return</h1><p>Text.</p>`, ""},
		{"before the headline", head + `<p>` + lead + `</p><h1>Pilots return</h1>`, ""},
		{"far below", head + `<h1>Pilots return</h1><p>` + strings.Repeat("Text. ", 400) + `</p><p>` + lead + `</p>`, ""},
		{"too short", `<h1>Pilots return</h1><p class="subtitle">Harbour</p>`, ""},
		{"of a picture", `<h1>Pilots return</h1><p class="media-caption-summary">` + lead + `</p>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := html.Parse(strings.NewReader(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			if got := readMeta(doc).standfirst(doc); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPrepend(t *testing.T) {
	const lead = "After nine days the harbour pilots of Lissem are back at work."
	b := body{text: "Photo: Ana Roe\n\nText.", marks: []article.Furniture{{Start: 0, End: 14}}, headings: []int{16}}
	b.prepend(lead)
	if got := b.text[b.marks[0].Start:b.marks[0].End]; got != "Photo: Ana Roe" || b.text[b.headings[0]:] != "Text." {
		t.Errorf("%q, %q", got, b.text)
	}
	if before := b.text; true {
		if b.prepend("AFTER nine days the harbour pilots of Lissem are back at work!"); b.text != before {
			t.Errorf("the standfirst is there twice: %q", b.text)
		}
	}
}
