package ingest

// Kind is the kind of a chunk's content.
type Kind uint8

// The kinds of chunks.
const (
	KindLines Kind = iota // whole lines, each a JSON object
	KindPage              // one HTML page
	KindItems             // items of another format
)

// A Skip counts input that is no article by its kind, such as pictures.
type Skip struct {
	What string // kind, such as "request" or "picture"; for files, their ending
	File bool   // set for whole files of a folder
	N    int64
}

// A Chunk is a piece of input that can be decoded separately. The zero value is ready for [Source.Next],
// which reuses its memory.
type Chunk struct {
	File string // file that it comes from, for messages
	Line int    // line of Data's first byte in the file, from 1
	Data []byte
	Kind Kind
	// Rejects are the errors found while reading, before Data. A chunk may have only these.
	Rejects []Reject
	// Skips counts the skipped input.
	Skips []Skip

	items   []chunkItem
	lines   []int // line of each record of a JSON document; nil: they follow each other
	names   *names
	maxLine int64 // see Options; 0: the default
	pages   described
}

// reset empties c. It keeps the memory unless a long line has made that large.
func (c *Chunk) reset() {
	clear(c.items) // let go of their strings
	if cap(c.Data) > 4*chunkSize {
		c.Data = nil
	}
	*c = Chunk{Data: c.Data[:0], Rejects: c.Rejects[:0], Skips: c.Skips[:0], lines: c.lines[:0], items: c.items[:0]}
}

func (c *Chunk) empty() bool {
	return len(c.Data) == 0 && len(c.Rejects) == 0 && len(c.Skips) == 0 && len(c.items) == 0
}

// skip counts one skipped thing.
func (c *Chunk) skip(what string, file bool) {
	for i := range c.Skips {
		if s := &c.Skips[i]; s.What == what && s.File == file {
			s.N++
			return
		}
	}
	c.Skips = append(c.Skips, Skip{What: what, File: file, N: 1})
}

func (c *Chunk) limit() int64 { return Options{MaxLine: c.maxLine}.maxLine() }
