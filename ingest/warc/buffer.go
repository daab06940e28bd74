package warc

import (
	"bytes"
	"errors"
	"io"
)

const (
	windowSize = 256 << 10
	// maxLine bounds a line of a header, in bytes.
	maxLine = 64 << 10
)

// A buffer is a window on the unpacked content of a file. It knows where the
// members of the file begin.
type buffer struct {
	m      *members
	buf    []byte
	r, w   int
	pos    int64 // place of buf[r] in the content
	marks  []mark
	member int64 // where the member of buf[r] begins in the file
	err    error // why no more can be read: io.EOF, errDamaged, ...
}

// A mark says that a member begins at a place of the content.
type mark struct{ at, offset int64 }

func newBuffer(m *members) *buffer { return &buffer{m: m, buf: make([]byte, windowSize)} }

// offset returns where the record at the present place is in the file: the
// place itself, or the beginning of its member.
func (b *buffer) offset() int64 {
	b.pass()
	if b.m.format == "" {
		return b.pos
	}
	return b.member
}

// pass drops the marks that were reached.
func (b *buffer) pass() {
	for len(b.marks) > 0 && b.marks[0].at <= b.pos {
		b.member = b.marks[0].offset
		b.marks = b.marks[1:]
	}
}

// fill reads more. It returns false if there is no more or no room.
func (b *buffer) fill() bool {
	if b.r > 0 {
		b.w = copy(b.buf, b.buf[b.r:b.w])
		b.r = 0
	}
	for b.err == nil && b.w < len(b.buf) {
		n, err := b.m.Read(b.buf[b.w:])
		b.w += n
		if n > 0 {
			if err != nil && !errors.Is(err, io.EOF) {
				b.err = err
			}
			return true
		}
		if !errors.Is(err, io.EOF) {
			b.err = err
			continue
		}
		offset, err := b.m.next()
		if err != nil {
			b.err = err
			return false
		}
		b.marks = append(b.marks, mark{b.pos + int64(b.w-b.r), offset})
	}
	return false
}

// peek returns the next n bytes without taking them, fewer if there are fewer.
func (b *buffer) peek(n int) []byte {
	for b.w-b.r < n && b.fill() {
	}
	return b.buf[b.r:min(b.w, b.r+n)]
}

func (b *buffer) skip(n int) {
	b.r += n
	b.pos += int64(n)
}

// line returns the next line with its end. It is good until the next call. A
// line that is too long comes in pieces.
func (b *buffer) line() []byte {
	for scanned := 0; ; {
		have := b.buf[b.r:min(b.w, b.r+maxLine)]
		if i := bytes.IndexByte(have[scanned:], '\n'); i >= 0 {
			have = have[:scanned+i+1]
			b.skip(len(have))
			return have
		}
		scanned = len(have)
		if scanned == maxLine || !b.fill() {
			b.skip(len(have))
			return have
		}
	}
}

// take hands at most n bytes to sink and returns how many there were: fewer at
// the end, at damage, and where a member begins with a new record.
func (b *buffer) take(n int64, starts func([]byte) bool, sink func([]byte)) (got int64) {
	for got < n {
		if b.r == b.w && !b.fill() {
			return got
		}
		room := min(n-got, int64(b.w-b.r))
		if len(b.marks) > 0 {
			ahead := b.marks[0].at - b.pos
			if ahead <= 0 {
				if got > 0 && starts(b.peek(maxStart)) {
					return got
				}
				b.pass()
				continue
			}
			room = min(room, ahead)
		}
		if sink != nil {
			sink(b.buf[b.r : b.r+int(room)])
		}
		b.skip(int(room))
		got += room
	}
	return got
}

// unread puts p back in front.
func (b *buffer) unread(p []byte) {
	rest := b.w - b.r
	if len(p)+rest > len(b.buf) {
		b.buf = append(b.buf, make([]byte, len(p)+rest-len(b.buf))...)
	}
	copy(b.buf[len(p):], b.buf[b.r:b.w])
	copy(b.buf, p)
	b.r, b.w = 0, len(p)+rest
	b.pos -= int64(len(p))
}

// recover goes on behind a damaged member and reports whether that is possible.
func (b *buffer) recover() bool {
	if !errors.Is(b.err, errDamaged) {
		return false
	}
	b.pos += int64(b.w - b.r)
	b.r, b.w, b.marks = 0, 0, nil
	if !b.m.resync() {
		b.err = io.ErrUnexpectedEOF
		return false
	}
	b.err = nil
	return true
}
