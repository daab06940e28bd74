// Package packed opens files that may be packed with gzip, zstd or bzip2.
//
// [Open] gives a [File]. Its Head shows the first bytes of the content, so that
// the format can be recognised. Then one of Body and Raw is read: the content
// unpacked, or the file as it is on disk. What a file unpacks to is bounded.
// The package starts no goroutine and knows nothing of formats.
package packed

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// MaxRatio is the largest ratio of unpacked to packed size: a file beyond it is taken
	// for a bomb. Text packs 3 to 12 times, repetitive text 100 times.
	MaxRatio = 1000
	// RatioFrom is the size from which the ratio counts, so that small files of
	// padding pass.
	RatioFrom = 64 << 20
	// MaxWindow bounds the memory of a zstd decoder: zstd --long=27, the most
	// that the zstd tool unpacks by itself.
	MaxWindow = 128 << 20

	bufferSize = 64 << 10
)

// ErrTooLarge is returned by reads of a file that unpacks to more than is
// allowed.
var ErrTooLarge = errors.New("unpacks to too much")

// A File is a file that is being read. It is not safe for concurrent use.
type File struct {
	raw    *recorder
	packed *bufio.Reader // the file as it is, on top of raw
	body   *bufio.Reader
	format string // "gzip", "zstd", "bzip2", or "" for a plain file
	unread io.Reader
	n, max int64
	close  func()
	layers int // packings around this one, which are unpacked
}

// maxLayers is how many times a file may be packed.
const maxLayers = 3

// ErrLayers is returned for a file that is packed again and again.
var ErrLayers = fmt.Errorf("is packed more than %d times", maxLayers)

// Open begins to read r and unpacks at most maxSize bytes. What is
// packed several times is unpacked as often.
func Open(r io.Reader, maxSize int64) (*File, error) {
	f, err := open(r, maxSize)
	for layer := 1; err == nil && f.format != ""; layer++ {
		magic, _ := f.body.Peek(4) // an error shows again when the content is read
		if Packing(magic) == "" {
			break
		}
		if layer == maxLayers {
			f.close()
			return nil, ErrLayers
		}
		outer := f
		outer.raw.stop()
		if f, err = open(outer.body, maxSize); err != nil {
			outer.close()
			return nil, err
		}
		inner := f.close
		f.layers, f.close = layer, func() { inner(); outer.close() }
	}
	return f, err
}

// open begins to read one layer.
func open(r io.Reader, maxSize int64) (*File, error) {
	f := &File{raw: &recorder{r: r, on: true}, max: maxSize, close: func() {}}
	f.packed = bufio.NewReaderSize(f.raw, bufferSize)
	magic, err := f.packed.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if f.format = Packing(magic); f.format == "" {
		f.raw.on = false
		f.body = f.packed
		return f, nil
	}
	if f.unread, f.close, err = Unpack(f.format, f.packed, maxSize); err != nil {
		return nil, f.explain(err)
	}
	f.body = bufio.NewReaderSize(f, bufferSize)
	return f, nil
}

// Packing returns the name of the packing that a file with these first bytes
// has: "gzip", "zstd", "bzip2", or "".
func Packing(b []byte) string {
	switch {
	case len(b) >= 2 && b[0] == 0x1F && b[1] == 0x8B:
		return "gzip"
	case len(b) >= 4 && string(b[:4]) == "\x28\xB5\x2F\xFD",
		// the skippable frames that seekable zstd files begin with
		len(b) >= 4 && b[0]&0xF0 == 0x50 && string(b[1:4]) == "\x2A\x4D\x18":
		return "zstd"
	case len(b) >= 4 && string(b[:3]) == "BZh" && b[3] >= '1' && b[3] <= '9':
		return "bzip2"
	}
	return ""
}

// Unpack returns the content of in, which is packed so, and a function that
// frees the decoder.
func Unpack(format string, in *bufio.Reader, maxSize int64) (io.Reader, func(), error) {
	switch format {
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, func() {}, err
		}
		z.Multistream(false)
		return &gzipMembers{z, in}, func() {}, nil
	case "bzip2":
		last := &lastBytes{in: in}
		return &bzip2Streams{bzip2.NewReader(last), last}, func() {}, nil
	case "zstd":
		z, err := NewZstd(nil, zstd.WithDecoderMaxMemory(uint64(max(maxSize, MaxWindow))))
		if err != nil {
			return nil, nil, err
		}
		return &zstdFrames{z: z, in: in}, z.Close, nil
	}
	return nil, nil, fmt.Errorf("unknown packing %q", format)
}

// Head returns the first n bytes of the content, fewer if the file is shorter
// or damaged: an error shows again when the content is read.
func (f *File) Head(n int) []byte {
	head, _ := f.body.Peek(n)
	return head
}

// Packed reports whether the file is packed.
func (f *File) Packed() bool { return f.format != "" }

// Nested reports whether the file is packed more than once. Then Raw is not
// what is on disk: one layer is left.
func (f *File) Nested() bool { return f.layers > 0 }

// Body returns the content, unpacked.
func (f *File) Body() *bufio.Reader {
	f.raw.stop()
	return f.body
}

// Raw returns the file as it is on disk, from its first byte. Body must not be
// used afterwards.
func (f *File) Raw() io.Reader {
	if f.format == "" {
		return f.body
	}
	read := f.raw.buf
	f.raw.stop()
	return io.MultiReader(strings.NewReader(string(read)), f.raw.r)
}

// Read reads the unpacked content within the bounds.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.unread.Read(p)
	f.n += int64(n)
	if f.n > f.max {
		return 0, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, f.max)
	}
	if f.n > RatioFrom && f.n > MaxRatio*f.raw.n {
		return 0, fmt.Errorf("%w: more than %d times its size", ErrTooLarge, MaxRatio)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = f.explain(err)
	}
	return n, err
}

// explain says what a failed read means for the user of the file.
func (f *File) explain(err error) error {
	return Explain(f.format, err)
}

// Explain says what a failed read of a file with this packing means for the
// user of the file.
func Explain(format string, err error) error {
	switch {
	case format == "" || errors.Is(err, ErrTooLarge):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s data ends too early: the file is incomplete, what comes before is kept (%w)", format, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("damaged %s data, what comes before is kept: %w", format, err)
}

// Close frees the decoder.
func (f *File) Close() { f.close() }

// A recorder counts what is read of a file and, while it is on, keeps it.
type recorder struct {
	r   io.Reader
	n   int64
	on  bool
	buf []byte
}

func (c *recorder) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.on {
		c.buf = append(c.buf, p[:n]...)
	}
	return n, err
}

func (c *recorder) stop() { c.on, c.buf = false, nil }
