package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/minhash"
)

// Delete removes articles with all their revisions: texts, metadata and
// sketches are gone from the data, and the space is given back before it
// returns. It returns how many of the ids were there, and those that were not.
// Conclusions that name them stay until the next generation.
//
// Every chunk and segment that holds one of them is rewritten: delete many at
// once.
func (s *Store) Delete(ids []string) (n int, missing []string, err error) {
	w, err := s.NewWriter()
	if err != nil {
		return 0, nil, err
	}
	docs, missing, err := w.revisionsOf(ids)
	if err != nil || len(docs) == 0 {
		w.end()
		return 0, missing, err
	}
	if err := w.erase(docs); err != nil {
		w.Abort()
		return 0, missing, fmt.Errorf("delete: %w", err)
	}
	w.end()
	return len(distinct(ids)) - len(missing), missing, s.reclaim(anyGarbage)
}

func distinct(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// revisionsOf returns all documents of the given ids, dead ones too, ascending.
func (w *Writer) revisionsOf(ids []string) (docs []Doc, missing []string, err error) {
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	if err := w.refresh(); err != nil {
		return nil, nil, err
	}
	for _, id := range distinct(ids) {
		before := len(docs)
		h := fold(idHash(id))
		for seg := range w.m.segments {
			e, err := w.im.band(seg, bandID)
			if err != nil {
				return nil, nil, err
			}
			for k := e.find(h); k < e.len() && e.hash(k) == h; k++ {
				rec, err := w.r.record(w.im, e.doc(k))
				if err != nil && !errors.Is(err, ErrNotFound) {
					return nil, nil, err
				}
				if err == nil && rec.article.ID == id {
					docs = append(docs, e.doc(k))
				}
			}
		}
		if len(docs) == before {
			missing = append(missing, id)
		}
	}
	slices.Sort(docs)
	return docs, missing, nil
}

// erase rewrites every value that holds something of docs and commits.
func (w *Writer) erase(docs []Doc) error {
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
	return w.bury(docs)
}

// bury marks docs dead and commits.
func (w *Writer) bury(docs []Doc) error {
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
	return w.s.commit(w.m, nil)
}

// within returns the part of sorted docs in [first, first+n).
func within(docs []Doc, first Doc, n uint32) []Doc {
	lo, _ := slices.BinarySearch(docs, first)
	hi, _ := slices.BinarySearch(docs, first+Doc(n))
	return docs[lo:hi]
}

// erased returns piece i of a column without docs, which are all in it.
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

// erasedChunk returns a chunk in which the items of docs are empty. Frames
// without them are copied as they are.
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
