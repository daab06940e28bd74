package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/store/audit"
)

// A Writer adds blocks to the store. It is for one goroutine, and a store has one writer at a time. Views
// see what it added when Commit has returned nil; before, a crash loses it. End it with Commit or Abort.
type Writer struct {
	s    *Store
	m    *manifest // the next manifest: refers to the values written so far
	im   *image    // of m
	r    reader
	p    pending
	kept Block // a block without articles that are already stored

	ids    map[uint64]Doc    // newest document with an id hash since the last segment
	before map[Doc]Doc       // the previous document with the same id hash
	dead   map[uint32][]byte // changed bitmaps of dead documents
	done   bool

	blocked *audit.Filter // read at the first new article

	outcomes []Outcome // of the last Append
	replaced [][]byte  // keys of values replaced by joining and merging
	deleted  debt      // articles deleted earlier and not appended again
	back     debt      // those of them that were appended
}

// NewWriter starts a write. It fails with [ErrBusy] while another writer is open and with [ErrReadOnly].
func (s *Store) NewWriter() (*Writer, error) {
	if err := s.claim(); err != nil {
		return nil, err
	}
	w := &Writer{
		s: s, m: s.man.Load().clone(), r: reader{dec: s.dec},
		kept: *NewBlock(),
		ids:  map[uint64]Doc{}, before: map[Doc]Doc{}, dead: map[uint32][]byte{},
	}
	w.p.reset(w.m.next)
	if path, err := deletedPath(s.dir); err == nil {
		if l, err := readDeleted(path); err == nil { // otherwise the next deletion reports the error
			w.deleted = l.ids
		}
	}
	return w, nil
}

// Append adds the articles of a sealed block in their order, except those already stored. The block may be
// reused afterwards. After an error only Abort may be called.
func (w *Writer) Append(b *Block) (Added, error) {
	var added Added
	if w.done {
		return added, ErrClosed
	}
	if b.err != nil {
		return added, b.err
	}
	if len(b.text.lens) > 0 || len(b.meta.lens) > 0 {
		return added, errNotSealed
	}
	if uint64(w.m.next)+uint64(w.p.n)+uint64(b.Len()) > maxDoc {
		return added, fmt.Errorf("%w: %d revisions have been stored, numbers are used up; begin a new store", ErrFull, maxDoc)
	}
	keep, err := w.sift(b, &added)
	if err != nil || len(keep) == 0 {
		return added, err
	}
	if len(keep) < b.Len() {
		if err := w.kept.keep(b, keep, w.s.dec); err != nil {
			return added, err
		}
		b = &w.kept
	}
	w.p.add(b)
	if b.fields {
		w.m.format = max(w.m.format, fieldsFormat)
	}
	return added, w.flush(false)
}

var errNotSealed = errors.New("append: the block is not sealed")

// sift decides about every article of b, and returns the indices of those to store.
func (w *Writer) sift(b *Block, added *Added) ([]int, error) {
	w.s.mu.RLock()
	defer w.s.mu.RUnlock()
	if err := w.refresh(); err != nil {
		return nil, err
	}
	keep := make([]int, 0, b.Len())
	w.outcomes = w.outcomes[:0]
	start := w.m.next + Doc(w.p.n)
	for i := range b.Len() {
		in := incoming{b: b, i: i, start: start, keep: keep}
		same, err := w.revisions(&in)
		if err != nil {
			return nil, err
		}
		d := start + Doc(len(keep))
		known := false
		for _, o := range same {
			known = known || o.rev.same(b.revs[i])
		}
		out := false
		if !known {
			if out, err = w.keptOut(&in); err != nil {
				return nil, err
			}
		}
		if _, listed := slices.BinarySearch(w.deleted, b.ids[i]); listed && !out {
			w.back = append(w.back, b.ids[i])
		}
		switch {
		case known:
			added.Known++
			w.outcomes = append(w.outcomes, Known)
			continue
		case out:
			added.KeptOut++
			w.outcomes = append(w.outcomes, KeptOut)
			continue
		case len(same) == 0:
			added.Stored++
			w.outcomes = append(w.outcomes, Stored)
		default:
			added.Revised++
			w.outcomes = append(w.outcomes, Revised)
			w.supersede(d, b.revs[i], same)
		}
		keep = append(keep, i)
		if last, ok := w.ids[b.ids[i]]; ok {
			w.before[d] = last
		}
		w.ids[b.ids[i]] = d
	}
	return keep, nil
}

// An incoming article is article i of a block whose stored articles get the numbers from start on.
type incoming struct {
	b     *Block
	i     int
	start Doc
	keep  []int
}

// A candidate is a document with the same id.
type candidate struct {
	doc Doc
	rev revision
}

// revisions returns all documents with the id of an incoming article, including dead ones. It reads no
// metadata if the id is new.
func (w *Writer) revisions(in *incoming) ([]candidate, error) {
	h := in.b.ids[in.i]
	var docs []Doc
	if d, ok := w.ids[h]; ok {
		docs = append(docs, d)
		for d, ok = w.before[d]; ok; d, ok = w.before[d] {
			docs = append(docs, d)
		}
	}
	for seg := range w.m.segments {
		e, err := w.im.band(seg, bandID)
		if err != nil {
			return nil, err
		}
		for k := e.find(fold(h)); k < e.len() && e.hash(k) == fold(h); k++ {
			docs = append(docs, e.doc(k))
		}
	}
	if len(docs) == 0 {
		return nil, nil
	}
	return w.sameID(in, docs)
}

// own returns the metadata of an incoming article.
func (w *Writer) own(in *incoming) (record, error) {
	var u unpacked
	f := in.b.meta.frames()
	at := f.find(uint32(in.i))
	if err := w.r.decode(&u, f, at); err != nil {
		return record{}, err
	}
	return parseRecord(u.item(uint32(in.i) - f.first(at)))
}

// sameID returns those of docs that have the same id, not only the same hash.
func (w *Writer) sameID(in *incoming, docs []Doc) ([]candidate, error) {
	own, err := w.own(in)
	if err != nil {
		return nil, err
	}
	var same []candidate
	for _, d := range docs {
		rec, err := w.record(in, d)
		if errors.Is(err, ErrNotFound) {
			continue // erased by Delete
		}
		if err != nil {
			return nil, err
		}
		if rec.article.ID == own.article.ID {
			same = append(same, candidate{d, rec.revision()})
		}
	}
	return same, nil
}

// record returns the metadata of a document that is stored, pending, or in the incoming block.
func (w *Writer) record(in *incoming, d Doc) (record, error) {
	if d < w.p.meta.first {
		return w.r.record(w.im, d)
	}
	f, rel := w.p.meta.frames(), uint32(d-w.p.meta.first)
	if d >= in.start {
		f, rel = in.b.meta.frames(), uint32(in.keep[d-in.start])
	}
	var u unpacked
	at := f.find(rel)
	if err := w.r.decode(&u, f, at); err != nil {
		return record{}, err
	}
	return parseRecord(u.item(rel - f.first(at)))
}

// supersede decides which revision of an article is current and marks the others dead.
func (w *Writer) supersede(d Doc, rev revision, same []candidate) {
	for _, o := range same {
		if !w.isLive(o.doc) {
			continue
		}
		if rev.supersedes(o.rev) {
			w.m.deaths++
			d = o.doc
		}
		setBit(w.bitmap(d), d)
		return
	}
}

// bitmap returns a changeable bitmap that covers d.
func (w *Writer) bitmap(d Doc) []byte {
	k := uint32(d / tombDocs)
	if w.dead[k] == nil {
		w.dead[k] = make([]byte, tombDocs/8)
		if w.im.dead != nil && int(k) < len(w.im.dead) && w.im.dead[k] != nil {
			copy(w.dead[k], w.im.dead[k])
		}
	}
	return w.dead[k]
}

func (w *Writer) isLive(d Doc) bool {
	if b := w.dead[uint32(d/tombDocs)]; b != nil {
		return !hasBit(b, d)
	}
	return d >= w.s.man.Load().next || w.im.live(d)
}

// refresh renews the image if something was written since it was made. The caller holds s.mu for reading.
func (w *Writer) refresh() error {
	if w.s.db == nil {
		return ErrClosed
	}
	if w.im != nil && w.im.epoch == w.s.epoch.Load() {
		return nil
	}
	w.letGo()
	var err error
	w.im, err = w.s.newImage(w.m)
	return err
}

// flush writes values that are large enough or, if all, everything.
func (w *Writer) flush(all bool) error {
	p, t := &w.p, &w.s.tune
	if full := len(p.text.data) >= t.textChunk; full || all {
		if err := w.flushChunk(colText, &p.text); err != nil {
			return err
		}
	}
	if full := len(p.meta.data) >= t.metaChunk; full || all {
		if err := w.flushChunk(colMeta, &p.meta); err != nil {
			return err
		}
	}
	if full := len(p.rows) >= t.columnDocs*rowSize; full || all {
		if err := w.flushColumns(); err != nil {
			return err
		}
	}
	if full := int(p.n) >= t.segmentDocs; full || all {
		return w.flushSegment()
	}
	return nil
}

func (w *Writer) flushChunk(c int, b *chunkBuilder) error {
	if b.n == 0 {
		return nil
	}
	first, n := b.first, b.n
	if err := w.putPiece(c, first, n, b.finish()); err != nil {
		return err
	}
	b.reset(first + Doc(n))
	return nil
}

// putPiece writes a value of a column and adds it to the manifest.
func (w *Writer) putPiece(c int, first Doc, n uint32, v []byte) error {
	id := w.m.newID()
	if err := w.s.put(valueKey(colKey[c], id), v); err != nil {
		return err
	}
	w.m.cols[c] = append(w.m.cols[c], piece{id: id, first: first, n: n, bytes: uint32(len(v) + sumSize)})
	return nil
}

func (w *Writer) flushColumns() error {
	p := &w.p
	n := uint32(len(p.rows) / rowSize)
	if n == 0 {
		return nil
	}
	if err := w.putPiece(colRow, p.colFirst, n, p.rows); err != nil {
		return err
	}
	if err := w.putPiece(colSig, p.colFirst, n, p.sigs); err != nil {
		return err
	}
	p.colFirst += Doc(n)
	p.rows, p.sigs = p.rows[:0], p.sigs[:0]
	return nil
}

// flushSegment sorts and writes the bands of the pending documents and adds the segment to the manifest.
// After the image is renewed, ids are found in the segment, so that the map of ids stays small.
func (w *Writer) flushSegment() error {
	p := &w.p
	if p.n == 0 {
		return nil
	}
	g := segment{id: w.m.newID(), first: w.m.next, n: p.n}
	for band := range bandCount {
		if err := w.putBand(&g, band, p.entries(band)); err != nil {
			return err
		}
	}
	w.m.segments = append(w.m.segments, g)
	w.m.next += Doc(p.n)
	clear(w.ids)
	clear(w.before)
	p.next()
	return nil
}

// putBand sorts and writes one array of a segment. The entries must be in document order.
func (w *Writer) putBand(g *segment, band int, list []uint64) error {
	p := &w.p
	if cap(p.tmp) < len(list) {
		p.tmp = make([]uint64, max(len(list), cap(list)))
	}
	sorted := sortEntries(list, p.tmp[:len(list)])
	p.out = appendEntries(slices.Grow(p.out[:0], len(sorted)*entrySize+sumSize), sorted)
	g.counts[band] = uint32(len(sorted))
	return w.s.put(bandKey(g.id, band), p.out)
}

// letGo releases the writer's image.
func (w *Writer) letGo() {
	if w.im != nil {
		w.im.release()
		w.im = nil
	}
}
