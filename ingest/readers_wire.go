package ingest

import (
	"github.com/wiretrace/wiretrace/ingest/anpa"
	"github.com/wiretrace/wiretrace/ingest/feed"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/mail"
	"github.com/wiretrace/wiretrace/ingest/newsml"
	"github.com/wiretrace/wiretrace/ingest/ninjs"
	"github.com/wiretrace/wiretrace/ingest/nitf"
	"github.com/wiretrace/wiretrace/ingest/presswire"
	"github.com/wiretrace/wiretrace/ingest/sitemap"
)

// wireReaders returns the readers of feeds and of the formats of agencies.
func wireReaders() []format.Reader {
	return []format.Reader{
		feed.Reader{},
		feed.JSONReader{},
		newsml.Reader{},
		nitf.Reader{},
		ninjs.Reader{},
		presswire.Reader{},
		anpa.Reader{},
		mail.Reader{},
		sitemap.Reader{},
		sitemap.ListReader{},
	}
}
