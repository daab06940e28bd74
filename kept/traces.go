package kept

import (
	"encoding/binary"
	"errors"
	"math"
)

// A Story holds the sampled words of a cluster, or of an article in no cluster.
type Story struct {
	Key   uint64     // identifies its articles
	Words []uint32   // ascending, like all lists of words
	Loose [][]uint32 // by member: words that the other members lack; empty for a single article
}

// Observed adds the articles that the profiles of outlets were counted from, ascending:
//
//	uvarint  article less the one before in the block
func (w *Writer) Observed(docs []Doc) {
	for _, d := range docs {
		w.begin(kindObserved, uint64(d))
		w.open = binary.AppendUvarint(w.open, uint64(d)-w.last)
		w.last = uint64(d)
	}
}

// Story adds a story:
//
//	uint64   key
//	uvarint  lists of words, one more than members
//	for each: uvarint number, uint32 each
func (w *Writer) Story(s *Story) {
	w.begin(kindStories, s.Key)
	w.open = binary.LittleEndian.AppendUint64(w.open, s.Key)
	w.open = binary.AppendUvarint(w.open, uint64(len(s.Loose)+1))
	w.words(s.Words)
	for _, list := range s.Loose {
		w.words(list)
	}
}

func (w *Writer) words(list []uint32) {
	w.open = binary.AppendUvarint(w.open, uint64(len(list)))
	for _, x := range list {
		w.open = binary.LittleEndian.AppendUint32(w.open, x)
	}
}

// Record adds that there is a trace record: 8 bytes, a hash of all that it depends on.
func (w *Writer) Record(signature uint64) {
	w.begin(kindRecords, signature)
	w.open = binary.LittleEndian.AppendUint64(w.open, signature)
}

// WithoutTraces returns the blocks that do not depend on tracing.
func WithoutTraces(blocks []Block) (out []Block) {
	for _, b := range blocks {
		if len(b.Bytes) > 0 && b.Bytes[0] < kindObserved {
			out = append(out, b)
		}
	}
	return out
}

// Observed returns the articles from which profiles were counted.
func (r *Reader) Observed() (docs []Doc, err error) {
	err = r.each(kindObserved, func(c *cursor) {
		d := Doc(c.ascend(math.MaxUint32))
		if n := len(docs); n > 0 && docs[n-1] >= d {
			c.fail()
		}
		docs = append(docs, d)
	})
	return docs, err
}

// Stories returns the stories by their keys.
func (r *Reader) Stories() (map[uint64]Story, error) {
	out := map[uint64]Story{}
	err := r.each(kindStories, func(c *cursor) {
		s := Story{Key: c.u64()}
		n := c.number(uint64(len(c.b)))
		s.Words = c.words()
		for range max(1, n) - 1 {
			s.Loose = append(s.Loose, c.words())
		}
		if n == 0 {
			c.fail()
		}
		out[s.Key] = s
	})
	return out, err
}

// Records returns the signatures of the trace records.
func (r *Reader) Records() (map[uint64]struct{}, error) {
	out := map[uint64]struct{}{}
	err := r.each(kindRecords, func(c *cursor) { out[c.u64()] = struct{}{} })
	return out, err
}

func (c *cursor) words() []uint32 {
	n := c.number(uint64(len(c.b) / 4))
	if n == 0 {
		return nil
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = c.u32()
	}
	return out
}

// Check decodes all blocks. A missing kind of block is not an error, since the next run computes it again.
func (r *Reader) Check() error {
	_, table := r.Table()
	if errors.Is(table, errNoTable) {
		table = nil
	}
	_, texts := r.Texts()
	_, pairs := r.Pairs()
	_, counts := r.Counts()
	_, answers := r.Answers()
	_, finds := r.Finds()
	_, observed := r.Observed()
	_, stories := r.Stories()
	_, records := r.Records()
	return errors.Join(table, texts, pairs, counts, answers, finds, observed, stories, records)
}
