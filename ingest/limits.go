package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Options bound what is read. The zero value is usable.
type Options struct {
	// MaxLine is the longest record in bytes, 0: 64 MiB. A longer one is one
	// reject, and is skipped without being held in memory.
	MaxLine int64
	// MaxFile is the most that one file may unpack to in bytes, 0: 64 GiB.
	// What comes before is kept.
	MaxFile int64
	// Map gives fields the names that they have in the input: {"text":
	// "article_txt"}. A name given so wins over all others.
	Map map[string]string
	// Format is the format that every file is read as, one of [Formats]; empty:
	// it is recognised.
	Format string
}

// ErrOptions is returned for options that name no field or no format.
var ErrOptions = errors.New("input")

// Check returns an error that wraps [ErrOptions] if o names a field or a format
// that there is not.
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

	// chunkSize is what Next reads at once. 1 MiB is about 270 articles: long
	// enough that a worker's hand-over costs nothing, and it stays in the
	// second-level cache (notes of the first trials: 270-470 ns an article).
	chunkSize = 1 << 20

	// maxPage is the largest HTML page that is read, in bytes: the largest of
	// 439 real news pages had 4.5 MB.
	maxPage = 16 << 20

	// maxText is the longest text of an article in bytes: the words of a longer
	// one would take ten times its memory. Bibles have 4 MB.
	maxText = 8 << 20

	// maxList is the longest list that is a field's value, in bytes of JSON, such
	// as links: its elements take up to 20 times their size.
	maxList = 2 << 20

	// maxDepth is how deep a record's JSON may nest. Records of the formats
	// read nest to 6; beyond it the record is refused before it is parsed.
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
