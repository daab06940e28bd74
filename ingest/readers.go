package ingest

import (
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/warc"
)

// readers returns a new reader of each format beside JSON and HTML. The first
// that detects a file reads it.
func readers() []format.Reader {
	return append(archiveReaders(), wireReaders()...)
}

// archiveReaders returns the readers of web archives, tables and texts.
func archiveReaders() []format.Reader {
	return []format.Reader{warc.NewReader(), warc.WACZReader{}}
}
