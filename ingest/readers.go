package ingest

import (
	"slices"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/table"
	"github.com/wiretrace/wiretrace/ingest/text"
	"github.com/wiretrace/wiretrace/ingest/warc"
)

// readers returns a new reader of each format beside JSON and HTML. The first
// that detects a file reads it.
func readers() []format.Reader {
	return slices.Concat(archiveReaders(), wireReaders(), namedReaders())
}

// archiveReaders returns the readers of web archives and columnar files.
func archiveReaders() []format.Reader {
	return []format.Reader{warc.NewReader(), warc.WACZReader{}, table.ParquetReader{}}
}

// namedReaders returns the readers of formats that the name of a file decides.
// They come last.
func namedReaders() []format.Reader {
	return []format.Reader{table.CSVReader{}, text.Reader{}}
}
