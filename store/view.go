package store

import (
	"errors"
	"fmt"
	"math"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store/dbfile"
)

// A View is a consistent state of the store, within [Store.View]. It is for one goroutine. Goroutines that
// read in parallel take a view each, which is cheap. Byte slices are valid until the view ends; strings
// may be kept.
type View struct {
	im     *image
	r      reader
	anchor anchorReader
	// earlier are earlier revisions that searches also find, see [View.Include].
	earlier map[Doc]struct{}
	err     error // first damage found by a method that returns no error
}

// View calls fn with a view of the last commit. The view does not change while others write and commit.
//
// View returns fn's error, or ErrDamaged if a method of the view that returns no error found damage.
func (s *Store) View(fn func(*View) error) error {
	s.gate.RLock()
	s.mu.RLock()
	s.gate.RUnlock()
	defer s.mu.RUnlock()
	if s.db == nil || s.closing.Load() {
		return ErrClosed
	}
	im, err := s.current()
	if err != nil {
		return err
	}
	defer im.release()
	return (&View{im: im, r: reader{dec: s.dec}}).within(fn)
}

// Fork calls fn with another view of the same commit, for another goroutine. It must return before v ends.
// It returns what [Store.View] would return.
func (v *View) Fork(fn func(*View) error) error {
	return (&View{im: v.im, r: reader{dec: v.im.s.dec}, earlier: v.earlier}).within(fn)
}

// within calls fn with v. It turns damage and disk read errors into an error.
func (v *View) within(fn func(*View) error) error {
	err := Fault(func() error { return fn(v) })
	return errors.Join(err, v.err)
}

// Fault calls fn, which reads slices of a view in another goroutine than the view's own. It returns fn's
// error, or ErrDamaged if the disk cannot read bytes of the store. Without Fault, such a read error kills
// the process.
func Fault(fn func() error) error {
	err := dbfile.Fault(fn)
	if errors.Is(err, dbfile.ErrDamaged) && !errors.Is(err, ErrDamaged) {
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// Err returns the first damage found by a method that returns no error.
func (v *View) Err() error { return v.err }

// fail records the first damage.
func (v *View) fail(err error) {
	if v.err == nil {
		v.err = err
	}
}

// Docs returns the highest document number plus one.
func (v *View) Docs() Doc { return v.im.m.next }

// LiveDocs returns the number of live documents: the articles in the store.
func (v *View) LiveDocs() int { return int(v.im.m.live) }

// Deaths returns how many documents have died, ever: replaced by another revision or deleted. If it has
// changed since conclusions were drawn, they may name dead documents.
func (v *View) Deaths() uint64 { return v.im.m.deaths }

// Live reports whether d is the current revision of an article.
func (v *View) Live(d Doc) bool { return d < v.im.m.next && v.im.live(d) }

// Row returns the row of a document, live or dead. It returns the zero Row if there is no such document.
func (v *View) Row(d Doc) Row {
	row, err := v.im.row(d)
	if err != nil {
		v.fail(err)
	}
	return row
}

// noSignature is what Packed returns if there is no such document.
var noSignature [minhash.PackedSize]byte

// Packed returns a document's packed signature, which must not be changed.
func (v *View) Packed(d Doc) []byte {
	b, err := v.im.fixed(colSig, d)
	if err != nil {
		v.fail(err)
		return append([]byte(nil), noSignature[:]...)
	}
	return b
}

// Text returns a document's text, live or dead. It returns ErrNotFound if there is no such document or it
// was deleted.
func (v *View) Text(d Doc) (string, error) {
	text, _, err := v.Body(d)
	return text, err
}

// Body returns a document's text and furniture. It takes half the time of Article.
func (v *View) Body(d Doc) (string, []article.Furniture, error) {
	s, err := v.r.item(v.im, colText, d)
	if err != nil {
		return "", nil, err
	}
	if s == "" {
		return "", nil, noDoc(d)
	}
	text, furniture, err := parseText(s)
	if err != nil {
		return "", nil, fmt.Errorf("document %d: %w", d, err)
	}
	return text, furniture, nil
}

// Meta returns a document's article without text and furniture.
func (v *View) Meta(d Doc) (article.Article, error) {
	rec, err := v.r.record(v.im, d)
	if err != nil {
		return article.Article{}, err
	}
	return rec.article, nil
}

// Marked reports whether a document has furniture, without reading the text.
func (v *View) Marked(d Doc) (bool, error) {
	rec, err := v.r.record(v.im, d)
	return rec.marked, err
}

// Article returns a document's whole article.
func (v *View) Article(d Doc) (article.Article, error) {
	a, err := v.Meta(d)
	if err != nil {
		return a, err
	}
	a.Text, a.Furniture, err = v.Body(d)
	return a, err
}

// EachMeta calls fn with every live document from number from on, in ascending order, without text and
// furniture. It stops at the first error and returns it. fn may keep the strings, but each keeps the
// memory of 64 records alive. a is reused.
func (v *View) EachMeta(from Doc, fn func(d Doc, a *article.Article) error) error {
	return v.EachMarked(from, func(d Doc, a *article.Article, _ bool) error { return fn(d, a) })
}

// EachMarked is EachMeta that says of each document whether its text has furniture, too.
func (v *View) EachMarked(from Doc, fn func(d Doc, a *article.Article, marked bool) error) error {
	var u unpacked
	for i, p := range v.im.m.cols[colMeta] {
		if uint64(p.first)+uint64(p.n) <= uint64(from) {
			continue
		}
		f, err := v.im.frames(colMeta, i)
		if err != nil {
			return err
		}
		start := 0
		if from > p.first {
			start = f.find(uint32(from - p.first))
		}
		for at := start; at < f.len(); at++ {
			if err := v.r.decode(&u, f, at); err != nil {
				return err
			}
			if err := v.eachRecord(&u, p.first+Doc(f.first(at)), from, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachRecord calls fn with the live documents of one frame.
func (v *View) eachRecord(u *unpacked, first, from Doc, fn func(Doc, *article.Article, bool) error) error {
	for i := range u.ends {
		d := first + Doc(i)
		if d < from || !v.im.live(d) {
			continue
		}
		rec, err := parseRecord(u.item(uint32(i)))
		if err != nil {
			return fmt.Errorf("document %d: %w", d, err)
		}
		if err := fn(d, &rec.article, rec.marked); err != nil {
			return err
		}
	}
	return nil
}

// maxDoc is the highest number a document can have.
const maxDoc = math.MaxUint32 - 1
