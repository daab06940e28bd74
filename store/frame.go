package store

import (
	"encoding/binary"
	"fmt"
	"sort"

	"github.com/klauspost/compress/zstd"
)

// maxItem is the most bytes of a text or a metadata record: a line of input is at most 64 MiB. A frame
// that unpacks to more than maxFrame is refused, so that a damaged length cannot use up all memory.
// maxFrame leaves room for the furniture.
const (
	maxItem      = 64 << 20
	maxFurniture = 1 << 20 // pieces
	maxFrame     = 96 << 20
)

// A packer collects items into frames: runs of items that are compressed together. A frame unpacks to its
// items, then the length of each (4 bytes), then their number (4 bytes).
type packer struct {
	limit int // a frame is closed at this many bytes
	items int // or at this many items

	raw  []byte   // items of the open frame
	lens []uint32 // their lengths
	data []byte   // closed frames, compressed
	dir  []byte   // 8 bytes for each closed frame: number of its first item, its end in data
	n    uint32   // number of items
}

func (p *packer) reset() {
	p.raw, p.lens, p.data, p.dir, p.n = p.raw[:0], p.lens[:0], p.data[:0], p.dir[:0], 0
}

// A compressor compresses src to one Zstandard frame and appends it to dst.
type compressor interface {
	EncodeAll(src, dst []byte) []byte
}

// done ends an item: the bytes of raw from start on.
func (p *packer) done(enc compressor, start int) {
	p.lens = append(p.lens, uint32(len(p.raw)-start))
	p.n++
	if len(p.raw) >= p.limit || len(p.lens) >= p.items {
		p.flush(enc)
	}
}

// flush closes the open frame.
func (p *packer) flush(enc compressor) {
	if len(p.lens) == 0 {
		return
	}
	for _, n := range p.lens {
		p.raw = binary.LittleEndian.AppendUint32(p.raw, n)
	}
	p.raw = binary.LittleEndian.AppendUint32(p.raw, uint32(len(p.lens)))
	p.data = enc.EncodeAll(p.raw, p.data)
	p.dir = binary.LittleEndian.AppendUint32(p.dir, p.n-uint32(len(p.lens)))
	p.dir = binary.LittleEndian.AppendUint32(p.dir, uint32(len(p.data)))
	p.raw, p.lens = p.raw[:0], p.lens[:0]
}

func (p *packer) frames() frames { return frames{data: p.data, dir: p.dir, n: p.n} }

// frames are compressed frames with their directory. Blocks, open chunks and stored chunks hold them.
type frames struct {
	data, dir []byte
	n         uint32 // items
}

func (f frames) len() int { return len(f.dir) / 8 }

func (f frames) first(i int) uint32 { return binary.LittleEndian.Uint32(f.dir[8*i:]) }

func (f frames) end(i int) uint32 { return binary.LittleEndian.Uint32(f.dir[8*i+4:]) }

// find returns the frame that holds item rel.
func (f frames) find(rel uint32) int {
	return sort.Search(f.len(), func(i int) bool { return f.first(i) > rel }) - 1
}

// frame returns the compressed bytes of a frame and its number of items.
func (f frames) frame(i int) (data []byte, items uint32, err error) {
	start, end, next := uint32(0), f.end(i), f.n
	if i > 0 {
		start = f.end(i - 1)
	}
	if i+1 < f.len() {
		next = f.first(i + 1)
	}
	if start > end || uint64(end) > uint64(len(f.data)) || next <= f.first(i) {
		return nil, 0, fmt.Errorf("%w: frame %d has a wrong directory entry", ErrDamaged, i)
	}
	return f.data[start:end], next - f.first(i), nil
}

// An unpacked frame. Its items are substrings of one string.
type unpacked struct {
	text string
	ends []uint32
}

func (u *unpacked) item(i uint32) string {
	start := uint32(0)
	if i > 0 {
		start = u.ends[i-1]
	}
	return u.text[start:u.ends[i]]
}

// parse splits the raw bytes of a frame, which must hold the given number of items.
func (u *unpacked) parse(raw []byte, items uint32) error {
	size := uint64(items)*4 + 4
	if uint64(len(raw)) < size || binary.LittleEndian.Uint32(raw[len(raw)-4:]) != items {
		return fmt.Errorf("%w: a frame does not hold its %d items", ErrDamaged, items)
	}
	body := uint64(len(raw)) - size
	lens := raw[body:]
	u.ends = u.ends[:0]
	at := uint64(0)
	for i := range items {
		at += uint64(binary.LittleEndian.Uint32(lens[4*i:]))
		if at > body {
			return fmt.Errorf("%w: an item runs over its frame", ErrDamaged)
		}
		u.ends = append(u.ends, uint32(at))
	}
	if at != body {
		return fmt.Errorf("%w: a frame holds more than its items", ErrDamaged)
	}
	u.text = string(raw[:body])
	return nil
}

// newEncoder returns a compressor for frames of metadata, whose records are similar to each other. It
// starts no goroutine.
func newEncoder() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil,
		zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(frameWindow))
}

// newDecoder returns a decompressor for frames, safe for concurrent use. It
// starts no goroutine.
func newDecoder() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxFrame))
}
