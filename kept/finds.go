package kept

import (
	"encoding/binary"
	"math"
)

// A Find is the result of the search for one text.
type Find struct {
	Doc  Doc   // the article that represents the text
	Hits []Hit // best first
}

// A Hit is a text that shares anchors with the text searched for, see [anchor.Hit].
type Hit struct {
	Doc    Doc
	Shared int32
	Sum    float32
	Recurs float32
}

// Find adds what the search found of a text:
//
//	uvarint  article less the one before in the block
//	uvarint  number of hits
//	for each:
//	  uvarint  article
//	  uvarint  Shared
//	  float32  Sum, Recurs
func (w *Writer) Find(f *Find) {
	w.begin(kindFinds, uint64(f.Doc))
	w.open = binary.AppendUvarint(w.open, uint64(f.Doc)-w.last)
	w.open = binary.AppendUvarint(w.open, uint64(len(f.Hits)))
	for _, h := range f.Hits {
		w.open = binary.AppendUvarint(binary.AppendUvarint(w.open, uint64(h.Doc)), uint64(h.Shared))
		w.open = binary.LittleEndian.AppendUint32(w.open, math.Float32bits(h.Sum))
		w.open = binary.LittleEndian.AppendUint32(w.open, math.Float32bits(h.Recurs))
	}
	w.last = uint64(f.Doc)
}

// Finds returns the results of the search, sorted by article.
func (r *Reader) Finds() (out []Find, err error) {
	err = r.each(kindFinds, func(c *cursor) {
		f := Find{Doc: Doc(c.ascend(math.MaxUint32))}
		n := c.number(uint64(len(c.b) / 10))
		f.Hits = make([]Hit, 0, n)
		for range n {
			h := Hit{Doc: Doc(c.number(math.MaxUint32)), Shared: int32(c.number(math.MaxInt32))}
			h.Sum, h.Recurs = c.float(), c.float()
			f.Hits = append(f.Hits, h)
		}
		if n := len(out); n > 0 && out[n-1].Doc >= f.Doc {
			c.fail()
		}
		out = append(out, f)
	})
	return out, err
}
