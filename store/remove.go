package store

import (
	"errors"
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store/audit"
)

// A Deed names who does something to articles on purpose, and why. It goes into the audit log.
type Deed struct {
	Who, Why string
	At       time.Time
}

func (d Deed) event(did string) audit.Event {
	return audit.Event{At: d.At, Who: d.Who, Why: d.Why, Did: did}
}

// Removal holds the options of [Store.Remove].
type Removal struct {
	Deed
	Expired bool // removed because of their age: the log only counts them
	// Block lists by what the articles are refused from now on: audit.ByID, ByAddress, ByText.
	Block []string
}

// Removed is the result of Remove.
type Removed struct {
	Deleted int
	Missing []string // not in the store; if ids are blocked, these are blocked too
	Held    []string // under a legal hold and therefore not removed
}

// Remove deletes articles like [Store.Delete], except those under a legal hold, and writes this to the
// audit log. It writes the log first: if it is killed, the log may have a removal that was not done, but
// never the other way round.
func (s *Store) Remove(ids []string, how Removal) (Removed, error) {
	s.auditMu.Lock()
	defer s.auditMu.Unlock()
	var done Removed
	if err := s.await(); err != nil {
		return done, err
	}
	l, err := s.auditLog()
	if err != nil {
		return done, err
	}
	state := l.State()
	free, held := apart(ids, &state)
	done.Held = held
	e, err := s.removal(free, &how, state.Filter())
	if err != nil {
		return done, err
	}
	if e.Count > 0 || len(e.Marks) > 0 {
		if err := l.Append(e); err != nil {
			return done, err
		}
	}
	if len(free) > 0 {
		done.Deleted, done.Missing, err = s.Delete(free)
	}
	return done, err
}

// WouldRemove returns what [Store.Remove] of the ids would do now. It changes nothing.
func (s *Store) WouldRemove(ids []string) (Removed, error) {
	var would Removed
	l, err := s.Audit()
	if err != nil {
		return would, err
	}
	state := l.State()
	free, held := apart(ids, &state)
	would.Held = held
	owed := s.debts()
	err = s.View(func(v *View) error {
		for _, id := range free {
			docs, err := v.revisions(id)
			if err != nil {
				return err
			}
			if len(docs) == 0 && !owed.has(id) && !s.paid.has(id) {
				would.Missing = append(would.Missing, id)
				continue
			}
			would.Deleted++
		}
		return nil
	})
	return would, err
}

// apart returns the distinct ids that may be removed, and those under a legal hold.
func apart(ids []string, state *audit.State) (free, held []string) {
	free = slices.DeleteFunc(distinct(ids), func(id string) bool {
		_, is := state.Held[IDHash(id)]
		if is {
			held = append(held, id)
		}
		return is
	})
	return free, held
}

// removal returns the audit event of a removal. It has no articles if there is nothing to do.
func (s *Store) removal(ids []string, how *Removal, blocked *audit.Filter) (audit.Event, error) {
	if how.Expired {
		e := how.event(audit.Expire)
		e.Count = len(ids)
		return e, nil
	}
	e := how.event(audit.Delete)
	e.Block = how.Block
	err := s.View(func(v *View) error {
		for _, id := range ids {
			marks, err := v.marks(id)
			if err != nil {
				return err
			}
			if own := (audit.Mark{ID: IDHash(id)}); len(marks) == 0 && slices.Contains(e.Block, audit.ByID) && !blocked.Blocks(own) {
				marks = append(marks, own) // block the id although no such article is stored
			}
			for _, m := range marks {
				if m = how.chosen(m); !slices.Contains(e.Marks[max(0, len(e.Marks)-len(marks)):], m) {
					e.Marks = append(e.Marks, m)
				}
			}
		}
		return nil
	})
	return e, err
}

// chosen returns the part of a mark that the log keeps: the id, and what the article is blocked by.
func (r *Removal) chosen(m audit.Mark) audit.Mark {
	if !slices.Contains(r.Block, audit.ByAddress) {
		m.Address = 0
	}
	if !slices.Contains(r.Block, audit.ByText) {
		m.Text, m.Content = 0, 0
	}
	return m
}

// revisions returns all revisions of an article, including dead ones.
func (v *View) revisions(id string) (docs []Doc, err error) {
	found, err := v.im.revisions(&v.r, id)
	for _, c := range found {
		docs = append(docs, c.doc)
	}
	return docs, err
}

// marks returns the marks of all revisions of an article.
func (v *View) marks(id string) (marks []audit.Mark, err error) {
	docs, err := v.revisions(id)
	for _, d := range docs {
		rec, err := v.r.record(v.im, d)
		if err != nil {
			return nil, err
		}
		marks = append(marks, audit.Mark{
			ID: IDHash(id), Address: addressHash(&rec.article), Text: audit.Hash(rec.textHash), Content: audit.Hash(v.Row(d).Content),
		})
	}
	return marks, errors.Join(err, v.err)
}

// addressHash returns the hash of an article's canonical address: the one that the page names or, without
// it, its own. It is 0 if there is none.
func addressHash(a *article.Article) audit.Hash {
	url := a.Link(article.RelCanonical)
	if url == "" {
		url = a.URL
	}
	return AddressHash(url)
}

// IDHash returns the hash by which holds and blocks identify an id.
func IDHash(id string) audit.Hash { return audit.Hash(idHash(id)) }

// AddressHash returns the hash by which blocks identify an address. It is 0 if url is not an address.
func AddressHash(url string) audit.Hash {
	if url == "" {
		return 0
	}
	canonical := article.CanonicalURL(url)
	if canonical == "" {
		return 0
	}
	return audit.Hash(xxhash.Sum64String(canonical))
}

// Hold puts articles under a legal hold: they cannot be removed until they are released. missing are the
// ids that are not in the store.
func (s *Store) Hold(ids []string, d Deed) (held int, missing []string, err error) {
	return s.mark(audit.Hold, ids, d)
}

// Release ends the legal hold of articles. notHeld are the ids of articles without a hold.
func (s *Store) Release(ids []string, d Deed) (released int, notHeld []string, err error) {
	return s.mark(audit.Release, ids, d)
}

func (s *Store) mark(did string, ids []string, d Deed) (n int, not []string, err error) {
	s.auditMu.Lock()
	defer s.auditMu.Unlock()
	l, err := s.auditWriter()
	if err != nil {
		return 0, nil, err
	}
	held := l.State().Held
	e := d.event(did)
	err = s.View(func(v *View) error {
		for _, id := range distinct(ids) {
			h := IDHash(id)
			_, ok := held[h]
			if did == audit.Hold {
				_, ok = v.Lookup(id)
			}
			if !ok {
				not = append(not, id)
				continue
			}
			e.Marks = append(e.Marks, audit.Mark{ID: h})
		}
		return nil
	})
	if err != nil || len(e.Marks) == 0 {
		return 0, not, err
	}
	return len(e.Marks), not, l.Append(e)
}

// auditWriter returns the audit log of a store that may be written.
func (s *Store) auditWriter() (*audit.Log, error) {
	if err := s.await(); err != nil {
		return nil, err
	}
	return s.auditLog()
}

// Unblock ends the blocks of what, which are ids, addresses, or hashes from the audit log. not are those
// by which nothing is blocked.
func (s *Store) Unblock(what []string, d Deed) (n int, not []string, err error) {
	s.auditMu.Lock()
	defer s.auditMu.Unlock()
	l, err := s.auditWriter()
	if err != nil {
		return 0, nil, err
	}
	e, blocked := d.event(audit.Unblock), l.State().Blocked
	for _, w := range what {
		found := false
		id, address := IDHash(w), AddressHash(w)
		var given audit.Hash
		_ = given.UnmarshalText([]byte(w)) // fails if w is an id or an address, as it mostly is
		for _, b := range blocked {
			is := func(h audit.Hash) bool { return h != 0 && (h == id || h == address || h == given) }
			if !slices.ContainsFunc([]audit.Hash{b.ID, b.Address, b.Text, b.Content}, is) {
				continue
			}
			found = true
			if !slices.Contains(e.Marks, b.Mark) { // another argument may have named the same article
				e.Marks = append(e.Marks, b.Mark)
			}
		}
		if !found {
			not = append(not, w)
		}
	}
	if len(e.Marks) == 0 {
		return 0, not, nil
	}
	return len(e.Marks), not, l.Append(e)
}

// keptOut reports whether an incoming article is blocked.
func (w *Writer) keptOut(in *incoming) (bool, error) {
	if w.blocked == nil {
		l, err := w.s.auditLog()
		if err != nil {
			return false, err
		}
		state := l.State()
		w.blocked = state.Filter()
	}
	if w.blocked.Empty() {
		return false, nil
	}
	b := in.b
	m := audit.Mark{
		ID: audit.Hash(b.ids[in.i]), Text: audit.Hash(b.revs[in.i].hash), Content: audit.Hash(parseRow(b.rows[in.i*rowSize:]).Content),
	}
	if w.blocked.Addresses() {
		rec, err := w.own(in)
		if err != nil {
			return false, err
		}
		m.Address = addressHash(&rec.article)
	}
	return w.blocked.Blocks(m), nil
}
