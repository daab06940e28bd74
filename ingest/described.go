package ingest

import (
	"cmp"
	"context"
	"os"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/sitemap"
)

// maxDescribed is how many pages with descriptions in sitemaps are kept: about 80 MB. A news sitemap has
// at most 1,000.
const maxDescribed = 200_000

// described maps canonical addresses of pages to their descriptions in news sitemaps of the input. It is
// not changed after it is made.
type described map[string]sitemap.Entry

// readSitemaps reads the news sitemaps among the inputs before everything else, so that a sitemap may come
// after its pages. It reads only files called *.xml, plain or packed. Their errors are reported when they
// are read in their turn.
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

// readSitemap adds the descriptions in a file if it is a news sitemap.
func (s *Source) readSitemap(path string, pages described) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	in, err := openInput(path, f, s.opts)
	if err != nil {
		_ = f.Close() // only read: no data can be lost
		return
	}
	defer func() { _ = in.close() }()
	r := sitemap.Reader{Add: pages.add}
	if r.Detect(in.head()) {
		_ = r.Read(context.Background(), in.input(s.opts), func(*format.Item) bool { return len(pages) < maxDescribed })
	}
}

// add adds a description that has more than an address. Of two descriptions of one page, the one with the
// earlier date counts, then the one with the smaller title, so that the order of the files does not
// matter.
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

// describe sets fields that the page lacks and a sitemap has.
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
