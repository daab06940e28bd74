package store

// anchors checks a segment of the anchor index: it can be read, is sorted, and has no posting of a deleted
// document or one outside the segment.
func (v *verifier) anchors(seg int) {
	g := &v.s.man.Load().anchors.segments[seg]
	last, part := uint64(0), -1
	h := anchorHead{seg: seg}
	for i := 0; ; i++ {
		now := h.part
		ok, err := h.next(v.im)
		if err != nil {
			v.problem("anchors from document %d on: %v", g.first, err)
			return
		}
		if !ok {
			return
		}
		hash, doc := h.r.hash[h.at], h.r.doc[h.at]
		if h.at == 0 && now != part {
			part = now
			if hash != g.parts[part].first {
				v.problem("anchors from document %d on: part %d begins with another hash", g.first, part)
				return
			}
		}
		at := uint64(hash)<<32 | uint64(doc)
		if i > 0 && at <= last {
			v.problem("anchors from document %d on: posting %d is not in order", g.first, i)
			return
		}
		if d := g.first + Doc(doc); d >= v.s.man.Load().next || has(v.erased, d) {
			v.problem("anchors from document %d on: posting %d is of document %d, which is not in the store", g.first, i, d)
			return
		}
		last = at
	}
}
