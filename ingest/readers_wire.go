package ingest

import "github.com/wiretrace/wiretrace/ingest/format"

// wireReaders returns the readers of feeds and of the formats of agencies.
func wireReaders() []format.Reader { return nil }
