package store

import (
	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"
)

// RevisionTime is when a record says that its text was made: updated, else published, else fetched, in
// seconds since 1970. A withdrawal without a time is later than every text.
func RevisionTime(a *article.Article) int64 { return revisionTime(a) }

// Minute returns [Row].Minute of an article.
func Minute(a *article.Article) int32 { return minuteOf(a) }

// A History decides which of the records of one article is the current one, as a [Writer] does for those
// that it is given in the same order. The zero value has no records.
type History struct {
	seen    []revision
	current revision
}

// Take takes the next record, and reports whether it is the current one now.
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
