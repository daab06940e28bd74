package furniture

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/shingle"
)

// Many collections have texts without line breaks. In such texts, runs of sentences at the
// beginning or the end of many texts of an outlet are furniture.
//
// All runs of up to shortRuns sentences are counted, and longer ones in steps of longStep up to
// mostRun: a box on many pages can have a hundred sentences.
const (
	shortRuns = 12
	longStep  = 2
	mostRun   = 128
	// leastLong is the least number of articles in which a long run is furniture. A story usually
	// has fewer follow-ups.
	leastLong = 6
)

// flat reports whether a text has no line breaks.
func flat(text string) bool { return !strings.ContainsRune(strings.TrimSpace(text), '\n') }

// The beginning and the end of texts have different hashes, so that runs at the beginning are not
// mixed with runs at the end.
const (
	headEnd uint64 = 0x6A09E667F3BCC909
	tailEnd uint64 = 0xBB67AE8584CAA73B
)

// countEnds counts the runs at both ends of a text without line breaks.
func (c *Counter) countEnds(all []line) {
	for _, end := range [2]uint64{headEnd, tailEnd} {
		bit := rest(all)
		runs(all, end, func(n int, l *line) { c.add(l, bit(n)) })
		slices.Reverse(all)
	}
}

// rest returns a function that gives the bit of an article for a run of n sentences, by its longest
// sentence. For short runs that is the longest one behind the first quarter, which may be furniture:
// the running updates of a story share it and count as one article. For long runs it is the longest
// one outside of the run and of the last quarter: a box may be most of a page.
func rest(all []line) func(n int) uint32 {
	short, to := articleBit(all[len(all)/4:]), len(all)*3/4
	var long [mostRun + 1]uint32 // by n below to; made from the last on, so that each sentence is read once
	if to > shortRuns {
		from := min(to, len(long))
		best := longest(line{}, all[from:to])
		for n := from - 1; n > shortRuns; n-- {
			best = longest(best, all[n:n+1])
			long[n] = best.bit()
		}
	}
	return func(n int) uint32 {
		switch {
		case n <= shortRuns:
			return short
		case n < to:
			return long[n]
		}
		return all[n].bit()
	}
}

// maskEnds appends the furniture at the beginning and at the end of a text.
func maskEnds(dst []shingle.Range, all []line, size int, furniture func(*line) bool) []shingle.Range {
	from := furnished(all, headEnd, furniture)
	to := len(all) - furnished(backwards(all[max(0, len(all)-mostRun-1):]), tailEnd, furniture)
	if from >= to {
		return dst
	}
	head, tail := place(all[:from]), place(all[to:])
	if (head.End-head.Start+tail.End-tail.Start)*8 > size*7 {
		return dst
	}
	if from > 0 {
		dst = append(dst, head)
	}
	if to < len(all) {
		dst = append(dst, tail)
	}
	return dst
}

// furnished returns the number of sentences from the first on that are furniture. A longer run may
// be furniture if a shorter one is not, since articles are counted by their other sentences.
func furnished(all []line, end uint64, furniture func(*line) bool) (most int) {
	runs(all, end, func(n int, l *line) {
		if furniture(l) {
			most = n
		}
	})
	return most
}

// runs calls fn with the counted runs from the first sentence on, each as one line with its number
// of sentences. A run is never the whole text.
func runs(all []line, end uint64, fn func(n int, l *line)) {
	h, run := end, line{}
	for i := range all[:max(0, min(len(all)-1, mostRun))] {
		h = mix(h, all[i].hash)
		run.hash, run.least = h, max(run.least, all[i].least)
		n := i + 1
		if n > shortRuns {
			run.least = leastLong
		}
		if n <= shortRuns || n%longStep == 0 {
			fn(n, &run)
		}
	}
}

// mix joins two hashes.
func mix(h, x uint64) uint64 {
	hi, lo := bits.Mul64(h^0x9E3779B97F4A7C15, x^0xD6E8FEB86659FD93)
	return hi ^ lo
}

// backwards returns a copy of a list in the opposite order.
func backwards(all []line) []line {
	out := slices.Clone(all)
	slices.Reverse(out)
	return out
}

// place returns where a run of sentences is.
func place(run []line) shingle.Range {
	if len(run) == 0 {
		return shingle.Range{}
	}
	return shingle.Range{Start: run[0].place.Start, End: run[len(run)-1].place.End}
}

// sentences returns the sentences of a text. It also ends a sentence after some abbreviations. That
// does no harm, since the same words are always cut in the same places.
func sentences(outlet uint64, text string) (out []line) {
	start, ended := -1, false
	for i, r := range text {
		space := unicode.IsSpace(r)
		switch {
		case start < 0 && space:
			continue
		case ended && !closes(r) && (space || wide(text[start:i])):
			out = append(out, newLine(outlet, text[start:i], start))
			start, ended = -1, false
		case ended && !closes(r):
			ended = false
		}
		if start < 0 && !space {
			start = i
		}
		ended = ended || start >= 0 && strings.ContainsRune(endMarks, r)
	}
	if start >= 0 {
		out = append(out, newLine(outlet, strings.TrimSpace(text[start:]), start))
	}
	return out
}

// endMarks may end a sentence.
const endMarks = ".!?…。！？؟۔।።။"

// closes reports whether a sign after the end of a sentence belongs to it.
func closes(r rune) bool {
	return r == '"' || r == '\'' || strings.ContainsRune(endMarks, r) || unicode.In(r, unicode.Pe, unicode.Pf, unicode.Pi, unicode.M)
}

// wide reports whether a text ends with a mark of a script that has no space after it.
func wide(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r >= 0x3000
}
