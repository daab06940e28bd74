package store

import (
	"github.com/wiretrace/wiretrace/minhash"
)

// pending holds what was appended but is not yet written as values.
type pending struct {
	text, meta chunkBuilder
	colFirst   Doc // first document in rows and sigs
	rows, sigs []byte

	first  Doc // first document of the segment
	n      uint32
	bands  [minhash.Bands][]uint32
	usable []bool // whether a document has shingles
	prefix []uint64
	equal  []uint64
	ids    []uint64

	list, tmp []uint64 // for sorting
	out       []byte
}

func (p *pending) reset(first Doc) {
	p.text.reset(first)
	p.meta.reset(first)
	p.colFirst, p.first = first, first
}

// next starts the next segment.
func (p *pending) next() {
	p.first += Doc(p.n)
	p.n = 0
	for i := range p.bands {
		p.bands[i] = p.bands[i][:0]
	}
	p.usable, p.prefix, p.equal, p.ids = p.usable[:0], p.prefix[:0], p.equal[:0], p.ids[:0]
}

// add copies a sealed block.
func (p *pending) add(b *Block) {
	p.text.add(b.text.frames())
	p.meta.add(b.meta.frames())
	p.rows = append(p.rows, b.rows...)
	p.sigs = append(p.sigs, b.sigs...)
	for band := range p.bands {
		col := p.bands[band]
		for i := range b.bands {
			col = append(col, b.bands[i][band])
		}
		p.bands[band] = col
	}
	for i := range b.Len() {
		d := p.first + Doc(p.n) + Doc(i)
		row := parseRow(b.rows[i*rowSize:])
		p.usable = append(p.usable, row.Shingles > 0)
		p.ids = append(p.ids, entry(fold(b.ids[i]), d))
		if row.Content != 0 {
			p.equal = append(p.equal, entry(uint32(row.Content), d))
		}
		for _, h := range b.prefixOf(i) {
			p.prefix = append(p.prefix, entry(h, d))
		}
	}
	p.n += uint32(b.Len())
}

func entry(h uint32, d Doc) uint64 { return uint64(h)<<32 | uint64(d) }

// entries returns the entries of a band in document order. A text without shingles is in no minhash band,
// otherwise all such texts would match each other.
func (p *pending) entries(band int) []uint64 {
	switch band {
	case BandPrefix:
		return p.prefix
	case BandContent:
		return p.equal
	case bandID:
		return p.ids
	}
	p.list = p.list[:0]
	for i, h := range p.bands[band] {
		if p.usable[i] {
			p.list = append(p.list, entry(h, p.first+Doc(i)))
		}
	}
	return p.list
}
