package store

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A chunk value holds frames of consecutive documents, then their directory (8 bytes a frame), then the
// number of frames and the number of documents (4 bytes each).
const chunkTail = 8

// parseChunk reads the frames of a chunk value, given without its checksum.
func parseChunk(v []byte) (frames, error) {
	if len(v) < chunkTail || uint64(len(v)) > math.MaxUint32 {
		return frames{}, fmt.Errorf("%w: a chunk of %d bytes", ErrDamaged, len(v))
	}
	tail := v[len(v)-chunkTail:]
	nf, docs := binary.LittleEndian.Uint32(tail), binary.LittleEndian.Uint32(tail[4:])
	body := v[:len(v)-chunkTail]
	if uint64(nf)*8 > uint64(len(body)) || nf > docs || (docs > 0) != (nf > 0) {
		return frames{}, fmt.Errorf("%w: a chunk with %d frames of %d documents", ErrDamaged, nf, docs)
	}
	cut := len(body) - int(nf)*8
	f := frames{data: body[:cut], dir: body[cut:], n: docs}
	if nf > 0 && (f.first(0) != 0 || int(f.end(int(nf)-1)) != cut) {
		return frames{}, fmt.Errorf("%w: the directory of a chunk does not fit its frames", ErrDamaged)
	}
	return f, nil
}

// A chunkBuilder joins the frames of blocks into a chunk.
type chunkBuilder struct {
	data, dir []byte
	first     Doc // number of the first document
	n         uint32
}

func (c *chunkBuilder) frames() frames { return frames{data: c.data, dir: c.dir, n: c.n} }

// add appends all frames of f.
func (c *chunkBuilder) add(f frames) {
	for i := range f.len() {
		c.dir = binary.LittleEndian.AppendUint32(c.dir, c.n+f.first(i))
		c.dir = binary.LittleEndian.AppendUint32(c.dir, uint32(len(c.data))+f.end(i))
	}
	c.data = append(c.data, f.data...)
	c.n += f.n
}

// finish returns the chunk value. It is valid until reset is called.
func (c *chunkBuilder) finish() []byte {
	nf := uint32(len(c.dir) / 8)
	v := append(c.data, c.dir...)
	v = binary.LittleEndian.AppendUint32(v, nf)
	v = binary.LittleEndian.AppendUint32(v, c.n)
	c.data = v
	return v
}

func (c *chunkBuilder) reset(first Doc) {
	c.data, c.dir, c.first, c.n = c.data[:0], c.dir[:0], first, 0
}
