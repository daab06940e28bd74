package store

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// cachedFrames is how many unpacked frames of each column a reader keeps. It is enough to read a cluster's
// members one after the other.
const cachedFrames = 8

// A reader unpacks frames and caches the last ones. It is not safe for concurrent use.
type reader struct {
	dec   *zstd.Decoder
	raw   []byte
	cache [colCount][cachedFrames]cachedFrame
	next  [colCount]int // where the next frame is stored
}

type cachedFrame struct {
	ok    bool
	id    uint32 // of the value
	frame int
	u     unpacked
}

// item returns a document's item of a chunked column. The string belongs to its frame and may be kept.
func (r *reader) item(im *image, c int, d Doc) (string, error) {
	i := find(im.m.cols[c], d)
	if i < 0 {
		return "", noDoc(d)
	}
	f, err := im.frames(c, i)
	if err != nil {
		return "", err
	}
	p := im.m.cols[c][i]
	rel := uint32(d - p.first)
	at := f.find(rel)
	u, err := r.unpack(c, p.id, f, at)
	if err != nil {
		return "", fmt.Errorf("document %d: %w", d, err)
	}
	return u.item(rel - f.first(at)), nil
}

// unpack returns frame i of a column's value id, from the cache if it is there.
func (r *reader) unpack(c int, id uint32, f frames, i int) (*unpacked, error) {
	for k := range r.cache[c] {
		if e := &r.cache[c][k]; e.ok && e.id == id && e.frame == i {
			return &e.u, nil
		}
	}
	e := &r.cache[c][r.next[c]]
	r.next[c] = (r.next[c] + 1) % cachedFrames
	e.ok = false
	if err := r.decode(&e.u, f, i); err != nil {
		return nil, err
	}
	e.ok, e.id, e.frame = true, id, i
	return &e.u, nil
}

// decode decompresses frame i of f into u.
func (r *reader) decode(u *unpacked, f frames, i int) error {
	data, items, err := f.frame(i)
	if err != nil {
		return err
	}
	r.raw, err = r.dec.DecodeAll(data, r.raw[:0])
	if err != nil {
		return fmt.Errorf("%w: unpack a frame: %w", ErrDamaged, err)
	}
	return u.parse(r.raw, items)
}

// record returns a document's metadata, or ErrNotFound if it was erased.
func (r *reader) record(im *image, d Doc) (record, error) {
	s, err := r.item(im, colMeta, d)
	if err != nil {
		return record{}, err
	}
	if s == "" {
		return record{}, noDoc(d)
	}
	return parseRecord(s)
}
