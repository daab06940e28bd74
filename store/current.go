package store

import (
	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"
)

// RevisionTime returns when an article's text was made, in seconds since 1970: its time updated, else
// published, else fetched. A withdrawal without a time counts as later than every text.
func RevisionTime(a *article.Article) int64 { return revisionTime(a) }

// Minute returns [Row].Minute of an article.
func Minute(a *article.Article) int32 { return minuteOf(a) }

// A History finds the current one of the records of an article. It decides like a [Writer] that gets the
// records in the same order. The zero value has no records.
type History struct {
	seen    []revision
	current revision
}

// Take adds the next record and reports whether it is now the current one.
func (h *History) Take(a *article.Article) bool {
	rev := makeRevision(a, xxhash.Sum64String(a.Text), uint64(len(a.Text)))
	for _, o := range h.seen {
		if o.same(rev) {
			return false
		}
	}
	first := len(h.seen) == 0
	h.seen = append(h.seen, rev)
	if !first && !rev.supersedes(h.current) {
		return false
	}
	h.current = rev
	return true
}
