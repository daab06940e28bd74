package store

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/klauspost/compress/zstd"
)

// salvaged holds the frames of a chunk. In a damaged chunk, frames are found one by one.
type salvaged struct {
	frames [][]byte
	first  []int64 // number of the first document of each frame; -1: unknown
}

// A found item of a chunk, with its document number or -1.
type found struct {
	frame int
	item  uint32
	doc   int64
	s     string
}

// value reads a chunk.
func (x *Salvage) value(c *chunkValue) (s salvaged, err error) {
	b, err := c.found.Read()
	if err != nil {
		return s, err
	}
	_, bad := checkSum(b, c.key)
	if bad != nil {
		x.Problems = append(x.Problems, bad.Error())
	}
	var starts []int
	f, err := parseChunk(b[:max(0, len(b)-sumSize)])
	known := err == nil
	if bad == nil && known {
		for i := range f.len() {
			data, _, err := f.frame(i)
			if err != nil {
				return s, err
			}
			s.frames = append(s.frames, data)
			s.first = append(s.first, c.number(f, i))
		}
		return s, nil
	}
	s.frames, starts = loose(b)
	for _, start := range starts {
		s.first = append(s.first, -1)
		for i := 0; known && i < f.len(); i++ {
			if i == 0 && start == 0 || i > 0 && start == int(f.end(i-1)) {
				s.first[len(s.first)-1] = c.number(f, i)
			}
		}
	}
	return s, nil
}

// number returns the number of the first document in frame i.
func (c *chunkValue) number(f frames, i int) int64 {
	if c.first < 0 {
		return -1
	}
	return c.first + int64(f.first(i))
}

// loose cuts b at the places where a Zstandard frame may begin.
func loose(b []byte) (out [][]byte, starts []int) {
	mark := binary.LittleEndian.AppendUint32(nil, 0xfd2fb528)
	for at := 0; ; {
		i := bytes.Index(b[at:], mark)
		if len(starts) > 0 {
			end := len(b)
			if i >= 0 {
				end = at + i
			}
			out = append(out, b[starts[len(starts)-1]:end])
		}
		if i < 0 {
			return out, starts
		}
		starts = append(starts, at+i)
		at += i + len(mark)
	}
}

// eachItem calls fn with the items of all frames that can be decompressed, except those of erased
// documents.
func (x *Salvage) eachItem(s salvaged, fn func(found) error) error {
	for i, data := range s.frames {
		u, ok := x.unpack(data)
		for k := range u.ends {
			item := found{frame: i, item: uint32(k), doc: -1, s: u.item(uint32(k))}
			if s.first[i] >= 0 {
				item.doc = s.first[i] + int64(k)
			}
			if ok && item.s != "" {
				if err := fn(item); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// unpack decompresses a frame. Other bytes may follow it in data.
func (x *Salvage) unpack(data []byte) (u unpacked, ok bool) {
	raw, err := x.dec.DecodeAll(data, nil)
	if len(raw) < 4 {
		return u, false
	}
	if err != nil { // in a damaged chunk the directory follows the last frame
		var h zstd.Header
		if h.Decode(data) != nil || !h.HasFCS || uint64(len(raw)) != h.FrameContentSize || errors.Is(err, zstd.ErrCRCMismatch) {
			return u, false
		}
	}
	n := binary.LittleEndian.Uint32(raw[len(raw)-4:])
	return u, uint64(n)*4+4 <= uint64(len(raw)) && u.parse(raw, n) == nil
}
