package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"os"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store/dbfile"
)

// A VerifyReport holds the counts of Verify.
type VerifyReport struct {
	Articles  int   `json:"articles"`  // live documents
	Revisions int   `json:"revisions"` // documents
	Values    int   `json:"values"`    // stored values
	Bytes     int64 `json:"bytes"`     // bytes of these values
	Owed      int   `json:"owed"`      // deleted articles whose bytes are still in the files
	Problems  int   `json:"problems"`  // all problems, including those not reported
}

// maxProblems is how many problems are reported: one damaged value can cause 100,000.
const maxProblems = 100

// Verify reads the whole store and calls fn with the first 100 problems it finds. It checks all checksums,
// those of Badger and those of the store. It checks that exactly the values that the manifest refers to
// exist. It checks that metadata, text, row, id and bands of every document agree, in both directions, and
// that at most one revision of an article is live. It changes nothing. It returns an error only if the
// store cannot be read at all.
func (s *Store) Verify(fn func(problem string)) (VerifyReport, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return VerifyReport{}, ErrClosed
	}
	s.wmu.Lock() // no write in the meantime
	defer s.wmu.Unlock()
	v := verifier{s: s, fn: fn, r: reader{dec: s.dec}}
	v.rep.Articles, v.rep.Revisions = int(s.man.Load().live), int(s.man.Load().next)
	v.rep.Owed = len(s.owed)
	var failed error
	if err := Fault(func() error { failed = v.all(); return nil }); err != nil {
		s.hurt.Store(true)
		v.problem("%v", err)
	}
	return v.rep, failed
}

// all runs all checks.
func (v *verifier) all() error {
	v.tables()
	v.logs()
	if _, err := v.s.auditLog(); errors.Is(err, os.ErrPermission) {
		return err
	} else if err != nil {
		v.problem("%v", err)
	}
	v.keys()
	v.manifest()
	var err error
	if v.im, err = v.s.newImage(v.s.man.Load()); err != nil {
		v.problem("%v", err)
		return nil
	}
	defer v.im.release()
	v.tombs()
	v.documents()
	for seg := range v.s.man.Load().segments {
		for band := range bandCount {
			v.band(seg, band)
		}
	}
	for seg := range v.s.man.Load().anchors.segments {
		v.anchors(seg)
	}
	return nil
}

type verifier struct {
	s   *Store
	fn  func(string)
	im  *image
	r   reader
	rep VerifyReport

	erased   []uint64 // bitmap of deleted documents
	shingled []uint64 // bitmap of documents with shingles
}

func (v *verifier) problem(format string, args ...any) {
	v.rep.Problems++
	if v.fn != nil && v.rep.Problems <= maxProblems {
		v.fn(fmt.Sprintf(format, args...))
	}
}

// tables checks Badger's own checksums of tables.
func (v *verifier) tables() {
	defer func() {
		if r := recover(); r != nil {
			v.s.hurt.Store(true)
			v.problem("a table of the database is damaged: %v", r)
		}
	}()
	if err := v.s.db.VerifyChecksum(); err != nil {
		v.problem("a table of the database is damaged: %v", err)
	}
}

// logs checks what the next writer reads of the logs. An active writer has read it already.
func (v *verifier) logs() {
	if !v.s.opts.ReadOnly {
		return
	}
	if err := dbfile.CheckLogs(v.s.dir, magic); err != nil {
		v.problem("%v", err)
	}
}

// keys checks that every value referred to exists with the right checksum, and that there is no other
// value.
func (v *verifier) keys() {
	check := func(key []byte) {
		b, err := v.s.fetch(key)
		if err == nil {
			_, err = checkSum(b, key)
		}
		if err != nil {
			v.problem("%v", err)
		}
		v.rep.Values++
		v.rep.Bytes += int64(len(b))
	}
	check([]byte{keyParams})
	check([]byte{keyManifest})
	v.s.man.Load().keys(check)
	if v.s.writing.Load() {
		return // the commit of a writer in progress will refer to these values
	}
	unused, err := v.s.unusedKeys()
	if err != nil {
		v.problem("the keys cannot be listed: %v", err)
	}
	for _, k := range unused {
		v.problem("%s is there and nothing refers to it", keyName(k))
	}
}

// manifest checks the stored manifest against the current one.
func (v *verifier) manifest() {
	m := v.s.man.Load()
	b, err := v.s.fetchCopy([]byte{keyManifest})
	if err == nil && !bytes.Equal(b, m.encode()) {
		err = fmt.Errorf("%w: the stored manifest is not the one in use", ErrDamaged)
	}
	if err == nil {
		err = m.check()
	}
	if err != nil {
		v.problem("%v", err)
	}
	ids := map[uint32]struct{}{}
	m.keys(func(k []byte) {
		c := cursor{s: string(k[1:5])}
		id := bits.ReverseBytes32(c.u32())
		if id >= m.nextID {
			v.problem("%s has an id that was not given out", keyName(k))
		}
		if _, twice := ids[id]; twice && k[0] != keyBand {
			v.problem("%s is referred to twice", keyName(k))
		}
		ids[id] = struct{}{}
	})
	if m.gen.horizon > m.next {
		v.problem("generation %d knows documents up to %d, the store ends at %d", m.gen.number, m.gen.horizon, m.next)
	}
	for i := range m.gen.blobs {
		if _, err := readBlob(v.s.fetch, &m.gen.blobs[i]); err != nil {
			v.problem("generation %d, payload %d: %v", m.gen.number, i, err)
		}
	}
	for i, p := range m.blocks {
		if b, err := v.s.fetch(valueKey(keyBlock, p.id)); err == nil && len(b) != int(p.bytes) {
			v.problem("generation %d: block %d has %d bytes, the manifest says %d", m.gen.number, i, len(b), p.bytes)
		}
	}
}

// tombs checks the counts of dead documents.
func (v *verifier) tombs() {
	for _, t := range v.s.man.Load().tombs {
		n := 0
		for i, b := range v.im.dead[t.index] {
			n += bits.OnesCount8(b)
			high := uint64(t.index)*tombDocs + uint64(i)*8 + uint64(bits.Len8(b))
			if b != 0 && high > uint64(v.s.man.Load().next) {
				v.problem("document %d is marked dead and was never stored", high-1)
			}
		}
		if n != int(t.dead) {
			v.problem("bitmap %d has %d dead documents, the manifest says %d", t.index, n, t.dead)
		}
	}
}

// documents checks every document and its index entries.
func (v *verifier) documents() {
	words := int(v.s.man.Load().next)/64 + 1
	v.erased, v.shingled = make([]uint64, words), make([]uint64, words)
	for d := range v.s.man.Load().next {
		if err := v.document(d); err != nil {
			v.problem("document %d: %v", d, err)
		}
	}
}

func set(b []uint64, d Doc)      { b[d/64] |= 1 << (d % 64) }
func has(b []uint64, d Doc) bool { return b[d/64]&(1<<(d%64)) != 0 }

func (v *verifier) document(d Doc) error {
	row, err := v.im.row(d)
	if err != nil {
		return err
	}
	if row.Shingles > 0 {
		set(v.shingled, d)
	}
	item, err := v.r.item(v.im, colText, d)
	if err != nil {
		return err
	}
	rec, err := v.r.record(v.im, d)
	if errors.Is(err, ErrNotFound) && item == "" {
		set(v.erased, d)
		if v.im.live(d) || row != (Row{Minute: NoMinute}) {
			return errors.New("was deleted and is still in the index")
		}
		return nil
	}
	if err != nil {
		return err
	}
	text, _, err := parseText(item)
	if err != nil {
		return err
	}
	switch {
	case uint64(len(text)) != rec.textLen || xxhash.Sum64String(text) != rec.textHash:
		return errors.New("text and metadata do not belong together")
	case row.Minute != minuteOf(&rec.article):
		return fmt.Errorf("its row has minute %d, its metadata %d", row.Minute, minuteOf(&rec.article))
	case (row.Content == 0) != (row.Shingles == 0):
		return errors.New("its row contradicts itself")
	}
	return v.findable(d, row, rec.article.ID)
}

// findable checks that d is found by its id and its content, and that no other live document has its id.
func (v *verifier) findable(d Doc, row Row, id string) error {
	if row.Content != 0 {
		if ok, err := v.indexed(d, BandContent, uint32(row.Content)); err != nil || !ok {
			return errors.Join(err, errors.New("is not found by its content"))
		}
	}
	h := fold(idHash(id))
	if ok, err := v.indexed(d, bandID, h); err != nil || !ok {
		return errors.Join(err, fmt.Errorf("is not found by its id %q", id))
	}
	if !v.im.live(d) {
		return nil
	}
	for seg := range v.s.man.Load().segments {
		e, err := v.im.band(seg, bandID)
		if err != nil {
			return err
		}
		for k := e.find(h); k < e.len() && e.hash(k) == h; k++ {
			o := e.doc(k)
			if o <= d || o >= v.s.man.Load().next || !v.im.live(o) {
				continue
			}
			if rec, err := v.r.record(v.im, o); err == nil && rec.article.ID == id {
				return fmt.Errorf("document %d is live under the same id %q", o, id)
			}
		}
	}
	return nil
}

// indexed reports whether a band of d's segment has the entry.
func (v *verifier) indexed(d Doc, band int, h uint32) (bool, error) {
	for seg, g := range v.s.man.Load().segments {
		if d < g.first || uint64(d) >= uint64(g.first)+uint64(g.n) {
			continue
		}
		e, err := v.im.band(seg, band)
		if err != nil {
			return false, err
		}
		for k := e.find(h); k < e.len() && e.hash(k) == h; k++ {
			if e.doc(k) == d {
				return true, nil
			}
		}
	}
	return false, nil
}

// band checks that an array is sorted and has entries for exactly the documents that belong in it.
func (v *verifier) band(seg, band int) {
	g := &v.s.man.Load().segments[seg]
	e, err := v.im.band(seg, band)
	if err != nil {
		v.problem("segment %d, band %d: %v", g.id, band, err)
		return
	}
	want := 0
	for d := g.first; d < g.first+Doc(g.n); d++ {
		if v.belongs(d, band) {
			want++
		}
	}
	if band != BandPrefix && e.len() != want {
		v.problem("segment %d, band %d: %d entries for %d documents", g.id, band, e.len(), want)
	}
	for i := range e.len() {
		d := e.doc(i)
		if i > 0 && e.at(i) <= e.at(i-1) {
			v.problem("segment %d, band %d: entry %d is not in order", g.id, band, i)
			return
		}
		if d < g.first || uint64(d) >= uint64(g.first)+uint64(g.n) || !v.belongs(d, band) {
			v.problem("segment %d, band %d: entry %d is of document %d, which is not in it", g.id, band, i, d)
			return
		}
	}
	if band < minhash.Bands {
		v.once(g, band, e)
	}
}

// once checks that no document is twice in a minhash band.
func (v *verifier) once(g *segment, band int, e entries) {
	seen := make([]uint64, g.n/64+1)
	for i := range e.len() {
		if has(seen, e.doc(i)-g.first) {
			v.problem("segment %d, band %d: document %d is in it twice", g.id, band, e.doc(i))
			return
		}
		set(seen, e.doc(i)-g.first)
	}
}

// belongs reports whether a document has entries in a band.
func (v *verifier) belongs(d Doc, band int) bool {
	if band == bandID {
		return !has(v.erased, d)
	}
	return has(v.shingled, d)
}
