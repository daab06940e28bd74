package anchor

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// A Table holds, for each anchor of a collection, the number of articles that had it and their days,
// at the time when the table was learnt. Searches take weights from it, so that the weight of what
// two articles share does not change later. It is read-only and safe for concurrent use.
//
// Anchors that only one article had are not in it. They count as anchors of one article.
type Table struct {
	docs   int      // articles that were counted
	hashes []uint32 // ascending
	counts []uint8  // by hash: articles that have it, at most Cap+1
	dated  []uint32 // hashes with days, ascending
	from   []uint32 // by dated: where its days begin; and the end of the last
	days   []int32  // ascending for each
	steps  [Cap + 2]uint64
}

// mostDays is the number of days that are kept of an anchor, taken evenly from all of them. At most
// ten days are near two articles, so enough others are left.
const mostDays = 16

// newTable returns an empty table for a collection of docs articles.
func newTable(docs int) *Table {
	t := &Table{docs: docs, from: []uint32{0}}
	for df := range t.steps {
		t.steps[df] = steps(Weight(df, docs))
	}
	return t
}

// Docs returns the number of articles that were counted.
func (t *Table) Docs() int { return t.docs }

// daysOf returns the days of an anchor, nil if there are too few for it to recur.
func (t *Table) daysOf(hash uint32) []int32 {
	i, ok := slices.BinarySearch(t.dated, hash)
	if !ok {
		return nil
	}
	return t.days[t.from[i]:t.from[i+1]]
}

// add appends an anchor, with the days of its articles in any order.
func (t *Table) add(hash uint32, df int, days []int32) {
	t.hashes, t.counts = append(t.hashes, hash), append(t.counts, uint8(min(df, Cap+1)))
	if df < recurringDays+2 || df > Cap {
		return
	}
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) > 0 && days[0] == NoDay {
		days = days[1:]
	}
	if len(days) <= recurringDays {
		return
	}
	n := min(len(days), mostDays)
	for i := range n {
		t.days = append(t.days, days[i*len(days)/n])
	}
	t.dated, t.from = append(t.dated, hash), append(t.from, uint32(len(t.days)))
}

// A walk finds hashes in a table, in ascending order.
type walk struct {
	t  *Table
	at int
}

// walk returns a walk that begins at a hash.
func (t *Table) walk(hash uint32) walk {
	i, _ := slices.BinarySearch(t.hashes, hash)
	return walk{t, i}
}

// count returns the number of articles that had an anchor, 1 if it is not in the table. The
// hash must not be lower than that of the last call.
func (w *walk) count(hash uint32) int {
	for w.at < len(w.t.hashes) && w.t.hashes[w.at] < hash {
		w.at++
	}
	if w.at < len(w.t.hashes) && w.t.hashes[w.at] == hash {
		return int(w.t.counts[w.at])
	}
	return 1
}

// tableVersion is the version of the encoding.
const tableVersion = 1

// Encode appends the table:
//
//	version byte
//	uvarint  articles
//	uvarint  number of anchors n
//	n times  uvarint hash less the one before
//	n bytes  articles that have it, at most 251
//	uvarint  number of anchors with days
//	for each: uvarint hash less the one before, number of days, varint first day, uvarint steps to the next ones
func (t *Table) Encode(dst []byte) []byte {
	dst = binary.AppendUvarint(append(dst, tableVersion), uint64(t.docs))
	dst = appendAscending(binary.AppendUvarint(dst, uint64(len(t.hashes))), t.hashes)
	dst = append(dst, t.counts...)
	dst = binary.AppendUvarint(dst, uint64(len(t.dated)))
	last := uint32(0)
	for i, h := range t.dated {
		days := t.days[t.from[i]:t.from[i+1]]
		dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(h-last)), uint64(len(days)))
		dst = binary.AppendVarint(dst, int64(days[0]))
		for k := range days[1:] {
			dst = binary.AppendUvarint(dst, uint64(days[k+1]-days[k]))
		}
		last = h
	}
	return dst
}

func appendAscending(dst []byte, list []uint32) []byte {
	last := uint32(0)
	for _, h := range list {
		dst = binary.AppendUvarint(dst, uint64(h-last))
		last = h
	}
	return dst
}

// ErrTable is returned for bytes that [Table.Encode] did not write.
var ErrTable = errors.New("table of anchors is damaged or of another version")

// DecodeTable reads what [Table.Encode] wrote.
func DecodeTable(b []byte) (*Table, error) {
	if len(b) == 0 || b[0] != tableVersion {
		return nil, ErrTable
	}
	r := tableReader{b: b[1:]}
	t := newTable(int(r.number(math.MaxInt32)))
	n := r.number(uint64(len(r.b)) / 2)
	t.hashes, t.counts = make([]uint32, 0, n), make([]uint8, n)
	last := uint64(0)
	for i := range n {
		last = r.next(last, i == 0)
		t.hashes = append(t.hashes, uint32(last))
	}
	r.bad = r.bad || copy(t.counts, r.b) < len(t.counts)
	r.b = r.b[min(len(r.b), len(t.counts)):]
	last = 0
	for i := range r.number(uint64(len(r.b)) / 2) {
		last = r.next(last, i == 0)
		t.dated = append(t.dated, uint32(last))
		r.days(t)
	}
	if r.bad || len(r.b) > 0 || len(t.counts) > 0 && (slices.Max(t.counts) > Cap+1 || slices.Min(t.counts) < 2) {
		return nil, ErrTable
	}
	return t, nil
}

// A tableReader decodes from the beginning of b.
type tableReader struct {
	b   []byte
	bad bool
}

// number reads a number that is at most limit.
func (r *tableReader) number(limit uint64) uint64 {
	x, k := binary.Uvarint(r.b)
	if k <= 0 || x > limit {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[k:]
	return x
}

// next reads a hash above the last one.
func (r *tableReader) next(last uint64, first bool) uint64 {
	step := r.number(math.MaxUint32 - last)
	r.bad = r.bad || step == 0 && !first
	return last + step
}

// days reads the days of an anchor.
func (r *tableReader) days(t *Table) {
	n := r.number(mostDays)
	day, k := binary.Varint(r.b)
	if n == 0 || k <= 0 || day <= NoDay || day > math.MaxInt32 {
		r.bad, r.b = true, nil
		return
	}
	r.b = r.b[k:]
	t.days = append(t.days, int32(day))
	for range n - 1 {
		step := r.number(uint64(math.MaxInt32 - day))
		r.bad = r.bad || step == 0
		day += int64(step)
		t.days = append(t.days, int32(day))
	}
	t.from = append(t.from, uint32(len(t.days)))
}
