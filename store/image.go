package store

import (
	"fmt"
	"sync/atomic"

	badger "github.com/dgraph-io/badger/v4"

	"github.com/wiretrace/wiretrace/minhash"
)

// An image holds the values of one manifest as slices of the value log. Each is looked up once and then
// shared by all views: a lookup takes 1.5 us, and a search needs up to 27 arrays of every segment. Later
// commits do not change an image. It is reference-counted: every user must release it.
type image struct {
	s       *Store
	m       *manifest
	db      *badger.DB
	txn     *badger.Txn // sees all values of m, even those deleted later
	refs    atomic.Int64
	epoch   uint64
	cols    [colCount][]slot
	bands   []slot   // bands of all segments, one segment after the other
	anchors [][]slot // parts of the anchor index's segments
	dead    [][]byte // bitmaps of tombDocs documents each; nil: all are live
}

type slot struct{ v atomic.Pointer[[]byte] }

func (im *image) fetch(key []byte) ([]byte, error) { return im.s.fetchAt(im.txn, key) }

// release drops one reference to an image.
func (im *image) release() {
	if im.refs.Add(-1) == 0 && !im.db.IsClosed() {
		im.txn.Discard()
	}
}

// newImage returns the image of m. The caller holds s.mu.
func (s *Store) newImage(m *manifest) (*image, error) {
	im := &image{s: s, m: m, epoch: s.epoch.Load()}
	im.db = s.db
	im.txn = im.db.NewTransaction(false)
	im.refs.Store(1)
	for c := range im.cols {
		im.cols[c] = make([]slot, len(m.cols[c]))
	}
	im.bands = make([]slot, len(m.segments)*bandCount)
	im.anchors = make([][]slot, len(m.anchors.segments))
	for i := range im.anchors {
		im.anchors[i] = make([]slot, len(m.anchors.segments[i].parts))
	}
	if len(m.tombs) > 0 {
		im.dead = make([][]byte, uint64(m.next)/tombDocs+1)
	}
	for _, t := range m.tombs {
		v, err := im.body(valueKey(keyTomb, t.id))
		if err == nil && len(v) != tombDocs/8 {
			err = fmt.Errorf("%w: a bitmap of %d bytes", ErrDamaged, len(v))
		}
		if err != nil {
			im.release()
			return nil, err
		}
		im.dead[t.index] = v
	}
	return im, nil
}

// current returns the shared image of the current manifest. The caller holds s.mu for reading and must
// release the image.
func (s *Store) current() (*image, error) {
	if im := s.shared(); im != nil {
		return im, nil
	}
	s.wmu.Lock() // so that manifest and transaction are of the same commit
	defer s.wmu.Unlock()
	if im := s.shared(); im != nil {
		return im, nil
	}
	im, err := s.newImage(s.man.Load())
	if err != nil {
		return nil, err
	}
	im.refs.Add(1)
	s.imageMu.Lock()
	defer s.imageMu.Unlock()
	s.image = im
	return im, nil
}

// shared returns the shared image, or nil if there is none.
func (s *Store) shared() *image {
	s.imageMu.Lock()
	defer s.imageMu.Unlock()
	if s.image != nil {
		s.image.refs.Add(1)
	}
	return s.image
}

// body returns a value without its checksum, which only Verify checks: it covers megabytes, while a lookup
// reads a line. Compressed frames have their own checksum, which every read checks.
func (im *image) body(key []byte) ([]byte, error) {
	v, err := im.fetch(key)
	if err != nil {
		return nil, missing(err)
	}
	return v[:len(v)-sumSize], nil
}

// missing returns the ErrDamaged for a missing value that the manifest refers to.
func missing(err error) error { return fmt.Errorf("%w: %w", ErrDamaged, err) }

// col returns piece i of a column.
func (im *image) col(c, i int) ([]byte, error) {
	sl := &im.cols[c][i]
	if v := sl.v.Load(); v != nil {
		return *v, nil
	}
	p := im.m.cols[c][i]
	v, err := im.body(valueKey(colKey[c], p.id))
	if err != nil {
		return nil, err
	}
	if size := colWidth[c] * uint64(p.n); colWidth[c] > 0 && uint64(len(v)) != size {
		return nil, fmt.Errorf("%w: a column of %d bytes, not %d", ErrDamaged, len(v), size)
	}
	sl.v.Store(&v)
	return v, nil
}

// colWidth is the number of bytes of a document in each column; 0: variable.
var colWidth = [colCount]uint64{colSig: minhash.PackedSize, colRow: rowSize}

// frames returns the frames of piece i of a chunked column.
func (im *image) frames(c, i int) (frames, error) {
	v, err := im.col(c, i)
	if err != nil {
		return frames{}, err
	}
	f, err := parseChunk(v)
	if err == nil && f.n != im.m.cols[c][i].n {
		err = fmt.Errorf("%w: a chunk of %d documents, not %d", ErrDamaged, f.n, im.m.cols[c][i].n)
	}
	return f, err
}

// band returns a segment's array of one band.
func (im *image) band(seg, band int) (entries, error) {
	sl := &im.bands[seg*bandCount+band]
	if v := sl.v.Load(); v != nil {
		return *v, nil
	}
	g := &im.m.segments[seg]
	v, err := im.body(bandKey(g.id, band))
	if err != nil {
		return nil, err
	}
	if uint64(len(v)) != uint64(g.counts[band])*entrySize {
		return nil, fmt.Errorf("%w: an array of %d bytes, not %d entries", ErrDamaged, len(v), g.counts[band])
	}
	sl.v.Store(&v)
	return v, nil
}

// live reports whether d is not dead; it must be below the manifest's next.
func (im *image) live(d Doc) bool {
	if im.dead == nil {
		return true
	}
	b := im.dead[d/tombDocs]
	return len(b) == 0 || b[d%tombDocs/8]&(1<<(d%8)) == 0
}

// row returns the row of a document.
func (im *image) row(d Doc) (Row, error) {
	b, err := im.fixed(colRow, d)
	if err != nil {
		return Row{}, err
	}
	return parseRow(b), nil
}

// fixed returns a document's bytes in a column of fixed width.
func (im *image) fixed(c int, d Doc) ([]byte, error) {
	i := find(im.m.cols[c], d)
	if i < 0 {
		return nil, noDoc(d)
	}
	v, err := im.col(c, i)
	if err != nil {
		return nil, err
	}
	w := int(colWidth[c])
	at := int(d-im.m.cols[c][i].first) * w
	return v[at : at+w], nil
}

func noDoc(d Doc) error { return fmt.Errorf("document %d: %w", d, ErrNotFound) }

// setBit marks d dead in the bitmap that covers it.
func setBit(b []byte, d Doc) { b[d%tombDocs/8] |= 1 << (d % 8) }

func hasBit(b []byte, d Doc) bool { return b[d%tombDocs/8]&(1<<(d%8)) != 0 }
