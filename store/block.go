package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
)

// A Sketch is what the index holds about a text. For an article without shingles, Content and Shingles are
// zero; it can only be found by its id.
type Sketch struct {
	Content  uint64            // identity of the shingle set; see minhash.Content
	Shingles uint32            // size of the set
	Sig      minhash.Signature // minhash.Sketch of the set
	Prefix   []uint32          // minhash.Prefix of a short set, or nil
}

// A Row is what the index holds about every document in addition to its signature.
type Row struct {
	Content  uint64 // identity of the shingle set, 0 for the empty set
	Shingles uint32 // size of the shingle set
	Minute   int32  // when it appeared, in minutes since 1970; [NoMinute] if unknown
}

// NoMinute is the Minute of an article without a known clock.
const NoMinute = math.MinInt32

// rowSize is the size of a stored row.
const rowSize = 16

// A Block is a batch of articles to be stored. Workers fill and seal blocks, which compresses the texts;
// then [Writer.Append] only copies bytes. A block does not belong to a store. Make one with [NewBlock] and
// reuse it with Reset. It is not safe for concurrent use.
type Block struct {
	enc        *zstd.Encoder   // for metadata
	lit        *literalEncoder // for texts
	text, meta packer
	ids        []uint64   // hashes of the ids
	revs       []revision // decide which revision is current
	rows       []byte     // rowSize each
	sigs       []byte     // minhash.PackedSize each
	bands      [][minhash.Bands]uint32
	prefix     []uint32 // prefixes of all articles, concatenated
	prefixEnd  []uint32 // end of each prefix in prefix
	fields     bool     // some record needs format 4
	err        error
}

// NewBlock returns an empty block.
func NewBlock() *Block {
	b := &Block{
		lit:  newLiteralEncoder(),
		text: packer{limit: textFrame, items: math.MaxInt32},
		meta: packer{limit: metaBytes, items: metaFrame},
	}
	b.enc, b.err = newEncoder()
	return b
}

// Reset empties the block and keeps its memory.
func (b *Block) Reset() {
	b.text.reset()
	b.meta.reset()
	b.ids, b.revs, b.rows, b.sigs = b.ids[:0], b.revs[:0], b.rows[:0], b.sigs[:0]
	b.bands, b.prefix, b.prefixEnd, b.fields = b.bands[:0], b.prefix[:0], b.prefixEnd[:0], false
	if b.enc != nil {
		b.err = nil
	}
}

// Len returns the number of articles in the block.
func (b *Block) Len() int { return len(b.ids) }

// Add copies an article and its sketch into the block. Seal reports an article that cannot be stored.
func (b *Block) Add(a *article.Article, sk *Sketch) {
	if b.err != nil {
		return
	}
	if b.err = checkArticle(a); b.err != nil {
		return
	}
	rev := makeRevision(a, xxhash.Sum64String(a.Text), uint64(len(a.Text)))
	b.fields = b.fields || newFields(a)
	b.ids = append(b.ids, idHash(a.ID))
	b.revs = append(b.revs, rev)
	b.rows = appendRow(b.rows, Row{Content: sk.Content, Shingles: sk.Shingles, Minute: minuteOf(a)})
	n := len(b.sigs)
	b.sigs = append(b.sigs, make([]byte, minhash.PackedSize)...)
	sk.Sig.Pack(b.sigs[n:])
	b.bands = append(b.bands, sk.Sig.BandHashes())
	b.prefix = append(b.prefix, sk.Prefix...)
	b.prefixEnd = append(b.prefixEnd, uint32(len(b.prefix)))

	start := len(b.text.raw)
	b.text.raw = appendText(b.text.raw, a.Text, a.Furniture)
	b.text.done(b.lit, start)
	start = len(b.meta.raw)
	b.meta.raw = appendRecord(b.meta.raw, a, rev.hash)
	b.meta.done(b.enc, start)
}

// Seal compresses the rest of the block and returns its first error. An empty block may be sealed and
// appended.
func (b *Block) Seal() error {
	if b.err != nil {
		return b.err
	}
	b.text.flush(b.lit)
	b.meta.flush(b.enc)
	return nil
}

// checkArticle returns an error if the format cannot hold an article.
func checkArticle(a *article.Article) error {
	size := len(a.ID) + len(a.URL) + len(a.Source) + len(a.Title) + len(a.Byline) + len(a.Credit) +
		len(a.Lang) + len(a.Extra) + len(a.Published.Raw) + len(a.Updated.Raw) + len(a.Fetched.Raw) +
		len(a.Revision) + len(a.Origin.File) + len(a.Origin.Record)
	for _, l := range a.Links {
		size += len(l.Rel) + len(l.URL)
	}
	if len(a.Links) > article.MaxLinks || a.Origin.Offset < 0 || a.Status > article.StatusCorrected {
		return fmt.Errorf("article %q: %w", a.ID, errRecord)
	}
	if len(a.Text) > maxItem || size > maxItem-metaBytes || len(a.Furniture) > maxFurniture {
		return fmt.Errorf("%w: %.80q has %d bytes of text, %d of metadata and %d pieces of furniture; the limits are %d, %d and %d",
			ErrTooLarge, a.ID, len(a.Text), size, len(a.Furniture), maxItem, maxItem-metaBytes, maxFurniture)
	}
	at := 0
	for _, f := range a.Furniture {
		if f.Start < at || f.End < f.Start || f.End > len(a.Text) {
			return fmt.Errorf("article %q: %w", a.ID, errFurniture)
		}
		at = f.End
	}
	return nil
}

// Errors that are mistakes of the caller. So they are not exported.
var (
	errFurniture = errors.New("furniture is not sorted within the text")
	errRecord    = errors.New("status, origin or number of links out of bounds")
)

// minuteOf returns Row.Minute of a.
func minuteOf(a *article.Article) int32 {
	t := a.Clock()
	if !t.Known() {
		return NoMinute
	}
	minute := t.Unix / 60
	if t.Unix%60 < 0 {
		minute--
	}
	return int32(min(max(minute, NoMinute+1), math.MaxInt32))
}

func appendRow(b []byte, r Row) []byte {
	b = binary.LittleEndian.AppendUint64(b, r.Content)
	b = binary.LittleEndian.AppendUint32(b, r.Shingles)
	return binary.LittleEndian.AppendUint32(b, uint32(r.Minute))
}

func parseRow(b []byte) Row {
	return Row{
		Content:  binary.LittleEndian.Uint64(b),
		Shingles: binary.LittleEndian.Uint32(b[8:]),
		Minute:   int32(binary.LittleEndian.Uint32(b[12:])),
	}
}

// prefixOf returns the prefix hashes of article i.
func (b *Block) prefixOf(i int) []uint32 {
	start := uint32(0)
	if i > 0 {
		start = b.prefixEnd[i-1]
	}
	return b.prefix[start:b.prefixEnd[i]]
}

// keep fills b with the articles of src whose numbers are in list, in ascending order. It unpacks their
// frames and compresses them again.
func (b *Block) keep(src *Block, list []int, dec *zstd.Decoder) error {
	b.Reset()
	b.fields = src.fields
	for _, i := range list {
		b.ids = append(b.ids, src.ids[i])
		b.revs = append(b.revs, src.revs[i])
		b.rows = append(b.rows, src.rows[i*rowSize:(i+1)*rowSize]...)
		b.sigs = append(b.sigs, src.sigs[i*minhash.PackedSize:(i+1)*minhash.PackedSize]...)
		b.bands = append(b.bands, src.bands[i])
		b.prefix = append(b.prefix, src.prefixOf(i)...)
		b.prefixEnd = append(b.prefixEnd, uint32(len(b.prefix)))
	}
	if err := b.text.keep(&src.text, list, b.lit, dec); err != nil {
		return err
	}
	return b.meta.keep(&src.meta, list, b.enc, dec)
}

// keep appends the listed items of src. All frames of src must be closed.
func (p *packer) keep(src *packer, list []int, enc compressor, dec *zstd.Decoder) error {
	var u unpacked
	open := -1
	f := src.frames()
	for _, i := range list {
		at := f.find(uint32(i))
		if at != open {
			if err := unpack(&u, f, at, dec); err != nil {
				return err
			}
			open = at
		}
		start := len(p.raw)
		p.raw = append(p.raw, u.item(uint32(i)-f.first(at))...)
		p.done(enc, start)
	}
	p.flush(enc)
	return nil
}

// unpack decompresses frame i of f.
func unpack(u *unpacked, f frames, i int, dec *zstd.Decoder) error {
	data, items, err := f.frame(i)
	if err != nil {
		return err
	}
	raw, err := dec.DecodeAll(data, nil)
	if err != nil {
		return fmt.Errorf("%w: unpack a frame: %w", ErrDamaged, err)
	}
	return u.parse(raw, items)
}
