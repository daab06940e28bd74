package view

import (
	"errors"
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// Revision returns the number of a document among the stored revisions of its article, from 1, or 0 for
// the current one. status is that of the current revision.
func Revision(v *store.View, d store.Doc) (number int, status article.Status, err error) {
	a, err := v.Meta(d)
	if err != nil || v.Live(d) {
		return 0, a.Status, err
	}
	h, err := v.History(a.ID)
	if err != nil || len(h) == 0 {
		return 0, a.Status, err
	}
	current, err := v.Meta(h[len(h)-1])
	return slices.Index(h, d) + 1, current.Status, err
}

// revisionNumbers returns the numbers of the earlier revisions that count and are still stored.
func revisionNumbers(v *store.View, c *generation.Conclusions) (map[store.Doc]int, error) {
	out := map[store.Doc]int{}
	for _, d := range c.EarlierDocs() {
		n, _, err := Revision(v, d)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		out[d] = n
	}
	return out, nil
}

// taken returns the document of an article's parent. It returns false if the source is unseen.
func taken(x *record.Article, c *record.Cluster) (store.Doc, bool) {
	if x.Parent == record.Unseen {
		return 0, false
	}
	if x.Earlier {
		return x.Of, true
	}
	return c.Members[x.Parent].Doc, true
}
