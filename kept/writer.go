package kept

import (
	"bytes"

	"github.com/wiretrace/wiretrace/cluster/anchor"
)

// A block ends before an entry whose key says so, one in some meanBlock bytes, so that an entry that changes, comes or goes changes its own block
// alone, and the others are the same bytes in the next generation, which a store does not write again. It has at least
// leastBlock bytes, unless it is the last one of its kind, and ends at mostBlock.
const (
	leastBlock = 16 << 10
	meanBlock  = 48 << 10
	mostBlock  = 1 << 20
)

// A Block is a block of what a run keeps.
type Block struct {
	Bytes []byte
	Held  int // its place among the blocks that the [Writer] was given, counted from 1; 0: it is none of them
}

// A Writer packs what a run keeps. Add everything of a kind in order: texts by their articles,
// pairs by both, answers by their questions. The zero value is ready; it is not safe for concurrent use.
type Writer struct {
	blocks []Block
	open   []byte
	kind   byte
	entry  int // where the last entry begins in open
	last   uint64
	held   map[outline]Block
}

// An outline tells most blocks apart.
type outline struct {
	size int
	head [32]byte
}

func outlineOf(b []byte) (o outline) {
	o.size = len(b)
	copy(o.head[:], b)
	return o
}

// NewWriter returns a writer that is given the blocks that the last run kept, and returns these again where it packs the same bytes, so that
// no memory is needed for them.
func NewWriter(last [][]byte) *Writer {
	w := &Writer{held: make(map[outline]Block, len(last))}
	for i, b := range last {
		w.held[outlineOf(b)] = Block{b, i + 1}
	}
	return w
}

// Table adds how rare anchors are.
func (w *Writer) Table(t *anchor.Table) {
	w.close()
	w.open = t.Encode(append(w.open, kindTable))
	w.close()
}

// begin begins an entry of a kind.
func (w *Writer) begin(kind byte, key uint64) {
	if n := len(w.open); w.kind != kind || n >= mostBlock || n >= leastBlock && ends(key, n-w.entry) {
		w.close()
		w.kind, w.last, w.open = kind, 0, append(w.open, kind)
	}
	w.entry = len(w.open)
}

// ends reports whether a block ends between an entry of so many bytes and the one with a key.
func ends(key uint64, size int) bool {
	key = (key ^ key>>32) * 0x9e3779b97f4a7c15
	return (key^key>>32)&(1<<32-1)*meanBlock < uint64(size)<<32
}

func (w *Writer) close() {
	if len(w.open) > 0 {
		b, ok := w.held[outlineOf(w.open)]
		if !ok || !bytes.Equal(b.Bytes, w.open) {
			b = Block{Bytes: bytes.Clone(w.open)}
		}
		w.blocks = append(w.blocks, b)
	}
	w.open, w.kind = w.open[:0], 0
}

// Blocks finishes the writer and returns its blocks.
func (w *Writer) Blocks() []Block {
	w.close()
	return w.blocks
}
