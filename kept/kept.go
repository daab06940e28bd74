// Package kept holds what a run leaves for the next run of the same epoch, so that it need not be computed
// again: how rare anchors were when the epoch was learnt, the anchors of each text, and the evidence of
// each aligned pair.
//
// A [Writer] packs it into blocks, which a generation stores after its trace records. [Open] reads them.
// If they are lost, the next run computes the same results from the articles.
//
// The package is pure: it knows neither storage nor how anything was found.
package kept

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/pair"
)

// Doc is the number of a stored article.
type Doc = uint32

// The kinds of block. The first byte of a block is its kind.
const (
	kindTable = 1 + iota
	kindTexts
	kindPairs
	kindCounts
	kindAnswers
	kindFinds
	kindObserved
	kindStories
	kindRecords
	kinds
)

// A Text is a text that was searched with.
type Text struct {
	Doc     Doc
	Digest  uint64 // of the articles that have it
	Cut     bool   // it says itself that it has several texts
	Anchors []byte // as [anchor.AppendRecord] writes them
	// Weight is the weight of its anchors, see [anchor.Index.Total]. Earlier versions did not keep it;
	// then Weighed is not set.
	Weight  float32
	Weighed bool
}

// A Pair is the evidence of a pair of texts, before their neighbours are considered.
type Pair struct {
	Counts   cluster.Scored // A and B are the articles that speak for the texts; Z is not set
	Shared   int32          // what the search found, see [anchor.Hit]
	Sum      float32
	Recurs   float32
	Z        float32 // log-odds that both are one text
	InA, InB pair.Mask
	Bare     bool // no passage in common
	Apart    bool // not one text, whatever their neighbours say
	Form     bool // the same sentences with other figures
	Within   bool // one text is for the most part in the other
	BeginsA  Item // where B begins in A, if it does
	BeginsB  Item // where A begins in B
}

// An Item is a part of a text, in bytes; the zero value is none.
type Item struct{ Start, End, Head int }

// key orders pairs.
func (p *Pair) key() uint64 { return Key(p.Counts.A, p.Counts.B) }

// Key orders pairs of articles, a < b.
func Key(a, b Doc) uint64 { return uint64(a)<<32 | uint64(b) }

// An Answer is the answer to a yes-no question that takes alignments, by a hash of all that
// it depends on.
type Answer struct {
	Question uint64
	Yes      bool
	Counts   cluster.Scored // of a text and its leader, see [Writer.Answer]
}

// Text adds a text:
//
//	uvarint  article less the one before in the block
//	uint64   digest
//	byte     1: it is cut; 2: its weight follows
//	float32  weight, if it is known
//	bytes    anchors
func (w *Writer) Text(t *Text) {
	w.begin(kindTexts, uint64(t.Doc))
	w.open = binary.AppendUvarint(w.open, uint64(t.Doc)-w.last)
	w.open = binary.LittleEndian.AppendUint64(w.open, t.Digest)
	flags := byte(0)
	if t.Cut {
		flags |= flagCut
	}
	if t.Weighed {
		flags |= flagWeighed
	}
	w.open = append(w.open, flags)
	if t.Weighed {
		w.open = binary.LittleEndian.AppendUint32(w.open, math.Float32bits(t.Weight))
	}
	w.open = append(w.open, t.Anchors...)
	w.last = uint64(t.Doc)
}

// The flags of a text.
const (
	flagCut = 1 << iota
	flagWeighed
)

// The flags of a pair.
const (
	flagBare = 1 << iota
	flagApart
	flagForm
	flagWithin
	flagBeginsA
	flagBeginsB
)

// Pair adds a pair:
//
//	uvarint  key less the one before in the block
//	byte     flags
//	counts, see appendCounts
//	uvarint  Shared
//	float32  Sum, Recurs, Z: three of them
//	uint32   InA, InB
//	uvarint  start, end, head of BeginsA, if there is one; the same of BeginsB
func (w *Writer) Pair(p *Pair) {
	w.begin(kindPairs, p.key())
	le := binary.LittleEndian
	w.open = binary.AppendUvarint(w.open, p.key()-w.last)
	flags := byte(0)
	for i, set := range [6]bool{p.Bare, p.Apart, p.Form, p.Within, p.BeginsA != Item{}, p.BeginsB != Item{}} {
		if set {
			flags |= 1 << i
		}
	}
	w.open = appendCounts(append(w.open, flags), &p.Counts)
	w.open = binary.AppendUvarint(w.open, uint64(p.Shared))
	for _, x := range [3]float32{p.Sum, p.Recurs, p.Z} {
		w.open = le.AppendUint32(w.open, math.Float32bits(x))
	}
	w.open = le.AppendUint32(le.AppendUint32(w.open, uint32(p.InA)), uint32(p.InB))
	for _, x := range [2]Item{p.BeginsA, p.BeginsB} {
		if x != (Item{}) {
			for _, n := range [3]int{x.Start, x.End, x.Head} {
				w.open = binary.AppendUvarint(w.open, uint64(n))
			}
		}
	}
	w.last = p.key()
}

// Counts adds what two texts share that no search brought together, but their neighbours:
//
//	uvarint  key less the one before in the block
//	counts, see appendCounts
func (w *Writer) Counts(s *cluster.Scored) {
	key := Key(s.A, s.B)
	w.begin(kindCounts, key)
	w.open = appendCounts(binary.AppendUvarint(w.open, key-w.last), s)
	w.last = key
}

// Answer adds an answer:
//
//	uint64  question
//	byte    1: yes; 2: counts follow
//	counts, if there are any
func (w *Writer) Answer(a *Answer) {
	w.begin(kindAnswers, a.Question)
	w.open = binary.LittleEndian.AppendUint64(w.open, a.Question)
	flags := byte(0)
	if a.Yes {
		flags |= 1
	}
	if a.Counts == (cluster.Scored{}) {
		w.open = append(w.open, flags)
		return
	}
	w.open = append(w.open, flags|2)
	w.open = binary.AppendUvarint(binary.AppendUvarint(w.open, uint64(a.Counts.A)), uint64(a.Counts.B))
	w.open = appendCounts(w.open, &a.Counts)
}

// appendCounts appends what two texts share:
//
//	uvarint  SizeA, SizeB, Common, Passages, Words, Matched, LenA, LenB: eight of them
//	varint   Z, Reuse
//	byte     Kind
func appendCounts(b []byte, s *cluster.Scored) []byte {
	for _, x := range [8]uint32{s.SizeA, s.SizeB, s.Common, uint32(s.Passages), s.Words, s.Matched, s.LenA, s.LenB} {
		b = binary.AppendUvarint(b, uint64(x))
	}
	b = binary.AppendVarint(binary.AppendVarint(b, int64(s.Z)), int64(s.Reuse))
	return append(b, byte(s.Kind))
}

// ErrCodec is returned for blocks that [Writer] did not write.
var ErrCodec = errors.New("what the last run kept is damaged or of another version")

var errNoTable = fmt.Errorf("%w: there is no table of anchors", ErrCodec)

// A Reader reads what a [Writer] packed. It is safe for concurrent use.
type Reader struct{ blocks [][]byte }

// Open returns a reader of blocks, which must not change while it is used.
func Open(blocks [][]byte) (*Reader, error) {
	for _, b := range blocks {
		if len(b) == 0 || b[0] < kindTable || b[0] >= kinds {
			return nil, ErrCodec
		}
	}
	return &Reader{blocks}, nil
}

// Table returns how rare anchors are.
func (r *Reader) Table() (*anchor.Table, error) {
	for _, b := range r.blocks {
		if b[0] == kindTable {
			t, err := anchor.DecodeTable(b[1:])
			if err != nil {
				return nil, fmt.Errorf("%w: %w", ErrCodec, err)
			}
			return t, nil
		}
	}
	return nil, errNoTable
}

// each calls fn for the rest of each block of a kind until it is empty.
func (r *Reader) each(kind byte, fn func(c *cursor)) error {
	for _, b := range r.blocks {
		if b[0] != kind {
			continue
		}
		c := cursor{b: b[1:]}
		for len(c.b) > 0 {
			fn(&c)
		}
		if c.bad {
			return ErrCodec
		}
	}
	return nil
}

// Texts returns the texts by their articles. Their anchors are memory of the blocks.
func (r *Reader) Texts() ([]Text, error) {
	var out []Text
	err := r.each(kindTexts, func(c *cursor) {
		t := Text{Doc: Doc(c.ascend(math.MaxUint32)), Digest: c.u64()}
		flags := c.byte()
		if t.Cut, t.Weighed = flags&flagCut > 0, flags&flagWeighed > 0; t.Weighed {
			t.Weight = c.float()
		}
		rest := c.b
		_, after, err := anchor.CutRecord(rest)
		if err != nil {
			c.fail()
			return
		}
		t.Anchors, c.b = rest[:len(rest)-len(after)], after
		if n := len(out); n > 0 && out[n-1].Doc >= t.Doc {
			c.fail()
		}
		out = append(out, t)
	})
	return out, err
}

// Pairs returns the pairs in the order of their keys.
func (r *Reader) Pairs() ([]Pair, error) {
	var out []Pair
	err := r.each(kindPairs, func(c *cursor) {
		key := c.ascend(math.MaxUint64)
		flags := c.byte()
		p := Pair{Bare: flags&flagBare > 0, Apart: flags&flagApart > 0, Form: flags&flagForm > 0, Within: flags&flagWithin > 0, Counts: c.counts()}
		p.Counts.A, p.Counts.B = Doc(key>>32), Doc(key)
		p.Shared = int32(c.number(math.MaxInt32))
		p.Sum, p.Recurs, p.Z = c.float(), c.float(), c.float()
		p.InA, p.InB = pair.Mask(c.u32()), pair.Mask(c.u32())
		if flags&flagBeginsA > 0 {
			p.BeginsA = c.item()
		}
		if flags&flagBeginsB > 0 {
			p.BeginsB = c.item()
		}
		if n := len(out); p.Counts.A >= p.Counts.B || n > 0 && out[n-1].key() >= key {
			c.fail()
		}
		out = append(out, p)
	})
	return out, err
}

// Counts returns the pairs that are only counted, in the order of their keys.
func (r *Reader) Counts() ([]cluster.Scored, error) {
	var out []cluster.Scored
	err := r.each(kindCounts, func(c *cursor) {
		key := c.ascend(math.MaxUint64)
		s := c.counts()
		s.A, s.B = Doc(key>>32), Doc(key)
		if n := len(out); s.A >= s.B || n > 0 && Key(out[n-1].A, out[n-1].B) >= key {
			c.fail()
		}
		out = append(out, s)
	})
	return out, err
}

// Answers returns the answers by their questions.
func (r *Reader) Answers() (map[uint64]Answer, error) {
	out := map[uint64]Answer{}
	err := r.each(kindAnswers, func(c *cursor) {
		a := Answer{Question: c.u64()}
		flags := c.byte()
		a.Yes = flags&1 > 0
		if flags&2 > 0 {
			x, y := Doc(c.number(math.MaxUint32)), Doc(c.number(math.MaxUint32))
			a.Counts = c.counts()
			a.Counts.A, a.Counts.B = x, y
		}
		out[a.Question] = a
	})
	return out, err
}
