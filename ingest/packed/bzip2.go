package packed

import (
	"bufio"
	"compress/bzip2"
	"io"
)

// bzip2End are the 48 bits before the checksum that ends a bzip2 stream.
const bzip2End = 0x177245385090

// bzip2Streams reads the streams of a bzip2 file one after the other. Zero
// bytes behind a stream are padding.
type bzip2Streams struct {
	z  io.Reader
	in *lastBytes
}

func (s *bzip2Streams) Read(p []byte) (int, error) {
	for {
		n, err := s.z.Read(p)
		// At the end of a stream the decoder reads up to two bytes of the
		// next one, and fails where they are zeros.
		if err == nil || n > 0 || !s.in.padded() {
			return n, err
		}
		if err := SkipZeros(s.in.in); err != nil {
			return 0, err
		}
		s.z = bzip2.NewReader(s.in)
	}
}

// lastBytes keeps the last 16 bytes that were read.
type lastBytes struct {
	in     *bufio.Reader
	hi, lo uint64
}

// ReadByte implements [io.ByteReader], so that the decoder reads no byte more
// than it needs.
func (l *lastBytes) ReadByte() (byte, error) {
	c, err := l.in.ReadByte()
	if err == nil {
		l.hi, l.lo = l.hi<<8|l.lo>>56, l.lo<<8|uint64(c)
	}
	return c, err
}

func (l *lastBytes) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := l.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// padded reports whether the last one or two bytes are zeros behind the end of
// a stream: its mark, the checksum, and bits up to the end of a byte.
func (l *lastBytes) padded() bool {
	for zeros := uint(8); zeros <= 16; zeros += 8 {
		if l.lo&(1<<zeros-1) != 0 {
			return false
		}
		for fill := range uint(8) {
			s := zeros + fill + 32
			if (l.lo>>s|l.hi<<(64-s))&(1<<48-1) == bzip2End {
				return true
			}
		}
	}
	return false
}
