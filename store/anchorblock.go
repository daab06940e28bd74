package store

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// anchorBlock is how many postings of the anchor index are encoded as one block. A lookup decodes half a
// block on average, which takes 0.5 us. Each block costs 8 bytes in the directory.
const anchorBlock = 256

// anchorUnit is the unit of stored positions, in symbols. Positions show how far two texts are shifted
// against each other, and a word more or less makes no difference there.
const anchorUnit = 8

// A Posting is one occurrence of an anchor in a document.
type Posting struct {
	Doc Doc
	Pos uint16 // in units of 8 symbols, rounded down; 65535 also means any later position
}

// An anchorList is a run of postings sorted by hash and then by document, in
// columns. Documents are counted from the first of the segment.
type anchorList struct {
	hash, doc []uint32
	pos       []uint16
}

func (l *anchorList) add(hash, doc uint32, pos uint16) {
	l.hash = append(l.hash, hash)
	l.doc = append(l.doc, doc)
	l.pos = append(l.pos, pos)
}

func (l *anchorList) reset() { l.hash, l.doc, l.pos = l.hash[:0], l.doc[:0], l.pos[:0] }

// docBits is the width of a document's number in a segment of n documents.
func docBits(n uint32) uint { return uint(bits.Len32(max(n, 1) - 1)) }

// encodeAnchors appends the value of a part: the postings of a non-empty list in blocks, then a directory
// with 8 bytes for each block: its first hash and its end.
//
// A block begins with the Rice parameters of gaps and positions, a byte each. Then follow bits, the lowest
// of each byte first: all documents, the gaps between hashes, the positions. Documents come first because
// they have a fixed width, so that a lookup that finds no hash does not read them. In a segment of 262,144
// documents a posting takes 35 bits (gap 8, document 18, position 9), which is within a bit of the
// entropy.
func encodeAnchors(dst []byte, l *anchorList, width uint) []byte {
	from := len(dst)
	var dir []byte
	for at := 0; at < len(l.hash); at += anchorBlock {
		end := min(at+anchorBlock, len(l.hash))
		b := anchorList{l.hash[at:end], l.doc[at:end], l.pos[at:end]}
		dst = encodeAnchorBlock(dst, &b, width)
		dir = binary.LittleEndian.AppendUint32(dir, b.hash[0])
		dir = binary.LittleEndian.AppendUint32(dir, uint32(len(dst)-from))
	}
	return append(dst, dir...)
}

func encodeAnchorBlock(dst []byte, l *anchorList, width uint) []byte {
	n := uint64(len(l.hash))
	sum := uint64(0)
	for _, p := range l.pos {
		sum += uint64(p)
	}
	gapBits, posBits := riceBits(uint64(l.hash[n-1]-l.hash[0]), n-1), riceBits(sum, n)
	w := bitWriter{out: append(dst, byte(gapBits), byte(posBits))}
	for _, d := range l.doc {
		w.put(uint64(d), width)
	}
	for i := range l.hash[1:] {
		w.rice(l.hash[i+1]-l.hash[i], gapBits)
	}
	for _, p := range l.pos {
		w.rice(uint32(p), posBits)
	}
	return w.finish()
}

// riceBits returns the Rice parameter for n numbers with a sum: how many low bits are written unchanged.
// It is near the logarithm of the median, so that the rest takes at most 3 bits a number.
func riceBits(sum, n uint64) uint {
	if n == 0 {
		return 0
	}
	return uint(max(bits.Len64(sum*11/16/n), 1) - 1)
}

// A bitWriter appends bits to bytes, the lowest first.
type bitWriter struct {
	out []byte
	acc uint64
	n   uint // bits in acc, below 8 between calls
}

// put writes the low bits of x, at most 56; the others must be zero.
func (w *bitWriter) put(x uint64, width uint) {
	w.acc |= x << w.n
	for w.n += width; w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
	}
}

// rice writes x as a Rice code: x >> k in unary (ones, then a zero), then the low k bits.
func (w *bitWriter) rice(x uint32, k uint) {
	q := uint(x >> k)
	for ; q >= 32; q -= 32 {
		w.put(1<<32-1, 32)
	}
	w.put(1<<q-1, q+1)
	w.put(uint64(x)&(1<<k-1), k)
}

func (w *bitWriter) finish() []byte {
	if w.n > 0 {
		w.out = append(w.out, byte(w.acc))
	}
	return w.out
}

// A bitReader reads bits up to limit. After it, all bits are zero and bad is set. At least 8 bytes must
// follow the byte that holds the limit.
type bitReader struct {
	b         []byte
	at, limit uint64 // in bits
	bad       bool
}

// peek returns at least the next 57 bits.
func (r *bitReader) peek() uint64 {
	if r.at > r.limit {
		r.bad, r.at = true, r.limit
	}
	return binary.LittleEndian.Uint64(r.b[r.at>>3:]) >> (r.at & 7)
}

// take reads width bits, at most 32.
func (r *bitReader) take(width uint) uint32 {
	x := r.peek() & (1<<width - 1)
	r.at += uint64(width)
	return uint32(x)
}

// rice reads what bitWriter.rice wrote.
func (r *bitReader) rice(k uint) uint32 {
	x := r.peek()
	ones := uint(bits.TrailingZeros64(^x))
	if ones+1+k > 57 || ones<<k > 1<<32-1 {
		return r.longRice(k)
	}
	r.at += uint64(ones + 1 + k)
	return uint32(ones<<k) | uint32(x>>(ones+1)&(1<<k-1))
}

// longRice reads a code that may be longer than one load of 57 bits.
func (r *bitReader) longRice(k uint) uint32 {
	q := uint64(0)
	for {
		ones := uint64(bits.TrailingZeros64(^r.peek()))
		if ones < 57 {
			q += ones
			r.at += ones + 1
			break
		}
		if r.at += 57; r.at > r.limit {
			break
		}
		q += 57
	}
	if q > (1<<32-1)>>k {
		r.bad = true
		return 0
	}
	return uint32(q<<k) | r.take(k)
}

// An anchorPartValue is the value of a part, as stored.
type anchorPartValue struct {
	v     []byte // blocks and directory
	n     int    // postings
	docs  uint32 // documents of the segment
	bound int    // end of the blocks
}

// parseAnchorPart checks the layout of v, a part with n postings of docs documents.
func parseAnchorPart(v []byte, n, docs uint32) (anchorPartValue, error) {
	p := anchorPartValue{v: v, n: int(n), docs: docs}
	p.bound = len(v) - 8*p.len()
	if n == 0 || p.bound < 0 {
		return p, fmt.Errorf("%w: a part of the anchor index of %d bytes for %d postings", ErrDamaged, len(v), n)
	}
	return p, nil
}

func (p *anchorPartValue) len() int { return (p.n + anchorBlock - 1) / anchorBlock }

func (p *anchorPartValue) first(i int) uint32 { return binary.LittleEndian.Uint32(p.v[p.bound+8*i:]) }

func (p *anchorPartValue) end(i int) int {
	return int(binary.LittleEndian.Uint32(p.v[p.bound+8*i+4:]))
}

// An anchorReader decodes one block.
type anchorReader struct {
	r                bitReader
	n                int
	first            uint32 // hash
	docs             uint32
	docAt            uint64 // in bits
	known            int    // number of hashes read so far
	docWidth         uint
	gapBits, posBits uint
	hash             [anchorBlock]uint32
	doc              [anchorBlock]uint32
	pos              [anchorBlock]uint16
}

var errAnchorBlock = fmt.Errorf("%w: a block of the anchor index cannot be read", ErrDamaged)

// open begins to read block i of a part.
func (a *anchorReader) open(p *anchorPartValue, i int) error {
	start, end := 0, p.end(i)
	if i > 0 {
		start = p.end(i - 1)
	}
	a.known = 0
	a.n, a.docs, a.docWidth, a.first = min(anchorBlock, p.n-i*anchorBlock), p.docs, docBits(p.docs), p.first(i)
	docBytes := (uint64(a.n)*uint64(a.docWidth) + 7) / 8
	if start < 0 || end > p.bound || start > end || uint64(end-start) < 2+docBytes {
		return errAnchorBlock
	}
	// The directory has 8 bytes at least, so that the reader can load 8 bytes
	// at the end of every block.
	b := p.v[start:]
	a.gapBits, a.posBits, a.docAt = uint(b[0]), uint(b[1]), 16
	a.r = bitReader{b: b, limit: uint64(end-start) * 8}
	if a.gapBits > 32 || a.posBits > 16 {
		return errAnchorBlock
	}
	return nil
}

// hashes decodes the hashes up to upTo and returns how many are at most upTo. Each call continues where
// the last one stopped, so upTo must grow.
func (a *anchorReader) hashes(upTo uint32) (n int, err error) {
	h := uint64(a.first)
	if a.known == 0 {
		a.r.at = a.docAt + uint64(a.n)*uint64(a.docWidth)
	} else {
		h = uint64(a.hash[a.known-1])
	}
	for i := a.known; i < a.n; i++ {
		if i > 0 {
			h += uint64(a.r.rice(a.gapBits))
		}
		if h > 1<<32-1 || a.r.bad {
			return 0, errAnchorBlock
		}
		a.hash[i], a.known = uint32(h), i+1
		if a.hash[i] > upTo {
			return i, nil
		}
	}
	return a.n, nil
}

// rest decodes documents lo to hi and their positions. All hashes must have been read.
func (a *anchorReader) rest(lo, hi int) error {
	for i := range hi {
		x := a.r.rice(a.posBits)
		if x > 1<<16-1 {
			return errAnchorBlock
		}
		a.pos[i] = uint16(x)
	}
	if a.r.bad || a.r.at > a.r.limit {
		return errAnchorBlock
	}
	a.r.at = a.docAt + uint64(lo)*uint64(a.docWidth)
	for i := lo; i < hi; i++ {
		if a.doc[i] = a.r.take(a.docWidth); a.doc[i] >= a.docs {
			return errAnchorBlock
		}
	}
	return nil
}

// all decodes the whole block.
func (a *anchorReader) all() error {
	if n, err := a.hashes(1<<32 - 1); err != nil || n < a.n {
		return errAnchorBlock
	}
	return a.rest(0, a.n)
}
