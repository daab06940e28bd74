package store

import "slices"

// eraseAnchors rewrites the parts of the anchor index that have postings of
// docs.
func (w *Writer) eraseAnchors(docs []Doc) error {
	for i := range w.m.anchors.segments {
		g := w.m.anchors.segments[i]
		in := within(docs, g.first, g.n)
		if len(in) == 0 {
			continue
		}
		if err := w.eraseSegmentAnchors(i, in); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) eraseSegmentAnchors(seg int, docs []Doc) error {
	old := w.m.anchors.segments[seg]
	g := anchorSegment{first: old.first, n: old.n}
	var buf []byte
	for i, p := range old.parts {
		l, err := w.keptAnchors(seg, i, docs)
		if err != nil {
			return err
		}
		if len(l.hash) == int(p.n) {
			g.parts = append(g.parts, p)
			continue
		}
		if buf, err = w.putAnchors(&g, l, buf); err != nil {
			return err
		}
	}
	w.m.anchors.segments = slices.Clone(w.m.anchors.segments)
	w.m.anchors.segments[seg] = g
	return nil
}

// keptAnchors returns the postings of a part without those of docs.
func (w *Writer) keptAnchors(seg, i int, docs []Doc) (*anchorList, error) {
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	if err := w.refresh(); err != nil {
		return nil, err
	}
	p, err := w.im.anchorPart(seg, i)
	if err != nil {
		return nil, err
	}
	var (
		l anchorList
		r anchorReader
	)
	first := w.m.anchors.segments[seg].first
	for b := range p.len() {
		if err := r.open(&p, b); err != nil {
			return nil, err
		}
		if err := r.all(); err != nil {
			return nil, err
		}
		for k := range r.n {
			if _, gone := slices.BinarySearch(docs, first+Doc(r.doc[k])); !gone {
				l.add(r.hash[k], r.doc[k], r.pos[k])
			}
		}
	}
	return &l, nil
}
