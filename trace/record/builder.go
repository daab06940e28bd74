package record

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// A Builder packs records into blocks. Add the clusters in the order of their ids, then the
// articles outside of clusters in the order of their numbers. It is not safe for concurrent use.
type Builder struct {
	made     string
	learnt   []byte
	docs     []uint32 // by document: 1 + its entry; 0: none
	open     []byte   // entries of the block that is not closed yet
	entries  int      // in the open block
	entry    int      // where its last entry begins
	first    string
	last     string
	clusters int
	singles  int
	dir      []byte
	blocks   [][]byte
	err      error
}

// NewBuilder returns a builder for articles with numbers below docs. made is the version of the
// tracer; learnt is the encoded profile of the outlets. Both are stored unchanged.
func NewBuilder(docs Doc, made string, learnt []byte) *Builder {
	return &Builder{made: made, learnt: learnt, docs: make([]uint32, docs)}
}

// An Entry is the encoded record of a cluster or of an article outside of clusters. It takes a
// twentieth of the memory of the decoded record.
type Entry struct {
	id   string // of a cluster
	docs []Doc
	data []byte
}

// EncodeCluster encodes a cluster.
func EncodeCluster(c *Cluster) Entry {
	e := Entry{id: c.ID, docs: make([]Doc, len(c.Members)), data: AppendCluster(nil, c)}
	for i := range c.Members {
		e.docs[i] = c.Members[i].Doc
	}
	return e
}

// EncodeArticle encodes an article that is in no cluster.
func EncodeArticle(a *Article) Entry {
	return Entry{docs: []Doc{a.Doc}, data: AppendArticle(nil, a, "")}
}

// Cluster adds a cluster.
func (b *Builder) Cluster(c *Cluster) { b.Add(EncodeCluster(c)) }

// Single adds an article that is in no cluster.
func (b *Builder) Single(a *Article) { b.Add(EncodeArticle(a)) }

// Of returns the entry of a cluster with its members.
func (e Entry) Of(members []Doc) Entry {
	e.docs = members
	return e
}

// Add adds a cluster or an article in no cluster.
func (b *Builder) Add(e Entry) {
	if e.id != "" && (b.singles > 0 || b.clusters > 0 && e.id <= b.last) {
		b.fail(fmt.Errorf("cluster %q is added after %q", e.id, b.last))
		return
	}
	for _, d := range e.docs {
		b.place(d)
	}
	if b.entries > 0 && (b.ends(&e) || (e.id == "") != (b.first == "")) {
		b.close()
	}
	if b.entries == 0 {
		b.first = e.id
	}
	b.entry = len(b.open)
	b.open = append(appendInt(b.open, len(e.data)), e.data...)
	b.entries++
	if e.id == "" {
		b.singles++
		return
	}
	b.clusters++
	b.last = e.id
}

// ends reports whether the open block ends before an entry.
func (b *Builder) ends(e *Entry) bool {
	if len(b.open) < leastBlock || len(b.open) >= mostBlock {
		return len(b.open) >= mostBlock
	}
	key := xxhash.Sum64String(e.id)
	if e.id == "" {
		key = xxhash.Sum64(binary.LittleEndian.AppendUint32(nil, e.docs[0]))
	}
	return key%(meanBlock-leastBlock) < uint64(len(b.open)-b.entry)
}

// place records that a document is in the entry that is being added.
func (b *Builder) place(d Doc) {
	if int(d) >= len(b.docs) || b.docs[d] != 0 {
		b.fail(fmt.Errorf("document %d is not below %d, or in two entries", d, len(b.docs)))
		return
	}
	b.docs[d] = uint32(b.clusters+b.singles) + 1
}

func (b *Builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *Builder) close() {
	if b.entries == 0 {
		return
	}
	b.dir = appendString(appendInt(b.dir, b.entries), b.first)
	b.blocks = append(b.blocks, b.pack(b.open))
	b.open, b.entries = b.open[:0], 0
}

func (b *Builder) pack(data []byte) []byte {
	p, err := codecs()
	if err != nil {
		b.fail(err)
		return nil
	}
	return p.enc.EncodeAll(data, nil)
}

// Blocks finishes the builder and returns all blocks.
func (b *Builder) Blocks() ([][]byte, error) {
	b.close()
	var pages [][]byte
	for docs := range slices.Chunk(b.docs, pageDocs) {
		page := make([]byte, 0, 4*len(docs))
		for _, e := range docs {
			page = binary.LittleEndian.AppendUint32(page, e)
		}
		pages = append(pages, b.pack(page))
	}
	head := appendString(appendInt(nil, blocksVersion), b.made)
	head = append(appendInt(head, len(b.learnt)), b.learnt...)
	head = appendInt(appendInt(head, b.clusters), b.singles)
	head = appendInt(appendInt(head, len(pages)), len(b.blocks))
	out := append([][]byte{b.pack(append(head, b.dir...))}, pages...)
	return append(out, b.blocks...), b.err
}
