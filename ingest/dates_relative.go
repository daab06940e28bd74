package ingest

import (
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// undated keeps a time that is counted back from when the page was fetched, which
// is read when that is known: near the headline, or in an element named for a date.
func (f *dateFinder) undated(s, prev string, rank int) {
	near := f.titled && f.since < nearTitle
	if len(s) > maxUndated || letters(s) < minUndatedLetters && !strings.Contains(s, ":") || !near && rank < rankTime || rank == rankAlone {
		return
	}
	least := article.PrecisionDay
	if !digitIn(s) {
		if wordCount(s) > maxUndatedWords {
			return
		}
		least = article.PrecisionMinute // "an hour ago", not "today"
	}
	f.tries++
	if t := article.ParseTimeIn(s, "text", f.lang); t.Precision >= article.PrecisionDay { // a year of two digits
		f.keep(&f.published, &f.publishedRank, t, max(rank, rankNear))
		return
	}
	if article.Undated(s, f.lang) < least {
		return
	}
	t := article.Time{Raw: s, From: "text"}
	if saysUpdated(strings.ToLower(prev[max(0, len(prev)-40):] + " " + s)) {
		f.changed = firstTime(f.changed, t)
		return
	}
	f.shown = firstTime(f.shown, t)
}

func firstTime(have, t article.Time) article.Time {
	if have.Raw != "" {
		return have
	}
	return t
}

const (
	// maxUndated is the length in bytes of the longest text with a relative time.
	maxUndated = 100
	// maxUndatedWords is how many words it has at most without a digit.
	maxUndatedWords = 5
	// minUndatedLetters is how many letters such a text has: "3 min" is a reading time.
	minUndatedLetters = 4
)
