// Package furniture finds the furniture that extraction left in texts: lines that one
// outlet prints under many articles, or sentences at the ends of texts without line breaks.
//
// Call [Counter.Add] for every article, and then [Counter.Mask] for each of them. The
// hashes that Mask finds make a [Lines], which masks single articles later.
//
// A line is furniture if it is in at least [Least] articles of one outlet. A long line
// needs more articles. Articles with the same longest line count as one, because running
// updates of a story repeat whole paragraphs, and these are not furniture.
//
// The result depends on the set of articles alone, not on their order. The package is
// pure: it has no access to storage and does not know how the mask is used.
package furniture

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/shingle"
)

// Least is the least number of articles of an outlet that have a short line which is furniture.
// In a trial with 3 to 6 lines an outlet, masking with 3 raised the F1 of pairs by Jaccard
// similarity from .81 to .92.
const Least = 3

// A line longer than shortLine needs one article more for each perArticle characters. If an outlet
// prints a paragraph three times, it has probably printed the story three times: as an update, in
// short, and merged with another. On a simulated press of 80 stories, a bound of three for any
// length masked whole paragraphs of stories.
const (
	shortLine  = 80
	perArticle = 20
)

// maxLine is the length of the longest line that can be furniture, in bytes. A longer line is a
// paragraph, and an outlet that prints it in several articles prints updates.
const maxLine = 600

// cellsPerArticle sets the size of the table. Each line has cellsPerLine cells. With 15 lines an
// article and no line repeated, a cell has up to four bits of other lines on average. All four cells
// of a line have three bits in common by chance in one of about 100,000 lines (measured). With two
// cells a line it was one of 200.
const (
	cellsPerArticle = 16
	cellsPerLine    = 4
	// A smaller collection gets the cells of fewArticles: a box of 40 sentences on 15 of 30 pages would fill a tenth of its own.
	fewArticles = 1024
)

// A Counter counts for each line in how many articles of an outlet it is, in 64 to 128 bytes an
// article. Add is safe for concurrent use, and so is Mask, but not both at the same time.
type Counter struct {
	cells []uint32 // bits of the articles that have a line of this hash
}

type line struct {
	hash  uint64
	least int // least number of articles in which it is furniture
	place shingle.Range
}

// never is more than the number of bits of a cell, so the line is never furniture.
const never = 33

// newLine returns the line s of a text of an outlet, which begins at a place in bytes.
func newLine(outlet uint64, s string, at int) line {
	l := line{lineHash(outlet, s), never, shingle.Range{Start: at, End: at + len(s)}}
	if len(s) <= maxLine {
		l.least = min(Least+max(0, utf8.RuneCountInString(s)-shortLine)/perArticle, mostBits)
	}
	return l
}

// NewCounter returns a counter for the given number of articles.
func NewCounter(articles int) *Counter {
	size := 1 << bits.Len(uint(max(articles, fewArticles)*cellsPerArticle-1))
	return &Counter{cells: make([]uint32, size)}
}

// Add counts the lines of an article of an outlet.
func (c *Counter) Add(outlet, text string) {
	seed := xxhash.Sum64String(outlet)
	if flat(text) {
		c.countEnds(sentences(seed, text))
		return
	}
	lines := split(seed, text)
	bit := lineBit(lines)
	for i := range lines {
		c.add(&lines[i], bit)
	}
}

// add counts a line of an article.
func (c *Counter) add(l *line, bit uint32) {
	for k := range uint64(cellsPerLine) {
		atomic.OrUint32(&c.cells[c.place(l.hash, k)], bit)
	}
}

// furniture reports whether a line is furniture.
func (c *Counter) furniture(l *line) bool {
	common := ^uint32(0)
	for k := range uint64(cellsPerLine) {
		common &= c.cells[c.place(l.hash, k)]
	}
	return bits.OnesCount32(common) >= l.least
}

// mostBits is the number of bits that is enough for a line of any length. A line in hundreds of
// articles has nearly all of the 32 bits.
const mostBits = 28

// place returns the index of a line's cell k. The step is odd, so that the cells of a line are
// distinct.
func (c *Counter) place(hash, k uint64) int {
	return int((hash + k*(hash>>32|1)) & uint64(len(c.cells)-1))
}

// lineBit returns the bit of an article by its lines without the last quarter.
func lineBit(lines []line) uint32 { return articleBit(lines[:(len(lines)*3+3)/4]) }

// articleBit returns the bit of an article, 1 of 32, from its longest line. Three articles have
// three different bits in nine of ten cases, and five nearly always have enough. The caller leaves
// out lines that may be furniture. Otherwise all articles with one long footer would have one bit.
func articleBit(lines []line) uint32 {
	l := longest(line{}, lines)
	return l.bit()
}

// longest returns the longest of best and the lines, and of several the one with the lowest hash.
func longest(best line, lines []line) line {
	most := best.place.End - best.place.Start
	for i := range lines {
		l := &lines[i]
		if n := l.place.End - l.place.Start; n > most || n == most && l.hash < best.hash {
			best, most = *l, n
		}
	}
	return best
}

// bit returns the bit of articles with this longest line.
func (l *line) bit() uint32 { return 1 << (l.hash * 0x9E3779B97F4A7C15 >> 59) }

// Mask appends the furniture lines of an article that was counted. It adds their hashes to found,
// which may be nil. Concurrent calls need different maps.
func (c *Counter) Mask(dst []shingle.Range, outlet, text string, found map[uint64]struct{}) []shingle.Range {
	return appendMask(dst, outlet, text, func(l *line) bool {
		if !c.furniture(l) {
			return false
		}
		if found != nil {
			found[l.hash] = struct{}{}
		}
		return true
	})
}

// appendMask appends the lines that are furniture. It appends none if they are nearly all of the
// text: then the outlet printed the article under several addresses.
func appendMask(dst []shingle.Range, outlet, text string, furniture func(*line) bool) []shingle.Range {
	seed := xxhash.Sum64String(outlet)
	if flat(text) {
		return maskEnds(dst, sentences(seed, text), len(text), furniture)
	}
	lines := split(seed, text)
	from, all, masked := len(dst), 0, 0
	for i := range lines {
		l := &lines[i]
		n := l.place.End - l.place.Start
		all += n
		if furniture(l) {
			masked += n
			dst = append(dst, l.place)
		}
	}
	if masked*8 > all*7 {
		return dst[:from]
	}
	return dst
}

// Lines holds the hashes of the furniture lines of a collection. It is read-only and safe for
// concurrent use; a nil *Lines has none.
type Lines struct{ hashes []uint64 }

// NewLines returns the lines with these hashes.
func NewLines(found map[uint64]struct{}) *Lines {
	l := &Lines{hashes: make([]uint64, 0, len(found))}
	for h := range found {
		l.hashes = append(l.hashes, h)
	}
	slices.Sort(l.hashes)
	return l
}

// Len returns the number of lines.
func (l *Lines) Len() int {
	if l == nil {
		return 0
	}
	return len(l.hashes)
}

// Mask appends the lines of a text of an outlet that are furniture.
func (l *Lines) Mask(dst []shingle.Range, outlet, text string) []shingle.Range {
	if l.Len() == 0 {
		return dst
	}
	return appendMask(dst, outlet, text, func(x *line) bool {
		_, ok := slices.BinarySearch(l.hashes, x.hash)
		return ok
	})
}

// split returns the lines of a text that are not blank, without the space
// around them.
func split(seed uint64, text string) (lines []line) {
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			n = len(text) - at
		}
		whole := text[at : at+n]
		if s := strings.TrimSpace(whole); s != "" {
			start := at + strings.Index(whole, s)
			lines = append(lines, newLine(seed, s, start))
		}
		at += n + 1
	}
	return lines
}

// lineHash joins the hashes of an outlet and a line. Stores keep it.
func lineHash(outlet uint64, line string) uint64 { return mix(outlet, xxhash.Sum64String(line)) }

// ErrCodec is returned by [DecodeLines] for bytes that [Lines.Encode] did not
// write.
var ErrCodec = errors.New("furniture lines are damaged or of another version")

// Encode appends the lines as a count and 8 bytes each, ascending.
func (l *Lines) Encode(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(l.Len()))
	if l != nil {
		for _, h := range l.hashes {
			dst = binary.BigEndian.AppendUint64(dst, h)
		}
	}
	return dst
}

// DecodeLines reads what Encode appended and returns the bytes after it.
func DecodeLines(b []byte) (*Lines, []byte, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k)/8 {
		return nil, nil, ErrCodec
	}
	b = b[k:]
	l := &Lines{hashes: make([]uint64, n)}
	for i := range l.hashes {
		l.hashes[i] = binary.BigEndian.Uint64(b[8*i:])
		if i > 0 && l.hashes[i] <= l.hashes[i-1] {
			return nil, nil, ErrCodec
		}
	}
	return l, b[8*n:], nil
}

// Join returns the union of two lists of ranges, each sorted and disjoint.
func Join(a, b []shingle.Range) []shingle.Range {
	if len(a) == 0 {
		return b
	}
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y shingle.Range) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End)) })
	out := all[:0]
	for _, r := range all {
		if n := len(out); n > 0 && r.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, r.End)
			continue
		}
		out = append(out, r)
	}
	return out
}
