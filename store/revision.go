package store

import (
	"cmp"
	"math"
	"strconv"

	"github.com/wiretrace/wiretrace/article"
)

// A revision is what decides between the texts stored under one id. All of it
// is read from the two records alone, so the result does not depend on the
// order in which they came.
type revision struct {
	full   bool   // the text is no teaser
	time   int64  // see revisionTime
	number uint64 // the source's own number, 0 if it gives none
	status article.Status
	hash   uint64
	size   uint64
}

// shortText is the size in bytes below which a text of an unknown version is
// taken for a teaser: some 60 words of a European language.
const shortText = 400

func makeRevision(a *article.Article, textHash, textLen uint64) revision {
	number, _ := strconv.ParseUint(a.Revision, 10, 64)
	return revision{
		full: isFull(a, textLen), time: revisionTime(a), number: number, status: a.Status, hash: textHash, size: textLen,
	}
}

func (r record) revision() revision { return makeRevision(&r.article, r.textHash, r.textLen) }

// isFull reports whether a text may replace any other of its id. A text that
// is marked as a teaser may not, nor may a short one, unless its source says
// that it is a version: by a revision, a status or a time of change.
func isFull(a *article.Article, textLen uint64) bool {
	if a.Status != article.StatusUsable || a.Revision != "" {
		return true
	}
	return !a.Teaser && (textLen >= shortText || a.Updated.Known())
}

// revisionTime is when a revision says it was made: updated, else published,
// else fetched, in seconds since 1970. If nothing is known it is the least
// number; a withdrawal without a time is later than every text.
func revisionTime(a *article.Article) int64 {
	for _, t := range [...]article.Time{a.Updated, a.Published, a.Fetched} {
		if t.Known() {
			return t.Unix
		}
	}
	if a.Status.Blocked() {
		return math.MaxInt64
	}
	return math.MinInt64
}

// same reports whether nothing new would be stored with o.
func (r revision) same(o revision) bool {
	return r.hash == o.hash && r.size == o.size && r.status == o.status
}

// supersedes reports whether r is current and o is not: a full text replaces a
// teaser; among equals the later one is current, then the higher number, then
// the one whose status says more. The text hash decides the rest.
func (r revision) supersedes(o revision) bool {
	if r.full != o.full {
		return r.full
	}
	return cmp.Or(
		cmp.Compare(r.time, o.time),
		cmp.Compare(r.number, o.number),
		cmp.Compare(r.status, o.status),
		cmp.Compare(r.hash, o.hash),
		cmp.Compare(r.size, o.size),
	) > 0
}
