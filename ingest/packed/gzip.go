package packed

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// gzipMembers reads the members of a gzip file one after the other. Zero bytes
// behind a member are padding: tapes and disks fill up what they store.
type gzipMembers struct {
	z  *gzip.Reader
	in *bufio.Reader
}

func (m *gzipMembers) Read(p []byte) (int, error) {
	for {
		n, err := m.z.Read(p)
		if !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n, err
		}
		if n > 0 {
			return n, nil // the end shows again
		}
		if err := m.next(); err != nil {
			return 0, err
		}
	}
}

// next begins the next member. It returns io.EOF at the end of the file.
func (m *gzipMembers) next() error {
	if err := SkipZeros(m.in); err != nil {
		return err
	}
	if err := m.z.Reset(m.in); err != nil {
		return err
	}
	m.z.Multistream(false)
	return nil
}

// SkipZeros passes over zero bytes. It returns io.EOF at the end of the file.
func SkipZeros(in *bufio.Reader) error {
	for {
		c, err := in.ReadByte()
		if err != nil {
			return err
		}
		if c != 0 {
			return in.UnreadByte()
		}
	}
}
