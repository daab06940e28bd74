package packed

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// NewZstd returns a decoder that keeps to the bounds of this package. dict is
// the dictionary of the file, or nil.
func NewZstd(dict []byte, opts ...zstd.DOption) (*zstd.Decoder, error) {
	opts = append(opts, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(MaxWindow))
	if dict != nil {
		opts = append(opts, zstd.WithDecoderDicts(dict))
	}
	return zstd.NewReader(nil, opts...)
}

// zstdFrames reads the frames of a zstd file one after the other. Zero bytes
// behind a frame are padding.
type zstdFrames struct {
	z     *zstd.Decoder
	in    *bufio.Reader
	began bool // within a frame
}

func (f *zstdFrames) Read(p []byte) (int, error) {
	for {
		if !f.began {
			if err := f.next(); err != nil {
				return 0, err
			}
			f.began = true
		}
		n, err := f.z.Read(p)
		if !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n, err
		}
		if f.began = false; n > 0 {
			return n, nil
		}
	}
}

// next begins the next frame. It returns io.EOF at the end of the file.
func (f *zstdFrames) next() error {
	if err := SkipZeros(f.in); err != nil {
		return err
	}
	frame := NewFrame(f.in)
	if _, err := frame.Skippable(); err != nil {
		return err
	}
	if err := SkipZeros(f.in); err != nil { // behind a frame without content
		return err
	}
	if err := frame.header(); err != nil { // the decoder takes a cut header for the end
		return err
	}
	return f.z.Reset(frame)
}
