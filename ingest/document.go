package ingest

import (
	"bufio"
	"errors"
	"io"
)

// A documentReader yields the records of a JSON document, an array of objects
// or objects over several lines, as lines: white space between tokens becomes
// spaces. It reads brackets and strings only; the decoder sees the rest.
type documentReader struct {
	in   *bufio.Reader
	file string
	max  int // longest record
	line int // number of the line being read

	inArray  bool
	depth    int  // brackets open in the record
	inString bool // within a string of it
	escaped  bool // after a backslash
	record   bool // within a record
	size     int  // bytes of the record so far
	start    int  // where it begins in the chunk
	began    int  // line it begins on

	pending []Reject // for the next chunk
	ended   bool
	zeros   bool // zero bytes were skipped
}

func (d *documentReader) fill(c *Chunk) bool {
	c.File, c.Line, c.Kind = d.file, d.line, KindLines
	c.Rejects = append(c.Rejects, d.pending...)
	d.pending = d.pending[:0]
	for !d.ended {
		if _, err := d.in.Peek(1); err != nil {
			d.end(c, err)
			break
		}
		b, _ := d.in.Peek(d.in.Buffered())
		n, full := d.scan(c, b)
		_, _ = d.in.Discard(n)
		if full {
			return false
		}
	}
	return len(d.pending) == 0
}

// scan takes bytes of b until its end, until the chunk is full, or until a
// record is rejected: rejects come before data, so this one waits for the next
// chunk.
func (d *documentReader) scan(c *Chunk, b []byte) (n int, full bool) {
	for i, x := range b {
		if x == '\n' {
			d.line++
		}
		if d.record && d.depth == 0 && !d.inString && separates(x) { // a record that is no object
			d.finish(c)
		}
		if !d.record {
			d.between(c, x)
			continue
		}
		if d.take(c, x) {
			continue
		}
		d.finish(c)
		if len(c.Data) >= chunkSize || len(d.pending) > 0 {
			return i + 1, true
		}
	}
	return len(b), false
}

func separates(x byte) bool {
	return x == ',' || x == ']' || x == ' ' || x == '\t' || x == '\r' || x == '\n'
}

// between handles a byte outside of records.
func (d *documentReader) between(c *Chunk, x byte) {
	switch {
	case x >= 0x80 && d.line == 1 && len(c.Data) == 0: // byte order mark
	case x == '[' && !d.inArray:
		d.inArray = true
	case x == ']' && d.inArray:
		d.inArray = false
	case separates(x) && x != ']':
	case x == 0:
		if !d.zeros {
			c.skip(zeroBytes, false)
		}
		d.zeros = true
	default:
		d.record, d.depth, d.size, d.inString, d.escaped = true, 0, 0, false, false
		d.start, d.began = len(c.Data), d.line
		d.take(c, x)
	}
}

// take handles a byte of a record and reports whether the record goes on.
func (d *documentReader) take(c *Chunk, x byte) bool {
	goesOn := true
	switch {
	case d.escaped:
		d.escaped = false
	case d.inString:
		d.escaped = x == '\\'
		d.inString = x != '"'
	case x == '"':
		d.inString = true
	case x == '{' || x == '[':
		d.depth++
	case x == '}' || x == ']':
		d.depth--
		goesOn = d.depth > 0
	case x == '\n' || x == '\r' || x == '\t':
		x = ' '
	}
	if x == '\n' {
		x = '\r' // within a string: no line end for us, and no JSON either
	}
	d.size++
	if d.size <= d.max+1 {
		c.Data = append(c.Data, x)
	}
	return goesOn
}

// finish ends the record, or rejects it for its length.
func (d *documentReader) finish(c *Chunk) {
	d.record = false
	if d.size <= d.max {
		c.Data = append(c.Data, '\n')
		c.lines = append(c.lines, d.began)
		return
	}
	d.refuse(c, tooLong(d.size, d.max))
}

// refuse rejects the record that is last in the chunk.
func (d *documentReader) refuse(c *Chunk, reason error) {
	r := newReject(d.file, d.began, c.Data[d.start:], reason)
	r.Cut = r.Cut || d.size > len(r.Raw)
	c.Data = c.Data[:d.start]
	d.pending = append(d.pending, r)
}

// end ends the document.
func (d *documentReader) end(c *Chunk, err error) {
	d.ended = true
	var reason error
	switch {
	case !errors.Is(err, io.EOF):
		reason = fault{CauseCut, err}
	case d.record && (d.depth > 0 || d.inString):
		reason = faultf(CauseCut, "the JSON document ends within a record")
	case d.record:
		d.finish(c)
		return
	case d.inArray:
		reason = faultf(CauseCut, "the JSON document ends within its array")
	default:
		return
	}
	if !d.record {
		d.began, d.start, d.size = d.line, len(c.Data), 0
	}
	d.refuse(c, reason)
}
