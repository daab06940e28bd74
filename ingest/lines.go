package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// A lineReader yields whole lines, about a chunk of them at once.
type lineReader struct {
	in    *bufio.Reader
	file  string
	max   int    // longest line
	line  int    // number of the line that comes next
	carry []byte // its beginning, if that was read already
	err   error  // met while reading, io.EOF at the end
	some  bool   // there was more than blanks and zero bytes
	zeros bool   // there were zero bytes
}

func (l *lineReader) fill(c *Chunk) bool {
	c.File, c.Line, c.Kind = l.file, l.line, KindLines
	c.Data = append(c.Data, l.carry...)
	l.carry = l.carry[:0]
	c.Data = slices.Grow(c.Data, max(0, chunkSize-len(c.Data)))
	for scanned := 0; ; {
		c.Data = l.read(c.Data)
		if i := bytes.LastIndexByte(c.Data[scanned:], '\n'); i >= 0 {
			l.keep(c.Data[scanned+i+1:])
			c.Data = c.Data[:scanned+i+1]
			lines := bytes.Count(c.Data, []byte{'\n'})
			l.zeros = c.cutZeros() || l.zeros
			l.some = l.some || !blankOnly(c.Data)
			l.line += lines
			return false
		}
		switch scanned = len(c.Data); {
		case l.err != nil:
			return l.last(c)
		case scanned > l.max:
			l.skip(c)
			return false
		}
		c.Data = slices.Grow(c.Data, min(scanned, l.max-scanned)+1)
	}
}

// read reads until b is full or the file ends.
func (l *lineReader) read(b []byte) []byte {
	for len(b) < cap(b) && l.err == nil {
		var n int
		n, l.err = l.in.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
	}
	return b
}

// keep stores the beginning of a line for the next chunk.
func (l *lineReader) keep(b []byte) {
	if cap(l.carry) > 4*chunkSize {
		l.carry = nil
	}
	l.carry = append(l.carry[:0], b...)
}

// blankOnly reports whether b holds nothing to read.
func blankOnly(b []byte) bool {
	return len(bytes.Trim(b, " \t\r\n\ufeff")) == 0
}

// last ends the file: what is left in c has no line end. If the file could not
// be read to its end, the rest counts only as a whole record. A file of white space
// only is reported as empty.
func (l *lineReader) last(c *Chunk) bool {
	l.zeros = c.cutZeros() || l.zeros
	if errors.Is(l.err, io.EOF) && !errors.Is(l.err, io.ErrUnexpectedEOF) {
		switch {
		case l.some || !blankOnly(c.Data):
		case l.zeros:
			c.Rejects = append(c.Rejects, newReject(l.file, l.line, nil, faultf(CauseCut, "the file holds zero bytes only: what was written is lost")))
		default:
			c.skip("empty file", false)
		}
		if at := cutAt(c.Data); at < len(c.Data) {
			c.Rejects = append(c.Rejects, newReject(l.file, l.line, c.Data[at:], faultf(CauseCut, "the file ends within the record")))
			c.Data = c.Data[:at]
		}
		return true
	}
	if json.Valid(c.Data) {
		l.line++
		return false // the trouble comes with the next chunk
	}
	c.Rejects = append(c.Rejects, newReject(l.file, l.line, c.Data, fault{CauseCut, l.err}))
	c.Data = c.Data[:0]
	return true
}

// cutAt returns where the last record begins in the last line of a file, if the file ends within it. Records
// may follow each other on the line. Otherwise it returns the length of the line.
func cutAt(line []byte) int {
	dec := json.NewDecoder(bytes.NewReader(line))
	for {
		at := int(dec.InputOffset())
		var value json.RawMessage
		switch err := dec.Decode(&value); {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return at
		case err != nil:
			return len(line)
		}
	}
}

// skip gives up a line that is too long, whose beginning is in c, and
// reads to its end with the memory it has.
func (l *lineReader) skip(c *Chunk) {
	r := newReject(l.file, l.line, c.Data, errors.New(""))
	r.Cut = true
	size := len(c.Data)
	padding := zerosOnly(c.Data)
	for l.err == nil {
		b := l.read(c.Data[:0])
		line, rest, ended := bytes.Cut(b, []byte{'\n'})
		size += len(line)
		padding = padding && zerosOnly(line)
		if ended {
			l.keep(rest)
			break
		}
	}
	c.Data = c.Data[:0]
	l.line++
	if padding {
		l.zeros = true
		c.skip(zeroBytes, false)
		return
	}
	l.some = true
	r.Cause, r.Reason = CauseSize, tooLong(size, l.max).Error()
	c.Rejects = append(c.Rejects, r)
}

// zeroBytes is what a run of zero bytes around records is called: files have them
// at their end, and where a machine stopped while it wrote.
const zeroBytes = "run of zero bytes"

// cutZeros removes the zero bytes at both ends of each line and reports whether
// there were some. Lines keep their places.
func (c *Chunk) cutZeros() (found bool) {
	if bytes.IndexByte(c.Data, 0) < 0 {
		return false
	}
	out := c.Data[:0]
	for line := range bytes.Lines(c.Data) {
		text, end := bytes.CutSuffix(line, []byte{'\n'})
		if kept := bytes.Trim(text, "\x00"); len(kept) < len(text) {
			c.skip(zeroBytes, false)
			text, found = kept, true
		}
		out = append(out, text...)
		if end {
			out = append(out, '\n')
		}
	}
	c.Data = out
	return found
}

func zerosOnly(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

func tooLong(size, limit int) error {
	return faultf(CauseSize, "record of %d bytes: at most %d are read", size, limit)
}
