// Package sitemap reads sitemaps, news sitemaps, their indexes, and lists of
// addresses in plain text. A sitemap holds no article. It holds what a site
// says of its pages: title, date, language, keywords.
package sitemap

import (
	"context"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// An Entry is what a sitemap says of one page.
type Entry struct {
	URL       string
	Title     string
	Source    string // name of the publication
	Lang      string
	Keywords  string
	Published article.Time
	Updated   article.Time
}

// A Reader reads sitemaps in XML. It implements [format.Reader]. Each page that
// a sitemap names is an item that is counted and not read; Add, if it is not
// nil, is called with the metadata of the page.
type Reader struct{ Add func(Entry) }

// Name returns "sitemap".
func (Reader) Name() string { return "sitemap" }

// Detect reports whether the root element is that of a sitemap.
func (Reader) Detect(h *format.Head) bool {
	name := strings.ToLower(h.Root.Name)
	return name == "urlset" || name == "sitemapindex"
}

// The words by which the entries of sitemaps are counted.
const (
	SkipPage    = "page of a sitemap"
	SkipSitemap = "address of a sitemap"
)

// Read gives the entries of a sitemap to yield.
func (r Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return r.read(ctx, charset.NewReader(in.Body), yield)
}

func (r Reader) read(ctx context.Context, body io.Reader, yield func(*format.Item) bool) error {
	container := func(n *xmltree.Node) bool { return n.Parent == nil }
	restarts := func(name string) bool { return name == "url" || name == "sitemap" }
	return xmltree.NewReader(body, container, restarts).Each(ctx, func(n *xmltree.Node) bool {
		out := &format.Item{Line: n.Line, Offset: n.Offset}
		switch n.Name {
		case "sitemap":
			out.Skip = SkipSitemap
		case "url":
			out.Skip = SkipPage
			if e := entry(n); r.Add != nil && e.URL != "" {
				r.Add(e)
			}
		default:
			return true
		}
		return yield(out)
	}, yield)
}

// entry reads what a sitemap says of one page.
func entry(n *xmltree.Node) Entry {
	news := n.Child("news")
	e := Entry{
		URL:      n.Child("loc").Text(),
		Title:    news.Child("title").Text(),
		Source:   news.Path("publication", "name").Text(),
		Lang:     news.Path("publication", "language").Text(),
		Keywords: news.Child("keywords").Text(),
		Updated:  parse(n.Child("lastmod").Text()),
	}
	e.Published = parse(news.Child("publication_date").Text())
	return e
}

func parse(s string) article.Time {
	if s == "" {
		return article.Time{}
	}
	return article.ParseTime(s, "sitemap")
}
