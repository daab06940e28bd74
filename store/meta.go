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
	flagMarked        = 1 << 1 // the article has furniture, which is stored with the text
	flagTeaser        = 1 << 2 // format 4: the text is a summary
	flagFields        = 1 << 3 // format 4: status, revision, origin and links follow
	knownFlags        = flagLowConfidence | flagMarked | flagTeaser | flagFields
)

// The first byte of a clock: three bits of precision and two flags. If the precision is not none, the time
// follows. If clockRaw is set, raw and origin follow.
const (
	clockZone = 1 << 3
	clockRaw  = 1 << 4
)

// A record is the metadata of one stored revision.
type record struct {
	article  article.Article // without text and furniture
	textHash uint64          // xxhash64 of the text
	textLen  uint64          // bytes of the text
	marked   bool            // the article has furniture
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
	if a.Teaser {
		flags |= flagTeaser
	}
	fields := hasFields(a)
	if fields {
		flags |= flagFields
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
	b = append(b, a.Extra...)
	if fields {
		b = appendFields(b, a)
	}
	return b
}

// hasFields reports whether a has a field that most articles lack.
func hasFields(a *article.Article) bool {
	return a.Status != article.StatusUsable || a.Revision != "" || a.Origin != (article.Origin{}) || len(a.Links) > 0
}

// newFields reports whether the record of a needs format 4.
func newFields(a *article.Article) bool { return a.Teaser || hasFields(a) }

func appendFields(b []byte, a *article.Article) []byte {
	b = append(b, byte(a.Status))
	b = appendString(b, a.Revision)
	b = appendString(b, a.Origin.File)
	b = binary.AppendUvarint(b, uint64(max(a.Origin.Offset, 0)))
	b = appendString(b, a.Origin.Record)
	b = binary.AppendUvarint(b, uint64(len(a.Links)))
	for _, l := range a.Links {
		b = appendString(b, l.Rel)
		b = appendString(b, l.URL)
	}
	return b
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

// parseRecord decodes a metadata record. The strings of the result are substrings of s.
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
	r.article.Teaser = flags&flagTeaser != 0
	if flags&flagFields != 0 {
		c.fields(&r.article)
	}
	if c.bad || c.s != "" || flags&^knownFlags != 0 {
		return record{}, fmt.Errorf("%w: a metadata record of %d bytes cannot be read", ErrDamaged, len(s))
	}
	return r, nil
}

// fields decodes what appendFields encoded.
func (c *cursor) fields(a *article.Article) {
	a.Status = article.Status(c.byte())
	a.Revision = c.str()
	a.Origin.File = c.str()
	offset := c.uvarint()
	a.Origin.Offset = int64(offset)
	a.Origin.Record = c.str()
	n := c.count(2)
	if a.Status > article.StatusCorrected || offset > math.MaxInt64 || n > article.MaxLinks {
		c.bad = true
		return
	}
	for range n {
		a.Links = append(a.Links, article.Link{Rel: c.str(), URL: c.str()})
	}
}

// clock decodes what appendClock encoded.
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

// idHash returns the hash by which ids are searched. A match is confirmed by comparing the id itself.
func idHash(id string) uint64 { return xxhash.Sum64String(id) }

// appendText appends the item of a text chunk: furniture and text.
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

// parseText decodes an item of a text chunk. text is a substring of s.
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
