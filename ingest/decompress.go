package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// errBomb is returned by reads of a compressed file that unpacks to more than
// is allowed.
var errBomb = errors.New("unpacks to too much")

// A countingReader counts what is read of a compressed file.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// An unpacked reader is a file's content, bounded in size and in ratio.
type unpacked struct {
	r      io.Reader
	packed *countingReader
	format string // "gzip", "zstd", or "" for a plain file
	n      int64
	max    int64
	close  func()
}

// unpack looks at the first bytes of r and undoes gzip or zstd, whatever the
// file is called. It starts no goroutine.
func unpack(r io.Reader, maxFile int64) (*unpacked, error) {
	u := &unpacked{packed: &countingReader{r: r}, max: maxFile, close: func() {}}
	in := bufio.NewReaderSize(u.packed, 64<<10)
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case isGzip(magic):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		u.r, u.format = z, "gzip"
	case isZstd(magic):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(uint64(max(maxFile, maxWindow))))
		if err != nil {
			return nil, fmt.Errorf("zstd: %w", err)
		}
		u.r, u.format, u.close = z, "zstd", z.Close
	default:
		u.r = in
	}
	return u, nil
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	if u.n > u.max {
		return 0, fmt.Errorf("%w: more than %d bytes", errBomb, u.max)
	}
	if u.format != "" && u.n > ratioFrom && u.n > maxRatio*u.packed.n {
		return 0, fmt.Errorf("%w: more than %d times its size", errBomb, maxRatio)
	}
	return n, err
}

// describe says what a failed read means for the file's user.
func (u *unpacked) describe(err error) string {
	switch {
	case u.format == "" || errors.Is(err, errBomb):
		return err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return u.format + " data ends too early: the file is incomplete, what comes before is kept"
	}
	return fmt.Sprintf("damaged %s data, what comes before is kept: %v", u.format, err)
}

func isGzip(b []byte) bool { return len(b) >= 2 && b[0] == 0x1F && b[1] == 0x8B }

// isZstd also knows the skippable frames that seekable zstd files begin with.
func isZstd(b []byte) bool {
	return len(b) >= 4 && (string(b[:4]) == "\x28\xB5\x2F\xFD" || b[0]&0xF0 == 0x50 && string(b[1:4]) == "\x2A\x4D\x18")
}
