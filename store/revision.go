package store

import (
	"cmp"
	"math"
	"strconv"

	"github.com/wiretrace/wiretrace/article"
)

// A revision holds what decides which text of an id is current. It comes from the records alone, so the
// result does not depend on the order of their arrival.
type revision struct {
	full   bool   // the text is not a teaser
	time   int64  // see revisionTime
	number uint64 // the source's own revision number, 0 if there is none
	status article.Status
	hash   uint64
	size   uint64
}

// shortText is the size below which a text of unknown version is treated as a teaser, in bytes. It is
// about 60 words of a European language.
const shortText = 400

func makeRevision(a *article.Article, textHash, textLen uint64) revision {
	number, _ := strconv.ParseUint(a.Revision, 10, 64)
	return revision{
		full: isFull(a, textLen), time: revisionTime(a), number: number, status: a.Status, hash: textHash, size: textLen,
	}
}

func (r record) revision() revision { return makeRevision(&r.article, r.textHash, r.textLen) }

// isFull reports whether a text may replace any other text of its id. A text marked as a teaser may not. A
// short text may only if its source marks it as a version: by a revision, a status or a time of change.
func isFull(a *article.Article, textLen uint64) bool {
	if a.Status != article.StatusUsable || a.Revision != "" {
		return true
	}
	return !a.Teaser && (textLen >= shortText || a.Updated.Known())
}

// revisionTime returns when a text was made, in seconds since 1970: its time updated, else published, else
// fetched. It is the lowest number if no time is known. A withdrawal without a time is later than every
// text.
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

// same reports whether storing o would add nothing new.
func (r revision) same(o revision) bool {
	return r.hash == o.hash && r.size == o.size && r.status == o.status
}

// supersedes reports whether r is current rather than o. A full text replaces a teaser. Otherwise the
// later one is current, then the one with the higher number, then the one with the more specific status,
// then the one with the higher text hash.
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
