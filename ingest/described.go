package ingest

import (
	"cmp"
	"context"
	"os"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/sitemap"
)

// maxDescribed is the largest number of pages whose descriptions by sitemaps are kept:
// some 80 MB. A news sitemap has at most 1,000.
const maxDescribed = 200_000

// described holds what the news sitemaps of an input say of its pages, by the
// canonical address of the page. It is not changed once it is made.
type described map[string]sitemap.Entry

// readSitemaps reads the news sitemaps among the inputs before everything else,
// so that it does not matter whether a sitemap comes before its pages. Only
// files called *.xml, plain or packed, are read. What is wrong with them is
// declared when they are read in their turn.
func (s *Source) readSitemaps() described {
	pages := described{}
	for _, path := range s.args {
		if path == "-" {
			continue
		}
		var unread Chunk
		w := newWalk(path)
		for file, ok := w.next(&unread); ok && len(pages) < maxDescribed; file, ok = w.next(&unread) {
			if format.Ext(file) == ".xml" {
				s.readSitemap(file, pages)
			}
		}
	}
	return pages
}

// readSitemap adds what a file says of pages, if it is a news sitemap.
func (s *Source) readSitemap(path string, pages described) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	in, err := openInput(path, f, s.opts)
	if err != nil {
		_ = f.Close() // opened for reading: nothing can be lost
		return
	}
	defer func() { _ = in.close() }()
	r := sitemap.Reader{Add: pages.add}
	if r.Detect(in.head()) {
		_ = r.Read(context.Background(), in.input(s.opts), func(*format.Item) bool { return len(pages) < maxDescribed })
	}
}

// add keeps a description that has more than an address. Of two descriptions of
// one page the one with the earlier date counts, then the lesser title, so that
// the order of the files does not matter.
func (p described) add(e sitemap.Entry) {
	key := article.CanonicalURL(e.URL)
	if key == "" || e.Title == "" && !e.Published.Known() {
		return
	}
	if have, ok := p[key]; ok && cmp.Or(have.Published.Compare(e.Published), cmp.Compare(have.Title, e.Title)) <= 0 {
		return
	}
	p[key] = e
}

// describe fills in what a sitemap of the input says of the article's page and
// the page itself does not say.
func (p described) describe(a *article.Article) {
	if len(p) == 0 || a.URL == "" {
		return
	}
	e, ok := p[article.CanonicalURL(a.URL)]
	if !ok {
		return
	}
	if a.Title == "" {
		a.Title = cleanText(e.Title)
	}
	if a.Lang == "" {
		a.Lang = cleanText(e.Lang)
	}
	if !a.Published.Known() {
		a.Published = e.Published
	}
	if e.Keywords == "" {
		return
	}
	keywords := append(appendQuoted([]byte(`{"keywords":`), cleanText(e.Keywords)), '}')
	if len(a.Extra) > 0 {
		keywords = joinObjects(keywords, a.Extra)
	}
	a.Extra = keywords
}
