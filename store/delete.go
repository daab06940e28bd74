package store

import (
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/minhash"
)

// Delete removes articles with all their revisions. When it returns nil, their texts, metadata and
// sketches are gone from the files. It returns how many of the ids it deleted, and which ids were not in
// the store. Conclusions that name them stay until the next generation.
//
// With [ErrOwed] the articles are deleted, but their bytes are still in the files. The store records this:
// the next open for writing removes them, and so does Delete of the same ids.
//
// The hashes of the ids are kept in a file next to the store, so that [Restore] leaves the articles out.
//
// Every chunk and segment that holds a deleted article is rewritten, so delete many articles in one call.
func (s *Store) Delete(ids []string) (n int, missing []string, err error) {
	w, err := s.NewWriter()
	if err != nil {
		return 0, nil, err
	}
	docs, missing, err := w.revisionsOf(ids)
	gone := hashIDs(ids).without(hashIDs(missing))
	if err == nil {
		// An id of an earlier deletion that did not finish counts as deleted now: that deletion was never
		// reported as done.
		missing = slices.DeleteFunc(missing, func(id string) bool { return s.owed.has(id) || s.paid.has(id) })
		err = w.roomToErase(docs)
	}
	if err != nil {
		w.end()
		return 0, missing, err
	}
	n = len(distinct(ids)) - len(missing)
	if len(docs) > 0 {
		if err := w.erase(docs, s.owed.union(gone)); err != nil {
			w.Abort()
			return 0, missing, fmt.Errorf("delete: %w", err)
		}
	}
	// This must come before the next writer, which changes the list too. The debt of other articles was
	// listed when they were deleted; they may have been stored again.
	s.listDeleted(hashIDs(ids).without(hashIDs(missing)), nil)
	w.end()
	if s.owes() == 0 {
		return n, missing, nil
	}
	return n, missing, s.pay()
}

// roomToErase returns ErrFull if the disk has no room to rewrite the values that hold data of docs.
func (w *Writer) roomToErase(docs []Doc) error {
	size := int64(0)
	for c := range w.m.cols {
		for _, p := range w.m.cols[c] {
			if len(within(docs, p.first, p.n)) > 0 {
				size += int64(p.bytes)
			}
		}
	}
	for i := range w.m.segments {
		if g := &w.m.segments[i]; len(within(docs, g.first, g.n)) > 0 {
			size += g.bytes()
		}
	}
	if size == 0 {
		return nil
	}
	return w.s.room(int(size))
}

func distinct(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// revisionsOf returns all documents of the given ids in ascending order, including dead ones.
func (w *Writer) revisionsOf(ids []string) (docs []Doc, missing []string, err error) {
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	if err := w.refresh(); err != nil {
		return nil, nil, err
	}
	for _, id := range distinct(ids) {
		found, err := w.im.revisions(&w.r, id)
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			missing = append(missing, id)
		}
		for _, c := range found {
			docs = append(docs, c.doc)
		}
	}
	slices.Sort(docs)
	return docs, missing, nil
}

// erase rewrites every value that holds data of docs and commits, with owed as the debt.
func (w *Writer) erase(docs []Doc, owed debt) error {
	for c := range w.m.cols {
		for i, p := range w.m.cols[c] {
			in := within(docs, p.first, p.n)
			if len(in) == 0 {
				continue
			}
			v, err := w.erased(c, i, in)
			if err != nil {
				return err
			}
			id := w.m.newID()
			if err := w.s.put(valueKey(colKey[c], id), v); err != nil {
				return err
			}
			w.m.cols[c][i] = piece{id: id, first: p.first, n: p.n, bytes: uint32(len(v) + sumSize)}
		}
	}
	for i, g := range w.m.segments {
		in := within(docs, g.first, g.n)
		if len(in) == 0 {
			continue
		}
		if err := w.eraseEntries(i, in); err != nil {
			return err
		}
	}
	if err := w.eraseAnchors(docs); err != nil {
		return err
	}
	return w.bury(docs, owed)
}

// bury marks docs dead and commits, with owed as the debt.
func (w *Writer) bury(docs []Doc, owed debt) error {
	w.s.mu.RLock()
	err := w.refresh()
	if err == nil {
		for _, d := range docs {
			if w.isLive(d) {
				w.m.deaths++
				w.m.live--
			}
			setBit(w.bitmap(d), d)
		}
	}
	w.s.mu.RUnlock()
	if err != nil {
		return err
	}
	if err := w.putTombs(); err != nil {
		return err
	}
	return w.s.commit(w.m, nil, owed)
}

// within returns the documents of a sorted list that are in [first, first+n).
func within(docs []Doc, first Doc, n uint32) []Doc {
	lo, _ := slices.BinarySearch(docs, first)
	hi, _ := slices.BinarySearch(docs, first+Doc(n))
	return docs[lo:hi]
}

// erased returns piece i of a column without the data of docs, which are all in it.
func (w *Writer) erased(c, i int, docs []Doc) ([]byte, error) {
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	if err := w.refresh(); err != nil {
		return nil, err
	}
	p := w.m.cols[c][i]
	if colWidth[c] == 0 {
		f, err := w.im.frames(c, i)
		if err != nil {
			return nil, err
		}
		return w.erasedChunk(c, f, p.first, docs)
	}
	v, err := w.im.col(c, i)
	if err != nil {
		return nil, err
	}
	v = slices.Clone(v)
	empty := make([]byte, minhash.PackedSize)
	if c == colRow {
		empty = appendRow(nil, Row{Minute: NoMinute})
	}
	for _, d := range docs {
		copy(v[uint64(d-p.first)*colWidth[c]:], empty)
	}
	return v, nil
}

// erasedChunk returns a chunk in which the items of docs are empty. It copies frames without such items
// unchanged.
func (w *Writer) erasedChunk(c int, f frames, first Doc, docs []Doc) ([]byte, error) {
	var (
		out chunkBuilder
		u   unpacked
	)
	pack := packer{limit: maxFrame, items: maxFrame}
	var enc compressor = w.kept.lit
	if c == colMeta {
		enc = w.kept.enc
	}
	for i := range f.len() {
		data, items, err := f.frame(i)
		if err != nil {
			return nil, err
		}
		start := first + Doc(f.first(i))
		in := within(docs, start, items)
		if len(in) == 0 {
			dir := make([]byte, 8)
			dir[4], dir[5], dir[6], dir[7] = byte(len(data)), byte(len(data)>>8), byte(len(data)>>16), byte(len(data)>>24)
			out.add(frames{data: data, dir: dir, n: items})
			continue
		}
		if err := w.r.decode(&u, f, i); err != nil {
			return nil, err
		}
		pack.reset()
		for k := range items {
			at := len(pack.raw)
			if _, gone := slices.BinarySearch(in, start+Doc(k)); !gone {
				pack.raw = append(pack.raw, u.item(k)...)
			}
			pack.done(enc, at)
		}
		pack.flush(enc)
		out.add(pack.frames())
	}
	return out.finish(), nil
}

// eraseEntries rewrites the arrays of segment i without the entries of docs.
func (w *Writer) eraseEntries(i int, docs []Doc) error {
	g := w.m.segments[i]
	g.id = w.m.newID()
	for band := range bandCount {
		if err := w.gather(i, i+1, band); err != nil {
			return err
		}
		list := slices.DeleteFunc(w.p.list, func(e uint64) bool {
			_, gone := slices.BinarySearch(docs, Doc(uint32(e)))
			return gone
		})
		if err := w.putBand(&g, band, list); err != nil {
			return err
		}
	}
	w.m.segments[i] = g
	return nil
}
