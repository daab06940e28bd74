package anchor

import (
	"encoding/binary"
	"errors"

	"github.com/wiretrace/wiretrace/shingle"
)

// ErrRecord is returned for bytes that [AppendRecord] did not write.
var ErrRecord = errors.New("anchors of articles are cut short")

// recordEntry is the size of one anchor in a record: its hash and its place.
const recordEntry = 6

// AppendRecord appends the anchors of one article, 6 bytes each and up to 3 for
// their number. Records of successive articles follow each other.
func AppendRecord(dst []byte, anchors []shingle.Anchor) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(anchors)))
	for _, a := range anchors {
		dst = binary.LittleEndian.AppendUint32(dst, a.Hash)
		dst = binary.LittleEndian.AppendUint16(dst, Place(a.Pos))
	}
	return dst
}

// A Record is the anchors of one article.
type Record struct{ entries []byte }

// CutRecord returns the record at the beginning of b and the rest of b. The record shares the
// memory of b.
func CutRecord(b []byte) (r Record, rest []byte, err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k)/recordEntry {
		return r, nil, ErrRecord
	}
	end := k + int(n)*recordEntry
	return Record{b[k:end]}, b[end:], nil
}

// Len returns the number of anchors.
func (r Record) Len() int { return len(r.entries) / recordEntry }

// Hash returns the hash of an anchor.
func (r Record) Hash(i int) uint32 { return binary.LittleEndian.Uint32(r.entries[i*recordEntry:]) }

func (r Record) place(i int) uint16 { return binary.LittleEndian.Uint16(r.entries[i*recordEntry+4:]) }

// A Feed returns the records of all articles in batches of successive articles, from 0 on and
// without gaps. A batch may be read several times. Its methods are called from several goroutines.
type Feed interface {
	Batches() int
	// Batch returns the first article of batch i and the records from it on, which are not changed. It may
	// read them into buf, and make that larger.
	Batch(i int, buf *[]byte) (first Doc, records []byte, err error)
}

// memory is a feed of records that are held, by article; a batch is an article.
type memory [][]byte

// Batches implements [Feed].
func (m memory) Batches() int { return len(m) }

// Batch implements [Feed].
func (m memory) Batch(i int, _ *[]byte) (Doc, []byte, error) { return Doc(i), m[i], nil }
