// Package sitemap reads sitemaps, news sitemaps, their indexes, and lists of
// addresses in plain text. A sitemap holds no article. It holds what a site
// says of its pages: title, date, language, keywords.
package sitemap

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
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
// nil, is called with what is said of the page.
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

// A ListReader reads sitemaps in plain text: an address a line. It implements
// [format.Reader].
type ListReader struct{}

// Name returns "urllist".
func (ListReader) Name() string { return "urllist" }

// Detect reports whether the file is a list of addresses: there are two and
// more, and they are nearly all of its lines.
func (ListReader) Detect(h *format.Head) bool {
	if h.Root.Name != "" || h.Object != nil {
		return false
	}
	urls, others := 0, 0
	for i, line := range strings.Split(string(h.Text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case isAddress(line):
			urls++
		case i > 0 && len(h.Bytes) >= 1024 && strings.HasSuffix(string(h.Text), line):
			// the last line may be cut
		default:
			others++
		}
	}
	return urls >= 2 && others*2 <= urls
}

func isAddress(line string) bool {
	return (strings.HasPrefix(line, "http://") || strings.HasPrefix(line, "https://")) && !strings.ContainsAny(line, " \t")
}

// Read gives the addresses of a list to yield.
func (ListReader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	sc := bufio.NewScanner(charset.NewReader(in.Body))
	offset := int64(0)
	for line := 1; sc.Scan(); line++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if isAddress(strings.TrimSpace(sc.Text())) && !yield(&format.Item{Line: line, Offset: offset, Skip: SkipPage}) {
			return nil
		}
		offset += int64(len(sc.Bytes())) + 1
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		fault := item.Fault{Offset: offset, Reason: "a line of the list of addresses is too long: the rest of the file is not read"}
		yield(fault.Format())
		return nil
	}
	return sc.Err()
}
