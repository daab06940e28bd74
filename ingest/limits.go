package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Options limit what is read and say how. The zero value is usable.
type Options struct {
	// MaxLine is the longest record in bytes; 0 means 64 MiB. A longer one is a single reject, and is
	// skipped without being held in memory.
	MaxLine int64
	// MaxFile is how many bytes one file may unpack to; 0 means 64 GiB. What comes before the limit is
	// kept.
	MaxFile int64
	// Map maps fields to their names in the input: {"text": "article_txt"}. A mapped name takes precedence
	// over all others.
	Map map[string]string
	// Format is the format of all files, one of [Formats]. If it is empty, formats are recognised.
	Format string
}

// ErrOptions is returned for options with an unknown field or format.
var ErrOptions = errors.New("input")

// Check returns an error that wraps [ErrOptions] if o has an unknown field or format.
func (o Options) Check() error {
	if _, err := newNames(o.Map); err != nil {
		return fmt.Errorf("%w: %w", ErrOptions, err)
	}
	if o.Format != "" && !slices.Contains(Formats(), o.Format) {
		return fmt.Errorf("%w: no format %q (formats: %s)", ErrOptions, o.Format, strings.Join(Formats(), ", "))
	}
	return nil
}

const (
	defaultMaxLine = 64 << 20
	defaultMaxFile = 64 << 30

	// chunkSize is how many bytes Next reads at a time: about 270 articles. This is enough to make the
	// cost of handing a chunk to a worker negligible, and it fits the second-level cache.
	chunkSize = 1 << 20

	// maxPage is the largest HTML page that is read, in bytes. The largest of 439 real news pages had 4.5
	// MB.
	maxPage = 16 << 20

	// maxText is the longest text of an article, in bytes. The words of a longer text would take ten times
	// its memory. The Bible has 4 MB.
	maxText = 8 << 20

	// maxList is the longest list in a field, such as links, in bytes of JSON. Its elements take up to 20
	// times their size in memory.
	maxList = 2 << 20

	// maxDepth is how deep a record's JSON may nest. Known formats nest to 6. A deeper record is refused
	// before it is parsed.
	maxDepth = 64
)

func (o Options) maxLine() int64 {
	if o.MaxLine > 0 {
		return o.MaxLine
	}
	return defaultMaxLine
}

func (o Options) maxFile() int64 {
	if o.MaxFile > 0 {
		return o.MaxFile
	}
	return defaultMaxFile
}
