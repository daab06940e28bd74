package text

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
)

func TestRead(t *testing.T) {
	day := article.ParseTime("2024-05-01", "front-matter")
	for _, c := range []struct {
		name, file, text string
		want             article.Article
	}{
		{"plain", "dir/ferry.txt", " The ferry.\r\nIt is old.\n", article.Article{ID: "ferry", Text: "The ferry.\nIt is old."}},
		{"a heading in plain text stays", "a.txt.gz", "# One\nTwo", article.Article{ID: "a", Text: "# One\nTwo"}},
		{"heading", "a.md", "# One #\n\nTwo", article.Article{ID: "a", Title: "One", Text: "Two"}},
		{
			"YAML", "a.md", "---\ntitle: \"One: two\"\nauthor: [A, 'B']\ndate: 2024-05-01\nurl: https://a.example/\ntags:\n  - x\n---\nText\n---\nmore",
			article.Article{ID: "a", Title: "One: two", Byline: "A, B", Published: day, URL: "https://a.example/", Text: "Text\n---\nmore"},
		},
		{"TOML", "a.markdown", "+++\ntitle = 'One'\nauthors = ['A', 'B']\n+++\nText", article.Article{ID: "a", Title: "One", Byline: "A, B", Text: "Text"}},
		{"a line is no front matter", "a.md", "---\nText without an end", article.Article{ID: "a", Text: "---\nText without an end"}},
		{"no TOML", "a.md", "+++\nnot = = toml\n+++\nText", article.Article{ID: "a", Text: "+++\nnot = = toml\n+++\nText"}},
		{"an id of its own", "a.md", "---\nid: 17\n---\nText", article.Article{ID: "17", Text: "Text"}},
	} {
		if diff := cmp.Diff(c.want, read(c.file, c.text)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

func TestReader(t *testing.T) {
	var all []format.Item
	one := func(data string) error {
		in := &format.Input{Name: "a.txt", Body: strings.NewReader(data), MaxItem: 10}
		return Reader{}.Read(context.Background(), in, func(it *format.Item) bool { all = append(all, *it); return true })
	}
	for _, data := range []string{"short", "longer than ten bytes", " \n"} {
		if err := one(data); err != nil {
			t.Fatal(err)
		}
	}
	if all[0].Article.Text != "short" || all[1].Reject == "" || all[2].Skip == "" {
		t.Errorf("%+v", all)
	}
	if (Reader{}).Detect(format.NewHead("a.txt", []byte(`{"id":1}`))) || (Reader{}).Detect(format.NewHead("a.css", []byte("p {}"))) {
		t.Error("detected what is no text")
	}
}

func TestDetectInFolder(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"a.txt", "Text", true},
		{"d/README.txt", "Text", false},
		{"a.md", "# Notes", false},
		{"a.md", "---\ntitle: x\n---\nText", true},
		{"README.md", "---\ntitle: x\n---\nText", false},
	} {
		h := format.NewHead(c.name, []byte(c.text))
		h.Found = true
		if got := (Reader{}).Detect(h); got != c.want {
			t.Errorf("%s %q: %v", c.name, c.text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.md", "---\na: [b, c]\n- d\n---\n# e")
	f.Add("a.md", "+++\na = 1\n+++\n")
	f.Fuzz(func(t *testing.T, name, text string) { read(name, text) })
}
