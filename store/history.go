package store

import (
	"errors"
	"slices"
	"strings"
)

// revisions returns the stored revisions of an article, including dead ones, but not those that Delete
// erased.
func (im *image) revisions(r *reader, id string) (found []candidate, err error) {
	h := fold(idHash(id))
	for seg := range im.m.segments {
		e, err := im.band(seg, bandID)
		if err != nil {
			return nil, err
		}
		for i := e.find(h); i < e.len() && e.hash(i) == h; i++ {
			rec, err := r.record(im, e.doc(i))
			switch {
			case errors.Is(err, ErrNotFound): // erased
			case err != nil:
				return nil, err
			case rec.article.ID == id:
				found = append(found, candidate{e.doc(i), rec.revision()})
			}
		}
	}
	return found, nil
}

// History returns the stored revisions of the article with the given id, from the first to the current
// one. Deleted revisions are not included. It is empty if there is no such article.
func (v *View) History(id string) ([]Doc, error) {
	found, err := v.im.revisions(&v.r, id)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(x, y candidate) int {
		switch {
		case x.doc == y.doc:
			return 0
		case v.Live(y.doc) || !v.Live(x.doc) && y.rev.supersedes(x.rev):
			return -1
		}
		return 1
	})
	out := make([]Doc, len(found))
	for i := range found {
		out[i] = found[i].doc
	}
	return out, nil
}

// Histories returns the history of each article with more than one stored revision, in the order of their
// ids. See [View.History].
func (v *View) Histories() ([][]Doc, error) {
	seen := map[string]struct{}{}
	for d := range v.Docs() {
		if v.Live(d) {
			continue
		}
		a, err := v.Meta(d)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, ok := seen[a.ID]; !ok {
			seen[strings.Clone(a.ID)] = struct{}{}
		}
	}
	ids := make([]string, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := make([][]Doc, 0, len(ids))
	for _, id := range ids {
		h, err := v.History(id)
		if err != nil {
			return nil, err
		}
		if n := len(h); n > 1 && v.Live(h[n-1]) {
			out = append(out, h)
		}
	}
	return out, nil
}

// Include makes the view's searches by band and by anchor also find the given earlier revisions.
func (v *View) Include(earlier []Doc) {
	v.earlier = make(map[Doc]struct{}, len(earlier))
	for _, d := range earlier {
		v.earlier[d] = struct{}{}
	}
}

// found reports whether searches find a document.
func (v *View) found(d Doc) bool {
	if v.Live(d) {
		return true
	}
	_, ok := v.earlier[d]
	return ok
}
