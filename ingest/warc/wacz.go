package warc

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/format"
)

// A WACZReader reads WACZ files: zip archives with WARC files in their folder
// archive/. Signatures and digests are not checked.
type WACZReader struct{}

// Name implements [format.Reader].
func (WACZReader) Name() string { return "wacz" }

// Detect implements [format.Reader].
func (WACZReader) Detect(h *format.Head) bool {
	known, ok := format.Find(h)
	return h.Ext == ".wacz" && strings.HasPrefix(string(h.Bytes), "PK") || ok && known.Name == "a WACZ web archive"
}

// Read implements [format.Reader].
func (WACZReader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	at, size, err := in.At()
	if err != nil {
		return err
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return fmt.Errorf("zip: %w", err)
	}
	seen, found, stopped := newIndex(), false, false
	for _, entry := range z.File {
		if !isArchive(entry.Name) {
			continue
		}
		found = true
		f := &file{seen: seen, part: entry.Name, maxItem: in.MaxItem, yield: func(it *format.Item) bool {
			stopped = !yield(it)
			return !stopped
		}}
		f.id = seen.add(again(at, entry))
		if err := readEntry(ctx, entry, f); err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
		if stopped {
			return nil
		}
	}
	if !found {
		return errNoArchive
	}
	return nil
}

func readEntry(ctx context.Context, entry *zip.File, f *file) error {
	raw, err := entry.Open()
	if err != nil {
		return err
	}
	defer func() { _ = raw.Close() }() // it was only read
	return readFile(ctx, raw, f)
}

// isArchive reports whether a file of a zip archive is one of WARC records.
func isArchive(name string) bool {
	name = strings.ToLower(name)
	return path.Dir(name) == "archive" && strings.Contains(path.Base(name), ".warc")
}

// again returns what opens an entry at an offset. Only entries that the zip
// archive holds as they are can be opened so.
func again(at io.ReaderAt, entry *zip.File) func(int64) (io.ReadCloser, error) {
	start, err := entry.DataOffset()
	if err != nil || entry.Method != zip.Store {
		return nil
	}
	return func(offset int64) (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(at, start+offset, int64(entry.UncompressedSize64)-offset)), nil
	}
}
