package packed

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxDict is the largest dictionary of a zstd file that is read, in bytes.
const maxDict = 16 << 20

// errFrame is returned for bytes that are no frame of zstd.
var errFrame = errors.New("not a zstd frame")

// A Frame reads one frame of a zstd file as it is and then returns io.EOF, so
// that a decoder stops where the frame ends. Make one with [NewFrame].
type Frame struct {
	in       *bufio.Reader
	began    bool
	ended    bool
	checksum bool
	last     bool  // the block being read is the last
	left     int64 // bytes to hand on before the next header is read
}

// NewFrame returns a reader of the frame that in comes to next.
func NewFrame(in *bufio.Reader) *Frame { return &Frame{in: in} }

// Skippable passes over frames without content. It returns the dictionary if
// one of them holds it: the first frame of a .warc.zst file may.
func (f *Frame) Skippable() (dict []byte, err error) {
	for {
		head, err := f.in.Peek(8)
		if len(head) == 0 {
			return dict, err
		}
		if len(head) < 8 || head[0]&0xF0 != 0x50 || string(head[1:4]) != "\x2A\x4D\x18" {
			return dict, nil
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		holds := head[0] == 0x5D && size <= maxDict
		_, _ = f.in.Discard(8)
		if !holds {
			if _, err := io.CopyN(io.Discard, f.in, size); err != nil {
				return nil, io.ErrUnexpectedEOF
			}
			continue
		}
		dict = make([]byte, size)
		if _, err := io.ReadFull(f.in, dict); err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		if dict, err = unpackDict(dict); err != nil {
			return nil, err
		}
	}
}

// unpackDict undoes the compression that a dictionary may have itself.
func unpackDict(dict []byte) ([]byte, error) {
	if len(dict) < 4 || binary.LittleEndian.Uint32(dict) != 0xFD2FB528 {
		return dict, nil
	}
	z, err := NewZstd(nil, zstd.WithDecoderMaxMemory(maxDict))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return z.DecodeAll(dict, nil)
}

// Read implements [io.Reader].
func (f *Frame) Read(p []byte) (int, error) {
	for f.left == 0 {
		if f.ended {
			return 0, io.EOF
		}
		if err := f.step(); err != nil {
			return 0, err
		}
	}
	n, err := f.in.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	if n == 0 && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// step reads the next header and sets how far it is to the one after it.
func (f *Frame) step() error {
	switch {
	case !f.began:
		return f.header()
	case f.last:
		f.ended = true
		if f.checksum {
			f.left = 4
		}
		return nil
	}
	b, err := f.in.Peek(3)
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	head := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
	f.last = head&1 == 1
	switch head >> 1 & 3 {
	case 1: // one byte, repeated
		f.left = 3 + 1
	case 3:
		return errFrame
	default:
		f.left = 3 + int64(head>>3)
	}
	return nil
}

// header reads the sizes of the fields in the header of the frame.
func (f *Frame) header() error {
	b, err := f.in.Peek(5)
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if binary.LittleEndian.Uint32(b) != 0xFD2FB528 {
		return errFrame
	}
	flags := b[4]
	single := flags>>5&1 == 1
	f.began, f.checksum = true, flags>>2&1 == 1
	f.left = 5 + [4]int64{0, 1, 2, 4}[flags&3] + [4]int64{0, 2, 4, 8}[flags>>6]
	if single && flags>>6 == 0 {
		f.left++ // the size of the content
	}
	if !single {
		f.left++ // the size of the window
	}
	return nil
}
