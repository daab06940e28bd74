package store

// merge joins neighbouring segments (see plan).
func (a *AnchorWriter) merge() error {
	segments := a.w.m.anchors.segments
	sizes := make([]int, len(segments))
	for i, g := range segments {
		sizes[i] = int(g.n)
	}
	starts := plan(sizes, a.w.s.tune.anchorDocs, maxSegments)
	if len(starts) == len(sizes) {
		return nil
	}
	var merged []anchorSegment
	for i, from := range starts {
		to := len(sizes)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		g := segments[from]
		if to > from+1 {
			var err error
			if g, err = a.mergeRange(from, to); err != nil {
				return err
			}
		}
		merged = append(merged, g)
	}
	a.w.m.anchors.segments = merged
	return nil
}

// mergeRange writes one segment with the postings of several neighbours, part
// by part.
func (a *AnchorWriter) mergeRange(from, to int) (anchorSegment, error) {
	segments := a.w.m.anchors.segments[from:to]
	g := anchorSegment{first: segments[0].first}
	for _, old := range segments {
		g.n += old.n
		for _, p := range old.parts {
			a.w.replaced = append(a.w.replaced, valueKey(keyAnchor, p.id))
		}
	}
	hs, err := a.gather(nil, from, to, &g)
	for err == nil {
		if err = a.put(&g); err == nil && len(hs) > 0 {
			hs, err = a.gather(hs, from, to, &g)
			continue
		}
		break
	}
	return g, err
}

// gather merges the postings of one part. The first call makes the heads.
func (a *AnchorWriter) gather(hs anchorHeads, from, to int, g *anchorSegment) (anchorHeads, error) {
	w := a.w
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	err := w.refresh()
	if err == nil && hs == nil {
		hs, err = newAnchorHeads(w.im, from, to)
	}
	for err == nil && len(hs) > 0 && len(a.part.hash) < w.s.tune.anchorPart {
		h := hs[0]
		shift := uint32(w.m.anchors.segments[h.seg].first - g.first)
		a.part.add(h.r.hash[h.at], shift+h.r.doc[h.at], h.r.pos[h.at])
		err = hs.advance(w.im)
	}
	return hs, err
}
