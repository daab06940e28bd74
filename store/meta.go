package store

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/cespare/xxhash/v2"

	"github.com/wiretrace/wiretrace/article"
)

// Flags of a metadata record.
const (
	flagLowConfidence = 1 << 0
	flagMarked        = 1 << 1 // there is furniture, which stands with the text
)

// A clock's first byte: three bits of precision and two flags. The reading
// itself is there when the precision is not none, raw and origin when
// clockRaw is set.
const (
	clockZone = 1 << 3
	clockRaw  = 1 << 4
)

// A record is the metadata of one stored revision.
type record struct {
	article  article.Article // without text and furniture
	textHash uint64          // xxhash64 of the text
	textLen  uint64          // bytes of the text
	marked   bool            // whether the article has furniture
}

// appendRecord appends the metadata record of a.
func appendRecord(b []byte, a *article.Article, textHash uint64) []byte {
	flags := byte(0)
	if a.LowConfidence {
		flags |= flagLowConfidence
	}
	if len(a.Furniture) > 0 {
		flags |= flagMarked
	}
	b = append(b, flags)
	b = binary.LittleEndian.AppendUint64(b, textHash)
	b = binary.AppendUvarint(b, uint64(len(a.Text)))
	b = appendString(b, a.ID)
	b = appendString(b, a.URL)
	b = appendString(b, a.Source)
	b = appendString(b, a.Title)
	b = appendString(b, a.Byline)
	b = appendString(b, a.Credit)
	b = appendString(b, a.Lang)
	b = appendClock(b, a.Published)
	b = appendClock(b, a.Updated)
	b = appendClock(b, a.Fetched)
	b = binary.AppendUvarint(b, uint64(len(a.Extra)))
	return append(b, a.Extra...)
}

func appendClock(b []byte, t article.Time) []byte {
	head := byte(t.Precision)
	if t.Zone {
		head |= clockZone
	}
	if t.Raw != "" || t.From != "" {
		head |= clockRaw
	}
	b = append(b, head)
	if t.Known() {
		b = binary.AppendVarint(b, t.Unix)
	}
	if head&clockRaw != 0 {
		b = appendString(b, t.Raw)
		b = appendString(b, t.From)
	}
	return b
}

// parseRecord decodes a metadata record. The strings of the result are pieces
// of s.
func parseRecord(s string) (record, error) {
	c := cursor{s: s}
	var r record
	flags := c.byte()
	r.article.LowConfidence = flags&flagLowConfidence != 0
	r.marked = flags&flagMarked != 0
	r.textHash = c.u64()
	r.textLen = c.uvarint()
	for _, p := range []*string{
		&r.article.ID, &r.article.URL, &r.article.Source, &r.article.Title,
		&r.article.Byline, &r.article.Credit, &r.article.Lang,
	} {
		*p = c.str()
	}
	r.article.Published = c.clock()
	r.article.Updated = c.clock()
	r.article.Fetched = c.clock()
	if extra := c.str(); extra != "" {
		r.article.Extra = []byte(extra)
	}
	if c.bad || c.s != "" || flags&^(flagLowConfidence|flagMarked) != 0 {
		return record{}, fmt.Errorf("%w: a metadata record of %d bytes cannot be read", ErrDamaged, len(s))
	}
	return r, nil
}

// clock decodes what appendClock wrote.
func (c *cursor) clock() article.Time {
	head := c.byte()
	t := article.Time{Precision: article.Precision(head & 7), Zone: head&clockZone != 0}
	if t.Precision > article.PrecisionSecond || head >= 2*clockRaw {
		c.bad = true
	}
	if t.Known() {
		t.Unix = c.varint()
	}
	if head&clockRaw != 0 {
		t.Raw = c.str()
		t.From = c.str()
	}
	return t
}

// revisionTime is when a revision says it was made: updated, else published,
// else fetched, in seconds since 1970; the least number if nothing is known.
func revisionTime(a *article.Article) int64 {
	for _, t := range [...]article.Time{a.Updated, a.Published, a.Fetched} {
		if t.Known() {
			return t.Unix
		}
	}
	return math.MinInt64
}

// A revision is what decides between the texts stored under one id, and so
// does not depend on the order in which they came: the later one is current,
// at the same time the one with the greater text hash.
type revision struct {
	time int64
	hash uint64
	size uint64
}

func (r record) revision() revision {
	return revision{time: revisionTime(&r.article), hash: r.textHash, size: r.textLen}
}

// sameText reports whether both are the same text.
func (r revision) sameText(o revision) bool { return r.hash == o.hash && r.size == o.size }

// supersedes reports whether r is current and o is not.
func (r revision) supersedes(o revision) bool {
	if r.time != o.time {
		return r.time > o.time
	}
	if r.hash != o.hash {
		return r.hash > o.hash
	}
	return r.size > o.size
}

// idHash is the hash that ids are found by; the id itself decides.
func idHash(id string) uint64 { return xxhash.Sum64String(id) }

// appendText appends the item of a text chunk: the furniture and the text.
func appendText(b []byte, text string, furniture []article.Furniture) []byte {
	b = binary.AppendUvarint(b, uint64(len(furniture)))
	at := 0
	for _, f := range furniture {
		b = binary.AppendUvarint(b, uint64(f.Start-at))
		b = binary.AppendUvarint(b, uint64(f.End-f.Start))
		b = append(b, byte(f.Kind))
		at = f.End
	}
	return append(b, text...)
}

// parseText decodes an item of a text chunk; text is a piece of s.
func parseText(s string) (text string, furniture []article.Furniture, err error) {
	c := cursor{s: s}
	n := c.count(3)
	at := uint64(0)
	for range n {
		start := at + c.uvarint()
		end := start + c.uvarint()
		if c.bad || start < at || end < start || end > uint64(len(s)) {
			return "", nil, fmt.Errorf("%w: the furniture of a text cannot be read", ErrDamaged)
		}
		furniture = append(furniture, article.Furniture{
			Start: int(start), End: int(end), Kind: article.Kind(c.byte()),
		})
		at = end
	}
	if c.bad || at > uint64(len(c.s)) {
		return "", nil, fmt.Errorf("%w: a text of %d bytes cannot be read", ErrDamaged, len(s))
	}
	return c.s, furniture, nil
}
