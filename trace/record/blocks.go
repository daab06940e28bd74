package record

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
)

// All records of a generation are kept in blocks. Each block is one Zstandard frame. There are
// three kinds: a directory, pages that say in which entry an article is, and entries, clusters
// first, sorted by cluster id, then articles outside of clusters, sorted by number.

// blocksVersion is the version of the blocks, see the table of versions in doc/format.md.
const blocksVersion = 2

const (
	// A hash of a cluster's id, or of an article's number, decides whether a block of entries ends before it, after meanBlock bytes on
	// average. So a record that changes, is added or removed changes few blocks of entries, and a store does not write the others
	// again. The directory and the pages may change as well. A block has leastBlock bytes, unless it is the last of its kind, and ends
	// at mostBlock. 64 KiB unpack in about 80 us and hold 20 clusters of 8 articles.
	leastBlock = 16 << 10
	meanBlock  = 64 << 10
	mostBlock  = 256 << 10
	// pageDocs is the number of documents of a page: 64 KiB.
	pageDocs = 1 << 14
	// maxUnpacked bounds the size of an unpacked block. The largest cluster must fit.
	maxUnpacked = 256 << 20
	// heldBlocks is how many unpacked blocks a reader holds.
	heldBlocks = 8
)

// A Reader reads the records that a [Builder] packed. It fetches a block when it is needed and
// keeps the last few unpacked. It is not safe for concurrent use.
type Reader struct {
	fetch    func(i int) ([]byte, error)
	made     string
	learnt   []byte
	clusters int
	singles  int
	pages    int
	firsts   []int    // by block of entries: its first entry
	ids      []string // by block of entries: its first cluster
	held     map[int][]byte
	order    []int // held, the oldest first
}

// Open reads the directory of n blocks. The last block may be of another kind, see
// [Reader.Blocks]. fetch returns block i, whose bytes need not stay valid after the next call.
func Open(n int, fetch func(i int) ([]byte, error)) (*Reader, error) {
	b := &Reader{fetch: fetch, held: map[int][]byte{}}
	if n == 0 {
		return nil, ErrCodec
	}
	head, err := b.unpack(0)
	if err != nil {
		return nil, err
	}
	c := cursor{b: head}
	if v := c.uvarint(); v != blocksVersion {
		return nil, fmt.Errorf("%w: version %d, this program reads %d", ErrCodec, v, blocksVersion)
	}
	b.made, b.learnt = c.str(), slices.Clone(c.bytes())
	b.clusters, b.singles = c.number(1<<32), c.number(1<<32)
	b.pages = c.number(n)
	entries := 0
	for range c.count(2) {
		b.firsts = append(b.firsts, entries)
		entries += c.number(1 << 32)
		b.ids = append(b.ids, c.str())
	}
	if c.bad || len(c.b) > 0 || b.Blocks() > n || entries != b.clusters+b.singles {
		return nil, ErrCodec
	}
	return b, nil
}

// unpack returns block i, from memory if it is one of the last.
func (b *Reader) unpack(i int) ([]byte, error) {
	if data, ok := b.held[i]; ok {
		return data, nil
	}
	p, err := codecs()
	if err != nil {
		return nil, err
	}
	data, err := b.fetch(i)
	if err != nil {
		return nil, fmt.Errorf("block %d of the traces: %w", i, err)
	}
	if data, err = p.dec.DecodeAll(data, nil); err != nil {
		return nil, fmt.Errorf("block %d of the traces: %w: %w", i, ErrCodec, err)
	}
	if len(b.order) >= heldBlocks {
		delete(b.held, b.order[0])
		b.order = b.order[1:]
	}
	b.held[i] = data
	b.order = append(b.order, i)
	return data, nil
}

// Made returns the version of the tracer that was given to [NewBuilder].
func (b *Reader) Made() string { return b.made }

// Learnt returns the encoded profile of the outlets that was given to [NewBuilder].
func (b *Reader) Learnt() []byte { return b.learnt }

// Blocks returns how many of the blocks hold traces.
func (b *Reader) Blocks() int { return 1 + b.pages + len(b.firsts) }

// Clusters returns the number of clusters.
func (b *Reader) Clusters() int { return b.clusters }

// ByDoc returns the record of an article: its cluster and its index among the members, or its
// own record if it is in no cluster. c and single are nil if there is no record of it.
func (b *Reader) ByDoc(d Doc) (c *Cluster, member int, single *Article, err error) {
	page := int(d / pageDocs)
	if page >= b.pages {
		return nil, 0, nil, nil
	}
	data, err := b.unpack(1 + page)
	if err != nil {
		return nil, 0, nil, err
	}
	at := 4 * int(d%pageDocs)
	if at+4 > len(data) {
		return nil, 0, nil, nil
	}
	e := int(binary.LittleEndian.Uint32(data[at:])) - 1
	switch {
	case e < 0:
		return nil, 0, nil, nil
	case e >= b.clusters:
		single, err = b.single(e)
		if err == nil && single.Doc != d {
			err = ErrCodec
		}
		return nil, 0, single, err
	}
	if c, err = b.Cluster(e); err != nil {
		return nil, 0, nil, err
	}
	member = slices.IndexFunc(c.Members, func(a Article) bool { return a.Doc == d })
	if member < 0 {
		err = ErrCodec
	}
	return c, member, nil, err
}

// Cluster returns the cluster with index k in the order of their ids.
func (b *Reader) Cluster(k int) (*Cluster, error) {
	if k < 0 || k >= b.clusters {
		return nil, ErrCodec
	}
	data, err := b.bytes(k)
	if err != nil {
		return nil, err
	}
	return DecodeCluster(data)
}

// ByID returns the cluster with that id, or nil if there is none.
func (b *Reader) ByID(id string) (*Cluster, error) {
	n := sort.Search(len(b.ids), func(i int) bool { return b.firsts[i] >= b.clusters || b.ids[i] > id })
	if n == 0 {
		return nil, nil
	}
	end := b.clusters
	if n < len(b.firsts) {
		end = min(end, b.firsts[n])
	}
	for k := b.firsts[n-1]; k < end; k++ {
		data, err := b.bytes(k)
		if err != nil {
			return nil, err
		}
		if c := (cursor{b: data}); c.str() == id {
			return DecodeCluster(data)
		}
	}
	return nil, nil
}

// single returns the article in an entry after the clusters.
func (b *Reader) single(e int) (*Article, error) {
	if e >= b.clusters+b.singles {
		return nil, ErrCodec
	}
	data, err := b.bytes(e)
	if err != nil {
		return nil, err
	}
	return DecodeArticle(data)
}

// bytes returns an entry.
func (b *Reader) bytes(e int) ([]byte, error) {
	k := sort.SearchInts(b.firsts, e+1) - 1
	if k < 0 {
		return nil, ErrCodec
	}
	data, err := b.unpack(1 + b.pages + k)
	if err != nil {
		return nil, err
	}
	c := cursor{b: data}
	for range e - b.firsts[k] {
		c.bytes()
	}
	out := c.bytes()
	if c.bad {
		return nil, ErrCodec
	}
	return out, nil
}

// Each calls cluster with every cluster, in the order of ids, then single with every article
// outside of clusters, in the order of numbers. It stops at the first error and returns it.
func (b *Reader) Each(cluster func(*Cluster) error, single func(*Article) error) error {
	return b.encoded(func(e int, data []byte) error { return b.record(e, data, cluster, single) })
}

// encoded calls fn with the number and the bytes of every record, in order. It stops at the
// first error and returns it.
func (b *Reader) encoded(fn func(e int, data []byte) error) error {
	for k := range b.firsts {
		data, err := b.unpack(1 + b.pages + k)
		if err != nil {
			return err
		}
		c := cursor{b: data}
		e := b.firsts[k]
		for ; len(c.b) > 0; e++ {
			if err := fn(e, c.bytes()); err != nil {
				return err
			}
		}
		next := b.clusters + b.singles
		if k+1 < len(b.firsts) {
			next = b.firsts[k+1]
		}
		if c.bad || e != next {
			return ErrCodec
		}
	}
	return nil
}

func (b *Reader) record(e int, data []byte, cluster func(*Cluster) error, single func(*Article) error) error {
	if e < b.clusters {
		c, err := DecodeCluster(data)
		if err != nil {
			return err
		}
		return cluster(c)
	}
	a, err := DecodeArticle(data)
	if err != nil {
		return err
	}
	return single(a)
}
