package ingest

// Kind says what a chunk holds.
type Kind uint8

// The kinds of chunks.
const (
	KindLines Kind = iota // whole lines, each a JSON object
	KindPage              // one HTML page
	KindItems             // items of another format
)

// A Skip counts what the input holds and what is no article by its nature.
type Skip struct {
	What string // "request", "picture"; of files: their ending
	File bool   // whole files of a folder, by ending
	N    int64
}

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
	// Skips counts what was passed over.
	Skips []Skip

	items   []chunkItem
	lines   []int // line of each record of a JSON document; nil: they follow each other
	names   *names
	maxLine int64 // as of Options; 0: the default
	pages   described
}

// reset empties c and keeps its memory, unless one long line has made that
// large.
func (c *Chunk) reset() {
	clear(c.items) // they hold strings
	if cap(c.Data) > 4*chunkSize {
		c.Data = nil
	}
	*c = Chunk{Data: c.Data[:0], Rejects: c.Rejects[:0], Skips: c.Skips[:0], lines: c.lines[:0], items: c.items[:0]}
}

func (c *Chunk) empty() bool {
	return len(c.Data) == 0 && len(c.Rejects) == 0 && len(c.Skips) == 0 && len(c.items) == 0
}

// skip counts one thing that is passed over.
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
