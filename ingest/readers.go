package ingest

import (
	"slices"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/table"
	"github.com/wiretrace/wiretrace/ingest/text"
	"github.com/wiretrace/wiretrace/ingest/warc"
)

// readers returns a new reader of each format other than JSON and HTML; n says what
// columns mean. The first
// that detects a file reads it.
func readers(n *names) []format.Reader {
	return slices.Concat(archiveReaders(), wireReaders(), namedReaders(n))
}

// archiveReaders returns the readers of web archives and columnar files.
func archiveReaders() []format.Reader {
	return []format.Reader{warc.NewReader(), warc.WACZReader{}, table.ParquetReader{}}
}

// namedReaders returns the readers of formats that the name of a file decides.
// They come last.
func namedReaders(n *names) []format.Reader {
	return []format.Reader{table.CSVReader{IsText: n.isText}, text.Reader{}}
}
