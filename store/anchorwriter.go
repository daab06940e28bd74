package store

import (
	"errors"
	"fmt"
	"math"

	"github.com/wiretrace/wiretrace/shingle"
)

// An AnchorWriter adds documents to the anchor index. It is for one goroutine
// and counts as the store's [Writer]: there is one at a time. What it added is
// in no view and survives no crash until Commit returns; Commit or Abort ends
// it. It holds about 70 MB.
type AnchorWriter struct {
	w     *Writer
	next  Doc      // documents from here on may be added
	first Doc      // of the segment to be written
	base  Doc      // first document of list
	list  []uint64 // hash, document less base and place: 32, 16 and 16 bits
	tmp   []uint64
	part  anchorList
	out   []byte
}

// anchorSpan is how many documents a list may span.
const anchorSpan = 1 << 16

// AnchorWriter begins to write the anchors of documents that the index of this
// version does not cover yet: those from [View.Anchored] on. An index of
// another version is dropped by Commit. The version must not be 0. It fails
// with [ErrBusy] while a writer is open and with [ErrReadOnly].
func (s *Store) AnchorWriter(version uint32) (*AnchorWriter, error) {
	if version == 0 {
		return nil, errors.New("write anchors: their version is 0")
	}
	w, err := s.NewWriter()
	if err != nil {
		return nil, err
	}
	if w.m.anchors.version != version {
		w.m.anchors = anchorIndex{version: version}
	}
	end := w.m.anchors.end()
	return &AnchorWriter{w: w, next: end, first: end}, nil
}

// DropAnchors removes the anchor index; its space is given back by Settle.
func (s *Store) DropAnchors() error {
	w, err := s.NewWriter()
	if err != nil {
		return err
	}
	defer w.Abort()
	if w.m.anchors.version == 0 {
		return nil
	}
	w.m.anchors = anchorIndex{}
	if err := w.s.commit(w.m, nil, nil); err != nil {
		return fmt.Errorf("drop the anchors: %w", err)
	}
	w.end()
	return nil
}

// Next returns the first document that may be added.
func (a *AnchorWriter) Next() Doc { return a.next }

// Add adds the anchors of a document, which must be above the one added before
// and in the store. One that is dead is left out: what Delete erased must not
// come back. Of a hash that comes twice the first place is kept. After an error
// the writer can only be aborted.
func (a *AnchorWriter) Add(d Doc, anchors []shingle.Anchor) error {
	if a.w.done {
		return ErrClosed
	}
	if d < a.next || d >= a.w.m.next {
		return fmt.Errorf("add the anchors of document %d: the next is %d, the store ends at %d", d, a.next, a.w.m.next)
	}
	live, err := a.live(d)
	if err != nil {
		return err
	}
	if !live {
		a.next = d + 1
		return nil
	}
	if len(a.list) > 0 && d-a.base >= anchorSpan {
		if err := a.spill(d); err != nil {
			return err
		}
	}
	if len(a.list) == 0 {
		a.base = d
	}
	for _, x := range anchors {
		pos := min(x.Pos/anchorUnit, math.MaxUint16)
		a.list = append(a.list, uint64(x.Hash)<<32|uint64(d-a.base)<<16|uint64(pos))
	}
	a.next = d + 1
	if len(a.list) >= a.w.s.tune.anchorSpill {
		return a.spill(a.next)
	}
	return nil
}

func (a *AnchorWriter) live(d Doc) (bool, error) {
	a.w.s.mu.RLock()
	defer a.w.s.mu.RUnlock()
	if err := a.w.refresh(); err != nil {
		return false, err
	}
	return a.w.im.live(d), nil
}

// spill writes a segment of the documents below end.
func (a *AnchorWriter) spill(end Doc) error {
	if end == a.first {
		return nil
	}
	if cap(a.tmp) < len(a.list) {
		a.tmp = make([]uint64, max(len(a.list), a.w.s.tune.anchorSpill))
	}
	sorted := sortEntries(a.list, a.tmp[:len(a.list)])
	g := anchorSegment{first: a.first, n: uint32(end - a.first)}
	a.part.reset()
	for i, e := range sorted {
		if i > 0 && e>>16 == sorted[i-1]>>16 {
			continue
		}
		a.part.add(uint32(e>>32), uint32(a.base-a.first)+uint32(e>>16&0xffff), uint16(e))
		if len(a.part.hash) == a.w.s.tune.anchorPart {
			if err := a.put(&g); err != nil {
				return err
			}
		}
	}
	if err := a.put(&g); err != nil {
		return err
	}
	a.list, a.first = a.list[:0], end
	a.w.m.anchors.segments = append(a.w.m.anchors.segments, g)
	return nil
}

// put writes the gathered postings as a part of g.
func (a *AnchorWriter) put(g *anchorSegment) error {
	var err error
	a.out, err = a.w.putAnchors(g, &a.part, a.out)
	a.part.reset()
	return err
}

// putAnchors writes a list as the next part of g, if it is not empty. It
// returns the memory it used.
func (w *Writer) putAnchors(g *anchorSegment, l *anchorList, buf []byte) ([]byte, error) {
	if len(l.hash) == 0 {
		return buf, nil
	}
	buf = encodeAnchors(buf[:0], l, docBits(g.n))
	p := anchorPart{id: w.m.newID(), first: l.hash[0], n: uint32(len(l.hash)), bytes: uint32(len(buf) + sumSize)}
	g.parts = append(g.parts, p)
	return buf, w.s.put(valueKey(keyAnchor, p.id), buf)
}

// Commit stores what was added: the index covers all documents below horizon
// from now on, those that were not added as documents without anchors. When it
// returns nil, no crash can take it away. It ends the writer. After an error
// the store is as it was before the writer.
func (a *AnchorWriter) Commit(horizon Doc) error {
	w := a.w
	if w.done {
		return ErrClosed
	}
	if horizon < a.next || horizon > w.m.next {
		w.Abort()
		return fmt.Errorf("commit anchors up to document %d: the last added is %d, the store ends at %d", horizon, int64(a.next)-1, w.m.next)
	}
	old := &w.s.man.Load().anchors
	if old.version == w.m.anchors.version && horizon == old.end() {
		w.end()
		return nil // nothing new: not one byte changes
	}
	err := a.spill(horizon)
	if err == nil {
		a.list, a.tmp = nil, nil
		err = a.merge()
	}
	if err == nil {
		err = w.s.commit(w.m, w.replaced, nil)
	}
	if err != nil {
		w.Abort()
		return fmt.Errorf("commit anchors: %w", err)
	}
	w.end()
	return nil
}

// Abort ends the writer and leaves the store as it was. It does nothing after
// Commit.
func (a *AnchorWriter) Abort() { a.w.Abort() }
