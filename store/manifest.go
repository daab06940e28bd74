package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
)

// The columns: kinds of values that hold data of consecutive documents.
const (
	colText = iota
	colMeta
	colSig
	colRow
	colCount
)

// colKey is the key type of each column.
var colKey = [colCount]byte{keyText, keyMeta, keySig, keyRow}

// A piece is one value with data of the documents [first, first+n).
type piece struct {
	id    uint32
	first Doc
	n     uint32
	bytes uint32 // size of the value
}

// A segment is the index of the documents [first, first+n): one sorted array for each band. counts are the
// numbers of entries.
type segment struct {
	id     uint32
	first  Doc
	n      uint32
	counts [bandCount]uint32
}

// A tomb is the bitmap of dead documents in one range of 65,536 documents.
type tomb struct {
	index uint32
	id    uint32
	dead  uint32 // number of set bits
}

const tombDocs = 1 << 16

// A blob is a payload of a generation, divided into pieces.
type blob struct {
	size uint64
	ids  []uint32
}

// bytes returns the size of its values with their checksums.
func (b *blob) bytes() int64 { return int64(b.size) + int64(len(b.ids))*sumSize }

// A manifest lists what is in the store. Every commit replaces it in one transaction. A manifest in use is
// not changed.
type manifest struct {
	next    Doc    // one past the highest document
	nextID  uint32 // next unused value id
	commits uint64 // commits since the store was made
	deaths  uint64 // how many documents were live and died, ever
	live    uint32 // live documents

	cols     [colCount][]piece
	segments []segment
	tombs    []tomb // sorted by index

	gen generationRecord

	anchors anchorIndex

	blocks []blockPiece // of the generation; immutable

	// format is the lowest format that can hold what was added since the store was opened. It is not part
	// of the stored value: commit raises the store's format to it.
	format int
}

// A generationRecord lists where a generation's payloads are.
type generationRecord struct {
	number  uint64 // 0: no generation
	horizon Doc
	deaths  uint64
	made    string
	blobs   [3]blob // params, pairs, clusters
}

// clone returns a copy that may be changed.
func (m *manifest) clone() *manifest {
	c := *m
	for i := range c.cols {
		c.cols[i] = slices.Clone(m.cols[i])
	}
	c.segments = slices.Clone(m.segments)
	c.tombs = slices.Clone(m.tombs)
	c.anchors = m.anchors.clone()
	return &c
}

// newID returns an id for a new value.
func (m *manifest) newID() uint32 {
	m.nextID++
	return m.nextID - 1
}

// find returns the index of the piece that holds d, or -1.
func find(ps []piece, d Doc) int {
	i := sort.Search(len(ps), func(i int) bool { return ps[i].first > d }) - 1
	if i < 0 || uint64(d) >= uint64(ps[i].first)+uint64(ps[i].n) {
		return -1
	}
	return i
}

// keys calls fn with the key of every value that m refers to.
func (m *manifest) keys(fn func(key []byte)) {
	for c, ps := range m.cols {
		for _, p := range ps {
			fn(valueKey(colKey[c], p.id))
		}
	}
	for _, s := range m.segments {
		for band := range bandCount {
			fn(bandKey(s.id, band))
		}
	}
	for _, t := range m.tombs {
		fn(valueKey(keyTomb, t.id))
	}
	for _, b := range m.gen.blobs {
		for _, id := range b.ids {
			fn(valueKey(keyPart, id))
		}
	}
	m.anchors.keys(fn)
	for _, p := range m.blocks {
		fn(valueKey(keyBlock, p.id))
	}
}

// keySet returns all keys that m refers to.
func (m *manifest) keySet() map[string]struct{} {
	set := map[string]struct{}{}
	m.keys(func(k []byte) { set[string(k)] = struct{}{} })
	return set
}

// encode returns the stored form of the manifest, without a checksum.
func (m *manifest) encode() []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, uint32(m.next))
	b = le.AppendUint32(b, m.nextID)
	b = le.AppendUint64(b, m.commits)
	b = le.AppendUint64(b, m.deaths)
	b = le.AppendUint32(b, m.live)
	for _, ps := range m.cols {
		b = binary.AppendUvarint(b, uint64(len(ps)))
		for _, p := range ps {
			b = le.AppendUint32(b, p.id)
			b = le.AppendUint32(b, uint32(p.first))
			b = le.AppendUint32(b, p.n)
			b = le.AppendUint32(b, p.bytes)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(m.segments)))
	for _, s := range m.segments {
		b = le.AppendUint32(b, s.id)
		b = le.AppendUint32(b, uint32(s.first))
		b = le.AppendUint32(b, s.n)
		for _, n := range s.counts {
			b = le.AppendUint32(b, n)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(m.tombs)))
	for _, t := range m.tombs {
		b = le.AppendUint32(b, t.index)
		b = le.AppendUint32(b, t.id)
		b = le.AppendUint32(b, t.dead)
	}
	b = m.anchors.append(m.gen.append(b), len(m.blocks) > 0)
	return appendBlocks(b, m.blocks)
}

func (g *generationRecord) append(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, g.number)
	b = le.AppendUint32(b, uint32(g.horizon))
	b = le.AppendUint64(b, g.deaths)
	b = appendString(b, g.made)
	for _, p := range g.blobs {
		b = le.AppendUint64(b, p.size)
		b = binary.AppendUvarint(b, uint64(len(p.ids)))
		for _, id := range p.ids {
			b = le.AppendUint32(b, id)
		}
	}
	return b
}

// decodeManifest reads the stored form of a manifest and checks that it is consistent.
func decodeManifest(b []byte) (*manifest, error) {
	c := cursor{s: string(b)}
	m := &manifest{next: Doc(c.u32()), nextID: c.u32(), commits: c.u64(), deaths: c.u64(), live: c.u32()}
	for i := range m.cols {
		for range c.count(16) {
			m.cols[i] = append(m.cols[i], piece{id: c.u32(), first: Doc(c.u32()), n: c.u32(), bytes: c.u32()})
		}
	}
	for range c.count(12 + 4*bandCount) {
		s := segment{id: c.u32(), first: Doc(c.u32()), n: c.u32()}
		for i := range s.counts {
			s.counts[i] = c.u32()
		}
		m.segments = append(m.segments, s)
	}
	for range c.count(12) {
		m.tombs = append(m.tombs, tomb{index: c.u32(), id: c.u32(), dead: c.u32()})
	}
	m.gen.number, m.gen.horizon, m.gen.deaths, m.gen.made = c.u64(), Doc(c.u32()), c.u64(), c.str()
	for i := range m.gen.blobs {
		m.gen.blobs[i].size = c.u64()
		for range c.count(4) {
			m.gen.blobs[i].ids = append(m.gen.blobs[i].ids, c.u32())
		}
	}
	m.anchors = decodeAnchorIndex(&c)
	m.blocks = decodeBlocks(&c)
	if c.bad || c.s != "" {
		return nil, fmt.Errorf("%w: the manifest cannot be read", ErrDamaged)
	}
	err := m.check()
	return m, err
}

// check returns an error if pieces or segments leave a gap between documents.
func (m *manifest) check() error {
	covers := func(at *uint64, first Doc, n uint32) bool {
		ok := uint64(first) == *at && n > 0
		*at += uint64(n)
		return ok
	}
	ok := true
	for _, ps := range m.cols {
		at := uint64(0)
		for _, p := range ps {
			ok = ok && covers(&at, p.first, p.n)
		}
		ok = ok && at == uint64(m.next)
	}
	at := uint64(0)
	for _, s := range m.segments {
		ok = ok && covers(&at, s.first, s.n)
	}
	ok = ok && at == uint64(m.next) && m.live <= uint32(m.next)
	dead, last := uint64(0), -1
	for _, t := range m.tombs {
		ok = ok && int64(t.index) > int64(last) && uint64(t.index)*tombDocs < uint64(m.next) && t.dead <= tombDocs
		last = int(t.index)
		dead += uint64(t.dead)
	}
	ok = ok && m.anchors.ok(m.next)
	if !ok || uint64(m.live)+dead != uint64(m.next) {
		return fmt.Errorf("%w: the manifest contradicts itself", ErrDamaged)
	}
	return nil
}
