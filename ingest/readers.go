package ingest

import (
	"slices"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/table"
	"github.com/wiretrace/wiretrace/ingest/text"
	"github.com/wiretrace/wiretrace/ingest/warc"
)

// readers returns a new reader of each format except JSON and HTML. The first one that recognises a file
// reads it. n gives the names of columns.
func readers(n *names) []format.Reader {
	return slices.Concat(archiveReaders(), wireReaders(), namedReaders(n))
}

// archiveReaders returns the readers of web archives and columnar files.
func archiveReaders() []format.Reader {
	return []format.Reader{warc.NewReader(), warc.WACZReader{}, table.ParquetReader{}}
}

// namedReaders returns the readers of formats that are recognised by the file's name. They come last.
func namedReaders(n *names) []format.Reader {
	return []format.Reader{table.CSVReader{IsText: n.isText}, text.Reader{}}
}
