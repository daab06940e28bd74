package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/packed"
)

// An openFile is the file that a source is reading.
type openFile struct {
	name   string
	src    io.Reader // *os.File, or standard input
	file   *packed.File
	onDisk *os.File // src, if it is a file with random access
	spool  *os.File // temporary copy of the content, or nil
	max    int64
}

// openInput starts reading r.
func openInput(name string, r io.Reader, opts Options) (*openFile, error) {
	f, err := packed.Open(r, opts.maxFile())
	if err != nil {
		return nil, err
	}
	o := &openFile{name: name, src: r, file: f, max: opts.maxFile()}
	if file, ok := r.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			o.onDisk = file
		}
	}
	return o, nil
}

// head returns the data by which the file's format is recognised.
func (o *openFile) head() *format.Head {
	h := format.NewHead(o.name, o.file.Head(sniffSize))
	if h.Root.Name == "" && len(h.Text) > 0 && h.Text[0] == '<' {
		h = format.NewHead(o.name, o.file.Head(longSniff))
	}
	return h
}

// input returns the file for the reader of a format.
func (o *openFile) input(opts Options) *format.Input {
	in := &format.Input{
		Name: o.name, Body: lazyBody{o.file}, Raw: o.file.Raw, At: o.at,
		MaxItem: min(opts.maxLine(), maxPage),
	}
	if o.onDisk != nil && o.name != "-" && !o.file.Nested() {
		in.Again = func(offset int64) (io.ReadCloser, error) { return openAt(o.name, offset) }
	}
	return in
}

// A lazyBody is the unpacked content of a file. It is not unpacked if the reader first asks for the file
// itself.
type lazyBody struct{ file *packed.File }

func (l lazyBody) Read(p []byte) (int, error) { return l.file.Body().Read(p) }

// openAt opens a file at an offset.
func openAt(name string, offset int64) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// at returns the content for random access.
func (o *openFile) at() (io.ReaderAt, int64, error) {
	if o.onDisk != nil && !o.file.Packed() {
		info, err := o.onDisk.Stat()
		if err != nil {
			return nil, 0, err
		}
		return o.onDisk, info.Size(), nil
	}
	if data, ok := o.src.(*bytes.Reader); ok && !o.file.Packed() {
		size := data.Size()
		return data, size, nil
	}
	spool, err := os.CreateTemp("", "wiretrace-input-*")
	if err != nil {
		return nil, 0, fmt.Errorf("temporary copy: %w", err)
	}
	o.spool = spool
	// An unnamed copy disappears when the program ends, even if it is killed.
	if err := os.Remove(spool.Name()); err != nil {
		return nil, 0, fmt.Errorf("temporary copy: %w", err)
	}
	n, err := io.Copy(spool, io.LimitReader(o.file.Body(), o.max))
	return spool, n, err
}

// close closes the file and its copy.
func (o *openFile) close() error {
	o.file.Close()
	var errs []error
	if o.spool != nil {
		errs = append(errs, o.spool.Close())
	}
	if f, ok := o.src.(*os.File); ok && o.name != "-" {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}
