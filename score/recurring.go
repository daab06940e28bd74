package score

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// A gram is a run of words without numbers. Grams are sampled by their hash, so that a run
// that occurs in several texts is in the sample of all of them or of none.
type gram struct {
	hash    uint32
	at, end uint32 // its words
}

// The size of the sample. If a collection has more than manyTexts texts, every second gram of
// the sample is counted; with more than twice as many, every fourth; and so on. The counts
// take 100 to 200 MB for any number of texts.
const (
	gramWords   = 8 // length of a gram in words
	sampleEvery = 2 // one gram in so many is sampled
	manyTexts   = 1 << 16
)

// sample sets the sampled grams of t, sorted by hash.
func (p *Preparer) sample(t *Text) {
	p.keep = p.keep[:0]
	for i := range t.words {
		if t.flags[i]&flagNumber == 0 {
			p.keep = append(p.keep, i)
		}
	}
	n := int(gramWords * t.perWord)
	p.sampled = p.sampled[:0]
	for k := 0; k+n <= len(p.keep); k++ {
		h := uint64(0)
		for _, i := range p.keep[k : k+n] {
			h = mix(h, t.words[i])
		}
		if h>>32%sampleEvery == 0 {
			p.sampled = append(p.sampled, h&^0xffffffff|uint64(k))
		}
	}
	slices.Sort(p.sampled)
	t.grams = t.grams[:0]
	for _, x := range p.sampled {
		k := int(uint32(x))
		t.grams = append(t.grams, gram{uint32(x >> 32), uint32(p.keep[k]), uint32(p.keep[k+n-1] + 1)})
	}
}

// A run recurs if it occurs on leastDays days that are each farDays or more away from both
// articles, or in manyUndated articles without a publication time, or in manyArticles
// articles on spreadDays or more days. On 704 labelled pairs, leastDays of 2 to 5 and farDays
// of 1 to 7 rank about equally well (area under the curve .947 to .949). With leastDays 1 it
// is .930, and without recurring runs .905.
const (
	leastDays    = 3
	farDays      = 3
	manyUndated  = 20
	manyArticles = 40
	spreadDays   = 5
)

// A Recurring holds the runs of words that occur on several days in a collection. It is
// read-only and safe for concurrent use. A nil Recurring has no runs.
type Recurring struct {
	every  uint32   // grams were counted if every divides their hash
	hashes []uint32 // sorted
	from   []uint32 // index of the first day of each hash; one more than hashes
	days   []uint16 // ascending for each hash, counted from firstDay
	counts []uint16 // articles that have the run
	blank  []uint16 // of these, articles without a publication time
}

// Days are counted from firstDay, in 1925. If a run has more than mostDays days, that many are
// kept, evenly spaced.
const (
	firstDay = -1 << 14
	mostDays = 64
)

// knows reports whether runs with this hash were counted.
func (r *Recurring) knows(hash uint32) bool { return hash%r.every == 0 }

// recurs reports whether the run with this hash recurs for a pair of articles of days a and b.
func (r *Recurring) recurs(hash uint32, a, b int32) bool {
	i, ok := slices.BinarySearch(r.hashes, hash)
	if !ok {
		return false
	}
	days := r.days[r.from[i]:r.from[i+1]]
	if r.blank[i] >= manyUndated || r.counts[i] >= manyArticles && len(days) >= spreadDays {
		return true
	}
	n := 0
	for _, d := range days {
		if day := int32(d) + firstDay; far(day, a) && far(day, b) {
			n++
		}
	}
	return n >= leastDays
}

// far reports whether a day is farDays or more from the day of an article.
func far(day, of int32) bool {
	return of == NoDay || day-of >= farDays || of-day >= farDays
}

// A Builder counts on which days the runs of a collection occur. It is not safe for
// concurrent use; several builders can count in parallel and then be joined.
type Builder struct {
	every uint32
	seen  []uint64 // hash << 32 | day - firstDay + 1; 0: no day
}

// NewBuilder returns a builder for a collection of this number of texts.
func NewBuilder(texts int) *Builder {
	b := &Builder{every: sampleEvery}
	for ; texts > manyTexts; texts /= 2 {
		b.every *= 2
	}
	return b
}

// Add counts the runs of a text for each of the days on which its articles appeared.
func (b *Builder) Add(t *Text, days ...int32) {
	for i := range t.grams {
		h := t.grams[i].hash
		if h%b.every != 0 || i > 0 && h == t.grams[i-1].hash { // a text counts once
			continue
		}
		for _, d := range days {
			code := uint64(0)
			if d != NoDay {
				code = uint64(max(firstDay, min(firstDay+math.MaxUint16-1, d))-firstDay) + 1
			}
			b.seen = append(b.seen, uint64(h)<<32|code)
		}
	}
}

// Join adds the counts of o. After that, o must not be used.
func (b *Builder) Join(o *Builder) { b.seen = append(b.seen, o.seen...) }

// Build returns the runs that can recur for some pair.
func (b *Builder) Build() *Recurring {
	slices.Sort(b.seen)
	r := &Recurring{every: b.every, from: []uint32{0}}
	for list := b.seen; len(list) > 0; {
		n := 1
		for n < len(list) && list[n]>>32 == list[0]>>32 {
			n++
		}
		r.add(list[:n])
		list = list[n:]
	}
	b.seen = nil
	return r
}

// add adds the entries of one hash if it can recur. That takes one day more than leastDays,
// since the day of the article itself does not count.
func (r *Recurring) add(list []uint64) {
	blank := 0
	var days []uint16
	for i, e := range list {
		switch code := uint32(e); {
		case code == 0:
			blank++
		case i == 0 || uint32(list[i-1]) != code:
			days = append(days, uint16(code-1))
		}
	}
	if len(days) <= leastDays && blank < manyUndated {
		return
	}
	for i := range min(len(days), mostDays) {
		r.days = append(r.days, days[i*len(days)/min(len(days), mostDays)])
	}
	r.hashes = append(r.hashes, uint32(list[0]>>32))
	r.from = append(r.from, uint32(len(r.days)))
	r.counts = append(r.counts, uint16(min(len(list), math.MaxUint16)))
	r.blank = append(r.blank, uint16(min(blank, math.MaxUint16)))
}

// Len returns the number of runs in r.
func (r *Recurring) Len() int { return len(r.hashes) }

// recurringVersion is the version of the encoding.
const recurringVersion = 1

// Encode appends r as bytes, all numbers in little-endian order:
//
//	version byte
//	uint32   every
//	uint32   number of runs n
//	n times  uint32 hash, ascending
//	n times  uint16 articles, uint16 of these without a clock, uint16 number of days
//	for each run, for each day: uint16 days since 1925-02-21
func (r *Recurring) Encode(dst []byte) []byte {
	le := binary.LittleEndian
	dst = le.AppendUint32(le.AppendUint32(append(dst, recurringVersion), r.every), uint32(len(r.hashes)))
	for _, h := range r.hashes {
		dst = le.AppendUint32(dst, h)
	}
	for i := range r.hashes {
		dst = le.AppendUint16(le.AppendUint16(dst, r.counts[i]), r.blank[i])
		dst = le.AppendUint16(dst, uint16(r.from[i+1]-r.from[i]))
	}
	for _, d := range r.days {
		dst = le.AppendUint16(dst, d)
	}
	return dst
}

// ErrRecurring is returned for bytes that [Recurring.Encode] did not write.
var ErrRecurring = errors.New("recurring runs are damaged or of another version")

// DecodeRecurring reads what [Recurring.Encode] wrote, and returns the remaining bytes.
func DecodeRecurring(b []byte) (*Recurring, []byte, error) {
	le := binary.LittleEndian
	if len(b) < 9 || b[0] != recurringVersion {
		return nil, nil, ErrRecurring
	}
	r := &Recurring{every: le.Uint32(b[1:])}
	n := int(le.Uint32(b[5:]))
	b = b[9:]
	if r.every == 0 || n > len(b)/10 {
		return nil, nil, ErrRecurring
	}
	r.hashes, r.from = make([]uint32, n), make([]uint32, n+1)
	r.counts, r.blank = make([]uint16, n), make([]uint16, n)
	for i := range n {
		r.hashes[i] = le.Uint32(b[4*i:])
		if i > 0 && r.hashes[i] <= r.hashes[i-1] {
			return nil, nil, ErrRecurring
		}
		at := b[4*n+6*i:]
		r.counts[i], r.blank[i] = le.Uint16(at), le.Uint16(at[2:])
		r.from[i+1] = r.from[i] + uint32(le.Uint16(at[4:]))
	}
	b = b[10*n:]
	days := int(r.from[n])
	if days > len(b)/2 {
		return nil, nil, ErrRecurring
	}
	r.days = make([]uint16, days)
	for i := range days {
		r.days[i] = le.Uint16(b[2*i:])
	}
	return r, b[2*days:], nil
}
