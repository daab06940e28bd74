package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store/dbfile"
)

// A Lost is an article that cannot be read completely.
type Lost struct {
	ID, URL string // empty if unknown
	Begins  string // the beginning of the text, if only the metadata is lost
	Why     string
}

// A Salvage reads the articles of a damaged store without changing it. It has the store locked until
// Close.
type Salvage struct {
	// Problems describes the damage, a line each.
	Problems []string
	// Uncertain is set if the list of what is in the store is damaged. Then replaced articles may be read
	// too, and deleted ones that are not in the list next to the store.
	Uncertain bool
	// Lost are the articles that cannot be read. It is complete after Each.
	Lost []Lost
	// Lineage is the lineage of the store, for [Options]. It is empty if it cannot be read.
	Lineage string
	// Unnamed is the known number of lost articles whose metadata and text are both lost.
	Unnamed int

	lock  *dirLock
	link  func(from, to string) error // os.Link; some file systems lack it
	dec   *zstd.Decoder
	files *dbfile.Survey
	texts map[uint64]place // by text hash, without erased texts
	docs  map[Doc]place    // by document number, if known
	named map[uint64]bool  // hashes of texts that some metadata refers to
	kept  map[uint64]bool  // id hashes of articles that were read
	gone  debt             // deleted articles, from the list next to the store
	live  int              // number of articles in the store; 0: unknown
}

// A place is where a text was found.
type place struct {
	chunk int // index among the chunks of texts
	frame int
	item  uint32
	hash  uint64 // of the text
}

// OpenSalvage locks a damaged store and examines its files. It fails with [ErrInUse] while another process
// holds the store, and with [ErrNotFound] where there is none.
func OpenSalvage(dir string) (*Salvage, error) {
	l, err := dbfile.List(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && l.Empty() {
		return nil, fmt.Errorf("%w: no store in %s", ErrNotFound, dir)
	}
	if err != nil {
		return nil, err
	}
	x := &Salvage{link: os.Link, texts: map[uint64]place{}, docs: map[Doc]place{}, named: map[uint64]bool{}, kept: map[uint64]bool{}}
	if x.lock, err = lockDir(dir, false); err != nil {
		return nil, err
	}
	if x.dec, err = newDecoder(); err == nil {
		x.files, err = dbfile.Scan(dir, magic)
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	x.Problems = x.files.Problems
	if err := oddLock(dir); err != nil {
		x.Problems = append(x.Problems, err.Error())
	}
	if x.files.Keys[string(rune(keyManifest))].Version < x.lock.acked() {
		x.files.Complete = false
		x.Problems = append(x.Problems, "the last commits that were acknowledged are missing: a file *.mem was removed or cut")
	}
	x.Lineage = x.lineage()
	list, err := deletedFor(dir, 0, nil, nil)
	if err != nil {
		x.Problems = append(x.Problems, err.Error())
	}
	x.gone = list.ids
	return x, nil
}

// Close unlocks the store.
func (x *Salvage) Close() error {
	if x.dec != nil {
		x.dec.Close()
	}
	return x.lock.release()
}

// Each calls fn with every complete revision of an article, in the order of arrival as far as it is known.
// fn may keep the article.
func (x *Salvage) Each(fn func(a *article.Article) error) error {
	texts, metas, err := x.chunks()
	if err != nil {
		return err
	}
	if err := x.index(texts); err != nil {
		return err
	}
	r := textReader{x: x, chunks: texts}
	for i := range metas {
		v, err := x.value(&metas[i])
		if err != nil {
			return err
		}
		err = x.eachItem(v, func(i found) error {
			rec, err := parseRecord(i.s)
			if err != nil {
				x.lose(Lost{Why: "its metadata cannot be read"})
				return nil //nolint:nilerr // it is listed as lost, and the rest is read
			}
			return x.join(&r, i.doc, &rec, fn)
		})
		if err != nil {
			return err
		}
	}
	for i := range x.Lost {
		if l := &x.Lost[i]; l.ID != "" && x.kept[idHash(l.ID)] {
			l.Why = "one of its revisions is damaged, another is kept"
		}
	}
	if err := x.unnamed(&r); err != nil {
		return err
	}
	x.countUnnamed()
	return nil
}

// countUnnamed counts the articles whose metadata and text are both lost.
func (x *Salvage) countUnnamed() {
	listed, texts := map[string]bool{}, 0
	for _, l := range x.Lost {
		if l.ID == "" {
			texts++ // of an article or an earlier revision each
		} else if !x.kept[idHash(l.ID)] {
			listed[l.ID] = true
		}
	}
	x.Unnamed = max(0, x.live-len(x.kept)-len(listed)-texts)
}

// join finds the text of a metadata record, by document number or else by text hash, and calls fn with the
// article.
func (x *Salvage) join(r *textReader, doc int64, rec *record, fn func(*article.Article) error) error {
	a := rec.article.Clone()
	if x.Uncertain && x.gone.has(a.ID) {
		x.named[rec.textHash] = true
		return nil
	}
	at, ok := x.docs[Doc(doc)]
	if doc < 0 || !ok || at.hash != rec.textHash {
		at, ok = x.texts[rec.textHash]
	}
	if !ok {
		x.lose(Lost{ID: a.ID, URL: a.URL, Why: "its text is damaged"})
		return nil
	}
	x.named[rec.textHash] = true
	item, err := r.item(at)
	if err != nil {
		return err
	}
	if a.Text, a.Furniture, err = parseText(item); err != nil {
		x.lose(Lost{ID: a.ID, URL: a.URL, Why: "its text is damaged"})
		return nil //nolint:nilerr // it is listed as lost, and the rest is read
	}
	x.kept[idHash(a.ID)] = true
	return fn(&a)
}

func (x *Salvage) lose(l Lost) { x.Lost = append(x.Lost, l) }

// beginning is how many characters of a text without metadata are shown.
const beginning = 60

// unnamed lists the texts whose metadata is lost.
func (x *Salvage) unnamed(r *textReader) error {
	var left []place
	for h, at := range x.texts {
		if !x.named[h] {
			left = append(left, at)
		}
	}
	slices.SortFunc(left, func(a, b place) int {
		return compareKeys(a.chunk, b.chunk, a.frame, b.frame, int(a.item), int(b.item))
	})
	for _, at := range left {
		item, err := r.item(at)
		if err != nil {
			return err
		}
		text, _, err := parseText(item)
		if err != nil {
			continue
		}
		runes := []rune(text[:min(len(text), 4*beginning)])
		x.lose(Lost{Begins: string(runes[:min(len(runes), beginning)]), Why: "its metadata are damaged"})
	}
	return nil
}

// compareKeys compares pairs of numbers. The first pair that differs decides.
func compareKeys(pairs ...int) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if d := pairs[i] - pairs[i+1]; d != 0 {
			return d
		}
	}
	return 0
}

// A chunkValue is a chunk that was found.
type chunkValue struct {
	key   []byte
	found dbfile.Found
	first int64 // number of its first document; -1: unknown
}

// chunks returns the chunks of texts and of metadata in document order. They are those in the store's
// manifest if it can be read and all tables are intact, otherwise all that were not deleted.
func (x *Salvage) chunks() (texts, metas []chunkValue, err error) {
	m, err := x.manifest()
	if err != nil {
		return nil, nil, err
	}
	if m != nil {
		x.live = int(m.live)
		for _, p := range m.cols[colText] {
			texts = append(texts, x.find(valueKey(keyText, p.id), p.first))
		}
		for _, p := range m.cols[colMeta] {
			metas = append(metas, x.find(valueKey(keyMeta, p.id), p.first))
		}
		return texts, metas, nil
	}
	x.Uncertain = true
	return x.all(keyText), x.all(keyMeta), nil
}

// manifest returns the manifest, or nil if it is not certain which is current.
func (x *Salvage) manifest() (*manifest, error) {
	f := x.find([]byte{keyManifest}, 0).found
	if f.Version == 0 || f.Deleted || !x.files.Complete {
		return nil, nil
	}
	b, err := f.Read()
	if err != nil {
		return nil, err
	}
	if b, err = checkSum(b, []byte{keyManifest}); err == nil {
		var m *manifest
		if m, err = decodeManifest(b); err == nil {
			return m, nil
		}
	}
	x.Problems = append(x.Problems, err.Error())
	return nil, nil
}

// lineage returns the lineage in the parameters of the store.
func (x *Salvage) lineage() string {
	f := x.find([]byte{keyParams}, 0).found
	if f.Version == 0 {
		return ""
	}
	b, err := f.Read()
	if err == nil {
		b, err = checkSum(b, []byte{keyParams})
	}
	var p params
	if err == nil {
		p, err = decodeParams(b)
	}
	if err != nil || p.lineage() == 0 {
		return ""
	}
	return p.Lineage
}

// find returns a value that the manifest refers to.
func (x *Salvage) find(key []byte, first Doc) chunkValue {
	f, ok := x.files.Keys[string(key)]
	if logged, whole := x.files.Logged[string(key)]; whole && (!ok || logged.Version == f.Version) {
		f = logged
	}
	return chunkValue{key, f, int64(first)}
}

// all returns the values of a key type that were not deleted, by id.
func (x *Salvage) all(kind byte) (out []chunkValue) {
	for _, from := range []map[string]dbfile.Found{x.files.Logged, x.files.Keys} {
		for key, f := range from {
			if len(key) != 5 || key[0] != kind {
				continue
			}
			if known, ok := x.files.Keys[key]; ok && (known.Deleted || known.Version != f.Version) {
				continue
			}
			out = append(out, chunkValue{[]byte(key), f, -1})
		}
	}
	slices.SortStableFunc(out, func(a, b chunkValue) int { return bytes.Compare(a.key, b.key) })
	return slices.CompactFunc(out, func(a, b chunkValue) bool { return bytes.Equal(a.key, b.key) })
}

// index records where every text is.
func (x *Salvage) index(chunks []chunkValue) error {
	for i := range chunks {
		v, err := x.value(&chunks[i])
		if err != nil {
			return err
		}
		err = x.eachItem(v, func(it found) error {
			text, _, err := parseText(it.s)
			if err != nil {
				return nil //nolint:nilerr // the article of this text is listed as lost
			}
			at := place{i, it.frame, it.item, xxhash.Sum64String(text)}
			x.texts[at.hash] = at
			if it.doc >= 0 {
				x.docs[Doc(it.doc)] = at
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A textReader reads texts and caches the last chunk and frame.
type textReader struct {
	x      *Salvage
	chunks []chunkValue
	value  salvaged
	u      unpacked
	chunk  int // index of the cached chunk plus one; 0: none
	frame  int
}

func (r *textReader) item(at place) (string, error) {
	if r.chunk != at.chunk+1 {
		problems := len(r.x.Problems) // the damage was reported before
		v, err := r.x.value(&r.chunks[at.chunk])
		if err != nil {
			return "", err
		}
		r.x.Problems = r.x.Problems[:problems]
		r.value, r.chunk, r.frame = v, at.chunk+1, -1
	}
	if r.frame != at.frame {
		u, ok := r.x.unpack(r.value.frames[at.frame])
		if !ok {
			return "", fmt.Errorf("%w: a text was readable and is not any more", ErrDamaged)
		}
		r.u, r.frame = u, at.frame
	}
	return r.u.item(at.item), nil
}

// Foreign lists the files in a store's directory that are not part of the store, such as settings.
func Foreign(dir string) (names []string, err error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		scratch, _ := filepath.Match(scratchPattern, f.Name())
		if !scratch && f.Name() != lockName && !dbfile.Owns(f.Name()) {
			names = append(names, f.Name())
		}
	}
	return names, nil
}
