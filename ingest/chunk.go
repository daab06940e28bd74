package ingest

// Kind says what a chunk holds.
type Kind uint8

// The kinds of chunks.
const (
	KindLines Kind = iota // whole lines, each a JSON object
	KindPage              // one HTML page
)

// A Chunk is a piece of input that is decoded by itself. The zero value is
// ready for [Source.Next], which reuses its memory.
type Chunk struct {
	File string // where it comes from, for messages
	Line int    // line of Data's first byte in the file, from 1
	Data []byte
	Kind Kind
	// Rejects is the trouble met while reading, before Data. A chunk may hold
	// nothing else.
	Rejects []Reject

	lines   []int // line of each record of a JSON document; nil: they follow each other
	maxLine int64 // as of Options; 0: the default
}

// reset empties c and keeps its memory, unless one long line has made that
// large.
func (c *Chunk) reset() {
	if cap(c.Data) > 4*chunkSize {
		c.Data = nil
	}
	*c = Chunk{Data: c.Data[:0], Rejects: c.Rejects[:0], lines: c.lines[:0]}
}

func (c *Chunk) empty() bool { return len(c.Data) == 0 && len(c.Rejects) == 0 }

func (c *Chunk) limit() int64 { return Options{MaxLine: c.maxLine}.maxLine() }
