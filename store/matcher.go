package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// The lengths of pieces in bytes. Strings shorter than shortPiece are not searched for: they would be
// found everywhere.
const (
	longPiece  = 24
	shortPiece = 12
)

// A matcher finds pieces of strings in bytes, also within Zstandard frames.
type matcher struct {
	pieces []string
	byHash map[uint64][]int // indices of pieces
	filter []uint64         // a bit for each hash, so that few need a lookup
	dec    *zstd.Decoder
	zeros  bool // some piece is all zeros
}

// counts holds how often each piece was found.
type counts []int

func (m *matcher) counts() counts { return make(counts, len(m.pieces)) }

func (c counts) add(o counts) {
	for i := range o {
		c[i] += o[i]
	}
}

const filterBits = 1 << 20

func newMatcher() matcher {
	return matcher{byHash: map[uint64][]int{}, filter: make([]uint64, filterBits/64)}
}

// add cuts a string into pieces. It returns false if the string is too short.
func (m *matcher) add(s string) bool {
	n := longPiece
	if len(s) < n {
		n = shortPiece
	}
	if len(s) < n {
		return false
	}
	for at := 0; at < len(s); at += n {
		m.addPiece(s[min(at, len(s)-n):][:n])
	}
	return true
}

func (m *matcher) addPiece(s string) {
	h := rollingHash([]byte(s))
	for _, i := range m.byHash[h] {
		if m.pieces[i] == s {
			return
		}
	}
	m.byHash[h] = append(m.byHash[h], len(m.pieces))
	m.pieces = append(m.pieces, s)
	m.zeros = m.zeros || strings.Trim(s, "\x00") == ""
	bit := h >> (64 - 20)
	m.filter[bit/64] |= 1 << (bit % 64)
}

// rollingBase is odd and large, so that the upper bits of hashes depend on all bytes.
const rollingBase = 0x9E3779B97F4A7C15

func rollingHash(b []byte) (h uint64) {
	for _, c := range b {
		h = h*rollingBase + uint64(c) + 1
	}
	return h
}

// hole is the size of a run of zero bytes that is skipped. Badger makes its files larger than their
// content, so most bytes of a small store are zero.
const hole = 4096

// raw counts the pieces in uncompressed bytes. No piece is in a hole, unless a piece is all zeros.
func (m *matcher) raw(b []byte, n counts) {
	if m.zeros {
		m.dense(b, n)
		return
	}
	var empty [hole]byte
	isHole := func(at int) bool { return at+hole <= len(b) && bytes.Equal(b[at:at+hole], empty[:]) }
	for from := 0; from < len(b); {
		end := from
		for end < len(b) && !isHole(end) {
			end = min(end+hole, len(b))
		}
		m.dense(b[from:min(end+longPiece, len(b))], n) // a piece may end with zeros
		if end == len(b) {
			return
		}
		for isHole(end) {
			end += hole
		}
		from = end - longPiece // or begin with them
	}
}

// dense counts the pieces in b, byte by byte.
func (m *matcher) dense(b []byte, n counts) {
	for _, size := range []int{longPiece, shortPiece} {
		if len(b) < size {
			continue
		}
		out := uint64(1) // factor of the byte that leaves the window
		for range size {
			out *= rollingBase
		}
		h := rollingHash(b[:size])
		for i := size; ; i++ {
			if bit := h >> (64 - 20); m.filter[bit/64]&(1<<(bit%64)) != 0 {
				m.check(h, b[i-size:i], n)
			}
			if i == len(b) {
				break
			}
			h = h*rollingBase + uint64(b[i]) + 1 - out*(uint64(b[i-size])+1)
		}
	}
}

func (m *matcher) check(h uint64, b []byte, n counts) {
	for _, i := range m.byHash[h] {
		if m.pieces[i] == string(b) {
			n[i]++
		}
	}
}

// bytes counts the pieces in b, and in the Zstandard frames that begin in its first own bytes.
func (m *matcher) bytes(b []byte, own int, n counts, p *Proof) {
	m.raw(b[:own], n)
	for at := 0; ; {
		i := bytes.Index(b[at:], frameMagic())
		if i < 0 || at+i >= own {
			return
		}
		at += i
		size := frameSize(b[at:])
		if size == 0 {
			at++
			continue
		}
		if out, err := m.unpack(b[at : at+size]); err == nil {
			p.Frames++
			m.raw(out, n)
		}
		at++ // the beginning of a frame may be overwritten by others
	}
}

func (m *matcher) unpack(frame []byte) ([]byte, error) {
	if m.dec == nil {
		var err error
		if m.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20)); err != nil {
			return nil, err
		}
	}
	return m.dec.DecodeAll(frame, nil)
}

func frameMagic() []byte { return []byte{0x28, 0xb5, 0x2f, 0xfd} }

// frameSize returns the size of the Zstandard frame at the start of b, or 0.
func frameSize(b []byte) int {
	var h zstd.Header
	if err := h.Decode(b[:min(len(b), zstd.HeaderMaxSize)]); err != nil || h.Skippable {
		return 0
	}
	at := h.HeaderSize
	for last := false; !last; {
		if at+3 > len(b) {
			return 0
		}
		head := int(b[at]) | int(b[at+1])<<8 | int(b[at+2])<<16
		last = head&1 != 0
		size := head >> 3
		switch head >> 1 & 3 {
		case 1: // one byte, repeated
			size = 1
		case 3:
			return 0
		}
		at += 3 + size
	}
	if h.HasCheckSum {
		at += 4
	}
	if at > len(b) {
		return 0
	}
	return at
}

// A file is read in parts, so that memory does not grow with its size. A frame that begins in a part ends
// within the overlap.
const (
	searchPart    = 32 << 20
	searchOverlap = 16 << 20
)

// file counts the pieces in a file.
func (m *matcher) file(ctx context.Context, path string, n counts, p *Proof) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	p.Files++
	buf := make([]byte, 0)
	for at := int64(0); ; at += searchPart {
		if err := ctx.Err(); err != nil {
			return err
		}
		if buf = buf[:cap(buf)]; at == 0 {
			info, err := f.Stat()
			if err != nil {
				return err
			}
			buf = make([]byte, min(info.Size()+1, searchPart+searchOverlap))
		}
		size, err := f.ReadAt(buf, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		own := min(size, searchPart)
		p.Bytes += int64(own)
		// A piece may span two parts: it is counted in the first, which contains it whole.
		m.bytes(buf[:size], own, n, p)
		m.across(buf[:size], own, n)
		if size <= searchPart {
			return nil
		}
	}
}

// across counts the pieces that begin before the end of a part and end after it.
func (m *matcher) across(b []byte, own int, n counts) {
	for _, size := range []int{longPiece, shortPiece} {
		for from := max(0, own-size+1); from < own && from+size <= len(b); from++ {
			m.check(rollingHash(b[from:from+size]), b[from:from+size], n)
		}
	}
}
