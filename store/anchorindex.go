package store

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// An anchorIndex lists where anchors occur. Its segments cover the documents from 0 on without gaps.
// Version 0 means that there is no index.
type anchorIndex struct {
	version  uint32
	segments []anchorSegment
}

// An anchorSegment holds the postings of the documents [first, first+n). They are sorted by hash and
// document and divided into parts of about a megabyte. A writer holds one part in memory.
type anchorSegment struct {
	first Doc
	n     uint32
	parts []anchorPart // immutable
}

// An anchorPart is one stored value.
type anchorPart struct {
	id    uint32
	first uint32 // hash of its first posting
	n     uint32 // number of postings, at least 1
	bytes uint32 // size of the value
}

// end returns the first document that the index does not cover.
func (x *anchorIndex) end() Doc {
	if len(x.segments) == 0 {
		return 0
	}
	g := &x.segments[len(x.segments)-1]
	return g.first + Doc(g.n)
}

func (x *anchorIndex) clone() anchorIndex {
	return anchorIndex{x.version, slices.Clone(x.segments)}
}

func (x *anchorIndex) bytes() int64 {
	n := int64(0)
	for i := range x.segments {
		for _, p := range x.segments[i].parts {
			n += int64(p.bytes)
		}
	}
	return n
}

func (x *anchorIndex) keys(fn func(key []byte)) {
	for i := range x.segments {
		for _, p := range x.segments[i].parts {
			fn(valueKey(keyAnchor, p.id))
		}
	}
}

// append appends the encoding to a manifest. Without an index it appends nothing, unless other data follow
// (followed); so manifests of format 1 are unchanged.
func (x *anchorIndex) append(b []byte, followed bool) []byte {
	if x.version == 0 && !followed {
		return b
	}
	le := binary.LittleEndian
	b = le.AppendUint32(b, x.version)
	b = binary.AppendUvarint(b, uint64(len(x.segments)))
	for _, g := range x.segments {
		b = le.AppendUint32(b, uint32(g.first))
		b = le.AppendUint32(b, g.n)
		b = binary.AppendUvarint(b, uint64(len(g.parts)))
		for _, p := range g.parts {
			b = le.AppendUint32(b, p.id)
			b = le.AppendUint32(b, p.first)
			b = le.AppendUint32(b, p.n)
			b = le.AppendUint32(b, p.bytes)
		}
	}
	return b
}

func decodeAnchorIndex(c *cursor) (x anchorIndex) {
	if c.s == "" {
		return x
	}
	x.version = c.u32()
	for range c.count(9) {
		g := anchorSegment{first: Doc(c.u32()), n: c.u32()}
		for range c.count(16) {
			g.parts = append(g.parts, anchorPart{id: c.u32(), first: c.u32(), n: c.u32(), bytes: c.u32()})
		}
		x.segments = append(x.segments, g)
	}
	return x
}

// ok reports whether the index is consistent with a store of next documents.
func (x *anchorIndex) ok(next Doc) bool {
	at := uint64(0)
	for _, g := range x.segments {
		if uint64(g.first) != at || g.n == 0 {
			return false
		}
		at += uint64(g.n)
		for i, p := range g.parts {
			if p.n == 0 || i > 0 && p.first < g.parts[i-1].first {
				return false
			}
		}
	}
	return at <= uint64(next) && (x.version != 0 || len(x.segments) == 0)
}

// anchorPart returns part i of a segment of the anchor index.
func (im *image) anchorPart(seg, i int) (anchorPartValue, error) {
	g := &im.m.anchors.segments[seg]
	sl := &im.anchors[seg][i]
	if v := sl.v.Load(); v != nil {
		return parseAnchorPart(*v, g.parts[i].n, g.n)
	}
	v, err := im.body(valueKey(keyAnchor, g.parts[i].id))
	if err != nil {
		return anchorPartValue{}, err
	}
	p, err := parseAnchorPart(v, g.parts[i].n, g.n)
	if err == nil {
		sl.v.Store(&v)
	}
	return p, err
}

// An anchorHead is a position in a segment that is read in order. It holds a copy of one block and no
// slice of the value log, so it stays valid during writes.
type anchorHead struct {
	seg, part, block int // the next block
	at               int // index within the block
	r                anchorReader
}

// next moves to the next posting and reports whether there is one.
func (h *anchorHead) next(im *image) (bool, error) {
	if h.at++; h.at < h.r.n {
		return true, nil
	}
	g := &im.m.anchors.segments[h.seg]
	if h.part == len(g.parts) {
		return false, nil
	}
	p, err := im.anchorPart(h.seg, h.part)
	if err != nil {
		return false, err
	}
	if err = h.r.open(&p, h.block); err == nil {
		err = h.r.all()
	}
	if err != nil {
		return false, fmt.Errorf("value %q: %w", valueKey(keyAnchor, g.parts[h.part].id), err)
	}
	h.at = 0
	if h.block++; h.block == p.len() {
		h.part, h.block = h.part+1, 0
	}
	return true, nil
}

// key is the order of heads: by hash, then by segment. Segments are in document order.
func (h *anchorHead) key() uint64 { return uint64(h.r.hash[h.at])<<32 | uint64(h.seg) }

// anchorHeads merges segments. It is a heap with the smallest key first.
type anchorHeads []*anchorHead

func newAnchorHeads(im *image, from, to int) (anchorHeads, error) {
	var hs anchorHeads
	for seg := from; seg < to; seg++ {
		h := &anchorHead{seg: seg}
		ok, err := h.next(im)
		if err != nil {
			return nil, err
		}
		if ok {
			hs = append(hs, h)
		}
	}
	for i := len(hs)/2 - 1; i >= 0; i-- {
		hs.down(i)
	}
	return hs, nil
}

// advance moves the first head to its next posting.
func (hs *anchorHeads) advance(im *image) error {
	ok, err := (*hs)[0].next(im)
	if err != nil {
		return err
	}
	if !ok {
		n := len(*hs) - 1
		(*hs)[0] = (*hs)[n]
		*hs = (*hs)[:n]
	}
	hs.down(0)
	return nil
}

func (hs anchorHeads) down(i int) {
	for {
		least := 2*i + 1
		if least >= len(hs) {
			return
		}
		if r := least + 1; r < len(hs) && hs[r].key() < hs[least].key() {
			least = r
		}
		if hs[i].key() <= hs[least].key() {
			return
		}
		hs[i], hs[least] = hs[least], hs[i]
		i = least
	}
}
