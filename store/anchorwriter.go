package store

import (
	"errors"
	"fmt"
	"math"

	"github.com/wiretrace/wiretrace/shingle"
)

// An AnchorWriter adds documents to the anchor index. It is for one goroutine, and it counts as the
// store's only [Writer]. Views see what it added when Commit has returned nil; before, a crash loses it.
// End it with Commit or Abort. It uses about 70 MB.
type AnchorWriter struct {
	w     *Writer
	next  Doc      // the next document that may be added
	first Doc      // first document of the next segment
	base  Doc      // first document of list
	list  []uint64 // hash, document minus base, position: 32, 16 and 16 bits
	tmp   []uint64
	part  anchorList
	out   []byte
}

// anchorSpan is the most documents in a list.
const anchorSpan = 1 << 16

// AnchorWriter starts adding anchors of the documents from [View.Anchored] on, in the index of a version,
// which must not be 0. Commit drops an index of another version. AnchorWriter fails with [ErrBusy] while
// another writer is open and with [ErrReadOnly].
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

// DropAnchors removes the anchor index. Settle frees its disk space.
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

// Add adds the anchors of a document. Documents must be added in ascending order and be in the store. A
// dead document is ignored, so that deleted data do not come back. If a hash occurs twice, the first
// position counts. After an error only Abort may be called.
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

// put writes the collected postings as a part of g.
func (a *AnchorWriter) put(g *anchorSegment) error {
	var err error
	a.out, err = a.w.putAnchors(g, &a.part, a.out)
	a.part.reset()
	return err
}

// putAnchors writes a non-empty list as the next part of g. It returns the buffer for reuse.
func (w *Writer) putAnchors(g *anchorSegment, l *anchorList, buf []byte) ([]byte, error) {
	if len(l.hash) == 0 {
		return buf, nil
	}
	buf = encodeAnchors(buf[:0], l, docBits(g.n))
	p := anchorPart{id: w.m.newID(), first: l.hash[0], n: uint32(len(l.hash)), bytes: uint32(len(buf) + sumSize)}
	g.parts = append(g.parts, p)
	return buf, w.s.put(valueKey(keyAnchor, p.id), buf)
}

// Commit stores what was added and ends the writer. The index then covers all documents below horizon;
// those that were not added have no anchors. When it returns nil, no crash can lose the index. After an
// error the store is as before.
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
		return nil // nothing new: nothing is written
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

// Abort ends the writer and discards what it added. It does nothing after Commit.
func (a *AnchorWriter) Abort() { a.w.Abort() }
