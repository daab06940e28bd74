package report_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

func TestMarkdownGolden(t *testing.T) {
	var out strings.Builder
	m := &report.Markdown{Out: &out}
	v := traced()
	v.Focus = printed().Article.ID
	render(t, m, summary(), ferry(), harvest(), v, hostile())
	alone := &report.ArticleView{MemberView: report.MemberView{Article: printed().Article, Agency: "TIDEWIRE", AgencyP: .97}}
	if err := errors.Join(m.Article(printed()), m.Article(alone)); err != nil {
		t.Fatal(err)
	}
	golden(t, "markdown", out.String())
}

func TestMarkdownAnswersGolden(t *testing.T) {
	var out strings.Builder
	m := &report.Markdown{Out: &out}
	known := sourced()
	known.Known = "page-1"
	a, b, c := comparison()
	err := errors.Join(m.Check(page()), m.Check(known), m.Check(&report.CheckView{Verdict: "none", Stored: 5}),
		m.Check(&report.CheckView{Unusable: true}), m.Compare(a, b, c), m.Summary(report.Summary{}),
		m.Cluster(&report.ClusterView{}), m.Article(&report.ArticleView{}), m.End())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "markdown-answers", out.String())
}

// nasty are strings that mean something in Markdown, HTML or to GitHub.
func nasty() []string {
	return []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/a.png)", "[x](javascript:alert(1))",
		"[x]: https://evil.example", "https://evil.example/a", "www.evil.example", "<https://evil.example>", "a@evil.example",
		"@someone", "#123", "a | b | c", "\\| a", "`code`", "``", "\\", "\\`", "a\n\n# b", "- a", "1. a", "> a", "***a***", "~~a~~", "&lt;b&gt;",
		"| a | b |\n|---|---|", "a\r\nb", "$x$", "</td></tr>", "[[a]]", "ftp://evil.example", "mailto:a@evil.example", "xn--a.example",
	}
}

// TestMarkdownIsHarmless renders anything with another program's Markdown: nothing
// of an article becomes HTML, an image, a link of its own or a cell of a table.
func TestMarkdownIsHarmless(t *testing.T) {
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	rapid.Check(t, func(t *rapid.T) {
		str := rapid.OneOf(rapid.SampledFrom(nasty()), texts(), rapid.StringN(0, 60, -1))
		art := func(i string) article.Article {
			return article.Article{
				ID: str.Draw(t, "id"+i), Source: str.Draw(t, "source"+i), Title: str.Draw(t, "title"+i), URL: str.Draw(t, "url"+i),
			}
		}
		var out strings.Builder
		m := report.Markdown{Out: &out}
		v := &report.ClusterView{
			Cluster: report.Cluster{ID: str.Draw(t, "cluster")},
			Members: []report.MemberView{
				{Article: art("1"), Source: &report.Copy{Parent: str.Draw(t, "parent"), P: .5}}, {Article: art("2")},
			},
		}
		v.Cluster.SetSources(report.Origin{Article: &v.Members[0].Article.ID, P: .5, Agency: &v.Members[1].Article.Source},
			[]report.IndependentReport{{Roots: []string{str.Draw(t, "root")}, Articles: 2, Why: str.Draw(t, "why")}})
		if err := m.Cluster(v); err != nil {
			t.Fatal(err)
		}
		source := []byte(out.String())
		cells := 0
		err := ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.RawHTML, *ast.HTMLBlock, *ast.Image, *ast.AutoLink, *ast.CodeBlock, *ast.FencedCodeBlock:
				t.Fatalf("%s comes through in\n%s", n.Kind(), source)
			case *ast.Link:
				if report.Link(string(n.Destination)) != string(n.Destination) {
					t.Fatalf("a link to %q in\n%s", n.Destination, source)
				}
			case *tables.TableCell:
				cells++
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := 3 * 5; cells != want {
			t.Fatalf("%d cells, want %d, in\n%s", cells, want, source)
		}
	})
}

func TestLink(t *testing.T) {
	for _, test := range []struct{ name, address, want string }{
		{"plain", "https://paper.example/a?b=1", "https://paper.example/a?b=1"},
		{"script", "javascript:alert(1)", ""},
		{"script in capitals", "JaVaScRiPt:alert(1)", ""},
		{"data", "data:text/html,<script>alert(1)</script>", ""},
		{"file", "file:///etc/passwd", ""},
		{"without scheme", "//paper.example/a", ""},
		{"user name", "https://paper.example@evil.example/", ""},
		{"quote", `https://paper.example/"onclick=`, "https://paper.example/%22onclick="},
		{"brackets in the query", "https://paper.example/?a=<b>)", "https://paper.example/?a=%3Cb%3E%29"},
		{"no host", "https:///a", ""},
		{"control characters", "java\nscript:alert(1)", ""},
		{"too long", "https://paper.example/" + strings.Repeat("a", 3000), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := report.Link(test.address); got != test.want {
				t.Errorf("Link(%q) = %q, want %q", test.address, got, test.want)
			}
		})
	}
}
